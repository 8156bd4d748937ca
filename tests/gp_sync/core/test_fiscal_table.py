"""GP's fiscal calendar, one date after the other: each expected period was counted off on a wall calendar."""

from datetime import date

import pytest

from gp_sync.core.fiscal import FiscalCalendar, FiscalPeriod, FiscalYear

D = date.fromisoformat


def year(number: int, first: str, last: str, *, historical: bool = False) -> FiscalYear:
    return FiscalYear(year=number, first=D(first), last=D(last), historical=historical)


def periods(of: int, *firsts: str, closed: tuple[int, ...] = ()) -> tuple[FiscalPeriod, ...]:
    """The periods of a year by their first days, numbered from 1."""
    return tuple(
        FiscalPeriod(year=of, period=number, first=D(first), closed=number in closed)
        for number, first in enumerate(firsts, start=1)
    )


MONTHS = FiscalCalendar(
    years=(year(2024, "2024-01-01", "2024-12-31"),),
    periods=periods(
        2024, "2024-01-01", "2024-02-01", "2024-03-01", "2024-04-01", "2024-05-01", "2024-06-01", "2024-07-01",
        "2024-08-01", "2024-09-01", "2024-10-01", "2024-11-01", "2024-12-01", closed=(2, 3),
    ),
)  # fmt: skip
"""Calendar months of a leap year; February and March are closed."""

WEEKS = FiscalCalendar(
    years=(year(2026, "2025-12-29", "2026-12-27"), year(2027, "2026-12-28", "2028-01-02")),
    periods=(
        *periods(
            2026, "2025-12-29", "2026-01-26", "2026-02-23", "2026-03-30", "2026-04-27", "2026-05-25", "2026-06-29",
            "2026-07-27", "2026-08-24", "2026-09-28", "2026-10-26", "2026-11-23", closed=(11, 12),
        ),
        *periods(
            2027, "2026-12-28", "2027-01-25", "2027-02-22", "2027-03-29", "2027-04-26", "2027-05-24", "2027-06-28",
            "2027-07-26", "2027-08-23", "2027-09-27", "2027-10-25", "2027-11-22", closed=(1,),
        ),
    ),
)  # fmt: skip
"""4-4-5: 2026 has 52 weeks, 2027 has 53 and a last period of six."""

SHORT = FiscalCalendar(
    years=(
        year(2025, "2024-07-01", "2025-06-30"),
        year(2026, "2025-07-01", "2025-12-31"),
        year(2027, "2026-01-01", "2026-12-31"),
    ),
    periods=(
        *periods(2025, "2024-07-01", "2025-01-01"),
        *periods(2026, "2025-07-01", "2025-08-01", "2025-09-01", "2025-10-01", "2025-11-01", "2025-12-01"),
        *periods(2027, "2026-01-01", "2026-07-01"),
    ),
)
"""The fiscal year moves from July to January, with a year of six months between."""

ADJUSTING = FiscalCalendar(
    years=(year(2026, "2026-01-01", "2026-12-31"),),
    periods=periods(2026, "2026-01-01", "2026-12-01", "2026-12-01", "2026-12-31", closed=(2, 4)),
)
"""Periods 2 and 3 begin on one day, of which the first is closed; the last day is a period of its own."""

GAP = FiscalCalendar(
    years=(year(2025, "2025-01-01", "2025-12-19"), year(2026, "2026-01-05", "2026-12-31")),
    periods=(*periods(2025, "2025-01-01"), *periods(2026, "2026-01-01", "2026-02-01")),
)
"""Two weeks belong to no year, and the first period of 2026 is dated before its year begins."""

OVERLAP = FiscalCalendar(
    years=(
        year(2024, "2024-01-01", "2025-03-31", historical=True),
        year(2025, "2025-01-01", "2026-01-31"),
        year(2026, "2026-01-01", "2026-12-31"),
    ),
    periods=(
        *periods(2024, "2024-01-01", "2025-01-01"),
        *periods(2025, "2025-01-01", "2025-12-01", closed=(2,)),
        *periods(2026, "2026-01-01"),
    ),
)
"""A historical year reaches into an open one, which reaches into the next."""

THIRTEEN = FiscalCalendar(
    years=(year(2026, "2026-01-01", "2026-12-31"),),
    periods=(*periods(2026, "2026-01-01"), FiscalPeriod(year=2026, period=13, first=D("2026-12-31"), closed=False)),
)
"""An adjusting period 13 on the last day."""


class TestPeriodOfADate:
    @pytest.mark.parametrize(
        ("calendar", "day", "period", "is_open"),
        [
            (MONTHS, "2024-01-01", (2024, 1), True),
            (MONTHS, "2024-02-29", (2024, 2), False),
            (MONTHS, "2024-03-01", (2024, 3), False),
            (MONTHS, "2024-12-31", (2024, 12), True),
            (MONTHS, "2023-12-31", None, False),
            (MONTHS, "2025-01-01", None, False),
            (WEEKS, "2025-12-29", (2026, 1), True),
            (WEEKS, "2026-01-25", (2026, 1), True),
            (WEEKS, "2026-01-26", (2026, 2), True),
            (WEEKS, "2026-03-29", (2026, 3), True),
            (WEEKS, "2026-03-30", (2026, 4), True),
            (WEEKS, "2026-06-28", (2026, 6), True),
            (WEEKS, "2026-06-29", (2026, 7), True),
            (WEEKS, "2026-09-27", (2026, 9), True),
            (WEEKS, "2026-10-25", (2026, 10), True),
            (WEEKS, "2026-10-26", (2026, 11), False),
            (WEEKS, "2026-12-27", (2026, 12), False),
            (WEEKS, "2026-12-28", (2027, 1), False),
            (WEEKS, "2027-01-24", (2027, 1), False),
            (WEEKS, "2027-01-25", (2027, 2), True),
            (WEEKS, "2028-01-02", (2027, 12), True),
            (WEEKS, "2028-01-03", None, False),
            (SHORT, "2025-06-30", (2025, 2), True),
            (SHORT, "2025-07-01", (2026, 1), True),
            (SHORT, "2025-12-31", (2026, 6), True),
            (SHORT, "2026-01-01", (2027, 1), True),
            (ADJUSTING, "2026-11-30", (2026, 1), True),
            (ADJUSTING, "2026-12-01", (2026, 3), True),
            (ADJUSTING, "2026-12-30", (2026, 3), True),
            (ADJUSTING, "2026-12-31", (2026, 4), False),
            (THIRTEEN, "2026-12-30", (2026, 1), True),
            (THIRTEEN, "2026-12-31", (2026, 13), True),
            (GAP, "2025-12-19", (2025, 1), True),
            (GAP, "2025-12-20", None, False),
            (GAP, "2026-01-04", None, False),
            (GAP, "2026-01-05", (2026, 1), True),
            (OVERLAP, "2024-12-31", (2024, 1), False),
            (OVERLAP, "2025-01-01", (2025, 1), True),
            (OVERLAP, "2025-03-31", (2025, 1), True),
            (OVERLAP, "2026-01-15", (2025, 2), False),
            (OVERLAP, "2026-02-01", (2026, 1), True),
        ],
    )
    def test_edge_13_it_is_found_by_gps_own_rules(
        self, calendar: FiscalCalendar, day: str, period: tuple[int, int] | None, is_open: bool
    ) -> None:
        found = calendar.period_of(D(day))

        assert (None if found is None else (found.year, found.period)) == period
        assert calendar.is_open(D(day)) is is_open


class TestNextOpenDay:
    @pytest.mark.parametrize(
        ("calendar", "day", "following"),
        [
            (MONTHS, "2024-02-10", "2024-04-01"),
            (MONTHS, "2024-03-31", "2024-04-01"),
            (MONTHS, "2024-12-31", None),
            (WEEKS, "2026-10-26", "2027-01-25"),
            (WEEKS, "2026-12-31", "2027-01-25"),
            (WEEKS, "2027-11-22", None),
            (ADJUSTING, "2026-12-31", None),
            (ADJUSTING, "2026-11-30", "2026-12-01"),
            (GAP, "2025-12-25", "2026-01-05"),
            (OVERLAP, "2024-06-01", "2025-01-01"),
            (OVERLAP, "2025-12-10", "2026-02-01"),
        ],
    )
    def test_edge_13_it_lies_in_an_open_period_of_an_open_year(
        self, calendar: FiscalCalendar, day: str, following: str | None
    ) -> None:
        assert calendar.next_open(D(day)) == (None if following is None else D(following))
