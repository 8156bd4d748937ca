"""Several workers of one simulated process that take turns: one runs at a time, in an order drawn from a seed.

`Turns` stands in for the thread pool in which an engine decides several documents at once. Its workers are threads, but
each stands still until another hands over to it, at a place that it passes: so one seed gives one order of events.
"""

import threading
from collections import deque
from collections.abc import Callable, Iterable
from random import Random
from typing import Any, Self, TypeVar

import attrs

from tests.simulation.schedule import Died, Process

__all__ = ["Turns"]

T = TypeVar("T")

_UNDER_A_LOCK = ("ledger.", "before renew", "after renew", "gp.", "procurify.")
"""Places at which a worker may hold a lock that another one waits for."""

_HANDS_OVER = 0.3
"""How often a worker hands over where it can."""


@attrs.define(eq=False)
class _Worker:
    number: int
    go: threading.Semaphore = attrs.field(factory=lambda: threading.Semaphore(0))
    ended: bool = False


class Turns:
    """As much of a `ThreadPoolExecutor` as an engine uses.

    Args:
        process: whose workers these are.
        random: draws who goes on.
        count: counts something that was met.
        max_workers: how many there are.
    """

    def __init__(self, process: Process, random: Random, count: Callable[[str], None], max_workers: int) -> None:
        self._process, self._random, self._count = process, random, count
        self._workers = [_Worker(number) for number in range(1, max_workers + 1)]
        self._main = threading.Semaphore(0)
        self._now = self._workers[0]

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """All work has ended with `map`."""

    def map(self, work: Callable[[Any], T], items: Iterable[Any]) -> list[T]:
        """Do something with each item; all are tried, then the first error is raised."""
        waiting, done = deque(enumerate(items)), dict[int, T]()
        errors: dict[int, BaseException] = {}

        def take_all(worker: _Worker) -> None:
            worker.go.acquire()
            while waiting:
                number, item = waiting.popleft()
                try:
                    done[number] = work(item)
                except BaseException as error:  # noqa: BLE001  # it is raised again by the calling thread
                    errors[number] = error
            worker.ended = True
            self._hand_on()

        for worker in self._workers:
            worker.ended = False
        threads = [threading.Thread(target=take_all, args=(worker,), daemon=True) for worker in self._workers]
        for thread in threads:
            thread.start()
        self._process.worker, self._process.turn = 1, self._turn
        self._now = self._workers[0]
        self._now.go.release()
        self._main.acquire()
        self._process.worker, self._process.turn = 0, None
        for thread in threads:
            thread.join()
        if errors:
            raise errors[min(errors)]
        return [done[number] for number in sorted(done)]

    def _turn(self, place: str) -> None:
        """A worker passes a place, and may hand over there. Raises Died."""
        if place.startswith(_UNDER_A_LOCK) or self._random.random() >= _HANDS_OVER:
            return
        before, others = self._now, [worker for worker in self._workers if not worker.ended and worker is not self._now]
        if not others:
            return
        self._count("a worker hands over")
        self._go_on(self._random.choice(others))
        before.go.acquire()
        if self._process.dead:
            raise Died

    def _hand_on(self) -> None:
        """A worker has ended: another one goes on, or the thread that waits for all."""
        left = [worker for worker in self._workers if not worker.ended]
        if left:
            self._go_on(self._random.choice(left))
        else:
            self._main.release()

    def _go_on(self, worker: _Worker) -> None:
        self._now, self._process.worker = worker, worker.number
        worker.go.release()
