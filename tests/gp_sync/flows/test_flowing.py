"""Which orders flow at all, and how the configuration changes what findings do."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import attrs
import pytest

from gp_sync.core import facts as names
from gp_sync.core.fact_values import Requisition, RequisitionLine
from gp_sync.core.model import Severity
from gp_sync.flows.purchase_orders.document import Allocation, LineKind, SourceVendor
from gp_sync.flows.purchase_orders.policy import OrderPolicy
from gp_sync.flows.purchase_orders.skip_rules import SkipRule
from gp_sync.testing.examples import POLICY, coding, line, order

Looker = Callable[..., Any]


def orders(**changes: Any) -> Any:
    return attrs.evolve(POLICY, orders=OrderPolicy(**changes))


def vendor(kind: str) -> SourceVendor:
    return SourceVendor(id=6, name="Lakeshore Supply", external_id="LAKESHORE0001", active=True, kind=kind)


class TestWhatIsLeftOut:
    @pytest.mark.parametrize(
        ("changes", "setting", "code", "words"),
        [
            ({"by_card": True}, {"card_orders": "write"}, "PAID_BY_CARD", "The order is paid by a card."),
            (
                {"punchout": True},
                {"punchout_orders": "write"},
                "PUNCHOUT_ORDER",
                "The order was placed in the vendor's own shop.",
            ),
        ],
    )
    def test_edge_10_orders_that_are_paid_otherwise_are_skipped_unless_the_configuration_wants_them(
        self, look: Looker, changes: dict[str, Any], setting: dict[str, str], code: str, words: str
    ) -> None:
        mapped = look(order(**changes))

        assert (mapped.codes, mapped.all_words) == ([code], [words])
        assert mapped.findings[0].severity is Severity.SKIP
        assert look(order(**changes), policy=orders(**setting)).codes == []

    @pytest.mark.parametrize(
        "rule",
        [
            SkipRule(reason="travel", vendor="lakeshore supply"),
            SkipRule(reason="travel", department="Maintenance", location="Chicago Plant"),
            SkipRule(reason="travel", account_code="5100"),
            SkipRule(reason="travel", custom_field="Kind", value="expense"),
            SkipRule(reason="travel", custom_field="kind ", value="expense"),
        ],
    )
    def test_edge_10_a_rule_of_the_configuration_skips_what_it_describes_and_says_why(
        self, look: Looker, rule: SkipRule
    ) -> None:
        mapped = look(order(custom_fields={"Kind": "Expense"}), policy=orders(skip=(rule,)))

        assert mapped.all_words == ["The configuration leaves the order out: travel."]
        assert mapped.findings[0].severity is Severity.SKIP

    @pytest.mark.parametrize(
        "rule",
        [
            SkipRule(reason="travel", vendor="Northwind"),
            SkipRule(reason="travel", department="Maintenance", location="Gary Plant"),
            SkipRule(reason="travel", account_code="5100", custom_field="Kind", value="expense"),
        ],
    )
    def test_edge_10_all_that_a_rule_names_must_fit(self, look: Looker, rule: SkipRule) -> None:
        assert look(order(), policy=orders(skip=(rule,))).codes == []

    def test_edge_10_one_line_that_a_rule_does_not_describe_keeps_the_order(self, look: Looker) -> None:
        rule = SkipRule(reason="travel", account_code="5100")
        lines = (line(), line(id=9002, number=2, coding=coding("5200")))

        assert look(order(lines=lines), policy=orders(skip=(rule,))).codes == []

    @pytest.mark.parametrize(
        ("condition", "outcome"),
        [
            ({"vendor": "Lakeshore Supply"}, Severity.SKIP),
            ({"vendor": "Lakeshore Supply", "location": "Chicago Plant"}, Severity.BLOCK),
        ],
    )
    def test_edge_10_an_order_without_a_coding_fits_rules_that_name_none(
        self, look: Looker, condition: dict[str, str], outcome: Severity
    ) -> None:
        uncoded = order(lines=(line(coding=None),))

        mapped = look(uncoded, policy=orders(skip=(SkipRule(reason="the canteen", **condition),)))

        assert min(mapped.findings, key=lambda found: list(Severity).index(found.severity)).severity is outcome

    def test_edge_10_a_rule_without_a_condition_is_refused(self) -> None:
        with pytest.raises(ValueError, match="a skip rule without a condition would skip every order"):
            SkipRule(reason="all of them")

    def test_edge_10_what_is_skipped_is_still_looked_at_whole(self, look: Looker) -> None:
        """One outcome per order, and every finding is told."""
        mapped = look(order(by_card=True, total=Decimal(1)))

        assert mapped.codes == ["PAID_BY_CARD", "TOTAL_MISMATCH"]


class TestVendorKinds:
    @pytest.mark.parametrize("kind", ["employee", "credit_card_provider", "amazon_punchout", "other", "checkout"])
    def test_edge_43_what_is_no_vendor_is_skipped_with_its_kind(self, look: Looker, kind: str) -> None:
        mapped = look(order(vendor=vendor(kind)))

        assert mapped.findings[0].severity is Severity.SKIP
        assert mapped.all_words == [
            f"The vendor 'Lakeshore Supply' is of the kind '{kind}', and orders of that kind do not flow."
        ]

    @pytest.mark.parametrize("kind", ["preferred", "regular", "Regular", ""])
    def test_edge_43_preferred_and_regular_vendors_flow(self, look: Looker, kind: str) -> None:
        assert look(order(vendor=vendor(kind))).codes == []

    def test_edge_50_a_kind_that_this_version_does_not_know_flows_with_a_warning(self, look: Looker) -> None:
        mapped = look(order(vendor=vendor("type 9")))

        assert [(found.code, found.severity) for found in mapped.findings] == [("VENDOR_KIND_UNKNOWN", Severity.WARN)]
        assert mapped.words("VENDOR_KIND_UNKNOWN") == (
            "The vendor 'Lakeshore Supply' is of the kind 'type 9', which this version does not know; its orders flow."
        )

    def test_edge_43_a_kind_that_procurify_does_not_have_is_refused(self) -> None:
        with pytest.raises(ValueError, match="vendor_types names 'Prefered': give some of preferred, regular, other"):
            OrderPolicy(vendor_types=("regular", "Prefered"))

    def test_edge_43_the_configuration_may_let_others_flow(self, look: Looker) -> None:
        assert look(order(vendor=vendor("other")), policy=orders(vendor_types=("other",))).codes == []


class TestKindsOfLines:
    def test_edge_39_a_blanket_item_is_flattened_where_the_configuration_says_so(self, look: Looker) -> None:
        mapped = look(order(lines=(line(kind=LineKind.BLANKET),)), policy=orders(blanket="flatten"))

        assert [(found.code, found.severity) for found in mapped.findings] == [("BLANKET_FLATTENED", Severity.WARN)]
        assert mapped.all_words == [
            "Line 1 (Hydraulic oil) is a blanket item; it goes to GP as a standard line, as the configuration says."
        ]
        (flat,) = mapped.order.lines
        assert (flat.quantity, flat.extended_cost) == (Decimal(10), Decimal("245.00"))

    def test_edge_60_a_line_by_amount_holds_where_the_configuration_says_so(self, look: Looker) -> None:
        mapped = look(order(lines=(line(by_amount=True),)), policy=orders(by_amount="hold"))

        assert [(found.code, found.severity) for found in mapped.findings] == [("BY_AMOUNT_LINE", Severity.HOLD)]
        assert mapped.findings[0].cause == names.setting("purchase_orders", "by_amount")
        assert mapped.all_words == [
            "Line 1 (Hydraulic oil) is received by amount, and the configuration keeps such orders."
        ]

    def test_edge_50_a_way_to_receive_that_this_version_does_not_know_is_told(self, look: Looker) -> None:
        mapped = look(order(lines=(line(unknown_receive_method="type 9"),)))

        assert mapped.codes == ["RECEIVE_METHOD_UNKNOWN"]
        assert mapped.words("RECEIVE_METHOD_UNKNOWN") == (
            "Line 1 (Hydraulic oil) is received in a way that this version does not know (type 9); it goes to GP by "
            "its quantity."
        )

    def test_edge_11_a_split_by_quantity_keeps_the_price(self, look: Looker) -> None:
        parts = (
            Allocation(amount=Decimal("61.25"), coding=coding()),
            Allocation(amount=Decimal("183.75"), coding=coding("5200")),
        )

        mapped = look(order(lines=(line(allocations=parts),)), policy=orders(split_quantity="proportional"))

        assert [(row.quantity, row.unit_cost, row.extended_cost) for row in mapped.order.lines] == [
            (Decimal("2.5"), Decimal("24.50"), Decimal("61.25")),
            (Decimal("7.5"), Decimal("24.50"), Decimal("183.75")),
        ]

    def test_edge_11_a_part_at_another_price_than_the_lines_is_told(self, look: Looker) -> None:
        parts = (Allocation(amount=Decimal(10), coding=coding()), Allocation(amount=Decimal(20), coding=coding("5200")))
        source = order(
            lines=(line(quantity=Decimal("2.99"), unit_price=Decimal(10), total=Decimal(30), allocations=parts),)
        )

        mapped = look(source, policy=orders(split_quantity="proportional"))

        assert [(row.quantity, row.unit_cost) for row in mapped.order.lines] == [
            (Decimal(1), Decimal("10.00")),
            (Decimal("1.99"), Decimal("10.05")),
        ]
        assert mapped.codes == ["SPLIT_PRICE_DIFFERS"]
        assert mapped.words("SPLIT_PRICE_DIFFERS") == (
            "Line 1 (Hydraulic oil): a part of it has another unit cost in GP than the line's price, 10.05 instead of "
            "10.00."
        )

    @pytest.mark.parametrize("policy", ["one_each", "proportional"])
    def test_edge_11_a_part_of_nothing_is_left_out_with_a_trace(self, look: Looker, policy: str) -> None:
        parts = (Allocation(amount=Decimal(0), coding=coding()), Allocation(amount=Decimal(245), coding=coding("5200")))

        mapped = look(order(lines=(line(allocations=parts),)), policy=orders(split_quantity=policy))

        assert [(row.source_line, row.extended_cost) for row in mapped.order.lines] == [("9001:2", Decimal("245.00"))]
        assert mapped.all_words == ["Part 1 of line 1 (Hydraulic oil) has quantity 0 and was left out."]

    def test_edge_11_a_part_that_its_quantity_does_not_give_becomes_one_of_its_amount(self, look: Looker) -> None:
        thirds = tuple(
            Allocation(amount=Decimal("81.66666667"), coding=coding(code)) for code in ("5100", "5200", "5200")
        )
        source = order(lines=(line(allocations=thirds),))

        mapped = look(source, policy=orders(split_quantity="proportional"))

        assert sum(row.extended_cost for row in mapped.order.lines) == Decimal("245.00")
        assert [row.extended_cost for row in mapped.order.lines] == [
            Decimal("81.67"),
            Decimal("81.67"),
            Decimal("81.66"),
        ]


class TestRequisitions:
    FROM = order(lines=(line(requisition=2001, account_id=31),))
    ASKED = names.requisition(2001)
    SAYS = "Line 1 (Hydraulic oil) is not what its requisition says: "
    AND = "and the order to 5100, Maintenance, Chicago Plant."

    def told(self, look: Looker, *lines: RequisitionLine) -> list[str]:
        requisition = Requisition(number=2001, lines=lines) if lines else None
        mapped = look(self.FROM, policy=orders(check_requisition=True), facts={self.ASKED: requisition})
        assert all(found.severity is Severity.BLOCK for found in mapped.findings)
        words: list[str] = mapped.all_words
        return words

    def test_one_that_says_the_same_is_no_finding(self, look: Looker) -> None:
        assert self.told(look, RequisitionLine(id=9001, account_id=31, vendor_id=6)) == []

    def test_another_account_or_vendor_is_told(self, look: Looker) -> None:
        assert self.told(look, RequisitionLine(id=9001, account_id=32, vendor_id=7)) == [
            f"{self.SAYS}requisition 2001 is coded to an account that Procurify does not show (its key 32), {self.AND}",
            f"{self.SAYS}requisition 2001 names another vendor than the order's, Lakeshore Supply.",
        ]

    def test_both_codings_are_told_by_their_codes(self, look: Looker) -> None:
        requisition = Requisition(number=2001, lines=(RequisitionLine(id=9001, account_id=32, vendor_id=6),))
        facts = {self.ASKED: requisition, names.procurify_account(32): "5200, Maintenance, Chicago Plant"}

        mapped = look(self.FROM, policy=orders(check_requisition=True), facts=facts)

        assert mapped.all_words == [
            f"{self.SAYS}requisition 2001 is coded to 5200, Maintenance, Chicago Plant, {self.AND}"
        ]

    def test_a_line_or_requisition_that_is_gone_is_told(self, look: Looker) -> None:
        assert self.told(look) == [f"{self.SAYS}Procurify has no requisition 2001."]
        assert self.told(look, RequisitionLine(id=8, account_id=31, vendor_id=6)) == [
            f"{self.SAYS}requisition 2001 has no such line."
        ]

    def test_it_is_not_compared_unless_the_configuration_says_so(self, look: Looker) -> None:
        assert look(self.FROM, facts={self.ASKED: None}).codes == []
