"""What GP's own fiscal calendar asks of a schedule: more runs before a period ends, none while it is being closed.

A period ends where GP's next one begins, whatever the month. It is being closed from then on until the Purchasing
series is closed in it, which somebody does in GP; a limit of the configuration ends the wait for that.
"""

import logging
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import attrs

from gp_sync.core.facts import fiscal_calendar
from gp_sync.core.fiscal import FiscalCalendar
from gp_sync.core.flow import References
from gp_sync.core.model import RecordUnusable, Unavailable
from gp_sync.ops.schedule import Periods, Stretch
from gp_sync.ops.schedule_settings import ScheduleSettings

__all__ = ["CalendarWatch", "periods_of"]

_AGE = timedelta(minutes=15)
"""How old GP's calendar may be: somebody may close the period meanwhile."""

_LOGGER = logging.getLogger("gp_sync.run")


def periods_of(calendar: FiscalCalendar, zone: ZoneInfo, now: datetime, settings: ScheduleSettings) -> Periods:
    """The stretches of one company around an instant.

    Args:
        calendar: the company's.
        zone: where its days begin.
        now: the instant.
        settings: how many days before a period's end count, and how long it may take to close it.
    """
    today = now.astimezone(zone).date()
    # The end that came last, and the next one: what is due in between lies around one of them.
    passed = [day for day in calendar.begins() if day <= today][-1:]
    coming = [day for day in calendar.begins() if day > today][:1]
    open_ends = [day for day in passed + coming if day > date.min and calendar.is_open(day - timedelta(days=1))]
    before, after = timedelta(days=settings.cutoff_days), timedelta(hours=settings.freeze_hours)
    midnights = {day: datetime.combine(day, time(), zone).astimezone(UTC) for day in open_ends}
    return Periods(
        cutoffs=tuple(
            Stretch(start=datetime.combine(day - before, time(), zone).astimezone(UTC), end=midnights[day])
            for day in open_ends
            if before
        ),
        closings=tuple(Stretch(start=midnights[day], end=midnights[day] + after) for day in open_ends if after),
    )


@attrs.define
class CalendarWatch:
    """The calendars of all companies, as GP has them now or had them last.

    GP is asked every quarter of an hour, and each time for a calendar that was never read. Where it does not answer, or
    has no calendar, flows run at their usual times: an order of a closed period is held in any case.

    Args:
        references: where calendars come from.
        zones: the time zone of each company, by its short name.
        settings: the schedule's.
    """

    references: References
    zones: Mapping[str, ZoneInfo]
    settings: ScheduleSettings
    _known: dict[str, FiscalCalendar] = attrs.field(factory=dict, init=False)
    _problems: dict[str, str] = attrs.field(factory=dict, init=False)
    _asked: datetime | None = attrs.field(default=None, init=False)

    def periods(self, now: datetime, *, ask: bool = True) -> Periods:
        """What the calendars of all companies ask for; a flow goes by that of any.

        Args:
            now: the instant.
            ask: GP may be asked; if not, what it had last counts.
        """
        if not self.settings.cutoff_days and not self.settings.freeze_hours:
            return Periods()
        if ask:
            self._ask(now)
        each = list(self._each(now))
        return Periods(
            cutoffs=tuple(stretch for periods in each for stretch in periods.cutoffs),
            closings=tuple(stretch for periods in each for stretch in periods.closings),
        )

    def _ask(self, now: datetime) -> None:
        aged = self._asked is None or not self._asked <= now < self._asked + _AGE
        if aged:
            self._asked = now
        for company in self.zones:
            if aged or company not in self._known:
                self._read(company, now)

    def _each(self, now: datetime) -> Iterator[Periods]:
        for company, calendar in self._known.items():
            yield periods_of(calendar, self.zones[company], now, self.settings)

    def _read(self, company: str, now: datetime) -> None:
        try:
            calendar = self.references.find(fiscal_calendar(company), now)
        except (Unavailable, RecordUnusable) as error:
            problem = error.finding.tried
            if self._problems.get(company) != problem:
                _LOGGER.info("the fiscal calendar of %s cannot be read now: %s", company, problem)
            self._problems[company] = problem
            return
        self._problems.pop(company, None)
        if calendar is not None:
            self._known[company] = calendar
