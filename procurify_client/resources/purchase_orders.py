"""Purchase orders: `/api/v2/purchase_orders/` to read, `/api/v3/purchase-orders/` to write (contract section 10)."""

from collections.abc import AsyncIterator, Iterator
from typing import Unpack, get_args
from uuid import UUID

from procurify_client.bodies import PurchaseOrderChange
from procurify_client.call import Call
from procurify_client.filters import query
from procurify_client.models import (
    BillingHistory,
    ClosedPurchaseOrder,
    PurchaseOrder,
    PurchaseOrderRow,
    RevisedPurchaseOrder,
)
from procurify_client.paging import Page, page_call, whole_call
from procurify_client.resources.base import (
    AsyncResource,
    OnUnreadable,
    Resource,
    action_call,
    record_call,
    silent_call,
    whole_number,
    write_call,
)
from procurify_client.resources.purchase_order_filters import (
    PURCHASE_ORDER_FILTERS,
    PurchaseOrderFilters,
    Role,
    Status,
)

__all__ = [
    "AsyncPurchaseOrders",
    "PurchaseOrderFilters",
    "PurchaseOrders",
    "billing_history",
    "close",
    "get",
    "list_page",
    "reopen",
    "update",
]

_LISTS = "/api/v2/purchase_orders/"
_ACTIONS = "/api/v3/purchase-orders/"


def list_page(
    page: int | None = None,
    *,
    role: Role = "purchased",
    status: Status = "all",
    page_size: int | None = None,
    after: Page[PurchaseOrderRow] | None = None,
    **filters: Unpack[PurchaseOrderFilters],
) -> Call[Page[PurchaseOrderRow]]:
    """Make the call for one page of the purchase orders."""
    for name, value, accepted in (("role", role, get_args(Role)), ("status", status, get_args(Status))):
        if value not in accepted:
            raise ValueError(f"{name} is {value!r}: give one of {', '.join(accepted)}")
    path, params = f"{_LISTS}{role}/{status}/", query(PURCHASE_ORDER_FILTERS, filters)
    return page_call(path, PurchaseOrderRow, params, page=page, page_size=page_size, after=after)


def get(key: int | UUID) -> Call[PurchaseOrder]:
    """Make the call for one purchase order with its lines, by its key or its UUID."""
    part = str(key) if isinstance(key, UUID) else str(whole_number("key", key))
    return record_call(f"{_LISTS}{part}/", PurchaseOrder)


def update(key: int, change: PurchaseOrderChange) -> Call[RevisedPurchaseOrder]:
    """Make the call that revises a purchase order."""
    return write_call("PUT", _path(key), change, PurchaseOrderChange, RevisedPurchaseOrder)


def close(key: int) -> Call[ClosedPurchaseOrder]:
    """Make the call that closes a purchase order."""
    return action_call(f"{_path(key)}close/", ClosedPurchaseOrder)


def reopen(key: int) -> Call[None]:
    """Make the call that opens a closed purchase order again."""
    return silent_call(f"{_path(key)}reopen/")


def billing_history() -> Call[Page[BillingHistory]]:
    """Make the call for what is billed and received of purchase orders."""
    return whole_call(f"{_ACTIONS}billing-history/", BillingHistory)


def _path(key: int) -> str:
    return f"{_ACTIONS}{whole_number('key', key)}/"


class PurchaseOrders(Resource):
    """The purchase orders, as methods of a client. None can be created: they come from approved requisitions."""

    def list(
        self,
        *,
        role: Role = "purchased",
        status: Status = "all",
        page_size: int | None = None,
        on_unreadable: OnUnreadable | None = None,
        **filters: Unpack[PurchaseOrderFilters],
    ) -> Iterator[PurchaseOrderRow]:
        """Give the purchase orders, page by page as they are asked for.

        Args:
            role: `purchased`, or `receivable` for those that still can be received.
            status: which of them; how it matches `state` and `fulfilment_status` is not documented.
            page_size: records to a page; by default the client's.
            on_unreadable: takes each record that cannot be decoded, as its page comes.
            **filters: see `PurchaseOrderFilters`.

        Raises:
            UnreadableRecordsError: at the end, if records could not be decoded and there is no `on_unreadable`.
            ProcurifyError: a page could not be read.
            ValueError: role or status is not one of those accepted.
            TypeError: a filter is unknown or has the wrong kind of value.
        """
        return self._iterate(list_page(role=role, status=status, page_size=page_size, **filters), on_unreadable)

    def list_page(
        self,
        page: int | None = None,
        *,
        role: Role = "purchased",
        status: Status = "all",
        page_size: int | None = None,
        after: Page[PurchaseOrderRow] | None = None,
        **filters: Unpack[PurchaseOrderFilters],
    ) -> Page[PurchaseOrderRow]:
        """Give one page of the purchase orders.

        Args:
            page: its number, from 1; by default the first, or the one after `after`.
            role: `purchased`, or `receivable` for those that still can be received.
            status: which of them; how it matches `state` and `fulfilment_status` is not documented.
            page_size: records to a page; by default the client's.
            after: the page read before, to see in `Page.drift` what has changed since.
            **filters: see `PurchaseOrderFilters`.

        Raises:
            ProcurifyError: the page could not be read.
            ValueError: role or status is not one of those accepted.
            TypeError: a filter is unknown or has the wrong kind of value.
        """
        return self._client.send(list_page(page, role=role, status=status, page_size=page_size, after=after, **filters))

    def get(self, key: int | UUID) -> PurchaseOrder:
        """Give one purchase order with its lines, by its key (`PurchaseOrderRow.key`) or its UUID.

        Raises:
            NotFoundError: there is none.
            ProcurifyError: it could not be read.
        """
        return self._client.send(get(key))

    def update(self, key: int, change: PurchaseOrderChange) -> RevisedPurchaseOrder:
        """Revise a purchase order: the whole of it, with the version that was read.

        Raises:
            NotFoundError: there is none.
            ProcurifyError: it failed; `outcome_unknown` says whether it may have happened all the same.
        """
        return self._client.send(update(key, change))

    def close(self, key: int) -> ClosedPurchaseOrder:
        """Close a purchase order; the answer has a form of its own.

        Raises:
            NotFoundError: there is none.
            ProcurifyError: it failed; `outcome_unknown` says whether it may have happened all the same.
        """
        return self._client.send(close(key))

    def reopen(self, key: int) -> None:
        """Open a closed purchase order again; nothing is told of it.

        Raises:
            NotFoundError: there is none.
            ProcurifyError: it failed; `outcome_unknown` says whether it may have happened all the same.
        """
        self._client.send(reopen(key))

    def billing_history(self, *, on_unreadable: OnUnreadable | None = None) -> Iterator[BillingHistory]:
        """Give what is billed and received of purchase orders. How the API chooses which is not documented.

        Args:
            on_unreadable: takes each record that cannot be decoded, before the others.

        Raises:
            UnreadableRecordsError: at the end, if records could not be decoded and there is no `on_unreadable`.
            ProcurifyError: it could not be read.
        """
        return self._iterate(billing_history(), on_unreadable)


class AsyncPurchaseOrders(AsyncResource):
    """The purchase orders, as methods of an async client."""

    def list(
        self,
        *,
        role: Role = "purchased",
        status: Status = "all",
        page_size: int | None = None,
        on_unreadable: OnUnreadable | None = None,
        **filters: Unpack[PurchaseOrderFilters],
    ) -> AsyncIterator[PurchaseOrderRow]:
        """Iterate over `PurchaseOrders.list` with `async for`."""
        return self._iterate(list_page(role=role, status=status, page_size=page_size, **filters), on_unreadable)

    async def list_page(
        self,
        page: int | None = None,
        *,
        role: Role = "purchased",
        status: Status = "all",
        page_size: int | None = None,
        after: Page[PurchaseOrderRow] | None = None,
        **filters: Unpack[PurchaseOrderFilters],
    ) -> Page[PurchaseOrderRow]:
        """Await `PurchaseOrders.list_page`."""
        return await self._client.send(
            list_page(page, role=role, status=status, page_size=page_size, after=after, **filters)
        )

    async def get(self, key: int | UUID) -> PurchaseOrder:
        """Await `PurchaseOrders.get`."""
        return await self._client.send(get(key))

    async def update(self, key: int, change: PurchaseOrderChange) -> RevisedPurchaseOrder:
        """Await `PurchaseOrders.update`."""
        return await self._client.send(update(key, change))

    async def close(self, key: int) -> ClosedPurchaseOrder:
        """Await `PurchaseOrders.close`."""
        return await self._client.send(close(key))

    async def reopen(self, key: int) -> None:
        """Await `PurchaseOrders.reopen`."""
        await self._client.send(reopen(key))

    def billing_history(self, *, on_unreadable: OnUnreadable | None = None) -> AsyncIterator[BillingHistory]:
        """Iterate over `PurchaseOrders.billing_history` with `async for`."""
        return self._iterate(billing_history(), on_unreadable)
