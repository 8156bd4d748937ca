"""How far the server's clock is from ours, as the `Date` headers of its answers tell.

The same file stands in both clients; a test compares the copies.
"""

import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from functools import lru_cache

__all__ = ["ServerClock", "http_date"]

_SECOND = timedelta(seconds=1)
_LONGEST = 10.0  # seconds: nobody knows when in a longer exchange the server looked at its clock


@lru_cache(maxsize=16)  # answers of the same second show the same text
def http_date(text: str | None) -> datetime | None:
    """Read a date of an HTTP header into an instant in UTC; one without a zone is UTC, anything else gives None."""
    if text is None:
        return None
    try:
        moment = parsedate_to_datetime(text)
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except (ValueError, TypeError, OverflowError):
        return None


class ServerClock:
    """Remembers the offset that the newest usable answer showed. Safe for use by several threads.

    Args:
        now: our time of day, aware.
    """

    def __init__(self, now: Callable[[], datetime]) -> None:
        self._now = now
        self._lock = threading.Lock()
        self._offset: timedelta | None = None

    @property
    def offset(self) -> timedelta | None:
        """The server's clock minus ours in whole seconds; None before the first usable answer."""
        with self._lock:
            return self._offset

    def heard(self, date: str | None, elapsed: float) -> None:
        """Note the header of an answer that has just come.

        An answer without a readable `Date` changes nothing, and neither does one that took more than 10 seconds.

        Args:
            date: the `Date` header, or None.
            elapsed: seconds from sending the request until now.
        """
        theirs = http_date(date)
        if theirs is None or elapsed > _LONGEST:
            return
        middle = self._now() - timedelta(seconds=elapsed / 2)
        # The header has lost its fraction of a second: the offset is the next whole second, not the one before.
        seconds = -((middle - theirs) // _SECOND)
        with self._lock:
            self._offset = seconds * _SECOND
