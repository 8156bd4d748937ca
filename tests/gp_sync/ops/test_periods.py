"""What GP's fiscal calendar asks of a schedule, company by company."""

import logging
from datetime import date
from zoneinfo import ZoneInfo

import pytest

from gp_sync.core import facts as names
from gp_sync.core.findings import finding
from gp_sync.core.fiscal import FiscalCalendar, FiscalPeriod, FiscalYear
from gp_sync.core.model import Ref
from gp_sync.ops.periods import CalendarWatch, periods_of
from gp_sync.ops.schedule import Periods, Stretch
from gp_sync.ops.schedule_settings import ScheduleSettings
from gp_sync.testing.examples import calendar
from gp_sync.testing.model_source import ModelReferences
from tests.gp_sync.ops.simulated import utc

CHICAGO, BERLIN = ZoneInfo("America/Chicago"), ZoneInfo("Europe/Berlin")
SETTINGS = ScheduleSettings(cutoff_days=2, freeze_hours=24)
GP_DOWN = finding("GP_UNAVAILABLE", Ref("side", ("gp",)), tried="connection refused")


def stretch(start: str, end: str) -> Stretch:
    return Stretch(start=utc(start), end=utc(end))


NOVEMBERS_END = Periods(
    cutoffs=(stretch("2026-11-29 06:00", "2026-12-01 06:00"),),
    closings=(stretch("2026-12-01 06:00", "2026-12-02 06:00"),),
)


def four_four_five() -> FiscalCalendar:
    """A year of 4, 4 and 5 weeks from 2026-08-31, of which three periods are set up."""
    begins = [date(2026, 8, 31), date(2026, 9, 28), date(2026, 10, 26)]
    return FiscalCalendar(
        years=(FiscalYear(year=2027, first=date(2026, 8, 31), last=date(2026, 11, 29), historical=False),),
        periods=tuple(FiscalPeriod(year=2027, period=n, first=day, closed=False) for n, day in enumerate(begins, 1)),
    )


class TestStretches:
    def test_a_period_ends_where_the_next_one_begins_in_the_companys_zone(self) -> None:
        found = periods_of(calendar(10), CHICAGO, utc("2026-11-20 12:00"), SETTINGS)

        assert found == NOVEMBERS_END

    def test_just_after_its_end_the_period_is_being_closed(self) -> None:
        found = periods_of(calendar(), CHICAGO, utc("2026-12-01 06:00"), SETTINGS)

        assert stretch("2026-12-01 06:00", "2026-12-02 06:00") in found.closings

    @pytest.mark.parametrize("now", ["2026-11-30 12:00", "2026-12-01 12:00"])
    def test_a_period_in_which_purchasing_is_closed_asks_for_nothing(self, now: str) -> None:
        found = periods_of(calendar(10, 11, 12), CHICAGO, utc(now), SETTINGS)

        assert found == Periods()

    def test_months_play_no_part(self) -> None:
        found = periods_of(four_four_five(), BERLIN, utc("2026-10-20 12:00"), SETTINGS)

        # The clock goes back on the 25th: midnight is at 22:00 UTC before, and at 23:00 after.
        assert found.cutoffs[-1] == stretch("2026-10-23 22:00", "2026-10-25 23:00")

    def test_the_end_of_a_year_without_a_next_one_counts(self) -> None:
        found = periods_of(four_four_five(), BERLIN, utc("2026-11-28 12:00"), SETTINGS)

        assert found.cutoffs[-1] == stretch("2026-11-27 23:00", "2026-11-29 23:00")

    def test_a_calendar_without_years_asks_for_nothing(self) -> None:
        empty = FiscalCalendar(years=(), periods=())

        assert periods_of(empty, CHICAGO, utc("2026-11-28 12:00"), SETTINGS) == Periods()

    def test_what_is_turned_off_is_not_there(self) -> None:
        off = ScheduleSettings(cutoff_days=0, freeze_hours=0)

        assert periods_of(calendar(), CHICAGO, utc("2026-11-28 12:00"), off) == Periods()


class TestTheWatch:
    def watch(self, settings: ScheduleSettings = SETTINGS) -> tuple[CalendarWatch, ModelReferences]:
        references = ModelReferences({names.fiscal_calendar("TWO"): calendar(10)})
        return CalendarWatch(references, {"TWO": CHICAGO}, settings), references

    def test_gp_is_asked_every_quarter_of_an_hour(self) -> None:
        watch, references = self.watch()

        for minute in range(40):
            watch.periods(utc(f"2026-11-20 12:{minute:02}"))

        assert references.reads[names.fiscal_calendar("TWO")] == 3

    def test_it_is_not_asked_where_it_should_be_left_alone_or_nothing_goes_by_it(self) -> None:
        off, never_read = self.watch(ScheduleSettings(cutoff_days=0))
        watch, references = self.watch()

        nothing = off.periods(utc("2026-11-20 12:00"))
        watch.periods(utc("2026-11-20 12:00"), ask=False)

        assert (nothing, never_read.reads, references.reads) == (Periods(), {}, {})

    def test_while_gp_is_down_the_calendar_that_it_had_last_counts(self) -> None:
        watch, references = self.watch()
        watch.periods(utc("2026-11-20 12:00"))
        references.down = GP_DOWN

        assert watch.periods(utc("2026-11-20 12:20")) == NOVEMBERS_END

    def test_a_gp_that_was_never_reached_asks_for_nothing(self) -> None:
        watch, references = self.watch()
        references.down = GP_DOWN

        assert watch.periods(utc("2026-11-20 12:00")) == Periods()

    def test_a_calendar_that_was_never_read_is_asked_for_each_time(self) -> None:
        """As where GP comes up beside a process that starts while a period is being closed."""
        watch, references = self.watch()
        references.down = GP_DOWN
        before = watch.periods(utc("2026-11-20 12:00:00"))
        references.down = None

        found = [watch.periods(utc(f"2026-11-20 12:00:{second}")) for second in (48, 58)]

        assert (before, found) == (Periods(), [NOVEMBERS_END, NOVEMBERS_END])
        assert references.reads[names.fiscal_calendar("TWO")] == 1, "from then on, every quarter of an hour"

    def test_one_that_cannot_be_read_is_told_once_in_the_log(self, caplog: pytest.LogCaptureFixture) -> None:
        caplog.set_level(logging.INFO, logger="gp_sync.run")
        watch, references = self.watch()
        references.down = GP_DOWN

        for minute in range(30):
            watch.periods(utc(f"2026-11-20 12:{minute:02}"))

        assert [row.getMessage() for row in caplog.records] == [
            "the fiscal calendar of TWO cannot be read now: connection refused"
        ]

    def test_a_flow_goes_by_the_calendar_of_any_company(self) -> None:
        calendars = {names.fiscal_calendar("TWO"): calendar(10), names.fiscal_calendar("EUR"): calendar(10)}
        watch = CalendarWatch(ModelReferences(dict(calendars)), {"TWO": CHICAGO, "EUR": BERLIN}, SETTINGS)

        found = watch.periods(utc("2026-11-20 12:00"))

        assert [f"{closing.start:%m-%d %H:%M}" for closing in found.closings] == ["12-01 06:00", "11-30 23:00"]
