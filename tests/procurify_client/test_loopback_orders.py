"""The loopback server's purchase orders: exact totals, edits and removals."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from procurify_client.testing import OrderLine, ProcurifyServer
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

    def test_an_edit_may_leave_the_date_of_change(self, server: ProcurifyServer, line: OrderLine, time: Time) -> None:
        """
        Neither version nor dates tell of it; a line that is new has the date of its making.
        """
        before = server.add_purchase_order(vendor=2, lines=[line])
        time.pass_by(3600)
        after = server.edit_purchase_order(1, touch=False, comment="Changed", lines=[line, line])

        assert after["comment"] == "Changed"
        assert (after["version"], after["last_modified"]) == (before["version"], before["last_modified"])
        assert [item["last_modified"] for item in after["order_items"]] == [
            "2026-11-04T15:00:00+00:00",
            "2026-11-04T16:00:00+00:00",
        ]

    def test_an_order_or_an_edit_may_appear_late(self, server: ProcurifyServer, line: OrderLine) -> None:
        """
        It is dated before it can be seen.
        """
        added = server.add_purchase_order(vendor=2, lines=[line], modified_at=datetime(2026, 10, 30, tzinfo=UTC))
        edited = server.edit_purchase_order(1, modified_at=datetime(2026, 10, 31, tzinfo=UTC), comment="Late")

        assert (added["last_modified"], added["date"]) == ("2026-10-30T00:00:00+00:00", "2026-11-04T15:00:00+00:00")
        assert (edited["last_modified"], edited["version"]) == ("2026-10-31T00:00:00+00:00", 2)
        assert edited["order_items"][0]["last_modified"] == "2026-10-31T00:00:00+00:00"

    def test_fewer_lines(self, server: ProcurifyServer, line: OrderLine) -> None:
        """
        Those that stay keep their ids.
        """
        before = server.add_purchase_order(vendor=2, lines=[line, line])
        after = server.edit_purchase_order(1, lines=[line])

        assert [item["id"] for item in after["order_items"]] == [before["order_items"][0]["id"]]

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

    def test_a_mistake_in_a_line_changes_nothing(self, server: ProcurifyServer, line: OrderLine) -> None:
        """
        No such line, no such account code.
        """
        before = server.add_purchase_order(vendor=2, lines=[line])

        for number in (0, 2, -1):
            with pytest.raises(LookupError, match=rf"purchase order 1 has no line {number}; its lines are 1 to 1"):
                server.receive(1, number, 1)
        with pytest.raises(LookupError, match="there is no account code '999'"):
            server.edit_line(1, 1, account_code="999")
        assert server.purchase_orders[1] == before

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

    def test_reference_data_by_id(self, server: ProcurifyServer) -> None:
        """
        What was added is found under its id.
        """
        assert server.locations[1]["name"] == "Plant 2"
        assert server.departments[1]["branch"] == {"id": 1, "name": "Plant 2", "headquarter": True}
        assert server.account_codes[1]["code"] == "000-6100-00"
        assert server.currencies[1]["name"] == "USD"

    def test_what_is_given_out_is_a_copy(self, server: ProcurifyServer) -> None:
        """
        Changing it does not change the server.
        """
        server.vendors[2]["name"] = "Changed"

        assert server.vendors[2]["name"] == "Lakeshore Office Supply"
