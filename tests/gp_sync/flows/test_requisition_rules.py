"""The rules of requisitions: what each of them says about a requisition that would else be written."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

import attrs
import pytest

from gp_sync.core import facts as names
from gp_sync.core.decide import judge
from gp_sync.core.fact_values import Currency, ExchangeRate
from gp_sync.core.findings import CATALOGUE
from gp_sync.core.model import Case, Finding, Key, Ref
from gp_sync.flows.purchase_orders.document import SourceVendor
from gp_sync.flows.purchase_orders.policy import OrderPolicy
from gp_sync.flows.purchase_orders.skip_rules import SkipRule
from gp_sync.flows.requisitions.document import RequisitionState, SourceRequisition
from gp_sync.flows.requisitions.mapper import RequisitionMapper
from gp_sync.flows.requisitions.policy import RequisitionFlowPolicy
from gp_sync.flows.requisitions.rules import RULES
from gp_sync.systems.requisition_target import LIMITS
from gp_sync.testing.examples import FABRIKAM, fabrikam_facts, line, order
from tests.gp_sync.flows.conftest import gather

LAKESHORE = SourceVendor(id=6, name="Lakeshore Supply", external_id="LAKESHORE0001", active=True, kind="regular")
STAFF = SourceVendor(id=7, name="Sam Requester", external_id="", active=True, kind="employee")
POLICY = RequisitionFlowPolicy(companies=(attrs.evolve(FABRIKAM, documents="requisition"),), limits=LIMITS)


def requisition(**changes: Any) -> SourceRequisition:
    """An approved requisition for two lines, 245.00 and 10.00, of a linked vendor."""
    lines = (line(), line(id=9002, number=2, name="Rags", quantity=Decimal(1), unit_price=Decimal(10)))
    request = order(flow="requisitions", vendor=None, buyer="", payment_terms="", shipping_method="", lines=lines)
    values: dict[str, Any] = {"vendors": {"9001": LAKESHORE, "9002": LAKESHORE}, "beside": (Decimal(0),)}
    return SourceRequisition(
        number=52, state=RequisitionState.APPROVED, state_value="1", request=request, **(values | changes)
    )


def judged(
    source: SourceRequisition, policy: RequisitionFlowPolicy = POLICY, facts: Mapping[Ref, Any] | None = None
) -> dict[str, Finding]:
    """What is said of a requisition, by code; that splits cannot be seen is said of each."""
    mapper = RequisitionMapper(policy)
    known = gather(source, mapper, fabrikam_facts() | dict(facts or {}))
    key = Key(connection="fabrikam", flow="requisitions", source_id="52")
    case: Case[Any, Any] = Case(key=key, source=source, last={}, now={}, facts=known, policy=policy)
    found = {row.code: row for row in judge(case, mapper.map(source, known), RULES)}
    found.pop("ALLOCATION_NOT_VISIBLE", None)
    return found


def words(found: Finding) -> str:
    return CATALOGUE[found.code].words(found)


class TestOrderInItsPlace:
    BOTH = RequisitionFlowPolicy(companies=(attrs.evolve(FABRIKAM, documents="both"),), limits=LIMITS)

    def test_edge_36_lines_that_are_on_no_order_yet_are_named(self) -> None:
        found = judged(requisition(orders={"9001": (7,)}), self.BOTH)

        assert words(found["ORDERED_BEFORE_WRITE"]) == (
            "The requisition became order 7 of Procurify (on no order yet: line 2 (Rags)) before it reached GP, and "
            "is not written beside that."
        )

    def test_edge_36_of_one_whose_lines_are_all_on_orders_these_are_told(self) -> None:
        found = judged(requisition(orders={"9001": (7,), "9002": (7, 8)}), self.BOTH)

        assert words(found["ORDERED_BEFORE_WRITE"]).startswith("The requisition became orders 7, 8 of Procurify before")


class TestRate:
    """One in a foreign currency, of a company that gets orders: the order would need a rate of GP's table."""

    YEN = (Currency(id="Z-YEN", iso_code="JPY", decimals=2),)
    RATE = names.exchange_rate("TWO", "Z-YEN", date(2026, 11, 4))
    KNOWN: Mapping[Ref, Any] = {names.currencies("TWO"): YEN, names.currency_access("TWO", "Z-YEN"): "Z-YEN"}

    def asked(self, **settings: Any) -> tuple[SourceRequisition, RequisitionFlowPolicy]:
        source = requisition(beside=())
        foreign = attrs.evolve(source, request=attrs.evolve(source.request, currency="JPY"))
        company = attrs.evolve(FABRIKAM, **({"documents": "purchase_order"} | settings))
        return foreign, RequisitionFlowPolicy(companies=(company,), limits=LIMITS)

    def test_edge_25_its_lack_is_told_before_the_order_is_made(self) -> None:
        assert "RATE_MISSING" in judged(*self.asked(), self.KNOWN)

    def test_edge_25_one_that_is_there_is_fine(self) -> None:
        rate = {self.RATE: ExchangeRate(rate=Decimal("0.0066"))}

        assert "RATE_MISSING" not in judged(*self.asked(), {**self.KNOWN, **rate})

    @pytest.mark.parametrize("settings", [{"documents": "requisition"}, {"rate": "source"}])
    def test_edge_25_a_requisition_needs_none_and_procurify_tells_that_of_an_order_with_the_order(
        self, settings: dict[str, str]
    ) -> None:
        assert "RATE_MISSING" not in judged(*self.asked(**settings), self.KNOWN)


class TestTotal:
    def test_edge_24_lines_that_do_not_add_up_to_it_block(self) -> None:
        source = requisition()
        more = attrs.evolve(source, request=attrs.evolve(source.request, total=Decimal("300.5")))

        found = judged(more)

        assert [words(row) for row in found.values()] == [
            "The lines of the requisition do not add up to its total in Procurify: 255.00 instead of 300.50."
        ]
        assert found["REQUISITION_TOTAL_DIFFERS"].severity == "BLOCK"

    @pytest.mark.parametrize("total", ["255.00", "255.01", "263.00"])
    def test_edge_24_a_cent_for_a_line_or_what_it_may_have_in_it_is_no_difference(self, total: str) -> None:
        source = requisition(beside=(Decimal(0), Decimal("8.00")))

        assert judged(attrs.evolve(source, request=attrs.evolve(source.request, total=Decimal(total)))) == {}

    def test_edge_24_where_a_line_is_left_out_its_own_finding_says_so(self) -> None:
        source = requisition()
        first = attrs.evolve(source.request.lines[0], coding=None)
        lines = (first, *source.request.lines[1:])

        found = judged(attrs.evolve(source, request=attrs.evolve(source.request, lines=lines)))

        assert list(found) == ["VALUE_MISSING"]


class TestVendors:
    def test_one_that_is_asked_of_an_employee_alone_is_left_out(self) -> None:
        found = judged(requisition(vendors={"9001": STAFF, "9002": STAFF}))

        assert found["VENDOR_KIND_SKIPPED"].severity == "SKIP"

    def test_where_another_vendor_is_asked_as_well_it_is_told(self) -> None:
        found = judged(requisition(vendors={"9001": STAFF, "9002": LAKESHORE}))

        assert found["VENDOR_KIND_SKIPPED"].severity == "WARN"

    def test_a_line_without_a_vendor_flows(self) -> None:
        assert judged(requisition(vendors={"9001": STAFF}))["VENDOR_KIND_SKIPPED"].severity == "WARN"

    def test_edge_14_one_that_procurify_has_archived_is_told(self) -> None:
        archived = attrs.evolve(LAKESHORE, active=False)

        found = judged(requisition(vendors={"9001": archived, "9002": archived}))

        assert [words(row) for row in found.values()] == [
            "The vendor 'Lakeshore Supply' is inactive in Procurify, while GP has it active."
        ]

    @pytest.mark.parametrize(("of_both", "codes"), [(True, ["NOT_WANTED"]), (False, [])])
    def test_a_skip_rule_that_names_a_vendor_leaves_out_what_is_asked_of_it_alone(
        self, of_both: bool, codes: list[str]
    ) -> None:
        rule = SkipRule(vendor="Lakeshore Supply", reason="bought by the parent company")
        policy = attrs.evolve(POLICY, orders=OrderPolicy(skip=(rule,)))
        vendors = {"9001": LAKESHORE} | ({"9002": LAKESHORE} if of_both else {})

        assert list(judged(requisition(vendors=vendors), policy=policy)) == codes
