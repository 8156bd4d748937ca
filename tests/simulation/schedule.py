"""Simulated processes that take turns: one runs at a time, until it ends, dies or pauses at a place.

Each process runs in a thread of its own, but the baton is handed over by hand, so that one seed gives one order of
events. A place is a named failpoint of the engine, or a call of one of the models.
"""

import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Literal

import attrs

__all__ = ["Died", "Process", "Stage", "Stop"]


class Died(BaseException):
    """The process is dead: it does nothing more. No code of the engine may catch this."""


@attrs.frozen(kw_only=True)
class Stop:
    """Where a process stops.

    Args:
        action: whether it dies there, or pauses and may go on later.
        place: the name of a place; any place if None.
        count: at which passing, from 1. A pause is put off while the process holds a lock of the ledger.
    """

    action: Literal["die", "pause"]
    place: str | None
    count: int


@attrs.define(eq=False)
class Process:
    """One process that runs one engine once.

    Args:
        name: how the story calls it.
        stage: where it runs.
        skew: how far its clock is ahead of the true time.
        stop: where it stops.

    Attributes:
        worker: which of its workers runs now; 0 if it has none.
        turn: called with each place that a worker passes, where another one may go on.
    """

    name: str
    stage: "Stage"
    skew: timedelta = timedelta()
    stop: Stop | None = None
    dead: bool = False
    done: bool = False
    paused_at: str | None = None
    error: BaseException | None = None
    result: object = None
    worker: int = 0
    turn: Callable[[str], None] | None = None
    _passed: int = 0
    _matched: int = 0
    _go: threading.Semaphore = attrs.field(factory=lambda: threading.Semaphore(0))
    _back: threading.Semaphore = attrs.field(factory=lambda: threading.Semaphore(0))
    _thread: threading.Thread | None = None

    def start(self, work: Callable[[], object]) -> None:
        """Run until the first pause, or to the end."""
        if self.stop is None or self.stop.action == "die":
            # It never pauses, so it needs no thread of its own.
            self._inside(lambda: self._body(work))
            return
        self._thread = threading.Thread(target=self._as_thread, args=(work,), name=self.name, daemon=True)
        self._thread.start()
        self._inside(self._hand_over)

    def go_on(self, stop: Stop | None) -> None:
        """Go on from a pause, to the next one or to the end."""
        self.stop, self.paused_at, self._passed, self._matched = stop, None, 0, 0
        self._inside(self._hand_over)

    def kill(self) -> None:
        """Die during a pause."""
        self.dead = True
        self._inside(self._hand_over)

    def reach(self, place: str) -> None:
        """Pass a place: go on, pause, or die. Raises Died."""
        if self.dead:
            raise Died
        if self.stop is not None:
            self._stop_at(place, self.stop)
        if self.turn is not None:
            self.turn(place)

    def _stop_at(self, place: str, stop: Stop) -> None:
        self._passed += 1
        self._matched += stop.place in {None, place}
        if self._matched < stop.count:
            return
        if stop.action == "die":
            self.stage.tell(f"{self.name} dies at {place}")
            self.stage.count(f"crash at {place}")
            self.dead = True
            raise Died
        if not place.startswith("ledger."):
            self._pause(place)

    def _pause(self, place: str) -> None:
        self.stage.tell(f"{self.name} pauses at {place}")
        self.stage.count(f"pause at {place}")
        self.paused_at = place
        self._back.release()
        self._go.acquire()
        if self.dead:
            raise Died

    def _inside(self, act: Callable[[], None]) -> None:
        self.stage.current = self
        try:
            act()
        finally:
            self.stage.current = None

    def _hand_over(self) -> None:
        self._go.release()
        self._back.acquire()
        if self.done and self._thread is not None:
            self._thread.join()

    def _as_thread(self, work: Callable[[], object]) -> None:
        self._go.acquire()
        self._body(work)
        self._back.release()

    def _body(self, work: Callable[[], object]) -> None:
        try:
            self.result = work()
        except Died:
            self.dead = True
        except BaseException as error:  # noqa: BLE001  # it ends this process alone; the history judges it
            self.error = error
        self.done = True


@attrs.define(eq=False)
class Stage:
    """What all processes share: who runs now, and where the story is told.

    Args:
        tell: takes a line of the story.
        count: counts something that was met.
    """

    tell: Callable[[str], None]
    count: Callable[[str], None]
    current: Process | None = None

    def reach(self, place: str) -> None:
        """The process that runs now passes a place. Raises Died."""
        if self.current is not None:
            self.current.reach(place)
