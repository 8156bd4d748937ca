"""`gp-sync apply`: exactly the orders of a plan, or nothing at all."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from tests.end_to_end.world import World


def planned(world: World, *arguments: str) -> str:
    """Make a plan in a file."""
    file = str(world.folder / "plan.json")
    assert world.run("plan", *arguments, "--out", file).exit_code == 1
    return file


def refusal(world: World, file: str) -> str:
    """What is said of a plan that is not applied; nothing of it may have been done."""
    before = json.dumps(world.company.purchase_orders, default=str, sort_keys=True)

    result = world.run("apply", file)

    assert result.exit_code == 1
    assert "the plan is not applied, and nothing of it was done" in result.stderr
    assert json.dumps(world.company.purchase_orders, default=str, sort_keys=True) == before
    return result.stderr


def boots_without_account(world: World) -> None:
    """An order that a run has blocked, and that the configuration would let through now."""
    world.order(account_code="6450", name="Boots")
    world.run("sync")
    template = 'account = "{location}-{account_code}-{department}"'
    row = 'accounts = [{ account = "100-6100-01", account_code = "6450" }]'
    world.configure(**{template: f"{row}\n{template}"})


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


class TestRefused:
    def test_a_newer_version_in_procurify(self, world: World) -> None:
        world.order()
        world.order(name="Clips")
        file = planned(world)
        world.procurify.edit_purchase_order(2, freight="5")

        told = refusal(world, file)

        assert "PF2: Procurify has a newer version of it" in told
        assert "PF1" not in told

    def test_a_record_that_was_changed_in_gp(self, world: World) -> None:
        world.order()
        world.run("sync")
        world.procurify.edit_purchase_order(1, freight="5")
        file = planned(world)
        with world.company.lock:
            world.company.edit_order("PF1")

        assert "PF1: its record in GP was changed since" in refusal(world, file)

    def test_facts_that_moved(self, world: World) -> None:
        world.order()
        file = planned(world)
        world.company.set_period(*world.gp_period(), purchasing_closed=True)

        told = refusal(world, file)

        assert "PF1: planned was 'create PF1 in TWO', decided anew it is 'hold: PERIOD_CLOSED'" in told

    def test_a_configuration_that_moved(self, world: World) -> None:
        world.order()
        file = planned(world)
        world.configure(**{'"each" = "Each"': '"each" = "Box"'})

        told = refusal(world, file)

        assert "PF1: it would be written with other contents than planned: line 1 unit was 'Each' and is 'Box'" in told

    def test_a_number_that_a_person_has_taken_in_gp(self, world: World) -> None:
        world.order()
        world.run("sync")
        world.order(name="Clips")
        world.order(name="Pens")
        file = planned(world)
        world.enter("PF2", "PF1", CONFIRM1="KIM")

        told = refusal(world, file)

        assert "PF2: planned was 'create PF2 in TWO', decided anew it is 'block: PO_NUMBER_TAKEN'" in told
        assert "PF3" not in told

    def test_a_plan_that_was_applied_already(self, world: World) -> None:
        world.order()
        file = planned(world)
        assert world.run("apply", file).exit_code == 0

        assert "it was applied already: GP has PF1 as planned" in refusal(world, file)

    def test_an_order_that_a_run_wrote_meanwhile(self, world: World) -> None:
        world.order()
        world.order(account_code="6450", name="Boots")
        file = planned(world)
        world.run("sync")
        world.company.add_account("100-6450-01", "Safety")
        file = planned(world)
        world.run("sync")

        assert "it was applied already" in refusal(world, file)

    def test_an_order_that_cannot_be_read_any_more(self, world: World) -> None:
        world.order()
        file = planned(world)
        world.procurify.edit_purchase_order(1, freight="5")
        body = b'{"data": {"procurify_PO": 1, "total": "many"}}'
        world.procurify.garble("/purchase_orders/1/$", content=body, content_type="application/json")

        assert "PF1: Procurify has a newer version, which cannot be read" in refusal(world, file)

    def test_an_order_that_was_written_with_another_date_meanwhile(self, world: World) -> None:
        boots_without_account(world)
        file = planned(world, "--all")
        day = (datetime.now(UTC) - timedelta(days=3)).date().isoformat()
        world.run("replay", "PF1", "--document-date", day, "--reason", "a test", "--yes")

        told = refusal(world, file)

        assert "PF1: it was written since with other contents than planned: document date was '" in told
        assert f"and is '{day}'" in told

    def test_a_note_that_moved_is_named_without_its_text(self, world: World) -> None:
        world.order()
        file = planned(world)
        world.configure(**{"[purchase_orders]": '[purchase_orders]\nnote = "{number}"'})

        assert "PF1: it would be written with other contents than planned: note is another" in refusal(world, file)

    def test_an_order_that_a_person_skipped_meanwhile(self, world: World) -> None:
        boots_without_account(world)
        file = planned(world, "--all")
        world.run("skip", "PF1", "--reason", "never write it")

        assert "PF1: a person left it out since" in refusal(world, file)

    def test_one_of_several_that_a_person_skipped_meanwhile(self, world: World) -> None:
        world.order()
        world.order(name="Clips")
        file = planned(world)
        world.run("skip", "PF2", "--reason", "twice")

        told = refusal(world, file)

        assert "PF2: a person left it out since" in told
        assert "PF1" not in told

    def test_an_order_that_a_person_entered_meanwhile(self, world: World) -> None:
        boots_without_account(world)
        file = planned(world, "--all")
        world.run("done", "PF1", "--reason", "entered as PO123")

        assert "PF1: a person took it as done by hand since" in refusal(world, file)

    def test_a_plan_in_which_there_is_nothing_to_do(self, world: World) -> None:
        world.order(account_code="6450")
        file = str(world.folder / "plan.json")
        world.run("plan", "--out", file)

        assert "nothing in it is to be written or linked" in refusal(world, file)

    def test_another_connection(self, world: World) -> None:
        world.order()
        file = planned(world)
        world.configure(**{'connection = "test"': 'connection = "other"'})

        assert "it is a plan for the connection 'test', and this is 'other'" in refusal(world, file)

    def test_another_company(self, world: World) -> None:
        world.order()
        file = planned(world)
        with world.company.lock:
            world.company.database = "COPY"

        told = refusal(world, file)

        assert (
            "gp TWO: planned for Fabrikam, Inc. (database TWO, company -1), now Fabrikam, Inc. (database COPY" in told
        )


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
