"""CSV files as people and tools write them, and what is said about bad ones."""

import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from gp_sync.core.facts import site
from gp_sync.core.model import RecordUnusable
from gp_sync.references.answers import TableReferences
from gp_sync.references.csv_files import CsvTables
from gp_sync.references.port import NotAvailableHere
from gp_sync.references.tables import TABLES

SITES, BUYERS = TABLES["sites"], TABLES["buyers"]


@pytest.fixture
def tables(tmp_path: Path) -> CsvTables:
    (tmp_path / "TWO").mkdir()
    return CsvTables(tmp_path)


@pytest.fixture
def sites(tmp_path: Path, tables: CsvTables) -> Path:
    """Where the file of the sites is."""
    return tmp_path / "TWO" / "sites.csv"


def ids(tables: CsvTables) -> list[tuple[str, str]]:
    return [(row.id, row.description) for row in tables.rows(SITES, "TWO").rows]


def refusal(tables: CsvTables) -> str:
    with pytest.raises(NotAvailableHere) as refused:
        tables.rows(SITES, "TWO")
    return refused.value.why


class TestForms:
    @pytest.mark.parametrize(
        "content",
        [
            b"LOCNCODE,LOCNDSCR,INACTIVE\n01-N,Plant North,0\n",
            b"\xef\xbb\xbfLOCNCODE,LOCNDSCR,INACTIVE\r\n01-N      ,Plant North    ,0\r\n\r\n",
            b'"LOCNCODE";"LOCNDSCR";"INACTIVE"\n"01-N";"Plant North";"0"\n',
            b"LOCNCODE\tLOCNDSCR\tINACTIVE\n--------\t--------\t--------\n01-N\tPlant North\t0\n",
            b"\nLOCNCODE;LOCNDSCR;INACTIVE\n01-N;Plant North;0\n",
            b"LOCNCODE,LOCNDSCR,INACTIVE,,\n01-N,Plant North,0,,\n",
        ],
        ids=[
            "plain",
            "byte order mark and padding",
            "semicolons",
            "tabs and the dashes of sqlcmd",
            "a blank first line",
            "empty columns at the end",
        ],
    )
    def test_they_are_all_the_same(self, tables: CsvTables, sites: Path, content: bytes) -> None:
        sites.write_bytes(content)

        assert ids(tables) == [("01-N", "Plant North")]

    def test_quotes_keep_commas_and_letters_are_utf_8(self, tables: CsvTables, sites: Path) -> None:
        sites.write_text('LOCNCODE,LOCNDSCR,INACTIVE\n01-N,"Zürich, ""North""",0\n', encoding="utf-8")

        assert ids(tables) == [("01-N", 'Zürich, "North"')]

    def test_a_table_without_rows_is_an_empty_table(self, tables: CsvTables, sites: Path) -> None:
        sites.write_text("LOCNCODE,LOCNDSCR,INACTIVE\n", encoding="utf-8")

        assert ids(tables) == []


class TestTimeStamp:
    def test_it_is_when_the_file_was_written(self, tables: CsvTables, sites: Path) -> None:
        sites.write_text("LOCNCODE,LOCNDSCR,INACTIVE\n", encoding="utf-8")
        written = datetime(2026, 11, 4, 2, 15, tzinfo=UTC)
        os.utime(sites, (written.timestamp(), written.timestamp()))

        assert tables.as_of(SITES, "TWO") == written
        assert tables.rows(SITES, "TWO").as_of == written
        assert tables.rows(SITES, "TWO").origin == str(sites)

    def test_what_was_read_of_a_file_does_not_outlive_it(self, tables: CsvTables, sites: Path) -> None:
        sites.write_text("LOCNCODE,LOCNDSCR,INACTIVE\n01-N,North,0\n", encoding="utf-8")
        references = TableReferences({"sites": tables}, frozenset({"TWO"}), lambda: datetime.now(UTC))
        ref, long_ago = site("TWO", "01-N"), datetime(2020, 1, 1, tzinfo=UTC)
        assert references.find(ref, long_ago) == "01-N"
        sites.unlink()

        with pytest.raises(RecordUnusable, match="there is no file"):
            references.find(ref, long_ago)


class TestBadFiles:
    def test_a_missing_one_names_its_path(self, tables: CsvTables, sites: Path) -> None:
        assert refusal(tables) == f"there is no file {sites}"
        with pytest.raises(NotAvailableHere, match="there is no file"):
            tables.check(SITES, "TWO")

    def test_a_folder_in_its_place(self, tables: CsvTables, sites: Path) -> None:
        sites.mkdir()

        assert refusal(tables).startswith(f"{sites}: it cannot be read: ")

    def test_an_empty_one(self, tables: CsvTables, sites: Path) -> None:
        sites.touch()

        assert refusal(tables) == f"{sites}: it is empty: the first row names the columns"

    def test_another_encoding(self, tables: CsvTables, sites: Path) -> None:
        sites.write_bytes("LOCNCODE,LOCNDSCR,INACTIVE\n01-N,Zürich,0\n".encode("cp1252"))

        assert refusal(tables) == (
            f"{sites}: it is not UTF-8 text, at byte 33: save it as CSV UTF-8, which spreadsheets offer beside CSV"
        )

    def test_a_quote_that_does_not_end(self, tables: CsvTables, sites: Path) -> None:
        sites.write_text('LOCNCODE,LOCNDSCR,INACTIVE\n01-N,"North,0\n', encoding="utf-8")

        assert refusal(tables).startswith(f"{sites}: it is not CSV: ")

    def test_two_columns_of_one_name(self, tables: CsvTables, sites: Path) -> None:
        sites.write_text("LOCNCODE,LOCNDSCR,INACTIVE,inactive\n01-N,North,0,1\n", encoding="utf-8")

        assert refusal(tables) == f"{sites}: two columns have one name: inactive"

    def test_columns_of_another_table(self, tables: CsvTables, sites: Path) -> None:
        sites.write_text("BUYERID,DSCRIPTN\nANN,Ann\n", encoding="utf-8")

        assert refusal(tables) == f"{sites} lacks the columns LOCNCODE, LOCNDSCR, INACTIVE; it has BUYERID, DSCRIPTN"

    def test_a_bad_row_names_file_row_column_value_and_what_is_accepted(self, tables: CsvTables, sites: Path) -> None:
        sites.write_text("LOCNCODE,LOCNDSCR,INACTIVE\n\n01-N,North,no\n02-S,South,1\n", encoding="utf-8")

        read = tables.rows(SITES, "TWO")

        assert [row.id for row in read.rows] == ["02-S"]
        assert [(row.key, row.why) for row in read.unreadable] == [
            (("01-N",), f"{sites}, row 3: column INACTIVE is 'no': give 0 or 1")
        ]

    def test_other_tables_are_not_concerned(self, tables: CsvTables, sites: Path) -> None:
        sites.with_name("buyers.csv").write_text("BUYERID,DSCRIPTN\nANN,Ann\n", encoding="utf-8")

        assert [row.id for row in tables.rows(BUYERS, "TWO").rows] == ["ANN"]
