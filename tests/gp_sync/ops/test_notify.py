"""Alerts in the log, and kept in the ledger."""

import logging

import pytest

from gp_sync.ledger.memory import MemoryStore
from gp_sync.ops.notify import Alert, Alerts, LogNotifier
from gp_sync.testing.model_connection import HandClock
from tests.gp_sync.ops.simulated import Told, utc

NOW = utc("2026-11-04 10:00")
DOWN = Alert(key="down", code="GP_UNAVAILABLE", text="GP is down.", remedy="Start it.", who="administrator", since=NOW)
LOCKED = Alert(key="locked", code="RECORD_LOCKED", text="PF1 is open.", remedy="Close it.", who="finance", since=NOW)


class TestTheLog:
    def test_an_alert_is_a_warning_and_its_end_is_information(self, caplog: pytest.LogCaptureFixture) -> None:
        caplog.set_level(logging.INFO, logger="gp_sync.run")

        LogNotifier().opened("fabrikam", DOWN)
        LogNotifier().closed("fabrikam", DOWN, NOW)

        assert [(record.levelname, record.getMessage()) for record in caplog.records] == [
            ("WARNING", "fabrikam: alert GP_UNAVAILABLE: GP is down. Start it."),
            ("INFO", "fabrikam: GP_UNAVAILABLE is over since 2026-11-04 10:00 UTC"),
        ]


class TestAlerts:
    def alerts(self) -> tuple[Alerts, Told]:
        clock = HandClock(NOW)
        told = Told(clock)
        return Alerts(MemoryStore(clock), "fabrikam", told), told

    def test_what_is_open_is_read_back_as_it_was_told(self) -> None:
        alerts, _ = self.alerts()

        alerts.update({"down": DOWN, "locked": LOCKED}, NOW)

        assert alerts.open() == {"down": DOWN, "locked": LOCKED}

    def test_a_run_that_did_not_see_everything_closes_nothing(self) -> None:
        alerts, told = self.alerts()
        alerts.update({"down": DOWN}, NOW)

        alerts.update({"locked": LOCKED}, NOW, whole=False)

        assert (sorted(alerts.open()), told.closed_at) == (["down", "locked"], [])

    def test_an_end_that_could_not_be_told_is_told_later(self) -> None:
        alerts, told = self.alerts()
        alerts.update({"down": DOWN}, NOW)
        told.away = True
        alerts.update({}, NOW)
        told.away = False

        alerts.update({}, NOW)

        assert ([code for code, _ in told.closed_at], alerts.open()) == (["GP_UNAVAILABLE"], {})
