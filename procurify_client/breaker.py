"""A circuit breaker: when a server does not answer, calls fail at once instead of queueing up for it.

The same file stands in both clients; a test compares the copies.
"""

import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import attrs

from .errors import CircuitOpenError

__all__ = ["Breaker", "Circuit"]


def _from_one_or_none(_: object, attribute: "attrs.Attribute[Any]", value: Any) -> None:
    if value is not None and (type(value) is not int or value < 1):
        raise ValueError(f"{attribute.name} is {value!r}: give a whole number from 1, or None")


@attrs.frozen(kw_only=True)
class Breaker:
    """When to stop asking a server that does not answer.

    Calls count with what they come to after all repetitions, reads and writes alike. A call that ends without a
    connection, without an answer, or with one that says that the server cannot work now is a failure; any other
    answer, also a refusal, shows that it works.

    Args:
        failures: after so many failed calls in a row the circuit opens: calls fail at once with `CircuitOpenError`;
            None never opens it.
        pause: seconds until one call is let through as a probe. If it fails as well, the next one is let through
            after as many seconds; any answer closes the circuit.

    Raises:
        ValueError: a figure is out of range.
    """

    failures: int | None = attrs.field(default=5, validator=_from_one_or_none)
    pause: float = attrs.field(default=30.0, validator=attrs.validators.ge(0))


class Circuit:
    """Whether calls are let through. Safe for use by several threads.

    Args:
        breaker: when it opens, and for how long.
        clock: a monotonic clock, in seconds.
        now: the time of day, aware, for messages.
    """

    def __init__(self, breaker: Breaker, clock: Callable[[], float], now: Callable[[], datetime]) -> None:
        self._breaker = breaker
        self._clock = clock
        self._now = now
        self._lock = threading.Lock()
        self._failures = 0
        self._last_error = ""
        self._since: datetime | None = None  # None while the circuit is closed
        self._open_until = 0.0
        self._probing = False

    def enter(self, method: str, url: str) -> bool:
        """Let a call through; True if it is the probe, whose end must be told to `probe_over`.

        Raises:
            CircuitOpenError: the circuit is open.
        """
        with self._lock:
            if self._since is None:
                return False
            left = self._open_until - self._clock()
            if left > 0 or self._probing:
                raise self._error(method, url, max(left, 0.0), self._since)
            self._probing = True
            return True

    def answered(self) -> None:
        """Note that a call got an answer: the circuit closes."""
        with self._lock:
            self._failures = 0
            self._since = None

    def failed(self, error: Exception) -> None:
        """Note that a call failed for a reason of the server's."""
        with self._lock:
            self._failures += 1
            self._last_error = str(error)
            if self._breaker.failures is not None and self._failures >= self._breaker.failures:
                self._since = self._now() if self._since is None else self._since
                self._open_until = self._clock() + self._breaker.pause

    def probe_over(self) -> None:
        """Note that the probe has ended, whatever it came to."""
        with self._lock:
            self._probing = False

    def _error(self, method: str, url: str, left: float, since: datetime) -> CircuitOpenError:
        again = self._now() + timedelta(seconds=left)
        when = "while one call tries" if self._probing else f"tried again at {again:%H:%M:%S}"
        return CircuitOpenError(
            f"{method} {url} was not sent: the last {self._failures} calls failed, and since "
            f"{since:%Y-%m-%d %H:%M:%S} nothing is sent ({when}); the last error was: {self._last_error}",
            method=method,
            url=url,
            retry_after=left,
            since=since,
            last_error=self._last_error,
        )
