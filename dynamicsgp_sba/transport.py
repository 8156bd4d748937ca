"""One request from call to answer: a connection, the logon, the limits, the repetitions, the errors."""

import random
import threading
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any, TypeVar

from dynamicsgp_sba import errors
from dynamicsgp_sba.auth import Auth
from dynamicsgp_sba.call import Call, Response
from dynamicsgp_sba.latch import LoginLatch
from dynamicsgp_sba.login import LoginGate
from dynamicsgp_sba.pacing import Pace
from dynamicsgp_sba.server_clock import ServerClock
from dynamicsgp_sba.side import Options, Shared, Side
from dynamicsgp_sba.urls import server_of, without_query
from dynamicsgp_sba.waits import check_seconds

__all__ = ["Transport"]

T = TypeVar("T")

# Repeating these can help a read. A write is repeated after ConnectError only, when nothing was sent.
_PASSING = (errors.ConnectError, errors.LostAnswerError, errors.UnavailableError, errors.ServerError)

# What says that the server cannot work now, and not that it refuses this very call.
_DOWN = (errors.ConnectError, errors.LostAnswerError, errors.UnavailableError)
_GATEWAY = {502, 504}


class Transport:
    """Sends calls to one server, or to several where resources have a base URL of their own.

    Args:
        auth: how to log in, asked before each request.
        options: limits and addresses.
        latch: where refused logons are remembered.
    """

    def __init__(self, auth: Callable[[], Auth], options: Options, latch: LoginLatch) -> None:
        self._auth = auth
        self._options = options
        self._latch = latch
        self._shared = Shared(
            places=threading.BoundedSemaphore(options.max_connections),
            pace=Pace(options.min_interval, time.monotonic, time.sleep),
            clock=ServerClock(options.now),
        )
        self._lock = threading.Lock()
        self._gate: LoginGate | None = None
        self._sides: dict[str, Side] = {}
        self._closed = False

    @property
    def clock_offset(self) -> timedelta | None:
        """The server's clock minus ours, as `ServerClock` works it out."""
        return self._shared.clock.offset

    @property
    def is_logged_in(self) -> bool:
        """Whether a server has accepted the credentials that are in use."""
        return self._gate is not None and self._gate.is_proven

    def exchange(self, call: Call[T]) -> Response[T]:
        """Send a call, repeat it where that is safe, and read the answer.

        Raises:
            DynamicsGPError: one of its kinds.
            RuntimeError: the client is closed.
        """
        seconds = call.timeout
        if seconds is not None:
            check_seconds("timeout", seconds, or_none=True)
        ends = float("inf") if seconds is None else time.monotonic() + seconds
        side = self._side(call.url)
        probe = side.circuit.enter(call.method, without_query(call.url))
        try:
            response = self._attempts(side, call, ends)
        except errors.DynamicsGPError as error:
            _note(side, error)
            raise
        else:
            side.circuit.answered()
            return response
        finally:
            if probe:
                side.circuit.probe_over()

    def _attempts(self, side: Side, call: Call[T], ends: float) -> Response[T]:
        attempt = 0
        while True:
            attempt += 1
            try:
                return side.attempt(call, ends)
            except _PASSING as error:
                wait = self._wait(side, call, attempt, error)
                if wait is None or time.monotonic() + wait >= ends:
                    raise
            time.sleep(wait)

    def retry_login(self) -> None:
        """Allow one more logon with credentials that were refused, here or in another process."""
        with self._lock:
            gate = self._present_gate()
        gate.clear()

    def close(self) -> None:
        """Close all connections."""
        with self._lock:
            self._closed = True
            sides = list(self._sides.values())
        for side in sides:
            side.pool.close()

    def _wait(self, side: Side, call: Call[Any], attempt: int, error: errors.DynamicsGPError) -> float | None:
        if call.write and not isinstance(error, errors.ConnectError):
            return None
        # A logon that broke off was tried again on a fresh connection at once, if it is known to be good.
        if isinstance(error, errors.HandshakeError):
            return None
        # A lost answer may be the server's way to refuse a logon.
        if isinstance(error, errors.LostAnswerError) and not side.gate.has_worked:
            return None
        return self._options.backoff.wait(attempt, error.retry_after, random.random)

    def _side(self, url: str) -> Side:
        """Give the server of an address, with the present credentials.

        Raises:
            ValueError: it is none of this client's, and so is given no credentials.
        """
        server = server_of(url)
        if server not in self._options.proof_urls:
            known = ", ".join(self._options.proof_urls)
            raise ValueError(f"{without_query(url)} is not at one of this client's servers: {known}")
        with self._lock:
            gate = self._present_gate()
            if server not in self._sides:
                self._sides[server] = Side(server, gate, self._options, self._shared)
                if self._closed:
                    self._sides[server].pool.close()
            return self._sides[server]

    def _present_gate(self) -> LoginGate:
        """Give the gate of the present credentials; those before it end with the requests that are under way."""
        auth = self._auth()
        if self._gate is None or self._gate.auth is not auth:
            for side in self._sides.values():
                side.pool.retire()
            self._sides = {}
            self._gate = LoginGate(auth, self._latch)
        return self._gate


def _note(side: Side, error: errors.DynamicsGPError) -> None:
    """Tell the server's circuit what a call came to; an error of this client's own shows nothing of the server."""
    if isinstance(error, errors.BusyClientError):
        return
    if isinstance(error, _DOWN) or error.status in _GATEWAY:
        side.circuit.failed(error)
    elif error.status is not None:
        side.circuit.answered()
