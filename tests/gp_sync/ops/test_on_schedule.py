"""The loop in simulated time: clock changes, a period that is closed, a week, a record left open."""

from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from gp_sync.core import facts as names
from gp_sync.core.findings import finding
from gp_sync.core.model import Found, Ref, Write
from gp_sync.core.refusals import Refused
from gp_sync.core.states import End
from gp_sync.flows.purchase_orders.document import GPPurchaseOrder
from gp_sync.testing.examples import calendar, order
from gp_sync.testing.model_connection import HandClock
from gp_sync.testing.model_target import ModelTarget
from tests.gp_sync.ops.simulated import Simulation, utc

GP_DOWN = finding("GP_UNAVAILABLE", Ref("side", ("gp",)), tried="connection refused")
NIGHTLY = {"purchase_orders": "30 2 * * *"}


def put(simulation: Simulation, key: int) -> None:
    simulation.world.put(order(key=key, number=f"PF{key}"))


class TestClockChanges:
    @pytest.mark.parametrize(
        ("zone", "begin", "end", "expected"),
        [
            ("America/Chicago", "2026-03-07 12:00", "2026-03-10 12:00", ["03-08 08:00", "03-09 07:30", "03-10 07:30"]),
            ("America/Chicago", "2026-10-31 12:00", "2026-11-03 12:00", ["11-01 08:30", "11-02 08:30", "11-03 08:30"]),
            ("Europe/Berlin", "2026-03-28 12:00", "2026-03-31 12:00", ["03-29 01:00", "03-30 00:30", "03-31 00:30"]),
            ("Europe/Berlin", "2026-10-24 12:00", "2026-10-27 12:00", ["10-25 00:30", "10-26 01:30", "10-27 01:30"]),
        ],
    )
    def test_edge_35_a_nightly_run_is_one_a_night_in_any_zone(
        self, zone: str, begin: str, end: str, expected: list[str]
    ) -> None:
        simulation = Simulation(begin, time_zone=zone, cron=NIGHTLY)
        simulation.world.start = utc(begin).date()

        runs = simulation.until(end)

        # The first one is that of the start: nothing has ever run.
        assert runs.times()[1:] == expected

    @pytest.mark.parametrize(
        ("zone", "begin", "end"),
        [
            ("America/Chicago", "2026-03-08 06:00", "2026-03-08 10:00"),
            ("America/Chicago", "2026-11-01 05:00", "2026-11-01 09:00"),
            ("Europe/Berlin", "2026-03-28 23:00", "2026-03-29 03:00"),
            ("Europe/Berlin", "2026-10-24 23:00", "2026-10-25 03:00"),
        ],
    )
    def test_edge_35_short_intervals_neither_stop_nor_double(self, zone: str, begin: str, end: str) -> None:
        simulation = Simulation(begin, time_zone=zone)
        simulation.world.start = utc(begin).date()

        runs = simulation.until(end)

        assert [report.started for report in runs.reports] == [
            utc(begin) + timedelta(minutes=minutes) for minutes in range(0, 240, 10)
        ]


class TestThePeriodsClose:
    """November ends in Chicago on 2026-12-01 at 6:00 UTC; Purchasing is closed in it on the 2nd at 15:05."""

    def simulation(self, *, freeze_hours: int = 0, cutoff_days: int = 2) -> Simulation:
        hourly = {"purchase_orders": "0 * * * *"}
        simulation = Simulation("2026-11-28 00:00", cron=hourly, cutoff_days=cutoff_days, freeze_hours=freeze_hours)
        closed = names.fiscal_calendar("TWO"), calendar(11)
        simulation.at("2026-12-02 15:05", lambda: simulation.world.change_fact(*closed))
        return simulation

    def runs_by_day(self, simulation: Simulation) -> dict[str, int]:
        return dict(Counter(simulation.until("2026-12-04 06:00").times("%m-%d")))

    def test_edge_13_runs_are_more_often_before_it_and_pause_until_purchasing_is_closed(self) -> None:
        simulation = self.simulation(freeze_hours=72)

        runs = self.runs_by_day(simulation)

        # Every hour; from the 29th at 6:00 every three minutes; none from the 1st at 6:00 until the period is closed.
        assert runs == {
            "11-28": 24,
            "11-29": 6 + 18 * 20,
            "11-30": 24 * 20,
            "12-01": 6 * 20,
            "12-02": 9,
            "12-03": 24,
            "12-04": 6,
        }

    def test_edge_13_a_freeze_ends_at_its_limit_where_nobody_closes_the_period(self) -> None:
        simulation = self.simulation(freeze_hours=24)

        runs = self.runs_by_day(simulation)

        assert (runs["12-01"], runs["12-02"], runs["12-03"]) == (6 * 20, 18, 24)

    def test_edge_13_without_a_freeze_runs_go_on(self) -> None:
        simulation = self.simulation(cutoff_days=0)

        runs = self.runs_by_day(simulation)

        assert set(runs.values()) == {24, 6}

    def test_edge_13_what_comes_meanwhile_waits_for_the_close_and_is_written_then(self) -> None:
        simulation = self.simulation(freeze_hours=72)
        simulation.at("2026-12-01 12:00", lambda: simulation.world.put(order(ordered_at=utc("2026-12-01 12:00"))))
        waiting: list[str] = []
        simulation.at("2026-12-02 08:00", lambda: waiting.append(simulation.look().flows["purchase_orders"].waits_for))

        simulation.until("2026-12-02 15:00")
        before = simulation.world.creates()
        simulation.until("2026-12-02 15:30")

        assert waiting == ["the period's close"]
        assert (before, simulation.world.creates()) == (0, 1)

    def test_edge_13_a_process_that_starts_beside_gp_waits_for_the_close_all_the_same(self) -> None:
        """Its first look at the calendar finds GP down, and its first run with GP up may write nothing."""
        simulation = self.simulation(freeze_hours=72)
        simulation.clock.advance(days=3, hours=8)
        simulation.world.put(order(ordered_at=utc("2026-12-01 07:00")))
        references = simulation.world.references
        references.down = simulation.world.target.down = GP_DOWN
        simulation.at("2026-12-01 08:00:30", lambda: setattr(references, "down", None))
        simulation.at("2026-12-01 08:00:30", lambda: setattr(simulation.world.target, "down", None))

        simulation.until("2026-12-02 15:00")

        assert simulation.world.creates() == 0

    def test_a_calendar_that_cannot_be_read_changes_nothing(self) -> None:
        simulation = self.simulation(freeze_hours=72)
        simulation.world.change_fact(names.fiscal_calendar("TWO"), None)

        runs = simulation.until("2026-12-02 06:00")

        assert set(Counter(runs.times("%m-%d")).values()) == {24, 6}


class TestAWeek:
    def test_every_order_is_written_once_and_nothing_runs_in_quiet_hours(self) -> None:
        quiet = ("01:00-03:30", "sun 00:00-12:00")
        simulation = Simulation("2026-11-02 00:00", quiet_hours=quiet, jitter_seconds=20)
        begin = utc("2026-11-02 00:05")
        for key in range(1, 7 * 24 + 1):
            at = begin + timedelta(hours=key - 1)
            simulation.at(f"{at:%Y-%m-%d %H:%M}", lambda key=key: put(simulation, key))  # type: ignore[misc]  # bound early

        runs = simulation.until("2026-11-09 00:20")

        counts = simulation.world.ledger.counts(simulation.world.name, "purchase_orders")
        assert counts == {End.WRITTEN: 7 * 24}
        assert len(simulation.world.target.executed) == 7 * 24
        assert not [at for at in runs.times("%H:%M") if "01:00" <= at < "03:30"]
        assert min(runs_of_sunday(runs.times("%m-%d %H:%M"))) == "11-08 12:00"
        assert simulation.told.opened_at == []

    def test_edge_29_a_run_that_is_under_way_when_quiet_hours_begin_ends_after_the_document_in_hand(self) -> None:
        simulation = Simulation("2026-11-04 00:50", quiet_hours=("01:00-03:30",), target=Slow)
        for key in range(1, 21):
            put(simulation, key)

        runs = simulation.until("2026-11-04 04:00")

        first, second = runs.reports[0], runs.reports[1]
        assert (first.cut_short, first.ends) == (True, {End.WRITTEN: 10})
        assert (f"{second.started:%H:%M}", second.ends) == ("03:30", {End.WRITTEN: 10})


class TestToldToStop:
    def test_the_document_in_hand_is_finished_and_the_rest_waits(self) -> None:
        simulation = Simulation("2026-11-04 10:00", target=Slow)
        for key in range(1, 11):
            put(simulation, key)

        runs = simulation.until("2026-11-04 10:04")

        assert [(report.cut_short, report.ends) for report in runs.reports] == [(True, {End.WRITTEN: 4})]
        assert (simulation.look().status, simulation.look().ready) == ("stopping", False)
        counts = simulation.world.ledger.counts(simulation.world.name, "purchase_orders")
        assert counts == {End.WRITTEN: 4, End.PENDING: 6}


def runs_of_sunday(times: list[str]) -> list[str]:
    return [at for at in times if at.startswith("11-08")]


class Slow(ModelTarget):
    """A target that takes a minute for each write."""

    def __init__(self, now: HandClock) -> None:
        super().__init__(now)
        self._clock = now

    def send(self, write: Write[GPPurchaseOrder], deadline: datetime) -> Found[GPPurchaseOrder]:
        self._clock.advance(minutes=1)
        return super().send(write, deadline)


class OpenInGP(ModelTarget):
    """A target whose orders a GP user has open until an hour."""

    closes = "2026-11-05 00:00"

    def __init__(self, now: Callable[[], datetime]) -> None:
        super().__init__(now)
        self._clock = now

    def send(self, write: Write[GPPurchaseOrder], deadline: datetime) -> Found[GPPurchaseOrder]:
        if self._clock() < utc(self.closes):
            told = f"{write.target}: LESSONUSER1 has it open"
            raise Refused((finding("RECORD_LOCKED", write.target.ref, tried=told),))
        return super().send(write, deadline)


class TestRecordsLeftOpen:
    def test_edge_18_after_four_hours_people_are_told_who_has_it_open(self) -> None:
        simulation = Simulation("2026-11-04 08:00", target=OpenInGP)
        put(simulation, 1)

        simulation.until("2026-11-04 20:00")

        assert simulation.told.opened_at == [("RECORD_LOCKED", "11-04 12:00")]
        assert "LESSONUSER1 has it open" in simulation.told.alerts[0].text
        assert simulation.told.closed_at == []

    def test_edge_18_when_it_is_closed_the_order_is_written_and_the_alert_is_over(self) -> None:
        simulation = Simulation("2026-11-04 18:00", target=OpenInGP)
        put(simulation, 1)

        simulation.until("2026-11-05 01:00")

        assert simulation.told.closed_at == [("RECORD_LOCKED", "11-05 00:00")]
        assert simulation.world.creates("PF1") == 1

    def test_edge_18_one_that_is_closed_in_time_is_told_to_nobody(self) -> None:
        simulation = Simulation("2026-11-04 21:00", target=OpenInGP)
        put(simulation, 1)

        simulation.until("2026-11-05 01:00")

        assert simulation.told.opened_at == []
        assert simulation.world.creates("PF1") == 1


class TestVendorsBeside:
    def test_a_flow_that_the_engine_lacks_is_not_asked_for(self) -> None:
        simulation = Simulation("2026-11-04 10:00", cron={"vendors": "* * * * *"})

        runs = simulation.until("2026-11-04 10:09")

        assert [tuple(report.flows) for report in runs.reports] == [("purchase_orders",)]
