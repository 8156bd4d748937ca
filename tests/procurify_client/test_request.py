"""The answer behind a record, and the escape hatch to any endpoint."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
import respx

from procurify_client import (
    Procurify,
    PurchaseOrder,
    UnexpectedResponseError,
    decode,
    list_call,
)
from procurify_client.call import Answer
from procurify_client.resources import purchase_orders, vendors
from procurify_client.testing import OrderLine, ProcurifyServer


def client(**options: Any) -> Procurify:
    return Procurify(**({"client_id": "app", "client_secret": "hush-hush"} | options))


class TestExchange:
    def test_the_answer_behind_a_record(self, server: ProcurifyServer, procurify: Procurify, line: OrderLine) -> None:
        """
        Status, headers, request id and bytes of every typed call can be had.
        """
        server.add_purchase_order(vendor=2, lines=[line])

        response = procurify.exchange(purchase_orders.get(1))

        assert (response.status, response.request_id) == (200, "req-000002")
        assert response.headers["content-type"] == "application/json"
        assert response.data == decode(PurchaseOrder, response.content)
        assert response.elapsed >= 0

    def test_send_gives_the_record_alone(self, procurify: Procurify) -> None:
        """
        The same call, without the answer.
        """
        assert procurify.send(vendors.get(2)) == procurify.exchange(vendors.get(2)).data

    def test_bytes_stay_out_of_the_repr(self, procurify: Procurify) -> None:
        """
        Printing a response does not print what may be confidential.
        """
        assert "Lakeshore" not in repr(procurify.exchange(vendors.get(2))).partition("status=")[2]


class TestRequest:
    def test_a_get_is_free(self, server: ProcurifyServer, procurify: Procurify) -> None:
        """
        Any path is reached with token, errors and exact numbers.
        """
        response = procurify.request("GET", "/api/v3/users/", params={"page_size": 1})

        assert response.data["metadata"]["pagination"]["page_size"] == 1
        assert [user["id"] for user in response.data["data"]] == [2]

    def test_numbers_are_exact(self, server: ProcurifyServer, procurify: Procurify, line: OrderLine) -> None:
        """
        A JSON number with a fraction is a Decimal.
        """
        server.add_purchase_order(
            vendor=2, lines=[OrderLine(name="x", quantity="1.50", price="2", account_code="000-6100-00", department=1)]
        )

        quantity = procurify.request("GET", "/api/v2/purchase_orders/1/").data["data"]["order_items"][0]["quantity"]

        assert (type(quantity), str(quantity)) == (Decimal, "1.50")

    @pytest.mark.parametrize("method", ["POST", "put", "PATCH", "DELETE"])
    def test_a_write_must_be_meant(self, server: ProcurifyServer, procurify: Procurify, method: str) -> None:
        """
        Without `allow_write` nothing leaves.
        """
        with pytest.raises(ValueError, match="pass allow_write=True if that is meant"):
            procurify.request(method, "/api/v3/vendors/", json={})
        assert server.requests == []

    def test_a_write_is_sent_as_json(self) -> None:
        """
        Body and status come and go as they are.
        """
        with respx.mock(base_url="https://acme.procurify.com") as mock:
            mock.post("/oauth/token").respond(json={"access_token": "t", "expires_in": 86400})
            route = mock.patch("/api/v3/vendors/6/").respond(json={"data": {"id": 6}})
            with client(tenant="acme") as procurify:
                response = procurify.request("patch", "/api/v3/vendors/6/", json={"external_id": "X"}, allow_write=True)

        assert route.calls[0].request.content == b'{"external_id":"X"}'
        assert (response.status, response.data) == (200, {"data": {"id": 6}})

    @pytest.mark.parametrize("method", ["TRACE", "", "GET POST"])
    def test_odd_methods_are_refused(self, procurify: Procurify, method: str) -> None:
        """
        Only the five methods of the API.
        """
        with pytest.raises(ValueError, match="give one of GET, POST, PUT, PATCH, DELETE"):
            procurify.request(method, "/api/v3/vendors/")

    @pytest.mark.parametrize(
        "path",
        [
            "https://elsewhere.example/api/",
            "//elsewhere.example/api/",
            "api/v3/vendors/",
            "/api/v3/../../x/",
            "/api/v3/vendors/?name=x",
            "/api/v3/vendors/#x",
            "/api/v3/ven dors/",
            "/api\\x",
            "/api/\r\nHost: x",
            "",
            "/",
        ],
    )
    def test_only_paths_on_our_host(self, server: ProcurifyServer, procurify: Procurify, path: str) -> None:
        """
        The token has no other place to go.
        """
        with pytest.raises(ValueError, match="give a path on the tenant's host"):
            procurify.request("GET", path)
        assert server.requests == []

    def test_tokens_are_not_asked_for_by_hand(self, procurify: Procurify) -> None:
        """
        The token endpoint belongs to the client.
        """
        with pytest.raises(ValueError, match="asks for tokens itself"):
            procurify.request("POST", "/oauth/token", json={}, allow_write=True)

    @pytest.mark.parametrize(
        ("content", "content_type"), [(b"", "application/json"), (b"id,name\n", "text/csv; charset=utf-8")]
    )
    def test_what_is_not_json_by_right(
        self, server: ProcurifyServer, procurify: Procurify, content: bytes, content_type: str
    ) -> None:
        """
        Empty bodies and CSV have no data, and their bytes are there.
        """
        server.garble("/users/", content, content_type)

        response = procurify.request("GET", "/api/v3/users/")

        assert (response.data, response.content) == (None, content)

    def test_html_is_an_error_here_too(self, server: ProcurifyServer, procurify: Procurify) -> None:
        """
        A sign-in page is not an answer.
        """
        server.garble("/users/")

        with pytest.raises(UnexpectedResponseError, match="expected JSON, got HTML"):
            procurify.request("GET", "/api/v3/users/")


class TestQuery:
    @pytest.mark.parametrize(
        ("params", "expected"),
        [
            ({"vendor[]": [1, 2], "page": 3}, "vendor%5B%5D=1&vendor%5B%5D=2&page=3"),
            ({"exclude_other": True, "active": False}, "exclude_other=true&active=false"),
            ({"search": None, "page": 1}, "page=1"),
            ({"total": Decimal("1E+3"), "vendor[]": ()}, "total=1000"),
            ([("vendor[]", 1), ("vendor[]", "2")], "vendor%5B%5D=1&vendor%5B%5D=2"),
            ({}, ""),
        ],
    )
    def test_it_is_written_as_the_reference_wants_it(self, params: Any, expected: str) -> None:
        """
        Lists repeat the name, booleans are in lower case, None is left out.
        """
        with respx.mock(base_url="https://acme.procurify.com") as mock:
            mock.post("/oauth/token").respond(json={"access_token": "abc-token", "expires_in": 86400})
            asked = mock.get("/api/v3/bills/").respond(json={"data": []})

            client(tenant="acme").request("GET", "/api/v3/bills/", params=params)

        assert asked.calls.last.request.url.query == expected.encode()

    @pytest.mark.parametrize(
        "params",
        [{"a": 1.5}, {"a": {"b": 1}}, {"a": [[1]]}, {"a": [None]}, {"a": Decimal("NaN")}, [("a",)], [(1, 2)], "a=1", 7],
    )
    def test_what_cannot_be_written_is_refused(self, procurify: Procurify, params: Any) -> None:
        """
        The server ignores what it does not understand, so a filter that says nothing would give the whole list.
        """
        with pytest.raises(ValueError, match="params"):
            procurify.request("GET", "/api/v3/bills/", params=params)


class TestListCall:
    def test_all_pages_of_a_list_without_a_typed_method(self, server: ProcurifyServer, procurify: Procurify) -> None:
        """
        Its records are what JSON has, page by page, with the figures and the drift of any other list.
        """
        for number in range(5):
            server.add_vendor(f"Vendor {number}")

        pages = list(procurify.pages(list_call("/api/v3/vendors/", {"exclude_other": True}, page_size=4)))

        assert [len(page.records) for page in pages] == [4, 2]
        assert [record["name"] for record in pages[1].records] == ["Vendor 3", "Vendor 4"]
        assert server.requests[-1].query["exclude_other"] == "true"

    def test_a_broken_record_is_told_there_too(self) -> None:
        """
        The others of its page are given.
        """
        page = list_call("/api/v3/bills/").read(
            Answer(status=200, headers={}, content=b'{"data": [{"id": 1, "total": 1.10}, {"id": 2, "total": NaN}]}')
        )

        assert page.records == ({"id": 1, "total": Decimal("1.10")},)
        assert [record.id for record in page.unreadable] == [2]
