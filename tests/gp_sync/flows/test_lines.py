"""The lines of an order: quantities, prices, splits, and what GP cannot hold."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import attrs
import pytest

from gp_sync.core import facts as names
from gp_sync.flows.purchase_orders.document import Allocation, LineKind
from gp_sync.flows.purchase_orders.policy import OrderPolicy
from gp_sync.testing.examples import FABRIKAM, POLICY, coding, line, order

Looker = Callable[..., Any]


def part(amount: str, **where: str) -> Allocation:
    return Allocation(amount=Decimal(amount), coding=coding(**where))


def only_line(look: Any) -> tuple[str, str, str]:
    """Quantity, unit cost and extended cost of the one line, as texts."""
    (mapped,) = look.order.lines
    return str(mapped.quantity), str(mapped.unit_cost), str(mapped.extended_cost)


class TestAmounts:
    def test_a_line_that_gp_can_hold_keeps_its_quantity_and_price(self, look: Looker) -> None:
        mapped = look(order(lines=(line(quantity=Decimal("2.50000"), unit_price=Decimal("24.50000000")),)))

        assert only_line(mapped) == ("2.5", "24.50", "61.25")
        assert mapped.codes == []

    def test_a_round_quantity_is_written_without_an_exponent(self, look: Looker) -> None:
        mapped = look(order(lines=(line(quantity=Decimal("100.00")),)))

        assert only_line(mapped) == ("100", "24.50", "2450.00")

    def test_edge_08_a_price_with_too_many_decimals_becomes_one_of_the_total(self, look: Looker) -> None:
        lines = (line(quantity=Decimal(3), unit_price=Decimal("0.33333333")),)

        mapped = look(order(lines=lines, total=Decimal("1.00")))

        assert only_line(mapped) == ("1", "1.00", "1.00")
        assert mapped.codes == ["LINE_AS_AMOUNT"]
        assert mapped.words("LINE_AS_AMOUNT") == (
            "Line 1 (Hydraulic oil) goes to GP as quantity 1 at its total, since GP cannot hold 3 x 0.33333333 = 1.00."
        )

    def test_edge_08_a_quantity_with_too_many_decimals_becomes_one_of_the_total(self, look: Looker) -> None:
        mapped = look(order(lines=(line(quantity=Decimal("0.125"), unit_price=Decimal(8)),), total=Decimal(1)))

        assert only_line(mapped) == ("1", "1.00", "1.00")

    def test_edge_08_a_total_that_differs_from_quantity_times_price_is_kept(self, look: Looker) -> None:
        mapped = look(order(lines=(line(total=Decimal("244.99")),)))

        assert only_line(mapped) == ("1", "244.99", "244.99")
        assert mapped.codes == ["LINE_AS_AMOUNT"]

    def test_edge_60_a_line_by_amount_has_its_amount_as_quantity(self, look: Looker) -> None:
        mapped = look(order(lines=(line(by_amount=True, quantity=Decimal(1), unit_price=Decimal("1500.50")),)))

        assert only_line(mapped) == ("1500.50", "1", "1500.50")
        assert mapped.codes == []

    @pytest.mark.parametrize(("quantity", "price"), [("1500.50", "1"), ("10", "150.05")])
    def test_edge_60_an_amount_that_no_quantity_can_hold_blocks(self, look: Looker, quantity: str, price: str) -> None:
        policy = attrs.evolve(POLICY, companies=(attrs.evolve(FABRIKAM, quantity_decimals=0),))
        lines = (line(by_amount=True, quantity=Decimal(quantity), unit_price=Decimal(price)),)

        mapped = look(order(lines=lines), policy=policy)

        assert mapped.codes == ["LINE_NOT_EXACT"]
        assert mapped.words("LINE_NOT_EXACT") == (
            "Line 1 (Hydraulic oil): GP cannot hold what is received by amount as 1500.50 x 1 to the cent with the "
            "decimals of the currency, its quantities and costs."
        )

    def test_edge_60_each_part_of_a_split_line_by_amount_has_its_amount_as_quantity(self, look: Looker) -> None:
        split = line(
            by_amount=True,
            quantity=Decimal(1),
            unit_price=Decimal(300),
            allocations=(part("100.50"), part("199.50", account_code="5200")),
        )

        mapped = look(order(lines=(split,)))

        assert [(str(row.quantity), str(row.unit_cost)) for row in mapped.order.lines] == [
            ("100.50", "1"),
            ("199.50", "1"),
        ]
        assert mapped.codes == []

    def test_edge_60_nothing_is_not_so_many_at_a_cost_of_1(self, look: Looker) -> None:
        mapped = look(order(lines=(line(by_amount=True, unit_price=Decimal(0)),)))

        assert only_line(mapped) == ("10", "0.00", "0.00")
        assert mapped.codes == ["ZERO_COST"]

    @pytest.mark.parametrize(
        ("changes", "tried"),
        [
            ({"quantity": Decimal(-1)}, "-1 x 24.50, total -24.50"),
            ({"unit_price": Decimal(-2)}, "10 x -2.00, total -20.00"),
            ({"total": Decimal(-5)}, "10 x 24.50, total -5.00"),
            ({"allocations": (part("255"), part("-10"))}, "10 x 24.50, total 245.00"),
        ],
    )
    def test_edge_40_a_negative_line_blocks(self, look: Looker, changes: dict[str, Any], tried: str) -> None:
        mapped = look(order(lines=(line(**changes),), total=Decimal(1)))

        assert mapped.codes == ["NEGATIVE_LINE"]
        assert mapped.findings[0].tried == tried

    def test_edge_40_a_line_of_nothing_is_left_out_with_a_trace(self, look: Looker) -> None:
        mapped = look(order(lines=(line(), line(id=9002, number=2, quantity=Decimal(0)))))

        assert mapped.codes == ["ZERO_LINE"]
        assert mapped.words("ZERO_LINE") == "Line 2 (Hydraulic oil) has quantity 0 and was left out."
        assert len(mapped.order.lines) == 1

    def test_edge_40_a_free_line_is_written(self, look: Looker) -> None:
        mapped = look(order(lines=(line(unit_price=Decimal(0)),)))

        assert only_line(mapped) == ("10", "0.00", "0.00")
        assert mapped.codes == ["ZERO_COST"]
        assert mapped.all_words == ["Line 1 (Hydraulic oil) costs nothing."]

    def test_edge_40_a_quantity_of_nothing_with_a_total_is_written_as_its_total(self, look: Looker) -> None:
        mapped = look(order(lines=(line(quantity=Decimal(0), total=Decimal(5)),)))

        assert only_line(mapped) == ("1", "5.00", "5.00")

    @pytest.mark.parametrize("field", ["quantity", "unit_price"])
    def test_a_line_without_a_number_blocks_and_hides_no_other_finding(self, look: Looker, field: str) -> None:
        mapped = look(order(lines=(line(**{field: None}),), total=Decimal(245)))

        assert mapped.codes == ["VALUE_MISSING"]


class TestSplits:
    def test_edge_11_a_split_line_becomes_a_line_for_each_part(self, look: Looker) -> None:
        split = line(
            quantity=Decimal(1),
            unit_price=Decimal("100.00"),
            allocations=(part("60.00", department="Maintenance"), part("40.00", location="Gary Plant")),
        )

        lines = look(order(lines=(split,))).order.lines

        assert [(row.sequence, row.item_number, row.source_line) for row in lines] == [
            (16384, "PROC-9001-1", "9001:1"),
            (32768, "PROC-9001-2", "9001:2"),
        ]
        assert [(str(row.quantity), str(row.unit_cost), str(row.extended_cost)) for row in lines] == [
            ("1", "60.00", "60.00"),
            ("1", "40.00", "40.00"),
        ]
        assert [(row.account_number, row.site_id) for row in lines] == [
            ("000-5100-01", "01-N"),
            ("100-5100-01", "02-S"),
        ]

    def test_edge_11_weights_below_a_cent_are_split_to_the_cent(self, look: Looker) -> None:
        thirds = tuple(part("33.33333333") for _ in range(3))

        mapped = look(order(lines=(line(quantity=Decimal(1), unit_price=Decimal("100.00"), allocations=thirds),)))

        assert [str(row.extended_cost) for row in mapped.order.lines] == ["33.34", "33.33", "33.33"]
        assert mapped.codes == []

    @pytest.mark.parametrize("parts", [("200.00", "44.99"), ("200.00",)])
    def test_edge_11_parts_that_miss_the_line_block(self, look: Looker, parts: tuple[str, ...]) -> None:
        mapped = look(order(lines=(line(allocations=tuple(part(amount) for amount in parts)),)))

        assert mapped.codes == ["ALLOCATION_MISMATCH"]
        assert mapped.words("ALLOCATION_MISMATCH").endswith(f"parts {sum(map(Decimal, parts)):.2f}, line 245.00.")

    def test_edge_11_a_single_part_is_the_whole_line_to_its_account(self, look: Looker) -> None:
        mapped = look(order(lines=(line(allocations=(part("245", account_code="5200"),)),)))

        assert only_line(mapped) == ("10", "24.50", "245.00")
        assert (mapped.order.lines[0].account_number, mapped.codes) == ("000-5200-01", [])

    def test_edge_11_a_part_without_an_account_is_named(self, look: Looker) -> None:
        parts = (part("145", account_code="5200"), Allocation(amount=Decimal(100), coding=None))

        assert look(order(lines=(line(allocations=parts),))).all_words == [
            "Line 1 (Hydraulic oil): account of part 2 is empty in Procurify, and GP needs it."
        ]

    def test_edge_11_a_part_of_nothing_needs_no_account(self, look: Looker) -> None:
        parts = (part("245", account_code="5200"), Allocation(amount=Decimal(0), coding=None))

        mapped = look(order(lines=(line(allocations=parts),)))

        assert [row.account_number for row in mapped.order.lines] == ["000-5200-01"]
        assert mapped.codes == ["ZERO_LINE"]

    def test_edge_11_half_a_cent_is_no_difference(self, look: Looker) -> None:
        mapped = look(order(lines=(line(allocations=(part("200.000"), part("44.995"))),)))

        assert mapped.codes == []
        assert [str(row.extended_cost) for row in mapped.order.lines] == ["200.00", "45.00"]

    def test_a_single_part_keeps_quantity_and_price(self, look: Looker) -> None:
        mapped = look(order(lines=(line(allocations=(part("245.00"),)),)))

        assert only_line(mapped) == ("10", "24.50", "245.00")
        assert mapped.order.lines[0].source_line == "9001"


class TestKinds:
    def test_edge_39_a_blanket_item_blocks(self, look: Looker) -> None:
        mapped = look(order(lines=(line(kind=LineKind.BLANKET),)))

        assert mapped.codes == ["BLANKET_ORDER"]

    def test_edge_39_a_recurring_item_is_written_with_a_warning(self, look: Looker) -> None:
        mapped = look(order(lines=(line(kind=LineKind.RECURRING),)))

        assert mapped.codes == ["RECURRING_LINE"]
        assert only_line(mapped) == ("10", "24.50", "245.00")

    def test_edge_50_a_kind_without_a_name_is_written_with_a_warning(self, look: Looker) -> None:
        mapped = look(order(lines=(line(kind=LineKind.UNKNOWN),)))

        assert mapped.codes == ["LINE_KIND_UNKNOWN"]
        assert len(mapped.order.lines) == 1


class TestTextsAndKeys:
    def test_edge_07_a_long_name_is_shortened_and_a_long_requester_too(self, look: Looker) -> None:
        mapped = look(order(lines=(line(name="n" * 255, requester="Alexandria Featherstone"),)))

        assert mapped.codes == ["FIELD_SHORTENED", "FIELD_SHORTENED"]
        assert mapped.order.lines[0].description == "n" * 100
        assert mapped.order.lines[0].requested_by == "Alexandria Featherst"

    def test_edge_07_a_long_key_blocks(self, look: Looker) -> None:
        mapped = look(order(lines=(line(sku="S" * 31),)))

        assert mapped.codes == ["FIELD_TOO_LONG"]
        assert mapped.findings[0].where == "line 1 (Hydraulic oil): vendor item number"

    def test_a_line_without_sku_names_the_vendors_item_as_ours(self, look: Looker) -> None:
        assert look(order(lines=(line(sku=""),))).order.lines[0].vendor_item_number == "PROC-9001"

    def test_edge_07_an_item_number_made_of_the_sku_is_not_cut(self, look: Looker) -> None:
        policy = attrs.evolve(POLICY, orders=OrderPolicy(item_number="{sku}"))

        mapped = look(order(lines=(line(sku="s" * 31),)), policy=policy)

        assert set(mapped.codes) == {"FIELD_TOO_LONG"}
        assert mapped.order.lines[0].item_number == "S" * 31

    def test_an_item_number_that_the_template_leaves_empty_blocks(self, look: Looker) -> None:
        policy = attrs.evolve(POLICY, orders=OrderPolicy(item_number="{sku}"))

        mapped = look(order(lines=(line(sku=""),)), policy=policy)

        assert mapped.codes == ["VALUE_MISSING"]
        assert mapped.findings[0].where == "line 1 (Hydraulic oil): item number"

    def test_edge_09_a_unit_is_mapped_without_case(self, look: Looker) -> None:
        assert look(order(lines=(line(unit=" BOX "),))).order.lines[0].unit == "BOX"

    def test_edge_09_a_unit_that_the_table_lacks_is_found_in_gp_and_has_its_spelling(self, look: Looker) -> None:
        mapped = look(order(lines=(line(unit="drum"),)), facts={names.unit("TWO", "drum"): "Drum"})

        assert (mapped.codes, mapped.order.lines[0].unit) == ([], "Drum")

    @pytest.mark.parametrize(
        ("unit", "words"),
        [("Drum", "'Drum' is not in GP"), ("", "is empty"), ("container", "'container' is not in GP")],
    )
    def test_edge_09_a_unit_that_gp_lacks_is_the_default_with_a_warning(
        self, look: Looker, unit: str, words: str
    ) -> None:
        mapped = look(order(lines=(line(unit=unit),)))

        assert (mapped.codes, mapped.order.lines[0].unit) == (["UOFM_UNMAPPED"], "EACH")
        assert mapped.words("UOFM_UNMAPPED") == (
            f"Line 1 (Hydraulic oil): the unit of measure {words}; it is written as EACH."
        )

    def test_edge_09_a_unit_that_gp_lacks_blocks_where_there_is_no_default(self, look: Looker) -> None:
        policy = attrs.evolve(POLICY, companies=(attrs.evolve(FABRIKAM, default_unit=""),))

        mapped = look(order(lines=(line(unit="Drum"), line(id=9002, number=2, unit=""))), policy=policy)

        assert mapped.all_words == [
            "Line 1 (Hydraulic oil): the unit of measure 'Drum' does not exist in GP.",
            "Line 2 (Hydraulic oil): unit of measure is empty in Procurify, and GP needs it.",
        ]

    def test_edge_09_a_unit_of_the_table_that_gp_lacks_blocks_and_is_not_replaced(self, look: Looker) -> None:
        policy = attrs.evolve(POLICY, companies=(attrs.evolve(FABRIKAM, units={"box": "Crate"}),))

        mapped = look(order(), policy=policy)

        assert mapped.all_words == ["Line 1 (Hydraulic oil): the unit of measure 'Crate' does not exist in GP."]
