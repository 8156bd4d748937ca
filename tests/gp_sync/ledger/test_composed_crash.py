"""A process that dies, or loses its lease, between the two parts of a ledger: the next run finishes the work, once."""

from collections.abc import Callable
from contextlib import suppress
from typing import Any

import attrs
import pytest

from gp_sync.core.states import DocumentState
from gp_sync.ledger.audit_check import check_audit
from gp_sync.ledger.composed import ComposedLedger
from gp_sync.ledger.memory import MemoryStore
from gp_sync.run.session import LeaseLost
from gp_sync.testing import HandClock
from gp_sync.testing.model_connection import ModelConnection
from tests.gp_sync.run.test_crash import (
    SCENES,
    Crash,
    Process,
    Watched,
    crash_at,
    finish,
    lose_the_lease_at,
    nothing,
    recorded_sends,
)


class World(ModelConnection):
    """A connection of models whose ledger has two parts."""

    def __init__(self) -> None:
        clock = HandClock()
        self.records, self.dedup = MemoryStore(clock), MemoryStore(clock)
        super().__init__(clock, ledger=ComposedLedger(self.records, self.dedup, now=clock))


class ProcessOfTwo(Process):
    """A run in which something happens at the moments before and after calls of both parts and of the target."""

    def run(self) -> None:
        world: Any = self.world
        records: Any = Watched(world.records, self._tick)
        dedup: Any = Watched(world.dedup, self._tick)
        target: Any = Watched(world.target, self._tick)
        flow = attrs.evolve(world.flow(), target=target)
        world.run(flows=(flow,), ledger=ComposedLedger(records, dedup, now=world.clock), concurrency=1)


def prepared(scene: Callable[[ModelConnection], None]) -> World:
    world = World()
    scene(world)
    return world


def moments_of(scene: Callable[[ModelConnection], None]) -> range:
    """The moments of a run in which nothing goes wrong."""
    process = ProcessOfTwo(prepared(scene), nothing)
    process.run()
    assert process.passed > 40
    return range(1, process.passed + 1)


@pytest.mark.parametrize(("scene", "executed"), SCENES, ids=lambda value: getattr(value, "__name__", ""))
class TestAnyMoment:
    def test_a_crash_between_the_parts_never_writes_twice_and_loses_nothing(
        self, scene: Callable[[ModelConnection], None], executed: list[str]
    ) -> None:
        for moment in moments_of(scene):
            world = prepared(scene)

            with pytest.raises(Crash):
                ProcessOfTwo(world, crash_at(moment)).run()
            finish(world)

            assert [write.op for write in world.target.executed] == executed, f"crash at moment {moment}"
            assert world.document().state is DocumentState.SETTLED, f"crash at moment {moment}"
            assert len(world.document().links) == 1, f"crash at moment {moment}"
            assert [list(part.open_writes(world.name)) for part in (world.dedup, world.records)] == [[], []]
            assert check_audit(world.ledger, world.name).problems == ()

    def test_a_lost_lease_stops_the_run_before_it_writes(
        self, scene: Callable[[ModelConnection], None], executed: list[str]
    ) -> None:
        # At the first four moments the two leases are not taken yet.
        for moment in moments_of(scene)[4:]:
            world = prepared(scene)
            sent, recorded = len(world.target.sends), recorded_sends(world)

            with suppress(LeaseLost):
                ProcessOfTwo(world, lose_the_lease_at(moment)).run()

            assert len(world.target.sends) - sent <= recorded_sends(world) - recorded, f"lease lost at {moment}"
            finish(world)
            assert [write.op for write in world.target.executed] == executed, f"lease lost at {moment}"
            assert world.document().state is DocumentState.SETTLED, f"lease lost at {moment}"
