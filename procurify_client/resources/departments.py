"""Departments: `/api/v3/departments/` (contract section 13.2). There is no read by id."""

from collections.abc import Iterator
from typing import TypedDict, Unpack

from procurify_client.call import Call
from procurify_client.filters import number, query, text
from procurify_client.models import Department
from procurify_client.paging import Page, page_call
from procurify_client.resources.base import OnUnreadable, Resource

__all__ = ["DepartmentFilters", "Departments", "list_page"]

_PATH = "/api/v3/departments/"
_FILTERS = {
    "location": number("branch"),
    "search": text("search"),
    "order_by": text("order_by"),
}


class DepartmentFilters(TypedDict, total=False):
    """Filters of the department list.

    Attributes:
        location: `branch`, the id of a location.
        search: free text; which fields are searched is not documented.
        order_by: a field of the wire; a leading minus sorts downwards (inferred).
    """

    location: int | None
    search: str | None
    order_by: str | None


def list_page(
    page: int | None = None,
    *,
    page_size: int = 100,
    after: Page[Department] | None = None,
    **filters: Unpack[DepartmentFilters],
) -> Call[Page[Department]]:
    """Make the call for one page of the departments."""
    return page_call(_PATH, Department, query(_FILTERS, filters), page=page, page_size=page_size, after=after)


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
            on_unreadable: takes each record that cannot be decoded, after the last page.
            **filters: see `DepartmentFilters`.

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
        return self._client.send(list_page(page, page_size=self._size(page_size), after=after, **filters))
