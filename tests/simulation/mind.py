"""One simulated process from within: what it was told, and what it draws."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from random import Random
from typing import TYPE_CHECKING, Any, TypeVar

import attrs

from gp_sync.core.model import Key, Ref, TargetRef
from gp_sync.systems.gp_errors import reading
from tests.simulation.gp import GPModel
from tests.simulation.schedule import Process
from tests.simulation.source import SourceModel

if TYPE_CHECKING:
    from tests.simulation.world import World

__all__ = ["Mind"]

T = TypeVar("T")


@attrs.define(kw_only=True, eq=False)
class Mind:
    """One process, and what it was told: by this its deeds are judged.

    Args:
        process: the process.
        source: the tenant that it reads.
        gp: the GP that it reads and writes.
        random: draws the faults of its calls.
        born: the moment at which it began.
        told: the last answer about each fact, by worker.
        seen: the moment at which it last read each record.
        tenant: who the tenant is that its configuration names.
        identity: who the company in GP said it is when it began.
        sent: the orders that it sent something for.
        listed: which version of each order could be seen when it began.
        baseline: whether it runs a baseline, which writes nothing.
        paused: whether it was paused meanwhile.
        linked: the orders that were linked when it began.
        fence: the fence of its lease.
        reserved: the document for which each worker last reserved a write.
        answered: the sides that have answered it, so that it knows their clocks.
    """

    world: "World"
    process: Process
    source: SourceModel
    gp: GPModel
    random: Random
    born: int
    tenant: str
    identity: str
    sent: set[str] = attrs.field(factory=set)
    told: dict[int, dict[Ref, Any]] = attrs.field(factory=dict)
    seen: dict[TargetRef, int] = attrs.field(factory=dict)
    listed: dict[int, int] = attrs.field(factory=dict)
    baseline: bool = False
    paused: bool = False
    linked: set[int] = attrs.field(factory=set)
    fence: int = 0
    reserved: dict[int, Key] = attrs.field(factory=dict)
    answered: set[str] = attrs.field(factory=set)

    @property
    def is_elsewhere(self) -> bool:
        """Whether its configuration names other systems than the ones of this world."""
        return self.source is not self.world.source or self.gp is not self.world.gp

    def source_system(self) -> dict[str, str]:
        """Who the tenant is, for which nobody is asked."""
        return {"procurify": self.tenant}

    def systems(self) -> dict[str, str]:
        """Who both systems say they are. Raises Unavailable."""
        self.reach("identity")
        with reading():
            self.world.look_at_gp()
        return {**self.source_system(), "GP company TWO": self.identity}

    def now(self) -> datetime:
        """The time by its own clock."""
        return self.world.now() + self.process.skew

    def known(self) -> dict[Ref, Any]:
        """What the worker that runs now was told about facts."""
        return self.told.setdefault(self.process.worker, {})

    def offsets(self) -> Mapping[str, timedelta]:
        """How far the clocks of the sides that have answered are ahead of its own."""
        return dict.fromkeys(sorted(self.answered), -self.process.skew)

    def reach(self, place: str) -> None:
        """Pass a place. Raises Died."""
        self.process.reach(place)

    def happens(self, rate: float) -> bool:
        """Whether something that happens so often happens now."""
        return rate > 0 and self.random.random() < rate

    def drawn(self, kinds: dict[str, tuple[int, T]]) -> T:
        """One of some kinds of faults, each with its weight."""
        name = self.random.choices(list(kinds), [weight for weight, _ in kinds.values()])[0]
        self.world.count(name)
        self.world.tell(f"{self.process.name} meets: {name}")
        return kinds[name][1]

    def linger(self) -> None:
        """A call takes long now and then."""
        if self.happens(self.world.weather.slow):
            self.world.count("slow answer")
            self.world.pass_time(timedelta(seconds=self.random.choice((5, 40, 110))))
