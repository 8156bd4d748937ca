"""Tables as CSV for spreadsheets, in which no text becomes a formula."""

import csv
import re
from collections.abc import Iterable, Sequence
from io import StringIO

__all__ = ["csv_text", "unguarded"]

_BEGINS = re.compile("(^|[;\t\r\n])(?=[=+@＝＋－＠'-])|^(?=[\t\r])")  # noqa: RUF001  # some take wide signs too
"""Where a spreadsheet would take a text for a formula, or for the mark that there is none.

Also within a text: most of Europe's spreadsheets split at semicolons, where quotes that begin after one do not count.
"""

_MARKS = re.compile("(^|[;\t\r\n])'")


def csv_text(columns: Sequence[str], rows: Iterable[Sequence[str]], numbers: Iterable[str] = ()) -> str:
    """Write a table; what a spreadsheet would take for a formula gets an apostrophe in front.

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
    return _MARKS.sub(r"\1", cell)


def _guarded(cell: str) -> str:
    return _BEGINS.sub(r"\1'", cell)
