"""GP's fiscal calendar, against dates worked out by hand (contract dynamicsgp-data, section 6)."""

from datetime import date

from gp_sync.core.fiscal import FiscalCalendar, FiscalPeriod, FiscalYear


def year(number: int, first: date, last: date, *, historical: bool = False) -> FiscalYear:
    return FiscalYear(year=number, first=first, last=last, historical=historical)


def period(number: int, first: date, *, of: int = 2026, closed: bool = False) -> FiscalPeriod:
    return FiscalPeriod(year=of, period=number, first=first, closed=closed)


# Fiscal 2026 of a 4-4-5 calendar: Monday 29 December 2025 to Sunday 27 December 2026.
WEEKS = FiscalCalendar(
    years=(year(2026, date(2025, 12, 29), date(2026, 12, 27)), year(2027, date(2026, 12, 28), date(2027, 12, 26))),
    periods=(
        period(1, date(2025, 12, 29)),
        period(2, date(2026, 1, 26)),
        period(3, date(2026, 2, 23)),
        period(4, date(2026, 3, 30)),
        period(1, date(2026, 12, 28), of=2027),
    ),
)


def number_of(calendar: FiscalCalendar, day: date) -> tuple[int, int] | None:
    found = calendar.period_of(day)
    return None if found is None else (found.year, found.period)


class TestFourFourFive:
    def test_edge_13_a_period_starts_in_the_middle_of_a_calendar_month(self) -> None:
        assert number_of(WEEKS, date(2026, 1, 25)) == (2026, 1)
        assert number_of(WEEKS, date(2026, 1, 26)) == (2026, 2)

    def test_edge_13_a_five_week_period_reaches_into_the_next_month(self) -> None:
        assert number_of(WEEKS, date(2026, 3, 29)) == (2026, 3)
        assert number_of(WEEKS, date(2026, 3, 30)) == (2026, 4)

    def test_edge_13_the_last_days_of_december_may_be_of_the_next_year(self) -> None:
        assert number_of(WEEKS, date(2025, 12, 29)) == (2026, 1)
        assert number_of(WEEKS, date(2026, 12, 27)) == (2026, 4)
        assert number_of(WEEKS, date(2026, 12, 28)) == (2027, 1)


class TestYears:
    def test_a_date_in_no_year_has_no_period(self) -> None:
        assert WEEKS.year_of(date(2025, 12, 28)) is None
        assert WEEKS.period_of(date(2025, 12, 28)) is None
        assert WEEKS.period_of(date(2027, 12, 27)) is None

    def test_a_short_year_ends_where_the_next_one_begins(self) -> None:
        calendar = FiscalCalendar(
            years=(year(2026, date(2026, 7, 1), date(2026, 12, 31)), year(2027, date(2027, 1, 1), date(2027, 12, 31))),
            periods=(period(1, date(2026, 7, 1)), period(6, date(2026, 12, 1)), period(1, date(2027, 1, 1), of=2027)),
        )

        assert number_of(calendar, date(2026, 6, 30)) is None
        assert number_of(calendar, date(2026, 12, 31)) == (2026, 6)
        assert number_of(calendar, date(2027, 1, 1)) == (2027, 1)

    def test_the_year_is_found_first_so_another_years_later_period_does_not_count(self) -> None:
        calendar = FiscalCalendar(
            years=(year(2026, date(2026, 1, 1), date(2026, 12, 31)),),
            periods=(period(1, date(2026, 1, 1)), period(1, date(2026, 6, 1), of=2027)),
        )

        assert number_of(calendar, date(2026, 8, 1)) == (2026, 1)

    def test_an_open_year_wins_over_a_historical_one_that_covers_the_same_day(self) -> None:
        old = year(2025, date(2025, 1, 1), date(2026, 3, 31), historical=True)
        new = year(2026, date(2026, 1, 1), date(2026, 12, 31))
        calendar = FiscalCalendar(years=(old, new), periods=())

        assert calendar.year_of(date(2026, 2, 1)) == new
        assert calendar.year_of(date(2025, 2, 1)) == old

    def test_a_year_without_a_period_before_the_day_gives_none(self) -> None:
        calendar = FiscalCalendar(
            years=(year(2026, date(2026, 1, 1), date(2026, 12, 31)),), periods=(period(2, date(2026, 2, 1)),)
        )

        assert calendar.period_of(date(2026, 1, 15)) is None


class TestPeriodsOnOneDate:
    YEARS = (year(2026, date(2026, 1, 1), date(2026, 12, 31)),)
    FIRST = date(2026, 12, 1)

    def test_the_first_open_one_counts(self) -> None:
        periods = (period(14, self.FIRST), period(12, self.FIRST, closed=True), period(13, self.FIRST))

        assert number_of(FiscalCalendar(years=self.YEARS, periods=periods), date(2026, 12, 31)) == (2026, 13)

    def test_the_first_of_all_counts_where_all_are_closed(self) -> None:
        periods = (period(13, self.FIRST, closed=True), period(12, self.FIRST, closed=True))

        found = FiscalCalendar(years=self.YEARS, periods=periods).period_of(date(2026, 12, 31))

        assert found == period(12, self.FIRST, closed=True)


class TestOnePeriod:
    def test_a_period_is_found_by_its_year_and_number(self) -> None:
        assert WEEKS.period(2026, 2) == period(2, date(2026, 1, 26))
        assert WEEKS.period(2026, 5) is None
