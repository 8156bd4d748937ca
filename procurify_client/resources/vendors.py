"""Vendors: `/api/v3/vendors/` (contract section 9)."""

from collections.abc import AsyncIterator, Iterator
from typing import TypedDict, Unpack

from procurify_client.call import Call
from procurify_client.filters import boolean, number, query, text
from procurify_client.models import Vendor
from procurify_client.paging import Page, page_call
from procurify_client.resources.base import AsyncResource, OnUnreadable, Resource, record_call, whole_number

__all__ = ["AsyncVendors", "VendorFilters", "Vendors", "get", "list_page"]

_PATH = "/api/v3/vendors/"
_FILTERS = {
    "external_id": text("external_id"),
    "name": text("name"),
    "type": number("type"),
    "exclude_other": boolean("exclude_other"),
    "search": text("search"),
    "order_by": text("order_by"),
}


class VendorFilters(TypedDict, total=False):
    """Filters of the vendor list. Archived vendors are never in it, and no filter goes by change.

    Attributes:
        external_id: the id in the other system; exact or partial match is not documented.
        name: the name; exact or partial match is not documented.
        type: a `VendorType`.
        exclude_other: True leaves out the placeholder vendor.
        search: free text; which fields are searched is not documented.
        order_by: a field of the wire; a leading minus sorts downwards (inferred).
    """

    external_id: str | None
    name: str | None
    type: int | None
    exclude_other: bool | None
    search: str | None
    order_by: str | None


def list_page(
    page: int | None = None,
    *,
    page_size: int = 100,
    after: Page[Vendor] | None = None,
    **filters: Unpack[VendorFilters],
) -> Call[Page[Vendor]]:
    """Make the call for one page of the active vendors."""
    return page_call(_PATH, Vendor, query(_FILTERS, filters), page=page, page_size=page_size, after=after)


def get(vendor_id: int) -> Call[Vendor]:
    """Make the call for one vendor."""
    return record_call(f"{_PATH}{whole_number('vendor_id', vendor_id)}/", Vendor)


class Vendors(Resource):
    """The active vendors, as methods of a client."""

    def list(
        self,
        *,
        page_size: int | None = None,
        on_unreadable: OnUnreadable | None = None,
        **filters: Unpack[VendorFilters],
    ) -> Iterator[Vendor]:
        """Give the active vendors, page by page as they are asked for.

        Args:
            page_size: records to a page; by default the client's.
            on_unreadable: takes each record that cannot be decoded, after the last page.
            **filters: see `VendorFilters`.

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
        after: Page[Vendor] | None = None,
        **filters: Unpack[VendorFilters],
    ) -> Page[Vendor]:
        """Give one page of the active vendors.

        Args:
            page: its number, from 1; by default the first, or the one after `after`.
            page_size: records to a page; by default the client's.
            after: the page read before, to see in `Page.drift` what has changed since.
            **filters: see `VendorFilters`.

        Raises:
            ProcurifyError: the page could not be read.
            TypeError: a filter is unknown or has the wrong kind of value.
        """
        return self._client.send(list_page(page, page_size=self._size(page_size), after=after, **filters))

    def get(self, vendor_id: int) -> Vendor:
        """Give one vendor by its key.

        Raises:
            NotFoundError: there is none.
            ProcurifyError: it could not be read.
        """
        return self._client.send(get(vendor_id))


class AsyncVendors(AsyncResource):
    """The active vendors, as methods of an async client."""

    def list(
        self,
        *,
        page_size: int | None = None,
        on_unreadable: OnUnreadable | None = None,
        **filters: Unpack[VendorFilters],
    ) -> AsyncIterator[Vendor]:
        """Iterate over `Vendors.list` with `async for`."""
        return self._iterate(list_page(page_size=self._size(page_size), **filters), on_unreadable)

    async def list_page(
        self,
        page: int | None = None,
        *,
        page_size: int | None = None,
        after: Page[Vendor] | None = None,
        **filters: Unpack[VendorFilters],
    ) -> Page[Vendor]:
        """Await `Vendors.list_page`."""
        return await self._client.send(list_page(page, page_size=self._size(page_size), after=after, **filters))

    async def get(self, vendor_id: int) -> Vendor:
        """Await `Vendors.get`."""
        return await self._client.send(get(vendor_id))
