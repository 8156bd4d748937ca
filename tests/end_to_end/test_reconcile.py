"""`gp-sync reconcile` over real sockets: both systems as they are, and what the ledger says of every order."""

import csv
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from gp_sync.ops.private_files import others_can_read
from tests.end_to_end.world import CLIENT_SECRET, PASSWORD, World


def period(world: World) -> tuple[str, str]:
    """The option for the fiscal period of an order of this moment."""
    year, month = world.gp_period()
    return "--period", f"{year}/{month}"


def reconciled(world: World) -> Any:
    """What `reconcile` tells scripts of this period."""
    return world.answer("reconcile", *period(world))


def captured(world: World, **fields: Any) -> Any:
    """An order that was written, so long after its last change that its row of the list tells that nothing changed."""
    order = world.order(modified_at=datetime.now(UTC) - timedelta(minutes=5), **fields)
    world.run("sync")
    return order


def table(file: Path) -> list[dict[str, str]]:
    """The rows of a file for a spreadsheet."""
    return list(csv.DictReader(file.read_text("utf-8-sig").splitlines()))


def differences(made: Any) -> dict[str, list[tuple[str, str]]]:
    """The reasons and amounts of each order."""
    return {row["number"]: [(item["reason"], item["amount"]) for item in row["differences"]] for row in made["orders"]}


class TestTheTie:
    def test_what_was_written_agrees_line_by_line(self, world: World) -> None:
        order = world.order(lines=[world.line(), world.line("Toner", "79.90", "1")])
        world.run("sync")

        made = reconciled(world)

        (tie,), (row,) = made["ties"], made["orders"]
        assert (tie["procurify"], tie["gp"], tie["reasons"], tie["ties"]) == ("128.90", "128.90", [], True)
        assert (row["number"], row["gp_number"], row["agrees"]) == (order["number"], order["number"], True)
        assert [(line["procurify"]["amount"], line["gp"][0]["amount"]) for line in row["lines"]] == [
            ("49.00", "49.00"),
            ("79.90", "79.90"),
        ]
        assert [step["what"] for step in row["timeline"]][-3:] == [
            f"Sent to GP: {order['number']} to be created in TWO; dated {row['gp']['dated']}; total 128.90",
            "GP confirmed it",
            "Done: GP has it as Procurify says",
        ]

    def test_everything_that_stands_between_the_totals_is_told(self, world: World) -> None:
        written, edited, blocked = world.order(), world.order(), world.order(account_code="6450")
        cancelled = world.order()
        world.procurify.cancel_purchase_order(cancelled["procurify_PO"])
        world.run("sync")
        world.company.edit_order(edited["number"], FRTAMNT="7.00000")
        world.enter("PO900", written["number"], CONFIRM1="by hand")
        world.enter("COPY", written["number"])
        uncaptured = world.order()

        result = world.run("reconcile", *period(world), "--json")

        made = json.loads(result.stdout)
        assert result.exit_code == 0
        assert made["ties_out"] is True
        assert differences(made) == {
            written["number"]: [],
            edited["number"]: [("changed in gp", "-7.00")],
            blocked["number"]: [("blocked", "49.00")],
            cancelled["number"]: [("skipped", "0.00")],
            uncaptured["number"]: [("not captured", "49.00")],
            "PO900": [("gp alone", "-49.00")],
            "COPY": [("duplicate", "-49.00")],
        }
        (tie,) = made["ties"]
        assert (tie["procurify"], tie["gp"], tie["unexplained"]) == ("196.00", "203.00", "0.00")

    def test_edge_38_an_order_in_history_is_read_there(self, world: World) -> None:
        order = world.order()
        world.run("sync")
        world.company.move_to_history(order["number"])

        (row,) = reconciled(world)["orders"]

        assert (row["gp"]["amount"], row["gp_status"], row["agrees"]) == ("49.00", "New, in history", True)

    def test_an_order_that_procurify_lost_is_gone(self, world: World) -> None:
        order = world.order()
        world.run("sync")
        world.procurify.remove_purchase_order(order["procurify_PO"])

        made = reconciled(world)

        assert differences(made) == {order["number"]: [("gone in procurify", "-49.00")]}

    def test_an_order_that_gp_lost_is_deleted(self, world: World) -> None:
        order = world.order()
        world.run("sync")
        del world.company.purchase_orders[order["number"]]

        assert differences(reconciled(world)) == {order["number"]: [("deleted in gp", "49.00")]}

    def test_a_change_that_no_run_has_seen_is_read_from_procurify_now(self, world: World) -> None:
        order = world.order(modified_at=datetime.now(UTC) - timedelta(minutes=5))
        world.run("sync")
        world.procurify.edit_purchase_order(order["procurify_PO"], lines=[world.line(price="30.00")])

        made = reconciled(world)

        assert differences(made) == {order["number"]: [("not carried over", "11.00")]}

    def test_a_change_of_no_amount_that_gp_lacks_is_told_with_what_stops_it(self, world: World) -> None:
        order = captured(world)
        world.procurify.edit_purchase_order(order["procurify_PO"], vendor=world.procurify.add_vendor("Litware")["id"])
        unseen = reconciled(world)
        world.run("sync")

        (row,) = reconciled(world)["orders"]

        assert differences(unseen) == {order["number"]: [("not carried over", "0.00")]}
        (told,) = row["differences"]
        assert (told["reason"], told["amount"], row["agrees"]) == ("not carried over", "0.00", False)
        assert told["words"].startswith("VENDOR_UNLINKED: The vendor 'Litware'")

    def test_a_change_that_is_nothing_to_gp_is_no_difference(self, world: World) -> None:
        order = captured(world)
        world.procurify.edit_purchase_order(order["procurify_PO"])

        assert differences(reconciled(world)) == {order["number"]: []}

    def test_an_order_that_cannot_be_read_now_stays_where_it_was_written(self, world: World) -> None:
        order = captured(world)
        world.procurify.fail(f"/purchase_orders/{order['procurify_PO']}/$", 500, times=50)

        made = world.answer("reconcile", *period(world), "--whole")

        (told,) = made["orders"][0]["differences"]
        assert (told["company"], told["reason"], told["amount"]) == ("TWO", "unreadable", "0.00")
        assert "answers 500" in told["words"]

    def test_an_order_of_other_days_that_procurify_fails_to_give_is_not_called_gone(self, world: World) -> None:
        order = captured(world, date=datetime.now(UTC) - timedelta(days=20))
        world.company.edit_order(order["number"], DOCDATE=f"{datetime.now(UTC):%Y-%m-%dT00:00:00}")
        world.procurify.fail(f"/purchase_orders/{order['procurify_PO']}/$", 500, times=50)
        today = str(datetime.now(UTC).date())

        made = world.answer("reconcile", "--since", today, "--until", today)

        (told,) = made["orders"][0]["differences"]
        assert (told["reason"], told["amount"]) == ("unreadable", "-49.00")
        assert "answers 500" in told["words"]

    def test_an_order_without_a_total_is_named_and_nothing_ties(self, world: World) -> None:
        order = world.order()
        world.procurify.edit_purchase_order(order["procurify_PO"], total=None)

        made = reconciled(world)

        assert made["unreadable"] == [f"the total of order {order['number']} of Procurify, which is missing"]
        assert made["ties_out"] is False

    def test_a_marker_without_a_text_of_its_own_claims_nobody_elses_orders(self, world: World) -> None:
        world.configure(**{"start = 2026-11-01": 'start = 2026-11-01\nmarker = "{key}"'})
        order = world.order()
        world.run("sync")
        world.enter("PO900", order["number"], CONFIRM1="by hand")

        assert differences(reconciled(world))["PO900"] == [("gp alone", "-49.00")]

    @pytest.mark.parametrize("more", ['"US Dollar" = "Z-US$"', '"*" = "Z-US$"'])
    def test_two_names_of_one_currency_are_added_up_together(self, world: World, more: str) -> None:
        world.procurify.add_currency("US Dollar")
        world.configure(shipping_methods=f'currencies = {{ "USD" = "Z-US$", {more} }}\nshipping_methods')
        orders = [world.order(currency=name) for name in ("USD", "US Dollar")]
        world.run("sync")

        made = reconciled(world)

        assert differences(made) == {order["number"]: [] for order in orders}
        assert [(tie["currency"], tie["procurify"], tie["gp"]) for tie in made["ties"]] == [("USD", "98.00", "98.00")]

    def test_a_currency_for_everything_that_is_not_listed_keeps_its_own_name(self, world: World) -> None:
        world.configure(shipping_methods='currencies = { "*" = "Z-US$" }\nshipping_methods')
        world.order()
        world.run("sync")

        assert [(tie["currency"], tie["ties"]) for tie in reconciled(world)["ties"]] == [("USD", True)]

    def test_orders_of_other_days_are_left_out(self, world: World) -> None:
        world.order()
        world.run("sync")

        made = world.answer("reconcile", "--since", "2026-01-01", "--until", "2026-01-31")

        assert (made["orders"], made["ties"], made["ties_out"]) == ([], [], True)

    def test_what_cannot_be_read_is_named_and_nothing_ties(self, world: World) -> None:
        order = world.order()
        world.run("sync")
        world.procurify.edit_purchase_order(order["procurify_PO"], subtotal="many")

        result = world.run("reconcile", *period(world), "--json")

        made = json.loads(result.stdout)
        assert result.exit_code == 1
        assert (made["ties_out"], len(made["unreadable"])) == (False, 1)
        assert made["unreadable"][0].startswith(f"order {order['procurify_PO']} of Procurify: ")


class TestTheCommand:
    def test_the_table_tells_the_tie_and_what_is_open(self, world: World) -> None:
        world.order()
        blocked = world.order(account_code="6450")
        world.run("sync")

        result = world.run("reconcile", *period(world))

        assert result.exit_code == 0
        lines = [" ".join(row.split()) for row in result.stdout.splitlines()]
        assert "Procurify 2 98.00" in lines
        assert "less: Blocked 1 \N{MINUS SIGN}49.00" in lines
        assert "Dynamics GP 1 49.00" in lines
        assert "left over 0.00" in lines
        assert lines[-1] == "all totals tie to the cent: every difference has its reason"
        assert (
            f"{blocked['number']} (Contoso Office Supplies): Blocked 49.00 USD (GP_ACCOUNT_NOT_FOUND: " in result.stdout
        )

    def test_the_csv_adds_up_and_has_no_formula(self, world: World, tmp_path: Path) -> None:
        vendor = world.procurify.add_vendor("=HYPERLINK(1)", external_id="CONTOSUP0001")["id"]
        world.order(vendor=vendor)
        world.order(account_code="6450")
        world.run("sync")
        file = tmp_path / "orders.csv"

        world.run("reconcile", *period(world), "--csv", str(file))

        rows = table(file)
        assert [(row["procurify_amount"], row["gp_amount"], row["difference"]) for row in rows] == [
            ("49.00", "49.00", "0.00"),
            ("49.00", "", "49.00"),
        ]
        assert [row["reasons"] for row in rows] == ["", "Blocked 49.00"]
        assert rows[0]["vendor"] == "'=HYPERLINK(1)"

    def test_the_csv_names_what_could_not_be_read(self, world: World, tmp_path: Path) -> None:
        order = world.order()
        world.procurify.edit_purchase_order(order["procurify_PO"], subtotal="many")
        file = tmp_path / "orders.csv"

        world.run("reconcile", *period(world), "--csv", str(file))

        row = table(file)[-1]
        assert (row["reasons"], row["procurify_amount"], row["gp_amount"]) == ("Could not be read", "", "")
        assert row["explanation"].startswith(f"order {order['procurify_PO']} of Procurify: ")

    def test_nothing_is_written_to_either_system_and_no_lease_is_taken(self, world: World) -> None:
        world.order()
        world.run("sync")
        asked = len(world.gp_requests()), len(world.procurify.requests)

        world.run("reconcile", *period(world), "--whole")

        methods = {request.method for request in world.gp_requests()[asked[0] :]}
        methods |= {request.method for request in world.procurify.requests[asked[1] :] if "token" not in request.path}
        assert methods == {"GET"}

    def test_an_order_that_did_not_change_is_read_from_procurify_only_if_asked(self, world: World) -> None:
        order = world.order(modified_at=datetime.now(UTC) - timedelta(minutes=5))
        world.run("sync")

        def details(*options: str) -> int:
            before = len(world.procurify.requests)
            world.run("reconcile", *period(world), *options)
            detail = f"/api/v2/purchase_orders/{order['procurify_PO']}/"
            return sum(request.path == detail for request in world.procurify.requests[before:])

        assert (details(), details("--whole")) == (0, 1)

    def test_the_lines_have_a_file_of_their_own_that_adds_up(self, world: World, tmp_path: Path) -> None:
        order = world.order(lines=[world.line(), world.line("Toner", "79.90", "1")])
        world.run("sync")
        lines = world.company.purchase_orders[order["number"]]["Lines"]
        lines[1].update(UNITCOST="80.00000", EXTDCOST="80.00000")
        file = tmp_path / "orders.csv"

        result = world.run("reconcile", *period(world), "--csv", str(file))

        rows = table(tmp_path / "orders-lines.csv")
        assert [
            (
                row["number"],
                row["line"],
                row["procurify_item"],
                row["procurify_amount"],
                row["gp_amount"],
                row["agrees"],
            )
            for row in rows
        ] == [
            (order["number"], "1", "Copy paper", "49.00", "49.00", "yes"),
            (order["number"], "2", "Toner", "79.90", "80.00", "no"),
        ]
        assert "line 2 (Toner): 79.90 in Procurify, 80.00 in GP" in result.stdout

    def test_its_files_are_the_owners_alone(self, world: World, tmp_path: Path) -> None:
        """They have names of vendors and amounts in them."""
        file = tmp_path / "report.html"
        file.write_text("an older one", encoding="utf-8")

        world.run("reconcile", *period(world), "--html", str(file))

        assert file.read_text("utf-8").startswith("<!doctype html>")
        assert not others_can_read(file)

    def test_a_folder_that_is_missing_is_told_before_anything_is_read(self, world: World, tmp_path: Path) -> None:
        result = world.run("reconcile", *period(world), "--html", str(tmp_path / "missing" / "report.html"))

        assert result.exit_code == 2
        assert "there is no folder" in result.stderr
        assert world.procurify.requests == []

    def test_two_files_of_one_name_are_refused_before_anything_is_read(self, world: World, tmp_path: Path) -> None:
        file, lines = tmp_path / "november.csv", tmp_path / "november-lines.csv"

        told = [
            world.run("reconcile", *period(world), "--csv", str(file), "--html", str(other)) for other in (file, lines)
        ]

        assert [(one.exit_code, "would be written twice" in " ".join(one.stderr.split())) for one in told] == [
            (2, True),
            (2, True),
        ]
        assert world.procurify.requests == []

    def test_a_period_that_is_not_over_says_so(self, world: World, tmp_path: Path) -> None:
        last = datetime.now(UTC).date() + timedelta(days=2)
        days = "--since", str(last - timedelta(days=9)), "--until", str(last)
        file = tmp_path / "report.html"

        shown = world.run("reconcile", *days, "--html", str(file))
        made = world.answer("reconcile", *days)

        words = f"The period was not over yet when both systems were read: its last day is {last}"
        assert words in shown.stdout
        assert words in file.read_text("utf-8")
        assert made["period"]["is_over"] is False

    def test_one_that_is_over_and_has_no_orders_says_that_there_is_nothing_to_tie(self, world: World) -> None:
        shown = world.run("reconcile", "--period", "2026-01")

        assert (shown.exit_code, shown.stdout.splitlines()[-1]) == (
            0,
            "nothing to tie: neither system has an order of these days",
        )
        assert "not over yet" not in shown.stdout

    @pytest.mark.parametrize("days", [("0001-01-01", "0001-01-02"), ("2026-01-01", "9999-12-31")])
    def test_the_first_and_the_last_day_that_there_are_can_be_given(self, world: World, days: tuple[str, str]) -> None:
        assert world.run("reconcile", "--since", days[0], "--until", days[1]).exit_code == 0

    def test_a_file_never_has_a_bar_in_it(self, world: World) -> None:
        """Colours may be forced in the log of a build, where nobody watches a bar."""
        result = world.run("reconcile", *period(world), FORCE_COLOR="1")

        assert result.stderr == ""

    def test_a_period_that_is_none_says_what_is_accepted(self, world: World) -> None:
        told = {
            arguments: world.run("reconcile", *arguments)
            for arguments in [
                ("--period", "11/2026"),
                ("--period", "2026/40"),
                (),
                ("--since", "2026-11-01"),
                ("--since", "2026-11-02", "--until", "2026-11-01"),
                ("--period", "9999-12"),
            ]
        }

        assert {result.exit_code for result in told.values()} == {2}
        words = [result.stderr for result in told.values()]
        assert "'11/2026' is no period: give a month such as 2026-11, or GP's fiscal period such as 2026/5" in words[0]
        assert "TWO has no fiscal period 2026/40; it has " in words[1]
        assert "give either --period, or --since and --until" in words[2]
        assert "give either --period, or --since and --until" in words[3]
        assert "the last day 2026-11-01 is before the first 2026-11-02" in words[4]
        assert "9999-12 begins on 9999-12-01, and today is " in words[5]

    def test_edge_56_no_secret_is_in_any_output(self, world: World, tmp_path: Path) -> None:
        world.order()
        world.run("sync")
        file = tmp_path / "orders.csv"

        table = world.run("reconcile", *period(world), "--csv", str(file))
        script = world.run("reconcile", *period(world), "--json")

        outputs = [table.output, table.stderr, script.output, script.stderr, file.read_text("utf-8-sig")]
        assert [text for text in outputs if CLIENT_SECRET in text or PASSWORD in text] == []
