"""What a reconciliation asks of both systems: complete lists, whoever made the orders or requisitions in them."""

from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from typing import Protocol

import attrs

from gp_sync.core.model import Found
from gp_sync.flows.purchase_orders.document import GPPurchaseOrder
from gp_sync.flows.requisitions.document import GPRequisition

__all__ = ["ListedOrder", "ListedPage", "ListedRecord", "OrderLists"]


@attrs.frozen(kw_only=True)
class ListedOrder:
    """A row of Procurify's list of orders, or of requisitions.

    Args:
        source_id: its key.
        number: how people call it; the key where it has no number.
        token: changes whenever the order may have changed, as the capture stores it.
        total: what it comes to; None where the list does not tell.
        currency: its currency.
        cancelled: it is cancelled or denied, so that nothing of it counts.
        ordered_at: when it was made.
        vendor: its vendor's name.
    """

    source_id: str
    number: str
    token: str
    total: Decimal | None
    currency: str
    cancelled: bool
    ordered_at: datetime | None
    vendor: str


@attrs.frozen(kw_only=True)
class ListedPage:
    """A page of Procurify's list.

    Args:
        rows: the orders.
        unreadable: in words, the rows that cannot be read.
        drifted: the list changed while it was read.
        count: how many orders all pages have; None where Procurify does not tell.
    """

    rows: tuple[ListedOrder, ...]
    unreadable: tuple[str, ...] = ()
    drifted: bool = False
    count: int | None = None


@attrs.frozen(kw_only=True)
class ListedRecord:
    """An order or requisition of GP's list, of work or history."""

    number: str
    found: Found[GPPurchaseOrder] | Found[GPRequisition]
    status: str
    vendor: str


class OrderLists(Protocol):
    """Both systems' lists of orders or requisitions. Every method raises Unavailable when its system cannot be used."""

    def in_procurify(self, first: date, last: date) -> Iterator[ListedPage]:
        """Procurify's orders that were made between two days, both included, page by page."""
        ...

    def in_gp(self, company: str) -> tuple[tuple[ListedRecord, ...], tuple[str, ...]]:
        """All orders of a GP company, and the numbers of those whose rows cannot be read."""
        ...
