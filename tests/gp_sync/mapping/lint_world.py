"""What the tests hold tables against: a GP and a Procurify that fit them, but for what a test changes."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import attrs

from gp_sync.core import facts as names
from gp_sync.core.findings import finding
from gp_sync.core.model import RecordUnusable, Ref
from gp_sync.flows.purchase_orders.document import SourceOrder
from gp_sync.flows.purchase_orders.functions import OrderFunctions
from gp_sync.flows.purchase_orders.policy import CompanyPolicy, OrderPolicy, PurchaseOrderPolicy
from gp_sync.mapping.against import Against, Flaw, ProcurifyNames
from gp_sync.mapping.captured import said_by
from gp_sync.mapping.lint import lint
from gp_sync.testing.examples import FABRIKAM, fabrikam_facts, order

SEGMENTS: dict[Ref, Any] = {names.segment("TWO", 1, plant): f"Plant {plant}" for plant in ("000", "100")}
NOW = datetime(2026, 11, 4, 18, tzinfo=UTC)
PLACES = ProcurifyNames(
    locations=("Chicago Plant", "Gary Plant"),
    departments=(("Maintenance", "Chicago Plant"), ("Office", "Gary Plant")),
)

LISTS = {
    "vendor": ("Contoso Office Supplies", "Fabrikam Tools"),
    "account code": ("5100", "6200"),
    "user": ("Ann Lee", "Dana Buyer"),
    "custom field": ("Capital project", "Project"),
}


class Known:
    """References that know some facts, and cannot look up others."""

    def __init__(self, facts: dict[Ref, Any], unusable: dict[Ref, str]) -> None:
        self._facts, self._unusable = facts, unusable
        self.kinds = frozenset({ref.kind for ref in facts})

    def find(self, ref: Ref, _: datetime) -> Any:
        if ref in self._unusable:
            raise RecordUnusable(
                finding("TABLE_NOT_AVAILABLE", names.table("TWO", "buyers"), tried=self._unusable[ref])
            )
        return self._facts.get(ref)

    def rows(self, name: str, company: str) -> list[Any]:
        if names.table(company, name) in self._unusable:
            self.find(names.table(company, name), NOW)
        return [fact for ref, fact in self._facts.items() if ref.kind == name.removesuffix("s")]

    def seed(self, ref: Ref, fact: Any, at: datetime) -> None:
        raise AssertionError

    def begin_run(self, at: datetime) -> None:
        raise AssertionError


ACCOUNTS: dict[Ref, Any] = {
    names.account("TWO", number): attrs.evolve(fabrikam_facts()[names.account("TWO", "000-5100-01")], number=number)
    for number in ("000-5100-01", "100-5100-03")
}
ORDERS = OrderPolicy(order_url="https://fabrikam.example.com/orders/{key}")
POLICY = PurchaseOrderPolicy(companies=(FABRIKAM,), limits={})
FUNCTIONS = OrderFunctions()


def flaws(
    company: CompanyPolicy = FABRIKAM,
    facts: dict[Ref, Any] | None = None,
    places: ProcurifyNames = PLACES,
    unusable: dict[Ref, str] | None = None,
    captured: tuple[SourceOrder, ...] = (order(),),
    functions: OrderFunctions | None = FUNCTIONS,
    orders: OrderPolicy = ORDERS,
    listed: Callable[[str], tuple[str, ...]] = LISTS.__getitem__,
) -> list[Flaw]:
    known = Known(fabrikam_facts() | SEGMENTS | ACCOUNTS | (facts or {}), unusable or {})
    said = said_by(captured, attrs.evolve(POLICY, companies=(company,)), functions)
    against = Against(
        references=known,
        tables=known,
        since=NOW,
        procurify=places,
        listed=listed,
        said=said,
        functions=functions,
    )
    return list(lint((company,), orders, against))
