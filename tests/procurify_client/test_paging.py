"""One page of a list: its figures, its drift, and the records that cannot be read."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from procurify_client import (
    Drift,
    Page,
    Procurify,
    UnexpectedResponseError,
    Vendor,
)
from procurify_client.call import Answer
from procurify_client.paging import page_call
from procurify_client.testing import ProcurifyServer


def body(records: list[Any], place: str = "metadata", **pagination: Any) -> bytes:
    if place == "bare":
        return json.dumps(records).encode()
    if place == "top":
        return json.dumps({"data": records, "pagination": pagination}).encode()
    return json.dumps({"data": records, "metadata": {"pagination": pagination}}).encode()


def read(content: bytes, *, after: Page[Vendor] | None = None) -> Page[Vendor]:
    call = page_call("/api/v3/vendors/", Vendor, (), page=None, page_size=10, after=after)
    return call.read(Answer(status=200, headers={}, content=content))


class TestPage:
    @pytest.mark.parametrize("place", ["metadata", "top"])
    def test_both_places_of_pagination(self, place: str) -> None:
        """
        Figures are found under metadata and beside data.
        """
        page = read(
            body(
                [{"id": 1}],
                place,
                count=3,
                current_page=1,
                page_size=1,
                num_pages=3,
                next="https://x.example/a/?page=2",
            )
        )

        assert (page.count, page.number, page.page_size, page.pages) == (3, 1, 1, 3)
        assert page.has_next

    def test_a_bare_list(self) -> None:
        """
        A list without an envelope is one page without figures.
        """
        page = read(body([{"id": 1}, {"id": 2}], "bare"))

        assert [vendor.id for vendor in page.records] == [1, 2]
        assert (page.count, page.has_next) == (None, False)

    def test_other_metadata_is_kept(self, server: ProcurifyServer, procurify: Procurify, line: Any) -> None:
        """
        The counts of the purchase order list are on the page.
        """
        server.add_purchase_order(vendor=2, lines=[line])

        page = procurify.purchase_orders.list_page()

        assert page.metadata["counts"]["purchased"]["open"] == 1

    def test_an_unreadable_record_does_not_take_the_page_along(self) -> None:
        """
        It is set aside with its place, its key, what is wrong and what came.
        """
        page = read(body([{"id": 1}, {"id": 2, "name": 7}, {"name": "nobody"}, {"id": 4}]))

        assert [vendor.id for vendor in page.records] == [1, 4]
        assert [(record.index, record.id) for record in page.unreadable] == [(1, 2), (2, None)]
        assert page.unreadable[0].problems == ("expected str, got int @ Vendor.name",)
        assert page.unreadable[0].raw == {"id": 2, "name": 7}

    @pytest.mark.parametrize("content", [b"{}", b'{"data": null}', b'{"data": {}}', b'"x"', b'{"results": []}'])
    def test_no_list_is_an_error(self, content: bytes) -> None:
        """
        An answer without a list is not an empty list.
        """
        with pytest.raises(UnexpectedResponseError, match="expected a list of records"):
            read(content)

    @pytest.mark.parametrize("link", ["page=2", "//elsewhere.example", "https://elsewhere.example", "http://[x/"])
    def test_a_link_that_has_no_path_is_an_error(self, link: str) -> None:
        """
        What cannot be followed on our host is said at once.
        """
        with pytest.raises(UnexpectedResponseError, match="the link to the next page"):
            read(body([{"id": 1}], next=link))

    @pytest.mark.parametrize("figure", ["3", 3.0, None, True])
    def test_a_figure_that_is_no_number_is_unknown(self, figure: object) -> None:
        """
        Figures are for information: a strange one is left out.
        """
        assert read(body([], count=figure)).count is None

    @pytest.mark.parametrize(("page", "page_size"), [(0, 10), (1, 0), (-1, 10), (True, 10)])
    def test_numbers_are_checked(self, page: int, page_size: int) -> None:
        """
        Pages and page sizes start at 1.
        """
        with pytest.raises(ValueError, match="give a whole number from 1"):
            page_call("/x/", Vendor, (), page=page, page_size=page_size, after=None)

    @given(
        st.lists(
            st.recursive(
                st.none() | st.booleans() | st.integers() | st.text(max_size=5),
                lambda inner: (
                    st.lists(inner, max_size=3)
                    | st.dictionaries(
                        st.sampled_from(["id", "name", "email", "type", "payment_term_ref", "dateModified"]), inner
                    )
                ),
                max_leaves=8,
            ),
            max_size=6,
        )
    )
    def test_no_record_ever_fails_a_page(self, records: list[Any]) -> None:
        """
        Whatever is in the list, every record is either read or reported.
        """
        page = read(body(records))

        assert len(page.records) + len(page.unreadable) == len(records)
        assert all(record.problems for record in page.unreadable)


class TestDrift:
    def test_nothing_changed(self, server: ProcurifyServer, procurify: Procurify) -> None:
        """
        Two pages of the same list show no drift.
        """
        server.add_vendor("Contoso")
        first = procurify.vendors.list_page(page_size=1)
        second = procurify.vendors.list_page(page_size=1, after=first)

        assert (second.number, second.drift) == (2, None)

    def test_a_record_appears_between_pages(self, server: ProcurifyServer, procurify: Procurify) -> None:
        """
        The count before and now is on the second page.
        """
        server.add_vendor("Contoso")
        first = procurify.vendors.list_page(page_size=1)
        server.add_vendor("Northwind")
        second = procurify.vendors.list_page(page_size=1, after=first)

        assert second.drift == Drift(count=(3, 4), page_size=(1, 1), number=(2, 2))

    def test_the_page_size_and_number_are_compared_too(self, server: ProcurifyServer, procurify: Procurify) -> None:
        """
        A page that does not join the one before is drift as well.
        """
        server.add_vendor("Contoso")
        first = procurify.vendors.list_page(page_size=1)
        other = procurify.vendors.list_page(1, page_size=2, after=first)

        assert other.drift == Drift(count=(3, 3), page_size=(1, 2), number=(2, 1))

    def test_a_page_without_figures_follows_as_the_first(self) -> None:
        """
        Where the server gives no number, counting starts again.
        """
        bare = read(body([{"id": 1}], "bare"))

        assert read(body([{"id": 2}], "bare"), after=bare).drift is None
