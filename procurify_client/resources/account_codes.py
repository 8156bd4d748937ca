"""Account codes: `/api/v3/account-codes/` (contract section 13.3). There is no read by id."""

from collections.abc import AsyncIterator, Iterator
from typing import TypedDict, Unpack

from procurify_client.bodies import AccountCodeChange, NewAccountCode
from procurify_client.call import Call
from procurify_client.filters import boolean, query, text
from procurify_client.models import AccountCode
from procurify_client.paging import Page, page_call
from procurify_client.resources.base import AsyncResource, OnUnreadable, Resource, whole_number, write_call

__all__ = ["AccountCodeFilters", "AccountCodes", "AsyncAccountCodes", "create", "list_page", "update"]

_PATH = "/api/v3/account-codes/"
_FILTERS = {
    "active": boolean("active"),
    "code": text("code"),
    "is_parent": boolean("is_parent"),
    "search": text("search"),
    "order_by": text("order_by"),
}


class AccountCodeFilters(TypedDict, total=False):
    """Filters of the account code list.

    Attributes:
        active: only those offered, or only those no longer offered.
        code: the code text; exact or partial match is not documented.
        is_parent: only those above others, or only the rest.
        search: free text; which fields are searched is not documented.
        order_by: a field of the wire; a leading minus sorts downwards (inferred).
    """

    active: bool | None
    code: str | None
    is_parent: bool | None
    search: str | None
    order_by: str | None


def list_page(
    page: int | None = None,
    *,
    page_size: int | None = None,
    after: Page[AccountCode] | None = None,
    **filters: Unpack[AccountCodeFilters],
) -> Call[Page[AccountCode]]:
    """Make the call for one page of the account codes."""
    return page_call(_PATH, AccountCode, query(_FILTERS, filters), page=page, page_size=page_size, after=after)


def create(account_code: NewAccountCode) -> Call[AccountCode]:
    """Make the call that creates an account code."""
    return write_call("POST", _PATH, account_code, NewAccountCode, AccountCode)


def update(account_code_id: int, account_code: AccountCodeChange) -> Call[AccountCode]:
    """Make the call that puts a whole account code in the place of one."""
    return write_call(
        "PUT",
        f"{_PATH}{whole_number('account_code_id', account_code_id)}/",
        account_code,
        AccountCodeChange,
        AccountCode,
    )


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
            on_unreadable: takes each record that cannot be decoded, as its page comes.
            **filters: see `AccountCodeFilters`.

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
        return self._client.send(list_page(page, page_size=page_size, after=after, **filters))

    def create(self, account_code: NewAccountCode) -> AccountCode:
        """Create an account code.

        Raises:
            ProcurifyError: it failed; `outcome_unknown` says whether it may have happened all the same.
        """
        return self._client.send(create(account_code))

    def update(self, account_code_id: int, account_code: AccountCodeChange) -> AccountCode:
        """Put a whole account code in the place of one. `active` cannot be written.

        Raises:
            NotFoundError: there is none.
            ProcurifyError: it failed; `outcome_unknown` says whether it may have happened all the same.
        """
        return self._client.send(update(account_code_id, account_code))


class AsyncAccountCodes(AsyncResource):
    """The account codes, as methods of an async client."""

    def list(
        self,
        *,
        page_size: int | None = None,
        on_unreadable: OnUnreadable | None = None,
        **filters: Unpack[AccountCodeFilters],
    ) -> AsyncIterator[AccountCode]:
        """Iterate over `AccountCodes.list` with `async for`."""
        return self._iterate(list_page(page_size=page_size, **filters), on_unreadable)

    async def list_page(
        self,
        page: int | None = None,
        *,
        page_size: int | None = None,
        after: Page[AccountCode] | None = None,
        **filters: Unpack[AccountCodeFilters],
    ) -> Page[AccountCode]:
        """Await `AccountCodes.list_page`."""
        return await self._client.send(list_page(page, page_size=page_size, after=after, **filters))

    async def create(self, account_code: NewAccountCode) -> AccountCode:
        """Await `AccountCodes.create`."""
        return await self._client.send(create(account_code))

    async def update(self, account_code_id: int, account_code: AccountCodeChange) -> AccountCode:
        """Await `AccountCodes.update`."""
        return await self._client.send(update(account_code_id, account_code))
