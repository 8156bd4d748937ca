"""`gp-sync apply`: exactly the orders of a plan, or nothing at all."""

import json
from pathlib import Path
from typing import Any

from tests.end_to_end.world import World
from tests.gp_sync.cli.plan_files import planned


class TestApply:
    def test_the_planned_orders_are_written(self, world: World) -> None:
        world.order()
        world.order(account_code="6450", name="Boots")
        file = planned(world)

        run = world.answer("apply", file)["run"]

        assert run["ends"] == {"written": 1, "blocked": 1}
        assert sorted(world.company.purchase_orders) == ["PF1"]

    def test_no_other_order_is(self, world: World) -> None:
        world.order()
        file = planned(world)
        world.order(name="Clips")

        run = world.answer("apply", file)["run"]

        assert run["ends"] == {"written": 1}
        assert sorted(world.company.purchase_orders) == ["PF1"]
        assert world.answer("sync")["run"]["ends"] == {"written": 1}

    def test_who_applied_it_is_in_the_audit(self, world: World) -> None:
        world.order()
        file = planned(world)

        world.run("apply", file)

        rows = [json.loads(line) for line in world.run("audit", "export").stdout.splitlines()]
        (row,) = [row for row in rows if row["what"] == "plan.applied"]
        assert row["detail"]["by"]
        assert row["detail"]["made_by"]

    def test_settled_orders_are_decided_anew_where_the_plan_says_so(self, world: World) -> None:
        world.order()
        world.order(name="Clips")
        world.run("sync")
        world.configure(**{'"each" = "Each"': '"each" = "Box"'})
        file = planned(world, "PF1")

        run = world.answer("apply", file)["run"]

        assert run["ends"] == {"written": 1}
        assert world.answer("plan", "--all")["counts"] == {"unchanged": 1, "update": 1}

    def test_what_a_person_skipped_before_is_written_where_the_plan_names_it(self, world: World) -> None:
        world.order()
        world.run("plan")
        world.run("skip", "PF1", "--reason", "not yet")
        file = planned(world, "PF1")

        run = world.answer("apply", file)["run"]

        assert run["ends"] == {"written": 1}

    def test_what_is_as_it_should_be_is_left_alone(self, world: World) -> None:
        world.order()
        world.run("sync")
        world.order(name="Clips")
        file = planned(world, "--all", "--since", "2020-01-01")
        actions = [row["action"] for row in json.loads(Path(file).read_text("utf-8"))["plan"]["orders"]]

        run = world.answer("apply", file)["run"]

        assert actions == ["unchanged", "write"]
        assert run["ends"] == {"written": 1}

    def test_a_record_of_ours_that_the_ledger_has_lost_is_linked_as_planned(self, world: World) -> None:
        world.order()
        world.run("sync")
        (world.folder / "gp-sync.db").unlink()
        world.run("init")
        file = planned(world)

        run = world.answer("apply", file)["run"]

        assert json.loads(Path(file).read_text("utf-8"))["plan"]["orders"][0]["action"] == "adopt"
        assert run["ends"] == {"adopted": 1}


class TestGuards:
    def test_too_many_orders_are_stopped_until_a_person_lets_them_go(self, world: World) -> None:
        world.configure(**{"[[companies]]\nid": "[guards]\nmax_writes = 1\n[[companies]]\nid"})
        world.order()
        world.order(name="Clips")
        file = planned(world)

        stopped = world.run("apply", file)
        world.run("release", "blast-radius", "--reason", "the first day")
        applied = world.run("apply", file)

        assert (stopped.exit_code, applied.exit_code) == (3, 0)
        assert "BLAST_RADIUS" in stopped.output
        assert sorted(world.company.purchase_orders) == ["PF1", "PF2"]

    def test_a_part_of_what_a_guard_stopped_may_be_applied(self, world: World) -> None:
        world.configure(**{"[[companies]]\nid": "[guards]\nmax_writes = 1\n[[companies]]\nid"})
        world.order()
        world.order(name="Clips")
        assert world.run("sync").exit_code == 3
        file = planned(world, "PF2")

        assert world.run("apply", file).exit_code == 0
        assert sorted(world.company.purchase_orders) == ["PF2"]


def changed(file: str, change: Any) -> None:
    path = Path(file)
    whole = json.loads(path.read_text("utf-8"))
    change(whole)
    path.write_text(json.dumps(whole), encoding="utf-8")


class TestFile:
    def test_a_file_that_was_changed_is_refused(self, world: World) -> None:
        world.order()
        file = planned(world)
        changed(file, lambda whole: whole["plan"]["orders"][0].update(label="PF9"))

        result = world.run("apply", file)

        assert result.exit_code == 2
        assert "it was changed since it was written: make it again" in result.stderr
        assert file in result.stderr

    def test_a_file_of_another_version_is_refused(self, world: World) -> None:
        world.order()
        file = planned(world)
        changed(file, lambda whole: whole.update(version=2))

        result = world.run("apply", file)

        assert result.exit_code == 2
        assert "it is a plan of version 2, and this gp-sync reads version 1" in result.stderr

    def test_a_file_that_is_no_plan_is_refused(self, world: World) -> None:
        result = world.run("apply", str(world.config))

        assert result.exit_code == 2
        assert "gp-sync.toml: it is no plan; `gp-sync plan --out FILE` writes one" in result.stderr

    def test_a_missing_file_is_named(self, world: World) -> None:
        result = world.run("apply", "nowhere.json")

        assert result.exit_code == 2
        assert "nowhere.json" in result.stderr

    def test_a_place_that_cannot_be_written_is_named(self, world: World) -> None:
        result = world.run("plan", "--out", str(world.folder / "no" / "plan.json"))

        assert result.exit_code == 2
        assert "plan.json" in result.stderr
