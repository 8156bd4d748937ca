"""What `gp-sync apply` says of a plan from which something has moved: nothing of it is done."""

from datetime import UTC, datetime, timedelta

from tests.end_to_end.world import World
from tests.gp_sync.cli.plan_files import boots_without_account, planned, refusal


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
