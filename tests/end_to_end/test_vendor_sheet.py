"""A file of decisions as people and spreadsheets leave it: sorted, given twice, with zeros cut from its IDs."""

import csv
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.end_to_end.vendor_world import vendor_world
from tests.end_to_end.world import World

Rows = list[dict[str, str]]


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    """Two vendors of Procurify that are one of GP, and one whose ID is that of another without its zeros."""
    with vendor_world(tmp_path) as made:
        made.company.add_vendor("FABRITOO0001", "Fabrikam Tools")
        made.company.add_vendor("00123", "Tailspin Toys")
        made.company.add_vendor("123", "Northwind Paper")
        for name in ("Fabrikam Tools Ltd", "Fabrikam Tools Inc", "Tailspin Toys"):
            made.procurify.add_vendor(name)
        yield made


def sheet(world: World) -> Rows:
    """The proposals as they go out."""
    path = world.folder / "proposals.csv"
    world.run("vendors", "match", "--out", str(path))
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def give_back(world: World, rows: Rows) -> tuple[int, str]:
    path = world.folder / "decided.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    taken = world.run("vendors", "match", "--in", str(path))
    return taken.exit_code, taken.output


def decided(world: World, **words: str) -> Rows:
    """The rows with a word for each name in Procurify, as `Ltd`."""
    return [row | {"decision": words.get(row["procurify_name"].split()[-1], "")} for row in sheet(world)]


class TestOrder:
    def test_edge_15_who_is_beside_another_may_stand_above_it(self, world: World) -> None:
        code, said = give_back(world, decided(world, Ltd="secondary", Inc="yes"))

        assert (code, said.split(";")[0]) == (0, "2 decisions, 2 of them new")

    def test_edge_15_the_same_file_may_be_given_again(self, world: World) -> None:
        rows = decided(world, Ltd="yes", Inc="secondary", Toys="yes")
        give_back(world, rows)

        code, said = give_back(world, rows)

        assert (code, said.split(";")[0]) == (0, "3 decisions, 0 of them new")


class TestOverwriting:
    @pytest.fixture
    def filled_in(self, world: World) -> Path:
        """A file that a person has filled in."""
        path = world.folder / "proposals.csv"
        rows = decided(world, Toys="yes", Ltd="no")
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, list(rows[0]))
            writer.writeheader()
            writer.writerows(rows)
        return path

    def test_what_a_person_filled_in_is_not_overwritten(self, world: World, filled_in: Path) -> None:
        before = filled_in.read_bytes()

        said = world.run("vendors", "match", "--out", str(filled_in))

        assert (said.exit_code, "has 2 decisions and is not overwritten" in said.output) == (2, True)
        assert filled_in.read_bytes() == before

    def test_nor_is_a_file_of_another_kind(self, world: World) -> None:
        before = world.config.read_bytes()

        said = world.run("vendors", "match", "--out", str(world.config))

        assert (said.exit_code, "it is not overwritten: give another name" in said.output) == (2, True)
        assert world.config.read_bytes() == before

    def test_one_that_nobody_filled_in_is(self, world: World) -> None:
        assert len(sheet(world)) == len(sheet(world)) == 3


class TestNames:
    def test_an_id_whose_zeros_were_cut_and_that_is_another_vendor_links_nothing(self, world: World) -> None:
        rows = [row | {"gp_vendor_id": row["gp_vendor_id"].lstrip("0")} for row in decided(world, Toys="yes")]

        code, said = give_back(world, rows)

        assert code == 2
        assert "it says 'Tailspin Toys', and vendor 123 is 'Northwind Paper' in GP" in said
        assert len(sheet(world)) == len(rows)

    def test_a_column_that_was_sorted_without_the_others_links_nothing(self, world: World) -> None:
        rows = decided(world, Ltd="yes", Inc="no", Toys="yes")
        ids = [row["procurify_vendor_id"] for row in rows]
        moved = [row | {"procurify_vendor_id": key} for row, key in zip(rows, reversed(ids), strict=True)]

        code, said = give_back(world, moved)

        assert code == 2
        assert "row 2: it says 'Fabrikam Tools Ltd'" in said
        assert "nothing of the file was taken" in said

    def test_names_in_other_case_and_with_other_spaces_are_those(self, world: World) -> None:
        rows = [row | {"gp_name": row["gp_name"].upper().replace(" ", "  ")} for row in decided(world, Toys="yes")]

        assert give_back(world, rows)[0] == 0

    def test_without_the_names_the_ids_count(self, world: World) -> None:
        rows = decided(world, Toys="yes")
        bare = [{key: value for key, value in row.items() if key not in {"gp_name", "procurify_name"}} for row in rows]

        assert give_back(world, bare)[0] == 0
