"""`gp-sync reconcile` over real sockets: both systems as they are, and what the ledger says of every order."""

import csv
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from gp_sync.ops.private_files import others_can_read
from tests.end_to_end.world import CLIENT_SECRET, PASSWORD, World


def period(world: World) -> tuple[str, str]:
    """The option for the fiscal period of an order of this moment."""
    year, month = world.gp_period()
    return "--period", f"{year}/{month}"


def reconciled(world: World) -> Any:
    """What `reconcile` tells scripts of this period."""
    return world.answer("reconcile", *period(world))


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

    def test_the_csv_has_what_somebody_changed_in_gp_where_no_amount_differs(
        self, world: World, tmp_path: Path
    ) -> None:
        changed, same = world.order(), world.order()
        skipped = world.order(state=1)
        world.run("sync")
        world.company.edit_order(changed["number"], PYMTRMID="2% 10/Net 30")
        file = tmp_path / "orders.csv"

        made = json.loads(world.run("reconcile", *period(world), "--csv", str(file), "--json").stdout)

        states = {changed["number"]: "to look at", same["number"]: "agrees", skipped["number"]: "explained"}
        rows = {row["number"]: row for row in table(file)}
        assert {number: row["state"] for number, row in rows.items()} == states
        assert {row["number"]: row["state"] for row in made["orders"]} == states
        assert [rows[number]["changed_in_gp"] for number in states] == [
            "payment_terms_id: 'Net 30' as written, '2% 10/Net 30' now",
            "",
            "",
        ]

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

    def test_a_file_never_has_a_bar_in_it(self, world: World) -> None:
        """Colours may be forced in the log of a build, where nobody watches a bar."""
        result = world.run("reconcile", *period(world), FORCE_COLOR="1")

        assert result.stderr == ""

    def test_edge_56_no_secret_is_in_any_output(self, world: World, tmp_path: Path) -> None:
        world.order()
        world.run("sync")
        file = tmp_path / "orders.csv"

        table = world.run("reconcile", *period(world), "--csv", str(file))
        script = world.run("reconcile", *period(world), "--json")

        outputs = [table.output, table.stderr, script.output, script.stderr, file.read_text("utf-8-sig")]
        assert [text for text in outputs if CLIENT_SECRET in text or PASSWORD in text] == []
