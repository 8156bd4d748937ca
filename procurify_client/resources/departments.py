"""Departments: `/api/v3/departments/` (contract section 13.2). There is no read by id."""

from collections.abc import AsyncIterator, Iterator, Sequence
from typing import Literal, TypedDict, Unpack

from procurify_client.bodies import DepartmentChange, NewDepartment
from procurify_client.call import Call
from procurify_client.filters import boolean, number, one_of, query, repeated, text
from procurify_client.models import Department
from procurify_client.paging import Page, page_call
from procurify_client.resources.base import AsyncResource, OnUnreadable, Resource, whole_number, write_call

__all__ = ["AsyncDepartments", "DepartmentFilters", "Departments", "create", "list_page", "update"]

_PATH = "/api/v3/departments/"
_FILTERS = {
    "location": number("branch"),
    "locations": repeated(number("locations")),
    "user": number("user"),
    "permission": number("permission"),
    "location_permission_override": boolean("location_perm_override"),
    "requestable": one_of("requestable", ("ORDER", "EXPENSE", "TRAVEL", "PAY_REQUEST")),
    "for_account_code": number("include_is_active_for_account_code"),
    "search": text("search"),
    "order_by": text("order_by"),
}


class DepartmentFilters(TypedDict, total=False):
    """Filters of the department list.

    Attributes:
        location: `branch`, the id of a location.
        locations: the ids of several.
        user: the id of a user.
        permission: a right that the user must have in it: 68 to add orders, 841 to view reports, 899 to receive. Others
            only together with `user` and `location_permission_override`.
        location_permission_override: `location_perm_override`, a switch that is not described.
        requestable: those in which the user may ask for such a thing.
        for_account_code: `include_is_active_for_account_code`, the id of an account code; it takes none away, but fills
            `Department.is_active_for_account_code`.
        search: free text; which fields are searched is not documented.
        order_by: a field of the wire; a leading minus sorts downwards (inferred).
    """

    location: int | None
    locations: Sequence[int] | None
    user: int | None
    permission: int | None
    location_permission_override: bool | None
    requestable: Literal["ORDER", "EXPENSE", "TRAVEL", "PAY_REQUEST"] | None
    for_account_code: int | None
    search: str | None
    order_by: str | None


def list_page(
    page: int | None = None,
    *,
    page_size: int | None = None,
    after: Page[Department] | None = None,
    **filters: Unpack[DepartmentFilters],
) -> Call[Page[Department]]:
    """Make the call for one page of the departments."""
    return page_call(_PATH, Department, query(_FILTERS, filters), page=page, page_size=page_size, after=after)


def create(department: NewDepartment) -> Call[Department]:
    """Make the call that creates a department."""
    return write_call("POST", _PATH, department, NewDepartment, Department)


def update(department_id: int, department: DepartmentChange) -> Call[Department]:
    """Make the call that puts a whole department in the place of one."""
    return write_call(
        "PUT", f"{_PATH}{whole_number('department_id', department_id)}/", department, DepartmentChange, Department
    )


class Departments(Resource):
    """The departments, as methods of a client."""

    def list(
        self,
        *,
        page_size: int | None = None,
        on_unreadable: OnUnreadable | None = None,
        **filters: Unpack[DepartmentFilters],
    ) -> Iterator[Department]:
        """Give the departments, page by page as they are asked for.

        Args:
            page_size: records to a page; by default the client's.
            on_unreadable: takes each record that cannot be decoded, as its page comes.
            **filters: see `DepartmentFilters`.

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
        after: Page[Department] | None = None,
        **filters: Unpack[DepartmentFilters],
    ) -> Page[Department]:
        """Give one page of the departments.

        Args:
            page: its number, from 1; by default the first, or the one after `after`.
            page_size: records to a page; by default the client's.
            after: the page read before, to see in `Page.drift` what has changed since.
            **filters: see `DepartmentFilters`.

        Raises:
            ProcurifyError: the page could not be read.
            TypeError: a filter is unknown or has the wrong kind of value.
        """
        return self._client.send(list_page(page, page_size=page_size, after=after, **filters))

    def create(self, department: NewDepartment) -> Department:
        """Create a department.

        Raises:
            ProcurifyError: it failed; `outcome_unknown` says whether it may have happened all the same.
        """
        return self._client.send(create(department))

    def update(self, department_id: int, department: DepartmentChange) -> Department:
        """Put a whole department in the place of one.

        Raises:
            NotFoundError: there is none.
            ProcurifyError: it failed; `outcome_unknown` says whether it may have happened all the same.
        """
        return self._client.send(update(department_id, department))


class AsyncDepartments(AsyncResource):
    """The departments, as methods of an async client."""

    def list(
        self,
        *,
        page_size: int | None = None,
        on_unreadable: OnUnreadable | None = None,
        **filters: Unpack[DepartmentFilters],
    ) -> AsyncIterator[Department]:
        """Iterate over `Departments.list` with `async for`."""
        return self._iterate(list_page(page_size=page_size, **filters), on_unreadable)

    async def list_page(
        self,
        page: int | None = None,
        *,
        page_size: int | None = None,
        after: Page[Department] | None = None,
        **filters: Unpack[DepartmentFilters],
    ) -> Page[Department]:
        """Await `Departments.list_page`."""
        return await self._client.send(list_page(page, page_size=page_size, after=after, **filters))

    async def create(self, department: NewDepartment) -> Department:
        """Await `Departments.create`."""
        return await self._client.send(create(department))

    async def update(self, department_id: int, department: DepartmentChange) -> Department:
        """Await `Departments.update`."""
        return await self._client.send(update(department_id, department))
