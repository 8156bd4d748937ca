"""What a reader of a list is told of on the way: pages without records, and records that cannot be read."""

import json
import tracemalloc
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from procurify_client import Page, ServerError, UnreadableRecordsError, Vendor
from procurify_client.call import Answer, Call
from procurify_client.paging import page_call
from procurify_client.walking import iterate, walk

Send = Callable[[Call[Page[Vendor]]], Page[Vendor]]
BAD = {"id": 2, "name": ["no text"]}


def tenant(*pages: list[Any], fails_at: int | None = None) -> Send:
    """A server with these pages."""

    def send(call: Call[Page[Vendor]]) -> Page[Vendor]:
        number = int(dict(call.params)["page"])
        if number == fails_at:
            raise ServerError("down", status=500, method="GET", url="https://x.example/vendors/")
        pagination = {
            "count": sum(len(page) for page in pages),
            "current_page": number,
            "num_pages": len(pages),
            "next": f"https://x.example/v/?page={number + 1}" if number < len(pages) else None,
        }
        content = json.dumps({"data": pages[number - 1], "metadata": {"pagination": pagination}}).encode()
        return call.read(Answer(status=200, headers={}, content=content))

    return send


def first() -> Call[Page[Vendor]]:
    return page_call("/vendors/", Vendor, (), page=None, page_size=10, after=None)


class TestEmptyPages:
    def test_one_in_the_middle_does_not_end_the_list(self) -> None:
        """
        What follows it is read.
        """
        send = tenant([{"id": 1}], [], [{"id": 3}], [])

        assert [vendor.id for vendor in iterate(send, first(), None)] == [1, 3]

    def test_it_is_offered_as_drift(self) -> None:
        """
        Whoever reads pages sees that records may be missing.
        """
        send = tenant([{"id": 1}], [], [{"id": 3}])

        drifts = [page.drift for page in walk(send, first())]

        assert [drift is not None and drift.is_empty for drift in drifts] == [False, True, False]

    def test_an_empty_list_is_no_drift(self) -> None:
        """
        Its only page has no record, and none was announced.
        """
        assert [page.drift for page in walk(tenant([]), first())] == [None]


class TestUnreadable:
    def test_they_are_given_as_they_come(self) -> None:
        """
        Before the other records of their page, so none is lost when a reader stops.
        """
        taken: list[int | None] = []

        found = iterate(tenant([{"id": 1}, BAD], [{"id": 3}]), first(), lambda record: taken.append(record.id))

        assert (next(found).id, taken) == (1, [2])

    def test_they_are_not_lost_when_a_later_page_fails(self) -> None:
        """
        The error of that page says so, in a note of its own.
        """
        found = iterate(tenant([BAD], [{"id": 3}], fails_at=2), first(), None)

        with pytest.raises(ServerError) as caught:
            list(found)

        assert caught.value.__notes__ == [
            "/vendors/: 1 of the records could not be read (ids 2): expected str, got list @ Vendor.name"
        ]

    def test_all_are_counted_and_the_first_hundred_kept(self) -> None:
        """
        However many there are: a whole tenant's may be unreadable.
        """
        send = tenant([BAD] * 90, [BAD] * 90)

        with pytest.raises(UnreadableRecordsError, match="180 of the records could not be read") as caught:
            list(iterate(send, first(), None))

        assert len(caught.value.records) == 100

    def test_memory_stays_flat(self) -> None:
        """
        Ten times the pages need no more of it.
        """
        few, many = (_peak(iterate(tenant(*[[BAD] * 20] * count), first(), lambda _: None)) for count in (15, 150))

        assert many < 4 * few  # what is found wrong holds its frames until the garbage collector comes


def _peak(records: Iterator[Any]) -> int:
    tracemalloc.start()
    try:
        assert list(records) == []
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
