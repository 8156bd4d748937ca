"""Rows of GP's tables as a database or a CSV file gives them, read strictly: padded texts, numbers as such or as texts.

Source: contract dynamicsgp-data, section 1 for the conventions, 4 to 6 for the columns.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import attrs

from gp_sync.references.port import NotAvailableHere, Unreadable

__all__ = ["Layout", "Row", "read_rows"]

_INTEGER = re.compile(r"[+-]?\d{1,18}(\.0+)?", re.ASCII)
_DECIMAL = re.compile(r"[+-]?\d+(\.\d+)?", re.ASCII)
_FLAGS = {"0": False, "1": True, "false": False, "true": True}
_NO_DATE = date(1900, 1, 1)
_MOST_PLACES = 12


class Row:
    """One row. Each method reads a column, and raises ValueError with the column, the value and what is accepted.

    Args:
        values: the values by GP's column name, in capitals.
    """

    def __init__(self, values: Mapping[str, Any]) -> None:
        self._values = values

    def text(self, column: str) -> str:
        """A text, without the spaces at its end; empty where there is none."""
        value = self._values[column.upper()]
        if value is None:
            return ""
        if type(value) is not str:
            raise _refused(column, value, "a text")
        return value.rstrip()

    def whole(self, column: str) -> int:
        """A whole number."""
        value = self._values[column.upper()]
        if type(value) is int:
            return value
        if type(value) in {str, Decimal} and _INTEGER.fullmatch(str(value).strip()):
            return int(Decimal(str(value).strip()))
        raise _refused(column, value, "a whole number")

    def flag(self, column: str) -> bool:
        """0 or 1."""
        value = self._values[column.upper()]
        found = _FLAGS.get(str(value).strip().lower()) if type(value) in {int, str, bool} else None
        if found is None:
            raise _refused(column, value, "0 or 1")
        return found

    def places(self, column: str) -> int:
        """How many decimals a number has, from GP's DECPL columns: 1 to 6 stand for 0 to 5, and so do 7 to 12."""
        stored = self.whole(column)
        if not 1 <= stored <= _MOST_PLACES:
            raise _refused(column, stored, "1 to 12, as GP stores numbers of decimals")
        return (stored - 1) % 6

    def decimal(self, column: str) -> Decimal:
        """An exact number."""
        value = self._values[column.upper()]
        if type(value) is Decimal and value.is_finite():
            return value
        if type(value) is int or (type(value) is str and _DECIMAL.fullmatch(value.strip())):
            return Decimal(value)
        raise _refused(column, value, "an exact number with a point, such as 1.25 (of a database, type numeric)")

    def optional_day(self, column: str) -> date | None:
        """A day; None where GP has 1900-01-01 or nothing."""
        value = self._values[column.upper()]
        if value is None or value == "":
            return None
        day = _day(value)
        if day is None:
            raise _refused(column, value, "a date such as 2026-11-04")
        return None if day == _NO_DATE else day

    def day(self, column: str) -> date:
        """A day that has to be there."""
        found = self.optional_day(column)
        if found is None:
            raise _refused(column, self._values[column.upper()], "a date such as 2026-11-04")
        return found


def _day(value: object) -> date | None:
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    try:
        return datetime.fromisoformat(value.strip()).date() if isinstance(value, str) else None
    except ValueError:
        return None


def _refused(column: str, value: object, accepted: str) -> ValueError:
    shown = "empty" if value is None or value == "" else f"{value!r:.60}"
    return ValueError(f"column {column} is {shown}: give {accepted}")


@attrs.frozen(kw_only=True)
class Layout:
    """How a table is read from rows.

    Args:
        columns: GP's columns that are needed; others do no harm.
        key: those that name the row, in the order of the table's key.
        read: makes the table's row value; None for a row that does not count.
    """

    columns: tuple[str, ...]
    key: tuple[str, ...]
    read: Callable[[Row], Any]


def read_rows(
    layout: Layout, header: Sequence[str], records: Iterable[tuple[str, Sequence[Any]]], origin: str
) -> tuple[tuple[Any, ...], tuple[Unreadable, ...]]:
    """Read all rows: those that can be read, and the others with the reason.

    Args:
        layout: the table's.
        header: the names of the columns, in any case and order.
        records: each row's values in that order, and where it stands, such as `row 7`.
        origin: where they come from, for people.

    Raises:
        NotAvailableHere: columns are missing.
    """
    names = [name.strip().upper() for name in header]
    missing = [column for column in layout.columns if column.upper() not in names]
    if missing:
        has = ", ".join(header) or "none"
        raise NotAvailableHere(f"{origin} lacks the columns {', '.join(missing)}; it has {has}")
    rows, unreadable = [], []
    for place, values in records:
        found = dict(zip(names, values, strict=False))
        try:
            if len(values) != len(names):
                raise ValueError(f"{len(values)} values for {len(names)} columns: put quotes around a text with commas")  # noqa: TRY301
            row = layout.read(Row(found))
        except ValueError as error:
            key = tuple(str(found.get(column.upper(), "")) for column in layout.key)
            unreadable.append(Unreadable(key=key, why=f"{origin}, {place}: {error}"))
        else:
            if row is not None:
                rows.append(row)
    return tuple(rows), tuple(unreadable)
