"""`gp-sync replay`: which orders are decided anew, and on which date."""

import json
from typing import Any

import pytest
from typer.testing import Result

from tests.command_line import command_line
from tests.end_to_end.world import World


@pytest.fixture
def stopped(world: World) -> World:
    """One order without an account in GP, one from another vendor with a shipping method that is not mapped."""
    other = world.procurify.add_vendor("Fabrikam Tools", external_id="FABRIKAM0001")["id"]
    world.company.add_vendor("FABRIKAM0001", "Fabrikam Tools")
    world.order(account_code="6450", name="Boots")
    world.order(shipping_method="Air", vendor=other)
    assert world.run("sync").exit_code == 0
    return world


@pytest.fixture
def closed(world: World) -> World:
    """An order that waits for its period, in a year whose last month is open."""
    world.company.set_period(*world.gp_period(), purchasing_closed=True)
    world.order()
    assert world.run("sync").exit_code == 0
    return world


def replayed(world: World, *arguments: str) -> int:
    """How many orders a replay took up."""
    count: int = world.answer("replay", *arguments)["run"]["reopened"]
    return count


def audit(world: World) -> list[dict[str, Any]]:
    return [json.loads(line) for line in world.run("audit", "export").stdout.splitlines()]


class TestFilters:
    def test_all_that_waits_without_a_choice(self, stopped: World) -> None:
        assert replayed(stopped) == 2

    def test_by_the_code_of_a_finding_in_whatever_case(self, stopped: World) -> None:
        assert replayed(stopped, "--code", "gp_account_not_found") == 1
        assert replayed(stopped, "--code", "GP_ACCOUNT_NOT_FOUND", "--code", "SHIPPING_METHOD_UNMAPPED") == 2

    @pytest.mark.parametrize("name", ["Fabrikam Tools", "fabrikam tools", "FABRIKAM0001"])
    def test_by_vendor_with_its_name_or_id(self, stopped: World, name: str) -> None:
        assert replayed(stopped, "--vendor", name) == 1

    def test_by_company(self, stopped: World) -> None:
        assert replayed(stopped, "--company", "TWO") == 2

    def test_by_the_days_of_the_orders_at_their_company(self, stopped: World) -> None:
        day = stopped.answer("plan", "PF1")["orders"][0]
        dated = json.loads(stopped.run("issues", "show", "1", "--json").stdout)["orders"][0]["dated"]

        assert day["label"] == "PF1"
        assert replayed(stopped, "--since", dated, "--until", dated) == 2

    @pytest.mark.parametrize(
        "arguments",
        [
            ["--company", "NORTH"],
            ["--until", "2026-01-01"],
            ["--code", "GP_ACCOUNT_NOT_FOUND", "--vendor", "Fabrikam Tools"],
            ["PF1", "--code", "SHIPPING_METHOD_UNMAPPED"],
        ],
        ids=["company", "days", "two filters", "a number and a filter"],
    )
    def test_where_nothing_fits_all_that_is_given_it_is_said_and_nothing_runs(
        self, stopped: World, arguments: list[str]
    ) -> None:
        stopped.order()
        asked = len(stopped.procurify.requests)

        result = stopped.run("replay", *arguments)

        assert result.exit_code == 2
        assert "fits this choice" in result.output
        assert (len(stopped.procurify.requests), stopped.company.purchase_orders) == (asked, {})

    def test_an_issue_and_a_number_choose_what_is_in_both(self, stopped: World) -> None:
        stopped.order(account_code="6450", name="Gloves")
        stopped.run("sync")
        (issue,) = [row["number"] for row in stopped.answer("issues") if row["code"] == "GP_ACCOUNT_NOT_FOUND"]

        assert replayed(stopped, "--issue", str(issue)) == 2
        assert replayed(stopped, "PF1", "PF2", "--issue", str(issue)) == 1

    def test_settled_orders_only_on_demand(self, stopped: World) -> None:
        stopped.order()
        stopped.run("sync")

        assert (replayed(stopped), replayed(stopped, "--all")) == (2, 3)

    def test_what_a_person_decided_is_left_alone(self, stopped: World) -> None:
        stopped.run("skip", "PF1", "--reason", "a trial order")

        assert replayed(stopped, "--all") == 1

    def test_who_asked_for_it_is_in_the_audit(self, stopped: World) -> None:
        replayed(stopped, "PF1")

        (row,) = [row for row in audit(stopped) if row["what"] == "replay"]
        assert row["detail"]["by"]


def asked(world: World, answer: str, *arguments: str) -> Result:
    """Run a replay that asks, and answer."""
    command = ["replay", "--config", str(world.config), *arguments]
    return command_line(command, env=world.environment, typed=f"{answer}\n")


class TestDocumentDate:
    def dates(self, world: World) -> tuple[str, str]:
        """A day in an open period, and one in the period that is closed."""
        year, month = world.gp_period()
        opened = f"{year}-{month % 12 + 1:02}-01" if month < 12 else f"{year}-01-01"
        return opened, f"{year}-{month:02}-02"

    def test_edge_13_the_orders_of_an_issue_move_to_another_period(self, closed: World) -> None:
        opened, _ = self.dates(closed)
        (issue,) = [row["number"] for row in closed.answer("issues")]

        run = closed.answer(
            "replay", "--issue", str(issue), "--document-date", opened, "--reason", "month end", "--yes"
        )

        assert run["run"]["ends"] == {"written": 1}
        assert closed.company.purchase_orders["PF1"]["DOCDATE"].startswith(opened)

    def test_edge_13_a_preview_shows_both_dates_the_period_and_what_would_happen(self, closed: World) -> None:
        opened, _ = self.dates(closed)

        result = asked(closed, "n", "PF1", "--document-date", opened, "--reason", "month end")

        assert result.exit_code == 1
        assert opened in result.stderr
        assert ", open" in result.stderr
        assert "create PF1 in TWO" in result.stderr
        assert "Give 1 order this date in GP?" in result.stderr

    def test_edge_13_nothing_is_changed_without_a_yes(self, closed: World) -> None:
        opened, _ = self.dates(closed)

        asked(closed, "n", "PF1", "--document-date", opened, "--reason", "month end")

        assert closed.company.purchase_orders == {}
        assert [row["what"] for row in audit(closed)].count("document.date_moved") == 0
        assert closed.answer("plan", "PF1")["counts"] == {"hold": 1}

    def test_edge_13_a_yes_carries_it_out(self, closed: World) -> None:
        opened, _ = self.dates(closed)

        result = asked(closed, "y", "PF1", "--document-date", opened, "--reason", "month end")

        assert result.exit_code == 0
        assert sorted(closed.company.purchase_orders) == ["PF1"]

    def test_edge_13_a_date_in_a_closed_period_is_shown_as_that(self, closed: World) -> None:
        _, still_closed = self.dates(closed)

        result = asked(closed, "n", "PF1", "--document-date", still_closed, "--reason", "month end")

        assert ", closed" in result.stderr
        assert "hold (PERIOD_CLOSED" in result.stderr

    def test_edge_13_who_moved_it_why_and_both_dates_are_in_the_audit(self, closed: World) -> None:
        opened, still_closed = self.dates(closed)
        closed.run("replay", "PF1", "--document-date", still_closed, "--reason", "a try", "--yes")

        closed.run("replay", "PF1", "--document-date", opened, "--reason", "month end", "--yes")

        first, second = [row["detail"] for row in audit(closed) if row["what"] == "document.date_moved"]
        assert (first["new"], first["why"]) == (still_closed, "a try")
        assert (second["old"], second["new"], second["why"]) == (still_closed, opened, "month end")
        assert second["by"]

    def test_edge_13_it_holds_for_later_versions_of_the_order(self, closed: World) -> None:
        opened, _ = self.dates(closed)
        closed.run("replay", "PF1", "--document-date", opened, "--reason", "month end", "--yes")
        closed.procurify.edit_purchase_order(1, freight="5")

        run = closed.answer("sync")["run"]

        assert run["ends"] == {"written": 1}
        assert closed.company.purchase_orders["PF1"]["DOCDATE"].startswith(opened)

    def test_edge_13_an_order_gets_its_own_date_back(self, closed: World) -> None:
        _, still_closed = self.dates(closed)
        own = closed.answer("plan", "PF1")["orders"][0]
        closed.run("replay", "PF1", "--document-date", still_closed, "--reason", "a try", "--yes")

        closed.run("replay", "PF1", "--document-date", "own", "--reason", "no, its own", "--yes")

        assert closed.answer("plan", "PF1")["orders"][0]["findings"] == own["findings"]

    def test_a_written_order_keeps_its_date(self, world: World) -> None:
        world.order()
        world.run("sync")

        result = world.run("replay", "PF1", "--document-date", "2026-12-01", "--reason", "month end", "--yes")

        assert result.exit_code == 2
        assert "PF1: GP has it as PF1 in TWO: a written order keeps its date" in result.stderr

    def test_of_an_issue_only_the_named_order_gets_the_date(self, closed: World) -> None:
        opened, _ = self.dates(closed)
        closed.order()
        closed.run("sync")
        (issue,) = [str(row["number"]) for row in closed.answer("issues")]

        closed.run("replay", "PF2", "--issue", issue, "--document-date", opened, "--reason", "only PF2", "--yes")

        assert sorted(closed.company.purchase_orders) == ["PF2"]

    def test_one_order_that_cannot_be_moved_keeps_all_from_it(self, closed: World) -> None:
        opened, _ = self.dates(closed)
        closed.run("skip", "PF1", "--reason", "a trial order")
        closed.order()
        closed.run("sync")

        result = closed.run("replay", "PF2", "PF1", "--document-date", opened, "--reason", "month end", "--yes")

        assert result.exit_code == 2
        assert "PF1: it is skipped: it does not wait for anything" in result.stderr
        assert closed.company.purchase_orders == {}

    @pytest.mark.parametrize("text", ["tomorrow", "2026-13-01", "1900-01-01", "9999-01-01"])
    def test_what_is_no_date_for_gp_is_named(self, world: World, text: str) -> None:
        result = world.run("replay", "PF1", "--document-date", text, "--reason", "month end", "--yes")

        assert result.exit_code == 2
        assert f"'{text}' is no date for GP" in result.output

    @pytest.mark.parametrize(
        ("arguments", "says"),
        [
            (["PF1"], "say why"),
            (["PF1", "--reason", " "], "say why"),
            (["--reason", "x"], "say which orders"),
            (["--vendor", "Nobody", "--reason", "x"], "no order that waits fits this choice"),
        ],
    )
    def test_what_is_missing_is_asked_for(self, closed: World, arguments: list[str], says: str) -> None:
        result = closed.run("replay", *arguments, "--document-date", "2026-12-01", "--yes")

        assert result.exit_code == 2
        assert says in result.output
