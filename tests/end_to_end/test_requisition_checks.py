"""Requisitions are checked against GP before anyone approves them, and nothing is left behind by it."""

import asyncio
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from gp_sync.checks.requisitions import UnknownRequisitionError, check_requisition
from gp_sync.cli.common import EXIT_BUSY, EXIT_MISTAKE, EXIT_SIDE, open_connection
from gp_sync.systems.connect import Connection
from procurify_client.testing import OrderLine
from tests.end_to_end.shipped_site import requisitions_alone, requisitions_beside_orders
from tests.end_to_end.world import World

PENDING, APPROVED, DENIED, PURCHASED = 0, 1, 2, 3


def requested(world: World, *lines: OrderLine, status: Any = PENDING, **fields: Any) -> str:
    """Somebody asks for something in Procurify; gives the requisition's number."""
    row = world.procurify.add_requisition(
        vendor=world.vendor, lines=lines or [world.line()], requisition_fields={"status": status} | fields
    )
    return str(row["num"])


def helmet(world: World) -> OrderLine:
    """A line that is charged to an account that GP lacks."""
    return world.line("Helmet", account_code="6450")


def codes(answer: Any) -> list[str]:
    return [found["code"] for found in answer["findings"]]


def ledger_rows(world: World) -> dict[str, list[tuple[Any, ...]]]:
    """Everything in the ledger but the leases of its connections."""
    with sqlite3.connect(world.folder / "gp-sync.db") as database:
        tables = [name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        kept = [name for name in tables if name != "gp_sync_connections" and not name.startswith("sqlite_")]
        return {name: database.execute(f'SELECT * FROM "{name}"').fetchall() for name in kept}  # noqa: S608  # its own tables


@contextmanager
def connected(world: World) -> Iterator[Connection]:
    """The world's connection, as the library gives it."""
    with pytest.MonkeyPatch.context() as patched:
        for name, value in world.environment.items():
            patched.setenv(name, value)
        with open_connection(world.config) as (_, connection):
            yield connection


class TestCheck:
    def test_what_gp_would_take_is_told_line_by_line(self, world: World) -> None:
        number = requested(world)

        result = world.run("check", number)

        assert result.exit_code == 0
        first, _, line, *_ = result.output.splitlines()
        assert first == f"requisition {number} (pending, Contoso Office Supplies, 49.00 USD, TWO): GP would take it"
        assert line.split() == ["Copy", "paper", "100-6100-01", "49.00", "CONTOSUP0001"]

    def test_edge_01_an_account_that_gp_lacks_is_told_before_the_approval(self, world: World) -> None:
        number = requested(world, world.line(), helmet(world))

        result = world.run("check", number)

        assert result.exit_code == 1
        assert "Line 2 (Helmet): the GL account 100-6450-01 does not exist in GP" in result.output

    def test_edge_63_that_splits_cannot_be_seen_is_said(self, world: World) -> None:
        answer = world.answer("check", requested(world))

        assert (answer["outcome"], codes(answer)) == ("pass", ["ALLOCATION_NOT_VISIBLE"])

    def test_edge_13_an_order_would_be_dated_when_it_is_bought_and_a_requisition_when_it_was_made(
        self, world: World
    ) -> None:
        """A company that gets orders asks for today's period, one that gets requisitions for that of the request."""
        last_year = datetime.now(UTC).year - 1
        number = requested(world, date=f"{last_year}-06-15T12:00:00Z")
        world.company.set_period(last_year, 6, purchasing_closed=True)

        as_order = world.answer("check", number)
        requisitions_beside_orders(world)
        text = world.config.read_text(encoding="utf-8")
        world.config.write_text(text.replace("start = 2026-11-01", f"start = {last_year}-01-01"), encoding="utf-8")
        as_requisition = world.answer("check", number)

        assert (as_order["judged_as"], as_order["outcome"]) == ("order", "pass")
        assert (as_requisition["judged_as"], as_requisition["outcome"]) == ("requisition", "hold")
        assert "PERIOD_CLOSED" in codes(as_requisition)

    def test_edge_13_a_closed_period_of_today_holds_what_would_be_bought_today(self, world: World) -> None:
        number = requested(world)
        today = datetime.now(ZoneInfo("America/Chicago"))
        world.company.set_period(today.year, today.month, purchasing_closed=True)

        answer = world.answer("check", number)

        assert (answer["outcome"], codes(answer)[0]) == ("hold", "PERIOD_CLOSED")

    def test_edge_14_a_vendor_that_is_inactive_in_gp(self, world: World) -> None:
        number = requested(world)
        world.company.vendors["CONTOSUP0001"]["VENDSTTS"] = 2

        answer = world.answer("check", number)

        assert (answer["outcome"], codes(answer)) == ("block", ["VENDOR_INACTIVE", "ALLOCATION_NOT_VISIBLE"])

    def test_edge_02_a_vendor_that_is_not_linked(self, world: World) -> None:
        other = world.procurify.add_vendor("Litware Stationers")["id"]
        row = world.procurify.add_requisition(vendor=other, lines=[world.line()])

        assert codes(world.answer("check", str(row["num"])))[0] == "VENDOR_UNLINKED"

    def test_one_that_was_denied_would_not_go_to_gp(self, world: World) -> None:
        result = world.run("check", requested(world, status=DENIED))

        assert result.exit_code == 0
        assert "it would not go to GP" in result.output

    def test_one_that_is_bought_already_is_judged_all_the_same(self, world: World) -> None:
        answer = world.answer("check", requested(world, helmet(world), status=PURCHASED))

        assert (answer["state"], answer["outcome"]) == ("purchased", "block")

    def test_on_a_site_with_the_shipped_services_alone(self, world: World) -> None:
        requisitions_alone(world)

        answer = world.answer("check", requested(world, helmet(world)))

        assert codes(answer)[0] == "GP_ACCOUNT_NOT_FOUND"

    def test_it_leaves_nothing_behind_and_writes_nothing(self, world: World) -> None:
        requisitions_beside_orders(world)
        number = requested(world, helmet(world))
        world.run("ping")
        before, sent = ledger_rows(world), len(world.gp.requests)

        world.run("check", number)
        world.run("warn")

        assert ledger_rows(world) == before
        assert {request.method for request in world.gp.requests[sent:]} == {"GET"}

    def test_it_may_run_while_another_process_works_on_the_connection(self, world: World) -> None:
        number = requested(world)

        with connected(world) as connection, connection.engine.session():
            checked, all_of_them = world.run("check", number), world.run("warn")

        assert (checked.exit_code, all_of_them.exit_code) == (0, EXIT_BUSY)


def inactive_in_gp(world: World) -> None:
    world.company.edit_vendor("CONTOSUP0001", VENDSTTS=2)


def without_external_id(world: World) -> None:
    world.procurify.edit_vendor(world.vendor, external_id=None)


def archived(world: World) -> None:
    world.procurify.edit_vendor(world.vendor, active=False)


def an_employee(world: World) -> None:
    world.procurify.edit_vendor(world.vendor, type=5)


def charged_elsewhere(world: World) -> None:
    account_code = next(key for key, row in world.procurify.records["account_codes"].items() if row["code"] == "6100")
    world.procurify.edit_account_code(account_code, code="6450")


def in_a_closed_period(world: World) -> None:
    today = datetime.now(ZoneInfo("America/Chicago"))  # an order would be dated when it is bought
    world.company.set_period(today.year, today.month, purchasing_closed=True)


class TestAskedAgain:
    """The library checks on one connection, for days; what changed since the last check counts."""

    def test_an_async_application_may_check_several_at_once_on_one_connection(self, world: World) -> None:
        numbers = [int(requested(world, world.line(f"Paper {place}"))) for place in range(6)]
        bad = int(requested(world, helmet(world)))

        async def checked(connection: Connection) -> list[bool]:
            found = (asyncio.to_thread(check_requisition, connection, number) for number in (*numbers, bad) * 3)
            return [check.fails for check in await asyncio.gather(*found)]

        with connected(world) as connection:
            fails = asyncio.run(checked(connection))

        assert fails == [*[False] * 6, True] * 3

    @pytest.mark.parametrize(
        ("change", "code"),
        [
            (inactive_in_gp, "VENDOR_INACTIVE"),
            (without_external_id, "VENDOR_UNLINKED"),
            (archived, "VENDOR_INACTIVE_IN_PROCURIFY"),
            (an_employee, "VENDOR_KIND_SKIPPED"),
            (charged_elsewhere, "GP_ACCOUNT_NOT_FOUND"),
            (in_a_closed_period, "PERIOD_CLOSED"),
        ],
    )
    def test_what_changed_since_is_seen(self, world: World, change: Callable[[World], None], code: str) -> None:
        number = requested(world)

        with connected(world) as connection:
            before = check_requisition(connection, int(number))
            change(world)
            after = check_requisition(connection, int(number))

        assert code not in {found.code for found in before.findings}
        assert code in {found.code for found in after.findings}


class TestItsNumber:
    @pytest.mark.parametrize("named", ["{}", " {} ", "#{}", "requisition {}", "Requisition #{}", "000{}"])
    def test_it_is_taken_as_people_write_it(self, world: World, named: str) -> None:
        number = requested(world)

        assert world.answer("check", named.format(number))["requisition"] == number


class TestBadInput:
    @pytest.mark.parametrize("text", ["abc", "", "0", "12.5", "²", "9" * 19, "9" * 5000])
    def test_what_is_no_number_is_refused(self, world: World, text: str) -> None:
        result = world.run("check", text)

        assert result.exit_code == EXIT_MISTAKE
        assert "is no number of a requisition, such as 2052" in result.output

    def test_one_that_procurify_does_not_show_is_named(self, world: World) -> None:
        result = world.run("check", "4711")

        assert result.exit_code == EXIT_MISTAKE
        assert "Procurify does not list requisition 4711" in result.output

    def test_the_library_raises_for_it(self, world: World) -> None:
        with connected(world) as connection, pytest.raises(UnknownRequisitionError, match="4711"):
            check_requisition(connection, 4711)

    def test_one_that_cannot_be_read_is_told(self, world: World) -> None:
        number = requested(world, status="soon")

        answer = world.answer("check", number)

        assert (answer["outcome"], codes(answer)) == ("block", ["ORDER_UNREADABLE"])

    @pytest.mark.parametrize("command", ["check", "warn"])
    def test_a_gp_that_is_down_is_no_verdict(self, world: World, command: str) -> None:
        number = requested(world)
        world.configure(**{world.gp.base_url: "http://127.0.0.1:9"})

        result = world.run(command, *([number] if command == "check" else []))

        assert result.exit_code == EXIT_SIDE

    def test_a_procurify_that_is_down_is_no_verdict(self, world: World) -> None:
        world.procurify.close()

        answer = world.answer("warn")

        assert (answer["requisitions"], answer["stopped"]["code"]) == ([], "PROCURIFY_UNAVAILABLE")


class TestWarn:
    def test_what_would_fail_is_grouped_by_cause(self, world: World) -> None:
        first, second = requested(world, helmet(world)), requested(world, helmet(world), status=APPROVED)
        requested(world)
        requested(world, helmet(world), status=DENIED)

        result = world.run("warn")
        answer = world.answer("warn")

        assert result.exit_code == 1
        assert f"GP_ACCOUNT_NOT_FOUND (2 requisitions, 98.00 USD: {first}, {second})" in result.output
        assert result.output.splitlines()[-1] == "2 of 3 open requisitions would be stopped"
        (cause,) = answer["causes"]
        assert (cause["code"], cause["cause"]) == ("GP_ACCOUNT_NOT_FOUND", "gl_account TWO 100-6450-01")
        assert (cause["requisitions"], cause["amounts"]) == ([first, second], {"USD": "98.00"})

    def test_edge_63_that_splits_cannot_be_seen_is_said_once(self, world: World) -> None:
        requested(world)
        requested(world)

        assert world.run("warn").output.count("does not tell how lines of requisitions are split") == 1

    def test_where_gp_would_take_everything_the_exit_code_is_0(self, world: World) -> None:
        requested(world)

        assert world.run("warn").exit_code == 0

    def test_without_open_requisitions_there_is_nothing_to_warn_of(self, world: World) -> None:
        result = world.run("warn")

        assert (result.exit_code, result.output) == (0, "0 of 0 open requisitions would be stopped\n")
