"""Locations: `/api/v2/locations/` (contract section 13.1)."""

from collections.abc import AsyncIterator, Iterator
from typing import TypedDict, Unpack

from procurify_client.call import Call
from procurify_client.filters import boolean, query, text
from procurify_client.models import Location
from procurify_client.paging import Page, page_call
from procurify_client.resources.base import AsyncResource, OnUnreadable, Resource, record_call, whole_number

__all__ = ["AsyncLocations", "LocationFilters", "Locations", "get", "list_page"]

_PATH = "/api/v2/locations/"
_FILTERS = {
    "active": boolean("active"),
    "headquarter": boolean("headquarter"),
    "search": text("search"),
    "order_by": text("order_by"),
}


class LocationFilters(TypedDict, total=False):
    """Filters of the location list.

    Attributes:
        active: only open ones, or only closed ones.
        headquarter: only the head office, or all others.
        search: free text; which fields are searched is not documented.
        order_by: a field of the wire; a leading minus sorts downwards (inferred).
    """

    active: bool | None
    headquarter: bool | None
    search: str | None
    order_by: str | None


def list_page(
    page: int | None = None,
    *,
    page_size: int | None = None,
    after: Page[Location] | None = None,
    **filters: Unpack[LocationFilters],
) -> Call[Page[Location]]:
    """Make the call for one page of the locations."""
    return page_call(_PATH, Location, query(_FILTERS, filters), page=page, page_size=page_size, after=after)


def get(location_id: int) -> Call[Location]:
    """Make the call for one location."""
    return record_call(f"{_PATH}{whole_number('location_id', location_id)}/", Location)


class Locations(Resource):
    """The locations, as methods of a client."""

    def list(
        self,
        *,
        page_size: int | None = None,
        on_unreadable: OnUnreadable | None = None,
        **filters: Unpack[LocationFilters],
    ) -> Iterator[Location]:
        """Give the locations, page by page as they are asked for.

        Args:
            page_size: records to a page; by default the client's.
            on_unreadable: takes each record that cannot be decoded, as its page comes.
            **filters: see `LocationFilters`.

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
        after: Page[Location] | None = None,
        **filters: Unpack[LocationFilters],
    ) -> Page[Location]:
        """Give one page of the locations.

        Args:
            page: its number, from 1; by default the first, or the one after `after`.
            page_size: records to a page; by default the client's.
            after: the page read before, to see in `Page.drift` what has changed since.
            **filters: see `LocationFilters`.

        Raises:
            ProcurifyError: the page could not be read.
            TypeError: a filter is unknown or has the wrong kind of value.
        """
        return self._client.send(list_page(page, page_size=page_size, after=after, **filters))

    def get(self, location_id: int) -> Location:
        """Give one location by its key.

        Raises:
            NotFoundError: there is none.
            ProcurifyError: it could not be read.
        """
        return self._client.send(get(location_id))


class AsyncLocations(AsyncResource):
    """The locations, as methods of an async client."""

    def list(
        self,
        *,
        page_size: int | None = None,
        on_unreadable: OnUnreadable | None = None,
        **filters: Unpack[LocationFilters],
    ) -> AsyncIterator[Location]:
        """Iterate over `Locations.list` with `async for`."""
        return self._iterate(list_page(page_size=page_size, **filters), on_unreadable)

    async def list_page(
        self,
        page: int | None = None,
        *,
        page_size: int | None = None,
        after: Page[Location] | None = None,
        **filters: Unpack[LocationFilters],
    ) -> Page[Location]:
        """Await `Locations.list_page`."""
        return await self._client.send(list_page(page, page_size=page_size, after=after, **filters))

    async def get(self, location_id: int) -> Location:
        """Await `Locations.get`."""
        return await self._client.send(get(location_id))
