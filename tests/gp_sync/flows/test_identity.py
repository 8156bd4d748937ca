"""Which line of a revised order is which line of the written one."""

from decimal import Decimal
from typing import Any

import attrs
import pytest

from gp_sync.core.findings import finding
from gp_sync.core.model import Ref
from gp_sync.flows.purchase_orders.document import GPPurchaseOrder, GPPurchaseOrderLine
from gp_sync.testing.examples import order
from tests.gp_sync.flows.conftest import Looker, keep_lines


def gp_line(sequence: int = 16384, **changes: Any) -> GPPurchaseOrderLine:
    """The line of one source line, made of its id and number, as the mapper makes it."""
    values: dict[str, Any] = {
        "sequence": sequence,
        "item_number": "HYD-46",
        "vendor_item_number": "HYD-46",
        "description": "Hydraulic oil",
        "unit": "BOX",
        "site_id": "01-N",
        "quantity": Decimal(10),
        "unit_cost": Decimal("24.50"),
        "extended_cost": Decimal("245.00"),
        "account_number": "000-5100-01",
        "required_date": None,
        "requested_by": "Robin Reader",
        "source_line": "9001",
        "source_number": 1,
    }
    return GPPurchaseOrderLine(**(values | changes))


def gp_order(look: Looker, *lines: GPPurchaseOrderLine) -> GPPurchaseOrder:
    return attrs.evolve(look(order()).order, lines=lines)


def sequences(kept: GPPurchaseOrder) -> dict[str, int]:
    """The sequence of each line by where it came from."""
    return {line.source_line: line.sequence for line in kept.lines}


@pytest.fixture
def written(look: Looker) -> GPPurchaseOrder:
    """An order of three lines, as it was written."""
    return gp_order(
        look,
        gp_line(16384, source_line="9001", source_number=1),
        gp_line(32768, source_line="9002", source_number=2, item_number="GLOVES", vendor_item_number="GLOVES"),
        gp_line(49152, source_line="9003", source_number=3, account_number="000-5200-01"),
    )


class TestLinesWithTheirId:
    def test_edge_59_an_order_that_is_as_it_was_stays_as_it_was(self, written: GPPurchaseOrder) -> None:
        assert keep_lines(written, written) == (written, ())

    def test_edge_59_a_line_keeps_its_sequence_when_one_before_it_goes_away(self, written: GPPurchaseOrder) -> None:
        first, second, third = written.lines
        revised = attrs.evolve(
            written, lines=(attrs.evolve(second, sequence=16384), attrs.evolve(third, sequence=32768))
        )

        kept, findings = keep_lines(revised, written)

        assert (sequences(kept), findings) == ({"9002": 32768, "9003": 49152}, ())
        assert first.source_line not in sequences(kept)

    def test_edge_59_a_new_line_comes_after_all_that_were_ever_there(self, written: GPPurchaseOrder) -> None:
        new = gp_line(16384, source_line="9004", source_number=4, item_number="MASKS", vendor_item_number="MASKS")
        revised = attrs.evolve(written, lines=(new, *written.lines[:2]))

        kept, findings = keep_lines(revised, written)

        assert [(line.source_line, line.sequence) for line in kept.lines] == [
            ("9001", 16384),
            ("9002", 32768),
            ("9004", 65536),
        ]
        assert findings == ()

    def test_edge_03_a_line_with_another_account_is_the_same_line(self, written: GPPurchaseOrder) -> None:
        changed = attrs.evolve(written.lines[0], account_number="000-5200-02", quantity=Decimal(4), unit="EACH")
        revised = attrs.evolve(written, lines=(changed, *written.lines[1:]))

        kept, findings = keep_lines(revised, written)

        assert (kept, findings) == (revised, ())

    def test_edge_59_lines_that_changed_places_keep_their_sequences(self, written: GPPurchaseOrder) -> None:
        turned = tuple(
            attrs.evolve(line, sequence=16384 * place, source_number=place)
            for place, line in enumerate(reversed(written.lines), start=1)
        )

        kept, findings = keep_lines(attrs.evolve(written, lines=turned), written)

        assert (sequences(kept), findings) == ({"9001": 16384, "9002": 32768, "9003": 49152}, ())


class TestSplitLines:
    @pytest.fixture
    def split(self, look: Looker) -> GPPurchaseOrder:
        """One line charged to two accounts."""
        return gp_order(
            look,
            gp_line(16384, source_line="9001:1", account_number="000-5100-01", extended_cost=Decimal("145.00")),
            gp_line(32768, source_line="9001:2", account_number="000-5200-01", extended_cost=Decimal("100.00")),
        )

    def test_edge_59_parts_that_changed_places_are_found_by_their_account(self, split: GPPurchaseOrder) -> None:
        first, second = split.lines
        turned = (
            attrs.evolve(second, source_line="9001:1", sequence=16384),
            attrs.evolve(first, source_line="9001:2", sequence=32768),
        )

        kept, findings = keep_lines(attrs.evolve(split, lines=turned), split)

        assert [(line.account_number, line.sequence) for line in kept.lines] == [
            ("000-5100-01", 16384),
            ("000-5200-01", 32768),
        ]
        assert findings == ()

    def test_edge_03_a_part_with_another_account_is_found_by_its_place(self, split: GPPurchaseOrder) -> None:
        first, second = split.lines
        revised = attrs.evolve(split, lines=(first, attrs.evolve(second, account_number="000-5200-02")))

        assert keep_lines(revised, split) == (revised, ())

    def test_edge_59_a_line_that_is_split_later_stays_as_its_first_part(self, look: Looker) -> None:
        whole = gp_order(look, gp_line(16384, source_line="9001", account_number="000-5100-01"))
        parts = (
            gp_line(16384, source_line="9001:1", account_number="000-5200-01"),
            gp_line(32768, source_line="9001:2", account_number="000-5100-01"),
        )

        kept, findings = keep_lines(attrs.evolve(whole, lines=parts), whole)

        assert [(line.account_number, line.sequence) for line in kept.lines] == [
            ("000-5100-01", 16384),
            ("000-5200-01", 32768),
        ]
        assert findings == ()

    def test_edge_59_a_split_that_is_taken_back_stays_as_the_part_with_its_account(
        self, split: GPPurchaseOrder
    ) -> None:
        whole = gp_line(16384, source_line="9001", account_number="000-5200-01")

        kept, findings = keep_lines(attrs.evolve(split, lines=(whole,)), split)

        assert (sequences(kept), findings) == ({"9001": 32768}, ())

    def test_edge_59_two_parts_of_one_account_are_told_apart_by_their_place(self, look: Looker) -> None:
        twice = gp_order(
            look,
            gp_line(16384, source_line="9001:1", quantity=Decimal(6)),
            gp_line(32768, source_line="9001:2", quantity=Decimal(4)),
        )

        assert keep_lines(twice, twice) == (twice, ())


class TestLinesWithNewIds:
    """Procurify gave the lines of a revised order new ids."""

    def reissued(self, before: GPPurchaseOrder) -> GPPurchaseOrder:
        lines = tuple(attrs.evolve(line, source_line=f"1{line.source_line}") for line in before.lines)
        return attrs.evolve(before, lines=lines)

    def test_edge_59_lines_are_found_by_number_account_item_and_unit(self, written: GPPurchaseOrder) -> None:
        revised = self.reissued(written)

        kept, findings = keep_lines(revised, written)

        assert (sequences(kept), findings) == ({"19001": 16384, "19002": 32768, "19003": 49152}, ())

    def test_edge_59_a_line_that_looks_like_none_is_a_new_one(self, written: GPPurchaseOrder) -> None:
        revised = self.reissued(written)
        other = attrs.evolve(revised.lines[0], vendor_item_number="SAWS")

        kept, findings = keep_lines(attrs.evolve(revised, lines=(other, *revised.lines[1:])), written)

        assert (sequences(kept), findings) == ({"19002": 32768, "19003": 49152, "19001": 65536}, ())

    def test_edge_59_two_lines_alike_are_not_guessed(self, look: Looker) -> None:
        alike = gp_order(
            look,
            gp_line(16384, source_line="9001", source_number=None),
            gp_line(32768, source_line="9002", source_number=None),
        )

        _, findings = keep_lines(self.reissued(alike), alike)

        tried = "HYD-46 to account 000-5100-01, unit BOX"
        one = finding(
            "LINE_IDENTITY",
            Ref(
                "document",
                (
                    "purchase_orders",
                    "PF52",
                ),
            ),
            where="'Hydraulic oil'",
            tried=tried,
        )
        assert findings == (one, one)

    def test_edge_59_one_line_that_could_be_either_of_two_is_not_guessed(self, look: Looker) -> None:
        alike = gp_order(
            look,
            gp_line(16384, source_line="9001", source_number=None),
            gp_line(32768, source_line="9002", source_number=None),
        )
        left = attrs.evolve(alike, lines=self.reissued(alike).lines[:1])

        _, findings = keep_lines(left, alike)

        assert [found.code for found in findings] == ["LINE_IDENTITY"]

    def test_edge_59_a_made_up_item_number_is_kept_as_it_was_written(self, look: Looker) -> None:
        before = gp_order(look, gp_line(source_line="9001", item_number="PF52-9001", vendor_item_number="9001"))
        after = gp_order(look, gp_line(source_line="19001", item_number="PF52-19001", vendor_item_number="19001"))

        kept, findings = keep_lines(after, before)

        assert [(line.item_number, line.vendor_item_number) for line in kept.lines] == [("PF52-9001", "9001")]
        assert (sequences(kept), findings) == ({"19001": 16384}, ())

    def test_edge_59_an_item_number_of_the_buyer_replaces_a_made_up_one(self, look: Looker) -> None:
        before = gp_order(look, gp_line(source_line="9001", item_number="PF52-9001", vendor_item_number="9001"))
        after = gp_order(look, gp_line(source_line="9001"))

        kept, _ = keep_lines(after, before)

        assert [line.item_number for line in kept.lines] == ["HYD-46"]


class TestRecordsWithoutIds:
    """What a person confirmed as it stands in GP has no ids of ours."""

    def test_edge_41_lines_are_found_by_their_place(self, written: GPPurchaseOrder) -> None:
        taken_over = attrs.evolve(
            written,
            lines=tuple(attrs.evolve(line, source_line="", source_number=None) for line in written.lines[:1]),
        )

        kept, findings = keep_lines(written, taken_over)

        assert (sequences(kept), findings) == ({"9001": 16384, "9002": 32768, "9003": 49152}, ())
