"""Two orders with one number, as after a reset of the numbering: the record belongs to one, the other is told."""

import threading
from datetime import datetime
from decimal import Decimal

import pytest

from gp_sync.core.model import Found, TargetRef, Write
from gp_sync.core.states import End
from gp_sync.failpoints import installed
from gp_sync.flows.purchase_orders.document import GPPurchaseOrder
from gp_sync.testing.examples import order
from gp_sync.testing.model_connection import HandClock, ModelConnection
from gp_sync.testing.model_target import ModelTarget


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

        assert (first.ends, again.ends) == ({End.WRITTEN: 1, End.BLOCKED: 1}, {End.BLOCKED: 1})
        assert len(world.target.executed) == 1
        assert sorted(world.codes(key) for key in ("52", "53")) == [[], ["PO_NUMBER_TAKEN"]]
