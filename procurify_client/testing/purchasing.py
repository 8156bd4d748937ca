"""What people do with the tenant's purchase orders: make, edit, receive, cancel and remove them."""

import copy
import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from typing import Any

import attrs

from procurify_client.testing.orders import Order, OrderLine
from procurify_client.testing.shapes import Amount, Wire, exact, modifier
from procurify_client.testing.tenant import Tenant

__all__ = ["Purchasing"]

_NAMESPACE = uuid.UUID("8325e590-3b53-41e7-bfdd-000000000000")
_FIRST_REQUISITION = 2000
_KEPT = {"key", "uuid", "requisition", "purchased", "version", "last_modified", "line_ids", "lines_modified", "fields"}
_EDITABLE = {field.name for field in attrs.fields(Order)} - _KEPT


class Purchasing(Tenant):
    """Changes of the tenant's purchase orders.

    Each change of an order raises its version and sets its date of change, and that of its lines, unless it is asked
    not to: what moves these dates in the real product is not documented.
    """

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
        modified_at: dt.datetime | None = None,
        requisition_fields: Mapping[str, Any] | None = None,
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
            modified_at: the date of change of the order and its lines, aware; by default now. An earlier one makes an
                order that appears late, below what was read already.
            requisition_fields: fields of the requisition that it came from, by wire name.
            **fields: any other field of the header, by wire name.

        Returns:
            The order with its lines, in wire form.

        Raises:
            LookupError: vendor, account code, department or currency do not exist.
        """
        with self.lock:
            key = next(reversed(self._orders), 0) + 1
            modified = self.now() if modified_at is None else modified_at
            order = Order(
                key=key,
                number=number if number is not None else f"PF{key}",
                requisition=_FIRST_REQUISITION + key,
                external_number=external_number,
                uuid=uuid.uuid5(_NAMESPACE, str(key)),
                vendor=vendor,
                lines=list(lines),
                line_ids=[self.line_id() for _ in lines],
                lines_modified=[modified for _ in lines],
                date=self.now() if date is None else date,
                freight=exact(freight),
                other=exact(other),
                discount=modifier(discount),
                tax=modifier(tax),
                comment=comment,
                currency=self.currency_named(currency),
                state=state,
                last_modified=modified,
                promise_date=promise_date,
                fields=fields,
                requisition_fields=dict(requisition_fields or {}),
            )
            return self._keep(order)

    def edit_purchase_order(
        self, key: int, *, touch: bool = True, modified_at: dt.datetime | None = None, **changes: Any
    ) -> Wire:
        """Change a purchase order; its version and its date of change go up, and its lines get the same date.

        Args:
            key: its `procurify_PO`.
            touch: False leaves the version and all dates of change as they are, so that no filter finds the edit.
            modified_at: the new date of change, aware; by default now. An earlier one makes an edit that appears late.
            **changes: arguments of `add_purchase_order`, or header fields by wire name. New `lines` keep the ids of
                the old ones, place by place.
        """
        with self.lock:
            order = self._copy(key)
            for name, value in changes.items():
                if name in _EDITABLE:
                    setattr(order, name, self._converted(name, value))
                else:
                    order.fields[name] = value
            modified = self.now() if modified_at is None else modified_at
            missing = len(order.lines) - len(order.line_ids)
            order.line_ids = order.line_ids[: len(order.lines)] + [self.line_id() for _ in range(missing)]
            order.lines_modified = order.lines_modified[: len(order.lines)] + [modified] * missing
            if touch:
                order.version += 1
                order.last_modified = modified
                order.lines_modified = [modified] * len(order.lines)
            return self._keep(order)

    def edit_line(self, key: int, line: int, *, touch_order: bool = False, **changes: Any) -> Wire:
        """Change one line; its date of change goes up, and that of its order only where asked for.

        Args:
            key: the order's `procurify_PO`.
            line: the line's number on the order, from 1.
            touch_order: also raise version and date of change of the order.
            **changes: attributes of `OrderLine`.

        Raises:
            LookupError: there is no such order or line, or what the line is charged to does not exist.
        """
        with self.lock:
            order = self._copy(key)
            if not 1 <= line <= len(order.lines):
                raise LookupError(f"purchase order {key} has no line {line!r}; its lines are 1 to {len(order.lines)}")
            order.lines[line - 1] = attrs.evolve(order.lines[line - 1], **changes)
            order.lines_modified[line - 1] = self.now()
            if touch_order:
                order.version += 1
                order.last_modified = self.now()
            return self._keep(order)

    def cancel_purchase_order(self, key: int) -> Wire:
        """Cancel a purchase order; its items go back to procurement."""
        return self.edit_purchase_order(key, state=1)

    def remove_purchase_order(self, key: int) -> None:
        """Take a purchase order away altogether, as if it had never been."""
        with self.lock:
            self.order(key)
            del self._orders[key]

    def _copy(self, key: int) -> Order:
        """Copy an order, so that a change that turns out impossible leaves nothing behind."""
        order = copy.copy(self.order(key))
        order.lines, order.lines_modified = list(order.lines), list(order.lines_modified)
        order.fields = dict(order.fields)
        return order

    def _keep(self, order: Order) -> Wire:
        wire = self.order_detail(order)  # before it is kept, so that a mistake in it leaves nothing behind
        self._orders[order.key] = order
        return wire

    def order(self, key: int) -> Order:
        """Find what a purchase order is made of.

        Raises:
            LookupError: there is no such order.
        """
        if key not in self._orders:
            raise LookupError(f"there is no purchase order {key!r}; there are {sorted(self._orders)}")
        return self._orders[key]

    def currency_named(self, name: str) -> Wire:
        """Find a currency by its name.

        Raises:
            LookupError: there is none.
        """
        currency = self.named("currencies", name)
        if currency is None:
            raise LookupError(f"there is no currency {name!r}: add it with add_currency")
        return currency

    def line_id(self) -> int:
        """Give a new line its id."""
        return 9000 + self.new_id()

    def _converted(self, name: str, value: Any) -> Any:
        if name in {"freight", "other"}:
            return exact(value)
        if name in {"discount", "tax"}:
            return modifier(value)
        if name == "currency":
            return self.currency_named(value)
        return list(value) if name == "lines" else value
