"""Which days a reconciliation is about."""

from datetime import date, timedelta

import pytest

from gp_sync.core.fiscal import FiscalCalendar, FiscalPeriod, FiscalYear
from gp_sync.reconcile.period import PeriodError, check_begun, days_between, named_period, widened

CALENDAR = FiscalCalendar(
    years=(FiscalYear(year=2026, first=date(2026, 2, 1), last=date(2027, 1, 30), historical=False),),
    periods=(
        FiscalPeriod(year=2026, period=1, first=date(2026, 2, 1), closed=True),
        FiscalPeriod(year=2026, period=2, first=date(2026, 3, 1), closed=False),
        FiscalPeriod(year=2026, period=12, first=date(2027, 1, 3), closed=False),
    ),
)


def calendar(company: str) -> FiscalCalendar | None:
    """Only TWO has one."""
    return CALENDAR if company == "TWO" else None


class TestNames:
    def test_a_month_is_a_month_and_no_calendar_is_asked(self) -> None:
        period = named_period("2028-02", ("NORTH",), calendar)

        assert (period.label, period.first, period.last) == ("2028-02", date(2028, 2, 1), date(2028, 2, 29))

    @pytest.mark.parametrize(
        ("name", "first", "last"),
        [
            ("2026/1", date(2026, 2, 1), date(2026, 2, 28)),
            ("2026/2", date(2026, 3, 1), date(2027, 1, 2)),
            ("2026/12", date(2027, 1, 3), date(2027, 1, 30)),
        ],
    )
    def test_a_fiscal_period_ends_where_the_next_begins_or_with_its_year(
        self, name: str, first: date, last: date
    ) -> None:
        period = named_period(name, ("TWO",), calendar)

        assert (period.days, period.first, period.last) == ({"TWO": (first, last)}, first, last)

    @pytest.mark.parametrize(
        "name",
        ["", "2026", "2026-13", "2026-00", "0000-01", "11/2026", "2026-11-01", "2026/", "\uff12026-11", "2026/\uff15"],
    )
    def test_anything_else_says_what_is_accepted(self, name: str) -> None:
        with pytest.raises(PeriodError, match="give a month such as 2026-11, or GP's fiscal period such as 2026/5"):
            named_period(name, ("TWO",), calendar)

    def test_a_company_without_a_calendar_is_named(self) -> None:
        with pytest.raises(PeriodError, match="GP has no fiscal calendar for NORTH: give days"):
            named_period("2026/1", ("TWO", "NORTH"), calendar)

    def test_a_period_that_a_company_lacks_is_named_with_those_it_has(self) -> None:
        with pytest.raises(PeriodError, match=r"TWO has no fiscal period 2026/9; it has 2026/1, 2026/2, 2026/12"):
            named_period("2026/9", ("TWO",), calendar)


class TestDays:
    def test_both_ends_are_included(self) -> None:
        period = days_between(date(2026, 11, 4), date(2026, 11, 4))

        assert [period.has(date(2026, 11, day), "TWO") for day in (3, 4, 5)] == [False, True, False]

    def test_what_has_no_day_lies_in_none(self) -> None:
        assert not days_between(date(2026, 1, 1), date(2026, 12, 31)).has(None, "TWO")

    def test_a_company_with_days_of_its_own_goes_by_these(self) -> None:
        period = named_period("2026/1", ("TWO",), calendar)

        assert [period.has(date(2026, 2, 1), company) for company in ("TWO", "")] == [True, True]
        assert not period.has(date(2026, 3, 1), "TWO")

    def test_days_before_and_after_end_where_there_are_no_more(self) -> None:
        assert widened(days_between(date(2026, 11, 1), date(2026, 11, 30)), timedelta(days=2)) == (
            date(2026, 10, 30),
            date(2026, 12, 2),
        )
        assert widened(days_between(date.min, date.max), timedelta(days=2)) == (date.min, date.max)

    def test_a_period_that_has_not_begun_is_refused(self) -> None:
        period = named_period("2062-11", (), calendar)

        with pytest.raises(PeriodError, match="2062-11 begins on 2062-11-01, and today is 2026-11-30: give days that"):
            check_begun(period, date(2026, 11, 30))

    def test_one_that_begins_today_is_taken(self) -> None:
        check_begun(days_between(date(2026, 11, 30), date(2026, 12, 31)), date(2026, 11, 30))
