"""What is wrong with one order stops that order alone, and says why."""

import re
from datetime import datetime
from typing import Any

import attrs
import pytest

from gp_sync.core import facts as names
from gp_sync.core.findings import finding
from gp_sync.core.flow import References
from gp_sync.core.model import Facts, Found, Mapped, RecordUnusable, Ref, TargetRef, Unavailable, Write
from gp_sync.core.refusals import RecordMoved
from gp_sync.core.states import DocumentState, End
from gp_sync.flows.purchase_orders.document import GPPurchaseOrder, SourceOrder, SourceVendor
from gp_sync.flows.purchase_orders.mapper import PurchaseOrderMapper
from gp_sync.run.stops import last_stops
from gp_sync.testing.examples import fabrikam_facts, order
from gp_sync.testing.model_connection import HandClock, ModelConnection
from gp_sync.testing.model_source import ModelReferences
from gp_sync.testing.model_target import ModelTarget

BAD_VENDOR = names.gp_vendor("TWO", "A&B0001")


class PickyReferences(ModelReferences):
    """A GP whose server refuses to be asked for one vendor."""

    refuses = True

    def find(self, ref: Ref, not_before: datetime) -> Any | None:
        if ref == BAD_VENDOR and self.refuses:
            raise RecordUnusable(finding("RECORD_UNUSABLE", ref, tried="the server refuses '&' in 'A&B0001'"))
        return super().find(ref, not_before)


def of_bad_vendor(**changes: Any) -> SourceOrder:
    return order(vendor=SourceVendor(id=66, name="A & B", external_id="A&B0001", active=True), **changes)


@pytest.fixture
def picky(world: ModelConnection) -> ModelConnection:
    world.references = PickyReferences(fabrikam_facts())
    return world


class TestARecordThatCannotBeUsed:
    def test_only_the_orders_that_need_it_are_blocked(self, picky: ModelConnection) -> None:
        picky.put(of_bad_vendor(key=1, number="PF1"))
        picky.put(order(key=2, number="PF2"))

        report = picky.run()

        assert report.ends == {End.BLOCKED: 1, End.WRITTEN: 1}
        assert report.stopped == []
        assert picky.codes("1") == ["RECORD_UNUSABLE"]
        assert "A&B0001" in picky.document("1").findings[0].tried

    def test_they_are_looked_at_again_once_it_can_be_used(self, picky: ModelConnection) -> None:
        picky.put(of_bad_vendor(key=1, number="PF1"))
        picky.run()
        still = picky.run()
        PickyReferences.refuses = False
        picky.change_fact(BAD_VENDOR, fabrikam_facts()[names.gp_vendor("TWO", "LAKESHORE0001")])

        try:
            mended = picky.run()
        finally:
            PickyReferences.refuses = True

        assert (still.reopened, mended.reopened, mended.ends) == (0, 1, {End.WRITTEN: 1})


class UnreadableTarget(ModelTarget):
    """A target one of whose records cannot be decoded."""

    unreadable = False

    def read(self, target: TargetRef) -> Found[GPPurchaseOrder] | None:
        if self.unreadable:
            raise RecordUnusable(finding("RECORD_UNUSABLE", target.ref, tried="PURCHASE: expected a date"))
        return super().read(target)

    def send(self, write: Write[GPPurchaseOrder], deadline: datetime) -> Found[GPPurchaseOrder]:
        if write.op == "update":
            raise RecordMoved("the row stamp moved")
        return super().send(write, deadline)


@pytest.fixture
def unreadable() -> ModelConnection:
    clock = HandClock()
    return ModelConnection(clock, target=UnreadableTarget(clock))


class TestARecordOfTheTarget:
    def test_a_doubt_stays_while_the_record_cannot_be_read(self, unreadable: ModelConnection) -> None:
        target = unreadable.target
        assert isinstance(target, UnreadableTarget)
        unreadable.put(order())
        target.lose_next_answer(done=True)
        target.unreadable = True

        first = unreadable.run()
        target.unreadable = False
        second = unreadable.run()

        assert first.ends == {End.IN_DOUBT: 1}
        assert second.resolved == {End.WRITTEN: 1}
        assert unreadable.creates() == 1

    def test_a_record_that_moved_under_an_update_is_decided_anew(self, unreadable: ModelConnection) -> None:
        unreadable.put(order())
        unreadable.run()
        unreadable.clock.advance(minutes=1)
        unreadable.put(order(comment="changed"))

        report = unreadable.run()

        assert report.ends == {End.PENDING: 1}
        assert unreadable.document().state is DocumentState.PENDING


class BrokenMapper(PurchaseOrderMapper):
    """A user's mapper with a mistake that one order meets."""

    def map(self, source: SourceOrder, facts: Facts) -> Mapped[GPPurchaseOrder]:
        if source.key == 1:
            raise ZeroDivisionError("division by zero")
        return super().map(source, facts)


class TestAMapperThatFails:
    def test_the_other_orders_go_on(self, world: ModelConnection, caplog: pytest.LogCaptureFixture) -> None:
        world.put(order(key=1, number="PF1"))
        world.put(order(key=2, number="PF2"))
        flow = attrs.evolve(world.flow(), mapper=BrokenMapper(world.policy))

        with caplog.at_level("INFO", "gp_sync"):
            report = world.run(flows=(flow,))

        assert report.ends == {End.BLOCKED: 1, End.WRITTEN: 1}
        assert world.codes("1") == ["ORDER_NOT_PROCESSED"]
        assert re.fullmatch(
            r"ZeroDivisionError: division by zero, in BrokenMapper\.map of .*test_one_alone \(line \d+\), "
            "which is not part of gp-sync",
            world.document("1").findings[0].tried,
        )
        assert "a document could not be processed" in caplog.text
        assert {record.levelname for record in caplog.records} == {"INFO"}


class ProcurifyIsDown(ModelReferences):
    """The vendor links cannot be read; everything else can."""

    def find(self, ref: Ref, not_before: datetime) -> Any | None:
        if ref.kind == "vendor_link" and ref not in self._seeded:
            self.reads[ref] += 1
            raise Unavailable(finding("PROCURIFY_UNAVAILABLE", Ref("side", ("procurify",)), tried="no route"))
        return super().find(ref, not_before)

    def seed(self, ref: Ref, fact: Any, at: datetime) -> None:
        if fact != "A&B0001":
            super().seed(ref, fact, at)


class TestASideThatIsDown:
    def test_what_needs_no_procurify_is_still_written(self, world: ModelConnection) -> None:
        references: References = ProcurifyIsDown(fabrikam_facts())
        for number in (1, 3):
            world.put(of_bad_vendor(key=number, number=f"PF{number}"))
        world.put(order(key=2, number="PF2"))

        report = world.run(references=references, concurrency=1)

        assert report.ends == {End.WRITTEN: 1}
        assert [reason.code for reason in report.stopped] == ["PROCURIFY_UNAVAILABLE"]

    def test_why_the_last_run_stopped_is_kept_until_one_does_not(self, world: ModelConnection) -> None:
        world.target.down = finding("GP_UNAVAILABLE", Ref("side", ("gp",)), tried="connection refused")
        world.put(order())

        world.run()
        while_down = last_stops(world.ledger, world.name)
        world.target.down = None
        world.clock.advance(minutes=5)
        world.run()

        assert [reason.tried for reason in while_down] == ["connection refused"]
        assert last_stops(world.ledger, world.name) == ()
