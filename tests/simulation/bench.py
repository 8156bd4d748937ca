"""What every simulated world has: a ledger, a clock, processes that take turns over the real engine, and a story."""

import logging
from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Generic, Protocol, TypeVar
from unittest.mock import patch

from gp_sync.failpoints import installed
from gp_sync.ledger.values import Intent, OpenWrite
from gp_sync.run import work
from gp_sync.run.session import ConnectionBusy, LeaseLost
from gp_sync.testing.model_connection import ModelConnection
from tests.simulation.schedule import Process, Stage, Stop
from tests.simulation.stores import MakeLedger
from tests.simulation.told import Told, with_place
from tests.simulation.turns import Turns
from tests.simulation.watch import Watch

__all__ = ["CONNECTION", "Actor", "Bench"]

CONNECTION = ModelConnection.name
_LOGGER = logging.getLogger("gp_sync")
_BEGIN = datetime(2026, 11, 4, 18, tzinfo=UTC)


class Actor(Protocol):
    """What acts within a process."""

    random: Random
    paused: bool


A = TypeVar("A", bound=Actor)


class Bench(ABC, Generic[A]):
    """The part of a world that does not know what is kept in it.

    Args:
        make_ledger: makes the ledger, whose leases run by the clock of whoever asks.
        skew: how far the clock of the second scheduler is ahead.

    Attributes:
        connection: its name in the ledger.
        story: what happened, in order.
        met: how often each fault, place, state and end was met.
        wrongs: what was found wrong while it happened.
        crashes: what was raised that nobody plans for.
        paused: processes that may go on.
        sends: how many requests left.
        fence: the newest fence that any process was given.
        watch: follows the audit.
    """

    def __init__(self, make_ledger: MakeLedger, skew: timedelta) -> None:
        self.connection = CONNECTION
        self.story: list[str] = []
        self.met: Counter[str] = Counter()
        self.wrongs: list[str] = []
        self.crashes: list[str] = []
        self.paused: list[tuple[Process, A]] = []
        self.sends = self.fence = 0
        self.gp_down_until = self.source_down_until = _BEGIN
        self._skew = skew
        self._now, self._moment, self._runs = _BEGIN, 0, 0
        self.stage = Stage(tell=self.tell, count=self.count)
        self.ledger = make_ledger(self._ledger_clock)
        self.watch = Watch(ledger=self.ledger, connection=CONNECTION)

    @abstractmethod
    def next_landing(self) -> datetime | None:
        """When the next request that was put off lands; None if none is under way."""

    @abstractmethod
    def land(self) -> Iterator[str]:
        """Let what is due land; gives what took effect, in words."""

    @contextmanager
    def at_work(self) -> Iterator[None]:
        """The engine runs in this world: it passes its failpoints, takes its workers, and tells it its errors."""
        told = Told(self.crashes.append)
        _LOGGER.addHandler(told)
        level = _LOGGER.level
        _LOGGER.setLevel(logging.INFO)  # what a step of one document raised is told there
        try:
            with installed(self.stage.reach), patch.object(work, "ThreadPoolExecutor", self.workers):
                yield
        finally:
            _LOGGER.setLevel(level)
            _LOGGER.removeHandler(told)

    def now(self) -> datetime:
        """The true time."""
        return self._now

    def moment(self) -> int:
        """A number that grows with everything that happens."""
        self._moment += 1
        return self._moment

    def tell(self, line: str) -> None:
        """Add a line to the story."""
        self.story.append(f"{self._now:%d %H:%M:%S} {line}")

    def count(self, what: str) -> None:
        """Count something that was met."""
        self.met[what] += 1

    def pass_time(self, span: timedelta) -> None:
        """Time goes by, and what is due lands."""
        until = self._now + span
        while (due := self.next_landing()) is not None and due <= until:
            self._now = max(self._now, due)
            for landed in self.land():
                self.tell(landed)
        self._now = until

    def new_process(self, name: str, stop: Stop | None = None) -> Process:
        """A process that has not begun; the second scheduler's clock may be off."""
        self._runs += 1
        skew = self._skew if name == "B" else timedelta()
        return Process(name=f"{name}{self._runs}", stage=self.stage, skew=skew, stop=stop)

    def note_run(self, process: Process, what: str = "run") -> None:
        """Count a process that begins."""
        self.tell(f"{process.name} begins{'' if what == 'run' else f' a {what}'}")
        self.count(what)
        if process.skew:
            self.count("a clock is off")
        if self.paused:
            self.count("two schedulers at once")

    def note_intent(self, intent: Intent) -> None:
        """Take note of a write that is about to be reserved; most worlds do not need to."""

    def go_on(self, random: Random, stop: Stop | None = None, *, kill: bool = False) -> None:
        """The process that has been paused longest goes on, or dies."""
        process, actor = self.paused.pop(0)
        self.tell(f"{process.name} {'is killed' if kill else 'goes on'}")
        actor.random = random
        if kill:
            process.kill()
        else:
            process.go_on(stop)
        self.after(process, actor)

    def after(self, process: Process, actor: A, expected: tuple[type[Exception], ...] = ()) -> bool:
        """Take note of how far a process came; tells whether it is done.

        Args:
            process: the process.
            actor: what acts in it.
            expected: what it may raise beside what any run may.
        """
        if not process.done:
            actor.paused = True
            self.paused.append((process, actor))
            return False
        word = "died" if process.dead else type(process.error).__name__ if process.error else "came to its end"
        self.count(f"run {word}")
        self.tell(f"{process.name} {word}")
        if process.error is not None and not isinstance(process.error, (ConnectionBusy, LeaseLost, *expected)):
            self.crashes.append(f"a run raised {with_place(process.error)}")
        return True

    def workers(self, max_workers: int, **_: object) -> Turns:
        """The workers of the process that runs now, in place of a pool of threads."""
        process = self.stage.current
        if process is None:
            raise RuntimeError("no process runs now")
        return Turns(process, Random(process.name), self.count, max_workers)

    def open_writes(self) -> list[OpenWrite]:
        """The writes that the ledger has not seen the end of."""
        return list(self.ledger.open_writes(CONNECTION))

    def _ledger_clock(self) -> datetime:
        current = self.stage.current
        return self._now + (current.skew if current is not None else timedelta())
