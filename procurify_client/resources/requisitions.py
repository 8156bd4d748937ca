"""Requisitions: `/api/v2/global/orders/` (contract section 11.2), with their lines from the order items."""

from collections.abc import AsyncIterator, Iterator
from datetime import date, datetime
from decimal import Decimal
from typing import TypedDict, Unpack

from procurify_client.bodies import NewRequisition
from procurify_client.call import Call
from procurify_client.errors import NotFoundError
from procurify_client.filters import boolean, day, decimal, instant, number, query, text
from procurify_client.models import CreatedRequisition, OrderItem, Requisition, RequisitionStatus
from procurify_client.paging import Page, page_call
from procurify_client.resources import order_items
from procurify_client.resources.base import AsyncResource, OnUnreadable, Resource, whole_number, write_call

__all__ = ["AsyncRequisitions", "RequisitionFilters", "Requisitions", "create", "list_page"]

_PATH = "/api/v2/global/orders/"
_FILTERS = {
    "modified_since": day("modified_date_0"),
    "modified_until": day("modified_date_1"),
    "requested_since": day("date_0"),
    "requested_until": day("date_1"),
    "required_since": day("required_date_0"),
    "required_until": day("required_date_1"),
    "required_at": instant("dateRequired"),
    "number": number("order"),
    "status": number("status", RequisitionStatus),
    "requester": number("requester"),
    "department": number("department"),
    "location": number("location"),
    "branch": number("branch"),
    "account_code": number("account_code"),
    "vendor": number("pref_vendor"),
    "total": decimal("totalPrice"),
    "line_count": number("lineCount"),
    "has_blanket_items": boolean("has_blanket_order_items"),
    "is_punchout": boolean("is_punchout"),
    "search": text("search"),
    "order_by": text("order_by"),
}


class RequisitionFilters(TypedDict, total=False):
    """Filters of the requisition list. Days are inclusive at both ends (assumed); which time zone cuts them is unknown.

    Attributes:
        modified_since: `modified_date_0`, by day of the last change.
        modified_until: `modified_date_1`.
        requested_since: `date_0`, by day of creation.
        requested_until: `date_1`.
        required_since: `required_date_0`, by the day on which it is needed.
        required_until: `required_date_1`.
        required_at: `dateRequired`, the very midnight that is stored for the day on which it is needed.
        number: `order`, the number of a requisition (inferred).
        status: one `RequisitionStatus`.
        requester: the profile id of who asked.
        department: the id of a department.
        location: the id of a location.
        branch: the id of a location as well; how it differs is not documented.
        account_code: the id of an account code.
        vendor: `pref_vendor`, the id of a vendor.
        total: `totalPrice`, the very total.
        line_count: `lineCount`, how many lines it has.
        has_blanket_items: `has_blanket_order_items`.
        is_punchout: whether it was put together in a vendor's own shop.
        search: free text; which fields are searched is not documented.
        order_by: a field of the wire; a leading minus sorts downwards (inferred).
    """

    modified_since: date | None
    modified_until: date | None
    requested_since: date | None
    requested_until: date | None
    required_since: date | None
    required_until: date | None
    required_at: datetime | None
    number: int | None
    status: int | None
    requester: int | None
    department: int | None
    location: int | None
    branch: int | None
    account_code: int | None
    vendor: int | None
    total: Decimal | None
    line_count: int | None
    has_blanket_items: bool | None
    is_punchout: bool | None
    search: str | None
    order_by: str | None


def list_page(
    page: int | None = None,
    *,
    page_size: int | None = None,
    after: Page[Requisition] | None = None,
    **filters: Unpack[RequisitionFilters],
) -> Call[Page[Requisition]]:
    """Make the call for one page of the requisitions."""
    return page_call(_PATH, Requisition, query(_FILTERS, filters), page=page, page_size=page_size, after=after)


def create(requisition: NewRequisition) -> Call[CreatedRequisition]:
    """Make the call that makes a requisition."""
    return write_call("POST", "/api/v3/requisitions/", requisition, NewRequisition, CreatedRequisition)


def _not_found(number: int) -> NotFoundError:
    return NotFoundError(
        f"GET {_PATH} has no requisition {number}: check the number, and that the role of the app's owner sees it",
        method="GET",
        url=_PATH,
    )


class Requisitions(Resource):
    """The requisitions, as methods of a client. The API has no endpoint for one of them."""

    def list(
        self,
        *,
        page_size: int | None = None,
        on_unreadable: OnUnreadable | None = None,
        **filters: Unpack[RequisitionFilters],
    ) -> Iterator[Requisition]:
        """Give the requisitions, page by page as they are asked for.

        Args:
            page_size: records to a page; by default the client's.
            on_unreadable: takes each record that cannot be decoded, as its page comes.
            **filters: see `RequisitionFilters`.

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
        after: Page[Requisition] | None = None,
        **filters: Unpack[RequisitionFilters],
    ) -> Page[Requisition]:
        """Give one page of the requisitions.

        Args:
            page: its number, from 1; by default the first, or the one after `after`.
            page_size: records to a page; by default the client's.
            after: the page read before, to see in `Page.drift` what has changed since.
            **filters: see `RequisitionFilters`.

        Raises:
            ProcurifyError: the page could not be read.
            TypeError: a filter is unknown or has the wrong kind of value.
        """
        return self._client.send(list_page(page, page_size=page_size, after=after, **filters))

    def create(self, requisition: NewRequisition) -> CreatedRequisition:
        """Make a requisition. All that comes back is its UUID; find its number in the list.

        Raises:
            ProcurifyError: it failed; `outcome_unknown` says whether it may have happened all the same.
        """
        return self._client.send(create(requisition))

    def get(self, number: int) -> Requisition:
        """Give one requisition by its number, without its lines.

        It is looked for in the list with the filter `number`. Should the server take no notice of that filter, the
        list is read until the number comes.

        Raises:
            NotFoundError: the list has none with that number; which requisitions it shows depends on the role.
            UnreadableRecordsError: it was not found, and there are requisitions that could not be decoded.
            ProcurifyError: a page could not be read.
        """
        wanted = whole_number("number", number)
        for found in self.list(number=wanted):
            if found.number == wanted:
                return found
        raise _not_found(wanted)

    def lines(
        self, number: int, *, page_size: int | None = None, on_unreadable: OnUnreadable | None = None
    ) -> Iterator[OrderItem]:
        """Give the lines of a requisition: the order items that carry its number (inferred).

        Args:
            number: the number of the requisition.
            page_size: records to a page; by default the client's.
            on_unreadable: takes each order item that cannot be decoded, after the last page.

        Raises:
            UnreadableRecordsError: at the end, if items could not be decoded and there is no `on_unreadable`.
            ProcurifyError: a page could not be read.
        """
        wanted = whole_number("number", number)
        first = order_items.list_page(page_size=page_size, order_number=wanted)
        items = self._iterate(first, on_unreadable)
        return (item for item in items if item.requisition_number == wanted)


class AsyncRequisitions(AsyncResource):
    """The requisitions, as methods of an async client."""

    def list(
        self,
        *,
        page_size: int | None = None,
        on_unreadable: OnUnreadable | None = None,
        **filters: Unpack[RequisitionFilters],
    ) -> AsyncIterator[Requisition]:
        """Iterate over `Requisitions.list` with `async for`."""
        return self._iterate(list_page(page_size=page_size, **filters), on_unreadable)

    async def list_page(
        self,
        page: int | None = None,
        *,
        page_size: int | None = None,
        after: Page[Requisition] | None = None,
        **filters: Unpack[RequisitionFilters],
    ) -> Page[Requisition]:
        """Await `Requisitions.list_page`."""
        return await self._client.send(list_page(page, page_size=page_size, after=after, **filters))

    async def create(self, requisition: NewRequisition) -> CreatedRequisition:
        """Await `Requisitions.create`."""
        return await self._client.send(create(requisition))

    async def get(self, number: int) -> Requisition:
        """Await `Requisitions.get`."""
        wanted = whole_number("number", number)
        async for found in self.list(number=wanted):
            if found.number == wanted:
                return found
        raise _not_found(wanted)

    def lines(
        self, number: int, *, page_size: int | None = None, on_unreadable: OnUnreadable | None = None
    ) -> AsyncIterator[OrderItem]:
        """Iterate over `Requisitions.lines` with `async for`."""
        wanted = whole_number("number", number)
        first = order_items.list_page(page_size=page_size, order_number=wanted)
        items = self._iterate(first, on_unreadable)
        return (item async for item in items if item.requisition_number == wanted)
