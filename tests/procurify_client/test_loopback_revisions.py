"""Purchase orders of the loopback server as API calls revise, close and reopen them, and what was billed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from procurify_client.testing import OrderLine, ProcurifyServer
from tests.procurify_client.contract_check import Ask

if TYPE_CHECKING:
    from tests.procurify_client.conftest import Time

SIDES = {
    f"{side}_{part}": f"{part} of the {side}"[:20]
    for side in ("buyer", "receiver")
    for part in ("name", "contact", "addressLineOne", "postalCode", "city", "country")
}
HEADER: dict[str, Any] = {
    **SIDES,
    "buyer_address": 1,
    "receiver_address": 4,
    "promise_date": "2026-12-01T00:00:00+00:00",
    "discount": {"value": 0, "type": "amount"},
    "tax": {"value": 0, "type": "amount"},
    "version": 1,
}


@pytest.fixture
def order(server: ProcurifyServer, line: OrderLine) -> dict[str, Any]:
    return server.add_purchase_order(vendor=2, lines=[line, line], freight="35")


def edit(order: dict[str, Any], **changes: Any) -> dict[str, Any]:
    """
    Write a whole revision in which nothing of the lines changes, and some fields of the header.
    """
    lines = [
        {
            "id": item["id"],
            "name": item["name"],
            "unit": "each",
            "quantity": "10",
            "price": "24.50",
            "custom_fields": [],
        }
        for item in order["order_items"]
    ]
    return HEADER | {"order_items": lines} | changes


class TestRevision:
    def test_header_and_lines(self, ask: Ask, server: ProcurifyServer, order: dict[str, Any], time: Time) -> None:
        """
        All is taken, the version goes up and the dates move.
        """
        body = edit(
            order, PO_Num="FAB-7", comment="Revised", freight="40.25", discount={"value": 10, "type": "percentage"}
        )
        body["order_items"][1] |= {
            "quantity": "2.5",
            "price": "8",
            "tax_amount": "1.60",
            "po_note": "Soon",
            "sku": "S-1",
        }
        time.pass_by(60)

        answer = ask("PUT", "/api/v3/purchase-orders/1/", body)

        assert answer.status_code == 200
        told, kept = answer.json()["data"], server.purchase_orders[1]
        assert (told["version"], told["PO_Num"], told["freight"], told["buyer_address"]) == (2, "FAB-7", "40.250000", 1)
        assert (kept["subtotal"], kept["total"], kept["comment"]) == ("265.00", "280.35", "Revised")
        assert kept["receiver_city"] == "city of the receiver"
        line = kept["order_items"][1]
        assert (str(line["quantity"]), line["tax_amount"], line["po_note"]) == ("2.5", "1.60000000", "Soon")
        assert (kept["last_modified"], line["last_modified"]) == ("2026-11-04T15:01:00+00:00",) * 2

    @pytest.mark.parametrize("version", [0, 2])
    def test_of_another_version(self, ask: Ask, order: dict[str, Any], version: int) -> None:
        """
        400 that says which is current (assumed).
        """
        answer = ask("PUT", "/api/v3/purchase-orders/1/", edit(order, version=version))

        assert (answer.status_code, answer.json()) == (400, {"version": ["The current version is 1."]})

    def test_twice_the_same(self, ask: Ask, order: dict[str, Any]) -> None:
        """
        The second is of a version that is gone.
        """
        first = ask("PUT", "/api/v3/purchase-orders/1/", edit(order)).status_code
        second = ask("PUT", "/api/v3/purchase-orders/1/", edit(order)).status_code

        assert (first, second) == (200, 400)

    @pytest.mark.parametrize("keep", [[], [0], [0, 0], [0, 1, 1]])
    def test_needs_every_line_once(self, ask: Ask, order: dict[str, Any], keep: list[int]) -> None:
        """
        None missing, none double.
        """
        body = edit(order)
        body["order_items"] = [body["order_items"][index] for index in keep]

        answer = ask("PUT", "/api/v3/purchase-orders/1/", body)

        assert (answer.status_code, list(answer.json())) == (400, ["order_items"])

    @pytest.mark.parametrize(
        ("changes", "field"),
        [
            ({"discount": {}}, "discount"),
            ({"tax": {"value": "many", "type": "amount"}}, "tax"),
            ({"tax": {"value": True, "type": "amount"}}, "tax"),
            ({"tax": {"value": 1, "type": "share"}}, "tax"),
            ({"tax": {"value": 0.000000001, "type": "amount"}}, "tax"),
            ({"freight": "0.0000001"}, "freight"),
            ({"freight": "9999999999"}, "order_items"),
            ({"promise_date": "2026-12-01"}, "promise_date"),
            ({"promise_date": "9999-12-31T23:00:00Z"}, "promise_date"),
            ({"PO_Num": "x" * 31}, "PO_Num"),
        ],
    )
    def test_of_the_wrong_form(
        self, ask: Ask, server: ProcurifyServer, order: dict[str, Any], changes: dict[str, Any], field: str
    ) -> None:
        """
        400 that names the field, and nothing changes.
        """
        answer = ask("PUT", "/api/v3/purchase-orders/1/", edit(order, **changes))

        assert (answer.status_code, list(answer.json())) == (400, [field])
        assert server.purchase_orders[1] == order

    def test_of_a_line_of_the_wrong_form(self, ask: Ask, order: dict[str, Any]) -> None:
        """
        The place of the line is told, counted from 0.
        """
        body = edit(order)
        body["order_items"][1]["quantity"] = "1.123456"

        answer = ask("PUT", "/api/v3/purchase-orders/1/", body)

        assert answer.json() == {"order_items": ["1.quantity: Enter a valid decimal."]}

    @pytest.mark.parametrize("state", [1, 3, 4])
    def test_of_what_is_not_open(self, ask: Ask, server: ProcurifyServer, order: dict[str, Any], state: int) -> None:
        """
        Cancelled, closed and paid orders stay as they are (assumed).
        """
        server.edit_purchase_order(1, touch=False, state=state)

        assert ask("PUT", "/api/v3/purchase-orders/1/", edit(order)).status_code == 400

    @pytest.mark.parametrize(("written", "day"), [("2026-12-01T00:00:00-06:00", 1), ("2026-11-30T23:00:00-06:00", 1)])
    def test_the_promise_date_is_the_nearest_midnight(
        self, ask: Ask, server: ProcurifyServer, order: dict[str, Any], written: str, day: int
    ) -> None:
        """
        A day may come with the offset of another zone.
        """
        ask("PUT", "/api/v3/purchase-orders/1/", edit(order, promise_date=written))

        assert server.purchase_orders[1]["promise_date"] == f"2026-12-{day:02d}T00:00:00+00:00"


class TestClosing:
    def test_the_answer_has_a_form_of_its_own(self, ask: Ask, server: ProcurifyServer, order: dict[str, Any]) -> None:
        """
        Both keys, a short vendor, the total twice.
        """
        answer = ask("POST", "/api/v3/purchase-orders/1/close/")

        closed = answer.json()["data"]
        assert (answer.status_code, closed["id"], closed["procurify_PO"], closed["state"]) == (200, 1, 1, 3)
        assert (closed["total"], closed["total_amount"], closed["currency"]) == ("525.00", "525.00", "USD")
        assert "payment_term_ref" not in closed["pref_vendor"]
        assert server.purchase_orders[1]["closed_date"] == "2026-11-04T15:00:00+00:00"

    def test_reopening_answers_nothing(self, ask: Ask, server: ProcurifyServer, order: dict[str, Any]) -> None:
        """
        200 without a body.
        """
        ask("POST", "/api/v3/purchase-orders/1/close/")
        answer = ask("POST", "/api/v3/purchase-orders/1/reopen/")

        assert (answer.status_code, answer.content) == (200, b"")
        assert (server.purchase_orders[1]["state"], server.purchase_orders[1]["closed_date"]) == (5, None)

    def test_only_what_is_open_is_closed_and_only_what_is_closed_reopened(
        self, ask: Ask, order: dict[str, Any]
    ) -> None:
        """
        Else 400.
        """
        wrong = ask("POST", "/api/v3/purchase-orders/1/reopen/")
        ask("POST", "/api/v3/purchase-orders/1/close/")
        again = ask("POST", "/api/v3/purchase-orders/1/close/")

        assert (wrong.status_code, again.status_code) == (400, 400)
        assert again.json() == {"detail": "Only a purchase order that is open can be closed."}

    @pytest.mark.parametrize("path", ["99/close", "99/reopen", "99999999999999999999/close"])
    def test_of_what_is_not_there(self, ask: Ask, path: str) -> None:
        """
        404.
        """
        assert ask("POST", f"/api/v3/purchase-orders/{path}/").status_code == 404


class TestBillingHistory:
    def test_billed_and_received_of_each_line(self, ask: Ask, server: ProcurifyServer) -> None:
        """
        All orders, in one answer without pages.
        """
        common: dict[str, Any] = {"price": 1, "account_code": "000-6100-00", "department": 1}
        some = OrderLine(name="some", quantity=10, received=4, billed="2.5", **common)
        done = OrderLine(name="all", quantity=3, received=3, billed=3, **common)
        server.add_purchase_order(vendor=2, lines=[some, done])
        server.add_purchase_order(vendor=2, lines=[done])

        first, second = ask("GET", "/api/v3/purchase-orders/billing-history/").json()["data"]

        assert (first["id"], first["number"], first["has_unbilled_unreceived_items"]) == (1, "PF1", True)
        assert [(item["billed_qty"], item["received_qty"]) for item in first["items"]] == [
            ("2.50000000", "4.00000"),
            ("3.00000000", "3.00000"),
        ]
        assert second["has_unbilled_unreceived_items"] is False
