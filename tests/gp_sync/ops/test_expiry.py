"""Secrets whose last day is known: who is told when, and how often."""

from datetime import UTC, date, datetime

import pytest

from gp_sync.ops.expiry import expiring
from tests.gp_sync.ops.simulated import Simulation, utc

EIGHT = datetime(2026, 11, 4, 8, 0, tzinfo=UTC)


class TestExpiring:
    @pytest.mark.parametrize(
        ("day", "words", "step"),
        [
            (date(2026, 11, 18), "gp_password ends on 2026-11-18, in 14 days", "14"),
            (date(2026, 11, 12), "gp_password ends on 2026-11-12, in 8 days", "14"),
            (date(2026, 11, 11), "gp_password ends on 2026-11-11, in 7 days", "7"),
            (date(2026, 11, 6), "gp_password ends on 2026-11-06, in 2 days", "7"),
            (date(2026, 11, 5), "gp_password ends on 2026-11-05, tomorrow", "1"),
            (date(2026, 11, 4), "gp_password ends on 2026-11-04, today", "0"),
            (date(2026, 11, 3), "gp_password ended on 2026-11-03", "0"),
        ],
    )
    def test_it_tells_the_day_and_how_far_it_is(self, day: date, words: str, step: str) -> None:
        (found,) = expiring({"gp_password": day}, EIGHT)

        assert (found.code, found.tried, found.cause.key) == ("SECRET_EXPIRES", words, ("gp_password", step))

    def test_more_than_fourteen_days_before_nobody_is_told(self) -> None:
        assert list(expiring({"gp_password": date(2026, 11, 19)}, EIGHT)) == []


class TestAlerts:
    def test_edge_19_people_are_told_14_7_and_1_days_before_and_on_the_day(self) -> None:
        ends = {"gp_password": date(2026, 11, 20)}
        simulation = Simulation("2026-11-04 08:00", secrets_end=ends, cron={"purchase_orders": "0 8 * * *"})

        simulation.until("2026-11-22 08:30")

        assert simulation.told.opened_at == [
            ("SECRET_EXPIRES", "11-06 08:00"),
            ("SECRET_EXPIRES", "11-13 08:00"),
            ("SECRET_EXPIRES", "11-19 08:00"),
            ("SECRET_EXPIRES", "11-20 08:00"),
        ]
        assert [alert.text for alert in simulation.told.alerts] == [
            "A secret ends: gp_password ends on 2026-11-20, in 14 days.",
            "A secret ends: gp_password ends on 2026-11-20, in 7 days.",
            "A secret ends: gp_password ends on 2026-11-20, tomorrow.",
            "A secret ends: gp_password ends on 2026-11-20, today.",
        ]

    def test_edge_19_a_new_day_closes_it(self) -> None:
        simulation = Simulation("2026-11-04 08:00", secrets_end={"gp_password": date(2026, 11, 5)})
        simulation.until("2026-11-04 08:30")
        simulation.secrets_end["gp_password"] = date(2027, 11, 5)

        simulation.until("2026-11-04 09:30")

        assert [code for code, _ in simulation.told.opened_at] == ["SECRET_EXPIRES"]
        assert [code for code, _ in simulation.told.closed_at] == ["SECRET_EXPIRES"]
        assert simulation.told.alerts[0].since == utc("2026-11-04 08:00")
