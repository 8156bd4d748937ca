"""Custom fields of order items: `/api/v3/custom-fields/order-items/` (contract section 13.5)."""

from collections.abc import AsyncIterator, Iterator
from typing import TypedDict, Unpack

from procurify_client.call import Call
from procurify_client.filters import boolean, one_of, query
from procurify_client.models import CustomField, CustomFieldType
from procurify_client.paging import Page, page_call
from procurify_client.resources.base import AsyncResource, OnUnreadable, Resource

__all__ = ["AsyncCustomFields", "CustomFieldFilters", "CustomFields", "list_page"]

_PATH = "/api/v3/custom-fields/order-items/"
_FILTERS = {
    "field_type": one_of("field_type", tuple(kind.value for kind in CustomFieldType)),
    "is_active": boolean("meta__is_active"),
}


class CustomFieldFilters(TypedDict, total=False):
    """Filters of the list of custom fields.

    Attributes:
        field_type: what the field holds.
        is_active: `meta__is_active`, only those in use, or only those no longer in use.
    """

    field_type: CustomFieldType | None
    is_active: bool | None


def list_page(
    page: int | None = None,
    *,
    page_size: int | None = None,
    after: Page[CustomField] | None = None,
    **filters: Unpack[CustomFieldFilters],
) -> Call[Page[CustomField]]:
    """Make the call for one page of the custom fields of order items."""
    return page_call(_PATH, CustomField, query(_FILTERS, filters), page=page, page_size=page_size, after=after)


class CustomFields(Resource):
    """The custom fields of order items, as methods of a client. Those of other records are not exposed."""

    def list(
        self,
        *,
        page_size: int | None = None,
        on_unreadable: OnUnreadable | None = None,
        **filters: Unpack[CustomFieldFilters],
    ) -> Iterator[CustomField]:
        """Give the custom fields of order items, page by page as they are asked for.

        Args:
            page_size: records to a page; by default the client's.
            on_unreadable: takes each record that cannot be decoded, as its page comes.
            **filters: see `CustomFieldFilters`.

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
        after: Page[CustomField] | None = None,
        **filters: Unpack[CustomFieldFilters],
    ) -> Page[CustomField]:
        """Give one page of the custom fields of order items.

        Args:
            page: its number, from 1; by default the first, or the one after `after`.
            page_size: records to a page; by default the client's.
            after: the page read before, to see in `Page.drift` what has changed since.
            **filters: see `CustomFieldFilters`.

        Raises:
            ProcurifyError: the page could not be read.
            TypeError: a filter is unknown or has the wrong kind of value.
        """
        return self._client.send(list_page(page, page_size=page_size, after=after, **filters))


class AsyncCustomFields(AsyncResource):
    """The custom fields of order items, as methods of an async client."""

    def list(
        self,
        *,
        page_size: int | None = None,
        on_unreadable: OnUnreadable | None = None,
        **filters: Unpack[CustomFieldFilters],
    ) -> AsyncIterator[CustomField]:
        """Iterate over `CustomFields.list` with `async for`."""
        return self._iterate(list_page(page_size=page_size, **filters), on_unreadable)

    async def list_page(
        self,
        page: int | None = None,
        *,
        page_size: int | None = None,
        after: Page[CustomField] | None = None,
        **filters: Unpack[CustomFieldFilters],
    ) -> Page[CustomField]:
        """Await `CustomFields.list_page`."""
        return await self._client.send(list_page(page, page_size=page_size, after=after, **filters))
