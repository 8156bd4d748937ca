"""Pages of lists: search, order, cutting, and the two formats."""

import csv
import io
import json
import re
from collections.abc import Callable, Sequence
from decimal import Decimal

import attrs

from procurify_client.testing.checks import Filters
from procurify_client.testing.shapes import Wire, to_json

__all__ = ["Later", "Page", "Written", "as_csv", "chosen", "cut", "record_of"]


class Written(str):
    """A record that is written as JSON already."""

    __slots__ = ()

    def read(self) -> Wire:
        """Read it back."""
        record: Wire = json.loads(self)
        return record


Later = Callable[[], Wire | Written]
"""A record that is written when its page is: most of a list is never looked at."""


@attrs.frozen(kw_only=True)
class Page:
    """One page of a list.

    Attributes:
        number: from 1.
        size: how many records a page has at most.
        count: how many records there are on all pages.
        records: those on this page.
    """

    number: int
    size: int
    count: int
    records: Sequence[Wire | Written]

    @property
    def last(self) -> int:
        """The number of the last page; an empty list has one page."""
        return max(1, -(-self.count // self.size))

    def data(self) -> str:
        """Write the records as a JSON list."""
        return f"[{', '.join(record if isinstance(record, Written) else to_json(record) for record in self.records)}]"


def chosen(records: Sequence[Later], filters: Filters) -> Sequence[Later]:
    """Search and sort, where the operation has parameters for it and the query uses them.

    The search looks for the text in any text of a record, whatever its case: what the real one looks at is not
    documented. A field to sort by that records do not have is ignored.
    """
    sought = filters.get("search", "").lower()
    if sought:
        records = [later for later in records if _mentions(record_of(later), sought)]
    order = filters.get("order_by", "")
    field = order.removeprefix("-")
    if field and records and field in record_of(records[0]):
        return sorted(records, key=lambda later: _sortable(record_of(later)[field]), reverse=order.startswith("-"))
    return records


def cut(records: Sequence[Later], number: str, size: str, *, largest: int) -> Page | None:
    """Cut out a page; None if there is no such page.

    Args:
        records: the whole list.
        number: the page's number as the query has it.
        size: how many records a page should have, as the query has it; what is no positive number counts as not
            asked for, as in the framework that the real server is built with (assumed).
        largest: how many it has at most.
    """
    wanted = min(int(size) if _NUMBER.fullmatch(size) else _USUAL, largest)
    page = Page(number=1, size=wanted, count=len(records), records=())
    if not _NUMBER.fullmatch(number) or int(number) > page.last:
        return None
    start = (int(number) - 1) * wanted
    found = [later() for later in records[start : start + wanted]]
    return attrs.evolve(page, number=int(number), records=found)


def as_csv(records: Sequence[Wire | Written]) -> str:
    """Write records as CSV: a column for each field of the first, nested values as JSON (assumed)."""
    text = io.StringIO()
    rows = [record.read() if isinstance(record, Written) else record for record in records]
    if rows:
        writer = csv.DictWriter(text, rows[0].keys(), extrasaction="ignore")
        writer.writeheader()
        writer.writerows({name: _cell(item) for name, item in row.items()} for row in rows)
    return text.getvalue()


_USUAL = 10
_AFTER_NUMBERS = Decimal("Infinity")
_NUMBER = re.compile(r"[1-9][0-9]{0,8}")


def record_of(later: Later) -> Wire:
    """Write or read a record now."""
    record = later()
    return record.read() if isinstance(record, Written) else record


def _mentions(record: Wire, sought: str) -> bool:
    return any(isinstance(item, str) and sought in item.lower() for item in record.values())


def _sortable(value: object) -> tuple[bool, Decimal, str]:
    """Nothing at all first, then numbers by their size, also those in texts, and then texts."""
    text = "" if value is None else str(value)
    number = re.fullmatch(r"-?[0-9]+(\.[0-9]+)?", text)
    return value is not None, Decimal(text) if number else _AFTER_NUMBERS, text


def _cell(item: object) -> object:
    return item if item is None or isinstance(item, str) else to_json(item)
