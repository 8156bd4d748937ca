"""What keeps a GP vendor from being created in Procurify though a person names it, and what is said of it at once."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from gp_sync.flows.vendors.document import gp_only_id
from tests.end_to_end.vendor_world import align, document, vendor_world
from tests.end_to_end.world import World

LINKED = "CONTOSUP0001"


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with vendor_world(tmp_path, create_in_procurify="confirmed") as made:
        made.company.add_vendor("TAILSPIN", "Tailspin Toys")
        align(made)
        yield made


def external_ids(world: World) -> list[str]:
    return [row["external_id"] for row in world.procurify.vendors.values() if row["external_id"]]


class TestInactive:
    def test_edge_14_one_that_is_inactive_in_gp_is_not_confirmed(self, world: World) -> None:
        world.company.edit_vendor("TAILSPIN", VENDSTTS=2)

        said = world.run("vendors", "confirm", "TWO", "TAILSPIN")

        assert (said.exit_code, said.output) == (
            2, "gp-sync: TAILSPIN 'Tailspin Toys' is inactive in GP: set its status to Active there first\n",
        )  # fmt: skip

    def test_edge_14_one_that_became_inactive_since_is_not_created(self, world: World) -> None:
        """It is told, and created once it is active again."""
        world.run("vendors", "confirm", "TWO", "TAILSPIN")
        world.company.edit_vendor("TAILSPIN", VENDSTTS=2)

        align(world)

        assert [found.code for found in document(world, gp_only_id("TWO", "TAILSPIN")).findings] == ["VENDOR_INACTIVE"]
        assert external_ids(world) == [LINKED]
        world.company.edit_vendor("TAILSPIN", VENDSTTS=1)
        align(world)
        assert external_ids(world) == [LINKED, "TAILSPIN"]


class TestHeld:
    def test_edge_31_one_whose_vendor_procurify_lists_no_more_is_told_at_once(self, world: World) -> None:
        """Nothing would come of it: it is that vendor still."""
        world.procurify.edit_vendor(world.vendor, active=False)
        align(world)

        said = world.run("vendors", "confirm", "TWO", LINKED.lower())

        assert said.exit_code == 2
        assert (
            f"{LINKED} 'Contoso Office Supplies' is Procurify's vendor {world.vendor}, which is archived" in said.output
        )


class TestUnlinked:
    def test_what_links_it_still_is_told_with_what_to_do(self, world: World) -> None:
        """Its ID went to Procurify while a person had it linked."""
        vendor = str(world.procurify.add_vendor("Northwind Paper")["id"])
        world.run("vendors", "link", vendor, "TAILSPIN")
        align(world)

        said = world.run("vendors", "unlink", vendor).output

        assert "is linked to TAILSPIN by its external ID in Procurify still: correct it there, or say" in said
        assert f"`gp-sync vendors refuse {vendor} TAILSPIN --company TWO` first" in said
