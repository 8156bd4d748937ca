"""`gp-sync plan`: what a run would do, with nothing written and no order changed."""

import json

from gp_sync.core.states import DocumentState
from tests.end_to_end.world import World
from tests.gp_sync.cli.plan_files import states

SENT = {"POST", "PUT", "PATCH", "DELETE"}


def written_to(world: World) -> list[str]:
    return [request.path for request in world.gp.requests if request.method in SENT]


class TestPlan:
    def test_it_tells_order_by_order_what_a_run_would_do(self, world: World) -> None:
        world.order()
        world.order(account_code="6450", name="Boots")

        plan = world.answer("plan")

        assert [(row["label"], row["words"]) for row in plan["orders"]] == [
            ("PF1", "create PF1 in TWO"),
            ("PF2", "block: GP_ACCOUNT_NOT_FOUND"),
        ]
        assert plan["counts"] == {"block": 1, "create": 1}
        assert plan["amounts"] == {"USD": "49.00"}
        assert plan["orders"][0]["writes"][0]["total"] == "49.00"

    def test_nothing_is_sent_and_no_order_moves(self, world: World) -> None:
        world.order()
        world.order(account_code="6450", name="Boots")

        world.run("plan")

        assert (written_to(world), world.company.purchase_orders) == ([], {})
        assert states(world) == {"PF1": "pending", "PF2": "pending"}

    def test_a_run_then_does_just_that(self, world: World) -> None:
        world.order()
        world.order(account_code="6450", name="Boots")
        world.order(price="0.10", name="Clips")
        plan = world.answer("plan")

        run = world.answer("sync")["run"]

        assert plan["counts"] == {"block": 1, "create": 2}
        assert run["ends"] == {"written": 2, "blocked": 1}

    def test_the_exit_code_tells_whether_there_is_something_to_do(self, world: World) -> None:
        nothing = world.run("plan").exit_code
        world.order()
        something = world.run("plan").exit_code
        world.run("sync")

        assert (nothing, something, world.run("plan").exit_code) == (0, 1, 0)

    def test_what_is_only_held_or_blocked_is_nothing_to_do(self, world: World) -> None:
        world.order(account_code="6450")

        assert world.run("plan").exit_code == 0

    def test_a_change_and_a_void_are_told_with_their_record(self, world: World) -> None:
        world.order()
        world.order(name="Clips")
        world.run("sync")
        world.procurify.edit_purchase_order(1, freight="5")
        world.procurify.cancel_purchase_order(2)

        plan = world.answer("plan")

        assert [row["words"] for row in plan["orders"]] == ["update PF1 in TWO", "void PF2 in TWO"]
        (change,) = plan["orders"][0]["writes"][0]["changes"]
        assert (change["field"], change["there"], change["wanted"]) == ("freight", "0", "5")
        assert plan["amounts"] == {"USD": "54.00"}

    def test_an_id_in_another_case_is_no_change(self, world: World) -> None:
        lower = {'"GROUND"': '"ground"', '"01-N"': '"01-n"'}
        world.configure(**lower)
        world.procurify.edit_vendor(world.vendor, external_id="contosup0001")
        world.order(shipping_method="Ground")
        world.run("sync")
        world.procurify.edit_purchase_order(1, freight="5")

        plan = world.answer("plan")

        changes = plan["orders"][0]["writes"][0]["changes"]
        assert [change["field"] for change in changes] == ["freight"]

    def test_what_a_mended_cause_lets_go_is_planned_too(self, world: World) -> None:
        """As the next run would decide it; the order itself stays blocked until then."""
        world.order(account_code="6450", name="Boots")
        world.run("sync")
        world.company.add_account("100-6450-01", "Safety")

        plan = world.answer("plan")

        assert [row["words"] for row in plan["orders"]] == ["create PF1 in TWO"]
        assert states(world) == {"PF1": DocumentState.BLOCKED}

    def test_a_record_that_gp_has_already_is_planned_to_be_linked(self, world: World) -> None:
        world.refuses_existing = False
        world.configure()
        world.order()
        world.run("sync")
        (world.folder / "gp-sync.db").unlink()
        world.run("init")

        plan = world.answer("plan")

        assert [row["words"] for row in plan["orders"]] == ["link PF1 in TWO"]
        assert world.run("plan").exit_code == 1

    def test_a_login_that_is_refused_stops_it_with_the_reason(self, world: World) -> None:
        world.order()

        result = world.run("plan", GP_SYNC_GP_PASSWORD="wrong")

        assert result.exit_code == 3
        assert "GP_LOGIN_REFUSED" in result.output

    def test_the_first_plan_needs_a_start_too(self, world: World) -> None:
        world.configure(**{"start = 2026-11-01\n": ""})

        refused = world.run("plan")
        given = world.run("plan", "--from", "2026-11-01")

        assert (refused.exit_code, given.exit_code) == (2, 0)
        assert "no start date says" in refused.output

    def test_a_guard_that_would_stop_the_run_is_told(self, world: World) -> None:
        world.configure(**{"[[companies]]\nid": "[guards]\nmax_writes = 1\n[[companies]]\nid"})
        world.order()
        world.order(name="Clips")

        plan = world.answer("plan")

        assert [found["code"] for found in plan["warnings"]] == ["BLAST_RADIUS"]
        assert world.run("plan").exit_code == 1

    def test_a_number_that_a_person_has_taken_is_seen_though_the_site_would_refuse_the_order(
        self, world: World
    ) -> None:
        world.order()
        world.run("sync")
        world.enter("PF2", "PF1", CONFIRM1="KIM")
        world.order(name="Clips")

        plan = world.answer("plan")

        assert [row["words"] for row in plan["orders"]] == ["block: PO_NUMBER_TAKEN"]

    def test_a_run_does_not_ask_for_the_number_of_a_new_order_that_the_site_would_refuse(self, world: World) -> None:
        world.order()

        world.run("sync")

        run = [request.path for request in world.gp.requests if request.method == "GET" and "PF1" in request.path]
        world.run("plan", "PF1")
        both = [request.path for request in world.gp.requests if request.method == "GET" and "PF1" in request.path]
        assert (len(run), len(both)) == (0, 1)


class TestWords:
    def test_people_read_amounts_dates_reasons_and_counts(self, world: World) -> None:
        world.order()
        world.order(account_code="6450", name="Boots")

        output = world.run("plan").output

        assert "PF1 (Contoso Office Supplies, 49.00 USD): create PF1 in TWO" in output
        assert "total 49.00" in output
        assert "Line 1 (Boots): the GL account 100-6450-01" in output
        assert "1 of 2 orders to be written or linked, 49.00 USD to be written" in output

    def test_nothing_to_decide_is_said(self, world: World) -> None:
        assert "no order waits for a decision" in world.run("plan").output

    def test_a_choice_that_fits_nothing_is_said(self, world: World) -> None:
        world.order()

        result = world.run("plan", "--vendor", "Nobody")

        assert (result.exit_code, "no order that waits fits this choice" in result.output) == (0, True)

    def test_a_severity_that_the_configuration_changed_is_said_wherever_the_finding_is(self, world: World) -> None:
        severe = '[purchase_orders]\nseverity = { ZERO_COST = "HOLD" }\n'
        world.configure(**{"[purchase_orders]\n": severe})
        world.order(price="0")
        said = "HOLD by the configuration, else WARN"

        plan, run = world.run("plan").output, world.run("sync").output
        pages = [world.run(*page).output for page in (["status"], ["status", "PF1"], ["explain", "PF1"], ["issues"])]

        assert [said in page for page in (plan, run, *pages)] == [True] * 6
        (issue,) = world.answer("issues")
        assert (issue["severity"], issue["usual_severity"]) == ("HOLD", "WARN")

    def test_what_people_wrote_is_printed_as_it_stands(self, world: World) -> None:
        world.order()
        world.run("sync")
        world.procurify.edit_purchase_order(1, comment="[bold]:grinning:[/]")

        assert "[bold]:grinning:[/]" in world.run("plan").output

    def test_no_secret_is_in_the_file_or_on_the_screen(self, world: World) -> None:
        world.order()
        file = world.folder / "plan.json"

        result = world.run("plan", "--out", str(file), "--json")

        text = file.read_text("utf-8") + result.output
        assert world.password not in text
        assert world.client_secret not in text
        assert json.loads(result.stdout)["made_by"]
