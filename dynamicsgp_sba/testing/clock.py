"""Row stamps (DEX_ROW_TS) as SQL Server gives them: UTC, in steps of a three-hundredth of a second."""

import threading
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

__all__ = ["Clock", "parse_stamp"]

_EPOCH = datetime(2000, 1, 1, tzinfo=UTC)
_TICKS = 300


class Clock:
    """Gives the day and row stamps that never repeat.

    Args:
        now: gives aware instants.
    """

    def __init__(self, now: Callable[[], datetime]) -> None:
        self._now = now
        self._lock = threading.Lock()
        self._last = 0

    def now(self) -> datetime:
        """The instant of the server's clock."""
        return self._now()

    def today(self) -> date:
        """The day of the server's clock."""
        return self._now().date()

    def stamp(self) -> str:
        """Give a stamp later than all before."""
        ticks = (self._now() - _EPOCH) * _TICKS // timedelta(seconds=1)
        with self._lock:
            self._last = max(ticks, self._last + 1)
            seconds, rest = divmod(self._last, _TICKS)
        moment = _EPOCH + timedelta(seconds=seconds)
        return f"{moment:%Y-%m-%dT%H:%M:%S}.{round(rest * 10 / 3):03d}"


def parse_stamp(text: str) -> datetime:
    """Read a stamp, or an instant of a query; one without an offset is UTC."""
    moment = datetime.fromisoformat(text)
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
