"""`gp-sync reconcile` where a company gets requisitions: compared as orders are, and added up apart from them."""

import csv
import json
from copy import deepcopy
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.end_to_end.requisitions import DENIED, NUMBER, PENDING, requested
from tests.end_to_end.shipped_site import requisitions_alone, requisitions_beside_orders
from tests.end_to_end.world import World

APPROVAL_DENIED = 7


def days() -> tuple[str, ...]:
    """The options for the last ten days: what is bought today was asked for before."""
    today = datetime.now(UTC).date()
    return "--since", str(today - timedelta(days=10)), "--until", str(today + timedelta(days=1))


def forget_the_sample(world: World) -> None:
    """Take away the requisitions that the sample company has of its own."""
    world.company.requisitions.clear()
    world.company.requisition_history.clear()


@pytest.fixture
def shipped(world: World) -> World:
    requisitions_alone(world)
    forget_the_sample(world)
    return world


@pytest.fixture
def beside(world: World) -> World:
    requisitions_beside_orders(world)
    forget_the_sample(world)
    return world


def reasons(made: Any) -> dict[str, list[tuple[str, str]]]:
    """The reasons and amounts of each requisition."""
    rows = made["requisitions"]
    return {row["number"]: [(item["reason"], item["amount"]) for item in row["differences"]] for row in rows}


class TestRequisitionsAlone:
    def test_one_that_was_written_agrees_line_by_line(self, shipped: World) -> None:
        requested(shipped, shipped.line(), shipped.line("Toner", "79.90", "1"))
        shipped.run("sync")

        made = shipped.answer("reconcile", *days())

        (tie,), (row,) = made["ties"], made["requisitions"]
        assert (tie["document"], tie["procurify"], tie["gp"], tie["ties"]) == ("requisition", "128.90", "128.90", True)
        assert (row["number"], row["gp_number"], row["agrees"], row["gp_status"]) == ("700001", NUMBER, True, "Saved")
        assert [(line["procurify"]["amount"], line["gp"][0]["amount"]) for line in row["lines"]] == [
            ("49.00", "49.00"),
            ("79.90", "79.90"),
        ]
        assert [step["what"] for step in row["timeline"]][-2] == "GP confirmed it"
        assert made["orders"] is None

    def test_everything_that_stands_between_the_totals_has_its_reason(self, shipped: World) -> None:
        requested(shipped)
        requested(shipped, status=PENDING)
        requested(shipped, status=DENIED)
        requested(shipped, shipped.line(account_code="6450"))
        shipped.run("sync")
        by_hand = deepcopy(shipped.company.requisitions[NUMBER])
        shipped.company.requisitions["REQ9"] = by_hand | {"POPRequisitionNumber": "REQ9", "USERDEF1": ""}
        line = shipped.company.requisitions[NUMBER]["Lines"][0]
        line.update(UNITCOST="30.00000", EXTDCOST="60.00000")
        requested(shipped)

        made = shipped.answer("reconcile", *days())

        assert reasons(made) == {
            "700001": [("changed in gp", "-11.00")],
            "700002": [("skipped", "49.00")],
            "700003": [("skipped", "0.00")],
            "700004": [("blocked", "49.00")],
            "700005": [("not captured", "49.00")],
            "REQ9": [("gp alone", "-49.00")],
        }
        assert made["ties_out"] is True

    def test_lines_that_nobody_wants_are_told_apart(self, shipped: World) -> None:
        number = requested(
            shipped, shipped.line(), shipped.line("Toner", "79.90", "1", item_fields={"status": APPROVAL_DENIED})
        )
        shipped.run("sync")

        made = shipped.answer("reconcile", *days())

        assert reasons(made) == {str(number): [("beside the lines", "79.90")]}

    def test_what_gp_has_in_several_currencies_is_added_to_none_of_them(self, shipped: World) -> None:
        requested(shipped, shipped.line(), shipped.line("Toner", "79.90", "1"))
        shipped.run("sync")
        shipped.company.requisitions[NUMBER]["Lines"][1]["CURNCYID"] = "Z-C$"

        made = shipped.answer("reconcile", *days())

        assert [(tie["currency"], tie["procurify"], tie["gp"]) for tie in made["ties"]] == [
            ("USD", "128.90", "0.00"),
            ("USD and CAD", "0.00", "128.90"),
        ]
        assert reasons(made) == {"700001": [("other currency", "128.90"), ("other currency", "-128.90")]}

    def test_the_table_and_the_csv_call_them_requisitions(self, shipped: World, tmp_path: Path) -> None:
        requested(shipped)
        shipped.run("sync")
        file = tmp_path / "requisitions.csv"

        result = shipped.run("reconcile", *days(), "--csv", str(file))

        told = " ".join(result.stdout.split())
        assert "1 requisition Fabrikam, Inc., USD requisitions amount Procurify 1 49.00" in told
        (row,) = csv.DictReader(file.read_text("utf-8-sig").splitlines())
        assert (row["document"], row["number"], row["gp_number"], row["difference"]) == (
            "requisition",
            "700001",
            NUMBER,
            "0.00",
        )


class TestRequisitionsBesideOrders:
    def test_one_that_became_an_order_counts_as_that_order_in_gp(self, beside: World, tmp_path: Path) -> None:
        number = requested(beside)
        beside.run("sync")
        order = beside.procurify.buy_requisition(number)
        beside.run("sync")
        file = tmp_path / "report.html"

        result = beside.run("reconcile", *days(), "--json", "--html", str(file))

        made = json.loads(result.stdout)
        assert reasons(made) == {str(number): [("gave way", "49.00")]}
        assert [(row["number"], row["agrees"]) for row in made["orders"]] == [(order["number"], True)]
        assert [(tie["document"], tie["procurify"], tie["gp"], tie["ties"]) for tie in made["ties"]] == [
            ("order", "49.00", "49.00", True),
            ("requisition", "49.00", "0.00", True),
        ]
        assert "Reconciliation of purchase orders and purchase requisitions" in file.read_text("utf-8")
