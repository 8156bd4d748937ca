"""Reference tables from CSV files: one file per table and company, with the columns of the shipped SELECTs."""

from datetime import UTC, datetime
from pathlib import Path

from gp_sync.references.decoding import read_rows
from gp_sync.references.layouts import LAYOUTS
from gp_sync.references.port import NotAvailableHere, Rows
from gp_sync.references.tables import Table
from gp_sync.table_files import TableFileError, read_table

__all__ = ["CsvTables"]


class CsvTables:
    """A `TableSource` over a folder. May be used by several threads.

    The files are `<folder>/<company>/<table>.csv`, in one of the forms that `read_table` reads.

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
            header, cells = read_table(path)
        except OSError as error:
            raise _missing(path, error) from None
        except TableFileError as error:
            raise NotAvailableHere(str(error)) from None
        records = [(f"row {number}", values) for number, values in cells]
        rows, unreadable = read_rows(LAYOUTS[table.name], header, records, str(path))
        return Rows(rows=rows, unreadable=unreadable, as_of=as_of, origin=str(path))

    def _path(self, table: Table, company: str) -> Path:
        return self._folder / company / f"{table.name}.csv"


def _moment(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, tz=UTC)


def _missing(path: Path, error: OSError) -> NotAvailableHere:
    if isinstance(error, FileNotFoundError):
        return NotAvailableHere(f"there is no file {path}")
    return NotAvailableHere(f"{path} cannot be read: {error.strerror}")
