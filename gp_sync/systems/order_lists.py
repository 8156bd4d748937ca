"""Both systems' whole lists of orders and requisitions, for a reconciliation: whoever made them, history included."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import TypeVar

import dynamicsgp_sba as gp
import procurify_client as pc
from gp_sync.core.kinds import PURCHASE_ORDERS, REQUISITIONS
from gp_sync.reconcile.reading import ListedOrder, ListedPage, ListedRecord, OrderLists
from gp_sync.systems.dynamicsgp import found_order
from gp_sync.systems.gp_errors import reading
from gp_sync.systems.gp_values import in_words
from gp_sync.systems.procurify import change_token, unavailable
from gp_sync.systems.requisition_feed import change_token as requisition_token
from gp_sync.systems.requisition_target import found_requisition
from procurify_client.resources import purchase_orders, requisitions

__all__ = ["PurchaseOrderLists", "RequisitionLists", "system_lists"]

T = TypeVar("T")

_OVER = frozenset({pc.RequisitionStatus.DENIED, pc.RequisitionStatus.CANCELLED})


def system_lists(procurify: pc.Procurify, companies: Mapping[str, gp.Company]) -> dict[str, OrderLists]:
    """The lists of a connection by the name of their flow.

    Args:
        procurify: Procurify's client.
        companies: GP's companies by their short names.
    """
    return {
        PURCHASE_ORDERS: PurchaseOrderLists(procurify, companies),
        REQUISITIONS: RequisitionLists(procurify, companies),
    }


class PurchaseOrderLists:
    """The lists of a connection's orders; a `gp_sync.reconcile.reading.OrderLists`. The arguments are as above."""

    def __init__(self, procurify: pc.Procurify, companies: Mapping[str, gp.Company]) -> None:
        self._procurify = procurify
        self._companies = companies

    def in_procurify(self, first: date, last: date) -> Iterator[ListedPage]:
        """Read Procurify's list by the days on which orders were made. Raises Unavailable."""
        call = purchase_orders.list_page(
            page_size=self._procurify.page_size, ordered_since=first, ordered_until=last, order_by="id"
        )
        return _pages(self._procurify, call, "order", _order)

    def in_gp(self, company: str) -> tuple[tuple[ListedRecord, ...], tuple[str, ...]]:
        """Read the whole list of a GP company, whose service has no filter by date. Raises Unavailable."""
        client = self._companies[company]
        with reading(client):
            orders = client.purchase_orders.list()
        return tuple(_gp_order(order) for order in orders), tuple(row.key.strip() for row in orders.unreadable)


class RequisitionLists:
    """The lists of a connection's requisitions; a `gp_sync.reconcile.reading.OrderLists`, made as that of orders."""

    def __init__(self, procurify: pc.Procurify, companies: Mapping[str, gp.Company]) -> None:
        self._procurify = procurify
        self._companies = companies

    def in_procurify(self, first: date, last: date) -> Iterator[ListedPage]:
        """Read Procurify's list by the days on which requisitions were made. Raises Unavailable."""
        call = requisitions.list_page(page_size=self._procurify.page_size, requested_since=first, requested_until=last)
        return _pages(self._procurify, call, "requisition", _requisition)

    def in_gp(self, company: str) -> tuple[tuple[ListedRecord, ...], tuple[str, ...]]:
        """Read the whole list of a GP company, whose service has no filter by date. Raises Unavailable."""
        client = self._companies[company]
        with reading(client):
            found = client.requisitions.list()
        return tuple(_gp_requisition(row) for row in found), tuple(row.key.strip() for row in found.unreadable)


def _pages(
    procurify: pc.Procurify, first: pc.Call[pc.Page[T]], word: str, listed: Callable[[T], ListedOrder]
) -> Iterator[ListedPage]:
    with unavailable():
        for page in procurify.pages(first):
            yield ListedPage(
                rows=tuple(listed(row) for row in page.records),
                unreadable=tuple(
                    f"{word} {row.id or f'in row {row.index + 1} of page {page.number}'} of Procurify: "
                    + "; ".join(row.problems)
                    for row in page.unreadable
                ),
                drifted=page.drift is not None,
                count=page.count,
            )


def _order(row: pc.PurchaseOrderRow) -> ListedOrder:
    return ListedOrder(
        source_id=str(row.key),
        number=row.number or f"order {row.key}",
        token=change_token(row),
        total=row.total,
        currency=(row.currency.name or "") if row.currency is not None else "",
        cancelled=row.state is pc.PurchaseOrderState.CANCELLED,
        ordered_at=row.ordered_at,
        vendor=(row.vendor.name or "") if row.vendor is not None else "",
    )


def _requisition(row: pc.Requisition) -> ListedOrder:
    return ListedOrder(
        source_id=str(row.number),
        number=str(row.number),
        token=requisition_token(row),
        total=row.total,
        currency=(row.currency.name or "") if row.currency is not None else "",
        cancelled=row.status in _OVER,
        ordered_at=row.requested_at,
        vendor="",  # its lines have vendors, which the list does not tell
    )


def _gp_order(order: gp.PurchaseOrder) -> ListedRecord:
    return ListedRecord(
        number=order.number,
        found=found_order(order),
        status=_status(in_words(order.status), in_history=order.in_history),
        vendor=" ".join(filter(None, (order.vendor_id, order.vendor_name))),
    )


def _gp_requisition(row: gp.Requisition) -> ListedRecord:
    return ListedRecord(
        number=row.number,
        found=found_requisition(row),
        status=_status(in_words(row.status), in_history=row.in_history),
        vendor=", ".join(dict.fromkeys(line.vendor_id for line in row.lines if line.vendor_id)),
    )


def _status(words: str, *, in_history: bool) -> str:
    return f"{words}, in history" if in_history else words
