"""Order items: `/api/v3/order-items/`, and the same as `/api/v2/global/order_items/` (contract section 11)."""

from collections.abc import AsyncIterator, Iterator
from typing import Unpack

from procurify_client.call import Call
from procurify_client.filters import query
from procurify_client.models import OrderItem
from procurify_client.paging import Page, page_call
from procurify_client.resources.base import AsyncResource, OnUnreadable, Resource
from procurify_client.resources.order_item_filters import ORDER_ITEM_FILTERS, OrderItemFilters

__all__ = ["AsyncOrderItems", "OrderItemFilters", "OrderItems", "list_global_page", "list_page"]


def list_page(
    page: int | None = None,
    *,
    page_size: int | None = None,
    after: Page[OrderItem] | None = None,
    **filters: Unpack[OrderItemFilters],
) -> Call[Page[OrderItem]]:
    """Make the call for one page of the order items."""
    params = query(ORDER_ITEM_FILTERS, filters)
    return page_call("/api/v3/order-items/", OrderItem, params, page=page, page_size=page_size, after=after)


def list_global_page(
    page: int | None = None,
    *,
    page_size: int | None = None,
    after: Page[OrderItem] | None = None,
    **filters: Unpack[OrderItemFilters],
) -> Call[Page[OrderItem]]:
    """Make the call for one page of the order items under their older address."""
    params = query(ORDER_ITEM_FILTERS, filters)
    return page_call("/api/v2/global/order_items/", OrderItem, params, page=page, page_size=page_size, after=after)


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
            on_unreadable: takes each record that cannot be decoded, as its page comes.
            **filters: see `OrderItemFilters`.

        Raises:
            UnreadableRecordsError: at the end, if records could not be decoded and there is no `on_unreadable`.
            ProcurifyError: a page could not be read.
            TypeError: a filter is unknown or has the wrong kind of value.
        """
        return self._iterate(list_page(page_size=page_size, **filters), on_unreadable)

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
        return self._client.send(list_page(page, page_size=page_size, after=after, **filters))

    def list_global(
        self,
        *,
        page_size: int | None = None,
        on_unreadable: OnUnreadable | None = None,
        **filters: Unpack[OrderItemFilters],
    ) -> Iterator[OrderItem]:
        """Give the order items, page by page as they are asked for.

        The same list under its older address, with the same filters and records: nothing documented tells them apart.

        Args:
            page_size: records to a page; by default the client's.
            on_unreadable: takes each record that cannot be decoded, as its page comes.
            **filters: see `OrderItemFilters`.

        Raises:
            UnreadableRecordsError: at the end, if records could not be decoded and there is no `on_unreadable`.
            ProcurifyError: a page could not be read.
            TypeError: a filter is unknown or has the wrong kind of value.
        """
        return self._iterate(list_global_page(page_size=page_size, **filters), on_unreadable)

    def list_global_page(
        self,
        page: int | None = None,
        *,
        page_size: int | None = None,
        after: Page[OrderItem] | None = None,
        **filters: Unpack[OrderItemFilters],
    ) -> Page[OrderItem]:
        """Give one page of the order items.

        The same list under its older address, with the same filters and records: nothing documented tells them apart.

        Args:
            page: its number, from 1; by default the first, or the one after `after`.
            page_size: records to a page; by default the client's.
            after: the page read before, to see in `Page.drift` what has changed since.
            **filters: see `OrderItemFilters`.

        Raises:
            ProcurifyError: the page could not be read.
            TypeError: a filter is unknown or has the wrong kind of value.
        """
        return self._client.send(list_global_page(page, page_size=page_size, after=after, **filters))


class AsyncOrderItems(AsyncResource):
    """The order items, as methods of an async client."""

    def list(
        self,
        *,
        page_size: int | None = None,
        on_unreadable: OnUnreadable | None = None,
        **filters: Unpack[OrderItemFilters],
    ) -> AsyncIterator[OrderItem]:
        """Iterate over `OrderItems.list` with `async for`."""
        return self._iterate(list_page(page_size=page_size, **filters), on_unreadable)

    async def list_page(
        self,
        page: int | None = None,
        *,
        page_size: int | None = None,
        after: Page[OrderItem] | None = None,
        **filters: Unpack[OrderItemFilters],
    ) -> Page[OrderItem]:
        """Await `OrderItems.list_page`."""
        return await self._client.send(list_page(page, page_size=page_size, after=after, **filters))

    def list_global(
        self,
        *,
        page_size: int | None = None,
        on_unreadable: OnUnreadable | None = None,
        **filters: Unpack[OrderItemFilters],
    ) -> AsyncIterator[OrderItem]:
        """Iterate over `OrderItems.list_global` with `async for`."""
        return self._iterate(list_global_page(page_size=page_size, **filters), on_unreadable)

    async def list_global_page(
        self,
        page: int | None = None,
        *,
        page_size: int | None = None,
        after: Page[OrderItem] | None = None,
        **filters: Unpack[OrderItemFilters],
    ) -> Page[OrderItem]:
        """Await `OrderItems.list_global_page`."""
        return await self._client.send(list_global_page(page, page_size=page_size, after=after, **filters))
