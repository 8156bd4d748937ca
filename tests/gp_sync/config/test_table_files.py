"""Tables of the configuration as spreadsheets save them, and what is said of those that cannot be used."""

from pathlib import Path

import pytest

from gp_sync.table_files import TableFileError, read_pairs, read_rows

COLUMNS = ("name", "segment", "site")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "table.csv"


def pairs(file: Path, content: bytes) -> dict[str, str]:
    file.write_bytes(content)
    return read_pairs(file)


def rows(file: Path, content: bytes) -> list[tuple[int, dict[str, str]]]:
    file.write_bytes(content)
    return read_rows(file, COLUMNS, ("name",))


def refusal(file: Path, content: bytes) -> str:
    with pytest.raises(TableFileError) as refused:
        rows(file, content)
    return str(refused.value).removeprefix(str(file))


class TestForms:
    @pytest.mark.parametrize(
        "content",
        [
            b"procurify,gp\neach,Each\n",
            b"\xef\xbb\xbfprocurify,gp\r\neach,Each\r\n",
            b"procurify;gp\neach;Each\n",
            b"procurify\tgp\neach\tEach\n",
            b"Procurify,GP\neach , Each\n",
            b"\n\nprocurify;gp\n\neach;Each\n;\n",
            b"procurify,gp,,\neach,Each,,\n",
            b"sep=;\r\nprocurify;gp\r\neach;Each\r\n",
            b"procurify,gp\reach,Each\r",
        ],
        ids=[
            "plain",
            "mark",
            "semicolons",
            "tabs",
            "capitals and spaces",
            "empty rows",
            "empty columns",
            "named separator",
            "old line ends",
        ],
    )
    def test_they_are_all_the_same(self, file: Path, content: bytes) -> None:
        assert pairs(file, content) == {"each": "Each"}

    def test_a_line_break_in_a_cell_stays(self, file: Path) -> None:
        content = 'procurify,gp\n"each\npiece",Each\n"a\u2028b",Box\n'.encode()

        assert pairs(file, content) == {"each\npiece": "Each", "a\u2028b": "Box"}

    def test_rows_are_numbered_as_a_spreadsheet_shows_them(self, file: Path) -> None:
        content = b'sep=,\nname,segment\n"Plant\nNorth",100\n\nPlant South,200\n'

        assert [number for number, _ in rows(file, content)] == [2, 4]


class TestRefused:
    @pytest.mark.parametrize(
        ("content", "problem"),
        [
            (b"name,segment,site,Segment\nPlant,100,N,200\n", ": two columns have one name: segment"),
            (b"name,segment,site\nPlant,100\n", ", row 2: it has 2 cells, and the first row 3"),
            (b"name,segment\nPlant,100,N\n", ", row 2: it has 3 cells, and the first row 2"),
            (b"name,town\nPlant,X\n", ": unknown columns: town; it takes name, segment, site"),
            (b"sep=|\nname|segment\n", ": it is separated by '|': use a comma, semicolon or tab"),
            (b"sep=\nname,segment\n", ": it is separated by '': use a comma, semicolon or tab"),
            (b"\n,\n", ": it is empty: the first row names the columns"),
            (
                "name,segment\n".encode("utf-16"),
                ": it is not UTF-8 text, but UTF-16: save it as CSV UTF-8, which spreadsheets offer beside CSV",
            ),
            (
                "name,segment\nZürich,100\n".encode("cp1252"),
                ": it is not UTF-8 text, at byte 14: save it as CSV UTF-8, which spreadsheets offer beside CSV",
            ),
        ],
    )
    def test_the_message_names_file_row_and_what_is_accepted(self, file: Path, content: bytes, problem: str) -> None:
        assert refusal(file, content) == problem
