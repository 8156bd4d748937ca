"""Iteration over all pages: everything once, as it is needed, and it always ends."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from procurify_client import (
    Drift,
    NotFoundError,
    Page,
    Procurify,
    UnexpectedResponseError,
    UnreadableRecord,
    UnreadableRecordsError,
    Vendor,
    list_call,
)
from procurify_client.call import Answer, Call
from procurify_client.paging import page_call
from procurify_client.resources import vendors
from procurify_client.testing import ProcurifyServer
from procurify_client.walking import iterate

if TYPE_CHECKING:
    from tests.procurify_client.conftest import MakeClient


def body(records: list[Any], place: str = "metadata", **pagination: Any) -> bytes:
    if place == "bare":
        return json.dumps(records).encode()
    if place == "top":
        return json.dumps({"data": records, "pagination": pagination}).encode()
    return json.dumps({"data": records, "metadata": {"pagination": pagination}}).encode()


def read(content: bytes, *, after: Page[Vendor] | None = None) -> Page[Vendor]:
    call = page_call("/api/v3/vendors/", Vendor, (), page=None, page_size=10, after=after)
    return call.read(Answer(status=200, headers={}, content=content))


class TestIteration:
    def test_all_pages_once(self, server: ProcurifyServer, procurify: Procurify) -> None:
        """
        Everything is given, and no page is read twice.
        """
        for number in range(5):
            server.add_vendor(f"Vendor {number}")

        names = [vendor.name for vendor in procurify.vendors.list(page_size=3, exclude_other=True)]

        assert names == ["Lakeshore Office Supply", *(f"Vendor {number}" for number in range(5))]
        pages = [record.query.get("page") for record in server.requests if "vendors" in record.path]
        assert pages == ["1", "2"]

    def test_pages_are_read_as_they_are_needed(self, server: ProcurifyServer, procurify: Procurify) -> None:
        """
        The first record costs one page.
        """
        server.add_vendor("Contoso")
        vendors = procurify.vendors.list(page_size=1)
        before = len(server.requests)
        next(vendors)

        assert (before, [record.path for record in server.requests]) == (0, ["/oauth/token", "/api/v3/vendors/"])

    def test_filters_go_along_to_the_next_page(self, server: ProcurifyServer, procurify: Procurify) -> None:
        """
        The link of a page carries its query.
        """
        for _ in range(3):
            server.add_vendor("Contoso")

        found = [vendor.id for vendor in procurify.vendors.list(name="Contoso", page_size=2)]

        assert found == [3, 4, 5]

    def test_links_to_another_host_are_followed_on_ours(self, server: ProcurifyServer, procurify: Procurify) -> None:
        """
        Only path and query of a link count, so that neither http nor a development host takes the token away.
        """
        server.link_base = "http://elsewhere.example:8080"
        server.add_vendor("Contoso")

        assert len(list(procurify.vendors.list(page_size=1))) == 3

    def test_a_smaller_page_than_asked_for(self, make_client: MakeClient, server: ProcurifyServer) -> None:
        """
        The server's largest page counts, not ours.
        """
        server.max_page_size = 2
        for number in range(3):
            server.add_vendor(f"Vendor {number}")

        assert len(list(make_client(page_size=50).vendors.list())) == 5

    @pytest.mark.parametrize("first", [vendors.list_page(), list_call("/api/v3/vendors/")])
    def test_a_call_made_by_hand_has_the_clients_page_size(
        self, make_client: MakeClient, server: ProcurifyServer, first: Call[Page[Any]]
    ) -> None:
        """
        Unless it says how many records it wants, as a single page and as the first of all.
        """
        server.add_vendor("Contoso")
        client = make_client(page_size=1)

        assert len(client.send(first).records) == 1
        assert [len(page.records) for page in client.pages(first)] == [1, 1, 1]
        assert len(client.send(vendors.list_page(page_size=2)).records) == 2

    def test_a_call_without_pages_gets_no_page_size(self, server: ProcurifyServer, procurify: Procurify) -> None:
        """
        Procurify knows no such parameter there.
        """
        procurify.vendors.get(2)

        assert server.requests[-1].query == {}

    def test_the_list_shrinks_by_its_last_page(self, server: ProcurifyServer, procurify: Procurify) -> None:
        """
        A 404 for the page announced as the last is the end of a list that became shorter.
        """
        server.add_vendor("Contoso")
        server.after_page("/vendors/", 2, lambda: server.remove_vendor(3))

        assert [vendor.id for vendor in procurify.vendors.list(page_size=1)] == [1, 2]

    def test_pages_tell_that_the_list_shrank_by_its_last_page(
        self, server: ProcurifyServer, procurify: Procurify
    ) -> None:
        """
        The page that is gone is given without records, and says what was due.
        """
        server.add_vendor("Contoso")
        server.after_page("/vendors/", 2, lambda: server.remove_vendor(3))

        pages = list(procurify.pages(vendors.list_page(page_size=1)))

        assert [[vendor.id for vendor in page.records] for page in pages] == [[1], [2], []]
        gone = Drift(count=(3, None), page_size=(1, None), number=(3, None), is_empty=True)
        assert [page.drift for page in pages] == [None, None, gone]

    def test_pages_tell_that_the_list_grew_meanwhile(self, server: ProcurifyServer, procurify: Procurify) -> None:
        """
        Each page is compared with the one before.
        """
        server.after_page("/vendors/", 1, lambda: server.add_vendor("Contoso"))

        pages = list(procurify.pages(vendors.list_page(page_size=1)))

        grown = Drift(count=(2, 3), page_size=(1, 1), number=(2, 2))
        assert [page.drift for page in pages] == [None, grown, None]

    @pytest.mark.parametrize(("records", "seen", "count"), [(1, [2, 2, 3], (2, 3)), (-1, [1, 3], (3, 2))])
    def test_any_list_drifts_by_one_call(
        self, server: ProcurifyServer, procurify: Procurify, records: int, seen: list[int], count: tuple[int, int]
    ) -> None:
        """
        A record that appears lets another come twice; one that vanishes lets another be missed.
        """
        server.add_vendor("Contoso")
        server.drift("/vendors/", records)

        pages = list(procurify.pages(vendors.list_page(page_size=1)))

        assert [vendor.id for page in pages for vendor in page.records] == seen
        assert pages[1].drift is not None
        assert pages[1].drift.count == count

    def test_a_drift_of_nothing_is_refused(self, server: ProcurifyServer) -> None:
        """
        It would test nothing.
        """
        with pytest.raises(ValueError, match="records is 0: give how many appear, or below 0 how many vanish"):
            server.drift("/vendors/", 0)

    def test_a_404_in_the_middle_is_an_error(self, server: ProcurifyServer, procurify: Procurify) -> None:
        """
        A list does not lose several pages between two requests: something else is wrong.
        """
        for number in range(8):
            server.add_vendor(f"Vendor {number}")
        vendors = procurify.vendors.list(page_size=2)
        next(vendors)
        server.fail("/vendors/", 404)

        with pytest.raises(NotFoundError):
            list(vendors)

    def test_a_404_for_the_first_page_is_an_error(self, server: ProcurifyServer, procurify: Procurify) -> None:
        """
        There is no such list.
        """
        server.fail("/vendors/", 404)

        with pytest.raises(NotFoundError):
            list(procurify.vendors.list())

    def test_a_404_after_a_page_without_figures_is_an_error(self) -> None:
        """
        Without figures nothing says that the end was near.
        """
        answers = iter([read(body([{"id": 1}], next="https://x.example/vendors/?page=2"))])

        def send(_: Call[Page[Vendor]]) -> Page[Vendor]:
            try:
                return next(answers)
            except StopIteration:
                raise NotFoundError("gone") from None

        with pytest.raises(NotFoundError, match="gone"):
            list(iterate(send, first_call(), None))

    def test_unreadable_records_are_reported_after_the_last(
        self, server: ProcurifyServer, procurify: Procurify
    ) -> None:
        """
        All readable records come first; then the error lists the others.
        """
        server.edit_vendor(2, name=7)
        server.add_vendor("Contoso")
        seen: list[int] = []

        with pytest.raises(UnreadableRecordsError, match=r"1 of the records could not be read \(ids 2\)") as caught:
            seen.extend(vendor.id for vendor in procurify.vendors.list(page_size=1))
        assert seen == [1, 3]
        assert [record.id for record in caught.value.records] == [2]

    def test_who_takes_unreadable_records_gets_no_error(self, server: ProcurifyServer, procurify: Procurify) -> None:
        """
        `on_unreadable` is given each of them instead.
        """
        server.edit_vendor(2, name=7)
        taken: list[UnreadableRecord] = []

        vendors = list(procurify.vendors.list(on_unreadable=taken.append))

        assert ([vendor.id for vendor in vendors], [record.id for record in taken]) == ([1], [2])

    def test_a_page_that_links_to_itself_is_an_error(self) -> None:
        """
        A circle of links ends at once.
        """
        page = read(body([{"id": 1}], next="https://x.example/vendors/?page=1"))

        with pytest.raises(UnexpectedResponseError, match="links back"):
            list(iterate(lambda _: page, first_call(), None))

    def test_a_page_beyond_the_stated_number_is_an_error(self) -> None:
        """
        A server that links on after its last page contradicts itself.
        """
        page = read(body([{"id": 1}], current_page=1, num_pages=1, next="https://x.example/vendors/?page=2"))

        with pytest.raises(UnexpectedResponseError, match="page 1 of 1 links to a further page"):
            list(iterate(lambda _: page, first_call(), None))

    def test_an_empty_page_without_figures_that_links_on_is_an_error(self) -> None:
        """
        Nothing vouches that such links ever end, and to stop there would lose what follows in silence.
        """
        page = read(body([], next="https://x.example/vendors/?page=2"))

        with pytest.raises(UnexpectedResponseError, match="a page without records links to a further page"):
            list(iterate(lambda _: page, first_call(), None))

    def test_a_list_that_ends_before_its_last_page_is_an_error(self) -> None:
        """
        Half of the records would be missing, and nobody would know.
        """
        page = read(body([{"id": 1}], current_page=2, num_pages=4, count=4))

        with pytest.raises(UnexpectedResponseError, match="page 2 of 4 has no link to the next; 4 records were"):
            list(iterate(lambda _: page, first_call(), None))

    @given(st.lists(st.integers(1, 5), min_size=5, max_size=5))
    def test_it_ends_whatever_the_links(self, links: list[int]) -> None:
        """
        Five pages that link to each other at random are read at most once each.
        """
        asked: list[Call[Page[Vendor]]] = []

        def send(call: Call[Page[Vendor]]) -> Page[Vendor]:
            asked.append(call)
            number = int(dict(call.params)["page"])
            return read(body([{"id": number}], next=f"https://x.example/v/?page={links[number - 1]}&page_size=10"))

        with pytest.raises(UnexpectedResponseError, match="links back"):
            list(iterate(send, first_call(), None))
        assert len(asked) <= 5


def first_call() -> Call[Page[Vendor]]:
    return page_call("/vendors/", Vendor, (), page=None, page_size=10, after=None)
