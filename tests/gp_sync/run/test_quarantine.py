"""Doubts that only a person can resolve, and reads that fail in the middle of one."""

from datetime import datetime
from decimal import Decimal
from typing import Any

import attrs

from gp_sync.core.findings import finding
from gp_sync.core.model import Finding, Found, Ref, Write
from gp_sync.core.states import End, WriteState
from gp_sync.flows.purchase_orders.document import GPPurchaseOrder
from gp_sync.people.by_hand import Decided
from gp_sync.people.quarantine import quarantined
from gp_sync.run.report import RunReport
from gp_sync.testing.examples import line, order
from gp_sync.testing.model_connection import HandClock, ModelConnection
from gp_sync.testing.model_target import ModelTarget

GP_DOWN = finding("GP_UNAVAILABLE", Ref("side", ("gp",)), tried="connection refused")

SETTLED = {"seconds": 120 + 900}
"""The deadline of a send and the longest execution after it, as `HandClock.advance` takes them."""


def model(**knobs: object) -> ModelConnection:
    clock = HandClock()
    return ModelConnection(clock, target=ModelTarget(clock, **knobs))  # type: ignore[arg-type]  # the knobs of a model


def body_of_the_order() -> GPPurchaseOrder:
    """What `order()` is written as."""
    elsewhere = ModelConnection()
    elsewhere.put(order())
    elsewhere.run()
    body = elsewhere.target.executed[0].body
    assert body is not None
    return body


class TestQuarantine:
    def doubtful(self, world: ModelConnection) -> None:
        world.put(order(lines=(line(), line(id=9002, number=2))))
        world.run()

    def reason(self, world: ModelConnection) -> str:
        return world.document().findings[-1].tried

    def test_edge_05_a_partial_record_is_a_persons_to_resolve(self, world: ModelConnection) -> None:
        world.target.write_half_next()

        self.doubtful(world)

        assert world.document().end is End.QUARANTINED
        assert world.codes() == ["WRITE_QUARANTINED"]
        assert self.reason(world) == "PF52 in TWO: something else stands under its number"

    def test_edge_05_a_newer_version_that_came_while_nobody_could_look_waits_for_that_person_too(self) -> None:
        world = model(reads_history=False)
        world.target.lose_next_answer(done=False)
        self.doubtful(world)
        world.put(order(version=2, freight=Decimal(5), total=Decimal(250)))
        world.target.down = GP_DOWN
        world.run()
        world.target.down = None
        world.clock.advance(**SETTLED)

        resolved = world.run()
        told = world.ledger.head(world.name).number
        world.run()

        assert (resolved.resolved, world.document().version) == ({End.QUARANTINED: 1}, 2)
        assert world.codes() == ["WRITE_QUARANTINED"]
        assert [issue.code for issue in world.ledger.issues(world.name)] == ["WRITE_QUARANTINED"]
        assert [row.what for row in world.ledger.audit(world.name)][told:] == ["capture.complete"]

    def test_edge_17_a_foreign_record_that_appears_while_in_doubt_is_a_persons_to_resolve(
        self, world: ModelConnection
    ) -> None:
        world.target.lose_next_answer(done=False)
        self.doubtful(world)
        world.target.put(world.record(), attrs.evolve(body_of_the_order(), confirm_with="ENTERED BY KIM"))

        report = world.run()

        assert (report.resolved, report.ends) == ({End.QUARANTINED: 1}, {})

    def test_edge_05_absence_is_not_believed_where_history_cannot_be_read(self) -> None:
        world = model(reads_history=False)
        world.target.lose_next_answer(done=False)
        self.doubtful(world)
        world.clock.advance(**SETTLED)

        report = world.run()

        assert (report.resolved, report.ends) == ({End.QUARANTINED: 1}, {})
        assert self.reason(world) == "PF52 in TWO: it is absent from work, and history cannot be read"
        assert len(world.target.sends) == 1

    def test_edge_05_the_third_doubt_is_a_persons_to_resolve(self, world: ModelConnection) -> None:
        for _ in range(3):
            world.target.lose_next_answer(done=False)
        world.put(order())
        for _ in range(8):
            world.run()
            world.clock.advance(**SETTLED)

        assert self.reason(world) == "PF52 in TWO: 3 attempts ended in doubt"
        assert (world.creates(), len(world.target.sends)) == (0, 3)

    def test_edge_05_doubts_count_anew_once_a_person_released_the_third(self, world: ModelConnection) -> None:
        for _ in range(4):
            world.target.lose_next_answer(done=False)
        world.put(order())
        for _ in range(8):
            world.run()
            world.clock.advance(**SETTLED)
        (stuck,) = quarantined(world.ledger, world.name)
        with world.engine().quarantine(stuck) as held:
            held.release(stuck, Decided(by="dana", why="GP has nothing of it"))

        for _ in range(4):
            world.run()
            world.clock.advance(**SETTLED)

        assert (world.document().end, len(world.target.sends)) == (End.WRITTEN, 5)

    def test_attempts_that_ended_well_are_no_doubts(self, world: ModelConnection) -> None:
        for version in range(1, 5):
            world.put(order(version=version, freight=Decimal(version), total=Decimal(245 + version)))
            world.run()
        world.target.lose_next_answer(done=False)
        world.put(order(version=5, freight=Decimal(5), total=Decimal(250)))
        world.run()
        world.clock.advance(**SETTLED)
        world.run()

        report = world.run()

        assert (report.resolved, report.ends) == ({End.PENDING: 1}, {End.WRITTEN: 1})

    def test_a_quarantined_write_is_left_alone_and_a_newer_version_waits(self, world: ModelConnection) -> None:
        world.target.write_half_next()
        self.doubtful(world)
        world.put(order(version=2))
        world.clock.advance(**SETTLED)

        report = world.run()

        assert (report.resolved, report.ends) == ({End.QUARANTINED: 1}, {})
        assert [write.state for write in world.ledger.open_writes(world.name)] == [WriteState.QUARANTINED]
        assert len(world.target.sends) == 1

    def test_a_quarantined_order_does_not_stop_the_others(self, world: ModelConnection) -> None:
        world.target.write_half_next()
        self.doubtful(world)
        world.put(order(key=53, number="PF53"))

        report = world.run()

        assert (report.resolved, report.ends) == ({End.QUARANTINED: 1}, {End.WRITTEN: 1})


class TestReadsThatFail:
    @attrs.define
    class GoesDown:
        """Takes the target down as soon as it has answered a send."""

        target: ModelTarget
        reason: Finding = GP_DOWN

        def __getattr__(self, name: str) -> Any:
            return getattr(self.target, name)

        def send(self, write: Write[GPPurchaseOrder], deadline: datetime) -> Found[GPPurchaseOrder]:
            try:
                return self.target.send(write, deadline)
            finally:
                self.target.down = self.reason

    def run_and_go_down(self, world: ModelConnection) -> RunReport:
        flow = attrs.evolve(world.flow(), target=self.GoesDown(world.target))
        return world.run(flows=(flow,))

    def test_a_doubt_that_cannot_be_read_back_stays_a_doubt(self, world: ModelConnection) -> None:
        world.target.lose_next_answer(done=True)
        world.put(order())

        stopped = self.run_and_go_down(world)
        world.target.down = None
        report = world.run()

        assert (stopped.stopped, world.creates()) == ([GP_DOWN], 1)
        assert (report.resolved, report.ends) == ({End.WRITTEN: 1}, {})

    def test_a_refusal_that_cannot_be_looked_into_leaves_the_order_pending(self, world: ModelConnection) -> None:
        world.target.put(world.record(), body_of_the_order())
        world.put(order())

        stopped = self.run_and_go_down(world)
        codes = world.codes()
        world.target.down = None
        report = world.run()

        assert (stopped.stopped, codes) == ([GP_DOWN], ["GP_UNAVAILABLE"])
        assert (report.resolved, report.ends) == ({}, {End.ADOPTED: 1})
