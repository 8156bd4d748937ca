"""A server that makes another value of what it is sent: what it really holds is read back, kept and told."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Self

import pytest

from tests.end_to_end.vendor_world import ADDRESS, align, document, vendor_world, writes
from tests.end_to_end.world import World

LINKED = "CONTOSUP0001"


class Altering(dict[str, Any]):
    """A row of a server that alters one column whenever it is written."""

    def __init__(self, row: dict[str, Any], column: str, make: Callable[[Any], Any]) -> None:
        super().__init__(row)
        self._column, self._make = column, make

    def update(self, *others: Any, **fields: Any) -> None:
        """Take changes, one of them as this server has it."""
        changes = dict(*others, **fields)
        if self._column in changes:
            changes[self._column] = self._make(changes[self._column])
        super().update(changes)

    def __ior__(self, other: Any) -> Self:  # type: ignore[override, misc]
        self.update(other)
        return self


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    """Both sides agree about one vendor, also about its address of ours."""
    with vendor_world(tmp_path, more="terms_to_procurify = true\n") as made:
        made.procurify.edit_vendor(made.vendor, **ADDRESS)
        align(made)
        yield made


def alter_in_gp(world: World, column: str, make: Callable[[Any], Any]) -> None:
    world.company.vendors[LINKED] = Altering(world.company.vendors[LINKED], column, make)


def told(world: World) -> list[str]:
    return [f"{found.code}: {found.tried}" for found in document(world, world.vendor).findings]


class TestGP:
    def test_a_name_in_capitals_is_kept_so_and_goes_nowhere(self, world: World) -> None:
        """Nobody is told of it, and Procurify keeps its own spelling."""
        alter_in_gp(world, "VENDNAME", str.upper)
        world.procurify.edit_vendor(world.vendor, name="Contoso Supplies")

        align(world)

        before = len(writes(world))
        assert align(world) == {}
        assert (len(writes(world)), told(world)) == (before, [])
        assert world.company.vendors[LINKED]["VENDNAME"] == "CONTOSO SUPPLIES"
        assert world.procurify.vendor(world.vendor)["name"] == "Contoso Supplies"

    def test_a_name_that_is_cut_is_told_and_not_sent_again(self, world: World) -> None:
        """Nor is what is left of it sent to Procurify."""
        alter_in_gp(world, "VENDNAME", lambda name: name[:10])
        world.procurify.edit_vendor(world.vendor, name="Contoso Supplies of Joliet")

        align(world)

        before = len(writes(world))
        assert align(world) == {}
        assert len(writes(world)) == before
        assert world.procurify.vendor(world.vendor)["name"] == "Contoso Supplies of Joliet"
        assert told(world) == [
            "VENDOR_VALUE_NOT_KEPT: 'Contoso Supplies of Joliet' was sent, and CONTOSUP0001 in TWO has 'Contoso Su'"
        ]

    def test_what_a_person_makes_of_it_then_goes_to_procurify(self, world: World) -> None:
        alter_in_gp(world, "VENDNAME", lambda name: name[:10])
        world.procurify.edit_vendor(world.vendor, name="Contoso Supplies of Joliet")
        align(world)
        world.company.vendors[LINKED] = dict(world.company.vendors[LINKED])
        world.company.edit_vendor(LINKED, VENDNAME="Contoso Joliet")

        align(world)

        assert (world.procurify.vendor(world.vendor)["name"], told(world)) == ("Contoso Joliet", [])


class TestProcurify:
    def test_edge_45_payment_terms_of_which_it_takes_no_notice_are_told_and_not_sent_again(self, world: World) -> None:
        """They are read back after the write, since no public source shows that writing them works."""
        vendors = world.procurify.records["vendors"]
        terms = vendors[world.vendor]["payment_term_ref"]
        vendors[world.vendor] = Altering(vendors[world.vendor], "payment_term_ref", lambda _: terms)
        world.company.edit_vendor(LINKED, PYMTRMID="2% 10/Net 30")

        align(world)

        before = len(writes(world))
        assert align(world) == {}
        assert len(writes(world)) == before
        assert world.company.vendors[LINKED]["PYMTRMID"] == "2% 10/Net 30"
        assert [row.split(":")[0] for row in told(world)] == ["VENDOR_VALUE_NOT_KEPT"]
