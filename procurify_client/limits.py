"""How much a client asks of the server at once, and how fast: arithmetic only, without a sleep of its own."""

import threading
from typing import Any

import attrs

__all__ = ["Limits", "Throttle"]


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
        per_second: requests a second in the long run, repetitions included; None for no limit.
        burst: how many may start together after a quiet time.
        longest_wait: seconds that a call waits for its turn, at each attempt.

    Raises:
        ValueError: a figure is out of range.
    """

    in_flight: int | None = attrs.field(default=4, validator=_whole_or_none)
    per_second: float | None = attrs.field(default=5.0, validator=_positive_or_none)
    burst: int = attrs.field(default=10, validator=attrs.validators.ge(1))
    longest_wait: float = attrs.field(default=60.0, validator=attrs.validators.ge(0))


class Throttle:
    """When the next request may start. Safe for use by several threads.

    Args:
        limits: rate and burst.
    """

    def __init__(self, limits: Limits) -> None:
        self._interval = 0.0 if limits.per_second is None else 1.0 / limits.per_second
        self._slack = self._interval * (limits.burst - 1)
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

    def hold(self, until: float) -> None:
        """Let no request start before this time, and none in a burst after it."""
        with self._lock:
            self._held_until = max(self._held_until, until)
            self._due = max(self._due, until + self._slack)

    def is_held(self, now: float) -> bool:
        """Whether requests are held back at this time, also those that have a turn."""
        with self._lock:
            return now < self._held_until
