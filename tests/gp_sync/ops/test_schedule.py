"""When a flow is due: cron expressions by the wall clock, quiet hours, and what GP's periods ask for."""

from datetime import UTC, datetime, timedelta

import pytest

from gp_sync.ops.schedule import Periods, Schedule, Stretch
from gp_sync.ops.schedule_settings import ScheduleSettings

ORDERS = "purchase_orders"


def schedule(cron: str = "*/10 * * * *", zone: str = "UTC", **settings: object) -> Schedule:
    values: dict[str, object] = {"time_zone": zone, "cron": {ORDERS: cron}}
    return Schedule(ScheduleSettings(**(values | settings)))  # type: ignore[arg-type]  # each test gives what fits


def ticks(made: Schedule, after: str, count: int, periods: Periods | None = None) -> list[str]:
    """The next instants, in UTC, at which orders are due if each run begins at once."""
    at, found = utc(after), []
    for _ in range(count):
        at = made.next_due(ORDERS, at, periods or Periods()).at
        found.append(f"{at:%m-%d %H:%M}")
    return found


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def stretch(start: str, end: str) -> Stretch:
    return Stretch(start=utc(start), end=utc(end))


class TestCron:
    def test_ticks_follow_each_other(self) -> None:
        found = ticks(schedule("*/10 * * * *"), "2026-11-04 09:55:01", 3)

        assert found == ["11-04 10:00", "11-04 10:10", "11-04 10:20"]

    def test_the_tick_at_which_a_run_began_is_not_due_again(self) -> None:
        found = ticks(schedule("*/10 * * * *"), "2026-11-04 10:00", 1)

        assert found == ["11-04 10:10"]

    def test_working_hours_are_those_of_the_zone(self) -> None:
        found = ticks(schedule("0 8,17 * * 1-5", "America/Chicago"), "2026-11-06 20:00", 3)

        # Friday 17:00, then Monday, six hours behind UTC.
        assert found == ["11-06 23:00", "11-09 14:00", "11-09 23:00"]

    def test_a_flow_without_an_expression_is_due_every_ten_minutes_and_vendors_every_hour(self) -> None:
        made = Schedule(ScheduleSettings())

        orders, vendors = (made.next_due(flow, utc("2026-11-04 10:01"), Periods()).at for flow in (ORDERS, "vendors"))

        assert (orders, vendors) == (utc("2026-11-04 10:10"), utc("2026-11-04 11:00"))

    def test_a_run_starts_late_by_its_jitter(self) -> None:
        due = schedule().next_due(ORDERS, utc("2026-11-04 10:01"), Periods(), late=timedelta(seconds=7))

        assert due.at == utc("2026-11-04 10:10:07")

    def test_nothing_is_due_before_the_next_attempt_at_a_side_that_is_down(self) -> None:
        due = schedule().next_due(ORDERS, utc("2026-11-04 09:01"), Periods(), not_before=utc("2026-11-04 10:03"))

        assert due.at == utc("2026-11-04 10:03")


class TestClockChanges:
    """Chicago changes on 2026-03-08 and 2026-11-01 at 2:00, Berlin on 2026-03-29 and 2026-10-25 at 1:00 UTC."""

    @pytest.mark.parametrize(
        ("zone", "after", "expected"),
        [
            ("America/Chicago", "2026-03-08 07:50", ["03-08 08:00", "03-08 08:30", "03-08 09:00"]),
            ("America/Chicago", "2026-11-01 05:50", ["11-01 06:00", "11-01 06:30", "11-01 07:00", "11-01 07:30"]),
            ("Europe/Berlin", "2026-03-29 00:50", ["03-29 01:00", "03-29 01:30", "03-29 02:00"]),
            ("Europe/Berlin", "2026-10-25 00:10", ["10-25 00:30", "10-25 01:00", "10-25 01:30", "10-25 02:00"]),
        ],
    )
    def test_edge_35_every_half_hour_stays_every_half_hour(self, zone: str, after: str, expected: list[str]) -> None:
        found = ticks(schedule("*/30 * * * *", zone), after, len(expected))

        assert found == expected

    @pytest.mark.parametrize(
        ("zone", "after", "expected"),
        [
            # 2:30 does not exist: it is due when the clock has jumped, to 3:00.
            ("America/Chicago", "2026-03-07 12:00", ["03-08 08:00", "03-09 07:30"]),
            ("Europe/Berlin", "2026-03-28 12:00", ["03-29 01:00", "03-30 00:30"]),
        ],
    )
    def test_edge_35_a_nightly_time_that_is_skipped_is_due_all_the_same(
        self, zone: str, after: str, expected: list[str]
    ) -> None:
        found = ticks(schedule("30 2 * * *", zone), after, 2)

        assert found == expected

    @pytest.mark.parametrize(
        ("zone", "cron", "after", "expected"),
        [
            ("America/Chicago", "30 1 * * *", "2026-10-31 12:00", ["11-01 06:30", "11-02 07:30"]),
            ("Europe/Berlin", "30 2 * * *", "2026-10-24 12:00", ["10-25 00:30", "10-26 01:30"]),
        ],
    )
    def test_edge_35_a_nightly_time_that_comes_twice_is_due_once(
        self, zone: str, cron: str, after: str, expected: list[str]
    ) -> None:
        found = ticks(schedule(cron, zone), after, 2)

        assert found == expected

    @pytest.mark.parametrize(
        ("cron", "after", "expected"),
        [
            ("*/30 1 * * *", "2026-11-01 05:50", ["11-01 06:00", "11-01 06:30", "11-01 07:00", "11-01 07:30"]),
            ("*/30 2 * * *", "2026-03-08 06:00", ["03-09 07:00", "03-09 07:30"]),
        ],
    )
    def test_edge_35_minutes_with_a_step_run_in_each_hour_that_there_is(
        self, cron: str, after: str, expected: list[str]
    ) -> None:
        assert ticks(schedule(cron, "America/Chicago"), after, len(expected)) == expected

    def test_edge_35_in_the_second_of_two_equal_hours_the_first_is_over(self) -> None:
        # 1:10 for the second time: 1:30 was due an hour ago.
        found = ticks(schedule("30 1 * * *", "America/Chicago"), "2026-11-01 07:10", 1)

        assert found == ["11-02 07:30"]

    @pytest.mark.parametrize(
        ("zone", "quiet", "after", "expected"),
        [
            # 1:00 to 1:30 comes twice, and is quiet until it ends for the second time.
            ("America/Chicago", "01:00-01:30", "2026-11-01 05:55", "11-01 07:30"),
            # 1:30 to 2:30 ends in the hour that is left out.
            ("America/Chicago", "01:30-02:30", "2026-03-08 07:25", "03-08 08:30"),
            ("Europe/Berlin", "02:00-02:30", "2026-10-24 23:55", "10-25 01:30"),
        ],
    )
    def test_edge_35_quiet_hours_on_such_a_day_last_longer_rather_than_shorter(
        self, zone: str, quiet: str, after: str, expected: str
    ) -> None:
        found = ticks(schedule("*/10 * * * *", zone, quiet_hours=(quiet,)), after, 1)

        assert found == [expected]


class TestQuietHours:
    def test_edge_29_what_is_due_in_quiet_hours_is_due_once_when_they_end(self) -> None:
        made = schedule("*/10 * * * *", quiet_hours=("01:00-03:05",))

        found = ticks(made, "2026-11-04 00:45", 3)

        assert found == ["11-04 00:50", "11-04 03:05", "11-04 03:10"]

    def test_they_may_pass_midnight(self) -> None:
        found = ticks(schedule("0 * * * *", quiet_hours=("22:30-00:30",)), "2026-11-04 21:30", 3)

        assert found == ["11-04 22:00", "11-05 00:30", "11-05 01:00"]

    def test_they_may_be_those_of_one_weekday(self) -> None:
        made = schedule("0 2 * * *", quiet_hours=("sun 01:00-06:00",))

        # The 8th is a Sunday.
        assert ticks(made, "2026-11-06 12:00", 3) == ["11-07 02:00", "11-08 06:00", "11-09 02:00"]

    def test_hours_that_follow_each_other_are_one_wait(self) -> None:
        made = schedule("0 2 * * *", quiet_hours=("01:00-03:00", "03:00-05:00"))

        due = made.next_due(ORDERS, utc("2026-11-04 00:00"), Periods())

        assert (due.at, due.waits_for) == (utc("2026-11-04 05:00"), "quiet hours")


class TestFiscalPeriods:
    CUTOFF = Periods(cutoffs=(stretch("2026-11-29 06:00", "2026-12-01 06:00"),))
    CLOSING = Periods(closings=(stretch("2026-12-01 06:00", "2026-12-02 06:00"),))

    def test_before_the_cut_off_a_flow_is_due_more_often(self) -> None:
        found = ticks(schedule("0 * * * *", cutoff_cron="*/20 * * * *"), "2026-11-29 05:00", 4, self.CUTOFF)

        assert found == ["11-29 06:00", "11-29 06:20", "11-29 06:40", "11-29 07:00"]

    def test_after_it_the_usual_times_hold(self) -> None:
        found = ticks(schedule("0 * * * *", cutoff_cron="*/20 * * * *"), "2026-12-01 05:30", 3, self.CUTOFF)

        assert found == ["12-01 05:40", "12-01 06:00", "12-01 07:00"]

    def test_while_a_period_is_being_closed_a_flow_waits(self) -> None:
        due = schedule().next_due(ORDERS, utc("2026-12-01 06:00"), self.CLOSING)

        assert (due.at, due.waits_for) == (utc("2026-12-02 06:00"), "the period's close")

    def test_flows_without_dates_go_on(self) -> None:
        due = schedule().next_due("vendors", utc("2026-12-01 06:00"), self.CLOSING)

        assert (due.at, due.waits_for) == (utc("2026-12-01 07:00"), "")


class TestMistakes:
    @pytest.mark.parametrize(
        ("settings", "words"),
        [
            ({"time_zone": "Chicago"}, "time_zone is 'Chicago': give an IANA name such as America/Chicago"),
            ({"time_zone": "America"}, "time_zone is 'America': give an IANA name such as America/Chicago"),
            (
                {"cron": {"purchase_order": "0 * * * *"}},
                "cron names purchase_order: there are the flows purchase_orders, ",
            ),
            ({"fiscal_flows": ("orders",)}, "fiscal_flows names orders: there are the flows purchase_orders, "),
            ({"cron": {ORDERS: "every hour"}}, "cron.purchase_orders is 'every hour' .*such as '.*6-20"),
            ({"cron": {ORDERS: "61 * * * *"}}, "cron.purchase_orders is '61 .*Bad minute"),
            ({"cron": {ORDERS: "0 0 31 2 *"}}, "cron.purchase_orders"),
            ({"cron": {ORDERS: "* * */20 * 1L"}}, "it is never due"),
            ({"cron": {ORDERS: "0 0 12 * * *"}}, "it has not five fields"),
            ({"cutoff_cron": ""}, "cutoff_cron is ''"),
            ({"quiet_hours": ("1-3",)}, "quiet_hours has '1-3': give hours such as '22:30-00:30'"),
            ({"quiet_hours": ("25:00-26:00",)}, "quiet_hours has '25:00-26:00'"),
            ({"quiet_hours": ("03:00-03:00",)}, "ends as it begins"),
            ({"quiet_hours": ("00:00-12:00", "12:00-00:00")}, "nothing would ever run"),
            ({"jitter_seconds": -1}, "jitter_seconds is -1: give a number from 0 to 3600"),
            ({"cutoff_days": 800_000}, "cutoff_days is 800000: give a number from 0 to 31"),
            ({"freeze_hours": 10**9}, "freeze_hours is 1000000000: give a number from 0 to 744"),
            ({"locked_hours": 10**9}, "locked_hours is 1000000000: give a number from 1 to 744"),
            ({"writes_at_a_time": 0}, "writes_at_a_time is 0: give a number above 0"),
            ({"health_host": ""}, "health_host is empty: give an address of this machine, such as 127.0.0.1"),
            ({"health_port": 70000}, "health_port is 70000: give a port, or 0 for none"),
        ],
    )
    def test_a_mistake_names_the_key_the_value_and_what_is_accepted(
        self, settings: dict[str, object], words: str
    ) -> None:
        with pytest.raises(ValueError, match=words):
            ScheduleSettings(**settings)  # type: ignore[arg-type]  # mistakes are of any type
