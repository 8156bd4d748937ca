"""The rows of one requisition: its own from one list of Procurify, and those of its lines from another.

Both lists are paged by number over a live table, so a line may be told twice, or slip from one page to another that was
read already. Each line is taken once, and lists that changed meanwhile, or tell fewer lines than there are, are read
again.
"""

from collections.abc import Iterator
from typing import Any

import attrs

import procurify_client as pc
from procurify_client.envelope import read_listing
from procurify_client.resources import order_items, requisitions
from procurify_client.walking import walk

__all__ = ["PASSES", "RequisitionRows", "read_rows"]

PASSES = 3
"""How often a list is read that changes while it is read."""

_NUMBERS = ("orderNum", "order_number")
"""A line tells its requisition under an older and a newer name."""

_OVER = frozenset({pc.RequisitionStatus.DENIED, pc.RequisitionStatus.CANCELLED})


@attrs.frozen(kw_only=True)
class RequisitionRows:
    """A requisition as both lists have it.

    Args:
        row: its own row as received; None where the list does not have it.
        items: the rows of its lines as received, each once, in the order of the list.
        moved: a list changed while it was read.
    """

    row: Any
    items: tuple[Any, ...]
    moved: bool

    @property
    def missing(self) -> str:
        """In words, that lines are missing; empty where they are all there, or the requisition is over."""
        if self.row is None or self.row.get("status") in _OVER:
            return ""
        told = self.row.get("item_count")
        if type(told) is not int:
            return "Procurify's list of its lines changed while it was read" if self.moved else ""
        if len(self.items) >= told:
            return ""
        return f"Procurify says that it has {told} {'line' if told == 1 else 'lines'}, and lists {len(self.items)}"


def read_rows(client: pc.Procurify, number: int) -> RequisitionRows:
    """Read both lists until they hold still and tell every line, three times at most.

    Raises:
        ProcurifyError: a list cannot be read.
    """
    rows = _read(client, number)
    for _ in range(PASSES - 1):
        if not rows.moved and not rows.missing:
            break
        rows = _read(client, number)
    return rows


def _read(client: pc.Procurify, number: int) -> RequisitionRows:
    row, row_moved = _own(client, number)
    items: dict[str, Any] = {}
    moved = row is None and row_moved
    for page, changed in _pages(client, order_items.list_page(page_size=client.page_size, order_number=number)):
        moved |= changed
        # A line that is told twice was changed between two pages: the newer row counts.
        items |= {str(item.get("id")): item for item in page if any(item.get(name) == number for name in _NUMBERS)}
    return RequisitionRows(row=row, items=tuple(items.values()), moved=moved)


def _own(client: pc.Procurify, number: int) -> tuple[Any, bool]:
    """The requisition's own row, or None; and whether the list changed before it came."""
    moved = False
    for page, changed in _pages(client, requisitions.list_page(page_size=client.page_size, number=number)):
        moved |= changed
        for row in page:
            if row.get("num") == number:
                return row, moved
    return None, moved


def _pages(client: pc.Procurify, first: pc.Call[pc.Page[Any]]) -> Iterator[tuple[list[dict[str, Any]], bool]]:
    """The rows of each page as they were received, and whether the list changed since the page before.

    The server may take no notice of a filter, so there may be rows of others.
    """
    received: list[Any] = []

    def send(call: pc.Call[pc.Page[Any]]) -> pc.Page[Any]:
        answer = client.exchange(call)
        received[:] = read_listing(answer.content).records
        return answer.data

    for page in walk(send, first):
        rows = [row for row in received if isinstance(row, dict)]
        received.clear()
        yield rows, page.drift is not None
