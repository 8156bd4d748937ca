"""The page for the database administrator names every table, column, age, right and key, as the code has them."""

import re
from pathlib import Path

import attrs
import pytest

from dynamicsgp_sba import COMPANION, SHIPPED
from gp_sync.references.layouts import LAYOUTS
from gp_sync.references.port import NotAvailableHere
from gp_sync.references.settings import CsvReferenceSettings, ReferenceSettings, SqlReferenceSettings
from gp_sync.references.sql import SYSTEM_PREFIX, shipped_select
from gp_sync.references.tables import TABLES, Table
from gp_sync.systems.service_tables import ServiceTables

PAGE = (Path(__file__).parents[3] / "docs" / "reference" / "reference-data.md").read_text(encoding="utf-8")
NAMED = re.compile(r"(?:FROM|JOIN) (DYNAMICS\.dbo\.)?([A-Z]{2,3}\d{5})")


def rows(heading: str) -> dict[str, list[str]]:
    """The rows of the first table under a heading, by their first cell."""
    section = re.split(r"^## ", PAGE, flags=re.MULTILINE)
    (text,) = (part for part in section if part.startswith(heading))
    table = re.search(r"(?:^\|.*\n)+", text, re.MULTILINE)
    assert table is not None
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in table.group().splitlines()]
    return {row[0].strip("`"): row[1:] for row in cells[2:]}


def select_of(table: str) -> str:
    try:
        return shipped_select(table)
    except NotAvailableHere:
        return ""


def offered(table: Table) -> str:
    """Where the service has a table."""
    for profile, words in ((SHIPPED, "yes"), (COMPANION, "companion")):
        try:
            ServiceTables({}, profile).check(table, "TWO")
        except NotAvailableHere:
            continue
        return words
    return "no"


class TestTables:
    @pytest.mark.parametrize("table", TABLES.values(), ids=lambda table: table.name)
    def test_each_with_its_place_its_source_its_age_and_what_happens_without_it(self, table: Table) -> None:
        in_gp, from_service, age, without = rows("The tables")[table.name]
        named = {name for _, name in NAMED.findall(select_of(table.name))}
        minutes = table.max_age.total_seconds() / 60

        assert set(re.findall(r"[A-Z]{2,3}\d{5}", in_gp)) == named
        assert from_service == offered(table)
        assert age == (f"{minutes / 60:g} h" if minutes >= 60 else f"{minutes:g} min")
        assert without == ("warns" if table.optional else "blocks")

    def test_all_columns(self) -> None:
        documented = {name: re.findall(r"`(\w+)`", cells[0]) for name, cells in rows("The columns").items()}

        assert documented == {name: list(layout.columns) for name, layout in LAYOUTS.items()}

    def test_there_are_no_others(self) -> None:
        assert list(rows("The tables")) == list(TABLES)
        assert set(LAYOUTS) == set(TABLES)


class TestRights:
    def test_they_are_for_the_tables_of_the_selects_and_no_others(self) -> None:
        company, system = (
            {name for prefix, name in NAMED.findall("".join(map(select_of, TABLES))) if prefix == wanted}
            for wanted in ("", SYSTEM_PREFIX)
        )
        blocks = re.findall(r"```sql\n(GRANT.*?)```", PAGE, re.DOTALL)

        granted = [set(re.findall(r"ON dbo\.(\w+) TO", block)) for block in blocks]

        assert granted == [company, system]


class TestKeys:
    @pytest.mark.parametrize(
        ("heading", "kind"),
        [
            ("`[references]`", ReferenceSettings),
            ("`[references.sql]`", SqlReferenceSettings),
            ("`[references.csv]`", CsvReferenceSettings),
        ],
    )
    def test_every_key_is_there(self, heading: str, kind: type) -> None:
        keys = [field.name for field in attrs.fields(kind) if field.name not in {"sql", "csv"}]

        assert list(rows(heading)) == keys
