"""What people change in GP after a write: told, left alone, and never overwritten."""

from decimal import Decimal

import pytest

from gp_sync.core.findings import CATALOGUE, finding
from gp_sync.core.model import Difference, Ref
from gp_sync.core.states import DocumentState, End
from gp_sync.flows.purchase_orders.document import SourceOrder
from gp_sync.testing.examples import order
from gp_sync.testing.model_connection import ModelConnection


def with_freight(freight: int, version: int = 2) -> SourceOrder:
    return order(version=version, freight=Decimal(freight), total=Decimal(245 + freight))


def columns(world: ModelConnection) -> list[Difference]:
    """All rows that a person has to compare."""
    return [row for found in world.document().findings for row in found.differences]


@pytest.fixture
def written(world: ModelConnection) -> ModelConnection:
    """Order PF52 is in GP as it is in Procurify."""
    world.put(order())
    world.run()
    return world


class TestOnlyGPChanged:
    def test_edge_12_it_is_told_with_what_was_changed_and_left(self, written: ModelConnection) -> None:
        written.target.edit(written.record(), freight=Decimal("7.00"))

        report = written.run()

        assert (report.swept.changed, report.ends) == (1, {End.UNCHANGED: 1})
        assert (written.document().state, written.codes()) == (DocumentState.SETTLED, ["CHANGED_IN_GP"])
        assert columns(written) == [Difference(field="freight", written="0", there="7", wanted="0")]
        assert len(written.target.sends) == 1

    def test_edge_12_a_person_reads_it_in_one_sentence(self, written: ModelConnection) -> None:
        written.target.edit(written.record(), freight=Decimal("7.00"))
        written.run()

        (found,) = written.document().findings
        assert CATALOGUE[found.code].words(found) == (
            "The purchase order PF52 was changed in GP after it was written; nothing is written over it."
        )

    def test_edge_12_it_is_told_once_and_not_decided_on_every_run(self, written: ModelConnection) -> None:
        written.target.edit(written.record(), freight=Decimal("7.00"))
        written.run()

        again = written.run()

        assert (again.swept.listed, again.swept.changed, again.ends) == (1, 0, {})
        assert [issue.code for issue in written.ledger.issues(written.name)] == ["CHANGED_IN_GP"]

    def test_edge_12_another_change_is_told_anew(self, written: ModelConnection) -> None:
        written.target.edit(written.record(), freight=Decimal("7.00"))
        written.run()
        written.target.edit(written.record(), freight=Decimal("8.00"))

        report = written.run()

        assert report.swept.changed == 1
        assert [row.there for row in columns(written)] == ["8"]

    def test_edge_12_a_change_that_is_taken_back_closes_its_issue(self, written: ModelConnection) -> None:
        written.target.edit(written.record(), freight=Decimal("7.00"))
        written.run()
        written.target.edit(written.record(), freight=Decimal("0.00"))

        report = written.run()

        assert report.ends == {End.UNCHANGED: 1}
        assert (written.codes(), written.ledger.issues(written.name)) == ([], [])

    def test_edge_12_a_void_by_hand_is_told_as_such(self, written: ModelConnection) -> None:
        written.target.void(written.record())

        written.run()

        (found,) = written.document().findings
        assert CATALOGUE[found.code].words(found) == (
            "The purchase order PF52, which was voided there, was changed in GP after it was written; "
            "nothing is written over it."
        )
        assert len(written.target.sends) == 1

    def test_edge_12_a_release_or_receipt_without_other_changes_is_no_drift(self, written: ModelConnection) -> None:
        written.target.hinder(written.record(), finding("PO_NOT_NEW", Ref("x", ()), tried="PF52 is Released"))

        report = written.run()

        assert (report.swept.changed, report.ends, written.codes()) == (0, {}, [])

    def test_edge_12_a_revision_that_changes_nothing_for_gp_still_leaves_it(self, written: ModelConnection) -> None:
        written.target.edit(written.record(), freight=Decimal("7.00"))
        written.put(order(version=2))

        report = written.run()

        assert report.ends == {End.UNCHANGED: 1}
        assert written.target.records()[written.record()].body.freight == Decimal("7.00")
        assert written.codes() == ["CHANGED_IN_GP"]

    def test_edge_12_a_new_row_stamp_over_the_same_content_is_no_change(self, written: ModelConnection) -> None:
        written.target.edit(written.record())

        report = written.run()

        assert (report.swept.changed, report.ends, written.codes()) == (0, {}, [])

    def test_edge_12_the_next_revision_after_such_a_stamp_is_written(self, written: ModelConnection) -> None:
        written.target.edit(written.record())
        written.put(with_freight(5))

        report = written.run()

        assert report.ends == {End.WRITTEN: 1}
        assert written.target.records()[written.record()].body.freight == Decimal("5.00")


class TestBothChanged:
    def test_edge_12_it_blocks_with_three_columns(self, written: ModelConnection) -> None:
        written.target.edit(written.record(), freight=Decimal("7.00"))
        written.put(with_freight(5))

        report = written.run()

        assert (report.ends, written.codes()) == ({End.BLOCKED: 1}, ["CHANGED_IN_BOTH"])
        assert columns(written) == [Difference(field="freight", written="0", there="7", wanted="5")]
        assert len(written.target.sends) == 1

    def test_edge_12_changes_of_other_fields_are_three_columns_too(self, written: ModelConnection) -> None:
        written.target.edit(written.record(), miscellaneous=Decimal("3.00"))
        written.put(with_freight(5))

        written.run()

        assert columns(written) == [
            Difference(field="freight", written="0", there="0", wanted="5"),
            Difference(field="miscellaneous", written="0", there="3", wanted="0"),
        ]

    def test_edge_12_it_stays_blocked_while_nothing_moves(self, written: ModelConnection) -> None:
        written.target.edit(written.record(), freight=Decimal("7.00"))
        written.put(with_freight(5))
        written.run()

        again = written.run()

        assert (again.reopened, again.ends, written.codes()) == (0, {}, ["CHANGED_IN_BOTH"])

    def test_edge_12_gps_change_taken_back_lets_the_revision_go(self, written: ModelConnection) -> None:
        written.target.edit(written.record(), freight=Decimal("7.00"))
        written.put(with_freight(5))
        written.run()
        written.target.edit(written.record(), freight=Decimal("0.00"))

        report = written.run()

        assert (report.reopened, report.ends) == (1, {End.WRITTEN: 1})
        assert written.target.records()[written.record()].body.freight == Decimal("5.00")

    def test_edge_12_procurifys_change_taken_back_leaves_gps(self, written: ModelConnection) -> None:
        written.target.edit(written.record(), freight=Decimal("7.00"))
        written.put(with_freight(5))
        written.run()
        written.put(order(version=3))

        report = written.run()

        assert (report.ends, written.codes()) == ({End.UNCHANGED: 1}, ["CHANGED_IN_GP"])
        assert written.target.records()[written.record()].body.freight == Decimal("7.00")

    def test_edge_12_a_change_between_the_read_and_the_write_is_decided_anew(self, written: ModelConnection) -> None:
        read = written.target.read
        edited = False

        def read_then_edit(target: object) -> object:
            nonlocal edited
            found = read(target)  # type: ignore[arg-type]  # the engine's target
            if not edited:
                edited = True
                written.target.edit(written.record(), freight=Decimal("7.00"))
            return found

        written.put(with_freight(5))
        written.target.read = read_then_edit  # type: ignore[assignment,method-assign]  # somebody is quick

        first, second = written.run(), written.run()

        assert (first.ends, second.ends) == ({End.PENDING: 1}, {End.BLOCKED: 1})
        assert written.codes() == ["CHANGED_IN_BOTH"]
        assert written.target.records()[written.record()].body.freight == Decimal("7.00")
