"""Accounts: `/api/v3/accounts/` (contract section 13.4). They cannot be written, and there is no read by id."""

from collections.abc import AsyncIterator, Iterator, Sequence
from typing import TypedDict, Unpack

from procurify_client.call import Call
from procurify_client.filters import boolean, comma_separated, number, query, text
from procurify_client.models import Account
from procurify_client.paging import Page, page_call
from procurify_client.resources.base import AsyncResource, OnUnreadable, Resource

__all__ = ["AccountFilters", "Accounts", "AsyncAccounts", "list_page"]

_PATH = "/api/v3/accounts/"
_FILTERS = {
    "id": number("id"),
    "account_codes": comma_separated("account_code"),
    "department": number("department"),
    "departments": comma_separated("departments"),
    "locations": comma_separated("locations"),
    "active": boolean("active"),
    "in_effect": boolean("in_effect"),
    "with_expired_budgets": boolean("with_expired_budgets"),
    "search": text("search"),
    "order_by": text("order_by"),
}


class AccountFilters(TypedDict, total=False):
    """Filters of the account list.

    Attributes:
        id: one account.
        account_codes: `account_code`, the ids of account codes.
        department: the id of a department.
        departments: the ids of several.
        locations: the ids of locations.
        active: only those in use, or only those no longer in use.
        in_effect: only those whose budget runs now, or only the rest (inferred).
        with_expired_budgets: True adds those whose budget has ended (inferred).
        search: free text; which fields are searched is not documented.
        order_by: a field of the wire; a leading minus sorts downwards (inferred).
    """

    id: int | None
    account_codes: Sequence[int] | None
    department: int | None
    departments: Sequence[int] | None
    locations: Sequence[int] | None
    active: bool | None
    in_effect: bool | None
    with_expired_budgets: bool | None
    search: str | None
    order_by: str | None


def list_page(
    page: int | None = None,
    *,
    page_size: int | None = None,
    after: Page[Account] | None = None,
    **filters: Unpack[AccountFilters],
) -> Call[Page[Account]]:
    """Make the call for one page of the accounts."""
    return page_call(_PATH, Account, query(_FILTERS, filters), page=page, page_size=page_size, after=after)


class Accounts(Resource):
    """The accounts, as methods of a client."""

    def list(
        self,
        *,
        page_size: int | None = None,
        on_unreadable: OnUnreadable | None = None,
        **filters: Unpack[AccountFilters],
    ) -> Iterator[Account]:
        """Give the accounts, page by page as they are asked for.

        Args:
            page_size: records to a page; by default the client's.
            on_unreadable: takes each record that cannot be decoded, as its page comes.
            **filters: see `AccountFilters`.

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
        after: Page[Account] | None = None,
        **filters: Unpack[AccountFilters],
    ) -> Page[Account]:
        """Give one page of the accounts.

        Args:
            page: its number, from 1; by default the first, or the one after `after`.
            page_size: records to a page; by default the client's.
            after: the page read before, to see in `Page.drift` what has changed since.
            **filters: see `AccountFilters`.

        Raises:
            ProcurifyError: the page could not be read.
            TypeError: a filter is unknown or has the wrong kind of value.
        """
        return self._client.send(list_page(page, page_size=page_size, after=after, **filters))


class AsyncAccounts(AsyncResource):
    """The accounts, as methods of an async client."""

    def list(
        self,
        *,
        page_size: int | None = None,
        on_unreadable: OnUnreadable | None = None,
        **filters: Unpack[AccountFilters],
    ) -> AsyncIterator[Account]:
        """Iterate over `Accounts.list` with `async for`."""
        return self._iterate(list_page(page_size=page_size, **filters), on_unreadable)

    async def list_page(
        self,
        page: int | None = None,
        *,
        page_size: int | None = None,
        after: Page[Account] | None = None,
        **filters: Unpack[AccountFilters],
    ) -> Page[Account]:
        """Await `Accounts.list_page`."""
        return await self._client.send(list_page(page, page_size=page_size, after=after, **filters))
