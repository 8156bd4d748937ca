"""A bounded set of connections, each lent to one request at a time."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from dynamicsgp_sba.connection import Connection

__all__ = ["BusyError", "Pool"]


class BusyError(Exception):
    """What was waited for did not become free in time."""


class Pool:
    """Connections to one server; how many are lent at once is the load that this client puts on GP.

    Args:
        make: opens nothing yet, makes one connection.
        places: how many may be lent at the same time, together with those of other pools that share it.
    """

    def __init__(self, make: Callable[[], Connection], places: threading.BoundedSemaphore) -> None:
        self._make = make
        self._places = places
        self._lock = threading.Lock()
        self._waiting = 0
        self._idle: list[Connection] = []
        self._closed = self._retired = False

    @contextmanager
    def lend(self, timeout: float | None, *, fresh: bool = False) -> Iterator[Connection]:
        """Lend a connection, the one used last first; it comes back or, if it is not usable any more, is closed.

        Args:
            timeout: seconds to wait for a free one; None waits for ever.
            fresh: whether it must be a new one, in place of one of those that were used before.

        Raises:
            BusyError: none became free in time.
            RuntimeError: the pool is closed.
        """
        self._wait(timeout)
        try:
            connection = self._take(fresh=fresh)
            try:
                yield connection
            except BaseException:
                connection.usable = False  # whatever happened, its socket is in an unknown state
                raise
            finally:
                self._give_back(connection)
        finally:
            self._places.release()
            if self._waiting:
                # Whoever waits for the place sends first. Otherwise this thread would go on with the answer, keep the
                # interpreter to itself for that, and GP would wait.
                time.sleep(0)

    def close(self) -> None:
        """Lend no more, and keep nothing, as `retire` does."""
        self._closed = True
        self.retire()

    def retire(self) -> None:
        """Keep no connection any more: the idle ones are closed now, those that are lent when they come back."""
        with self._lock:
            self._retired = True
            idle, self._idle = self._idle, []
        for connection in idle:
            connection.close()

    def _wait(self, timeout: float | None) -> None:
        if self._places.acquire(blocking=False):
            return
        with self._lock:
            self._waiting += 1
        try:
            if not self._places.acquire(timeout=timeout):
                raise BusyError
        finally:
            with self._lock:
                self._waiting -= 1

    def _take(self, *, fresh: bool) -> Connection:
        with self._lock:
            if self._closed:
                raise RuntimeError("this client is closed: make a new DynamicsGP")
            used = self._idle.pop() if self._idle else None
        if used is None:
            return self._make()
        if not fresh:
            return used
        used.close()
        return self._make()

    def _give_back(self, connection: Connection) -> None:
        with self._lock:
            keep = connection.usable and not self._retired
            if keep:
                self._idle.append(connection)
        if not keep:
            connection.close()
