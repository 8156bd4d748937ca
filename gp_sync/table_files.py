"""Tables that are kept in files of their own: CSV with a header row, as a spreadsheet or a tool saves it."""

import codecs
import csv
from collections import Counter
from collections.abc import Iterator, Sequence
from io import StringIO
from pathlib import Path

__all__ = ["TableFileError", "read_pairs", "read_rows", "read_table"]

_PAIR = ("procurify", "gp")
_DELIMITERS = ",;\t"
_SAVE = "save it as CSV UTF-8, which spreadsheets offer beside CSV"


class TableFileError(ValueError):
    """A table file cannot be used; the message names the file, the row and what is accepted."""


def read_rows(
    path: Path, accepted: Sequence[str], needed: Sequence[str], there: Sequence[str] = ()
) -> list[tuple[int, dict[str, str]]]:
    """Read a table by the names of its columns, in any case; empty cells and empty rows are left out.

    Gives each row with its number, as a spreadsheet shows it.

    Args:
        path: the file; `read_table` tells in which forms it may be.
        accepted: the columns that there may be.
        needed: those that there must be, with a value in each row.
        there: those that there must be, also without a value.

    Raises:
        TableFileError: it cannot be read, or has other columns, or a row lacks a value.
    """
    header, rows = _named(path, accepted)
    wrong = [column for column in header if column not in accepted]
    missing = [column for column in (*needed, *there) if column not in header]
    if wrong or missing:
        problem = f"unknown columns: {', '.join(wrong)}" if wrong else f"missing columns: {', '.join(missing)}"
        raise TableFileError(f"{path}: {problem}; it takes {', '.join(accepted)}")
    return [(number, _filled(path, number, row, needed)) for number, row in rows]


def read_pairs(path: Path) -> dict[str, str]:
    """Read a table of texts, with the columns `procurify` and `gp`; an empty cell of `gp` is an empty text.

    Raises:
        TableFileError: it cannot be read, has other columns, or lists a name twice.
    """
    pairs: dict[str, str] = {}
    header, rows = _named(path, _PAIR)
    if sorted(header) != sorted(_PAIR):
        raise TableFileError(f"{path}: it has the columns {', '.join(header)}; it takes {', '.join(_PAIR)}")
    for number, row in rows:
        name = row["procurify"]
        if not name:
            raise TableFileError(f"{path}, row {number}: the column procurify is empty")
        if name in pairs:
            raise TableFileError(f"{path}, row {number}: '{name}' is listed twice")
        pairs[name] = row["gp"]
    return pairs


def read_table(path: Path) -> tuple[list[str], list[tuple[int, list[str]]]]:
    """Read the names of the columns, and the cells of each row that is not empty with the number of the row.

    The file is UTF-8 with or without a mark at its beginning. Comma, semicolon or tab separates the cells: what the
    first row has, or what a line such as `sep=;` above it says. Empty rows, empty columns at the end and the line of
    dashes that sqlcmd writes below the names are left out. A cell is as it stands, also with line breaks.

    Raises:
        TableFileError: it cannot be read, or names a column twice.
    """
    text, delimiter = _separated(path, _text(path))
    try:
        numbered = enumerate(csv.reader(StringIO(text, newline=""), delimiter=delimiter, strict=True), start=1)
        rows = [(number, cells) for number, cells in numbered if any(cell.strip() for cell in cells)]
    except csv.Error as error:
        raise TableFileError(f"{path}: it is not CSV: {error}") from None
    if not rows:
        raise TableFileError(f"{path}: it is empty: the first row names the columns")
    header = [cell.strip() for cell in _trimmed(rows[0][1], 0)]
    twice = [name for name, times in Counter(name.casefold() for name in header if name).items() if times > 1]
    if twice:
        raise TableFileError(f"{path}: two columns have one name: {', '.join(twice)}")
    if rows[1:] and all(cell and not cell.strip("-") for cell in rows[1][1]):
        del rows[1]
    return header, [(number, _trimmed(cells, len(header))) for number, cells in rows[1:]]


def _text(path: Path) -> str:
    try:
        content = path.read_bytes()
    except OSError as error:
        raise TableFileError(f"{path}: it cannot be read: {error.strerror}") from None
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise TableFileError(f"{path}: it is not UTF-8 text, but UTF-16: {_SAVE}")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise TableFileError(f"{path}: it is not UTF-8 text, at byte {error.start}: {_SAVE}") from None


def _separated(path: Path, text: str) -> tuple[str, str]:
    """The text without a line that only names the separator, and the separator."""
    lines = StringIO(text, newline=None)  # which makes one of all line ends
    first = next((line for line in lines if line.strip()), "").rstrip("\n")
    if first.startswith("sep="):
        named = first.removeprefix("sep=").strip(" ")[:1]
        if named not in _DELIMITERS or not named:
            raise TableFileError(f"{path}: it is separated by '{named}': use a comma, semicolon or tab")
        return lines.read(), named
    return text, max(_DELIMITERS, key=first.count)


def _trimmed(cells: list[str], columns: int) -> list[str]:
    """Cells without the empty ones at the end, but for those of the named columns."""
    filled = max((place for place, cell in enumerate(cells, start=1) if cell.strip()), default=0)
    return cells[: max(filled, columns)]


def _named(path: Path, accepted: Sequence[str]) -> tuple[list[str], Iterator[tuple[int, dict[str, str]]]]:
    """The columns of a table, by their accepted spelling, and its rows by them, without outer spaces."""
    names, rows = read_table(path)
    spelled = {column.casefold(): column for column in accepted}
    header = [spelled.get(name.casefold(), name) for name in names]
    return header, _by_name(path, header, rows)


def _by_name(path: Path, header: list[str], rows: list[tuple[int, list[str]]]) -> Iterator[tuple[int, dict[str, str]]]:
    for number, row in rows:
        if len(row) != len(header):
            raise TableFileError(f"{path}, row {number}: it has {len(row)} cells, and the first row {len(header)}")
        yield number, dict(zip(header, (cell.strip() for cell in row), strict=True))


def _filled(path: Path, number: int, row: dict[str, str], needed: Sequence[str]) -> dict[str, str]:
    empty = [column for column in needed if not row[column]]
    if empty:
        raise TableFileError(f"{path}, row {number}: {', '.join(empty)} is empty")
    return {column: cell for column, cell in row.items() if cell}
