"""Going live beside orders that GP has already, over real sockets."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.end_to_end.vendor_world import enable
from tests.end_to_end.world import World

START = "start = 2026-11-01"


@pytest.fixture
def live(world: World) -> World:
    """GP has PF1 as we would write it and PF2 as somebody entered it; a ledger that knows nothing, and no start."""
    world.order()
    world.run("sync")
    world.order(name="Toner")
    world.enter("PF2", like="PF1", CONFIRM1="KIM")
    (world.folder / "gp-sync.db").unlink()
    world.run("init")
    world.configure(**{START: ""})
    return world


def posts(world: World) -> int:
    return sum(request.method != "GET" for request in world.gp_requests())


class TestTheFirstRun:
    def test_edge_51_it_is_refused_without_a_baseline_or_a_start(self, live: World) -> None:
        sent = posts(live)

        result = live.run("sync")

        assert result.exit_code == 2
        assert "gp-sync baseline" in result.stderr
        assert posts(live) == sent

    def test_edge_51_a_baseline_links_by_number_and_writes_nothing(self, live: World) -> None:
        sent = posts(live)

        result = live.run("baseline", "--from", "2026-11-01")

        assert result.exit_code == 0, result.output
        assert result.output.splitlines() == [
            "2 orders of GP linked, 0 were linked before",
            "1 order of them entered by hand: PF2; a later change in Procurify is shown, to be made by hand in GP too",
            "0 orders from 2026-11-01 on, not in GP: the next sync writes them",
            "0 orders before it, not in GP: left alone",
        ]
        assert posts(live) == sent

    def test_edge_51_it_begins_today_also_where_vendors_flow_which_have_no_start(self, live: World) -> None:
        enable(live)
        live.config.write_text(live.config.read_text(encoding="utf-8").replace(START, ""), encoding="utf-8")
        began = datetime.now(UTC).date()

        report = live.answer("baseline")

        assert report["start"] in {began.isoformat(), datetime.now(UTC).date().isoformat()}

    def test_edge_51_the_next_run_writes_what_gp_lacks_from_the_start_on(self, live: World) -> None:
        live.order(name="Pens")
        live.order(name="Old chairs", date=datetime.now(UTC) - timedelta(days=200))
        start = (datetime.now(UTC) - timedelta(days=2)).date().isoformat()

        report = live.answer("baseline", "--from", start)
        run = live.answer("sync")["run"]

        assert (report["linked"], report["to_write"], report["absent"]) == (["PF1", "PF2"], 1, 1)
        assert run["ends"] == {"written": 1}
        assert sorted(live.company.purchase_orders) == ["PF1", "PF2", "PF3"]

    def test_edge_51_later_runs_need_no_start(self, live: World) -> None:
        live.run("baseline")
        live.order(name="Pens", date=datetime.now(UTC))

        assert live.answer("sync")["run"]["ends"] == {"written": 1}


class TestWhatIsLinked:
    def test_edge_51_later_changes_of_what_is_as_we_would_write_it_flow(self, live: World) -> None:
        live.run("baseline", "--from", "2026-11-01")
        live.procurify.edit_purchase_order(1, freight="5")

        assert live.answer("sync")["run"]["ends"] == {"written": 1}
        assert live.company.purchase_orders["PF1"]["FRTAMNT"] == "5.00000"

    def test_edge_51_later_changes_of_what_a_person_entered_are_theirs(self, live: World) -> None:
        live.run("baseline", "--from", "2026-11-01")
        live.procurify.edit_purchase_order(2, freight="5")
        before = dict(live.company.purchase_orders["PF2"])

        result = live.run("sync")

        assert "The purchase order PF2 was entered or changed in GP by hand, so it is changed by hand." in result.output
        assert live.company.purchase_orders["PF2"] == before

    def test_edge_51_done_by_hand_ends_the_matter(self, live: World) -> None:
        live.run("baseline", "--from", "2026-11-01")
        live.procurify.edit_purchase_order(2, freight="5")
        live.run("sync")
        live.company.edit_order("PF2", FRTAMNT="5.00000")

        done = live.run("done", "PF2", "--reason", "entered the freight")

        assert (done.exit_code, done.output) == (0, "PF2: done by hand\n")
        status = live.answer("status")
        assert (status["counts"], status["issues"]) == ({"adopted": 1, "done by hand": 1}, [])

    def test_edge_51_a_number_that_is_only_in_history_is_linked_too(self, live: World) -> None:
        live.company.move_to_history("PF1")

        report = live.answer("baseline", "--from", "2026-11-01")

        assert report["linked"] == ["PF1", "PF2"]

    def test_edge_51_a_second_baseline_finds_them_known(self, live: World) -> None:
        live.run("baseline", "--from", "2026-11-01")

        report = live.answer("baseline", "--from", "2026-11-01")

        assert (report["known"], report["linked"], report["read"]) == (2, [], 0)

    def test_gp_being_down_is_told_and_nothing_is_lost(self, live: World) -> None:
        live.configure(**{START: "", live.gp.base_url: "http://127.0.0.1:9"})

        stopped = live.run("baseline", "--from", "2026-11-01")
        live.configure(**{START: ""})
        again = live.answer("baseline", "--from", "2026-11-01")

        assert stopped.exit_code == 3
        assert "Dynamics GP cannot be reached" in stopped.output + stopped.stderr
        assert again["linked"] == ["PF1", "PF2"]
