"""Lists in pages: the call for one page, and what is on it.

Procurify pages by number over a live table, so a record that appears or vanishes between two requests shifts the
rest: some are then seen twice, some not at all. A page compared with the one before (`after=`, and by `Walk`) says so
in `drift`.
"""

from collections.abc import Mapping
from functools import partial
from typing import Any, Generic, TypeVar
from urllib.parse import urlsplit

import attrs

from procurify_client.call import Answer, Call
from procurify_client.envelope import BrokenRecord, read_listing
from procurify_client.errors import UnexpectedResponseError
from procurify_client.unreadable import UnreadableRecord

__all__ = ["Drift", "Page", "page_call", "whole_call", "with_drift"]

T = TypeVar("T")


@attrs.frozen(kw_only=True)
class Drift:
    """What changed between a page and the one before it. Records may have been missed or seen twice.

    Attributes:
        count: how many records there were, and are, in all pages.
        page_size: the page size before and now.
        number: the page number that was due, and the one that came.
        is_empty: whether the page has no record although the server links to it or from it: a list does not end with
            such a page unless it became shorter.
    """

    count: tuple[int | None, int | None]
    page_size: tuple[int | None, int | None]
    number: tuple[int | None, int | None]
    is_empty: bool = False


@attrs.frozen(kw_only=True)
class Page(Generic[T]):
    """One page of a list.

    Figures that the server leaves out are None.

    Attributes:
        records: the records that could be decoded, in order.
        unreadable: those that could not.
        count: records in all pages.
        number: this page's number, from 1.
        page_size: records to a page, as the server sees it; it may be less than was asked for.
        pages: how many pages there are.
        next_link: path and query of the next page, without the host; None on the last page.
        drift: what changed since the page given as `after`; None if nothing did or none was given.
        metadata: everything else under `metadata`, such as the counts of the purchase order list.
    """

    records: tuple[T, ...]
    unreadable: tuple[UnreadableRecord, ...] = ()
    count: int | None = None
    number: int | None = None
    page_size: int | None = None
    pages: int | None = None
    next_link: str | None = None
    drift: Drift | None = None
    metadata: Mapping[str, Any] = attrs.field(factory=dict, repr=False, hash=False)

    @property
    def has_next(self) -> bool:
        """Whether the server links to a page after this one.

        A page without records may link on as well: the records of it vanished, or were left out, and `drift` says so.
        """
        return self.next_link is not None


def page_call(
    path: str,
    kind: type[T],
    params: tuple[tuple[str, str], ...],
    *,
    page: int | None,
    page_size: int | None,
    after: Page[T] | None,
) -> Call[Page[T]]:
    """Make the call for one page.

    Args:
        path: the list's path.
        kind: the class of its records.
        params: the filters, by wire name.
        page: the page's number, from 1; by default the first, or the one after `after`.
        page_size: how many records to ask for, from 1; by default as many as the client that sends it.
        after: the page read before this one, to compare with.

    Raises:
        ValueError: a number is out of range.
    """
    if page is None:
        page = (after.number or 0) + 1 if after is not None else 1
    for name, value in (("page", page), ("page_size", page_size)):
        if value is not None and (type(value) is not int or value < 1):
            raise ValueError(f"{name} is {value!r}: give a whole number from 1")
    call = Call(
        method="GET",
        path=path,
        params=(*params, ("page", str(page))),
        read=partial(_read_page, kind, after),
        wants_page_size=True,
    )
    return call if page_size is None else call.with_page_size(page_size)


def whole_call(path: str, kind: type[T]) -> Call[Page[T]]:
    """Make the call for a list that has no pages; it is read as the only page."""
    return Call(method="GET", path=path, read=partial(_read_page, kind, None))


def with_drift(before: Page[T] | None, page: Page[T]) -> Page[T]:
    """Give a page with what changed since the one before it, if any was before it."""
    return page if before is None else attrs.evolve(page, drift=_drift(before, page))


def _read_page(kind: type[T], after: Page[T] | None, answer: Answer) -> Page[T]:
    from procurify_client.decoding import UndecodableError, reader, visible_key  # noqa: PLC0415  # see `groups`

    listing = read_listing(answer.content)
    records: list[T] = []
    unreadable: list[UnreadableRecord] = []
    read = reader(kind)
    for index in range(len(listing.records)):
        raw = listing.records[index]
        listing.records[index] = None  # its memory is at hand for the record then
        problems: tuple[str, ...]
        if type(raw) is BrokenRecord:
            raw, problems = raw.raw, (f"{raw.problem} @ {kind.__name__}",)
        else:
            try:
                records.append(read(raw))
                continue
            except UndecodableError as error:
                problems = error.problems
        unreadable.append(UnreadableRecord(index=index, id=visible_key(raw), problems=problems, raw=raw))
    figures = {name: _figure(listing.pagination.get(name)) for name in ("count", "current_page", "page_size")}
    page = Page(
        records=tuple(records),
        unreadable=tuple(unreadable),
        count=figures["count"],
        number=figures["current_page"],
        page_size=figures["page_size"],
        pages=_figure(listing.pagination.get("num_pages")),
        next_link=_path_and_query(listing.pagination.get("next")),
        metadata={name: item for name, item in listing.metadata.items() if name != "pagination"},
    )
    return with_drift(after, page)


def _drift(before: Page[T], page: Page[T]) -> Drift | None:
    due = None if before.number is None else before.number + 1
    drift = Drift(
        count=(before.count, page.count),
        page_size=(before.page_size, page.page_size),
        number=(due, page.number),
        is_empty=not page.records and not page.unreadable,
    )
    changed = [pair for pair in (drift.count, drift.page_size, drift.number) if pair[0] != pair[1]]
    return drift if changed or drift.is_empty else None


def _figure(value: object) -> int | None:
    return value if type(value) is int else None


def _path_and_query(link: object) -> str | None:
    if not isinstance(link, str) or not link:
        return None
    try:
        parts = urlsplit(link)
    except ValueError:
        raise UnexpectedResponseError("the link to the next page is not a URL") from None
    if not parts.path.startswith("/") or parts.path.startswith("//"):
        raise UnexpectedResponseError(
            f"the link to the next page has the path {parts.path!r:.80}, not one on this host"
        )
    return f"{parts.path}?{parts.query}"
