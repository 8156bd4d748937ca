"""The clocks of both sides: how far they are off, which a process knows only once a side has answered it."""

import json
from collections.abc import Callable, Iterator, Mapping
from datetime import timedelta

import attrs

from gp_sync.core.canonical import canonical
from gp_sync.core.findings import finding
from gp_sync.core.model import Finding, Ref
from gp_sync.run.session import Session

__all__ = ["Clocks", "skewed"]

_SKEW_THAT_COUNTS = timedelta(seconds=60)
_NAMES = {"procurify": "Procurify", "gp": "Dynamics GP"}
_MINUTE = 60
_HOUR = 3600


@attrs.frozen
class Clocks:
    """How far the clocks of both sides are off, now and when it was last known.

    Args:
        session: the run's hold on its connection.
        offsets: how far the clock of each side is ahead of ours, as far as it is known now.
    """

    session: Session
    offsets: Callable[[], Mapping[str, timedelta]]

    def slack(self) -> timedelta:
        """How far any of the clocks is off; what an earlier run saw counts too, until the side has answered again."""
        seen = [*self._remembered().values(), *(offset.total_seconds() for offset in self.offsets().values())]
        return timedelta(seconds=max((abs(seconds) for seconds in seen), default=0))

    def remember(self) -> None:
        """Keep what is known now for the next process."""
        before = self._remembered()
        seen = {side: round(offset.total_seconds()) for side, offset in self.offsets().items()}
        # The header has whole seconds, so that what is seen goes to and fro by one; that is no news.
        news = {side: at for side, at in seen.items() if side not in before or abs(at - before[side]) > 1}
        now = before | news
        if now != before:
            ledger = self.session.ledger
            self.session.remember(self._name, canonical(now), expected=ledger.recall(self._name))

    def warnings(self) -> Iterator[Finding]:
        """What people should be told: clocks that are off by more than a minute."""
        return skewed(self.offsets())

    @property
    def _name(self) -> str:
        return f"clocks {self.session.connection}"

    def _remembered(self) -> dict[str, int]:
        """The seconds of each side."""
        seconds: dict[str, int] = json.loads(self.session.ledger.recall(self._name) or "{}")
        return seconds


def skewed(offsets: Mapping[str, timedelta]) -> Iterator[Finding]:
    """What people should be told of clocks: those that are off by more than a minute.

    Args:
        offsets: how far the clock of each side is ahead of ours.
    """
    for side, offset in offsets.items():
        if abs(offset) > _SKEW_THAT_COUNTS:
            direction = "ahead of" if offset > timedelta(0) else "behind"
            tried = f"the one of {_NAMES.get(side, side)} is {_told(abs(offset))} {direction} ours"
            yield finding("CLOCK_SKEW", Ref("clock", (side,)), tried=tried)


def _told(offset: timedelta) -> str:
    """A span of time as people say it."""
    seconds = round(offset.total_seconds())
    if seconds < 2 * _MINUTE:
        return f"{seconds} seconds"
    return f"{seconds // _MINUTE} minutes" if seconds < 2 * _HOUR else f"{seconds // _HOUR} hours"
