"""The state of the tenant with its purchase orders, in one object that the endpoints read, and in wire form."""

import copy
from decimal import Decimal
from typing import Any

import attrs

from procurify_client.testing.orders import Order, OrderLine, amounts, cost_details, line_item, line_wire, totals
from procurify_client.testing.people import People
from procurify_client.testing.reference import ReferenceData
from procurify_client.testing.requisitions import approval, requisition_row
from procurify_client.testing.shapes import Wire, fixed, shape
from procurify_client.testing.vendors import Vendors

__all__ = ["Tenant"]


class Tenant(ReferenceData, Vendors, People):
    """Reference data, vendors, people, purchase orders and pending requisitions."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self._orders: dict[int, Order] = {}
        self._pending: dict[int, Order] = {}

    @property
    def purchase_orders(self) -> dict[int, Wire]:
        """All purchase orders by key (`procurify_PO`), with their lines, in wire form."""
        with self.lock:
            return {key: self.order_detail(order) for key, order in self._orders.items()}

    @property
    def orders(self) -> list[Order]:
        """What all purchase orders are made of, in order of their keys."""
        with self.lock:
            return list(self._orders.values())

    @property
    def asked_for(self) -> list[Order]:
        """What all requisitions are made of: those that led to purchase orders, and then the pending ones."""
        with self.lock:
            return [*self._orders.values(), *self._pending.values()]

    def edit_account_code(self, account_code: int, **fields: Any) -> Wire:
        """Change fields of a GL code, by wire name; accounts and lines that have it follow where the code changes."""
        with self.lock:
            old = self.existing("account_codes", account_code)["code"]
            edited = super().edit_account_code(account_code, **fields)
            for order in self.asked_for:
                order.lines = [_with_code(line, old, edited["code"]) for line in order.lines]
            return edited

    def order_row(self, order: Order) -> Wire:
        """Write an order as the list shows it."""
        vendor = self.embedded_vendor(order.vendor)
        payment = vendor["payment_term_ref"] or {"name": ""}
        return shape(
            "purchase_order",
            number=order.number,
            uuid=str(order.uuid),
            procurify_PO=order.key,
            PO_Num=order.external_number,
            date=order.date.isoformat(),
            recorded_date=order.date.isoformat(),
            promise_date=order.promised_at.isoformat(),
            purchaser=self._purchaser(order),
            buyer_address=shape("address_summary"),
            **self._receiver(order),
            pref_vendor=vendor,
            vendor_name=vendor["name"],
            payment_terms=payment["name"],
            shipping_method="Ground",
            comment=order.comment,
            **amounts(order),
            active=order.active,
            state=order.state,
            fulfilment_status=order.fulfilment_status,
            last_modified=order.last_modified.isoformat(),
            version=order.version,
            most_recent_version=order.version,
            item_count=len(order.lines),
            has_blanket_order_items=any(line.type == 2 for line in order.lines),
        ) | copy.deepcopy(order.fields)

    def order_detail(self, order: Order) -> Wire:
        """Write an order with its lines."""
        sums = totals(order)
        wire = self.order_row(order)
        wire |= shape(
            "purchase_order_detail",
            order_items=[self._line(order, index) for index in range(len(order.lines))],
            payment_term=wire["pref_vendor"]["payment_term_ref"],
            shipping_method=self.term("Ground"),
            cost_details=cost_details(sums["subtotal"], sums["tax"], sums["total"], Decimal(order.currency["rate"])),
        )
        return wire | copy.deepcopy(order.fields)

    def order_item(self, order: Order, index: int) -> Wire:
        """Write a line of an order, counted from 0, as the order item list shows it."""
        line = order.lines[index]
        account = self.account(line.account_code, line.department)
        return line_item(order, index, self.embedded_vendor(order.vendor), account["id"])

    def requisition(self, order: Order) -> Wire:
        """Write the requisition that an order came from, as the list shows it."""
        department, location = self.asking(order)
        return requisition_row(order, department, location)

    def closed_order(self, order: Order) -> Wire:
        """Write an order as the answer to its closing does, which has a form of its own."""
        row = self.order_row(order)
        parts = {name: item for name, item in row.items() if name in shape("closed_order")}
        person = {name: row["purchaser"][name] for name in ("id", "firstName", "lastName", "email", "profile_image")}
        currency = {name: order.currency[name] for name in ("id", "name", "rate")}
        return (
            shape("closed_order")
            | parts
            | {
                "id": order.key,
                "pref_vendor": self.simple_vendor(order.vendor),
                "purchased_currency": currency,
                "purchaser": person,
                "total_amount": row["total"],
                "currency": order.currency["name"],
            }
        )

    def billing(self, order: Order) -> Wire:
        """Write what has been billed and received of an order."""
        items = [
            {"id": key, "billed_qty": fixed(line.billed, 8), "received_qty": fixed(line.received, 5)}
            for key, line in zip(order.line_ids, order.lines, strict=True)
        ]
        waiting = any(line.quantity > min(line.billed, line.received) for line in order.lines)
        return {"id": order.key, "number": order.number, "has_unbilled_unreceived_items": waiting, "items": items}

    def asking(self, order: Order) -> tuple[Wire, Wire]:
        """The department that asked for an order's first line, as it is embedded, and the record of its location."""
        line = order.lines[0]
        department: Wire = self.account(line.account_code, line.department)["department"]
        return department, self.existing("locations", department["branch"]["id"])

    def _line(self, order: Order, index: int) -> Wire:
        line = order.lines[index]
        parts = line.allocations or ((line.account_code, line.department, line.total),)
        allocations = [
            {"id": number, "amount": fixed(amount, 8), "account": self._spend_account(code, department)}
            for number, (code, department, amount) in enumerate(parts, start=1)
        ]
        people = {
            "purchaser": self._purchaser(order),
            "requester": shape("requester"),
            "approval_history": [approval(self._purchaser(order)["department"], order.date, order.requisition)],
        }
        account = self.account(line.account_code, line.department)
        return line_wire(order, index, self.embedded_vendor(order.vendor), account, allocations, people)

    def _spend_account(self, code: str, department: int) -> Wire:
        account = self.account(code, department)
        nested = {name: item for name, item in account["account_code"].items() if name != "applied_accounts_count"}
        return {part: account[part] for part in ("id", "department", "active")} | {"account_code": nested}

    def _purchaser(self, order: Order) -> Wire:
        """Let one person buy for all, in the department of the first line."""
        department = None
        if order.lines:
            line = order.lines[0]
            department = self.account(line.account_code, line.department)["department"]
        return shape("user_summary", department=department)

    def _receiver(self, order: Order) -> Wire:
        """Ship to the location of the first line's department."""
        name = "Head Office"
        if order.lines:
            department = self.existing("departments", order.lines[0].department)
            name = department["branch"]["name"]
        return {"receiver_name": name, "receiver_address": shape("address_summary", name=name)}


def _with_code(line: OrderLine, old: str, new: str) -> OrderLine:
    """Replace an account code wherever a line has it."""
    parts = tuple((new if code == old else code, owner, amount) for code, owner, amount in line.allocations)
    return attrs.evolve(line, account_code=new if line.account_code == old else line.account_code, allocations=parts)
