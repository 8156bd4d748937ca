"""What is around purchase orders: receipts, and requisitions of which nothing has been bought yet."""

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

import attrs

from procurify_client.testing.orders import Order, OrderLine
from procurify_client.testing.people import BUYER
from procurify_client.testing.purchasing import Purchasing
from procurify_client.testing.shapes import Amount, Wire, exact, fixed, modifier, shape

__all__ = ["Procurement"]

_NAMESPACE = uuid.UUID("11111111-2222-4333-8444-000000000000")
_FIRST_PENDING = 700_001


class Procurement(Purchasing):
    """The whole tenant: all that its people can do in it."""

    @property
    def requisitions(self) -> dict[int, Wire]:
        """All requisitions by number, in wire form: those that led to purchase orders, and pending ones."""
        with self.lock:
            return {order.requisition: self.requisition(order) for order in self.asked_for if order.lines}

    @property
    def receipts(self) -> dict[int, Wire]:
        """All receipts by id, as copies."""
        return self.copies("receipts")

    def receive(self, key: int, line: int, quantity: Amount, *, touch_order: bool = False) -> Wire:
        """Receive and accept some more of a line; a negative quantity takes it back.

        Args:
            key: the order's `procurify_PO`.
            line: the line's number on the order, from 1.
            quantity: how much; it is in the list of receipts as it is given.
            touch_order: also raise version and date of change of the order.

        Raises:
            LookupError: there is no such order or line.
        """
        with self.lock:
            order = self.order(key)
            received = order.lines[line - 1].received if 1 <= line <= len(order.lines) else 0
            edited = self.edit_line(key, line, touch_order=touch_order, received=received + exact(quantity))
            self._receipt(order.line_ids[line - 1], exact(quantity), Decimal(0), BUYER)
            return edited

    def receive_item(self, order: Order, index: int, *, accepted: Decimal, failed: Decimal, user: int) -> Wire:
        """Receive a line of an order, counted from 0, as a user does, and give the receipt."""
        with self.lock:
            line = order.lines[index]
            self.edit_line(order.key, index + 1, received=line.received + accepted, rejected=line.rejected + failed)
            return self._receipt(order.line_ids[index], accepted, failed, user)

    def add_requisition(
        self,
        *,
        vendor: int,
        lines: Sequence[OrderLine],
        currency: str = "USD",
        required_on: dt.date | None = None,
        requisition_fields: Mapping[str, Any] | None = None,
    ) -> Wire:
        """Add a requisition of which nothing has been bought yet; its lines are order items without an order.

        Args:
            vendor: the id of a vendor: that of all lines that have no `pref_vendor` among their `item_fields`.
            lines: at least one; department and location of the first are the requisition's.
            currency: the name of a currency.
            required_on: the calendar date by which all is needed.
            requisition_fields: fields by wire name, such as `status` (by default 0, pending).

        Returns:
            The requisition, in wire form.

        Raises:
            LookupError: vendor, account code, department or currency do not exist.
            ValueError: there are no lines.
        """
        if not lines:
            raise ValueError("a requisition has at least one line")
        with self.lock:
            number = max(self._pending, default=_FIRST_PENDING - 1) + 1
            needed = [attrs.evolve(line, date_required=line.date_required or required_on) for line in lines]
            pending = Order(
                key=number,
                number="",
                requisition=number,
                external_number=None,
                uuid=uuid.uuid5(_NAMESPACE, str(number)),
                vendor=vendor,
                lines=needed,
                line_ids=[self.line_id() for _ in lines],
                lines_modified=[self.now() for _ in lines],
                date=self.now(),
                freight=Decimal(0),
                other=Decimal(0),
                discount=modifier("0"),
                tax=modifier("0"),
                comment=None,
                currency=self.currency_named(currency),
                state=0,
                last_modified=self.now(),
                purchased=False,
                requisition_fields=dict(requisition_fields or {}),
            )
            for index in range(len(lines)):  # before it is kept, so that a mistake in it leaves nothing behind
                self.order_item(pending, index)
            self._pending[number] = pending
            return self.requisition(pending)

    def edit_requisition(self, number: int, **fields: Any) -> Wire:
        """Change fields of a pending requisition by wire name, such as `status` (1 approved, 2 denied)."""
        with self.lock:
            if number not in self._pending:
                raise LookupError(f"there is no pending requisition {number!r}; there are {sorted(self._pending)}")
            pending = self._pending[number]
            pending.requisition_fields = {**pending.requisition_fields, **fields}
            pending.last_modified = self.now()
            return self.requisition(pending)

    def buy_requisition(
        self, number: int, *, allocations: Mapping[int, Sequence[tuple[str, int, Amount]]] | None = None
    ) -> Wire:
        """Turn a pending requisition into a purchase order, whose lines are the requisition's.

        Args:
            number: the requisition's number.
            allocations: how the buyer splits lines over accounts, by the line's place from 1.

        Returns:
            The order with its lines, in wire form.
        """
        with self.lock:
            if number not in self._pending:
                raise LookupError(f"there is no pending requisition {number!r}; there are {sorted(self._pending)}")
            pending = self._pending.pop(number)
            made = self.add_purchase_order(vendor=pending.vendor, lines=pending.lines)
            order = self.order(made["procurify_PO"])
            order.requisition, order.line_ids, order.currency = number, pending.line_ids, pending.currency
            kept = dict(pending.requisition_fields)
            order.requisition_fields = {name: value for name, value in kept.items() if name != "status"}
            for place, parts in (allocations or {}).items():
                order.lines[place - 1] = attrs.evolve(order.lines[place - 1], allocations=parts)
            return self.order_detail(order)

    def placed_item(self, item: int) -> tuple[Order, int] | None:
        """Find the purchase order that a line is on, and the line's place on it, counted from 0."""
        return next(
            ((order, order.line_ids.index(item)) for order in self._orders.values() if item in order.line_ids), None
        )

    def _receipt(self, item: int, accepted: Decimal, failed: Decimal, user: int) -> Wire:
        now = self.now()
        return self.keep(
            "receipts",
            shape(
                "receipt",
                pass_quantity=fixed(accepted, 5),
                fail_quantity=fixed(failed, 5),
                total_quantity=fixed(accepted + failed, 5),
                order_item=item,
                created_at=now.isoformat(),
                created_by=self.short_profile(user),
                received_at=now.date().isoformat(),
            ),
        )
