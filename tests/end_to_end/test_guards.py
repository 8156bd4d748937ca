"""What stops a connection until a person lets it go on, over real sockets."""

from datetime import timedelta
from typing import Any

import pytest

from dynamicsgp_sba.testing import seed_fabrikam
from gp_sync.ledger.sql import SqlStore
from tests.end_to_end.world import World

EXIT_MISTAKE, EXIT_SIDE, EXIT_BUSY = 2, 3, 4
LIMITS = {"[procurify]": "[guards]\nmax_writes = 2\nalways_allowed = 1\nmax_changed_percent = 40\n[procurify]"}


def stopped(run: dict[str, Any]) -> list[str]:
    return [reason["code"] for reason in run["stopped"]]


def let_go(world: World, guard: str) -> str:
    result = world.run("release", guard, "--reason", "meant")
    assert result.exit_code == 0, result.output
    return str(result.output)


class TestBlastRadius:
    @pytest.fixture
    def too_many(self, world: World) -> World:
        """Three new orders, where a run may write two."""
        world.configure(**LIMITS)
        for name in ("Copy paper", "Toner", "Pens"):
            world.order(name=name)
        return world

    def test_edge_57_nothing_is_written_and_the_screen_says_why(self, too_many: World) -> None:
        result = too_many.run("sync")

        assert result.exit_code == EXIT_SIDE
        assert "One run would write 3 documents, of which 0 change or void a record that exists" in result.output
        assert "gp-sync release blast-radius" in result.output
        assert too_many.company.purchase_orders == {}
        assert too_many.answer("status")["counts"] == {"pending": 3}

    def test_edge_57_let_go_they_are_written(self, too_many: World) -> None:
        too_many.run("sync")

        words = let_go(too_many, "blast-radius")
        run = too_many.answer("sync")["run"]

        assert words == "blast-radius let go (3 items); the next `gp-sync sync` goes on\n"
        assert (run["ends"], sorted(too_many.company.purchase_orders)) == ({"written": 3}, ["PF1", "PF2", "PF3"])

    def test_edge_57_what_comes_after_that_is_counted_anew(self, too_many: World) -> None:
        too_many.run("sync")
        let_go(too_many, "blast-radius")
        for name in ("Chairs", "Desks", "Lamps"):
            too_many.order(name=name)

        run = too_many.answer("sync")["run"]

        assert (stopped(run), too_many.company.purchase_orders) == (["BLAST_RADIUS"], {})

    def test_edge_57_a_mass_change_of_written_orders_is_stopped_by_its_share(self, too_many: World) -> None:
        too_many.run("sync")
        let_go(too_many, "blast-radius")
        too_many.run("sync")
        for key in (1, 2):
            too_many.procurify.edit_purchase_order(key, freight="5")

        run = too_many.answer("sync")["run"]

        assert stopped(run) == ["BLAST_RADIUS"]
        assert [row["FRTAMNT"] for row in too_many.company.purchase_orders.values()] == ["0.00000"] * 3

    def test_edge_57_a_wrong_name_is_answered_with_the_right_one(self, too_many: World) -> None:
        too_many.run("sync")

        result = too_many.run("release", "blast", "--reason", "meant")

        assert result.exit_code == EXIT_MISTAKE
        assert "those that do: blast-radius" in result.stderr


class TestOtherSystems:
    def test_edge_54_a_test_company_is_not_written_to_with_the_ledger_of_another(self, world: World) -> None:
        world.order()
        world.run("sync")
        test = seed_fabrikam(world.gp, name="Fabrikam TEST", database="TEST", id=9)
        world.order(name="Toner")
        world.configure(**{'name = "Fabrikam, Inc."': 'name = "Fabrikam TEST"'})

        result = world.run("sync")

        assert result.exit_code == EXIT_SIDE
        assert "The configuration leads to other systems than before: gp TWO: Fabrikam, Inc. (database TWO" in (
            result.output
        )
        assert test.purchase_orders == {}

    def test_edge_54_a_full_check_of_it_says_so_too(self, world: World) -> None:
        for name in ("Copy paper", "Toner", "Pens"):
            world.order(name=name)
        world.run("sync")
        seed_fabrikam(world.gp, name="Fabrikam TEST", database="TEST", id=9)
        world.configure(**{'name = "Fabrikam, Inc."': 'name = "Fabrikam TEST"'})

        run = world.answer("sync", "--full")["run"]

        assert stopped(run) == ["SYSTEMS_CHANGED"]

    def test_edge_54_the_right_company_again_needs_no_release(self, world: World) -> None:
        world.order()
        world.run("sync")
        seed_fabrikam(world.gp, name="Fabrikam TEST", database="TEST", id=9)
        world.order(name="Toner")
        world.configure(**{'name = "Fabrikam, Inc."': 'name = "Fabrikam TEST"'})
        world.run("sync")
        world.configure()

        assert world.answer("sync")["run"]["ends"] == {"written": 1}

    def test_edge_54_a_company_that_was_moved_on_purpose_is_let_go(self, world: World) -> None:
        world.order()
        world.run("sync")
        world.company.database = "TWO19"
        world.order(name="Toner")
        refused = world.answer("sync")["run"]

        let_go(world, "identity")

        assert stopped(refused) == ["SYSTEMS_CHANGED"]
        assert world.answer("sync")["run"]["ends"] == {"written": 1}


class TestRestoredBackups:
    @pytest.fixture
    def three(self, world: World) -> World:
        """Three orders that were written after a backup of GP was made."""
        before = world.company.snapshot()
        for name in ("Copy paper", "Toner", "Pens"):
            world.order(name=name)
        world.run("sync")
        world.company.restore(before)
        return world

    def test_edge_53_a_restored_gp_stops_the_connection_at_the_next_full_check(self, three: World) -> None:
        three.order(name="Chairs")

        result = three.run("sync", "--full")

        assert result.exit_code == EXIT_SIDE
        assert "3 written records are not in GP" in result.output
        assert three.company.purchase_orders == {}

    def test_edge_53_it_stays_stopped_for_ordinary_runs(self, three: World) -> None:
        three.run("sync", "--full")
        three.order(name="Chairs")

        run = three.answer("sync")["run"]

        assert (stopped(run), three.company.purchase_orders) == (["BACKUP_RESTORED"], {})

    def test_edge_53_let_go_new_orders_flow_and_what_gp_lost_is_told(self, three: World) -> None:
        three.run("sync", "--full")
        three.order(name="Chairs")
        let_go(three, "restored-backup")

        run = three.answer("sync", "--full")["run"]

        assert run["ends"] == {"written": 1, "blocked": 3}
        assert list(three.company.purchase_orders) == ["PF4"]

    def test_edge_53_a_person_has_what_gp_lost_written_again(self, three: World) -> None:
        three.run("sync", "--full")
        let_go(three, "restored-backup")
        three.run("sync", "--full")

        result = three.run("recreate", "PF1", "PF2", "--reason", "lost with the backup")
        run = three.answer("sync")["run"]

        assert result.output == "PF1: the next sync writes it again\nPF2: the next sync writes it again\n"
        assert (run["ends"], sorted(three.company.purchase_orders)) == ({"written": 2}, ["PF1", "PF2"])

    def test_edge_53_a_restored_ledger_stops_the_connection(self, world: World) -> None:
        backup = (world.folder / "gp-sync.db").read_bytes()
        for name in ("Copy paper", "Toner", "Pens"):
            world.order(name=name)
        world.run("sync")
        (world.folder / "gp-sync.db").write_bytes(backup)
        for leftover in world.folder.glob("gp-sync.db-*"):
            leftover.unlink()
        world.order(name="Chairs")

        result = world.run("sync")

        assert "3 of ours are not in the ledger" in result.output
        assert sorted(world.company.purchase_orders) == ["PF1", "PF2", "PF3"]

    def test_edge_53_let_go_what_gp_has_is_linked_and_not_written_twice(self, world: World) -> None:
        backup = (world.folder / "gp-sync.db").read_bytes()
        for name in ("Copy paper", "Toner", "Pens"):
            world.order(name=name)
        world.run("sync")
        (world.folder / "gp-sync.db").write_bytes(backup)
        for leftover in world.folder.glob("gp-sync.db-*"):
            leftover.unlink()
        world.run("sync")

        let_go(world, "restored-backup")
        run = world.answer("sync")["run"]

        assert run["ends"] == {"adopted": 3}
        assert sorted(world.company.purchase_orders) == ["PF1", "PF2", "PF3"]


class TestClocks:
    @pytest.mark.parametrize(
        ("side", "minutes", "words"),
        [
            ("gp", 4, "The clocks differ: the one of Dynamics GP is 4 minutes ahead of ours."),
            ("procurify", -4, "The clocks differ: the one of Procurify is 4 minutes behind ours."),
        ],
    )
    def test_edge_55_a_clock_that_is_off_is_told_and_orders_flow(
        self, world: World, side: str, minutes: int, words: str
    ) -> None:
        server = world.gp if side == "gp" else world.procurify
        server.clock_skew = timedelta(minutes=minutes)
        world.order()

        result = world.run("sync")

        assert result.exit_code == 0
        (line,) = [line.strip() for line in result.output.splitlines() if "The clocks differ" in line]
        assert line == words
        assert list(world.company.purchase_orders) == ["PF1"]

    def test_edge_55_clocks_that_agree_are_not_mentioned(self, world: World) -> None:
        assert world.answer("sync")["run"]["warnings"] == []


class TestTheLease:
    def test_edge_52_a_second_process_is_told_to_wait(self, world: World) -> None:
        world.order()
        store = SqlStore(f"sqlite:///{world.folder / 'gp-sync.db'}")
        lease = store.acquire("test", "another process", 300)
        assert lease is not None

        busy = world.run("sync")
        store.release(lease)
        store.close()
        free = world.run("sync")

        assert (busy.exit_code, free.exit_code) == (EXIT_BUSY, 0)
        assert "is being worked on by another process" in busy.stderr
        assert list(world.company.purchase_orders) == ["PF1"]
