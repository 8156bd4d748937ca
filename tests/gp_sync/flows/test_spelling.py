"""IDs go to GP as GP spells them, whatever the case in which the configuration or Procurify has them."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import attrs

from gp_sync.core import facts as names
from gp_sync.core.model import Facts, Ref
from gp_sync.flows.purchase_orders.spelling import in_gp, spellings
from gp_sync.flows.purchase_orders.tables import AccountException, DepartmentPolicy
from gp_sync.testing.examples import FABRIKAM, POLICY, fabrikam_facts, order

Looker = Callable[..., Any]


def known(*found: tuple[Ref, Any]) -> Facts:
    return Facts(as_of=datetime(2026, 11, 4, tzinfo=UTC), asked=frozenset(ref for ref, _ in found), found=dict(found))


class TestInGP:
    def test_an_id_is_as_gp_spells_it(self) -> None:
        ref = names.shipping_method("TWO", "ground")

        assert in_gp(known((ref, "GROUND")), ref) == "GROUND"

    def test_a_vendor_is_its_id_and_an_account_its_number(self) -> None:
        vendor = fabrikam_facts()[names.gp_vendor("TWO", "LAKESHORE0001")]
        account = attrs.evolve(fabrikam_facts()[names.account("TWO", "000-5100-01")], number="000-51A0-01")
        facts = known((names.gp_vendor("TWO", "lakeshore0001"), vendor), (names.account("TWO", "000-51a0-01"), account))

        assert in_gp(facts, names.gp_vendor("TWO", "lakeshore0001")) == "LAKESHORE0001"
        assert in_gp(facts, names.account("TWO", "000-51a0-01")) == "000-51A0-01"

    def test_what_gp_lacks_or_was_not_asked_for_stays_as_it_is(self) -> None:
        ref = names.site("TWO", "north")

        assert in_gp(known((ref, None)), ref) == "north"
        assert in_gp(known(), ref) == "north"


class TestSpellings:
    def test_a_fact_is_asked_for_by_both(self) -> None:
        ref = names.site("TWO", "north")

        assert spellings(known(), ref) == {ref}
        assert spellings(known((ref, "NORTH")), ref) == {ref, names.site("TWO", "NORTH")}


class TestOrder:
    def test_everything_that_it_names_is_spelt_as_in_gp(self, look: Looker) -> None:
        company = attrs.evolve(
            FABRIKAM,
            shipping_methods={"Ground": "ground"},
            buyers={"Dana Buyer": "dana"},
            locations=(attrs.evolve(FABRIKAM.locations[0], site="01-n", ship_to="gary", bill_to="primary"),),
            departments=(DepartmentPolicy(name="Maintenance", segment="a1"),),
            accounts=(AccountException(account="000-5100-a1", account_code="5100"),),
            tax_schedule="il-sales",
            cost_centre_segments=(3,),
        )
        account = attrs.evolve(fabrikam_facts()[names.account("TWO", "000-5100-01")], number="000-5100-A1")
        vendor = fabrikam_facts()[names.gp_vendor("TWO", "LAKESHORE0001")]
        facts: dict[Ref, Any] = {
            names.vendor_link("TWO", 6): "lakeshore0001",
            names.gp_vendor("TWO", "lakeshore0001"): vendor,
            names.shipping_method("TWO", "ground"): "GROUND",
            names.site("TWO", "01-n"): "01-N",
            names.company_address("TWO", "gary"): "GARY",
            names.company_address("TWO", "primary"): "PRIMARY",
            names.account("TWO", "000-5100-a1"): account,
            names.account("TWO", "000-5100-A1"): account,
            names.segment("TWO", 3, "A1"): "Maintenance",
        }
        for name, said, spelt in ((names.buyer, "dana", "DANA"), (names.tax_schedule, "il-sales", "IL-SALES")):
            facts |= {name("TWO", said): spelt, name("TWO", spelt): spelt}

        seen = look(order(), facts=facts, policy=attrs.evolve(POLICY, companies=(company,)))

        body = seen.order
        assert seen.codes == []
        assert (body.vendor_id, body.shipping_method, body.buyer_id) == ("LAKESHORE0001", "GROUND", "DANA")
        assert (body.ship_to_address_id, body.bill_to_address_id) == ("GARY", "PRIMARY")
        assert (body.tax_schedule_id, body.lines[0].site_id) == ("IL-SALES", "01-N")
        assert body.lines[0].account_number == "000-5100-A1"

    def test_the_currency_of_the_table_is_found_without_case(self, look: Looker) -> None:
        company = attrs.evolve(FABRIKAM, currencies={"USD": "z-us$"})

        assert look(order(), policy=attrs.evolve(POLICY, companies=(company,))).order.currency_id == "Z-US$"
