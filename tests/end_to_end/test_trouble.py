"""What goes wrong around the job: each is a sentence that says what to do, and nothing is lost."""

import json
import time
from datetime import UTC, datetime

import pytest

from gp_sync.config.credentials import GP_VARIABLE, PROCURIFY_VARIABLE
from tests.end_to_end.world import World

EXIT_MISTAKE, EXIT_SIDE, EXIT_BUSY = 2, 3, 4


class TestWrongCredentials:
    def test_a_wrong_windows_password_is_tried_once_over_all_runs(self, world: World) -> None:
        order = world.order()

        first = world.run("sync", **{GP_VARIABLE: "wrong"})
        second = world.run("sync", **{GP_VARIABLE: "wrong"})

        assert (first.exit_code, second.exit_code) == (EXIT_SIDE, EXIT_SIDE)
        assert "GP_LOGIN_REFUSED" in first.output
        assert "gp-sync ping --retry-login" in first.output
        assert world.gp.failed_logons == 1
        assert world.run("sync").exit_code == 0
        assert order["number"] in world.company.purchase_orders

    def test_a_password_that_is_right_again_is_tried_when_asked(self, world: World) -> None:
        world.gp.users.set_password(r"FABRIKAM\svc_gp", "changed")
        world.run("sync")
        world.gp.users.set_password(r"FABRIKAM\svc_gp", world.password)

        asked = world.run("ping", "--retry-login")

        assert asked.exit_code == 0, asked.output

    def test_a_wrong_client_secret_captures_nothing_and_says_where_to_get_a_new_one(self, world: World) -> None:
        order = world.order()

        result = world.run("sync", **{PROCURIFY_VARIABLE: "wrong"})

        assert result.exit_code == EXIT_SIDE
        assert "PROCURIFY_LOGIN_REFUSED" in result.output
        assert "Settings > Integrations > Procurify API" in result.output
        assert world.procurify.token_requests == 1
        world.run("sync")
        assert order["number"] in world.company.purchase_orders

    @pytest.mark.parametrize("command", ["ping", "sync", "replay"])
    def test_a_missing_secret_names_the_variable(self, world: World, command: str) -> None:
        result = world.run(command, **{GP_VARIABLE: ""})

        assert result.exit_code == EXIT_MISTAKE
        assert GP_VARIABLE in result.stderr


class TestUnreachable:
    def test_an_unreachable_gp_keeps_the_captured_orders(self, world: World) -> None:
        order = world.order()
        world.configure(**{world.gp.base_url: "http://127.0.0.1:9"})

        result = world.run("sync", "--json")

        assert result.exit_code == EXIT_SIDE
        answer = json.loads(result.stdout)
        assert (answer["run"]["captured"]["fetched"], answer["run"]["ends"]) == (1, {})
        world.configure()
        world.run("sync")
        assert order["number"] in world.company.purchase_orders

    def test_what_is_pending_says_why_until_the_side_is_back(self, world: World) -> None:
        world.order()
        world.configure(**{world.gp.base_url: "http://127.0.0.1:9"})
        world.run("sync")

        waiting = json.loads(world.run("status", "--json").stdout)
        words = world.run("status").output
        world.configure()
        world.run("sync")
        done = json.loads(world.run("status", "--json").stdout)

        assert waiting["counts"] == {"pending": 1}
        assert [reason["code"] for reason in waiting["stopped"]] == ["GP_UNAVAILABLE"]
        assert "GP_UNAVAILABLE (the last run stopped here; what is pending waits for it)" in words
        assert (done["counts"], done["stopped"]) == ({"written": 1}, [])

    def test_an_unreachable_procurify_does_not_stop_what_is_pending(self, world: World) -> None:
        order = world.order()
        world.configure(**{world.gp.base_url: "http://127.0.0.1:9"})
        world.run("sync")
        world.configure()
        world.procurify.close()

        result = world.run("sync")

        assert result.exit_code == EXIT_SIDE
        assert "PROCURIFY_UNAVAILABLE" in result.output
        assert order["number"] in world.company.purchase_orders


class TestMalformedAnswers:
    def test_a_page_of_a_proxy_is_not_taken_for_an_order(self, world: World) -> None:
        order = world.order()
        world.procurify.garble(f"/purchase_orders/{order['procurify_PO']}/", content=b"<html>busy</html>")

        first = world.run("sync")
        world.run("sync")

        assert first.exit_code == EXIT_SIDE
        assert "expected JSON, got HTML" in first.output
        assert order["number"] in world.company.purchase_orders

    def test_an_order_that_cannot_be_read_stops_itself_only(self, world: World) -> None:
        bad, good = world.order(), world.order()
        body = json.dumps({"data": {"procurify_PO": bad["procurify_PO"], "total": "many"}, "metadata": {}}).encode()
        world.procurify.garble(
            f"/purchase_orders/{bad['procurify_PO']}/", content=body, content_type="application/json"
        )

        world.run("sync")
        status = json.loads(world.run("status", "--json").stdout)

        assert status["counts"] == {"written": 1, "unreadable": 1}
        assert list(world.company.purchase_orders) == [good["number"]]

    def test_a_create_that_answers_nonsense_is_read_back(self, any_world: World) -> None:
        order = any_world.order()
        any_world.gp.garble("PurchaseOrders", method="POST")

        result = any_world.run("sync", "--json")

        assert json.loads(result.stdout)["run"]["ends"] == {"written": 1}
        assert list(any_world.company.purchase_orders) == [order["number"]]


class TestMistakesOfTheUser:
    def test_a_file_that_is_no_toml(self, world: World) -> None:
        world.config.write_text("connection = fabrikam", encoding="utf-8")

        result = world.run("sync")

        assert result.exit_code == EXIT_MISTAKE
        assert "it is not TOML" in result.stderr

    def test_no_file_at_all(self, world: World) -> None:
        world.config.unlink()

        result = world.run("sync")

        assert result.exit_code == EXIT_MISTAKE
        assert "gp-sync init" in result.stderr

    def test_no_ledger_yet(self, world: World) -> None:
        (world.folder / "gp-sync.db").unlink()

        result = world.run("sync")

        assert result.exit_code == EXIT_MISTAKE
        assert "gp-sync init" in result.stderr

    def test_no_start_for_the_first_run(self, world: World) -> None:
        world.configure(**{"start = 2026-11-01\n": ""})

        refused = world.run("sync")
        accepted = world.run("sync", "--from", "2026-11-01")

        assert refused.exit_code == EXIT_MISTAKE
        assert "--from" in refused.stderr
        assert accepted.exit_code == 0

    def test_the_start_of_the_first_run_holds_for_later_ones(self, world: World) -> None:
        old = world.order(date=datetime(2026, 10, 20, 15, tzinfo=UTC))
        world.configure(**{"start = 2026-11-01\n": ""})
        world.run("sync", "--from", "2026-11-01")
        world.procurify.edit_purchase_order(old["procurify_PO"], comment="touched")

        later = json.loads(world.run("sync", "--json").stdout)

        assert (later["run"]["captured"]["listed"], later["run"]["captured"]["before_start"]) == (0, 1)
        assert not world.company.purchase_orders

    def test_an_order_that_the_ledger_does_not_know(self, world: World) -> None:
        result = world.run("status", "PF999")

        assert result.exit_code == EXIT_MISTAKE
        assert "knows no order 'PF999'" in result.stderr

    def test_an_issue_that_is_not_open(self, world: World) -> None:
        result = world.run("replay", "--issue", "7")

        assert result.exit_code == EXIT_MISTAKE
        assert "no open issue 7" in result.stderr

    def test_an_issue_that_is_no_number(self, world: World) -> None:
        result = world.run("replay", "--issue", "abc")

        assert result.exit_code == EXIT_MISTAKE
        assert "'abc' is no number of an issue, such as 2" in result.stderr


class TestSecrets:
    def test_no_output_of_any_command_holds_a_secret(self, world: World) -> None:
        world.order()
        world.order(account_code="6450")

        outputs = [
            world.run(*command).output
            for command in (["ping"], ["sync"], ["sync", "--json"], ["status"], ["status", "PF1"], ["replay"])
        ]

        assert world.client_secret not in "".join(outputs)
        assert world.password not in "".join(outputs)
        ledger = (world.folder / "gp-sync.db").read_bytes()
        assert world.client_secret.encode() not in ledger
        assert world.password.encode() not in ledger


class TestTooManyRequests:
    def test_edge_28_a_429_is_waited_out_for_as_long_as_procurify_says(self, world: World) -> None:
        order = world.order()
        world.procurify.rate_limit(1, retry_after=3)
        began = time.monotonic()

        result = world.run("sync")

        assert result.exit_code == 0, result.output
        assert order["number"] in world.company.purchase_orders
        assert time.monotonic() - began >= 3
        assert [request.status for request in world.procurify.requests].count(429) == 1
