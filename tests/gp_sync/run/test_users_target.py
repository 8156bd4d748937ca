"""A user's target or references that raise what their contracts do not name: one order waits, the run goes on."""

import logging
from collections.abc import Iterator
from datetime import datetime
from typing import Any

import attrs
import pytest

from gp_sync.core import facts as names
from gp_sync.core.findings import finding
from gp_sync.core.model import Found, Ref, TargetRef, Verdict, Write
from gp_sync.core.states import End
from gp_sync.flows.purchase_orders.document import GPPurchaseOrder, seconds_for_lines
from gp_sync.testing.examples import coding, fabrikam_facts, line, order
from gp_sync.testing.model_connection import HandClock, ModelConnection
from gp_sync.testing.model_source import ModelReferences
from gp_sync.testing.model_target import ModelTarget

Order = Found[GPPurchaseOrder]


class ClumsyTarget(ModelTarget):
    """A target with mistakes that only the record PF1 meets.

    Attributes:
        fails: the methods that fail.
        given: the seconds that each send was given.
    """

    def __init__(self, now: HandClock, **knobs: Any) -> None:
        super().__init__(now, **knobs)
        self.fails: set[str] = set()
        self.given: list[float] = []

    def _stumble(self, method: str, number: str) -> None:
        if method in self.fails and number == "PF1":
            raise KeyError(f"no column in {method}")

    def read(self, target: TargetRef) -> Order | None:
        self._stumble("read", target.number)
        return super().read(target)

    def send(self, write: Write[GPPurchaseOrder], deadline: datetime) -> Order:
        self.given.append((deadline - self._now()).total_seconds())
        return super().send(write, deadline)

    def compare(self, body: GPPurchaseOrder, found: Order) -> Verdict:
        self._stumble("compare", body.number)
        return super().compare(body, found)

    def find_ours(self, company: str, since: datetime | None) -> Iterator[tuple[TargetRef, Order]]:
        self._stumble("find_ours", "PF1")
        return super().find_ours(company, since)


@pytest.fixture
def target() -> ClumsyTarget:
    return ClumsyTarget(HandClock())


@pytest.fixture
def world(target: ClumsyTarget) -> ModelConnection:
    world = ModelConnection(target._now, target=target)  # type: ignore[arg-type]  # the clock that it was made with
    for key in (1, 2):
        world.put(order(key=key, number=f"PF{key}"))
    return world


class TestTheTarget:
    def test_edge_05_an_answer_that_it_cannot_compare_is_a_doubt_until_it_can(
        self, world: ModelConnection, target: ClumsyTarget, caplog: pytest.LogCaptureFixture
    ) -> None:
        caplog.set_level(logging.INFO, "gp_sync")
        target.fails = {"compare"}

        first = world.run()
        target.fails = set()
        mended = world.run()

        assert first.ends == {End.IN_DOUBT: 1, End.WRITTEN: 1}
        assert (mended.resolved, len(target.executed)) == ({End.WRITTEN: 1}, 2)
        assert "no column in compare" in caplog.text

    def test_a_revision_of_a_record_that_it_cannot_read_is_blocked_alone_and_follows_once_it_can(
        self, world: ModelConnection, target: ClumsyTarget
    ) -> None:
        world.run()
        for key in (1, 2):
            world.put(order(key=key, number=f"PF{key}", version=2, comment="changed"))
        target.fails = {"read"}

        first = world.run()
        found = world.document("1").findings[0]
        target.fails = set()
        mended = world.run()

        assert first.ends == {End.BLOCKED: 1, End.WRITTEN: 1}
        assert (found.code, "KeyError" in found.tried) == ("RECORD_UNUSABLE", True)
        assert (mended.reopened, mended.ends) == (1, {End.WRITTEN: 1})

    @pytest.mark.parametrize("method", ["read", "compare"])
    def test_edge_17_a_refused_create_that_it_cannot_look_into_is_blocked_alone(
        self, world: ModelConnection, target: ClumsyTarget, method: str
    ) -> None:
        world.run()
        other = ModelConnection(world.clock, target=target)
        for key in (1, 2):
            other.put(order(key=key, number=f"PF{key}"))
        target.fails = {method}

        report = other.run()

        assert report.ends == {End.BLOCKED: 1, End.ADOPTED: 1}
        assert other.codes("1") == ["RECORD_UNUSABLE" if method == "read" else "ORDER_NOT_PROCESSED"]

    def test_a_list_that_it_cannot_give_stops_what_needs_it_with_the_reason(
        self, world: ModelConnection, target: ClumsyTarget
    ) -> None:
        target.fails = {"find_ours"}

        first = world.run()
        target.fails = set()
        mended = world.run()

        assert [(reason.code, "no column in find_ours" in reason.tried) for reason in first.stopped] == [
            ("GP_UNAVAILABLE", True)
        ]
        assert (first.captured.fetched, mended.ends) == (2, {End.WRITTEN: 2})

    def test_a_refusal_without_a_finding_is_told_all_the_same(
        self, world: ModelConnection, target: ClumsyTarget
    ) -> None:
        target.refuse_next()

        report = world.run(concurrency=1)

        assert report.ends == {End.BLOCKED: 1, End.WRITTEN: 1}
        assert world.codes("1") == ["GP_REFUSED"]

    @pytest.mark.parametrize("method", ["pages", "touched"])
    def test_a_feed_that_fails_leaves_what_is_pending_to_be_written(
        self, world: ModelConnection, target: ClumsyTarget, monkeypatch: pytest.MonkeyPatch, method: str
    ) -> None:
        target.down = finding("GP_UNAVAILABLE", Ref("side", ("gp",)), tried="connection refused")
        world.run()
        target.down = None

        def broken(*_: object) -> None:
            raise KeyError("no column")

        monkeypatch.setattr(world.feed, method, broken)
        report = world.run()

        assert [(reason.code, "no column" in reason.tried) for reason in report.stopped] == [
            ("PROCURIFY_UNAVAILABLE", True)
        ]
        assert report.ends == {End.WRITTEN: 2}


class TestReferences:
    def test_a_fact_that_cannot_be_looked_up_blocks_the_orders_that_need_it(self, world: ModelConnection) -> None:
        class Clumsy(ModelReferences):
            def find(self, ref: Ref, not_before: datetime) -> Any | None:
                if ref == names.account("TWO", "000-6450-01"):
                    raise KeyError("no column ACTINDX")
                return super().find(ref, not_before)

        world.put(order(key=1, number="PF1", lines=(line(coding=coding(account_code="6450")),)))
        world.references = Clumsy(fabrikam_facts())

        first, again = world.run(), world.run()

        assert first.ends == {End.BLOCKED: 1, End.WRITTEN: 1}
        assert world.document("1").findings[0].tried.startswith("KeyError: 'no column ACTINDX', in ")
        assert (again.ends, again.reopened) == ({}, 0)


class TestTimeouts:
    def test_edge_41_a_send_is_given_more_time_for_more_lines(
        self, world: ModelConnection, target: ClumsyTarget
    ) -> None:
        many = tuple(line(id=place, number=place, name=f"Part {place}") for place in range(1, 401))
        world.put(order(key=2, number="PF2", lines=many))
        flow = attrs.evolve(world.flow(), extra_seconds=seconds_for_lines)

        world.run(flows=(flow,), send_seconds=60.0, concurrency=1)

        assert target.given == [60.25, 160.0]

    def test_one_that_cannot_be_worked_out_leaves_the_usual_time(
        self, world: ModelConnection, target: ClumsyTarget
    ) -> None:
        def broken(_: GPPurchaseOrder) -> float:
            raise ZeroDivisionError

        flow = attrs.evolve(world.flow(), extra_seconds=broken)

        report = world.run(flows=(flow,), send_seconds=60.0)

        assert (report.ends, target.given) == ({End.WRITTEN: 2}, [60.0, 60.0])
