"""When a flow is due. Pure: the clock, GP's calendar and what ran last are handed in.

A flow is due at the ticks of its cron expression, and at those of a faster one in the days before a fiscal period ends.
A tick in quiet hours, or while a period is being closed, is due when they are over. Ticks that were missed are one.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import attrs
from cronsim import CronSim

from gp_sync.ops.schedule_settings import QuietHours, ScheduleSettings

__all__ = ["Due", "Periods", "Schedule", "Stretch"]

_DAY = timedelta(days=1)


@attrs.frozen(kw_only=True)
class Stretch:
    """A stretch of time: from its start up to its end, which is not in it."""

    start: datetime
    end: datetime

    def __contains__(self, at: datetime) -> bool:
        return self.start <= at < self.end


@attrs.frozen(kw_only=True)
class Periods:
    """What GP's fiscal calendar asks for.

    Args:
        cutoffs: the days before a period ends.
        closings: while a period that has ended is being closed.
    """

    cutoffs: tuple[Stretch, ...] = ()
    closings: tuple[Stretch, ...] = ()


@attrs.frozen(kw_only=True)
class Due:
    """When a flow is due, in UTC.

    Args:
        at: the instant; it may have passed.
        waits_for: what it is put off for: `quiet hours`, `the period's close`, or nothing.
    """

    at: datetime
    waits_for: str = ""


@attrs.frozen
class Schedule:
    """When flows are due by the configuration."""

    settings: ScheduleSettings

    @property
    def zone(self) -> ZoneInfo:
        """The zone of cron expressions and quiet hours."""
        return ZoneInfo(self.settings.time_zone)

    def next_due(
        self,
        flow: str,
        after: datetime,
        periods: Periods,
        *,
        late: timedelta = timedelta(0),
        not_before: datetime | None = None,
    ) -> Due:
        """When a flow is due next.

        Args:
            flow: its name.
            after: when a run of it that came to its end began.
            periods: what the fiscal calendar asks for.
            late: how long after its tick it starts.
            not_before: the earliest instant for it, such as the next attempt at a side that is down.
        """
        begin = self._tick(flow, after.astimezone(UTC), periods) + late
        return self.put_off(flow, begin if not_before is None else max(begin, not_before), periods)

    def put_off(self, flow: str, at: datetime, periods: Periods) -> Due:
        """An instant, or the first one after it at which the flow may run."""
        waits_for = ""
        while wait := self._wait(flow, at, periods):
            at, waits_for = wait.at, waits_for or wait.waits_for
        return Due(at=at.astimezone(UTC), waits_for=waits_for)

    def may_run(self, flow: str, at: datetime, periods: Periods) -> bool:
        """Whether it is neither in quiet hours nor put off for a period's close."""
        return self._wait(flow, at, periods) is None

    def _wait(self, flow: str, at: datetime, periods: Periods) -> Due | None:
        for quiet in self._quiet_around(at):
            if at in quiet:
                return Due(at=quiet.end, waits_for="quiet hours")
        for closing in periods.closings if self._is_fiscal(flow) else ():
            if at in closing:
                return Due(at=closing.end, waits_for="the period's close")
        return None

    def _tick(self, flow: str, after: datetime, periods: Periods) -> datetime:
        tick = _next_tick(self.settings.cron_of(flow), self.zone, after)
        for cutoff in periods.cutoffs if self._is_fiscal(flow) else ():
            begin = max(after, cutoff.start - timedelta(seconds=1))
            faster = _next_tick(self.settings.cutoff_cron, self.zone, begin)
            tick = min(tick, faster) if faster in cutoff else tick
        return tick

    def _is_fiscal(self, flow: str) -> bool:
        return flow in self.settings.fiscal_flows

    def _quiet_around(self, at: datetime) -> Iterator[Stretch]:
        """The quiet hours that begin on the day of an instant, or the day before."""
        today = at.astimezone(self.zone).date()
        for hours in map(QuietHours.read, self.settings.quiet_hours):
            for day in (today - _DAY, today):
                if hours.weekday in {None, day.weekday()}:
                    yield self._quiet_of(hours, day)

    def _quiet_of(self, hours: QuietHours, day: date) -> Stretch:
        # On the day of a time change a wall clock may show a time twice, or never: then they last longer, not shorter.
        start = datetime.combine(day, hours.start, self.zone)
        end = datetime.combine(day + _DAY if hours.past_midnight else day, hours.end, self.zone)
        return Stretch(start=min(_both(start)), end=max(_both(end)))


def _both(local: datetime) -> tuple[datetime, datetime]:
    """The two instants that a local time may mean; mostly they are one."""
    return local.replace(fold=0).astimezone(UTC), local.replace(fold=1).astimezone(UTC)


def _next_tick(expression: str, zone: ZoneInfo, after: datetime) -> datetime:
    ticks = (tick.astimezone(UTC) for tick in CronSim(expression, after.astimezone(zone)))
    # On the day of a time change, CronSim may give a time of the first of two equal hours in the second one.
    return next(tick for tick in ticks if tick > after)
