"""Tables of the configuration that are kept in files of their own: CSV with a header row, as a spreadsheet saves it."""

import csv
from collections.abc import Iterator, Sequence
from pathlib import Path

__all__ = ["TableFileError", "read_pairs", "read_rows"]

_PAIR = ("procurify", "gp")


class TableFileError(ValueError):
    """A table file cannot be used; the message names the file, the row and what is accepted."""


def read_rows(path: Path, accepted: Sequence[str], needed: Sequence[str]) -> list[tuple[int, dict[str, str]]]:
    """Read a table by the names of its columns; empty cells and empty rows are left out.

    Gives each row with its number, as a spreadsheet shows it.

    Args:
        path: the file, in UTF-8 with or without a mark at its beginning.
        accepted: the columns that there may be.
        needed: those that there must be, with a value in each row.

    Raises:
        TableFileError: it cannot be read, or has other columns, or a row lacks a value.
    """
    header, rows = _read(path)
    wrong = [column for column in header if column not in accepted]
    missing = [column for column in needed if column not in header]
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
    header, rows = _read(path)
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


def _read(path: Path) -> tuple[list[str], list[tuple[int, dict[str, str]]]]:
    """The columns, and the rows that are not empty with the numbers that a spreadsheet shows."""
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
        rows = list(csv.reader(lines, strict=True))
    except OSError as error:
        raise TableFileError(f"{path}: it cannot be read: {error.strerror}") from None
    except UnicodeDecodeError:
        raise TableFileError(f"{path}: it is not UTF-8 text") from None
    except csv.Error as error:
        raise TableFileError(f"{path}: it is not CSV: {error}") from None
    if not rows:
        raise TableFileError(f"{path}: it is empty: the first row names the columns")
    header = [cell.strip() for cell in rows[0]]
    return header, list(_named(path, header, rows[1:]))


def _named(path: Path, header: list[str], rows: list[list[str]]) -> Iterator[tuple[int, dict[str, str]]]:
    for number, row in enumerate(rows, start=2):
        cells = [cell.strip() for cell in row]
        if not any(cells):
            continue
        if len(cells) != len(header):
            raise TableFileError(f"{path}, row {number}: it has {len(cells)} cells, and the first row {len(header)}")
        yield number, dict(zip(header, cells, strict=True))


def _filled(path: Path, number: int, row: dict[str, str], needed: Sequence[str]) -> dict[str, str]:
    empty = [column for column in needed if not row[column]]
    if empty:
        raise TableFileError(f"{path}, row {number}: {', '.join(empty)} is empty")
    return {column: cell for column, cell in row.items() if cell}
