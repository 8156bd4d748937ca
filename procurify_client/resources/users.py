"""Users: `/api/v3/users/` (contract section 15)."""

from collections.abc import AsyncIterator, Iterator
from typing import TypedDict, Unpack

from procurify_client.call import Call
from procurify_client.filters import boolean, number, query, text
from procurify_client.models import CurrentUser, User
from procurify_client.paging import Page, page_call
from procurify_client.resources.base import AsyncResource, OnUnreadable, Resource, record_call

__all__ = ["AsyncUsers", "UserFilters", "Users", "list_page", "me"]

_PATH = "/api/v3/users/"
_FILTERS = {
    "is_active": boolean("is_active"),
    "pending_invite": boolean("pending_invite"),
    "location": text("location"),
    "permission": text("permission"),
    "role": number("role"),
    "search": text("search"),
    "order_by": text("order_by"),
}


class UserFilters(TypedDict, total=False):
    """Filters of the user list.

    Attributes:
        is_active: only those who can sign in, or only those who cannot.
        pending_invite: only those who have yet to accept the invitation, or only the rest.
        location: a location as text; whether its id or its name is not documented.
        permission: a right as text; which texts there are is not documented.
        role: the id of a role.
        search: free text; which fields are searched is not documented.
        order_by: a field of the wire; a leading minus sorts downwards (inferred).
    """

    is_active: bool | None
    pending_invite: bool | None
    location: str | None
    permission: str | None
    role: int | None
    search: str | None
    order_by: str | None


def list_page(
    page: int | None = None,
    *,
    page_size: int | None = None,
    after: Page[User] | None = None,
    **filters: Unpack[UserFilters],
) -> Call[Page[User]]:
    """Make the call for one page of the users."""
    return page_call(_PATH, User, query(_FILTERS, filters), page=page, page_size=page_size, after=after)


def me() -> Call[CurrentUser]:
    """Make the call for the user whose rights the application has."""
    return record_call(f"{_PATH}me/", CurrentUser)


class Users(Resource):
    """Users, as methods of a client."""

    def list(
        self,
        *,
        page_size: int | None = None,
        on_unreadable: OnUnreadable | None = None,
        **filters: Unpack[UserFilters],
    ) -> Iterator[User]:
        """Give the users, page by page as they are asked for.

        Args:
            page_size: records to a page; by default the client's.
            on_unreadable: takes each record that cannot be decoded, as its page comes.
            **filters: see `UserFilters`.

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
        after: Page[User] | None = None,
        **filters: Unpack[UserFilters],
    ) -> Page[User]:
        """Give one page of the users.

        Args:
            page: its number, from 1; by default the first, or the one after `after`.
            page_size: records to a page; by default the client's.
            after: the page read before, to see in `Page.drift` what has changed since.
            **filters: see `UserFilters`.

        Raises:
            ProcurifyError: the page could not be read.
            TypeError: a filter is unknown or has the wrong kind of value.
        """
        return self._client.send(list_page(page, page_size=page_size, after=after, **filters))

    def me(self) -> CurrentUser:
        """Give the user whose rights the application has: the natural test of a connection.

        Raises:
            ProcurifyError: it could not be read.
        """
        return self._client.send(me())


class AsyncUsers(AsyncResource):
    """Users, as methods of an async client."""

    def list(
        self,
        *,
        page_size: int | None = None,
        on_unreadable: OnUnreadable | None = None,
        **filters: Unpack[UserFilters],
    ) -> AsyncIterator[User]:
        """Iterate over `Users.list` with `async for`."""
        return self._iterate(list_page(page_size=page_size, **filters), on_unreadable)

    async def list_page(
        self,
        page: int | None = None,
        *,
        page_size: int | None = None,
        after: Page[User] | None = None,
        **filters: Unpack[UserFilters],
    ) -> Page[User]:
        """Await `Users.list_page`."""
        return await self._client.send(list_page(page, page_size=page_size, after=after, **filters))

    async def me(self) -> CurrentUser:
        """Await `Users.me`."""
        return await self._client.send(me())
