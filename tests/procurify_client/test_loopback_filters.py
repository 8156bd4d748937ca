"""The filters of the loopback server's lists of purchase orders, order items and requisitions."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest

from procurify_client.testing import OrderLine, ProcurifyServer


class TestFilters:
    @pytest.fixture
    def orders(self, server: ProcurifyServer, line: OrderLine) -> None:
        """
        One order of three lines, a later one in another department and code, and a pending requisition.
        """
        server.add_department("Stores", server.add_location("Plant 3")["id"])
        server.add_account_code("6101", "Paper")
        blanket = OrderLine(
            name="b", quantity=2, price=3, received=1, account_code="6101", department=2, type=2, unit="box", sku="B-1"
        )
        server.add_purchase_order(vendor=2, lines=[line, line, line])
        server.add_vendor("Contoso")
        server.add_purchase_order(
            vendor=3,
            lines=[blanket],
            date=datetime(2026, 11, 1, 3, 0, tzinfo=UTC),
            modified_at=datetime(2026, 11, 1, 3, 0, tzinfo=UTC),
            contract={"id": 7, "uuid": "x", "name": "Frame"},
            expiry_date="2026-12-31T00:00:00+00:00",
        )
        server.add_requisition(vendor=2, lines=[line], required_on=date(2026, 12, 1))

    @pytest.mark.parametrize(
        ("query", "keys"),
        [
            ("account_code=2", [2]),
            ("account_code=9", []),
            ("contract=7", [2]),
            ("expiry_date_0=2026-12-31&expiry_date_1=2026-12-31", [2]),
            ("has_blanket_order_items=true", [2]),
            ("has_blanket_order_items=false", [1]),
            ("purchase_order=2", [2]),
            ("purchaser=15&requester=16", [1, 2]),
            ("purchaser=16", []),
            ("pref_vendor=", [1, 2]),
            ("order_by=-total", [1, 2]),
            ("order_by=total", [2, 1]),
        ],
    )
    @pytest.mark.usefixtures("orders")
    def test_purchase_orders(self, get: Any, query: str, keys: list[int]) -> None:
        """
        By what they hold and who is on them.
        """
        answer = get(f"/api/v2/purchase_orders/purchased/all/?{query}").json()

        assert [order["procurify_PO"] for order in answer["data"]] == keys

    @pytest.mark.parametrize(
        ("query", "count"),
        [
            ("", 5),
            ("account_code=2", 1),
            ("department=2", 1),
            ("departments=1,2", 5),
            ("branch=2", 1),
            ("location=1", 4),
            ("locations=2,3", 1),
            ("fulfilment_status=partial", 1),
            ("fulfilment_status=empty", 4),
            ("is_recurring=true", 0),
            ("type=2", 1),
            ("name=b", 1),
            ("sku=B-1", 1),
            ("num=B-1&unit=box", 1),
            ("price=3", 1),
            ("price=3.000", 1),
            ("quantity=10", 4),
            ("receivedPassQty=1&receivedFailQty=0", 1),
            ("approved_price=24.5", 4),
            ("approved_quantity=2", 1),
            ("pref_vendor=3", 1),
            ("po_vendor=2", 3),
            ("currency=1", 5),
            ("purchaser=15&requester=16", 5),
            ("approver=15", 4),
            ("approver_id=15.0", 4),
            ("catalog=true", 0),
            ("catalog=false&exclude_punchout=true", 5),
            ("catalog_item=1", 0),
            ("purchase_agreement=1", 0),
            ("orderNum__status=0", 1),
            ("orderNum__status=3", 4),
            ("purchased_date_0=2026-11-02", 3),
            ("approved_datetime_1=2026-11-01", 1),
            ("po_created_date_1=2026-11-30", 4),
            ("order_created_date_0=2026-11-02", 4),
            ("last_modified_1=2026-11-01", 1),
            ("status=0", 1),
            ("lineComment=x", 0),
            ("account=99", 0),
        ],
    )
    @pytest.mark.usefixtures("orders")
    def test_order_items(self, get: Any, query: str, count: int) -> None:
        """
        By their line, their order and their requisition.
        """
        assert get(f"/api/v3/order-items/?{query}").json()["metadata"]["pagination"]["count"] == count

    @pytest.mark.usefixtures("orders")
    def test_some_order_items_left_out(self, get: Any) -> None:
        """
        By their ids, with commas.
        """
        every = [item["id"] for item in get("/api/v3/order-items/").json()["data"]]
        rest = [item["id"] for item in get(f"/api/v3/order-items/?exclude={every[0]},{every[2]}").json()["data"]]

        assert rest == [every[1], every[3], every[4]]

    @pytest.mark.parametrize(
        ("query", "numbers"),
        [
            ("", [2001, 2002, 700001]),
            ("account_code=2", [2002]),
            ("branch=2", [2002]),
            ("location=1", [2001, 700001]),
            ("department=2", [2002]),
            ("dateRequired=2026-12-01T00:00:00Z", [700001]),
            ("required_date_0=2026-12-01", [700001]),
            ("date_1=2026-11-02", [2001, 2002]),
            ("modified_date_1=2026-11-01", [2002]),
            ("has_blanket_order_items=true", [2002]),
            ("is_punchout=true", []),
            ("lineCount=3", [2001]),
            ("order=2002", [2002]),
            ("pref_vendor=3", [2002]),
            ("requester=15", []),
            ("status=0", [700001]),
            ("totalPrice=735.0", [2001]),
        ],
    )
    @pytest.mark.usefixtures("orders")
    def test_requisitions(self, get: Any, query: str, numbers: list[int]) -> None:
        """
        Those that led to orders and the pending one.
        """
        assert [one["num"] for one in get(f"/api/v2/global/orders/?{query}").json()["data"]] == numbers

    @pytest.mark.parametrize(("day", "keys"), [("2026-10-31", [2]), ("2026-11-01", []), ("2026-11-04", [1])])
    @pytest.mark.usefixtures("orders")
    def test_days_are_cut_in_the_zone_of_the_tenant(
        self, get: Any, server: ProcurifyServer, day: str, keys: list[int]
    ) -> None:
        """
        Three in the morning in London is the day before in Chicago.
        """
        server.zone = timezone(timedelta(hours=-5))

        answer = get(f"/api/v2/purchase_orders/purchased/all/?modified_date_0={day}&modified_date_1={day}").json()

        assert [order["procurify_PO"] for order in answer["data"]] == keys
