"""Which days a reconciliation is about: a month, a fiscal period of GP's own calendar, or any days."""

import re
from calendar import monthrange
from collections.abc import Callable
from datetime import date, timedelta

from gp_sync.core.fiscal import FiscalCalendar
from gp_sync.reconcile.model import Period

__all__ = ["PeriodError", "check_begun", "days_between", "named_period", "widened"]

_MONTH = re.compile(r"(\d{4})-(\d{2})", re.ASCII)
_FISCAL = re.compile(r"(\d{4})/(\d{1,3})", re.ASCII)
_MONTHS = 12


class PeriodError(ValueError):
    """These are no days to compare; the message says what was given and what is accepted."""


def days_between(first: date, last: date) -> Period:
    """Any days, both included.

    Raises:
        PeriodError: the last is before the first.
    """
    if last < first:
        raise PeriodError(f"the last day {last} is before the first {first}: give --since, and then --until after it")
    return Period(label=f"{first} to {last}", first=first, last=last)


def named_period(name: str, companies: tuple[str, ...], calendar: Callable[[str], FiscalCalendar | None]) -> Period:
    """A calendar month such as `2026-11`, or a fiscal period such as `2026/5` by the calendar of each company.

    Args:
        name: the period.
        companies: the companies' short names.
        calendar: a company's calendar; None where GP has none. Not asked for a month.

    Raises:
        PeriodError: it is neither, or a company has no such fiscal period.
    """
    month, fiscal = _MONTH.fullmatch(name), _FISCAL.fullmatch(name)
    if month is not None and int(month[1]) and 1 <= int(month[2]) <= _MONTHS:
        year, number = int(month[1]), int(month[2])
        return Period(label=name, first=date(year, number, 1), last=date(year, number, monthrange(year, number)[1]))
    if fiscal is None:
        raise PeriodError(f"'{name}' is no period: give a month such as 2026-11, or GP's fiscal period such as 2026/5")
    days = {company: _fiscal_days(company, calendar(company), int(fiscal[1]), int(fiscal[2])) for company in companies}
    return Period(
        label=f"fiscal period {int(fiscal[2])} of {fiscal[1]}",
        first=min(first for first, _ in days.values()),
        last=max(last for _, last in days.values()),
        days=days,
    )


def check_begun(period: Period, today: date) -> None:
    """See that there can be anything to compare: a slip of the year must not end in totals that tie.

    Raises:
        PeriodError: the period begins after today.
    """
    if period.first > today:
        raise PeriodError(f"{period.label} begins on {period.first}, and today is {today}: give days that have begun")


def widened(period: Period, by: timedelta) -> tuple[date, date]:
    """The first and last day of a period with some days before and after, as far as there are such days."""
    first, last = period.first.toordinal() - by.days, period.last.toordinal() + by.days
    return date.fromordinal(max(first, date.min.toordinal())), date.fromordinal(min(last, date.max.toordinal()))


def _fiscal_days(company: str, calendar: FiscalCalendar | None, year: int, number: int) -> tuple[date, date]:
    if calendar is None:
        raise PeriodError(f"GP has no fiscal calendar for {company}: give days with --since and --until")
    period = calendar.period(year, number)
    if period is None:
        known = ", ".join(f"{row.year}/{row.period}" for row in calendar.periods) or "none"
        raise PeriodError(f"{company} has no fiscal period {year}/{number}; it has {known}")
    later = [day for day in calendar.begins() if day > period.first]
    ends = [year_row.last for year_row in calendar.years if year_row.year == year]
    return period.first, min([day - timedelta(days=1) for day in later] + ends)
