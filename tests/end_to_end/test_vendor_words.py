"""What people read of vendors: plans name the side, and what was decided is told as it will be."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.end_to_end.vendor_world import ADDRESS, align, enable, vendor_world
from tests.end_to_end.world import World

LINKED = "CONTOSUP0001"


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with vendor_world(tmp_path) as made:
        align(made)
        yield made


class TestPlans:
    def test_what_goes_to_procurify_is_not_called_gps(self, world: World) -> None:
        world.company.edit_vendor(LINKED, VENDNAME="Contoso of Joliet")

        told = world.run("plan").output

        assert "in Procurify now" in told
        assert "1  to be changed in Procurify" in told
        assert "1 of 1 vendor to be written or linked" in told
        assert "GP" not in told

    def test_orders_and_vendors_are_counted_by_their_names(self, world: World) -> None:
        world.order()
        world.company.edit_vendor(LINKED, VENDNAME="Contoso of Joliet")

        told = world.run("plan").output

        assert "2 of 1 vendor and 1 order to be written or linked" in told

    def test_what_keeps_a_field_back_beside_a_write_is_no_choice_of_the_configuration(self, world: World) -> None:
        world.procurify.edit_vendor(world.vendor, **ADDRESS)
        align(world)
        world.procurify.edit_vendor(world.vendor, city="Aurora", contact="Kim Roe")

        told = world.run("plan").output

        assert "The city of the vendor is not written" in told
        assert "by the configuration" not in told


class TestResolved:
    def in_conflict(self, world: World) -> None:
        align(world)
        world.procurify.edit_vendor(world.vendor, name="Contoso A")
        world.company.edit_vendor(LINKED, VENDNAME="Contoso B")
        align(world)

    def resolve(self, world: World, *options: str) -> str:
        return world.run("vendors", "resolve", str(world.vendor), "name", "--why", "asked them", *options).output

    @pytest.mark.parametrize(("take", "value", "other"), [("gp", "B", "Procurify"), ("procurify", "A", "GP")])
    def test_the_side_that_counts_goes_to_the_other(self, world: World, take: str, value: str, other: str) -> None:
        self.in_conflict(world)

        told = self.resolve(world, "--take", take)

        assert f"the name is 'Contoso {value}'; the next sync brings it to {other}" in told

    def test_edge_58_from_a_company_that_is_not_the_master_nothing_is_said_to_flow_back(self, world: World) -> None:
        """And nothing does."""
        north = world.gp.add_company("Fabrikam North", database="NORTH", id=-2)
        north.add_vendor(LINKED, "Contoso Office Supplies")
        enable(world, more='master = "TWO"\n')
        text = world.config.read_text(encoding="utf-8").replace('id = "TWO"\n', 'id = "TWO"\nexternal_ids = true\n')
        text += '[[companies]]\nid = "NORTH"\nname = "Fabrikam North"\nexternal_ids = true\n'
        world.config.write_text(text, encoding="utf-8")
        align(world)
        north.edit_vendor(LINKED, VENDNAME="Contoso North")
        align(world)

        told = self.resolve(world, "--take", "gp")
        align(world)

        assert "the name stays 'Contoso North' in NORTH and 'Contoso Office Supplies' in Procurify" in told
        assert world.procurify.vendor(world.vendor)["name"] == "Contoso Office Supplies"
        assert north.vendors[LINKED]["VENDNAME"] == "Contoso North"


class TestProposals:
    def test_what_can_be_done_is_told_as_it_would_be_typed(self, world: World) -> None:
        vendor = world.procurify.add_vendor("Northwind Paper")["id"]
        world.company.add_vendor("NORTH01", "Northwind Paper Inc")

        told = world.run("vendors", "match").output

        assert f"gp-sync vendors link {vendor} NORTH01 --company TWO\n" in told
        assert f"gp-sync vendors refuse {vendor} NORTH01 --company TWO\n" in told

    def test_those_that_are_like_none_are_named(self, world: World) -> None:
        """One of a type that does not flow is none of them."""
        litware = world.procurify.add_vendor("Litware Travel")["id"]

        told = world.run("vendors", "match").output
        answer = world.answer("vendors", "match")

        assert told == (
            "TWO: 3 vendors in Procurify: 1 linked, 0 with proposals, 1 like none in GP, 1 of types that do not flow\n"
            f"  like none: {litware} 'Litware Travel'\n"
        )
        assert answer["companies"][0]["without"] == [str(litware)]

    def test_of_many_the_first_are_named(self, world: World) -> None:
        world.procurify.make_vendors(30, type=4, external_id=None)
        for vendor in range(1_000_001, 1_000_031):
            world.procurify.edit_vendor(vendor, external_id=None)

        told = world.run("vendors", "match").output

        assert "1000020 'Vendor 0000020', and 10 more\n" in told

    def test_a_file_without_a_decision_is_told_as_such(self, world: World) -> None:
        world.procurify.add_vendor("Northwind Paper")
        world.company.add_vendor("NORTH01", "Northwind Paper Inc")
        path = str(world.folder / "proposals.csv")

        written = world.run("vendors", "match", "--out", path).output
        taken = world.run("vendors", "match", "--in", path)

        assert f"gp-sync vendors match --in {path}\n" in written
        assert (taken.exit_code, taken.output) == (
            0,
            "no decision is in it: its column decision is empty in every row\n",
        )

    def test_who_is_refused_is_named_also_the_second_time(self, world: World) -> None:
        vendor = str(world.procurify.add_vendor("Northwind Paper")["id"])
        world.company.add_vendor("NORTH01", "Northwind Paper Inc")

        told = [world.run("vendors", "refuse", vendor, "NORTH01").output.split("; ")[1] for _ in range(2)]

        assert told == ["NORTH01 is proposed no more\n", "NORTH01 was refused before\n"]


class TestStory:
    def test_each_decision_about_a_link_names_the_vendor_of_gp(self, world: World) -> None:
        vendor = str(world.procurify.add_vendor("Northwind Paper")["id"])
        world.company.add_vendor("NORTH01", "Northwind Paper Mills")
        for word in ("link", "unlink", "refuse"):
            world.run("vendors", word, vendor, *(() if word == "unlink" else ("NORTH01",)), "--why", "asked them")

        steps = world.run("vendors", "show", vendor).output.splitlines()[-3:]

        assert [step.split("UTC  ")[1].split(" in TWO")[0] for step in steps] == [
            "linked to NORTH01", "unlinked from NORTH01", "refused NORTH01",
        ]  # fmt: skip
