"""When the next runs would begin."""

from collections import Counter
from datetime import date
from zoneinfo import ZoneInfo

from gp_sync.core import facts as names
from gp_sync.core.fiscal import FiscalCalendar, FiscalPeriod, FiscalYear
from gp_sync.ops.periods import CalendarWatch
from gp_sync.ops.preview import coming
from gp_sync.ops.schedule import Schedule
from gp_sync.ops.schedule_settings import ScheduleSettings
from gp_sync.testing.model_source import ModelReferences
from tests.gp_sync.ops.simulated import utc

FOUR_FOUR_FIVE = FiscalCalendar(
    years=(FiscalYear(year=2027, first=date(2026, 8, 31), last=date(2026, 11, 29), historical=False),),
    periods=tuple(
        FiscalPeriod(year=2027, period=number, first=day, closed=False)
        for number, day in enumerate([date(2026, 8, 31), date(2026, 9, 28), date(2026, 10, 26)], 1)
    ),
)


class TestComing:
    def test_each_period_has_its_cut_off_and_gp_is_asked_once(self) -> None:
        settings = ScheduleSettings(
            cron={"purchase_orders": "0 12 * * *"}, cutoff_days=1, cutoff_cron="0 * * * *", jitter_seconds=0
        )
        references = ModelReferences({names.fiscal_calendar("TWO"): FOUR_FOUR_FIVE})
        calendars = CalendarWatch(references, {"TWO": ZoneInfo("UTC")}, settings)

        runs = coming(Schedule(settings), calendars, ["purchase_orders"], utc("2026-09-20 00:00"), 150)

        days = Counter(f"{run.due.at:%m-%d}" for run in runs)
        # The last days of the three periods, of four, four and five weeks.
        assert [day for day, number in days.items() if number > 1] == ["09-27", "10-25", "11-29"]
        assert references.reads[names.fiscal_calendar("TWO")] == 1

    def test_runs_of_several_flows_are_in_the_order_in_which_they_begin(self) -> None:
        settings = ScheduleSettings(cron={"purchase_orders": "*/30 * * * *"}, cutoff_days=0)
        calendars = CalendarWatch(ModelReferences({}), {}, settings)

        runs = coming(Schedule(settings), calendars, ["purchase_orders", "vendors"], utc("2026-09-20 09:50"), 4)

        assert [(run.flow, f"{run.due.at:%H:%M}") for run in runs] == [
            ("purchase_orders", "10:00"),
            ("vendors", "10:00"),
            ("purchase_orders", "10:30"),
            ("purchase_orders", "11:00"),
        ]
