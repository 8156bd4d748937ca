"""The class of a vendor that is created in GP: by the company's table, else by the one of all companies."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.end_to_end.vendor_world import ADDRESS, align, enable, vendor_world
from tests.end_to_end.world import World


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    """A second company beside the master, whose only class is `CAN`."""
    with vendor_world(tmp_path, create_in_gp="approved") as made:
        north = made.gp.add_company("Fabrikam North", database="NORTH", id=-2)
        north.currencies.update(made.company.currencies)
        north.vendor_classes["CAN"] = {"VNDCLSID": "CAN", "VNDCLDSC": "Canadian vendors"}
        made.procurify.add_vendor("Northwind Paper", payment_term=None, **ADDRESS)
        yield made


def configured(world: World, more: str, north: str = "") -> None:
    """Write a configuration whose vendors get the class `USA-US-C`, but for what the second company says."""
    classes = 'vendor_class = { "*" = "USA-US-C" }\n'
    enable(world, create_in_gp="approved", more='master = "TWO"\n' + classes + more)
    text = world.config.read_text(encoding="utf-8").replace('id = "TWO"\n', 'id = "TWO"\nexternal_ids = true\n')
    text += f'[[companies]]\nid = "NORTH"\nname = "Fabrikam North"\n{north}'
    world.config.write_text(text, encoding="utf-8")


def classes(world: World) -> list[str]:
    rows: list[dict[str, Any]] = [
        row
        for company in (world.company, world.gp.companies["fabrikam north"])
        for key, row in company.vendors.items()
        if key.startswith("NORTHWIND")
    ]
    return [row["VNDCLSID"] for row in rows]


class TestSeveralCompanies:
    def test_edge_45_each_company_may_have_a_class_of_its_own(self, world: World) -> None:
        configured(world, 'create_companies = ["TWO", "NORTH"]\n', north='vendor_class = { "*" = "CAN" }\n')

        align(world)

        assert classes(world) == ["USA-US-C", "CAN"]

    def test_edge_45_a_class_that_gp_lacks_where_nothing_is_created_stops_no_run(self, world: World) -> None:
        configured(world, "")

        align(world)

        assert classes(world) == ["USA-US-C"]

    def test_edge_45_one_that_gp_lacks_where_vendors_are_created_stops_each_run(self, world: World) -> None:
        configured(world, 'create_companies = ["TWO", "NORTH"]\n')

        said = world.run("sync", "--flow", "vendors")

        assert said.exit_code == 2
        assert "NORTH: GP has no vendor class 'USA-US-C', which vendor_class gives to new vendors" in said.output
        assert classes(world) == []
