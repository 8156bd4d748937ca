"""What changed in a source document from one version to the next."""

from decimal import Decimal

import attrs

from gp_sync.flows.purchase_orders.document import SourceOrder, SourceVendor
from gp_sync.story.source_changes import source_changes
from gp_sync.testing.examples import coding, line, order


def told(before: SourceOrder, after: SourceOrder) -> dict[str, tuple[str, str]]:
    return {row.field: (row.there, row.wanted) for row in source_changes(before, after)}


class TestSourceChanges:
    def test_equal_versions_have_none(self) -> None:
        assert told(order(), order(version=2)) == {}

    def test_a_field_that_is_new_changed_or_gone(self) -> None:
        before = order(comment="Gate 1", freight=Decimal(1))
        after = order(freight=Decimal("2.50"), external_number="4711")

        assert told(before, after) == {
            "comment": ("Gate 1", ""),
            "external_number": ("", "4711"),
            "freight": ("1", "2.5"),
        }

    def test_lines_are_called_by_their_label(self) -> None:
        changed = line(quantity=Decimal(11), coding=coding(account_code="5200"))

        assert told(order(total=Decimal(9)), order(lines=(changed,), subtotal=Decimal(245), total=Decimal(9))) == {
            "line 1 (Hydraulic oil) quantity": ("10", "11"),
            "line 1 (Hydraulic oil) coding account_code": ("5100", "5200"),
        }

    def test_what_is_inside_a_part_is_told_by_its_name(self) -> None:
        vendor = SourceVendor(id=7, name="Other Supply", external_id="OTHER0001", active=True)

        assert told(order(), attrs.evolve(order(), vendor=vendor)) == {
            "vendor name": ("Lakeshore Supply", "Other Supply"),
            "vendor external_id": ("LAKESHORE0001", "OTHER0001"),
        }
