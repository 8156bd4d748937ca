"""`gp-sync doctor` over real sockets: what is well, what is not, and that whatever is broken hides nothing else."""

import json
import sqlite3
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from dynamicsgp_sba.testing import seed_fabrikam
from gp_sync.doctor.at_start import missing_in_gp
from gp_sync.opening import open_connection
from procurify_client.testing import Role
from tests.end_to_end.vault.vaults import move_into_vault, secrets
from tests.end_to_end.world import CLIENT_SECRET, PASSWORD, World

NOWHERE = "http://127.0.0.1:9"


def told(world: World, **environment: str) -> dict[str, dict[str, str]]:
    """All checks by what was looked at."""
    checks = json.loads(world.run("doctor", "--json", **environment).stdout)
    return {check["what"]: check for check in checks}


def not_well(world: World, **environment: str) -> dict[str, str]:
    """The results that are not `ok`."""
    return {what: check["result"] for what, check in told(world, **environment).items() if check["result"] != "ok"}


class TestAHealthyConnection:
    def test_everything_is_looked_at_and_well(self, world: World) -> None:
        world.order()
        world.run("sync")

        result = world.run("doctor")

        assert (result.exit_code, not_well(world)) == (0, {})
        assert result.output.endswith(f"all is well: {len(told(world))} checks\n")
        assert "signed in as sample.user@example.com (superuser)" in result.output
        assert "TWO services for purchase_orders: purchase_orders answers" in result.output
        assert "they add up: 1 document, each with one end" in result.output
        assert "1 of 1 captured documents have no gap" in result.output

    def test_nothing_is_written_and_no_secret_is_shown(self, world: World) -> None:
        world.order()

        result = world.run("doctor")

        assert {request.method for request in world.gp_requests()} == {"GET"}
        assert CLIENT_SECRET not in result.output
        assert PASSWORD not in result.output


class TestOneSideDown:
    def test_gp_down_leaves_the_rest_looked_at(self, world: World) -> None:
        world.configure(**{world.gp.base_url: NOWHERE})

        found = told(world)

        assert found["Dynamics GP"]["result"] == "failed"
        assert found["Dynamics GP"]["remedy"].startswith("See that the GP Service runs")
        assert (found["Procurify"]["result"], found["audit"]["result"]) == ("ok", "ok")
        assert found["what GP can do"]["answer"] == "not asked: GP cannot be used now"

    def test_procurify_down_leaves_the_rest_looked_at(self, world: World) -> None:
        world.configure(**{world.procurify.base_url: NOWHERE})

        assert not_well(world) == {"Procurify": "failed"}

    def test_a_secret_that_is_nowhere_is_named_and_the_other_side_is_asked(self, world: World) -> None:
        found = told(world, GP_SYNC_PROCURIFY_CLIENT_SECRET="")

        assert found["secret procurify_client_secret"]["result"] == "failed"
        assert "gp-sync secrets set procurify_client_secret" in found["secret procurify_client_secret"]["remedy"]
        assert found["Procurify"]["answer"] == "not asked: its client secret is nowhere"
        assert found["company TWO"]["result"] == "ok"

    def test_a_vault_that_does_not_open_is_told_once_and_nothing_in_it_is_called_missing(self, world: World) -> None:
        move_into_vault(world)
        (world.folder / "vault.key").unlink()

        found = told(world)

        assert "holds secrets that are encrypted with the key" in found["vault"]["answer"]
        assert found["secret gp_password"]["result"] == "failed"
        assert found["secret gp_password"]["answer"] == "it is in the vault, which does not open"
        assert found["Procurify"]["answer"] == "not asked: its client secret cannot be read"
        assert found["Dynamics GP"]["answer"].endswith("the password of the Windows account for GP cannot be read")

    def test_a_secret_that_the_vault_lacks_is_missing_though_the_vault_does_not_open(self, world: World) -> None:
        move_into_vault(world)
        secrets(world, "remove", "gp_password", "--yes")
        (world.folder / "vault.key").unlink()

        assert told(world)["secret gp_password"]["answer"] == "the password of the Windows account for GP is nowhere"

    def test_a_secret_that_is_elsewhere_is_used_though_the_vault_does_not_open(self, world: World) -> None:
        move_into_vault(world)
        (world.folder / "vault.key").unlink()

        found = told(world, GP_SYNC_PROCURIFY_CLIENT_SECRET=CLIENT_SECRET)

        assert found["secret procurify_client_secret"]["answer"] == "from the environment"
        assert found["Procurify"]["result"] == "ok"

    def test_edge_65_without_a_ledger_gp_is_not_asked_since_a_refused_logon_would_be_repeated(
        self, world: World
    ) -> None:
        (world.folder / "gp-sync.db").unlink()

        found = told(world)

        assert "run `gp-sync init`" in found["ledger"]["answer"]
        assert found["Dynamics GP"]["result"] == "warning"
        assert found["Procurify"]["result"] == "ok"
        assert world.gp.logons == ()


class TestTheFile:
    def test_one_with_mistakes_is_told_and_its_good_sections_are_looked_at(self, world: World) -> None:
        world.configure(**{'"America/Chicago"': '"Chicago"', "refuses_existing = true": "refuses_existing = 1"})

        result = world.run("doctor")

        assert result.exit_code == 1
        assert "gp.refuses_existing: expected true or false, got 1" in result.output
        assert "time_zone is 'Chicago'" in result.output
        assert "ok       Procurify certificate: " in result.output
        assert "ok       ledger: " in result.output
        assert "GP certificate" not in result.output

    def test_none_is_told(self, world: World) -> None:
        world.config.unlink()

        result = world.run("doctor")

        assert result.exit_code == 1
        assert "there is no such file: `gp-sync init` writes one to start from" in result.output


class TestSecretsEnd:
    @pytest.mark.parametrize(
        ("days", "result", "words"),
        [(60, "ok", "in 60 days"), (14, "warning", "in 14 days"), (-1, "failed", "gp_password ended on ")],
    )
    def test_edge_19_the_end_of_a_secret_is_told(self, world: World, days: int, result: str, words: str) -> None:
        day = datetime.now(UTC).date() + timedelta(days=days)
        world.configure(**{"[gp]": f"[secrets]\nexpires = {{ gp_password = {day} }}\n[gp]"})

        check = told(world)["end of gp_password"]

        assert check["result"] == result
        assert words in check["answer"]


class TestWhatGPCanDo:
    def test_edge_33_the_collation_tells_whether_case_counts_in_ids(self, world: World) -> None:
        world.company.collation = "Latin1_General_BIN"

        check = told(world)["TWO collation"]

        assert check["result"] == "warning"
        assert check["answer"].startswith(
            "case counts in IDs (Latin1_General_BIN): configure them exactly as GP has them"
        )

    def test_edge_48_a_setup_that_contradicts_the_site_profile_is_a_failure(self, world: World) -> None:
        world.company.keeps_history = False

        check = told(world)["TWO setup"]

        assert check["result"] == "failed"
        assert check["answer"].startswith("GP keeps no history of purchase orders, and the site profile says that")
        assert "reads_history = false" in check["remedy"]

    def test_edge_48_a_run_does_not_start_on_a_contradiction(self, world: World) -> None:
        world.order()
        world.company.keeps_history = False

        results = [world.run("sync"), world.run("run")]

        assert [result.exit_code for result in results] == [2, 2]
        assert "TWO: GP keeps no history of purchase orders, and the site profile says that" in results[0].stderr
        assert "reads_history = false in the site profile" in results[1].stderr
        assert world.company.purchase_orders == {}

    def test_edge_48_what_gp_cannot_be_asked_now_is_no_contradiction(self, world: World) -> None:
        world.gp.fail("CompanySetup", status=403)

        result = world.run("sync")

        assert next(request.status for request in world.gp_requests() if "CompanySetup" in request.resource) == 403
        assert result.exit_code == 0

    def test_edge_48_a_vendor_class_that_gp_lacks_is_a_failure(self, world: World) -> None:
        vendors = '[vendors]\nenabled = true\nvendor_class = { "*" = "USA-US-C", preferred = "GOLD" }\n[[companies]]'
        world.configure(**{"[[companies]]": vendors})

        check = told(world)["TWO setup"]

        assert check["result"] == "failed"
        assert check["answer"] == "GP has no vendor class 'GOLD', which vendor_class gives to new vendors"

    def test_edge_49_a_service_that_is_not_known_to_answer_is_a_failure(self, world: World) -> None:
        world.gp.fail("PurchaseOrders", status=404, body="<html>Gone.</html>", content_type="text/html", times=99)

        result = world.run("doctor")

        assert result.exit_code == 1
        assert "TWO services for purchase_orders: purchase_orders: missing (GET http" in result.output
        assert "nothing is written until they answer" in result.output

    def test_edge_49_what_gp_no_longer_names_since_the_last_look_is_a_warning(self, world: World) -> None:
        world.run("doctor")
        page = "<h2>Dictionaries</h2><ul><li>Dynamics</li></ul><h2>Libraries</h2><ul><li>Other.Objects</li></ul>"
        world.gp.fail("help", status=200, body=f"<html>{page}</html>", content_type="text/html", times=99)

        check = told(world)["GP version"]

        assert check["result"] == "warning"
        assert "there was also Microsoft.Dynamics.GP.BusinessObjects" in check["answer"]
        assert "dynamicsgp_sba.conformance" in check["remedy"]

    def test_edge_49_a_schedule_that_starts_sees_what_has_gone_and_leaves_it_to_doctor_to_note(
        self, world: World, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        world.run("doctor")
        page = "<h2>Dictionaries</h2><ul><li>Dynamics</li></ul><h2>Libraries</h2><ul><li>Other.Objects</li></ul>"
        world.gp.fail("help", status=200, body=f"<html>{page}</html>", content_type="text/html", times=99)
        world.gp.fail("PurchaseOrders", status=404, body="<html>Gone.</html>", content_type="text/html", times=99)
        for name, value in world.environment.items():
            monkeypatch.setenv(name, value)

        with open_connection(world.config) as (_, connection):
            first, second = list(missing_in_gp(connection)), list(missing_in_gp(connection))

        assert [(check.what, check.result) for check in first] == [
            ("TWO services for purchase_orders", "failed"),
            ("GP version", "warning"),
        ]
        assert second == first

    def test_edge_49_a_schedule_starts_while_gp_is_down(self, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
        world.configure(**{world.gp.base_url: "http://127.0.0.1:9"})
        for name, value in world.environment.items():
            monkeypatch.setenv(name, value)

        with open_connection(world.config) as (_, connection):
            found = [(check.what, check.result) for check in missing_in_gp(connection)]

        assert found == [("TWO services for purchase_orders", "failed"), ("GP version", "warning")]

    def test_edge_49_a_run_writes_nothing_where_the_service_has_gone(self, world: World) -> None:
        world.order()
        world.gp.fail("PurchaseOrders", status=404, body="<html>Gone.</html>", content_type="text/html", times=99)

        world.run("sync")

        assert world.company.purchase_orders == {}
        assert {request.method for request in world.gp_requests()} == {"GET"}


class TestWhoWeAre:
    @pytest.mark.parametrize("command", ["ping", "doctor"])
    def test_edge_64_the_owner_s_role_is_told_and_no_order_is_no_sign_of_health(
        self, world: World, command: str
    ) -> None:
        world.procurify.set_role(Role.ADMINISTRATOR)

        found = {check["what"]: check for check in world.answer(command)}

        assert found["Procurify"]["answer"] == "signed in as sample.user@example.com (administrator)"
        assert found["Procurify orders"]["result"] == "warning"
        assert "the role of the app's owner may not see them" in found["Procurify orders"]["answer"]

    @pytest.mark.parametrize("command", ["ping", "doctor"])
    def test_edge_64_the_orders_that_it_sees_are_counted(self, world: World, command: str) -> None:
        world.order()
        one = {check["what"]: check for check in world.answer(command)}
        world.order()

        two = {check["what"]: check for check in world.answer(command)}

        assert [found["Procurify orders"]["result"] for found in (one, two)] == ["ok", "ok"]
        assert [found["Procurify orders"]["answer"] for found in (one, two)] == [
            "1 purchase order changed in the last 90 days",
            "2 purchase orders changed in the last 90 days",
        ]

    def test_edge_65_a_password_that_was_refused_is_tried_by_no_later_process(self, world: World) -> None:
        world.gp.users.set_password(world_user(), "another")
        world.run("doctor")

        found, again = told(world), world.run("sync")

        assert found["Dynamics GP"]["answer"].startswith("Dynamics GP refused the Windows login")
        assert again.exit_code == 3
        assert world.gp.failed_logons == 1

    def test_edge_65_once_it_is_right_ping_asks_at_once(self, world: World) -> None:
        world.gp.users.set_password(world_user(), "another")
        world.run("doctor")
        world.gp.users.set_password(world_user(), PASSWORD)

        asked = world.run("ping", "--retry-login")

        assert asked.exit_code == 0
        assert told(world)["Dynamics GP"]["result"] == "ok"


class TestCompanies:
    def test_edge_67_a_test_company_beside_a_live_one_is_a_failure(self, world: World) -> None:
        seed_fabrikam(world.gp, "Fabrikam, Inc. <TEST>", database="TWOT", id=7)
        second = '[[companies]]\nid = "TEST"\nname = "Fabrikam, Inc. <TEST>"\n[[companies]]\nid = "TWO"'
        world.configure(**{'[[companies]]\nid = "TWO"': second})

        check = told(world)["companies"]

        assert check["result"] == "failed"
        assert check["answer"] == "'Fabrikam, Inc. <TEST>' is a test company, and 'Fabrikam, Inc.' is not"
        assert "gp-sync copy" in check["remedy"]

    def test_edge_67_another_company_than_the_ledger_s_is_a_failure(self, world: World) -> None:
        world.order()
        world.run("sync")
        seed_fabrikam(world.gp, "Fabrikam, Inc. <TEST>", database="TWOT", id=7)
        world.configure(**{'"Fabrikam, Inc."': '"Fabrikam, Inc. <TEST>"'})

        check = told(world)["systems"]

        assert check["result"] == "failed"
        assert (
            "Fabrikam, Inc. (database TWO, company -1) before, Fabrikam, Inc. <TEST> (database TWOT" in check["answer"]
        )


class TestTheLedger:
    def test_a_password_in_its_address_is_a_warning_that_does_not_show_it(
        self, world: World, postgres_ledger_url: str
    ) -> None:
        address = sa.make_url(postgres_ledger_url).set(password="hunter2").render_as_string(hide_password=False)
        world.configure(**{"[gp]": f'[ledger]\nurl = "{address}"\n[gp]'})

        result = world.run("doctor")

        assert "warning  ledger address: it holds a password" in result.output
        assert "hunter2" not in result.output

    def test_a_row_that_somebody_changed_is_found(self, world: World) -> None:
        world.order()
        world.run("sync")
        with sqlite3.connect(world.folder / "gp-sync.db") as file:
            file.execute("UPDATE gp_sync_documents SET state = 'held'")
        file.close()

        check = told(world)["audit"]

        assert check["result"] == "failed"
        assert "gp-sync audit verify" in check["remedy"]

    def test_edge_50_a_new_field_and_a_new_value_are_counted_by_status_and_doctor(self, world: World) -> None:
        order: Any = world.order()
        world.procurify.edit_purchase_order(order["procurify_PO"], widget="7", state=99)
        world.run("sync")

        found, status = told(world)["new in Procurify"], world.answer("status")

        assert found["result"] == "warning"
        assert "PurchaseOrder.widget (1 times since " in found["answer"]
        assert "PurchaseOrderState 99" in found["answer"]
        assert {name: row["count"] for name, row in status["unknown"].items()} == {
            "PurchaseOrder.widget": 1,
            "PurchaseOrderState 99": 1,
        }
        assert "no name for: 2; `gp-sync doctor`" in world.run("status").output


def world_user() -> str:
    """The Windows account of the world's configuration."""
    return r"FABRIKAM\svc_gp"
