"""A revision tells a field that the source emptied from one that was always left to GP."""

from datetime import date

import attrs

from gp_sync.core.canonical import bare, canonical, revive
from gp_sync.flows.purchase_orders.document import GPPurchaseOrder
from gp_sync.flows.purchase_orders.revision import is_left_out, revise
from tests.gp_sync.systems.orders import line, order

WRITTEN = order(
    comment="Deliver to gate 1", promised_date=date(2026, 11, 20), shipping_method="GROUND", lines=(line(), line(32768))
)
EMPTIED = attrs.evolve(WRITTEN, comment="", promised_date=None, shipping_method=None)


def revised(wanted: GPPurchaseOrder, written: GPPurchaseOrder) -> GPPurchaseOrder:
    kept, unclear = revise(wanted, written)
    assert unclear == ()
    return kept


class TestHeader:
    def test_edge_03_what_had_a_value_and_has_none_any_more_was_cleared(self) -> None:
        kept = revised(EMPTIED, WRITTEN)

        assert kept == attrs.evolve(EMPTIED, cleared=("promised_date", "shipping_method", "comment"))
        assert not is_left_out(kept, "comment")

    def test_edge_03_what_never_had_a_value_is_left_to_gp(self) -> None:
        kept = revised(attrs.evolve(WRITTEN, comment="Deliver to gate 2"), WRITTEN)

        assert kept.cleared == ()
        assert is_left_out(kept, "payment_terms_id")

    def test_edge_03_what_was_cleared_stays_so_and_is_no_change(self) -> None:
        cleared = revised(EMPTIED, WRITTEN)

        again = revised(EMPTIED, cleared)

        assert again == cleared
        assert canonical(bare(again)) == canonical(bare(EMPTIED))

    def test_edge_03_what_has_a_value_again_is_not_cleared_any_more(self) -> None:
        kept = revised(attrs.evolve(EMPTIED, comment="Deliver to gate 2"), revised(EMPTIED, WRITTEN))

        assert kept.cleared == ("promised_date", "shipping_method")

    def test_it_survives_the_ledger(self) -> None:
        kept = revised(EMPTIED, WRITTEN)

        assert revive(canonical(kept), GPPurchaseOrder) == kept


class TestWhatCannotBeTold:
    WRITTEN = attrs.evolve(WRITTEN, payment_terms_id="2% 10/Net 30", lines=(line(),))
    UNTOLD = attrs.evolve(
        WRITTEN, payment_terms_id=None, kept=("payment_terms_id",), lines=(line(unit="each", kept=("unit",)),)
    )

    def test_edge_68_it_stays_what_it_was_when_the_order_was_written(self) -> None:
        kept = revised(self.UNTOLD, self.WRITTEN)

        assert canonical(bare(kept)) == canonical(bare(self.WRITTEN))
        assert kept.cleared == ()

    def test_edge_68_what_was_left_to_gp_is_left_to_it_still(self) -> None:
        kept = revised(self.UNTOLD, attrs.evolve(self.WRITTEN, payment_terms_id=None))

        assert is_left_out(kept, "payment_terms_id")

    def test_edge_68_it_is_not_lost_when_it_can_be_told_again(self) -> None:
        again = revised(attrs.evolve(self.WRITTEN, payment_terms_id=None), revised(self.UNTOLD, self.WRITTEN))

        assert again.cleared == ("payment_terms_id",)


class TestRecordsTakenOver:
    def test_edge_41_what_gp_filled_in_is_not_taken_for_ours(self) -> None:
        """A person confirmed the record as it stands, so that nobody can tell whose its values are."""
        there = attrs.evolve(
            WRITTEN, payment_terms_id="Net 30", ship_to_address_id="PRIMARY", lines=(line(source_line=""),)
        )
        wanted = attrs.evolve(EMPTIED, lines=(line(required_date=None, requested_by=""),))

        kept = revised(wanted, there)

        assert (kept.cleared, kept.lines[0].cleared) == (("comment",), ("requested_by",))


class TestLines:
    def test_edge_03_each_line_is_compared_with_itself(self) -> None:
        """Also where the first one is gone; a new line has nothing to lose."""
        second = attrs.evolve(WRITTEN.lines[1], source_line="9002", source_number=2)
        written = attrs.evolve(WRITTEN, lines=(WRITTEN.lines[0], second))
        emptied = attrs.evolve(second, sequence=16384, required_date=None, requested_by="")
        new = attrs.evolve(emptied, sequence=32768, source_line="9003", source_number=3, account_number="100-6300-01")

        kept = revised(attrs.evolve(written, lines=(emptied, new)), written)

        assert [(row.sequence, row.cleared) for row in kept.lines] == [
            (32768, ("required_date", "requested_by")),
            (49152, ()),
        ]
