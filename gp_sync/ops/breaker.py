"""How long to leave a side alone that is down: longer after each attempt, up to a quarter of an hour."""

import random
from datetime import datetime, timedelta

import attrs

__all__ = ["Breaker"]

_FIRST = 60.0
_LONGEST = 900.0


@attrs.define
class Breaker:
    """Open while something cannot be used; the next run is the attempt that may close it.

    Args:
        random: where jitter comes from: up to a fifth is left out, so that several processes do not knock at once.
    """

    random: random.Random
    _pause: tuple[datetime, datetime] | None = attrs.field(default=None, init=False)
    """When the pause began, and when it ends."""
    _failures: int = attrs.field(default=0, init=False)

    def not_before(self, now: datetime) -> datetime | None:
        """The earliest instant of the next attempt; None for at once, as where the clock was set back meanwhile."""
        if self._pause is None:
            return None
        began, end = self._pause
        return end if began <= now else None

    def failed(self, now: datetime) -> None:
        """It could not be used."""
        wait = min(_FIRST * 2.0**self._failures, _LONGEST)
        # Beyond that the wait stays as it is, and a number that grows for weeks would overflow.
        self._failures = min(self._failures + 1, 10)
        self.pause(now, wait * self.random.uniform(0.8, 1.0))

    def worked(self) -> None:
        """It was used."""
        self._failures, self._pause = 0, None

    def pause(self, now: datetime, seconds: float) -> None:
        """It is left alone for a moment, whether it works or not."""
        self._pause = (now, now + timedelta(seconds=seconds))
