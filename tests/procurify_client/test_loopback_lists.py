"""The loopback server's lists: pages and filters."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from procurify_client.testing import OrderLine, ProcurifyServer

LINE: dict[str, Any] = {"account_code": "000-6100-00", "department": 1}
CREDENTIALS = {
    "client_id": "app",
    "client_secret": "hush-hush",
    "audience": "https://api.procurify.com/",
    "grant_type": "client_credentials",
}


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
        Three invented users: the owner of the application, a buyer and a requester.
        """
        assert [user["id"] for user in get("/api/v3/users/?is_active=true").json()["data"]] == [2, 15, 16]
