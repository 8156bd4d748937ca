"""When the next runs would begin, for a person who sets up a schedule."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import islice

import attrs

from gp_sync.ops.periods import CalendarWatch
from gp_sync.ops.schedule import Due, Schedule

__all__ = ["Coming", "coming"]


@attrs.frozen(kw_only=True)
class Coming:
    """A run that would begin: which flow's, when, and what it was put off for."""

    flow: str
    due: Due


def coming(
    schedule: Schedule, calendars: CalendarWatch, flows: Iterable[str], now: datetime, count: int
) -> list[Coming]:
    """The next runs, in order, if each begins when it is due and is over at once. GP is asked once.

    Args:
        schedule: when flows are due.
        calendars: what GP's fiscal calendars ask for.
        flows: the flows' names.
        now: the instant.
        count: how many runs.
    """
    calendars.periods(now)
    found = [run for flow in flows for run in islice(_of(flow, schedule, calendars, now), count)]
    return sorted(found, key=lambda run: (run.due.at, run.flow))[:count]


def _of(flow: str, schedule: Schedule, calendars: CalendarWatch, now: datetime) -> Iterator[Coming]:
    while True:
        # As GP's periods lie around that instant, which may be months away.
        due = schedule.next_due(flow, now, calendars.periods(now, ask=False))
        yield Coming(flow=flow, due=due)
        now = due.at
