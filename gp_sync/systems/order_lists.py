"""Both systems' whole lists of purchase orders, for a reconciliation: whoever made them, in work and in history."""

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal

import dynamicsgp_sba as gp
import procurify_client as pc
from gp_sync.reconcile.reading import ListedOrder, ListedPage, ListedRecord
from gp_sync.systems.dynamicsgp import found_order
from gp_sync.systems.gp_errors import reading
from gp_sync.systems.gp_values import in_words
from gp_sync.systems.procurify import change_token, unavailable
from procurify_client.resources import purchase_orders

__all__ = ["SystemLists"]

_NOTHING = Decimal(0)


class SystemLists:
    """The lists of a connection; a `gp_sync.reconcile.reading.OrderLists`.

    Args:
        procurify: Procurify's client.
        companies: GP's companies by their short names.
    """

    def __init__(self, procurify: pc.Procurify, companies: Mapping[str, gp.Company]) -> None:
        self._procurify = procurify
        self._companies = companies

    def in_procurify(self, first: date, last: date) -> Iterator[ListedPage]:
        """Read Procurify's list by the days on which orders were made. Raises Unavailable."""
        call = purchase_orders.list_page(
            page_size=self._procurify.page_size, ordered_since=first, ordered_until=last, order_by="id"
        )
        with unavailable():
            for page in self._procurify.pages(call):
                yield ListedPage(
                    rows=tuple(_listed(row) for row in page.records),
                    unreadable=tuple(
                        f"order {row.id or f'in row {row.index + 1} of page {page.number}'} of Procurify: "
                        + "; ".join(row.problems)
                        for row in page.unreadable
                    ),
                    drifted=page.drift is not None,
                    count=page.count,
                )

    def in_gp(self, company: str) -> tuple[tuple[ListedRecord, ...], tuple[str, ...]]:
        """Read the whole list of a GP company, whose service has no filter by date. Raises Unavailable."""
        client = self._companies[company]
        with reading(client):
            orders = client.purchase_orders.list()
        return tuple(_record(order) for order in orders), tuple(row.key.strip() for row in orders.unreadable)


def _listed(row: pc.PurchaseOrderRow) -> ListedOrder:
    return ListedOrder(
        source_id=str(row.key),
        number=row.number or f"order {row.key}",
        token=change_token(row),
        total=row.total or _NOTHING,
        currency=(row.currency.name or "") if row.currency is not None else "",
        cancelled=row.state is pc.PurchaseOrderState.CANCELLED,
        ordered_at=row.ordered_at,
        vendor=(row.vendor.name or "") if row.vendor is not None else "",
    )


def _record(order: gp.PurchaseOrder) -> ListedRecord:
    status = in_words(order.status)
    return ListedRecord(
        number=order.number,
        found=found_order(order),
        status=f"{status}, in history" if order.in_history else status,
        vendor=" ".join(filter(None, (order.vendor_id, order.vendor_name))),
    )
