"""A vendor that a person enters in the other system meanwhile is not created there a second time."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from gp_sync.cli import vendors as commands
from gp_sync.cli.common import open_connection
from tests.end_to_end.vendor_world import align, vendor_world
from tests.end_to_end.world import World

NAME = "Tailspin Toys"


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    """A world that creates vendors both ways, and in which vendors ran once."""
    with vendor_world(tmp_path, create_in_gp="approved", create_in_procurify="confirmed") as made:
        align(made)
        yield made


def in_gp(world: World) -> list[str]:
    return [key for key, row in world.company.vendors.items() if row["VENDNAME"] == NAME]


def in_procurify(world: World) -> list[int]:
    return [key for key, row in world.procurify.vendors.items() if row["name"] == NAME]


def issues(world: World) -> list[str]:
    return [issue["code"] for issue in world.answer("status")["issues"]]


class TestInGP:
    def test_edge_66_one_that_was_entered_between_two_runs_of_one_process_is_seen(
        self, world: World, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """GP's list is kept for a while; a vendor is created by what GP has since the run began."""
        for name, value in world.environment.items():
            monkeypatch.setenv(name, value)
        with open_connection(world.config) as (_, connection):
            world.procurify.add_vendor("Northwind Paper")
            connection.engine.run(flows=["vendors"])
            world.company.add_vendor("TAILSPIN", NAME)
            world.procurify.add_vendor(NAME)

            connection.engine.run(flows=["vendors"])

        assert in_gp(world) == ["TAILSPIN"]
        assert issues(world) == ["VENDOR_CANDIDATES"]


class TestInProcurify:
    @pytest.fixture
    def confirmed(self, world: World) -> World:
        """A vendor of GP that a person confirmed."""
        world.company.add_vendor("TAILSPIN", NAME)
        align(world)
        assert world.run("vendors", "confirm", "TWO", "TAILSPIN").exit_code == 0
        return world

    def test_edge_66_one_that_was_entered_since_a_person_confirmed_it_is_seen(self, confirmed: World) -> None:
        """It is asked about, and nothing is created."""
        entered = confirmed.procurify.add_vendor(NAME)["id"]

        align(confirmed)

        assert in_procurify(confirmed) == [entered]
        assert "VENDOR_CANDIDATES" in issues(confirmed)

    def test_a_person_who_says_that_it_is_another_one_has_it_created(self, confirmed: World) -> None:
        entered = confirmed.procurify.add_vendor(NAME)["id"]
        align(confirmed)

        confirmed.run("vendors", "refuse", str(entered), "TAILSPIN", "--why", "they are two")
        align(confirmed)

        assert len(in_procurify(confirmed)) == 2

    def test_a_person_who_says_that_it_is_this_one_links_them(self, confirmed: World) -> None:
        entered = confirmed.procurify.add_vendor(NAME)["id"]
        align(confirmed)

        confirmed.run("vendors", "link", str(entered), "TAILSPIN", "--why", "asked them")
        align(confirmed)

        assert in_procurify(confirmed) == [entered]
        assert confirmed.procurify.vendor(entered)["external_id"] == "TAILSPIN"

    def test_edge_15_confirmed_anyway_those_that_look_like_it_keep_it_from_nothing(self, world: World) -> None:
        """And the audit tells that they are others."""
        world.company.add_vendor("TAILSPIN", "Contoso Office Supplies Ltd")
        align(world)
        world.run("vendors", "confirm", "TWO", "TAILSPIN", "--anyway")

        align(world)

        made = [row for row in world.procurify.vendors.values() if row["external_id"] == "TAILSPIN"]
        (step,) = world.answer("vendors", "show", str(world.vendor))["steps"]
        assert (len(made), step["what"]) == (1, "vendor.refused")

    def test_confirming_it_again_mends_a_confirmation_that_was_cut_short(
        self, world: World, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """The word was kept, and the vendor was not taken up again: another run had the connection."""
        world.company.add_vendor("TAILSPIN", NAME)
        align(world)
        with monkeypatch.context() as patch:
            patch.setattr(commands, "decide_anew", _busy)
            assert world.run("vendors", "confirm", "TWO", "TAILSPIN").exit_code == 1
        assert align(world) == {}

        again = world.run("vendors", "confirm", "TWO", "TAILSPIN").output
        align(world)

        assert again == "TAILSPIN in TWO: was confirmed before\n"
        assert len(in_procurify(world)) == 1


def _busy(*_: object) -> None:
    raise SystemExit(1)
