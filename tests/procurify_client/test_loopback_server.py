"""The loopback server: it behaves as the contract says, and does wrong what it is told to."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from procurify_client import Procurify
from procurify_client.testing import OrderLine, ProcurifyServer
from procurify_client.testing.__main__ import main
from procurify_client.testing.shapes import fixed, to_json

if TYPE_CHECKING:
    from tests.procurify_client.conftest import Time

LINE: dict[str, Any] = {"account_code": "000-6100-00", "department": 1}
CREDENTIALS = {
    "client_id": "app",
    "client_secret": "hush-hush",
    "audience": "https://api.procurify.com/",
    "grant_type": "client_credentials",
}


@pytest.fixture
def token(server: ProcurifyServer) -> str:
    return str(httpx.post(f"{server.base_url}/oauth/token", json=CREDENTIALS).json()["access_token"])


@pytest.fixture
def get(server: ProcurifyServer, token: str) -> Callable[..., httpx.Response]:
    """
    Ask with a good token, without our client.
    """

    def ask(path: str, **headers: str) -> httpx.Response:
        standard = {"Authorization": f"Bearer {token}", "X-Procurify-Client": "api"}
        return httpx.get(server.base_url + path, headers=standard | headers)

    return ask


class TestTokenEndpoint:
    def test_good_credentials(self, server: ProcurifyServer) -> None:
        """
        A bearer token for a day.
        """
        answer = httpx.post(f"{server.base_url}/oauth/token", json=CREDENTIALS).json()

        assert (answer["token_type"], answer["expires_in"]) == ("Bearer", 86400)
        assert set(answer) == {"access_token", "scope", "expires_in", "token_type"}

    @pytest.mark.parametrize(
        ("change", "status", "error"),
        [
            ({"client_secret": "wrong"}, 401, "invalid_client"),
            ({"client_id": "wrong"}, 401, "invalid_client"),
            ({"audience": "https://api.procurify.com"}, 400, "invalid_request"),
            ({"grant_type": "password"}, 400, "invalid_request"),
        ],
    )
    def test_bad_credentials(self, server: ProcurifyServer, change: dict[str, str], status: int, error: str) -> None:
        """
        401 for a wrong id or secret, 400 for the rest.
        """
        answer = httpx.post(f"{server.base_url}/oauth/token", json=CREDENTIALS | change)

        assert (answer.status_code, answer.json()["error"]) == (status, error)

    @pytest.mark.parametrize(
        "options",
        [{"data": CREDENTIALS}, {"content": "{", "headers": {"Content-Type": "application/json"}}, {"json": [1]}],
    )
    def test_only_json_is_understood(self, server: ProcurifyServer, options: dict[str, Any]) -> None:
        """
        A form, which other token endpoints take, is a bad request here.
        """
        assert httpx.post(f"{server.base_url}/oauth/token", **options).status_code == 400

    def test_only_post(self, server: ProcurifyServer) -> None:
        """
        Reading the token endpoint is not allowed.
        """
        assert httpx.get(f"{server.base_url}/oauth/token").status_code == 405


class TestAccess:
    def test_without_a_token(self, get: Any) -> None:
        """
        401, in the API's form.
        """
        answer = get("/api/v3/users/me/", Authorization="Bearer nonsense")

        assert (answer.status_code, answer.json()) == (401, {"detail": "Invalid token."})

    def test_with_an_expired_token(self, get: Any, time: Time) -> None:
        """
        A token ends with its lifetime.
        """
        time.pass_by(86400)

        assert get("/api/v3/users/me/").status_code == 401

    def test_with_a_revoked_token(self, get: Any, server: ProcurifyServer) -> None:
        """
        Or before.
        """
        server.revoke_tokens()

        assert get("/api/v3/users/me/").status_code == 401

    def test_without_the_client_header(self, get: Any) -> None:
        """
        The second documented header is required.
        """
        assert get("/api/v3/users/me/", **{"X-Procurify-Client": ""}).status_code == 403

    def test_other_methods(self, server: ProcurifyServer, token: str) -> None:
        """
        This server is for reading.
        """
        headers = {"Authorization": f"Bearer {token}", "X-Procurify-Client": "api"}

        assert httpx.delete(f"{server.base_url}/api/v3/vendors/2/", headers=headers).status_code == 405

    def test_without_the_final_slash(self, get: Any, server: ProcurifyServer) -> None:
        """
        The framework redirects.
        """
        answer = get("/api/v3/vendors?page=1")

        assert (answer.status_code, answer.headers["Location"]) == (301, f"{server.base_url}/api/v3/vendors/?page=1")
        assert get("/api/v3/vendors").headers["Location"] == f"{server.base_url}/api/v3/vendors/"

    @pytest.mark.parametrize("path", ["/api/v3/vendors/99/", "/api/v3/nothing/", "/api/v2/purchase_orders/99/"])
    def test_what_is_not_there(self, get: Any, path: str) -> None:
        """
        404, in the API's form.
        """
        answer = get(path)

        assert (answer.status_code, answer.json()) == (404, {"detail": "Not found."})


class TestLists:
    def test_pages_link_to_each_other(self, get: Any, server: ProcurifyServer) -> None:
        """
        Links are absolute and carry the query.
        """
        for _ in range(3):
            server.add_vendor("Contoso")

        pagination = get("/api/v3/vendors/?name=Contoso&page=2&page_size=1").json()["metadata"]["pagination"]

        assert pagination == {
            "count": 3,
            "next": f"{server.base_url}/api/v3/vendors/?name=Contoso&page=3&page_size=1",
            "previous": f"{server.base_url}/api/v3/vendors/?name=Contoso&page=1&page_size=1",
            "page_size": 1,
            "num_pages": 3,
            "current_page": 2,
        }

    @pytest.mark.parametrize("page", ["3", "0", "-1", "x"])
    def test_a_page_that_is_not_there(self, get: Any, page: str) -> None:
        """
        404 beyond the last page.
        """
        assert get(f"/api/v3/vendors/?page={page}&page_size=1").status_code == 404

    @pytest.mark.parametrize(("asked", "given"), [("", 10), ("page_size=0", 10), ("page_size=5000", 100)])
    def test_the_page_size_has_a_default_and_a_limit(self, get: Any, asked: str, given: int) -> None:
        """
        The server's word on it is in the answer.
        """
        assert get(f"/api/v3/vendors/?{asked}").json()["metadata"]["pagination"]["page_size"] == given

    def test_an_empty_list_has_one_page(self, get: Any) -> None:
        """
        As the framework has it.
        """
        pagination = get("/api/v3/order-items/").json()["metadata"]["pagination"]

        assert (pagination["count"], pagination["num_pages"], pagination["next"]) == (0, 1, None)

    @pytest.mark.parametrize(
        ("query", "ids"),
        [
            ("", [1, 2, 4]),
            ("exclude_other=true", [2, 4]),
            ("exclude_other=false", [1, 2, 4]),
            ("type=4", [4]),
            ("type__in=regular&type__in=other", [1, 4]),
            ("external_id=LAKESHORE0001", [2]),
            ("order_by=-name", [1, 2, 4]),
            ("order_by=name", [4, 2, 1]),
            ("order_by=nonsense&misspelt=1", [1, 2, 4]),
        ],
    )
    def test_vendors(self, get: Any, server: ProcurifyServer, query: str, ids: list[int]) -> None:
        """
        Archived vendors are not listed; unknown parameters change nothing.
        """
        server.add_vendor("Archived", active=False)
        server.add_vendor("Contoso", type=4)

        assert [vendor["id"] for vendor in get(f"/api/v3/vendors/?{query}").json()["data"]] == ids

    @pytest.mark.parametrize(
        ("path", "field"),
        [
            ("/api/v3/vendors/?type=x", "type"),
            ("/api/v2/locations/?active=maybe", "active"),
            ("/api/v2/purchase_orders/purchased/all/?modified_date_0=soon", "modified_date_0"),
        ],
    )
    def test_a_filter_of_the_wrong_form(self, get: Any, path: str, field: str) -> None:
        """
        400 that names it.
        """
        answer = get(path)

        assert (answer.status_code, list(answer.json())) == (400, [field])

    @pytest.mark.parametrize(
        ("path", "keys"),
        [
            ("purchased/all/", [1, 2, 3, 4, 5]),
            ("purchased/open/", [1, 5]),
            ("purchased/partial/", [2]),
            ("purchased/closed/", [4]),
            ("purchased/cancelled/", [3]),
            ("purchased/paid/", []),
            ("receivable/all/", [1, 2, 5]),
            ("purchased/all/?date_0=2026-11-02&date_1=2026-11-03", [2, 3]),
            ("purchased/all/?modified_date_1=2026-11-03", []),
            ("purchased/all/?expiry_date_0=2026-01-01", []),
            ("purchased/all/?promise_date_0=2026-12-01", [5]),
            ("purchased/all/?total_0=200&total_1=245", [1, 2, 3, 4]),
            ("purchased/all/?pref_vendor=3", [5]),
            ("purchased/all/?currency=2", [5]),
        ],
    )
    def test_purchase_orders(
        self, get: Any, server: ProcurifyServer, line: OrderLine, path: str, keys: list[int]
    ) -> None:
        """
        By role, status, days, totals, vendor and currency.
        """
        server.add_vendor("Contoso")
        server.add_currency("CAD", "0.7315")
        some = OrderLine(name="x", quantity=10, price="24.50", received="4", **LINE)
        for day, state, lines in ((1, 0, [line]), (2, 0, [some]), (3, 1, [line]), (4, 3, [line])):
            server.add_purchase_order(vendor=2, lines=lines, state=state, date=datetime(2026, 11, day, tzinfo=UTC))
        server.add_purchase_order(vendor=3, lines=[line, line], currency="CAD", promise_date=date(2026, 12, 1), state=5)

        answer = get(f"/api/v2/purchase_orders/{path}").json()

        assert [order["procurify_PO"] for order in answer["data"]] == keys
        assert answer["metadata"]["counts"]["purchased"]["all"] == 5

    @pytest.mark.parametrize(
        ("query", "names"),
        [
            ("", ["a", "b", "c"]),
            ("is_purchased=true", ["a", "b"]),
            ("is_purchased=false", ["c"]),
            ("orderNum=2001", ["a", "b"]),
            ("status=3", ["b"]),
            ("po_vendor=3", []),
            ("po_created_date_0=2026-11-05", []),
            ("order_created_date_1=2026-11-03", []),
            ("last_modified_0=2026-11-04", ["a", "b", "c"]),
        ],
    )
    @pytest.mark.parametrize("path", ["/api/v3/order-items/", "/api/v2/global/order_items/"])
    def test_order_items(self, get: Any, server: ProcurifyServer, path: str, query: str, names: list[str]) -> None:
        """
        Both paths give the same list; items of a cancelled order are off it.
        """
        a, b, c = (
            OrderLine(name=name, quantity=1, price=1, received=received, **LINE)
            for name, received in (("a", 0), ("b", 1), ("c", 0))
        )
        server.add_purchase_order(vendor=2, lines=[a, b])
        server.add_purchase_order(vendor=2, lines=[c])
        server.cancel_purchase_order(2)

        assert [item["name"] for item in get(f"{path}?{query}").json()["data"]] == names

    def test_users(self, get: Any) -> None:
        """
        Two invented users.
        """
        assert [user["id"] for user in get("/api/v3/users/?is_active=true").json()["data"]] == [15, 16]


class TestOrders:
    def test_totals_are_exact(self, server: ProcurifyServer) -> None:
        """
        Lines, line tax, shipping, freight, other, discount and header tax, to the cent.
        """
        lines = [
            OrderLine(name="a", quantity="3", price="19.995", tax_amount="4.80", shipping_amount="7.50", **LINE),
            OrderLine(name="b", quantity="0.125", price="80.04", **LINE),
        ]

        wire = server.add_purchase_order(vendor=2, lines=lines, freight="35", other="1.25", discount="10%", tax="8%")

        # 3 x 19.995 = 59.985, rounded half up to 59.99; 0.125 x 80.04 = 10.005, rounded to 10.01
        assert [line["total_cost"] for line in wire["order_items"]] == ["59.99", "10.01"]
        assert wire["subtotal"] == "70.00"
        # 70.00 - 7.00 + 8 % of 63.00 + 4.80 + 7.50 + 35 + 1.25
        assert wire["total"] == "116.59"
        assert (wire["freight"], wire["other"]) == ("35.000000", "1.250000")
        assert (wire["discount"], wire["tax"]) == (
            {"value": Decimal(10), "type": "percentage"},
            {"value": Decimal(8), "type": "percentage"},
        )

    def test_an_edit_raises_version_and_date(self, server: ProcurifyServer, line: OrderLine, time: Time) -> None:
        """
        New lines keep the ids of the old ones, place by place; totals follow.
        """
        before = server.add_purchase_order(vendor=2, lines=[line])
        time.pass_by(3600)
        after = server.edit_purchase_order(1, lines=[line, line], discount="5", currency="USD", comment="Changed")

        assert (before["version"], after["version"]) == (1, 2)
        assert after["last_modified"] == "2026-11-04T16:00:00+00:00"
        assert after["order_items"][0]["id"] == before["order_items"][0]["id"]
        assert (after["total"], after["comment"]) == ("485.00", "Changed")

    def test_an_edit_can_set_any_field(self, server: ProcurifyServer, line: OrderLine) -> None:
        """
        By its wire name, also to what the API would never say.
        """
        server.add_purchase_order(vendor=2, lines=[line], disclaimer_text="None")

        wire = server.edit_purchase_order(1, total="oops", freight="2")

        assert (wire["total"], wire["freight"], wire["disclaimer_text"]) == ("oops", "2.000000", "None")

    def test_a_mistake_changes_nothing(self, server: ProcurifyServer, line: OrderLine) -> None:
        """
        An order or an edit that cannot be is refused as a whole.
        """
        server.add_purchase_order(vendor=2, lines=[line])

        with pytest.raises(LookupError, match="there is nothing with the id 99 in vendors"):
            server.edit_purchase_order(1, vendor=99)
        with pytest.raises(LookupError, match="there is no account code '999'"):
            server.add_purchase_order(
                vendor=2, lines=[OrderLine(name="x", quantity=1, price=1, account_code="999", department=1)]
            )
        assert [(order["version"], order["pref_vendor"]["id"]) for order in server.purchase_orders.values()] == [(1, 2)]

    def test_the_vendor_is_embedded_as_it_is_now(self, server: ProcurifyServer, line: OrderLine) -> None:
        """
        A later change of the vendor shows on its orders.
        """
        server.add_purchase_order(vendor=2, lines=[line])
        server.edit_vendor(2, external_id="LAKESHORE0002")

        assert server.purchase_orders[1]["pref_vendor"]["external_id"] == "LAKESHORE0002"

    def test_split_coding(self, server: ProcurifyServer) -> None:
        """
        Allocations have their accounts; a line without has one of its own.
        """
        server.add_account_code("000-6150-00", "Equipment")
        split = OrderLine(
            name="x", quantity=1, price=10, allocations=(("000-6150-00", 1, "7.50"), ("000-6100-00", 1, "2.50")), **LINE
        )

        lines = server.add_purchase_order(vendor=2, lines=[split, OrderLine(name="y", quantity=1, price=1, **LINE)])

        parts = [
            [(part["account"]["account_code"]["code"], part["amount"]) for part in line["spend_allocation"]]
            for line in lines["order_items"]
        ]
        assert parts == [
            [("000-6150-00", "7.50000000"), ("000-6100-00", "2.50000000")],
            [("000-6100-00", "1.00000000")],
        ]

    def test_an_order_without_lines(self, server: ProcurifyServer) -> None:
        """
        It may exist.
        """
        assert server.add_purchase_order(vendor=2, lines=[])["total"] == "0.00"

    def test_removal(self, server: ProcurifyServer, line: OrderLine) -> None:
        """
        As if it had never been.
        """
        server.add_purchase_order(vendor=2, lines=[line])
        server.remove_purchase_order(1)

        assert server.purchase_orders == {}
        with pytest.raises(LookupError, match="there is no purchase order 1"):
            server.remove_purchase_order(1)
        with pytest.raises(LookupError, match="there is no currency 'XXX'"):
            server.add_purchase_order(vendor=2, lines=[], currency="XXX")

    @pytest.mark.parametrize("amount", [1.5, True, None])
    def test_amounts_are_exact_or_refused(self, amount: Any) -> None:
        """
        A float is no amount.
        """
        with pytest.raises(TypeError, match="is not an amount"):
            OrderLine(name="x", quantity=amount, price=1, **LINE)

    def test_an_amount_with_too_many_places(self) -> None:
        """
        The wire holds so many decimals and no more.
        """
        assert fixed(Decimal("1.5"), 2) == "1.50"
        with pytest.raises(ValueError, match=r"1\.005 has more than the 2 decimals"):
            fixed(Decimal("1.005"), 2)

    def test_json_numbers_keep_their_digits(self) -> None:
        """
        A Decimal goes out as a number as it is written.
        """
        value = {"a": [Decimal("10.0"), Decimal("1E+2"), 1, True, None, 'q"\n']}

        assert to_json(value) == '{"a": [10.0, 100, 1, true, null, "q\\"\\n"]}'
        assert json.loads(to_json(value)) == {"a": [10.0, 100, 1, True, None, 'q"\n']}

    def test_what_is_given_out_is_a_copy(self, server: ProcurifyServer) -> None:
        """
        Changing it does not change the server.
        """
        server.vendors[2]["name"] = "Changed"

        assert server.vendors[2]["name"] == "Lakeshore Office Supply"


class TestServer:
    def test_requests_are_recorded(self, procurify: Procurify, server: ProcurifyServer) -> None:
        """
        Method, path, query and status; None where the connection was closed.
        """
        server.drop("/vendors/", when="before")
        procurify.vendors.list_page(name="Contoso", page_size=5)

        seen = [(record.method, record.path, record.status) for record in server.requests]
        assert seen == [
            ("POST", "/oauth/token", 200),
            ("GET", "/api/v3/vendors/", None),
            ("GET", "/api/v3/vendors/", 200),
        ]
        assert server.requests[2].query == {"name": "Contoso", "page": "1", "page_size": "5"}

    def test_faults_are_taken_in_turn(self, get: Any, server: ProcurifyServer) -> None:
        """
        The oldest that fits comes first, and ends after its times.
        """
        server.fail("/vendors/", 500)
        server.fail(".", 502, times=2)

        codes = [
            get(path).status_code
            for path in ("/api/v3/users/me/", "/api/v3/vendors/", "/api/v3/vendors/", "/api/v3/vendors/")
        ]

        assert codes == [502, 500, 502, 200]

    def test_a_limit_of_the_rate_spares_the_token_endpoint(self, get: Any, server: ProcurifyServer) -> None:
        """
        429 with and without `Retry-After`.
        """
        server.rate_limit(1)
        server.rate_limit(1, 30)

        first, second = get("/api/v3/users/me/"), get("/api/v3/users/me/")

        assert (first.status_code, "Retry-After" in first.headers) == (429, False)
        assert (second.status_code, second.headers["Retry-After"]) == (429, "30")

    def test_closing_breaks_open_connections(self) -> None:
        """
        Nobody is left waiting, and slow answers do not hold it up.
        """
        server = ProcurifyServer()
        server.slow("/oauth/token", 60)
        outcome: list[Exception] = []

        def ask() -> None:
            try:
                httpx.post(f"{server.base_url}/oauth/token", json=CREDENTIALS, timeout=30)
            except httpx.HTTPError as error:
                outcome.append(error)

        asking = threading.Thread(target=ask)
        asking.start()
        while server._faults[0].times:
            pass
        server.close()
        asking.join(timeout=5)

        assert not asking.is_alive()

    def test_a_chosen_port(self) -> None:
        """
        A free one is found by default; a given one is used.
        """
        with ProcurifyServer() as first:
            port = int(first.base_url.rpartition(":")[2])
        with ProcurifyServer(port=port) as second:
            assert second.base_url == f"http://127.0.0.1:{port}"

    def test_from_the_command_line(self, capsys: pytest.CaptureFixture[str]) -> None:
        """
        It says how to reach it.
        """
        stop = threading.Event()
        stop.set()

        main(["--port", "0"], stop=stop)

        assert "Procurify(base_url='http://127.0.0.1:" in capsys.readouterr().out

    def test_interrupted_on_the_command_line(self, capsys: pytest.CaptureFixture[str]) -> None:
        """
        Ctrl-C ends it without a traceback.
        """

        class Interrupted(threading.Event):
            def wait(self, timeout: float | None = None) -> bool:
                raise KeyboardInterrupt

        main(["--port", "0"], stop=Interrupted())

        assert capsys.readouterr().out.endswith("Ended.\n")

    def test_as_a_module(self) -> None:
        """
        `python -m procurify_client.testing` explains itself.
        """
        command = [sys.executable, "-m", "procurify_client.testing", "--help"]
        done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60)

        assert "--port" in done.stdout
