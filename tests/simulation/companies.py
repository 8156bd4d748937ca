"""Two companies in GP, and the plants in Procurify whose orders go to each."""

from typing import Any

import attrs

from gp_sync.core import facts as names
from gp_sync.core.fact_values import Account
from gp_sync.core.model import Ref, TargetRef
from gp_sync.flows.purchase_orders.tables import LocationPolicy
from gp_sync.testing.examples import FABRIKAM, POLICY, fabrikam_facts
from tests.simulation.words import METHODS, TERMS

__all__ = ["CODES", "COMPANIES", "PLANTS", "TWO_COMPANIES", "account_number", "record_in", "setup"]

CODES = ("5100", "5200")
"""The account codes that lines are charged to; each company has an account for each."""

PLANTS = {"Chicago Plant": "TWO", "Vancouver Plant": "NORTH"}
"""The company that the orders of a plant go to."""

COMPANIES = tuple(PLANTS.values())

_SEGMENTS = {"Chicago Plant": "000", "Vancouver Plant": "700"}
_NORTH = attrs.evolve(
    FABRIKAM,
    id="NORTH",
    name="Fabrikam North",
    time_zone="America/Vancouver",
    locations=(LocationPolicy(name="Vancouver Plant", segment="700", site="01-N", ship_to="PRIMARY"),),
)

TWO_COMPANIES = attrs.evolve(
    POLICY, companies=tuple(attrs.evolve(company, shipping_methods=METHODS) for company in (FABRIKAM, _NORTH))
)
"""The settings of the flow."""


def setup() -> dict[Ref, Any]:
    """What both companies are set up with: the same, but for the numbers of their accounts."""
    facts = fabrikam_facts()
    facts |= {names.payment_terms("TWO", terms): terms for terms in TERMS}
    facts |= {names.shipping_method("TWO", method): method for method in METHODS.values() if method}
    north = {Ref(ref.kind, ("NORTH", *ref.key[1:])): fact for ref, fact in facts.items()}
    for code in CODES:
        number = account_number("Vancouver Plant", code)
        north[names.account("NORTH", number)] = Account(
            number=number, description="Supplies", active=True, allows_entry=True, posting=True
        )
    return facts | north


def account_number(plant: str, code: str) -> str:
    """The GL account that a line of a plant is charged to."""
    return f"{_SEGMENTS[plant]}-{code}-01"


def record_in(company: str, number: str) -> TargetRef:
    """The record that an order of a number becomes in a company."""
    return TargetRef(side="gp", company=company, number=number.upper())
