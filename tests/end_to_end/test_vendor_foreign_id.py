"""A vendor whose external ID in Procurify is one of another system, which GP does not have."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.end_to_end.vendor_world import ADDRESS, align, document, vendor_world
from tests.end_to_end.world import World

NUMBER = "NORTHWINDPAPER3"


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with vendor_world(tmp_path, create_in_gp="approved") as made:
        made.procurify.add_vendor("Northwind Paper", external_id="QB-1142", **ADDRESS)
        align(made)
        yield made


def codes(world: World) -> list[str]:
    return [found.code for found in document(world, 3).findings]


class TestForeign:
    def test_edge_02_it_is_asked_about_and_nothing_is_created(self, world: World) -> None:
        assert codes(world) == ["VENDOR_UNLINKED"]
        assert list(world.company.vendors) == ["CONTOSUP0001"]

    def test_edge_58_one_that_a_person_refused_is_no_link_and_is_left_as_it_is(self, world: World) -> None:
        """The vendor is a new one then, and is created."""
        said = world.run("vendors", "refuse", "3", "qb-1142", "--why", "the ID of the old ledger")
        align(world)

        assert said.exit_code == 0
        assert world.company.vendors[NUMBER]["VENDNAME"] == "Northwind Paper"
        assert world.procurify.vendor(3)["external_id"] == "QB-1142"
        assert codes(world) == ["VENDOR_EXTERNAL_ID_FOREIGN"]

    def test_an_id_that_is_neither_its_external_id_nor_in_gp_is_not_refused(self, world: World) -> None:
        said = world.run("vendors", "refuse", "3", "QB-1143")

        assert (said.exit_code, "GP has no vendor 'QB-1143' in TWO" in said.output) == (2, True)

    def test_its_orders_follow_once_it_is_created(self, world: World) -> None:
        world.order(vendor=3)
        world.run("sync")
        world.run("vendors", "refuse", "3", "QB-1142")

        for _ in range(2):
            world.run("sync", "--full")

        assert [row["VENDORID"] for row in world.company.purchase_orders.values()] == [NUMBER]


class TestHeld:
    def test_a_link_that_a_person_holds_does_not_follow_an_external_id_that_changes(self, tmp_path: Path) -> None:
        """Whoever may edit vendors in Procurify could else lead their orders to another GP vendor."""
        with vendor_world(tmp_path) as world:
            world.company.add_vendor("LITWARE0001", "Litware Inc")
            align(world)
            held = world.run("vendors", "link", str(world.vendor), "CONTOSUP0001", "--why", "held")
            world.procurify.edit_vendor(world.vendor, external_id="LITWARE0001")
            align(world)

            world.order()
            world.run("sync")

            assert "is linked to CONTOSUP0001 by a person" in held.output
            assert [row["VENDORID"] for row in world.company.purchase_orders.values()] == ["CONTOSUP0001"]
            codes = [found.code for found in document(world, world.vendor).findings]
            assert codes == ["VENDOR_EXTERNAL_ID_FOREIGN"]
