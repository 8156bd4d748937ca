"""Account codes: `/api/v3/account-codes/` (contract section 13.3). There is no read by id."""

from collections.abc import Iterator
from typing import TypedDict, Unpack

from procurify_client.call import Call
from procurify_client.filters import boolean, query, text
from procurify_client.models import AccountCode
from procurify_client.paging import Page, page_call
from procurify_client.resources.base import OnUnreadable, Resource

__all__ = ["AccountCodeFilters", "AccountCodes", "list_page"]

_PATH = "/api/v3/account-codes/"
_FILTERS = {
    "active": boolean("active"),
    "code": text("code"),
    "search": text("search"),
    "order_by": text("order_by"),
}


class AccountCodeFilters(TypedDict, total=False):
    """Filters of the account code list.

    Attributes:
        active: only those offered, or only those no longer offered.
        code: the code text; exact or partial match is not documented.
        search: free text; which fields are searched is not documented.
        order_by: a field of the wire; a leading minus sorts downwards (inferred).
    """

    active: bool | None
    code: str | None
    search: str | None
    order_by: str | None


def list_page(
    page: int | None = None,
    *,
    page_size: int = 100,
    after: Page[AccountCode] | None = None,
    **filters: Unpack[AccountCodeFilters],
) -> Call[Page[AccountCode]]:
    """Make the call for one page of the account codes."""
    return page_call(_PATH, AccountCode, query(_FILTERS, filters), page=page, page_size=page_size, after=after)


class AccountCodes(Resource):
    """The account codes, as methods of a client."""

    def list(
        self,
        *,
        page_size: int | None = None,
        on_unreadable: OnUnreadable | None = None,
        **filters: Unpack[AccountCodeFilters],
    ) -> Iterator[AccountCode]:
        """Give the account codes, page by page as they are asked for.

        Args:
            page_size: records to a page; by default the client's.
            on_unreadable: takes each record that cannot be decoded, after the last page.
            **filters: see `AccountCodeFilters`.

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
        after: Page[AccountCode] | None = None,
        **filters: Unpack[AccountCodeFilters],
    ) -> Page[AccountCode]:
        """Give one page of the account codes.

        Args:
            page: its number, from 1; by default the first, or the one after `after`.
            page_size: records to a page; by default the client's.
            after: the page read before, to see in `Page.drift` what has changed since.
            **filters: see `AccountCodeFilters`.

        Raises:
            ProcurifyError: the page could not be read.
            TypeError: a filter is unknown or has the wrong kind of value.
        """
        return self._client.send(list_page(page, page_size=self._size(page_size), after=after, **filters))
