"""The state of the tenant with its purchase orders, in one object that the endpoints read."""

import copy
import datetime as dt
import uuid
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import attrs

from procurify_client.testing.orders import Order, OrderLine, amounts, cost_details, line_item, line_wire, totals
from procurify_client.testing.reference import ReferenceData
from procurify_client.testing.shapes import Amount, Wire, exact, fixed, modifier, shape, term, with_numeric_score

__all__ = ["Tenant"]

_NAMESPACE = uuid.UUID("8325e590-3b53-41e7-bfdd-000000000000")


class Tenant(ReferenceData):
    """Reference data and purchase orders."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self._orders: dict[int, Order] = {}

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

    def add_purchase_order(
        self,
        *,
        vendor: int,
        lines: Sequence[OrderLine],
        date: dt.datetime | None = None,
        freight: Amount = "0",
        other: Amount = "0",
        discount: Amount = "0",
        tax: Amount = "0",
        comment: str | None = None,
        external_number: str | None = None,
        number: str | None = None,
        state: int = 0,
        currency: str = "USD",
        promise_date: dt.date | None = None,
        **fields: Any,
    ) -> Wire:
        """Add a purchase order and work out its totals.

        Args:
            vendor: the id of a vendor.
            lines: its lines.
            date: when it was created, aware; by default now.
            freight: header freight.
            other: other header cost.
            discount: an amount, or a percentage such as `10%` of the subtotal.
            tax: an amount, or a percentage such as `8%` of the subtotal less discount.
            comment: notes.
            external_number: the number that the vendor sees.
            number: the internal number; by default `PF` and the key.
            state: 0 purchased, 1 cancelled, 3 closed, 4 paid, 5 reopened.
            currency: the name of a currency.
            promise_date: the calendar date promised by the vendor; by default the creation date.
            **fields: any other field of the header, by wire name.

        Returns:
            The order with its lines, in wire form.

        Raises:
            LookupError: vendor, account code, department or currency do not exist.
        """
        with self.lock:
            key = max(self._orders, default=0) + 1
            created = self.now() if date is None else date
            order = Order(
                key=key,
                number=number if number is not None else f"PF{key}",
                external_number=external_number,
                uuid=uuid.uuid5(_NAMESPACE, str(key)),
                vendor=vendor,
                lines=list(lines),
                line_ids=[self._line_id() for _ in lines],
                date=created,
                freight=exact(freight),
                other=exact(other),
                discount=modifier(discount),
                tax=modifier(tax),
                comment=comment,
                currency=self._currency(currency),
                state=state,
                last_modified=self.now(),
                promise_date=promise_date,
                fields=fields,
            )
            wire = self.order_detail(order)  # before it is kept, so that a mistake in it leaves nothing behind
            self._orders[key] = order
            return wire

    def edit_purchase_order(self, key: int, **changes: Any) -> Wire:
        """Change a purchase order; its version and its date of change go up.

        Args:
            key: its `procurify_PO`.
            **changes: arguments of `add_purchase_order`, or header fields by wire name. New `lines` keep the ids of
                the old ones, place by place.
        """
        with self.lock:
            order = copy.copy(self._order(key))
            order.fields = dict(order.fields)
            known = {field.name for field in attrs.fields(Order)} - {
                "key",
                "uuid",
                "version",
                "last_modified",
                "line_ids",
                "fields",
            }
            for name, value in changes.items():
                if name in known:
                    setattr(order, name, self._converted(name, value))
                else:
                    order.fields[name] = value
            order.line_ids = order.line_ids[: len(order.lines)]
            order.line_ids += [self._line_id() for _ in order.lines[len(order.line_ids) :]]
            order.version += 1
            order.last_modified = self.now()
            wire = self.order_detail(order)
            self._orders[key] = order
            return wire

    def cancel_purchase_order(self, key: int) -> Wire:
        """Cancel a purchase order; its items go back to procurement."""
        return self.edit_purchase_order(key, state=1)

    def remove_purchase_order(self, key: int) -> None:
        """Take a purchase order away altogether, as if it had never been."""
        with self.lock:
            self._order(key)
            del self._orders[key]

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
            shipping_method=term("Ground", self.term_id),
            cost_details=cost_details(sums["subtotal"], sums["tax"], sums["total"], Decimal(order.currency["rate"])),
        )
        return wire | copy.deepcopy(order.fields)

    def order_items(self, order: Order) -> list[Wire]:
        """Write the lines of an order as the order item list shows them."""
        vendor = self.embedded_vendor(order.vendor)
        return [
            line_item(order, index, vendor, self.account(line.account_code, line.department)["id"])
            for index, line in enumerate(order.lines)
        ]

    def embedded_vendor(self, vendor_id: int) -> Wire:
        """Write a vendor as orders hold it: the record as it is now, without the request that led to it."""
        vendor = copy.deepcopy(self.existing("vendors", vendor_id))
        del vendor["vendor_request"]
        return with_numeric_score(vendor)

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

    def _order(self, key: int) -> Order:
        if key not in self._orders:
            raise LookupError(f"there is no purchase order {key!r}; there are {sorted(self._orders)}")
        return self._orders[key]

    def _currency(self, name: str) -> Wire:
        for currency in self.records["currencies"].values():
            if currency["name"] == name:
                return currency
        raise LookupError(f"there is no currency {name!r}: add it with add_currency")

    def _line_id(self) -> int:
        return 9000 + self.new_id()

    def _converted(self, name: str, value: Any) -> Any:
        if name in {"freight", "other"}:
            return exact(value)
        if name in {"discount", "tax"}:
            return modifier(value)
        if name == "currency":
            return self._currency(value)
        return list(value) if name == "lines" else value
