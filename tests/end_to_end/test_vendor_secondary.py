"""A vendor that Procurify has twice, of which the one that is kept aligned with GP is archived there."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.end_to_end.vendor_world import align, document, vendor_world, writes
from tests.end_to_end.world import World

LINKED = "CONTOSUP0001"


@pytest.fixture
def twin(world: World) -> int:
    """The second one, which a person linked as such."""
    made: int = world.procurify.add_vendor("Contoso Office Supplies", payment_term="Net 30")["id"]
    linked = world.run("vendors", "link", str(made), LINKED, "--secondary")
    assert linked.exit_code == 0, linked.output
    align(world)
    assert codes(world, made) == []
    world.procurify.edit_vendor(world.vendor, active=False)
    align(world)
    return made


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with vendor_world(tmp_path) as made:
        align(made)
        yield made


def codes(world: World, vendor: int) -> list[str]:
    return [found.code for found in document(world, vendor).findings]


class TestTheFirstIsArchived:
    def test_edge_31_the_second_is_held_and_its_changes_wait(self, world: World, twin: int) -> None:
        """It does not take the other's place by itself, and nothing goes lost in silence."""
        before = writes(world)
        world.procurify.edit_vendor(twin, name="Contoso of Joliet")

        align(world)

        assert (codes(world, twin), writes(world)) == (["VENDOR_FIRST_GONE"], before)

    def test_edge_31_a_person_puts_it_in_the_first_one_s_place(self, world: World, twin: int) -> None:
        world.procurify.edit_vendor(twin, contact="Kim Roe")

        linked = world.run("vendors", "link", str(twin), LINKED)
        align(world)

        assert (linked.exit_code, codes(world, twin)) == (0, [])
        assert world.company.vendor_addresses[LINKED, "PROCURIFY"]["VNDCNTCT"] == "Kim Roe"

    def test_edge_31_it_waits_no_more_when_the_first_is_back(self, world: World, twin: int) -> None:
        world.procurify.edit_vendor(world.vendor, active=True)

        align(world)

        assert (codes(world, twin), codes(world, world.vendor)) == ([], [])
