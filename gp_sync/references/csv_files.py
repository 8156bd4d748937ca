"""Reference tables from CSV files: one file per table and company, with the columns of the shipped SELECTs."""

import csv
from collections.abc import Iterator
from datetime import UTC, datetime
from io import StringIO
from pathlib import Path

from gp_sync.references.decoding import read_rows
from gp_sync.references.layouts import LAYOUTS
from gp_sync.references.port import NotAvailableHere, Rows
from gp_sync.references.tables import Table

__all__ = ["CsvTables"]

_DELIMITERS = ",;\t"


class CsvTables:
    """A `TableSource` over a folder. May be used by several threads.

    The files are `<folder>/<company>/<table>.csv`, in UTF-8 with or without a byte order mark. Their first line names
    the columns; what stands between the names there, a comma, semicolon or tab, stands between the values too.

    Args:
        folder: where the companies' folders are.
    """

    name = "csv"
    keyed = False

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def check(self, table: Table, company: str) -> None:
        """See whether the file is there. Raises NotAvailableHere."""
        self.as_of(table, company)

    def as_of(self, table: Table, company: str) -> datetime:
        """When the file was written. Raises NotAvailableHere."""
        path = self._path(table, company)
        try:
            return _moment(path.stat().st_mtime)
        except OSError as error:
            raise _missing(path, error) from None

    def rows(self, table: Table, company: str, key: str | None = None) -> Rows:
        """Read the file, whole. Raises NotAvailableHere."""
        path = self._path(table, company)
        try:
            # The stamp first: a file that is replaced meanwhile is then read again.
            as_of = _moment(path.stat().st_mtime)
            text = path.read_bytes().decode("utf-8-sig")
        except OSError as error:
            raise _missing(path, error) from None
        except UnicodeDecodeError as error:
            raise NotAvailableHere(f"{path} is not UTF-8 text, at byte {error.start}: save it as CSV UTF-8") from None
        header, records = _parsed(path, text)
        rows, unreadable = read_rows(LAYOUTS[table.name], header, records, str(path))
        return Rows(rows=rows, unreadable=unreadable, as_of=as_of, origin=str(path))

    def _path(self, table: Table, company: str) -> Path:
        return self._folder / company / f"{table.name}.csv"


def _parsed(path: Path, text: str) -> tuple[list[str], list[tuple[str, list[str]]]]:
    first = text.partition("\n")[0]
    delimiter = max(_DELIMITERS, key=first.count)
    try:
        lines = list(_lines(csv.reader(StringIO(text, newline=""), delimiter=delimiter, strict=True)))
    except csv.Error as error:
        raise NotAvailableHere(f"{path} is not CSV: {error}") from None
    if not lines:
        raise NotAvailableHere(f"{path} is empty: its first line names the columns")
    return lines[0][1], [(f"line {number}", values) for number, values in lines[1:]]


def _lines(reader: Iterator[list[str]]) -> Iterator[tuple[int, list[str]]]:
    for number, values in enumerate(reader, start=1):
        # Blank lines, and the line of dashes that sqlcmd writes below the names.
        if any(value.strip("- ") for value in values):
            yield number, values


def _moment(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, tz=UTC)


def _missing(path: Path, error: OSError) -> NotAvailableHere:
    if isinstance(error, FileNotFoundError):
        return NotAvailableHere(f"there is no file {path}")
    return NotAvailableHere(f"{path} cannot be read: {error.strerror}")
