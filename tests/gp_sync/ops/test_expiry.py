"""Secrets and certificates whose last day is known: who is told when, and how often."""

from datetime import UTC, date, datetime, timedelta

import pytest

from gp_sync.ops.certificate_watch import CertificateWatch
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
        assert simulation.told.closed_at == [], "one step ends where the next begins, and nothing is over"

    def test_edge_19_a_new_day_closes_it(self) -> None:
        simulation = Simulation("2026-11-04 08:00", secrets_end={"gp_password": date(2026, 11, 5)})
        simulation.until("2026-11-04 08:30")
        simulation.secrets_end["gp_password"] = date(2027, 11, 5)

        simulation.until("2026-11-04 09:30")

        assert [code for code, _ in simulation.told.opened_at] == ["SECRET_EXPIRES"]
        assert [code for code, _ in simulation.told.closed_at] == ["SECRET_EXPIRES"]
        assert simulation.told.alerts[0].since == utc("2026-11-04 08:00")


class TestCertificates:
    def test_edge_34_people_are_told_as_they_are_of_secrets_until_a_new_one_is_seen(self) -> None:
        simulation = Simulation("2026-11-04 08:00", cron={"purchase_orders": "0 8 * * *"})
        ends = {"day": date(2026, 12, 1)}
        simulation.certificates["the certificate of the GP service"] = lambda _: ends["day"]
        simulation.at("2026-11-25 12:00", lambda: ends.update(day=date(2027, 11, 15)))

        simulation.until("2026-11-27 08:30")

        assert simulation.told.opened_at == [
            ("CERTIFICATE_EXPIRES", "11-04 08:00"),
            ("CERTIFICATE_EXPIRES", "11-24 08:00"),
        ]
        assert simulation.told.closed_at == [("CERTIFICATE_EXPIRES", "11-26 08:00")]
        assert simulation.told.alerts[0].text == (
            "A certificate ends: the certificate of the GP service ends on 2026-12-01, in 27 days."
        )

    def test_it_is_looked_at_twice_a_day(self) -> None:
        simulation = Simulation("2026-11-04 00:00", cron={"purchase_orders": "0 * * * *"})
        looks: list[datetime] = []
        simulation.certificates["a certificate"] = looks.append  # gives no day

        simulation.until("2026-11-05 23:30")

        assert [f"{at:%d %H}" for at in looks] == ["04 00", "04 12", "05 00", "05 12"]

    def test_one_that_cannot_be_seen_keeps_its_day(self) -> None:
        day = date(2026, 11, 5)
        looks: list[date | OSError] = [day, OSError("no route to host")]

        def look(_: datetime) -> date:
            found = looks.pop(0)
            if isinstance(found, OSError):
                raise found
            return found

        watch = CertificateWatch({"a certificate": look})

        assert [watch.ends(EIGHT), watch.ends(EIGHT + timedelta(days=1))] == [{"a certificate": day}] * 2


class TestACertificateThatIsNotLookedAt:
    """Nobody says that it is over, since nobody knows."""

    ENDS = date(2026, 11, 10)

    def told_once(self) -> Simulation:
        simulation = Simulation("2026-11-04 08:00", cron={"purchase_orders": "0 * * * *"})
        simulation.certificates["the certificate of the GP service"] = lambda _: self.ENDS
        simulation.until("2026-11-04 09:30")
        return simulation

    def test_its_alert_stays_where_a_new_process_cannot_see_it(self) -> None:
        simulation = self.told_once()

        def unseen(_: datetime) -> date | None:
            raise OSError("no route to host")

        simulation.certificates["the certificate of the GP service"] = unseen
        simulation.until("2026-11-04 12:30")
        simulation.certificates["the certificate of the GP service"] = lambda _: self.ENDS
        simulation.until("2026-11-04 13:30")

        assert simulation.told.opened_at == [("CERTIFICATE_EXPIRES", "11-04 08:00")]
        assert simulation.told.closed_at == []

    def test_its_alert_is_over_where_there_is_none_any_more(self) -> None:
        simulation = self.told_once()
        simulation.certificates["the certificate of the GP service"] = lambda _: None

        simulation.until("2026-11-04 10:30")

        assert [code for code, _ in simulation.told.closed_at] == ["CERTIFICATE_EXPIRES"]
