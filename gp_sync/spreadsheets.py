"""Tables as CSV for spreadsheets, in which no text becomes a formula."""

import csv
from collections.abc import Iterable, Sequence
from io import StringIO

__all__ = ["csv_text", "unguarded"]

_FORMULAS = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "'", "\t", "\r")  # noqa: RUF001  # some take wide signs too
"""What a spreadsheet would take for a formula, or for the mark that there is none."""


def csv_text(columns: Sequence[str], rows: Iterable[Sequence[str]], numbers: Iterable[str] = ()) -> str:
    """Write a table; a text that a spreadsheet would take for a formula gets an apostrophe in front.

    Args:
        columns: the first row.
        rows: the others.
        numbers: the columns that hold numbers of ours, which may begin with a minus.
    """
    plain = {place for place, name in enumerate(columns) if name in set(numbers)}
    out = StringIO(newline="")
    table = csv.writer(out)
    table.writerow(columns)
    table.writerows([cell if place in plain else _guarded(cell) for place, cell in enumerate(row)] for row in rows)
    return out.getvalue()


def unguarded(cell: str) -> str:
    """A text of such a table as it was, as a person gives the table back."""
    return cell.removeprefix("'")


def _guarded(cell: str) -> str:
    return f"'{cell}" if cell.startswith(_FORMULAS) else cell
