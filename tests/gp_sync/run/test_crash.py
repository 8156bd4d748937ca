"""A process that dies, or loses its lease, at any step: the next run finishes the work, once."""

import contextlib
from collections.abc import Callable
from decimal import Decimal
from typing import Any, NoReturn

import attrs
import pytest

from gp_sync.core.states import DocumentState, WriteState
from gp_sync.flows.purchase_orders.document import OrderState
from gp_sync.run.session import LeaseLost
from gp_sync.testing.examples import order
from gp_sync.testing.model_connection import ModelConnection

REVISED = order(version=2, freight=Decimal(5), total=Decimal(250))


class Crash(Exception):
    """The process died here."""


class Watched:
    """Any object, with something before and after each call of its methods."""

    def __init__(self, inner: object, tick: Callable[[], None]) -> None:
        self._inner = inner
        self._tick = tick

    def __getattr__(self, name: str) -> Any:
        value = getattr(self._inner, name)
        if not callable(value):
            return value

        def call(*arguments: Any, **named: Any) -> Any:
            self._tick()
            answer = value(*arguments, **named)
            self._tick()
            return answer

        return call


class Process:
    """A run over a world in which something happens at the moments before and after calls of ledger and target."""

    def __init__(self, world: ModelConnection, happens: "Callable[[Process], None]") -> None:
        self.world = world
        self.passed = 0
        self._happens = happens
        self._dead = False

    def run(self) -> None:
        target: Any = Watched(self.world.target, self._tick)
        ledger: Any = Watched(self.world.ledger, self._tick)
        flow = attrs.evolve(self.world.flow(), target=target)
        self.world.run(flows=(flow,), ledger=ledger, concurrency=1)

    def die(self) -> NoReturn:
        self._dead = True
        raise Crash

    def _tick(self) -> None:
        if self._dead:
            raise Crash
        self.passed += 1
        self._happens(self)


def nothing(_: Process) -> None:
    """All goes well."""


def crash_at(moment: int) -> Callable[[Process], None]:
    def happens(process: Process) -> None:
        if process.passed == moment:
            process.die()

    return happens


def crash_once_reserved(process: Process) -> None:
    if process.world.ledger.open_writes(process.world.name):
        process.die()


def lose_the_lease_at(moment: int) -> Callable[[Process], None]:
    def happens(process: Process) -> None:
        if process.passed == moment:
            process.world.clock.advance(hours=1)
            assert process.world.ledger.acquire(process.world.name, "another process", 60) is not None

    return happens


def new_order(world: ModelConnection) -> None:
    world.put(order())


def lost_answer(world: ModelConnection) -> None:
    world.target.lose_next_answer(done=True)
    world.put(order())


def lost_request(world: ModelConnection) -> None:
    world.target.lose_next_answer(done=False)
    world.put(order())


def existing_record(world: ModelConnection) -> None:
    elsewhere = ModelConnection(world.clock, target=world.target)
    elsewhere.put(order())
    elsewhere.run()
    world.put(order())


def revision(world: ModelConnection) -> None:
    world.put(order())
    world.run()
    world.put(REVISED)


def lost_revision(world: ModelConnection) -> None:
    revision(world)
    world.target.lose_next_answer(done=False)


def cancellation(world: ModelConnection) -> None:
    world.put(order())
    world.run()
    world.put(order(state=OrderState.CANCELLED, lines=()))


SCENES = [
    (new_order, ["create"]),
    (lost_answer, ["create"]),
    (lost_request, ["create"]),
    (existing_record, ["create"]),
    (revision, ["create", "update"]),
    (lost_revision, ["create", "update"]),
    (cancellation, ["create", "void"]),
]


def finish(world: ModelConnection) -> None:
    """Later runs of processes that live."""
    for _ in range(6):
        world.clock.advance(hours=1)
        world.run()


def prepared(scene: Callable[[ModelConnection], None]) -> ModelConnection:
    world = ModelConnection()
    scene(world)
    return world


def moments_of(scene: Callable[[ModelConnection], None]) -> range:
    """The moments of a run in which nothing goes wrong."""
    process = Process(prepared(scene), nothing)
    process.run()
    assert process.passed > 20
    return range(1, process.passed + 1)


def recorded_sends(world: ModelConnection) -> int:
    return sum(row.what == "write.sending" for row in world.ledger.audit(world.name))


@pytest.mark.parametrize(("scene", "executed"), SCENES, ids=lambda value: getattr(value, "__name__", ""))
class TestAnyMoment:
    def test_edge_52_a_crash_never_writes_twice_and_loses_nothing(
        self, scene: Callable[[ModelConnection], None], executed: list[str]
    ) -> None:
        for moment in moments_of(scene):
            world = prepared(scene)

            with pytest.raises(Crash):
                Process(world, crash_at(moment)).run()
            finish(world)

            assert [write.op for write in world.target.executed] == executed, f"crash at moment {moment}"
            assert world.document().state is DocumentState.SETTLED, f"crash at moment {moment}"
            assert list(world.ledger.open_writes(world.name)) == []

    def test_edge_52_a_lost_lease_stops_the_run_before_it_writes(
        self, scene: Callable[[ModelConnection], None], executed: list[str]
    ) -> None:
        # At the first two moments the lease is not taken yet.
        for moment in moments_of(scene)[2:]:
            world = prepared(scene)
            sent, recorded = len(world.target.sends), recorded_sends(world)

            # The last moments are those after the work.
            with contextlib.suppress(LeaseLost):
                Process(world, lose_the_lease_at(moment)).run()

            assert len(world.target.sends) - sent <= recorded_sends(world) - recorded, f"lease lost at {moment}"
            finish(world)
            assert [write.op for write in world.target.executed] == executed, f"lease lost at {moment}"
            assert world.document().state is DocumentState.SETTLED, f"lease lost at {moment}"


class TestTheFirstStep:
    def test_a_write_that_was_reserved_and_never_sent_is_abandoned(self) -> None:
        world = prepared(new_order)
        with pytest.raises(Crash):
            Process(world, crash_once_reserved).run()
        (left,) = world.ledger.open_writes(world.name)

        finish(world)

        assert left.state is WriteState.RESERVED
        steps = [row.what for row in world.ledger.audit(world.name) if row.what.startswith("write.")]
        assert steps == ["write.reserved", "write.abandoned", "write.reserved", "write.sending", "write.confirmed"]
        assert (world.creates(), len(world.target.sends)) == (1, 1)

    def test_a_lease_lost_between_reserving_and_sending_sends_nothing(self) -> None:
        world = prepared(new_order)

        def lose_once_reserved(process: Process) -> None:
            if process.world.ledger.open_writes(process.world.name):
                lose_the_lease_at(process.passed)(process)

        with pytest.raises(LeaseLost, match="the lease of 'fabrikam' was taken over by another process"):
            Process(world, lose_once_reserved).run()

        assert world.target.sends == []
