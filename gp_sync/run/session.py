"""A run's hold on its connection: the lease, the clock and the fence that goes into every change."""

import os
import socket
import threading
import uuid
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any, Self

from gp_sync.clock import Clock
from gp_sync.ledger.protocols import Ledger
from gp_sync.ledger.values import Event, Lease
from gp_sync.progress import Progress, no_progress

__all__ = ["ConnectionBusy", "LeaseLost", "RunCancelled", "Session", "go_on", "this_process"]


def this_process() -> str:
    """A name for this process that no other has, for leases and the audit."""
    return f"{socket.gethostname()}:{os.getpid()}:{uuid.uuid4().hex[:8]}"


def go_on() -> bool:
    """Tell a run that nobody wants it to end early."""
    return False


class ConnectionBusy(Exception):
    """Another process works on the connection."""

    def __init__(self, connection: str) -> None:
        super().__init__(
            f"the connection '{connection}' is being worked on by another process; "
            "wait for its end, or for its lease to run out if it was killed"
        )
        self.connection = connection


class LeaseLost(Exception):
    """The lease was taken over, so this run must stop: whatever it would change is refused by the fence."""


class RunCancelled(Exception):
    """The run was told to end: the document in hand was finished, and the others stay as they are."""


class Session:
    """Holds the lease of one connection while a run lasts. Use it as a context manager; it may be shared by threads.

    Args:
        ledger: where the lease is kept.
        connection: whose lease.
        owner: who holds it, for the audit: a process's name that no other has.
        now: the clock.
        ttl: seconds that the lease lasts without a sign of life; it must exceed the longest send.
        cancelled: asked between documents whether the run is to end; by several threads.
        progress: told how far long work is; by several threads.

    Raises:
        ConnectionBusy: on entering, another owner holds the lease.
    """

    def __init__(
        self,
        ledger: Ledger,
        connection: str,
        *,
        owner: str,
        now: Clock,
        ttl: float,
        cancelled: Callable[[], bool] = go_on,
        progress: Progress = no_progress,
    ) -> None:
        self.progress = progress
        self.ledger = ledger
        self.connection = connection
        self.now = now
        self._owner = owner
        self._ttl = ttl
        self._cancelled = cancelled
        self._lock = threading.Lock()
        self._lease: Lease | None = None

    def __enter__(self) -> Self:
        self._lease = self.ledger.acquire(self.connection, self._owner, self._ttl)
        if self._lease is None:
            raise ConnectionBusy(self.connection)
        return self

    def __exit__(self, *_: object) -> None:
        self.ledger.release(self._held())

    @property
    def fence(self) -> int:
        """The number that every change of this run carries."""
        return self._held().fence

    def deadline(self, seconds: float) -> datetime:
        """An instant that many seconds from now that lies inside the lease, which is prolonged if need be.

        Raises:
            LeaseLost: another owner has taken the lease over.
        """
        until = self.now() + timedelta(seconds=seconds)
        self._prolong(until)
        return until

    def keep(self) -> None:
        """Give a sign of life between long steps: the lease is prolonged once half of it is gone.

        Raises:
            LeaseLost: another owner has taken the lease over.
            RunCancelled: the run is to end, which it may here: no document is in hand.
        """
        if self._cancelled():
            raise RunCancelled
        self._prolong(self.now() + timedelta(seconds=self._ttl / 2))

    def _prolong(self, until: datetime) -> None:
        with self._lock:
            lease = self._held()
            if until < lease.until:
                return
            remaining = (until - self.now()).total_seconds()
            renewed = self.ledger.renew(lease, max(self._ttl, remaining * 2))
            if renewed is None:
                raise LeaseLost(f"the lease of '{self.connection}' was taken over by another process")
            self._lease = renewed

    def check(self, done: object) -> None:
        """Take a change's answer: a change that was refused by the fence ends the run.

        Raises:
            LeaseLost: the answer is False.
        """
        if done is False:
            raise LeaseLost(f"the lease of '{self.connection}' was taken over by another process")

    def remember(self, name: str, value: str, *, expected: str | None) -> None:
        """Keep a small text of this connection, as only the holder of its lease may; see `Ledger.remember`.

        Raises:
            LeaseLost: another process took over.
        """
        held = (self.connection, self.fence)
        self.check(self.ledger.remember(name, value, expected=expected, held=held))

    def event(self, what: str, **detail: Any) -> Event:
        """An event that happens now."""
        return Event(what=what, at=self.now(), detail=_without_none(detail))

    def _held(self) -> Lease:
        if self._lease is None:
            raise RuntimeError("a session is used inside its with block")
        return self._lease


def _without_none(detail: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in detail.items() if value is not None}
