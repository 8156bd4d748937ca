"""Receipts: `/api/v3/receipt/items/` (contract section 12)."""

from collections.abc import AsyncIterator, Iterator
from typing import TypedDict, Unpack

from procurify_client.bodies import NewReceipt
from procurify_client.call import Call
from procurify_client.filters import number, query, text
from procurify_client.models import Receipt
from procurify_client.paging import Page, page_call
from procurify_client.resources.base import AsyncResource, OnUnreadable, Resource, write_call

__all__ = ["AsyncReceipts", "ReceiptFilters", "Receipts", "create", "list_page"]

_PATH = "/api/v3/receipt/items/"
_FILTERS = {
    "order_item": number("order_item"),
    "search": text("search"),
    "order_by": text("order_by"),
}


class ReceiptFilters(TypedDict, total=False):
    """Filters of the list of receiving actions. None goes by change.

    Attributes:
        order_item: the key of an order item.
        search: free text; which fields are searched is not documented.
        order_by: a field of the wire; a leading minus sorts downwards (inferred).
    """

    order_item: int | None
    search: str | None
    order_by: str | None


def list_page(
    page: int | None = None,
    *,
    page_size: int | None = None,
    after: Page[Receipt] | None = None,
    **filters: Unpack[ReceiptFilters],
) -> Call[Page[Receipt]]:
    """Make the call for one page of the receiving actions."""
    return page_call(_PATH, Receipt, query(_FILTERS, filters), page=page, page_size=page_size, after=after)


def create(receipt: NewReceipt) -> Call[Receipt]:
    """Make the call that receives an order item."""
    return write_call("POST", _PATH, receipt, NewReceipt, Receipt)


class Receipts(Resource):
    """The receiving actions, as methods of a client."""

    def list(
        self,
        *,
        page_size: int | None = None,
        on_unreadable: OnUnreadable | None = None,
        **filters: Unpack[ReceiptFilters],
    ) -> Iterator[Receipt]:
        """Give the receiving actions, page by page as they are asked for.

        Args:
            page_size: records to a page; by default the client's.
            on_unreadable: takes each record that cannot be decoded, as its page comes.
            **filters: see `ReceiptFilters`.

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
        after: Page[Receipt] | None = None,
        **filters: Unpack[ReceiptFilters],
    ) -> Page[Receipt]:
        """Give one page of the receiving actions.

        Args:
            page: its number, from 1; by default the first, or the one after `after`.
            page_size: records to a page; by default the client's.
            after: the page read before, to see in `Page.drift` what has changed since.
            **filters: see `ReceiptFilters`.

        Raises:
            ProcurifyError: the page could not be read.
            TypeError: a filter is unknown or has the wrong kind of value.
        """
        return self._client.send(list_page(page, page_size=page_size, after=after, **filters))

    def create(self, receipt: NewReceipt) -> Receipt:
        """Receive an order item. The API cannot undo it, and a second call receives a second time.

        Raises:
            ProcurifyError: it failed; `outcome_unknown` says whether it may have happened all the same.
        """
        return self._client.send(create(receipt))


class AsyncReceipts(AsyncResource):
    """The receiving actions, as methods of an async client."""

    def list(
        self,
        *,
        page_size: int | None = None,
        on_unreadable: OnUnreadable | None = None,
        **filters: Unpack[ReceiptFilters],
    ) -> AsyncIterator[Receipt]:
        """Iterate over `Receipts.list` with `async for`."""
        return self._iterate(list_page(page_size=page_size, **filters), on_unreadable)

    async def list_page(
        self,
        page: int | None = None,
        *,
        page_size: int | None = None,
        after: Page[Receipt] | None = None,
        **filters: Unpack[ReceiptFilters],
    ) -> Page[Receipt]:
        """Await `Receipts.list_page`."""
        return await self._client.send(list_page(page, page_size=page_size, after=after, **filters))

    async def create(self, receipt: NewReceipt) -> Receipt:
        """Await `Receipts.create`."""
        return await self._client.send(create(receipt))
