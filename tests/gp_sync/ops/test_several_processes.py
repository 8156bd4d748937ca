"""Several processes on one schedule, one after another or at once."""

import pytest

from gp_sync.core.states import End
from gp_sync.testing.examples import order
from tests.gp_sync.ops.simulated import Simulation


def put(simulation: Simulation, key: int) -> None:
    simulation.world.put(order(key=key, number=f"PF{key}"))


class TestSeveralProcesses:
    def test_a_second_scheduler_leaves_to_the_first_what_that_has_done(self) -> None:
        simulation = Simulation("2026-11-04 10:00")
        others: list[int] = []
        for minute in range(1, 60, 11):
            simulation.at(f"2026-11-04 10:{minute:02}", lambda: others.append(len(simulation.glance().reports)))

        runs = simulation.until("2026-11-04 11:00")

        assert len(runs.reports) == 6
        assert set(others) == {0}

    def test_it_takes_over_when_the_first_is_gone(self) -> None:
        simulation = Simulation("2026-11-04 10:00")
        simulation.until("2026-11-04 10:15")
        put(simulation, 1)
        simulation.clock.advance(minutes=10)

        runs = simulation.glance()

        assert [report.ends for report in runs.reports] == [{End.WRITTEN: 1}]

    def test_a_connection_that_another_process_works_on_is_looked_at_again_within_a_minute(self) -> None:
        simulation = Simulation("2026-11-04 10:00")
        put(simulation, 1)
        busy = simulation.world.engine().session()
        busy.__enter__()
        simulation.at("2026-11-04 10:04", busy.__exit__)

        runs = simulation.until("2026-11-04 10:09")

        assert set(runs.failures) == {"busy"}
        assert len(runs.failures) <= 7
        assert "10:04" <= runs.times("%H:%M")[0] <= "10:05"
        assert simulation.told.opened_at == []

    def test_one_that_starts_anew_at_once_does_not_run_again(self) -> None:
        simulation = Simulation("2026-11-04 10:00")
        simulation.until("2026-11-04 10:01")

        runs = simulation.until("2026-11-04 10:09")

        assert runs.reports == []

    def test_one_that_was_away_runs_what_it_missed_once(self) -> None:
        simulation = Simulation("2026-11-04 10:00")
        simulation.until("2026-11-04 10:01")
        simulation.clock.advance(days=3)

        runs = simulation.until("2026-11-07 10:12")

        assert runs.times() == ["11-07 10:01", "11-07 10:10"]

    def test_a_clock_that_is_set_back_stops_nothing(self) -> None:
        simulation = Simulation("2026-11-04 10:00")
        simulation.until("2026-11-04 10:01")
        simulation.clock.advance(hours=-5)

        runs = simulation.until("2026-11-04 05:12")

        assert runs.times("%H:%M") == ["05:10"]


class Odd(Exception):
    """What nobody foresaw."""


class TestAFault:
    """It ends the process, which its service starts anew; whoever reads mails, and no logs, would never know."""

    def simulation(self) -> Simulation:
        simulation = Simulation("2026-11-04 08:00")
        self.broken = True

        def identity() -> dict[str, str]:
            if self.broken:
                raise Odd("canary: what it was about")
            return {"procurify": "fabrikam", "gp": "TWO"}

        simulation.engine_settings["identity"] = identity
        put(simulation, 1)
        return simulation

    def test_it_is_told_once_however_often_the_process_is_started_anew(self) -> None:
        simulation = self.simulation()
        for minute in (10, 20, 30):
            with pytest.raises(Odd):
                simulation.until(f"2026-11-04 08:{minute}")
            simulation.clock.advance(minutes=1)

        assert simulation.told.opened_at == [("SCHEDULE_ENDED", "11-04 08:00")]
        (alert,) = simulation.told.alerts
        assert alert.text.startswith("The schedule ended: a fault, Odd in identity (test_several_processes.py:")
        assert "canary" not in alert.text

    def test_it_is_over_when_runs_have_come_to_their_end_for_a_while(self) -> None:
        simulation = self.simulation()
        with pytest.raises(Odd):
            simulation.until("2026-11-04 08:10")
        self.broken = False

        simulation.until("2026-11-04 09:00")

        assert simulation.told.closed_at == [("SCHEDULE_ENDED", "11-04 08:20")]
        assert simulation.world.creates("PF1") == 1
