"""The way over the pages of a list: what to ask for next, and when it ends.

`Walk` decides without any input or output; a sync and an async function carry it out.
"""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from typing import Any, Generic, TypeVar
from urllib.parse import parse_qsl, urlsplit

import attrs

from procurify_client.call import Call
from procurify_client.errors import NotFoundError, ProcurifyError, UnexpectedResponseError, UnreadableRecordsError
from procurify_client.paging import Page, with_drift
from procurify_client.unreadable import UnreadableRecord

__all__ = ["OnUnreadable", "Walk", "async_iterate", "async_walk", "iterate", "walk"]

T = TypeVar("T")
OnUnreadable = Callable[[UnreadableRecord], None]
"""What takes the records of a list that could not be read: those of a page as it comes, before its other records."""


class Walk(Generic[T]):
    """Where a reader of all pages of a list is.

    Ask `next_call` what to send; give the page to `take`, or the 404 that came instead to `take_missing`; both return
    the page as its reader should see it, with what changed since the one before.

    Args:
        first: the call for the first page.
    """

    def __init__(self, first: Call[Page[T]]) -> None:
        self._first = first
        self._last: Page[T] | None = None
        # Hashes rather than the queries themselves: a long list has thousands of them.
        self._asked: set[int] = set()

    def next_call(self) -> Call[Page[T]] | None:
        """Give the call for the next page; None after the last one.

        Raises:
            UnexpectedResponseError: the server's links go in a circle, past the number of pages that it states, end
                before it, or go on from a page without records with no such number.
        """
        if self._last is None:
            call = self._first
        elif self._last.has_next:
            call = self._following(self._last)
        else:
            self._check_end(self._last)
            return None
        asked = hash(call.params)
        if asked in self._asked:
            number = None if self._last is None else self._last.number
            raise UnexpectedResponseError(f"{self._first.path}: page {number} links back to a page already read")
        self._asked.add(asked)
        return call

    def take(self, page: Page[T]) -> Page[T]:
        """Note the page that came; gives it with its drift."""
        if self._last is not None:
            page = with_drift(self._last, page)
        self._last = page
        return page

    def take_missing(self, error: NotFoundError) -> Page[T]:
        """Note that the page is not there.

        A 404 for a page that the one before announced as the last is how a list that just became shorter ends: it is
        given as a page without records and with drift. A 404 for any page before that is an error: so many records do
        not vanish between two requests.

        Raises:
            NotFoundError: the list cannot have ended here.
        """
        before = self._last
        if before is None or before.number is None or before.pages is None or before.number + 1 < before.pages:
            raise error
        return self.take(Page(records=()))

    def _check_end(self, page: Page[T]) -> None:
        """See that the list does not end before its last page: records would be missed in silence."""
        if page.pages is not None and page.number is not None and page.number < page.pages:
            raise UnexpectedResponseError(
                f"{self._first.path}: page {page.number} of {page.pages} has no link to the next; "
                f"{page.count} records were announced"
            )

    def _following(self, page: Page[T]) -> Call[Page[T]]:
        """Follow a link by its path and query only, on our own host (contract section 4)."""
        link = urlsplit(page.next_link or "")
        path = self._first.path
        known = page.pages is not None and page.number is not None
        if known and (page.number or 0) >= (page.pages or 0):
            raise UnexpectedResponseError(f"{path}: page {page.number} of {page.pages} links to a further page")
        if not known and not page.records and not page.unreadable:
            # Without a number of pages such links might never end.
            raise UnexpectedResponseError(f"{path}: a page without records links to a further page")
        params = tuple(parse_qsl(link.query, keep_blank_values=True))
        return attrs.evolve(self._first, path=link.path, params=params, wants_page_size=False)


def walk(send: Callable[[Call[Page[T]]], Page[T]], first: Call[Page[T]]) -> Iterator[Page[T]]:
    """Read all pages, one at a time, each with what changed since the one before.

    Raises:
        UnexpectedResponseError: the server's links go in a circle or past the number of pages that it states.
    """
    way = Walk(first)
    while (call := way.next_call()) is not None:
        try:
            page = way.take(send(call))
        except NotFoundError as error:
            page = way.take_missing(error)
        yield page


async def async_walk(
    send: Callable[[Call[Page[T]]], Awaitable[Page[T]]], first: Call[Page[T]]
) -> AsyncIterator[Page[T]]:
    """Do what `walk` does, awaiting each page."""
    way = Walk(first)
    while (call := way.next_call()) is not None:
        try:
            page = way.take(await send(call))
        except NotFoundError as error:
            page = way.take_missing(error)
        yield page


def iterate(
    send: Callable[[Call[Page[T]]], Page[T]], first: Call[Page[T]], on_unreadable: OnUnreadable | None
) -> Iterator[T]:
    """Read all pages, one at a time as `walk` does, and give their records.

    Raises:
        UnreadableRecordsError: after the last record, if some could not be decoded and nobody took them.
        UnexpectedResponseError: the server's links contradict each other.
    """
    unreadable = _Unreadable(first.path, on_unreadable)
    try:
        for page in walk(send, first):
            unreadable.take(page)
            yield from page.records
    except ProcurifyError as error:
        unreadable.note_on(error)
        raise
    unreadable.end()


async def async_iterate(
    send: Callable[[Call[Page[T]]], Awaitable[Page[T]]], first: Call[Page[T]], on_unreadable: OnUnreadable | None
) -> AsyncIterator[T]:
    """Do what `iterate` does, awaiting each page."""
    unreadable = _Unreadable(first.path, on_unreadable)
    try:
        async for page in async_walk(send, first):
            unreadable.take(page)
            for record in page.records:
                yield record
    except ProcurifyError as error:
        unreadable.note_on(error)
        raise
    unreadable.end()


_KEPT = 100
"""How many unreadable records are kept for the error at the end: a whole tenant's may be unreadable."""


class _Unreadable:
    """The records of a list that could not be read, on their way to who takes them."""

    def __init__(self, path: str, on_unreadable: OnUnreadable | None) -> None:
        self._path = path
        self._on_unreadable = on_unreadable
        self._kept: list[UnreadableRecord] = []
        self._count = 0

    def take(self, page: Page[Any]) -> None:
        """Hand over those of a page as it comes, before its records; keep the first if nobody takes them."""
        self._count += len(page.unreadable)
        if self._on_unreadable is not None:
            for record in page.unreadable:
                self._on_unreadable(record)
        else:
            self._kept += page.unreadable[: _KEPT - len(self._kept)]

    def note_on(self, error: ProcurifyError) -> None:
        """Say on the error that ends the list what would have been told at its end."""
        if self._kept:
            error.add_note(self._words())

    def end(self) -> None:
        """Tell of those that nobody took.

        Raises:
            UnreadableRecordsError: there are some.
        """
        if self._kept:
            words = f"{self._words()}; all others were given; pass on_unreadable= to take these as well"
            raise UnreadableRecordsError(words, records=self._kept)

    def _words(self) -> str:
        keys = ", ".join("?" if record.id is None else str(record.id) for record in self._kept[:10])
        return f"{self._path}: {self._count} of the records could not be read (ids {keys}): {self._kept[0].problems[0]}"
