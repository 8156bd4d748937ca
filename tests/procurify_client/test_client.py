"""The client: its options, its resources, the answers behind them, and the escape hatch."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from uuid import UUID

import httpx
import pytest
import respx

from procurify_client import (
    NotFoundError,
    Procurify,
    PurchaseOrder,
    PurchaseOrderState,
    Secret,
    Timeout,
    UnexpectedResponseError,
    UserRole,
    VendorType,
    __version__,
    decode,
    resources,
)
from procurify_client.resources import order_items, purchase_orders, vendors
from procurify_client.testing import OrderLine, ProcurifyServer

if TYPE_CHECKING:
    from tests.procurify_client.conftest import MakeClient


def client(**options: Any) -> Procurify:
    return Procurify(**({"client_id": "app", "client_secret": "hush-hush"} | options))


class TestOptions:
    @pytest.mark.parametrize(
        ("tenant", "url"), [("acme", "https://acme.procurify.com"), ("A-1", "https://a-1.procurify.com")]
    )
    def test_a_tenant_makes_the_address(self, tenant: str, url: str) -> None:
        """
        The tenant's name is the first part of its host.
        """
        with client(tenant=tenant) as procurify:
            assert procurify.base_url == url

    @pytest.mark.parametrize(
        "tenant", ["", "acme.procurify.com", "https://acme.procurify.com", "a b", "-acme", "acme/", "acme@evil", "é"]
    )
    def test_a_bad_tenant_is_refused(self, tenant: str) -> None:
        """
        Whatever is not one part of a host name is named, with what is accepted.
        """
        with pytest.raises(ValueError, match="is not a tenant's name: give the first part"):
            client(tenant=tenant)

    @pytest.mark.parametrize("options", [{}, {"tenant": "acme", "base_url": "https://acme.procurify.com"}])
    def test_exactly_one_address(self, options: dict[str, str]) -> None:
        """
        Neither none nor two.
        """
        with pytest.raises(ValueError, match="give either tenant, such as 'acme', or base_url"):
            client(**options)

    @pytest.mark.parametrize(
        ("base_url", "words"),
        [
            ("acme.procurify.com", "is not an address such as"),
            ("ftp://acme.procurify.com", "is not an address such as"),
            ("https://acme.procurify.com/api/v3", "is not an address such as"),
            ("https://acme.procurify.com?x=1", "is not an address such as"),
            ("https://", "is not an address such as"),
            ("https://acme.procurify.com:port", "is not a URL"),
            ("https://user:pw@acme.procurify.com", "holds a user or a password"),
            ("http://acme.procurify.com", "would send the client secret unencrypted"),
        ],
    )
    def test_a_bad_base_url_is_refused(self, base_url: str, words: str) -> None:
        """
        The message says what is wrong with it; a password in it is not repeated.
        """
        with pytest.raises(ValueError, match=words) as caught:
            client(base_url=base_url)
        assert "pw" not in str(caught.value)

    @pytest.mark.parametrize("base_url", ["http://localhost:8601", "http://127.0.0.1:8601/", "http://[::1]:8601"])
    def test_plain_http_is_for_this_machine(self, base_url: str) -> None:
        """
        A loopback server needs no encryption.
        """
        with client(base_url=base_url) as procurify:
            assert procurify.base_url == base_url.rstrip("/")

    @pytest.mark.parametrize(
        ("options", "words"),
        [
            ({"client_id": ""}, "client_id is empty"),
            ({"client_secret": ""}, "a secret is empty"),
            ({"page_size": 0}, "page_size is 0"),
            ({"page_size": "100"}, "page_size is '100'"),
        ],
    )
    def test_bad_values_are_named(self, options: dict[str, Any], words: str) -> None:
        """
        An option that cannot be right is refused before anything is sent.
        """
        with pytest.raises(ValueError, match=words):
            client(tenant="acme", **options)

    @pytest.mark.parametrize("field", ["connect", "read", "total"])
    def test_timeouts_are_positive(self, field: str) -> None:
        """
        A timeout of nothing is refused.
        """
        with pytest.raises(ValueError, match=field):
            Timeout(**{field: 0})

    def test_the_secret_may_come_wrapped(self, server: ProcurifyServer, make_client: MakeClient) -> None:
        """
        A `Secret` is taken as it is.
        """
        assert make_client(client_secret=Secret("hush-hush")).users.me().role is UserRole.SUPERUSER

    def test_an_own_http_client_is_used_as_it_is_and_left_open(
        self, server: ProcurifyServer, make_client: MakeClient
    ) -> None:
        """
        Its headers, timeouts and auth are not touched, and closing is its owner's business.
        """
        with httpx.Client(headers={"X-Mine": "1"}, timeout=7, follow_redirects=True) as mine:
            headers = dict(mine.headers)
            with make_client(http_client=mine) as procurify:
                procurify.users.me()

            assert (dict(mine.headers), mine.timeout, mine.auth) == (headers, httpx.Timeout(7), None)
            assert not mine.is_closed

    def test_a_client_that_is_made_is_closed(self, make_client: MakeClient) -> None:
        """
        Leaving the context closes the connections.
        """
        with make_client() as procurify:
            procurify.users.me()

        assert procurify._transport._client.is_closed


class TestHeaders:
    def test_every_call_says_who_it_is(self) -> None:
        """
        The two documented headers, JSON, and our name with its version.
        """
        with respx.mock(base_url="https://acme.procurify.com") as mock:
            mock.post("/oauth/token").respond(json={"access_token": "t0ken", "expires_in": 86400})
            route = mock.get("/api/v3/vendors/6/").respond(json={"data": {"id": 6}})
            with client(tenant="acme") as procurify:
                procurify.vendors.get(6)

        sent = route.calls[0].request.headers
        assert sent["Authorization"] == "Bearer t0ken"
        assert sent["X-Procurify-Client"] == "api"
        assert sent["Accept"] == "application/json"
        assert sent["User-Agent"] == f"procurify-client/{__version__}"


class TestResources:
    def test_orders_changed_since_a_day(
        self, server: ProcurifyServer, procurify: Procurify, line: OrderLine, time: Any
    ) -> None:
        """
        Days are inclusive at both ends.
        """
        for _ in range(3):
            server.add_purchase_order(vendor=2, lines=[line])
            time.pass_by(86400)

        rows = procurify.purchase_orders.list(modified_since=date(2026, 11, 5), modified_until=date(2026, 11, 5))

        assert [row.key for row in rows] == [2]

    def test_an_order_by_key_and_by_uuid(self, server: ProcurifyServer, procurify: Procurify, line: OrderLine) -> None:
        """
        Both keys give the same order with its lines.
        """
        wire = server.add_purchase_order(vendor=2, lines=[line], freight="35", comment="By noon")

        order = procurify.purchase_orders.get(1)

        assert procurify.purchase_orders.get(UUID(wire["uuid"])) == order
        assert (order.total, order.freight, order.comment) == (Decimal("280.00"), Decimal("35.000000"), "By noon")
        assert [(one.name, one.quantity, one.total_cost) for one in order.lines] == [
            ("Copy paper, carton", Decimal(10), Decimal("245.00"))
        ]

    def test_orders_by_role_and_status(self, server: ProcurifyServer, procurify: Procurify, line: OrderLine) -> None:
        """
        Role and status are parts of the path.
        """
        for state in (0, 1, 3):
            server.add_purchase_order(vendor=2, lines=[line], state=state)

        cancelled = [row.state for row in procurify.purchase_orders.list(status="cancelled")]
        receivable = [row.key for row in procurify.purchase_orders.list(role="receivable")]

        assert (cancelled, receivable) == ([PurchaseOrderState.CANCELLED], [1])

    @pytest.mark.parametrize("options", [{"role": "approver"}, {"status": "pending"}])
    def test_other_roles_and_statuses_are_refused(self, procurify: Procurify, options: dict[str, Any]) -> None:
        """
        The message lists what is accepted.
        """
        with pytest.raises(ValueError, match="give one of"):
            procurify.purchase_orders.list_page(**options)

    def test_vendors_by_external_id(self, server: ProcurifyServer, procurify: Procurify) -> None:
        """
        A filter narrows the list.
        """
        server.add_vendor("Contoso", external_id="CONTOSO0001", type=4)

        by_id = [vendor.id for vendor in procurify.vendors.list(external_id="CONTOSO0001")]
        by_type = [vendor.id for vendor in procurify.vendors.list(type=VendorType.REGULAR, exclude_other=None)]

        assert (by_id, by_type) == ([3], [3])

    def test_items_changed_since_a_day(self, server: ProcurifyServer, procurify: Procurify, line: OrderLine) -> None:
        """
        Order items lead to the orders that they are on.
        """
        server.add_purchase_order(vendor=2, lines=[line, line])

        found = [item.purchase_order_key for item in procurify.order_items.list(modified_since=date(2026, 11, 4))]

        assert found == [1, 1]
        assert procurify.order_items.list_page(modified_since=date(2026, 11, 5)).count == 0
        assert procurify.order_items.list_page(order_number=2001).count == 2

    def test_reference_data(self, server: ProcurifyServer, procurify: Procurify) -> None:
        """
        Locations, departments, account codes and currencies are listed.
        """
        assert [one.name for one in procurify.locations.list(active=True)] == ["Plant 2"]
        assert procurify.locations.get(1).name == "Plant 2"
        assert procurify.locations.list_page().count == 1
        assert [one.external_id for one in procurify.departments.list(location=1)] == ["MAINT"]
        assert procurify.departments.list_page().count == 1
        assert [one.code for one in procurify.account_codes.list(code="000-6100-00")] == ["000-6100-00"]
        assert procurify.account_codes.list_page().count == 1
        assert [one.name for one in procurify.currencies.list(base=True)] == ["USD"]
        assert procurify.currencies.list_page().count == 1

    def test_an_unknown_vendor(self, procurify: Procurify) -> None:
        """
        There is no such record.
        """
        with pytest.raises(NotFoundError, match=r"GET /api/v3/vendors/99/ answered 404: there is no such record"):
            procurify.vendors.get(99)

    @pytest.mark.parametrize("key", ["2", "../users/me", True, 2.0, None])
    def test_a_key_is_a_number(self, key: Any) -> None:
        """
        Nothing else becomes part of a path.
        """
        with pytest.raises(TypeError, match="give a whole number"):
            vendors.get(key)

    def test_a_key_is_not_negative(self) -> None:
        """
        There are no such keys.
        """
        with pytest.raises(ValueError, match="key is -1"):
            purchase_orders.get(-1)

    @pytest.mark.parametrize(
        ("filters", "words"),
        [
            (
                {"modified_sinse": date(2026, 11, 1)},
                "there is no filter 'modified_sinse' here: the filters are account_code,",
            ),
            ({"modified_since": "2026-11-01"}, "modified_since is '2026-11-01': give a date"),
            ({"modified_since": datetime(2026, 11, 1, tzinfo=UTC)}, "give a date, such as"),
            ({"vendor": "2"}, "vendor is '2': give a whole number"),
            ({"vendor": True}, "vendor is True: give a whole number"),
            ({"total_from": 12.5}, r"total_from is 12\.5: give a Decimal"),
            ({"total_from": Decimal("NaN")}, "give a Decimal"),
            ({"has_blanket_items": 1}, "has_blanket_items is 1: give True or False"),
            ({"order_by": ""}, "order_by is '': give a text that is not empty"),
        ],
    )
    def test_filters_are_checked(self, filters: dict[str, Any], words: str) -> None:
        """
        The server ignores what it does not know and would return everything, so names and values are checked here.
        """
        with pytest.raises(TypeError, match=words):
            purchase_orders.list_page(**filters)

    def test_filters_on_the_wire(self) -> None:
        """
        Each filter has its name and form on the wire; None is left out.
        """
        call = purchase_orders.list_page(
            2,
            page_size=50,
            modified_since=date(2026, 11, 1),
            total_to=Decimal("1E+3"),
            vendor=6,
            has_blanket_items=False,
            currency=None,
        )

        assert call.path == "/api/v2/purchase_orders/purchased/all/"
        assert dict(call.params) == {
            "modified_date_0": "2026-11-01",
            "total_1": "1000",
            "pref_vendor": "6",
            "has_blanket_order_items": "false",
            "page": "2",
            "page_size": "50",
        }

    @pytest.mark.parametrize(
        "module",
        [getattr(resources, name) for name in resources.__all__ if name != "users"],
        ids=lambda module: module.__name__,
    )
    def test_every_filter_that_is_offered_is_known(self, module: Any) -> None:
        """
        The names that an editor proposes are those that are sent.
        """
        filters = next(value for name, value in vars(module).items() if name.endswith("Filters"))

        assert set(filters.__annotations__) == set(module._FILTERS)

    @pytest.mark.parametrize("module", [order_items, purchase_orders, vendors], ids=lambda module: module.__name__)
    def test_calls_are_built_without_a_client(self, module: Any) -> None:
        """
        Every method has its function that makes a `Call`, with the same options.
        """
        group: Callable[..., Any] = next(
            value for name, value in vars(module).items() if name in {"OrderItems", "PurchaseOrders", "Vendors"}
        )
        method = set(inspect.signature(group.list_page).parameters) - {"self"}  # type: ignore[attr-defined]  # a class

        assert method == set(inspect.signature(module.list_page).parameters)


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
        assert [user["id"] for user in response.data["data"]] == [15]

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
