"""A limit of requests per second."""

import math
from datetime import datetime, timedelta
from email.utils import format_datetime

__all__ = ["Throttle"]


class Throttle:
    """Lets so many requests through each second, and as many at once.

    Args:
        per_second: more than 0.
        dates: whether `Retry-After` is an HTTP date in place of seconds.

    Raises:
        ValueError: nothing would ever be let through.
    """

    def __init__(self, per_second: float, *, dates: bool = False) -> None:
        if not per_second > 0:
            raise ValueError(f"per_second is {per_second!r}: give a number above 0, or leave it out for no limit")
        self._rate = per_second
        self._most = max(per_second, 1.0)
        self._left = self._most
        self._since: datetime | None = None
        self._dates = dates

    def refusal(self, now: datetime) -> str | None:
        """Count a request; give what `Retry-After` says if it is one too many, and None if it may pass."""
        if self._since is not None:
            self._left = min(self._most, self._left + (now - self._since).total_seconds() * self._rate)
        self._since = now
        if self._left >= 1:
            self._left -= 1
            return None
        seconds = math.ceil((1 - self._left) / self._rate)
        if not self._dates:
            return str(seconds)
        # A date has no fractions of a second: the next whole one is late enough.
        return format_datetime((now + timedelta(seconds=seconds + 1)).replace(microsecond=0), usegmt=True)
