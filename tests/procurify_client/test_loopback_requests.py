"""Requisitions and receipts of the loopback server as API calls make them."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any

import pytest

from procurify_client.testing import OrderLine, ProcurifyServer
from tests.procurify_client.contract_check import Ask

if TYPE_CHECKING:
    from tests.procurify_client.conftest import Time

ITEM = {
    "item_name": "Docking station",
    "vendor_name": "Lakeshore Office Supply",
    "account_code": "000-6100-00",
    "unit_price": "199.00",
    "quantity": "2",
    "unit": "each",
    "currency_code": "USD",
    "custom_fields": [],
}
ASKED = {
    "required_date": "2026-12-01",
    "location_name": "Plant 2",
    "department_name": "Maintenance",
    "line_items": [ITEM],
}


class TestRequisition:
    def test_the_answer_is_its_uuid_alone(self, ask: Ask) -> None:
        """
        By which it is found in the list.
        """
        answer = ask("POST", "/api/v3/requisitions/", ASKED)
        (listed,) = ask("GET", "/api/v2/global/orders/").json()["data"]

        assert (answer.status_code, answer.json()["data"]) == (201, {"uuid": listed["uuid"]})
        assert (listed["num"], listed["status"], listed["totalPrice"]) == (700001, 0, "398.00")
        assert listed["dateRequired"] == "2026-12-01T00:00:00+00:00"
        assert (listed["logs"], listed["branch"]["name"]) == ([], "Plant 2")

    @pytest.mark.parametrize("path", ["/api/v3/order-items/", "/api/v2/global/order_items/"])
    def test_its_lines_become_order_items(self, ask: Ask, server: ProcurifyServer, path: str) -> None:
        """
        Pending, without a purchase order, from the vendor that each line names.
        """
        server.add_vendor("Contoso Tools")
        ask("POST", "/api/v3/requisitions/", ASKED | {"line_items": [ITEM, ITEM | {"vendor_name": "Contoso Tools"}]})

        first, second = ask("GET", f"{path}?orderNum=700001").json()["data"]

        assert (first["name"], first["quantity"], first["price"]) == ("Docking station", "2.00000", "199.00000000")
        assert (first["status"], first["PO"], first["purchase_order"]) == (0, [], None)
        assert [(item["pref_vendor"], item["vendor"]) for item in (first, second)] == [
            (2, "Lakeshore Office Supply"),
            (3, "Contoso Tools"),
        ]
        assert ask("GET", f"{path}?is_purchased=true").json()["data"] == []

    def test_it_is_no_purchase_order(self, ask: Ask, server: ProcurifyServer) -> None:
        """
        Those come from elsewhere.
        """
        ask("POST", "/api/v3/requisitions/", ASKED)

        assert ask("GET", "/api/v2/purchase_orders/purchased/all/").json()["data"] == []
        assert server.purchase_orders == {}

    def test_two_of_them(self, ask: Ask, server: ProcurifyServer) -> None:
        """
        Each has a number and a UUID of its own: nothing notices that they ask for the same.
        """
        one, other = (ask("POST", "/api/v3/requisitions/", ASKED).json()["data"]["uuid"] for _ in range(2))

        assert one != other
        assert sorted(server.requisitions) == [700001, 700002]

    def test_custom_fields(self, ask: Ask, server: ProcurifyServer) -> None:
        """
        They are named by text, too.
        """
        server.add_custom_field("Capital project", field_type="b")
        fields = [{"custom_field_name": "Capital project", "custom_field_value": "No"}]

        known = ask("POST", "/api/v3/requisitions/", ASKED | {"line_items": [ITEM | {"custom_fields": fields}]})
        server.remove_custom_field(1)
        unknown = ask("POST", "/api/v3/requisitions/", ASKED | {"line_items": [ITEM | {"custom_fields": fields}]})

        assert (known.status_code, unknown.status_code) == (201, 400)

    @pytest.mark.parametrize(
        ("change", "field", "words"),
        [
            ({"location_name": "Nowhere"}, "location_name", 'There is none that is called "Nowhere".'),
            ({"department_name": "Workshop"}, "department_name", 'There is none that is called "Workshop".'),
            ({"required_date": "soon"}, "required_date", "Enter a valid date."),
            ({"required_date": "20261201"}, "required_date", "Enter a valid date."),
            ({"line_items": []}, "line_items", "This list may not be empty."),
            ({"line_items": None}, "line_items", "This field may not be null."),
            ({"line_items": [ITEM | {"vendor_name": "x"}]}, "line_items", 'There is none that is called "x".'),
            ({"line_items": [ITEM | {"account_code": "x"}]}, "line_items", 'There is none that is called "x".'),
            ({"line_items": [ITEM | {"currency_code": "x"}]}, "line_items", 'There is none that is called "x".'),
            ({"line_items": [ITEM | {"item_name": " "}]}, "line_items", "0.item_name: This field may not be blank."),
            ({"line_items": [ITEM, 7]}, "line_items", "1: Not a valid object."),
            (
                {"line_items": [ITEM | {"quantity": "0"}]},
                "line_items",
                "Ensure that quantity and price are positive, and a line less than 1,000,000.",
            ),
            (
                {"line_items": [ITEM, ITEM | {"currency_code": "CAD"}]},
                "line_items",
                "Ensure that all lines have one currency.",
            ),
        ],
    )
    def test_what_cannot_be(
        self, ask: Ask, server: ProcurifyServer, change: dict[str, Any], field: str, words: str
    ) -> None:
        """
        400 that names the field, and nothing is made.
        """
        answer = ask("POST", "/api/v3/requisitions/", copy.deepcopy(ASKED) | change)

        assert (answer.status_code, answer.json()) == (400, {field: [words]})
        assert server.requisitions == {}

    def test_by_hand(self, ask: Ask, server: ProcurifyServer, line: OrderLine, time: Time) -> None:
        """
        A pending one can be added and moved on without an API call.
        """
        added = server.add_requisition(vendor=2, lines=[line])
        time.pass_by(60)
        edited = server.edit_requisition(added["num"], status=1)

        assert (added["status"], edited["status"], edited["dateModified"]) == (0, 1, "2026-11-04T15:01:00+00:00")
        assert len(ask("GET", "/api/v2/global/orders/?status=1").json()["data"]) == 1
        with pytest.raises(ValueError, match="a requisition has at least one line"):
            server.add_requisition(vendor=2, lines=[])
        with pytest.raises(LookupError, match="there is no pending requisition 5; there are \\[700001\\]"):
            server.edit_requisition(5, status=1)


class TestReceipts:
    def test_receiving_moves_line_and_quantity(
        self, ask: Ask, server: ProcurifyServer, line: OrderLine, time: Time
    ) -> None:
        """
        The answer is a bare record; the order's own date stays.
        """
        order = server.add_purchase_order(vendor=2, lines=[line])
        item = order["order_items"][0]["id"]
        time.pass_by(60)

        body = {"order_item": item, "pass_quantity": "4", "fail_quantity": "1"}
        answer = ask("POST", "/api/v3/receipt/items/", body)

        receipt, after = answer.json(), server.purchase_orders[1]
        assert (answer.status_code, receipt["id"], receipt["order_item"]) == (201, 1, item)
        assert (receipt["total_quantity"], receipt["received_at"]) == ("5.00000", "2026-11-04")
        assert receipt["created_by"]["role"] == {"name": "Superuser", "type": 7}
        received = after["order_items"][0]
        assert (str(received["receivedPassQty"]), str(received["receivedFailQty"]), received["status"]) == ("4", "1", 5)
        assert (after["fulfilment_status"], after["last_modified"]) == ("partial", order["last_modified"])
        assert received["last_modified"] == "2026-11-04T15:01:00+00:00"

    def test_the_list_has_its_pages_at_the_top(self, ask: Ask, server: ProcurifyServer, line: OrderLine) -> None:
        """
        And takes one filter.
        """
        order = server.add_purchase_order(vendor=2, lines=[line, line])
        first, second = (item["id"] for item in order["order_items"])
        server.receive(1, 1, 4)
        server.receive(1, 1, -1)
        server.receive(1, 2, "2.5")

        answer = ask("GET", "/api/v3/receipt/items/?page_size=2").json()
        filtered = ask("GET", f"/api/v3/receipt/items/?order_item={second}").json()["data"]

        assert sorted(answer) == ["data", "pagination"]
        assert (answer["pagination"]["count"], answer["pagination"]["num_pages"]) == (3, 2)
        assert [(one["order_item"], one["pass_quantity"]) for one in answer["data"]] == [
            (first, "4.00000"),
            (first, "-1.00000"),
        ]
        assert [one["pass_quantity"] for one in filtered] == ["2.50000"]
        assert sorted(server.receipts) == [1, 2, 3]

    @pytest.mark.parametrize(
        ("change", "field"),
        [
            ({"order_item": 1}, "order_item"),
            ({"order_item": None}, "order_item"),
            ({"pass_quantity": "-1"}, "pass_quantity"),
            ({"pass_quantity": "0"}, "pass_quantity"),
            ({"pass_quantity": 4}, "pass_quantity"),
            ({"fail_quantity": "x"}, "fail_quantity"),
            ({"fail_quantity": "9999999999"}, "pass_quantity"),
        ],
    )
    def test_what_cannot_be_received(
        self, ask: Ask, server: ProcurifyServer, line: OrderLine, change: dict[str, Any], field: str
    ) -> None:
        """
        400 that names the field.
        """
        order = server.add_purchase_order(vendor=2, lines=[line])
        body = {"order_item": order["order_items"][0]["id"], "pass_quantity": "1", "fail_quantity": "0"}

        answer = ask("POST", "/api/v3/receipt/items/", body | change)

        assert (answer.status_code, list(answer.json())) == (400, [field])
        assert server.receipts == {}

    def test_what_is_closed_is_not_received(self, ask: Ask, server: ProcurifyServer, line: OrderLine) -> None:
        """
        Nor what was never bought.
        """
        closed = server.add_purchase_order(vendor=2, lines=[line], state=3)["order_items"][0]["id"]
        server.add_requisition(vendor=2, lines=[line])
        (asked,) = ask("GET", "/api/v3/order-items/?orderNum=700001").json()["data"]

        for item in (closed, asked["id"]):
            body = {"order_item": item, "pass_quantity": "1", "fail_quantity": "0"}
            assert ask("POST", "/api/v3/receipt/items/", body).status_code == 400
