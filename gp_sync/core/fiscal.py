"""GP's fiscal calendar, by GP's own rules.

Source: contract dynamicsgp-data, section 6 (tables SY40101 and SY40100).
"""

from collections.abc import Sequence
from datetime import date, timedelta

import attrs

__all__ = ["FiscalCalendar", "FiscalDay", "FiscalPeriod", "FiscalYear"]


@attrs.frozen(kw_only=True)
class FiscalYear:
    """One fiscal year: its first and last day, and whether it is closed to history."""

    year: int
    first: date
    last: date
    historical: bool


@attrs.frozen(kw_only=True)
class FiscalPeriod:
    """One period of a year; it ends where the next one starts. `closed` is the flag of the Purchasing series."""

    year: int
    period: int
    first: date
    closed: bool
    name: str = ""


@attrs.frozen(kw_only=True)
class FiscalDay:
    """Where a day lies: its year and period; None where the calendar has none for it."""

    year: FiscalYear | None
    period: FiscalPeriod | None

    @property
    def has_period(self) -> bool:
        """Whether it lies in a period of a year that is not historical: then that may be open or closed."""
        return self.year is not None and not self.year.historical and self.period is not None

    @property
    def is_open(self) -> bool:
        """Whether Purchasing takes entries on it."""
        return self.has_period and self.period is not None and not self.period.closed

    @property
    def words(self) -> str:
        """What people call it: its period, or why it has none."""
        if self.year is None:
            return "no fiscal year"
        if self.year.historical:
            return f"the historical year {self.year.year}"
        if self.period is None:
            return f"no period of the fiscal year {self.year.year}"
        return f"{self.period.name or f'period {self.period.period}'} of {self.period.year}"


@attrs.frozen(kw_only=True)
class FiscalCalendar:
    """The years and periods of one company."""

    years: tuple[FiscalYear, ...]
    periods: tuple[FiscalPeriod, ...]

    def year_of(self, day: date) -> FiscalYear | None:
        """The year whose range covers the day; an open one wins over a historical one."""
        covering = [year for year in self.years if year.first <= day <= year.last]
        return min(covering, key=lambda year: (year.historical, year.year), default=None)

    def period_of(self, day: date) -> FiscalPeriod | None:
        """The period that the day belongs to.

        The year is found by its range first, then the period that starts last but not after the day. Several periods
        may start on one date (an adjusting period, say): then the first open one counts.
        """
        year = self.year_of(day)
        if year is None:
            return None
        started = [period for period in self.periods if period.year == year.year and period.first <= day]
        if not started:
            return None
        first = max(period.first for period in started)
        same = sorted((period for period in started if period.first == first), key=lambda period: period.period)
        return next((period for period in same if not period.closed), same[0])

    def next_open(self, after: date) -> date | None:
        """The first day after a day that lies in an open period of a year that is not historical, or None."""
        return next((day for day in self.begins() if day > after and self.is_open(day)), None)

    def begins(self) -> tuple[date, ...]:
        """The days on which a period begins, or ends with its year so that none follows; in order."""
        days = {period.first for period in self.periods}
        # A period may have begun before its year does, or while an earlier year still had its days.
        days |= {year.first for year in self.years} | {
            year.last + timedelta(days=1) for year in self.years if year.last < date.max
        }
        return tuple(sorted(days))

    def is_open(self, day: date) -> bool:
        """Whether Purchasing is open on a day, in a year that is not historical."""
        return self.look_up(day).is_open

    def look_up(self, day: date) -> FiscalDay:
        """Where a day lies."""
        return FiscalDay(year=self.year_of(day), period=self.period_of(day))

    def period(self, year: int, number: int) -> FiscalPeriod | None:
        """One period by its year and number."""
        return _only([p for p in self.periods if (p.year, p.period) == (year, number)])


def _only(periods: Sequence[FiscalPeriod]) -> FiscalPeriod | None:
    return periods[0] if periods else None
