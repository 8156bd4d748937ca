"""Two orders with one number, as after a reset of the numbering: the record belongs to one, the other is told."""

import threading
from datetime import datetime
from decimal import Decimal

import pytest

from gp_sync.core.findings import finding
from gp_sync.core.model import Finding, Found, RecordUnusable, Ref, TargetRef, Write
from gp_sync.core.states import DocumentState, End
from gp_sync.failpoints import installed
from gp_sync.flows.purchase_orders.document import GPPurchaseOrder, OrderState, SourceOrder
from gp_sync.people.by_hand import ByHand
from gp_sync.testing.examples import order
from gp_sync.testing.model_connection import HandClock, ModelConnection
from gp_sync.testing.model_target import ModelTarget
from tests.gp_sync.run.quarantines import WHO

GP_DOWN = finding("GP_UNAVAILABLE", Ref("side", ("gp",)), tried="connection refused")
ODD = finding("RECORD_UNUSABLE", ModelConnection.record().ref, tried="a status of 17")


class SlowTarget(ModelTarget):
    """Two workers that read before a create have both read before either sends."""

    meeting = threading.Barrier(2)

    def read(self, target: TargetRef) -> Found[GPPurchaseOrder] | None:
        found = super().read(target)
        try:
            self.meeting.wait(timeout=0.5)
        except threading.BrokenBarrierError:
            self.meeting.reset()
        return found

    def send(self, write: Write[GPPurchaseOrder], deadline: datetime) -> Found[GPPurchaseOrder]:
        try:
            self.meeting.wait(timeout=0.5)
        except threading.BrokenBarrierError:
            self.meeting.reset()
        return super().send(write, deadline)


class OddTarget(ModelTarget):
    """A target whose records cannot be read while something is odd about them."""

    odd: Finding | None = None

    def read(self, target: TargetRef) -> Found[GPPurchaseOrder] | None:
        if self.odd is not None:
            raise RecordUnusable(self.odd)
        return super().read(target)


class TestTwoOrders:
    def put(self, world: ModelConnection) -> None:
        world.put(order(key=52, number="PF52"))
        world.put(order(key=53, number="PF52", freight=Decimal(7), total=Decimal(252)))

    @pytest.mark.parametrize("refuses_existing", [True, False])
    def test_edge_17_one_is_written_and_the_other_blocked(self, refuses_existing: bool) -> None:
        clock = HandClock()
        world = ModelConnection(clock, target=SlowTarget(clock, refuses_existing=refuses_existing))
        self.put(world)

        first = world.run(concurrency=2)
        again = world.run(concurrency=2)

        ends = sorted((world.document(key).end, world.codes(key)) for key in ("52", "53"))
        assert first.ends == {End.WRITTEN: 1, End.BLOCKED: 1}
        assert ends == [(End.BLOCKED, ["PO_NUMBER_TAKEN"]), (End.WRITTEN, [])]
        assert (len(world.target.executed), End.WRITTEN in again.ends) == (1, False)

    def test_edge_17_the_other_follows_once_it_has_a_number_of_its_own(self) -> None:
        world = ModelConnection()
        self.put(world)
        world.run(concurrency=1)

        world.put(order(key=53, number="PF53", version=2, freight=Decimal(7), total=Decimal(252)))
        report = world.run()

        assert report.ends == {End.WRITTEN: 1}
        assert sorted(target.number for target in world.target.records()) == ["PF52", "PF53"]

    def test_edge_17_one_whose_write_is_in_doubt_keeps_the_number(self) -> None:
        world = ModelConnection()
        world.target.lose_next_answer(done=False)
        self.put(world)

        report = world.run(concurrency=1)

        assert report.ends == {End.IN_DOUBT: 1, End.BLOCKED: 1}
        assert len(world.target.sends) == 1

    def test_edge_17_one_that_was_read_as_absent_before_the_other_was_written_is_not_sent(self) -> None:
        written = threading.Event()

        class Patient(ModelTarget):
            """The first worker that reads learns what it read when the other one is done."""

            waits = True

            def read(self, target: TargetRef) -> Found[GPPurchaseOrder] | None:
                found, waits = super().read(target), self.waits
                self.waits = False
                if waits:
                    written.wait(timeout=5)
                return found

        clock = HandClock()
        world = ModelConnection(clock, target=Patient(clock, refuses_existing=False))
        self.put(world)

        with installed(lambda name: written.set() if name == "write.ended" else None):
            first = world.run(concurrency=2)
        again = world.run(concurrency=2)

        assert (first.ends, again.ends) == ({End.WRITTEN: 1, End.BLOCKED: 1}, {})
        assert len(world.target.executed) == 1
        assert sorted(world.codes(key) for key in ("52", "53")) == [[], ["PO_NUMBER_TAKEN"]]


def second(**changes: object) -> SourceOrder:
    """Order 53, which has the number of order 52."""
    return order(key=53, number="PF52", freight=Decimal(7), total=Decimal(252), **changes)


def rows_of_a_run(world: ModelConnection) -> list[str]:
    """What the audit tells of one more run, beside that it has captured."""
    told = world.ledger.head(world.name).number
    world.engine().run(full=True)
    return [row.what for row in world.ledger.audit(world.name) if row.number > told and row.what != "capture.complete"]


class TestNumbersOfWhatIsGone:
    """The record of order 52 has gone, and order 53 has its number, on a site where a create writes over a record."""

    def world(self, *, reads_history: bool = True) -> ModelConnection:
        clock = HandClock()
        world = ModelConnection(clock, target=OddTarget(clock, refuses_existing=False, reads_history=reads_history))
        world.put(order())
        world.run()
        return world

    def test_edge_17_the_number_is_free_where_history_can_be_read(self) -> None:
        world = self.world()
        world.target.delete(world.record())
        world.run()
        world.put(second())

        report = world.run()
        world.run()

        assert report.ends == {End.WRITTEN: 1}
        assert (world.codes("53"), world.codes("52")) == ([], ["CHANGED_IN_GP"])
        assert rows_of_a_run(world) == []

    def test_edge_17_it_is_taken_where_history_cannot_be_read(self) -> None:
        world = self.world(reads_history=False)
        world.target.archive(world.record())
        world.run()
        world.put(second())

        report = world.run()

        assert (report.ends, world.codes("53")) == ({End.BLOCKED: 1}, ["PO_NUMBER_TAKEN"])
        assert len(world.target.sends) == 1
        world.run()
        assert rows_of_a_run(world) == []

    def test_edge_17_the_other_order_follows_when_a_person_gives_the_record_up(self) -> None:
        world = self.world(reads_history=False)
        world.target.delete(world.record())
        world.put(second())
        world.put(order(version=2, state=OrderState.CANCELLED))
        world.run()
        with world.engine().by_hand("purchase_orders") as hand:
            hand.recreate(world.key(), WHO)
        world.run()

        world.engine().replay()
        report = world.run()

        assert report.ends == {End.WRITTEN: 1}
        assert (world.document().end, world.document("53").end) == (End.UNCHANGED, End.WRITTEN)

    def test_edge_29_nothing_stays_reserved_where_gp_goes_down_before_that_is_known(self) -> None:
        world = self.world()
        world.target.delete(world.record())
        world.run()
        world.put(second())

        with installed(lambda name: setattr(world.target, "down", GP_DOWN) if name == "write.reserved" else None):
            report = world.run()

        assert [reason.code for reason in report.stopped] == ["GP_UNAVAILABLE"]
        assert (world.ledger.open_writes(world.name), world.codes("53")) == ([], ["GP_UNAVAILABLE"])

    def test_edge_17_a_record_that_cannot_be_read_blocks_its_order_alone(self) -> None:
        world = self.world()
        world.target.delete(world.record())
        world.run()
        world.put(second())

        with installed(lambda name: setattr(world.target, "odd", ODD) if name == "write.reserved" else None):
            report = world.run()

        assert (report.ends, world.codes("53")) == ({End.BLOCKED: 1}, ["RECORD_UNUSABLE"])
        assert (world.ledger.open_writes(world.name), len(world.target.sends)) == ([], 1)


class TestWhoseTheRecordIs:
    """The sweep holds a record against each order that is linked to it."""

    def test_edge_12_a_change_is_told_while_another_order_waits_for_the_number(self, world: ModelConnection) -> None:
        world.put(order())
        world.run()
        world.target.lose_next_answer(done=False)
        world.put(second())
        world.run()
        assert world.document("53").end is End.QUARANTINED

        world.target.edit(world.record(), freight=Decimal(9))
        world.run()

        assert (world.codes("52"), world.codes("53")) == (["CHANGED_IN_GP"], ["WRITE_QUARANTINED"])
        assert rows_of_a_run(world) == []

    def test_edge_70_one_that_was_given_up_is_left_alone_when_another_order_has_the_number(
        self, world: ModelConnection
    ) -> None:
        world.put(order())
        world.run()
        world.target.delete(world.record())
        world.put(order(version=2, state=OrderState.CANCELLED))
        world.run()
        with world.engine().by_hand("purchase_orders") as hand:
            hand.recreate(world.key(), WHO)
        world.put(second())

        world.run()
        world.run()

        assert (world.document().state, world.document("53").end) == (DocumentState.SETTLED, End.WRITTEN)
        assert rows_of_a_run(world) == []

    def test_edge_12_one_that_is_kept_for_two_orders_is_told_for_each_once(self, world: ModelConnection) -> None:
        world.put(second())
        world.run()
        world.put(order())
        world.run()
        world.target.edit(world.record(), freight=Decimal(9))
        world.run()
        with world.engine().by_hand("purchase_orders") as hand:
            ByHand.done(hand, world.key(), WHO)

        world.run()
        kept = (world.codes("52"), world.codes("53"))
        world.target.edit(world.record(), freight=Decimal(8))
        world.run()
        world.run()

        assert kept == ([], ["CHANGED_IN_GP"])
        assert (world.codes("52"), world.codes("53")) == (["CHANGED_IN_GP"], ["CHANGED_IN_GP"])
        assert rows_of_a_run(world) == []

    def test_edge_12_a_change_is_told_to_the_order_that_has_the_number_now(self, world: ModelConnection) -> None:
        """Also where the one that had it before comes first."""
        world.put(order())
        world.run()
        world.target.delete(world.record())
        world.put(second())
        world.run()

        world.target.edit(world.record(), comment="KIM: call before delivery")
        world.run()
        world.run()

        assert (world.codes("52"), world.codes("53")) == (["CHANGED_IN_GP"], ["CHANGED_IN_GP"])
        assert rows_of_a_run(world) == []
