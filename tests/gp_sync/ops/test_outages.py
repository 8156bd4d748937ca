"""A side is down for an hour, a login is refused, the ledger is away: one alert, and nothing is lost."""

from datetime import timedelta
from itertools import pairwise

from gp_sync.core.findings import finding
from gp_sync.core.model import Ref
from gp_sync.core.states import End
from gp_sync.ops.health import Health
from gp_sync.run.guards import GuardLimits
from gp_sync.testing.examples import order
from tests.gp_sync.ops.notify.told import Kept
from tests.gp_sync.ops.simulated import Simulation, utc

GP_DOWN = finding("GP_UNAVAILABLE", Ref("side", ("gp",)), tried="connection refused")
PROCURIFY_DOWN = finding("PROCURIFY_UNAVAILABLE", Ref("side", ("procurify",)), tried="no route to host")
LOGIN_REFUSED = finding("GP_LOGIN_REFUSED", Ref("side", ("gp",)), tried="the logon of FABRIKAM\\svc_gp was refused")


def put(simulation: Simulation, *keys: int) -> None:
    for key in keys:
        simulation.world.put(order(key=key, number=f"PF{key}"))


def gp(simulation: Simulation, down: object) -> None:
    """GP goes down, or comes back."""
    simulation.world.target.down = down  # type: ignore[assignment]  # a finding, or None


def with_gp_down_from_ten_to_eleven() -> Simulation:
    """Orders come every five minutes from 9:30 to 12:00, and GP is down for an hour."""
    simulation = Simulation("2026-11-04 09:28")
    for number, minutes in enumerate(range(0, 150, 5), start=1):
        when = f"2026-11-04 {9 + (30 + minutes) // 60:02}:{(30 + minutes) % 60:02}"
        simulation.at(when, lambda key=number: put(simulation, key))  # type: ignore[misc]  # the default is bound early
    simulation.at("2026-11-04 10:00:01", lambda: gp(simulation, GP_DOWN))
    simulation.at("2026-11-04 11:00", lambda: gp(simulation, None))
    return simulation


class TestNobodyCanBeTold:
    def test_that_a_channel_fails_is_told_on_the_other_one_and_in_health_until_it_works(self) -> None:
        email, webhook = Kept(name="email to it@example.com", away=True), Kept(name="webhook")
        simulation = Simulation("2026-11-04 08:05", channels=(email, webhook))
        gp(simulation, GP_DOWN)

        simulation.until("2026-11-04 09:05")
        before = [cause.code for cause in simulation.look().causes]
        simulation.until("2026-11-04 09:30")
        failing = [cause.code for cause in simulation.look().causes]
        email.away = False
        simulation.until("2026-11-04 10:30")

        assert (before, failing) == (["GP_UNAVAILABLE"], ["GP_UNAVAILABLE", "NOTIFICATION_FAILS"])
        assert [cause.code for cause in simulation.look().causes] == ["GP_UNAVAILABLE"]
        assert webhook.told == [
            [("trouble", "GP_UNAVAILABLE")],
            [("trouble", "NOTIFICATION_FAILS")],
            [("trouble is over", "NOTIFICATION_FAILS")],
        ]


class TestAClockThatIsSetBack:
    def test_a_side_that_was_down_is_tried_within_minutes(self) -> None:
        """Not only when the old time comes again."""
        simulation = Simulation("2026-11-04 08:05")
        gp(simulation, GP_DOWN)

        def set_back() -> None:
            simulation.clock.advance(days=-1)
            gp(simulation, None)

        simulation.at("2026-11-04 10:00", set_back)

        runs = simulation.until("2026-11-04 12:00")

        good = [report.started for report in runs.reports if not report.stopped]
        assert utc("2026-11-03 10:00") <= good[0] <= utc("2026-11-03 10:15")


class TestAnHourWithoutGP:
    def test_edge_29_there_is_one_alert_and_it_closes(self) -> None:
        simulation = with_gp_down_from_ten_to_eleven()

        simulation.until("2026-11-04 12:30")

        assert simulation.told.opened_at == [("GP_UNAVAILABLE", "11-04 10:10")]
        assert [code for code, _ in simulation.told.closed_at] == ["GP_UNAVAILABLE"]

    def test_edge_29_the_alert_says_what_is_wrong_and_what_to_do(self) -> None:
        simulation = with_gp_down_from_ten_to_eleven()

        simulation.until("2026-11-04 12:30")

        (alert,) = simulation.told.alerts
        assert "connection refused" in alert.text
        assert alert.remedy
        assert alert.who == "administrator"

    def test_edge_29_every_order_is_written_once_within_a_quarter_of_an_hour(self) -> None:
        simulation = with_gp_down_from_ten_to_eleven()

        runs = simulation.until("2026-11-04 12:30")

        assert [simulation.world.creates(f"PF{key}") for key in range(1, 31)] == [1] * 30
        back = [report for report in runs.reports if report.started.hour == 11 and not report.stopped]
        assert f"{back[0].started:%H:%M}" <= "11:15"

    def test_edge_29_gp_is_left_alone_for_longer_each_time(self) -> None:
        simulation = with_gp_down_from_ten_to_eleven()

        runs = simulation.until("2026-11-04 12:30")

        failed = [report.started for report in runs.reports if report.stopped]
        waits = [(later - earlier) / timedelta(minutes=1) for earlier, later in pairwise(failed)]
        assert len(failed) <= 7
        # A minute at first, doubled up to a quarter of an hour, less a fifth at the most.
        assert all(0.8 * most <= wait <= most for wait, most in zip(waits, [1, 2, 4, 8, 15, 15], strict=False))

    def test_edge_28_procurify_is_read_all_the_while_and_the_queue_grows(self) -> None:
        simulation = with_gp_down_from_ten_to_eleven()

        simulation.until("2026-11-04 10:59")

        counts = simulation.world.ledger.counts(simulation.world.name, "purchase_orders")
        assert counts[End.WRITTEN] == 7
        assert counts[End.PENDING] >= 7

    def test_edge_29_a_gp_that_answers_now_and_then_is_one_alert(self) -> None:
        """One message when it begins and one when it is over, however often it comes and goes between."""
        simulation = Simulation("2026-11-04 07:55")
        for hour in ("08", "09", "10"):
            for minute in ("00", "20", "40"):
                at = f"2026-11-04 {hour}:{minute}"
                simulation.at(f"{at}:00", lambda: setattr(simulation.world.target, "down", GP_DOWN))
                simulation.at(f"{at}:30", lambda: setattr(simulation.world.target, "down", None))

        simulation.until("2026-11-04 12:00")

        assert simulation.told.opened_at == [("GP_UNAVAILABLE", "11-04 08:00")]
        assert simulation.told.closed_at == [("GP_UNAVAILABLE", "11-04 11:00")]

    def test_edge_29_a_standby_is_well_again_when_the_process_that_works_is(self) -> None:
        """What is told of alerts is what the ledger has, also by the one that met GP down and has not run since."""
        simulation = Simulation("2026-11-04 08:55")
        simulation.world.target.down = GP_DOWN
        simulation.until("2026-11-04 09:00")
        standby, during = simulation.health, simulation.look()
        simulation.world.target.down = None
        simulation.clock.advance(minutes=30)
        simulation.health = Health("fabrikam", timedelta(minutes=10), simulation.clock())
        assert len(simulation.glance().reports) == 1, "the other one runs"
        simulation.health = standby

        simulation.glance()

        assert ([cause.code for cause in during.causes], simulation.look().causes) == (["GP_UNAVAILABLE"], ())

    def test_edge_29_health_is_degraded_with_the_cause_and_stays_ready(self) -> None:
        simulation = with_gp_down_from_ten_to_eleven()
        seen = []
        simulation.at("2026-11-04 10:30", lambda: seen.append(simulation.look()))

        simulation.until("2026-11-04 12:30")

        (during,) = seen
        assert (during.status, during.live, during.ready) == ("degraded", True, True)
        assert [cause.code for cause in during.causes] == ["GP_UNAVAILABLE"]
        assert f"{during.causes[0].since:%H:%M}" == "10:10"
        assert during.last_run is not None
        assert during.last_run.stopped == ("GP_UNAVAILABLE",)
        assert simulation.health.report(simulation.clock()).causes == ()

    def test_edge_28_procurify_being_down_is_one_alert_of_its_own(self) -> None:
        simulation = Simulation("2026-11-04 09:58")
        put(simulation, 1)
        simulation.world.feed.down = PROCURIFY_DOWN
        simulation.at("2026-11-04 11:00", lambda: setattr(simulation.world.feed, "down", None))

        runs = simulation.until("2026-11-04 12:00")

        assert [code for code, _ in simulation.told.opened_at] == ["PROCURIFY_UNAVAILABLE"]
        assert [code for code, _ in simulation.told.closed_at] == ["PROCURIFY_UNAVAILABLE"]
        assert simulation.world.creates("PF1") == 1
        failed = [report.started for report in runs.reports if report.stopped]
        waits = [(later - earlier) / timedelta(minutes=1) for earlier, later in pairwise(failed)]
        assert len(failed) <= 8
        assert all(0.8 * most <= wait <= most for wait, most in zip(waits, [1, 2, 4, 8, 15, 15, 15], strict=False))

    def test_what_a_daily_flow_missed_is_made_up_for_the_same_day(self) -> None:
        simulation = Simulation("2026-11-04 01:00", cron={"purchase_orders": "0 2 * * *"})
        simulation.until("2026-11-04 01:30")
        put(simulation, 1)
        gp(simulation, GP_DOWN)
        simulation.at("2026-11-04 03:00", lambda: gp(simulation, None))

        runs = simulation.until("2026-11-05 03:00")

        assert runs.times("%d %H")[-2:] == ["04 03", "05 02"]
        assert simulation.world.creates("PF1") == 1


class TestAfterwards:
    def test_edge_29_the_backlog_is_written_in_parts_with_pauses(self) -> None:
        simulation = Simulation("2026-11-04 10:00", writes_at_a_time=100, pause_seconds=60)
        put(simulation, *range(1, 251))

        runs = simulation.until("2026-11-04 10:09")

        assert [report.ends[End.WRITTEN] for report in runs.reports] == [100, 100, 50]
        assert runs.times("%H:%M:%S") == ["10:00:00", "10:01:00", "10:02:00"]

    def test_edge_29_between_the_parts_a_persons_command_finds_the_connection_free(self) -> None:
        simulation = Simulation("2026-11-04 10:00", writes_at_a_time=1, pause_seconds=60)
        put(simulation, 1, 2, 3)
        replayed = []
        simulation.at("2026-11-04 10:00:30", lambda: replayed.append(simulation.world.engine().replay()))

        simulation.until("2026-11-04 10:09")

        assert replayed == [0]


class TestOneAlert:
    def test_edge_19_a_refused_login_is_told_once_with_the_one_thing_to_do(self) -> None:
        simulation = Simulation("2026-11-04 08:00")
        gp(simulation, LOGIN_REFUSED)
        put(simulation, 1)

        simulation.until("2026-11-05 08:00")

        assert [code for code, _ in simulation.told.opened_at] == ["GP_LOGIN_REFUSED"]
        assert "gp-sync ping --retry-login" in simulation.told.alerts[0].remedy

    def test_a_process_that_starts_anew_repeats_no_alert_and_closes_it(self) -> None:
        simulation = Simulation("2026-11-04 08:00")
        gp(simulation, GP_DOWN)
        put(simulation, 1)
        simulation.until("2026-11-04 08:30")
        simulation.until("2026-11-04 09:00")
        gp(simulation, None)

        simulation.until("2026-11-04 09:30")

        assert (len(simulation.told.opened_at), len(simulation.told.closed_at)) == (1, 1)

    def test_an_alert_that_could_not_be_told_is_told_as_soon_as_that_is_possible(self) -> None:
        simulation = Simulation("2026-11-04 08:00")
        gp(simulation, GP_DOWN)
        put(simulation, 1)
        simulation.told.away = True
        simulation.at("2026-11-04 08:20", lambda: setattr(simulation.told, "away", False))

        simulation.until("2026-11-04 09:00")

        ((code, at),) = simulation.told.opened_at
        assert (code, at >= "11-04 08:20") == ("GP_UNAVAILABLE", True)
        assert simulation.told.alerts[0].since < simulation.clock() - timedelta(minutes=30)

    def test_a_guard_that_stops_the_connection_is_told_once_until_a_person_lets_go(self) -> None:
        simulation = Simulation("2026-11-04 08:00", engine={"limits": GuardLimits(max_writes=2)})
        put(simulation, 1, 2, 3)
        simulation.at(
            "2026-11-04 10:05", lambda: simulation.world.engine().release("blast-radius", by="anna", why="year end")
        )

        simulation.until("2026-11-04 11:00")

        assert simulation.told.opened_at == [("BLAST_RADIUS", "11-04 08:00")]
        assert simulation.told.closed_at == [("BLAST_RADIUS", "11-04 10:10")]
        assert simulation.world.creates("PF3") == 1

    def test_edge_55_a_clock_that_is_off_is_told_once_until_it_is_right(self) -> None:
        offsets = {"gp": timedelta(seconds=90)}
        simulation = Simulation("2026-11-04 08:00", engine={"clock_offsets": lambda: offsets})
        simulation.at("2026-11-04 09:05", lambda: offsets.update(gp=timedelta(0)))

        simulation.until("2026-11-04 10:00")

        assert simulation.told.opened_at == [("CLOCK_SKEW", "11-04 08:00")]
        assert simulation.told.closed_at == [("CLOCK_SKEW", "11-04 09:20")]
        assert "90 seconds ahead of ours" in simulation.told.alerts[0].text

    def test_edge_55_a_clock_that_drifts_over_the_minute_is_one_alert(self) -> None:
        """What is seen of it goes to and fro by a second, for as long as it takes to drift by two."""
        offsets = {"gp": timedelta(seconds=61)}
        simulation = Simulation("2026-11-04 08:00", engine={"clock_offsets": lambda: offsets})
        for number, minutes in enumerate(range(5, 12 * 60, 10)):
            at, seen = f"2026-11-04 {8 + minutes // 60:02}:{minutes % 60:02}", timedelta(seconds=60 + number % 2)
            simulation.at(at, lambda seen=seen: offsets.update(gp=seen))  # type: ignore[misc]  # bound early

        simulation.until("2026-11-04 19:50")

        assert (len(simulation.told.opened_at), len(simulation.told.closed_at)) == (1, 0)
