"""`gp-sync issues`: what is wrong, which orders and amounts wait for it, and who can mend it."""

import json

import pytest

from tests.end_to_end.world import World
from tests.gp_sync.cli.plan_files import boots_without_account


@pytest.fixture
def stopped(world: World) -> World:
    """Two orders without an account in GP, one with a shipping method that is not mapped, one that was written."""
    world.order(account_code="6450", name="Boots", price="24.50", quantity="2")
    world.order(account_code="6450", name="Gloves", price="1234.56", quantity="1")
    world.order(shipping_method="Air")
    world.order()
    assert world.run("sync").exit_code == 0
    return world


def number(world: World, code: str) -> str:
    """Two orders are decided at once, so that either issue may be the first."""
    return next(str(row["number"]) for row in world.answer("issues") if row["code"] == code)


class TestList:
    def test_each_issue_has_its_orders_and_what_they_come_to(self, stopped: World) -> None:
        issues = stopped.answer("issues")

        assert [(row["code"], row["orders"], row["amounts"]) for row in issues] == [
            ("GP_ACCOUNT_NOT_FOUND", ["PF1", "PF2"], {"USD": "1283.56"}),
            ("SHIPPING_METHOD_UNMAPPED", ["PF3"], {"USD": "49.00"}),
        ]
        assert "The GL account 100-6450-01" in issues[0]["sentence"]
        assert (issues[0]["who"], issues[0]["without_amount"]) == ("finance", 0)

    def test_people_read_number_amount_since_when_and_who(self, stopped: World) -> None:
        output = stopped.run("issues").output

        assert "2 open issues" in output
        told = number(stopped, "GP_ACCOUNT_NOT_FOUND")
        assert f"GP_ACCOUNT_NOT_FOUND (issue {told}, 2 orders of TWO, 1,283.56 USD: PF1, PF2)" in output
        assert "finance: Create the account" in output
        assert "open since 20" in output

    def test_status_and_a_run_tell_the_same(self, stopped: World) -> None:
        status, run = stopped.answer("status")["issues"], stopped.answer("sync")["issues"]

        assert status == run == stopped.answer("issues")

    def test_nothing_open_is_said(self, world: World) -> None:
        assert "no open issues" in world.run("issues").output
        assert world.answer("issues") == []

    def test_amounts_of_two_currencies_are_not_added_up(self, stopped: World) -> None:
        stopped.procurify.add_currency("CAD")
        stopped.order(account_code="6450", name="Hats", price="80", quantity="1", currency="CAD")
        stopped.run("sync")

        issues = {row["code"]: row["amounts"] for row in stopped.answer("issues")}

        assert issues["GP_ACCOUNT_NOT_FOUND"] == {"CAD": "80.00", "USD": "1283.56"}

    def test_neither_system_is_asked(self, stopped: World) -> None:
        asked = len(stopped.gp.requests), len(stopped.procurify.requests)

        stopped.run("issues")
        stopped.run("issues", "show", "1")

        assert (len(stopped.gp.requests), len(stopped.procurify.requests)) == asked


class TestWarnings:
    @pytest.fixture
    def warned(self, world: World) -> World:
        """Two orders for a vendor on hold, one of them with a line that costs nothing, and one with its own."""
        vendor = world.procurify.add_vendor("Fabrikam Tools", external_id="FABRIKAM0001")["id"]
        world.company.add_vendor("FABRIKAM0001", "Fabrikam Tools", HOLD=1, PMPRCHIX=1)
        world.order(vendor=vendor)
        world.order(vendor=vendor, lines=[world.line(), world.line("Leaflets", price="0")])
        world.order(lines=[world.line("Pens"), world.line("Samples", price="0")])
        world.order()
        assert world.run("sync").exit_code == 0
        return world

    def test_they_are_listed_by_code_and_cause_with_orders_and_amounts(self, warned: World) -> None:
        told = warned.answer("issues", "--warnings")

        assert [(row["code"], row["orders"], row["amounts"]) for row in told] == [
            ("VENDOR_ON_HOLD", ["PF1", "PF2"], {"USD": "98.00"}),
            ("ZERO_COST", ["PF2", "PF3"], {"USD": "98.00"}),
        ]
        assert [row["cause"] for row in told] == ["gp_vendor TWO FABRIKAM0001", ""]

    def test_people_read_who_can_do_what(self, warned: World) -> None:
        output = warned.run("issues", "--warnings").output

        assert "3 orders with warnings" in output
        assert "VENDOR_ON_HOLD (2 orders of TWO, 98.00 USD: PF1, PF2)" in output
        assert "finance: Clear Hold" in output
        assert "PF2: Line 2 (Leaflets) costs nothing." in output

    def test_they_open_no_issue(self, warned: World) -> None:
        assert warned.answer("issues") == []

    def test_status_counts_them_and_names_the_command(self, warned: World) -> None:
        assert warned.answer("status")["warned"] == 3
        assert "3 orders that nothing stops with warnings; `gp-sync issues --warnings` lists them" in (
            warned.run("status").output
        )

    def test_a_run_counts_its_own(self, warned: World) -> None:
        warned.procurify.edit_purchase_order(1, freight="5")
        warned.procurify.edit_purchase_order(4, freight="5")

        assert warned.answer("sync")["run"]["warned"] == 1
        assert warned.answer("sync")["run"]["warned"] == 0

    def test_none_is_said(self, world: World) -> None:
        assert "no document has a warning" in world.run("issues", "--warnings").output


class TestShow:
    def test_each_order_with_vendor_amount_date_requester_and_line(self, stopped: World) -> None:
        result = stopped.run("issues", "show", number(stopped, "GP_ACCOUNT_NOT_FOUND"), "--json")

        issue = json.loads(result.stdout)
        assert [row["order"] for row in issue["orders"]] == ["PF1", "PF2"]
        gloves = issue["orders"][1]
        assert (gloves["vendor"], gloves["amount"], gloves["currency"]) == (
            "Contoso Office Supplies",
            "1234.56",
            "USD",
        )
        (found,) = gloves["findings"]
        assert found["where"] == "line 1 (Gloves)"
        assert found["tried"].startswith("100-6450-01")
        assert gloves["requesters"] == ["Sam Requester"]
        assert gloves["end"] == "blocked"

    def test_people_read_a_table_and_what_to_do_next(self, stopped: World) -> None:
        told = number(stopped, "GP_ACCOUNT_NOT_FOUND")

        output = stopped.run("issues", "show", told).output

        assert "PF2    Contoso Office Supplies  1,234.56 USD" in output
        assert "Line 1 (Gloves): the GL account 100-6450-01" in output
        assert f"gp-sync replay --issue {told}" in output

    def test_what_was_found_last_is_told_and_not_what_the_issue_was_opened_with(self, world: World) -> None:
        boots_without_account(world)
        world.run("done", "PF1", "--reason", "entered as X1")
        world.procurify.edit_purchase_order(1, freight="5.00")
        world.run("sync")
        (revised,) = world.answer("issues")
        world.procurify.cancel_purchase_order(1)
        world.run("sync")

        (cancelled,) = world.answer("issues")

        entered = "was entered or changed in GP by hand, so it is changed by hand."
        assert (revised["number"], revised["code"]) == (cancelled["number"], "ENTERED_BY_HAND")
        assert revised["sentence"] == f"The purchase order PF1 (which has another number there) {entered}"
        told = f"The purchase order PF1 (which has another number there), which is cancelled in Procurify, {entered}"
        assert cancelled["sentence"] == told
        assert told in " ".join(world.run("issues", "show", str(cancelled["number"])).output.split())

    @pytest.mark.parametrize("given", ["9", "x", "-1", "1.5", "٣"])
    def test_what_is_no_open_issue_is_refused_by_name(self, stopped: World, given: str) -> None:
        result = stopped.run("issues", "show", "--", given)

        assert result.exit_code == 2
        assert given in result.output

    def test_the_configuration_may_stand_on_either_side(self, stopped: World) -> None:
        before = stopped.run("issues", "--config", str(stopped.config), "show", "1")
        after = stopped.run("issues", "show", "1", "--config", str(stopped.config))

        assert before.exit_code == after.exit_code == 0
        assert before.output == after.output
