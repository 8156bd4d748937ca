"""Currencies: `/api/v2/currencies/` (contract section 14). There is no read by id."""

from collections.abc import AsyncIterator, Iterator
from decimal import Decimal
from typing import TypedDict, Unpack

from procurify_client.call import Call
from procurify_client.filters import boolean, decimal, query, text
from procurify_client.models import Currency
from procurify_client.paging import Page, page_call
from procurify_client.resources.base import AsyncResource, OnUnreadable, Resource

__all__ = ["AsyncCurrencies", "Currencies", "CurrencyFilters", "list_page"]

_PATH = "/api/v2/currencies/"
_FILTERS = {
    "active": boolean("active"),
    "base": boolean("base"),
    "name": text("name"),
    "description": text("description"),
    "rate": decimal("rate"),
    "search": text("search"),
    "order_by": text("order_by"),
}


class CurrencyFilters(TypedDict, total=False):
    """Filters of the currency list.

    Attributes:
        active: only those offered, or only those no longer offered.
        base: True gives the base currency alone.
        name: such as USD.
        description: such as US Dollar; exact or partial match is not documented.
        rate: the rate to base.
        search: free text; which fields are searched is not documented.
        order_by: a field of the wire; a leading minus sorts downwards (inferred).
    """

    active: bool | None
    base: bool | None
    name: str | None
    description: str | None
    rate: Decimal | None
    search: str | None
    order_by: str | None


def list_page(
    page: int | None = None,
    *,
    page_size: int | None = None,
    after: Page[Currency] | None = None,
    **filters: Unpack[CurrencyFilters],
) -> Call[Page[Currency]]:
    """Make the call for one page of the currencies."""
    return page_call(_PATH, Currency, query(_FILTERS, filters), page=page, page_size=page_size, after=after)


class Currencies(Resource):
    """The currencies, as methods of a client."""

    def list(
        self,
        *,
        page_size: int | None = None,
        on_unreadable: OnUnreadable | None = None,
        **filters: Unpack[CurrencyFilters],
    ) -> Iterator[Currency]:
        """Give the currencies, page by page as they are asked for.

        Args:
            page_size: records to a page; by default the client's.
            on_unreadable: takes each record that cannot be decoded, as its page comes.
            **filters: see `CurrencyFilters`.

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
        after: Page[Currency] | None = None,
        **filters: Unpack[CurrencyFilters],
    ) -> Page[Currency]:
        """Give one page of the currencies.

        Args:
            page: its number, from 1; by default the first, or the one after `after`.
            page_size: records to a page; by default the client's.
            after: the page read before, to see in `Page.drift` what has changed since.
            **filters: see `CurrencyFilters`.

        Raises:
            ProcurifyError: the page could not be read.
            TypeError: a filter is unknown or has the wrong kind of value.
        """
        return self._client.send(list_page(page, page_size=page_size, after=after, **filters))


class AsyncCurrencies(AsyncResource):
    """The currencies, as methods of an async client."""

    def list(
        self,
        *,
        page_size: int | None = None,
        on_unreadable: OnUnreadable | None = None,
        **filters: Unpack[CurrencyFilters],
    ) -> AsyncIterator[Currency]:
        """Iterate over `Currencies.list` with `async for`."""
        return self._iterate(list_page(page_size=page_size, **filters), on_unreadable)

    async def list_page(
        self,
        page: int | None = None,
        *,
        page_size: int | None = None,
        after: Page[Currency] | None = None,
        **filters: Unpack[CurrencyFilters],
    ) -> Page[Currency]:
        """Await `Currencies.list_page`."""
        return await self._client.send(list_page(page, page_size=page_size, after=after, **filters))
