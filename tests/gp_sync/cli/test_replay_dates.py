"""`gp-sync replay --document-date` by kind: requisitions have a date in GP, vendors have none."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.end_to_end.requisitions import NUMBER, requested
from tests.end_to_end.shipped_site import requisitions_alone, requisitions_beside_orders
from tests.end_to_end.vendor_world import vendor_world
from tests.end_to_end.world import World

OPEN_DAY = f"{datetime.now(UTC).year - 1}-12-15"


def closed_in_gp(world: World) -> None:
    world.company.set_period(*world.gp_period(), purchasing_closed=True)


def closed_in_the_file(world: World) -> None:
    year, month = world.gp_period()
    path = world.folder / "exports" / "TWO" / "fiscal_periods.csv"
    row = f"{year},{month},{year}-{month:02d}-01,Period {month},0,1,"
    text = path.read_text(encoding="utf-8")
    assert f"{row}0" in text
    path.write_text(text.replace(f"{row}0", f"{row}1"), encoding="utf-8")


@pytest.mark.parametrize(
    ("documents", "close"), [(requisitions_alone, closed_in_the_file), (requisitions_beside_orders, closed_in_gp)]
)
class TestRequisitions:
    def test_edge_13_one_that_waits_is_previewed_and_moved(
        self, world: World, documents: Callable[[World], None], close: Callable[[World], None]
    ) -> None:
        documents(world)
        close(world)
        number = requested(world)
        world.run("sync")

        result = world.run("replay", str(number), "--document-date", OPEN_DAY, "--reason", "month end", "--yes")

        assert result.exit_code == 0, result.output
        header, row = result.stderr.splitlines()
        assert header.split()[0] == "requisition"
        assert row.split()[0] == str(number)
        assert f"{OPEN_DAY}  Period 12 of {OPEN_DAY[:4]}, open" in row
        assert f"create {NUMBER} in TWO" in row
        assert world.company.requisitions[NUMBER]["DOCDATE"] == OPEN_DAY

    def test_edge_13_a_written_one_keeps_its_date(
        self, world: World, documents: Callable[[World], None], close: Callable[[World], None]
    ) -> None:
        documents(world)
        number = requested(world)
        world.run("sync")
        close(world)

        result = world.run("replay", str(number), "--document-date", OPEN_DAY, "--reason", "month end", "--yes")

        assert "a written requisition keeps its date" in result.stderr


class TestVendors:
    @pytest.fixture
    def aligning(self, tmp_path: Path) -> Iterator[World]:
        with vendor_world(tmp_path) as world:
            yield world

    def test_they_have_no_date(self, aligning: World) -> None:
        aligning.run("sync")
        key = str(aligning.vendor)

        result = aligning.run(
            "replay", f"vendor {key}", "--all", "--document-date", OPEN_DAY, "--reason", "month end", "--yes"
        )

        assert result.exit_code == 2
        assert "only orders and requisitions have a date in GP" in result.output
