"""Purchase orders: `/api/v2/purchase_orders/` (contract section 10)."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Literal, TypedDict, Unpack, get_args
from uuid import UUID

from procurify_client.call import Call
from procurify_client.filters import boolean, day, decimal, number, query, text
from procurify_client.models import PurchaseOrder, PurchaseOrderRow
from procurify_client.paging import Page, page_call
from procurify_client.resources.base import OnUnreadable, Resource, record_call, whole_number

__all__ = ["PurchaseOrderFilters", "PurchaseOrders", "get", "list_page"]

Role = Literal["purchased", "receivable"]
Status = Literal["all", "open", "partial", "closed", "cancelled", "paid"]

_PATH = "/api/v2/purchase_orders/"
_FILTERS = {
    "modified_since": day("modified_date_0"),
    "modified_until": day("modified_date_1"),
    "ordered_since": day("date_0"),
    "ordered_until": day("date_1"),
    "promised_since": day("promise_date_0"),
    "promised_until": day("promise_date_1"),
    "total_from": decimal("total_0"),
    "total_to": decimal("total_1"),
    "vendor": number("pref_vendor"),
    "currency": number("currency"),
    "purchaser": number("purchaser"),
    "account_code": number("account_code"),
    "has_blanket_items": boolean("has_blanket_order_items"),
    "order_by": text("order_by"),
}


class PurchaseOrderFilters(TypedDict, total=False):
    """Filters of the purchase order list.

    Days are inclusive at both ends (assumed); which time zone cuts them is unknown.

    Attributes:
        modified_since: `modified_date_0`, by day of the last change.
        modified_until: `modified_date_1`.
        ordered_since: `date_0`, by day of creation.
        ordered_until: `date_1`.
        promised_since: `promise_date_0`.
        promised_until: `promise_date_1`.
        total_from: `total_0`.
        total_to: `total_1`.
        vendor: `pref_vendor`, the id of a vendor.
        currency: the id of a currency.
        purchaser: the profile id of the purchaser.
        account_code: the id of an account code.
        has_blanket_items: `has_blanket_order_items`.
        order_by: a field of the wire; a leading minus sorts downwards (inferred).
    """

    modified_since: date | None
    modified_until: date | None
    ordered_since: date | None
    ordered_until: date | None
    promised_since: date | None
    promised_until: date | None
    total_from: Decimal | None
    total_to: Decimal | None
    vendor: int | None
    currency: int | None
    purchaser: int | None
    account_code: int | None
    has_blanket_items: bool | None
    order_by: str | None


def list_page(
    page: int | None = None,
    *,
    role: Role = "purchased",
    status: Status = "all",
    page_size: int = 100,
    after: Page[PurchaseOrderRow] | None = None,
    **filters: Unpack[PurchaseOrderFilters],
) -> Call[Page[PurchaseOrderRow]]:
    """Make the call for one page of the purchase orders."""
    for name, value, accepted in (("role", role, get_args(Role)), ("status", status, get_args(Status))):
        if value not in accepted:
            raise ValueError(f"{name} is {value!r}: give one of {', '.join(accepted)}")
    path = f"{_PATH}{role}/{status}/"
    return page_call(path, PurchaseOrderRow, query(_FILTERS, filters), page=page, page_size=page_size, after=after)


def get(key: int | UUID) -> Call[PurchaseOrder]:
    """Make the call for one purchase order with its lines, by its key or its UUID."""
    part = str(key) if isinstance(key, UUID) else str(whole_number("key", key))
    return record_call(f"{_PATH}{part}/", PurchaseOrder)


class PurchaseOrders(Resource):
    """The purchase orders, as methods of a client."""

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
            on_unreadable: takes each record that cannot be decoded, after the last page.
            **filters: see `PurchaseOrderFilters`.

        Raises:
            UnreadableRecordsError: at the end, if records could not be decoded and there is no `on_unreadable`.
            ProcurifyError: a page could not be read.
            ValueError: role or status is not one of those accepted.
            TypeError: a filter is unknown or has the wrong kind of value.
        """
        return self._iterate(
            list_page(role=role, status=status, page_size=self._size(page_size), **filters), on_unreadable
        )

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
        return self._client.send(
            list_page(page, role=role, status=status, page_size=self._size(page_size), after=after, **filters)
        )

    def get(self, key: int | UUID) -> PurchaseOrder:
        """Give one purchase order with its lines, by its key (`PurchaseOrderRow.key`) or its UUID.

        Raises:
            NotFoundError: there is none.
            ProcurifyError: it could not be read.
        """
        return self._client.send(get(key))
