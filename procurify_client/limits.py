"""How much a client asks of the server at once, and how fast: arithmetic only, without a sleep of its own."""

import threading
from collections.abc import Callable
from typing import Any

import attrs

from procurify_client.errors import ThrottledError
from procurify_client.steps import Pause, Steps

__all__ = ["Limits", "Throttle", "Turns"]


def _whole_or_none(_: object, attribute: "attrs.Attribute[Any]", value: Any) -> None:
    if value is not None and (type(value) is not int or value < 1):
        raise ValueError(f"{attribute.name} is {value!r}: give a whole number from 1, or None for no limit")


def _positive_or_none(_: object, attribute: "attrs.Attribute[Any]", value: Any) -> None:
    if value is not None and (not isinstance(value, int | float) or isinstance(value, bool) or not value > 0):
        raise ValueError(f"{attribute.name} is {value!r}: give a number above 0, or None for no limit")


@attrs.frozen(kw_only=True)
class Limits:
    """What one client asks of Procurify at most, all its threads or tasks together.

    Procurify publishes no figures, and suspends who asks too much. So the defaults are polite: 5 requests a second
    are 300 a minute, which the published limits of comparable services allow, and 4 at once keep a server's workers
    free for people. Whatever the figures, a 429 with `Retry-After` holds back all calls of the client, and not only
    the one that got it.

    All waits count against the call's `Timeout.total`. A call that would wait longer than that, or than
    `longest_wait`, fails at once with `ThrottledError` and is not sent.

    Args:
        in_flight: requests under way at once; None for no limit.
        per_second: requests a second in the long run, repetitions and token requests included; None for no limit.
        burst: how many may start together after a quiet time.
        longest_wait: seconds that a call waits for its turn, at each attempt.
        longest_hold: seconds for which one `Retry-After` holds back all calls at most. A server that asks for more,
            by mistake or for a night, is asked again after so many.

    Raises:
        ValueError: a figure is out of range.
    """

    in_flight: int | None = attrs.field(default=4, validator=_whole_or_none)
    per_second: float | None = attrs.field(default=5.0, validator=_positive_or_none)
    burst: int = attrs.field(default=10, validator=attrs.validators.ge(1))
    longest_wait: float = attrs.field(default=60.0, validator=attrs.validators.ge(0))
    longest_hold: float = attrs.field(default=900.0, validator=attrs.validators.ge(0))


class Throttle:
    """When the next request may start. Safe for use by several threads.

    Args:
        limits: rate and burst.
    """

    def __init__(self, limits: Limits) -> None:
        self._interval = 0.0 if limits.per_second is None else 1.0 / limits.per_second
        self._slack = self._interval * (limits.burst - 1)
        self._longest_hold = limits.longest_hold
        self._lock = threading.Lock()
        self._due = float("-inf")  # when the next request would start if they were evenly spread
        self._held_until = float("-inf")

    def book(self, now: float, patience: float) -> float:
        """Give the seconds until the next free turn, and take that turn if it comes within the patience."""
        with self._lock:
            start = max(now, self._due - self._slack, self._held_until)
            if start - now <= patience:
                self._due = max(self._due, start) + self._interval
            return start - now

    def hold(self, now: float, seconds: float) -> None:
        """Let no request start for so many seconds, within the longest hold, and none in a burst after them."""
        until = now + min(seconds, self._longest_hold)
        with self._lock:
            self._held_until = max(self._held_until, until)
            self._due = max(self._due, until + self._slack)

    def is_held(self, now: float) -> bool:
        """Whether requests are held back at this time, also those that have a turn."""
        with self._lock:
            return now < self._held_until


@attrs.frozen(kw_only=True)
class Turns:
    """Makes the steps by which a request waits for its turn.

    Args:
        throttle: when requests may start.
        longest_wait: seconds that a request waits for its turn.
        clock: a monotonic clock, in seconds.
    """

    throttle: Throttle
    longest_wait: float
    clock: Callable[[], float]

    def patience(self, deadline: float) -> float:
        """Seconds that a request of a call with this deadline may wait now."""
        return min(self.longest_wait, max(deadline - self.clock(), 0.0))

    def take(self, method: str, path: str, url: str, deadline: float) -> Steps[None]:
        """Wait until the request may start.

        Raises:
            ThrottledError: its turn would come too late.
        """
        while True:
            patience = self.patience(deadline)
            wait = self.throttle.book(self.clock(), patience)
            if wait > patience:
                raise ThrottledError(
                    f"{method} {path} was not sent: under the client's limits its turn comes in {wait:.1f} s, and it "
                    f"may wait {patience:.1f} s; send fewer requests, or allow a longer wait",
                    method=method,
                    url=url,
                    retry_after=wait,
                )
            if wait > 0:
                yield Pause(seconds=wait)
            # Meanwhile the server may have asked everybody to wait.
            if not self.throttle.is_held(self.clock()):
                return
