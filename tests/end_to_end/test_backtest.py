"""Past orders run through mapping and rules: shares, causes and fixes, and nothing is left behind."""

import csv
import sqlite3
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from gp_sync.backtest import backtest
from gp_sync.cli.common import EXIT_MISTAKE, EXIT_SIDE
from gp_sync.flows.purchase_orders.document import OrderState
from gp_sync.testing.examples import calendar, order
from gp_sync.testing.model_connection import ModelConnection
from tests.end_to_end.shipped_site import requisitions_alone
from tests.end_to_end.world import World


def ago(days: int) -> datetime:
    return datetime.now(UTC) - timedelta(days=days)


@pytest.fixture
def past(world: World) -> World:
    """Two orders that fit, two without their account, one of which has a negative line too, and an old one."""
    world.order(date=ago(1))
    world.order(date=ago(60))
    world.order(date=ago(2), account_code="6450")
    world.order(lines=[world.line(account_code="6450"), world.line("Rebate", quantity="-1")], date=ago(3))
    world.order(date=ago(120))
    return world


def ledger_rows(world: World) -> dict[str, list[tuple[Any, ...]]]:
    """Everything in the ledger but the leases of its connections."""
    with sqlite3.connect(world.folder / "gp-sync.db") as database:
        tables = [name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        kept = [name for name in tables if name != "gp_sync_connections" and not name.startswith("sqlite_")]
        return {name: database.execute(f'SELECT * FROM "{name}"').fetchall() for name in kept}  # noqa: S608  # its own tables


class TestTheShare:
    def test_how_many_orders_and_amounts_would_pass(self, past: World) -> None:
        result = past.run("backtest")

        assert result.exit_code == 0
        assert "2 of 4 would pass: 50%" in result.output
        assert "98.00 of 171.50 USD would pass: 57%" in result.output

    def test_only_orders_of_these_days_are_looked_at(self, past: World) -> None:
        answer = past.answer("backtest", "--days", "30")

        assert [row["order"] for row in answer["orders"]] == ["PF1", "PF3", "PF4"]

    def test_which_fix_raises_it_most_and_what_the_next_adds(self, past: World) -> None:
        answer = past.answer("backtest")

        assert [(fix["code"], fix["passing"], fix["more"]) for fix in answer["fixes"]] == [
            ("GP_ACCOUNT_NOT_FOUND", 3, 1),
            ("NEGATIVE_LINE", 4, 1),
        ]
        assert [cause["orders"] for cause in answer["causes"]] == [["PF3", "PF4"], ["PF4"]]

    def test_fixes_are_told_in_words_also_those_that_help_only_together(self, world: World) -> None:
        world.order(lines=[world.line(account_code="6450"), world.line("Rebate", quantity="-1")], date=ago(3))

        output = " ".join(world.run("backtest").output.partition("What raises it most")[2].split())

        assert "1. GP_ACCOUNT_NOT_FOUND: The GL account 100-6450-01 does not exist in GP" in output
        assert "0 (with one below)" in output
        assert "2. NEGATIVE_LINE: in the order itself, 1 order 1 (+1) 100%" in output

    def test_what_does_not_flow_is_no_part_of_it(self, past: World) -> None:
        past.configure(
            **{"[[companies]]": '[[purchase_orders.skip]]\nreason = "test"\naccount_code = "6100"\n[[companies]]'}
        )

        answer = past.answer("backtest")

        assert (answer["passing"], answer["skipped"]) == (0, 2)

    def test_an_order_whose_amount_cannot_be_read_is_told(self, past: World) -> None:
        order = past.order(date=ago(1))
        past.procurify.fail(f"/purchase_orders/{order['procurify_PO']}/$", 500, times=50)

        output = past.run("backtest").output

        assert "2 of 5 would pass: 40%" in output
        assert "98.00 of 171.50 USD would pass: 57%" in output
        assert "1 order of them in no amount, since it cannot be read" in output

    def test_without_orders_there_is_no_share(self, world: World) -> None:
        assert world.answer("backtest")["share"] is None


class TestItsTraces:
    def test_nothing_is_left_in_the_ledger_and_nothing_is_sent(self, past: World) -> None:
        past.run("sync")
        before, sent = ledger_rows(past), len(past.gp.requests)
        past.order(date=ago(0))

        past.run("backtest")

        assert ledger_rows(past) == before
        assert {request.method for request in past.gp.requests[sent:]} <= {"GET"}

    def test_the_orders_as_a_table_without_formulas(self, past: World, tmp_path: Path) -> None:
        past.order(date=ago(1), vendor=past.procurify.add_vendor("=Litware")["id"])
        file = tmp_path / "orders.csv"

        past.run("backtest", "--csv", str(file))

        with file.open(encoding="utf-8-sig", newline="") as opened:
            rows = list(csv.DictReader(opened))
        assert [(row["order"], row["outcome"], row["code"]) for row in rows if row["order"] != "PF4"] == [
            ("PF1", "pass", ""),
            ("PF2", "pass", ""),
            ("PF3", "block", "GP_ACCOUNT_NOT_FOUND"),
            ("PF6", "hold", "VENDOR_UNLINKED"),
        ]
        assert rows[-1]["vendor"] == "'=Litware"


class TestBadInput:
    @pytest.mark.parametrize("days", ["0", "-1", "many"])
    def test_days_that_are_none(self, world: World, days: str) -> None:
        assert world.run("backtest", "--days", days).exit_code == EXIT_MISTAKE

    def test_a_folder_that_is_missing_is_told_before_anything_is_read(self, world: World, tmp_path: Path) -> None:
        result = world.run("backtest", "--csv", str(tmp_path / "missing" / "orders.csv"))

        assert (result.exit_code, len(world.procurify.requests)) == (EXIT_MISTAKE, 0)

    def test_a_side_that_is_down_is_told(self, past: World) -> None:
        past.procurify.close()

        result = past.run("backtest")

        assert result.exit_code == EXIT_SIDE
        assert "PROCURIFY_UNAVAILABLE (it stopped here, so orders are missing)" in result.output

    def test_a_connection_without_orders_says_so(self, world: World) -> None:
        requisitions_alone(world)

        result = world.run("backtest")

        assert result.exit_code == EXIT_MISTAKE
        assert "this connection has no orders" in result.output


class TestPastDates:
    @pytest.fixture
    def october(self) -> ModelConnection:
        """An order of October, which is closed by now, and paid for."""
        world = ModelConnection(start=date(2026, 10, 1))
        world.put(order(ordered_at=datetime(2026, 10, 20, 15, tzinfo=UTC), state=OrderState.PAID))
        refs = [ref for ref in world.references.facts if ref.kind == "fiscal_calendar"]
        world.change_fact(refs[0], calendar(10))
        return world

    def test_an_order_is_judged_as_if_it_was_bought_today(self, october: ModelConnection) -> None:
        found = backtest(october.engine(), 30)

        assert [(row.name, row.outcome) for row in found.orders] == [("PF52", "pass")]

    def test_or_by_its_own_dates(self, october: ModelConnection) -> None:
        found = backtest(october.engine(), 30, own_dates=True)

        assert [cause.code for cause in found.causes] == ["PERIOD_CLOSED"]

    def test_how_far_it_is_can_be_shown(self, october: ModelConnection) -> None:
        told: list[tuple[str, int, int | None]] = []

        backtest(october.engine(), 30, progress=lambda *step: told.append(step))

        assert told == [("listed orders", 1, None), ("orders", 1, 1)]

    def test_a_list_that_changes_while_it_is_read_is_read_again(self, october: ModelConnection) -> None:
        october.feed.drifts = 1

        found = backtest(october.engine(), 30)

        assert (len(october.feed.windows), len(found.orders), found.missed) == (2, 1, ())

    def test_a_list_that_never_stops_changing_is_told(self, october: ModelConnection) -> None:
        october.feed.drifts = 100

        found = backtest(october.engine(), 30)

        assert [words.partition(",")[0] for words in found.missed] == [
            "Procurify's list kept changing while it was read"
        ]

    def test_what_the_ledger_has_as_it_is_now_is_not_asked_for_again(self, october: ModelConnection) -> None:
        october.run()
        october.clock.advance(hours=1)
        october.run()
        asked = len(october.feed.fetched)

        found = backtest(october.engine(), 30)

        assert (len(found.orders), len(october.feed.fetched) - asked) == (1, 0)

    def test_days_above_0_are_needed(self, october: ModelConnection) -> None:
        with pytest.raises(ValueError, match="days is 0: give a number above 0"):
            backtest(october.engine(), 0)
