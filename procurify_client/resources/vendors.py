"""Vendors: `/api/v3/vendors/` (contract section 9)."""

from collections.abc import AsyncIterator, Iterator, Sequence
from typing import TypedDict, Unpack

from procurify_client.bodies import NewVendor, VendorChange, VendorReplacement
from procurify_client.call import Call
from procurify_client.filters import boolean, number, one_of, query, repeated, text
from procurify_client.models import Vendor, VendorType
from procurify_client.paging import Page, page_call
from procurify_client.resources.base import AsyncResource, OnUnreadable, Resource, record_call, whole_number, write_call

__all__ = ["AsyncVendors", "VendorFilters", "Vendors", "create", "get", "list_page", "replace", "update"]

_PATH = "/api/v3/vendors/"
_TYPES = (
    "amazon_punchout",
    "cc_provider",
    "checkout",
    "employee",
    "other",
    "pending",
    "preferred",
    "regular",
)
_FILTERS = {
    "external_id": text("external_id"),
    "name": text("name"),
    "type": number("type", VendorType),
    "types": repeated(one_of("type__in", _TYPES)),
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
        types: `type__in`, any of `amazon_punchout`, `cc_provider`, `checkout`, `employee`, `other`, `pending`,
            `preferred` and `regular`; `pending` has no `VendorType`.
        exclude_other: True leaves out the placeholder vendor.
        search: free text; which fields are searched is not documented.
        order_by: a field of the wire; a leading minus sorts downwards (inferred).
    """

    external_id: str | None
    name: str | None
    type: int | None
    types: Sequence[str] | None
    exclude_other: bool | None
    search: str | None
    order_by: str | None


def list_page(
    page: int | None = None,
    *,
    page_size: int | None = None,
    after: Page[Vendor] | None = None,
    **filters: Unpack[VendorFilters],
) -> Call[Page[Vendor]]:
    """Make the call for one page of the active vendors."""
    return page_call(_PATH, Vendor, query(_FILTERS, filters), page=page, page_size=page_size, after=after)


def get(vendor_id: int) -> Call[Vendor]:
    """Make the call for one vendor."""
    return record_call(_path(vendor_id), Vendor)


def create(vendor: NewVendor) -> Call[Vendor]:
    """Make the call that creates a vendor."""
    return write_call("POST", _PATH, vendor, NewVendor, Vendor)


def replace(vendor_id: int, vendor: VendorReplacement) -> Call[Vendor]:
    """Make the call that puts a whole vendor in the place of one."""
    return write_call("PUT", _path(vendor_id), vendor, VendorReplacement, Vendor)


def update(vendor_id: int, change: VendorChange) -> Call[Vendor]:
    """Make the call that changes fields of a vendor."""
    return write_call("PATCH", _path(vendor_id), change, VendorChange, Vendor)


def _path(vendor_id: int) -> str:
    return f"{_PATH}{whole_number('vendor_id', vendor_id)}/"


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
            on_unreadable: takes each record that cannot be decoded, as its page comes.
            **filters: see `VendorFilters`.

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
        return self._client.send(list_page(page, page_size=page_size, after=after, **filters))

    def get(self, vendor_id: int) -> Vendor:
        """Give one vendor by its key.

        Raises:
            NotFoundError: there is none.
            ProcurifyError: it could not be read.
        """
        return self._client.send(get(vendor_id))

    def create(self, vendor: NewVendor) -> Vendor:
        """Create a vendor. Names are not unique: nothing keeps you from creating one twice.

        Raises:
            ProcurifyError: it failed; `outcome_unknown` says whether it may have happened all the same.
        """
        return self._client.send(create(vendor))

    def replace(self, vendor_id: int, vendor: VendorReplacement) -> Vendor:
        """Put a whole vendor in the place of one. In the answer terms have their `id` alone.

        Raises:
            NotFoundError: there is none.
            ProcurifyError: it failed; `outcome_unknown` says whether it may have happened all the same.
        """
        return self._client.send(replace(vendor_id, vendor))

    def update(self, vendor_id: int, change: VendorChange) -> Vendor:
        """Change fields of a vendor; the others stay. Archiving is `VendorChange(active=False)`.

        Raises:
            NotFoundError: there is none.
            ProcurifyError: it failed; `outcome_unknown` says whether it may have happened all the same.
        """
        return self._client.send(update(vendor_id, change))


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
        return self._iterate(list_page(page_size=page_size, **filters), on_unreadable)

    async def list_page(
        self,
        page: int | None = None,
        *,
        page_size: int | None = None,
        after: Page[Vendor] | None = None,
        **filters: Unpack[VendorFilters],
    ) -> Page[Vendor]:
        """Await `Vendors.list_page`."""
        return await self._client.send(list_page(page, page_size=page_size, after=after, **filters))

    async def get(self, vendor_id: int) -> Vendor:
        """Await `Vendors.get`."""
        return await self._client.send(get(vendor_id))

    async def create(self, vendor: NewVendor) -> Vendor:
        """Await `Vendors.create`."""
        return await self._client.send(create(vendor))

    async def replace(self, vendor_id: int, vendor: VendorReplacement) -> Vendor:
        """Await `Vendors.replace`."""
        return await self._client.send(replace(vendor_id, vendor))

    async def update(self, vendor_id: int, change: VendorChange) -> Vendor:
        """Await `Vendors.update`."""
        return await self._client.send(update(vendor_id, change))
