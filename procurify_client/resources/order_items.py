"""Order items: `/api/v3/order-items/` (contract section 11)."""

from collections.abc import Iterator
from datetime import date
from typing import TypedDict, Unpack

from procurify_client.call import Call
from procurify_client.filters import boolean, day, number, query, text
from procurify_client.models import OrderItem
from procurify_client.paging import Page, page_call
from procurify_client.resources.base import OnUnreadable, Resource

__all__ = ["OrderItemFilters", "OrderItems", "list_page"]

_PATH = "/api/v3/order-items/"
_FILTERS = {
    "modified_since": day("last_modified_0"),
    "modified_until": day("last_modified_1"),
    "po_created_since": day("po_created_date_0"),
    "po_created_until": day("po_created_date_1"),
    "requisition_created_since": day("order_created_date_0"),
    "requisition_created_until": day("order_created_date_1"),
    "order_number": number("orderNum"),
    "status": number("status"),
    "type": number("type"),
    "is_purchased": boolean("is_purchased"),
    "active": boolean("active"),
    "department": number("department"),
    "location": number("location"),
    "vendor": number("po_vendor"),
    "search": text("search"),
    "order_by": text("order_by"),
}


class OrderItemFilters(TypedDict, total=False):
    """Filters of the order item list. Days are inclusive at both ends (assumed); which time zone cuts them is unknown.

    Attributes:
        modified_since: `last_modified_0`.
        modified_until: `last_modified_1`.
        po_created_since: `po_created_date_0`, the day on which the purchase order was made.
        po_created_until: `po_created_date_1`.
        requisition_created_since: `order_created_date_0`.
        requisition_created_until: `order_created_date_1`.
        order_number: `orderNum`, the number of a requisition.
        status: one `OrderItemStatus`.
        type: an `OrderItemType`.
        is_purchased: whether it is on a purchase order.
        active: the row flag.
        department: the id of a department.
        location: the id of a location.
        vendor: `po_vendor`, the id of the vendor of the purchase order.
        search: free text; which fields are searched is not documented.
        order_by: a field of the wire; a leading minus sorts downwards (inferred).
    """

    modified_since: date | None
    modified_until: date | None
    po_created_since: date | None
    po_created_until: date | None
    requisition_created_since: date | None
    requisition_created_until: date | None
    order_number: int | None
    status: int | None
    type: int | None
    is_purchased: bool | None
    active: bool | None
    department: int | None
    location: int | None
    vendor: int | None
    search: str | None
    order_by: str | None


def list_page(
    page: int | None = None,
    *,
    page_size: int = 100,
    after: Page[OrderItem] | None = None,
    **filters: Unpack[OrderItemFilters],
) -> Call[Page[OrderItem]]:
    """Make the call for one page of the order items."""
    return page_call(_PATH, OrderItem, query(_FILTERS, filters), page=page, page_size=page_size, after=after)


class OrderItems(Resource):
    """The order items, as methods of a client."""

    def list(
        self,
        *,
        page_size: int | None = None,
        on_unreadable: OnUnreadable | None = None,
        **filters: Unpack[OrderItemFilters],
    ) -> Iterator[OrderItem]:
        """Give the order items, page by page as they are asked for.

        Args:
            page_size: records to a page; by default the client's.
            on_unreadable: takes each record that cannot be decoded, after the last page.
            **filters: see `OrderItemFilters`.

        Raises:
            UnreadableRecordsError: at the end, if records could not be decoded and there is no `on_unreadable`.
            ProcurifyError: a page could not be read.
            TypeError: a filter is unknown or has the wrong kind of value.
        """
        return self._iterate(list_page(page_size=self._size(page_size), **filters), on_unreadable)

    def list_page(
        self,
        page: int | None = None,
        *,
        page_size: int | None = None,
        after: Page[OrderItem] | None = None,
        **filters: Unpack[OrderItemFilters],
    ) -> Page[OrderItem]:
        """Give one page of the order items.

        Args:
            page: its number, from 1; by default the first, or the one after `after`.
            page_size: records to a page; by default the client's.
            after: the page read before, to see in `Page.drift` what has changed since.
            **filters: see `OrderItemFilters`.

        Raises:
            ProcurifyError: the page could not be read.
            TypeError: a filter is unknown or has the wrong kind of value.
        """
        return self._client.send(list_page(page, page_size=self._size(page_size), after=after, **filters))
