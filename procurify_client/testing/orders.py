"""Purchase orders of the tenant: what they are made of, and how they look on the wire."""

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from decimal import ROUND_HALF_UP, Context, Decimal
from typing import Any

import attrs

from procurify_client.testing.shapes import Amount, Wire, exact, fixed, midnight, shape

__all__ = ["Order", "OrderLine", "amounts", "cost_details", "line_item", "line_wire", "summary", "totals"]

_WIDE = Context(prec=60)  # a test may draw amounts that no order has
_CENT = Decimal("0.01")
_ZERO = Decimal(0)


def _maybe(value: Amount | None) -> Decimal | None:
    return None if value is None else exact(value)


def _parts(parts: Sequence[tuple[str, int, Amount]]) -> tuple[tuple[str, int, Decimal], ...]:
    return tuple((code, department, exact(amount)) for code, department, amount in parts)


@attrs.frozen(kw_only=True)
class OrderLine:
    """A line for `ProcurifyServer.add_purchase_order`. Amounts are texts or Decimals.

    Args:
        name: what is bought.
        quantity: up to 5 decimals.
        price: of one unit, up to 8 decimals.
        account_code: the text of an account code.
        department: the id of a department.
        unit: unit of measure, free text.
        sku: also the item number.
        tax_amount: tax on the line.
        shipping_amount: shipping of the line.
        allocations: split coding, as (account code, department id, amount).
        received: how much has been received and accepted.
        rejected: how much has been received and rejected.
        billed: how much has been billed.
        date_required: the calendar date by which it is needed.
        type: 0 one time, 1 recurring, 2 blanket.
        receive_method: 0 by quantity, 1 by amount.
        fields: any field of the line, by wire name, in place of what is worked out.
        item_fields: fields that the line has in the order item list alone, by wire name, such as another `account`.
    """

    name: str
    quantity: Decimal = attrs.field(converter=exact)
    price: Decimal = attrs.field(converter=exact)
    account_code: str
    department: int
    unit: str = "each"
    sku: str = ""
    tax_amount: Decimal | None = attrs.field(default=None, converter=_maybe)
    shipping_amount: Decimal | None = attrs.field(default=None, converter=_maybe)
    allocations: tuple[tuple[str, int, Decimal], ...] = attrs.field(default=(), converter=_parts)
    received: Decimal = attrs.field(default=_ZERO, converter=exact)
    rejected: Decimal = attrs.field(default=_ZERO, converter=exact)
    billed: Decimal = attrs.field(default=_ZERO, converter=exact)
    date_required: dt.date | None = None
    type: int = 0
    receive_method: int = 0
    fields: Mapping[str, Any] = attrs.field(factory=dict)
    item_fields: Mapping[str, Any] = attrs.field(factory=dict)

    @property
    def total(self) -> Decimal:
        """Quantity times price, to the cent, half up."""
        return (self.quantity * self.price).quantize(_CENT, ROUND_HALF_UP)


@attrs.define(kw_only=True)
class Order:
    """What a purchase order is made of; totals and the vendor's record are worked out when it is shown.

    A line has a date of change of its own, since receiving and edits of a line may leave that of the order as it is.
    A requisition of which nothing has been bought yet is one that is not `purchased`: it has no place among the
    purchase orders, and its key is the requisition's number.
    """

    key: int
    number: str
    requisition: int
    external_number: str | None
    uuid: uuid.UUID
    vendor: int
    lines: list[OrderLine]
    line_ids: list[int]
    lines_modified: list[dt.datetime]
    date: dt.datetime
    freight: Decimal
    other: Decimal
    discount: Wire
    tax: Wire
    comment: str | None
    currency: Wire
    state: int
    last_modified: dt.datetime
    promise_date: dt.date | None = None
    version: int = 1
    purchased: bool = True
    fields: Wire = attrs.field(factory=dict)
    requisition_fields: Mapping[str, Any] = attrs.field(factory=dict)

    @property
    def active(self) -> bool:
        """Whether it was bought and has not been cancelled."""
        return self.purchased and self.state != 1

    @property
    def promised_at(self) -> dt.datetime:
        """The promise date as the midnight that the wire has, in the zone of the order's date."""
        day = self.date.date() if self.promise_date is None else self.promise_date
        return dt.datetime.combine(day, dt.time(), tzinfo=self.date.tzinfo)

    @property
    def fulfilment_status(self) -> str:
        """How much has been received: empty, partial or full."""
        if not any(line.received for line in self.lines):
            return "empty"
        return "full" if all(line.received >= line.quantity for line in self.lines) else "partial"


def totals(order: Order) -> dict[str, Decimal]:
    """Work out subtotal, tax of the lines and total, exactly; the total is rounded to the cent at the end.

    A percentage of discount applies to the subtotal, one of tax to the subtotal less discount.
    """
    subtotal = sum((line.total for line in order.lines), _ZERO)
    discount = _modified(order.discount, subtotal)
    line_tax = sum((line.tax_amount or _ZERO for line in order.lines), _ZERO)
    shipping = sum((line.shipping_amount or _ZERO for line in order.lines), _ZERO)
    header_tax = _modified(order.tax, subtotal - discount)
    total = subtotal - discount + line_tax + header_tax + shipping + order.freight + order.other
    return {"subtotal": subtotal, "tax": line_tax + header_tax, "total": total.quantize(_CENT, ROUND_HALF_UP, _WIDE)}


def amounts(order: Order) -> Wire:
    """Write the amounts of a header, with its currency."""
    sums = totals(order)
    return {
        "subtotal": fixed(sums["subtotal"], 2),
        "freight": fixed(order.freight, 6),
        "other": fixed(order.other, 6),
        "tax": order.tax,
        "discount": order.discount,
        "total": fixed(sums["total"], 2),
        "purchased_currency": summary(order.currency),
        "purchased_currency_rate": order.currency["rate"],
    }


def _modified(modifier: Wire, of: Decimal) -> Decimal:
    value: Decimal = modifier["value"]
    return of * value / 100 if modifier["type"] == "percentage" else value


def cost_details(subtotal: Decimal, tax: Decimal, total: Decimal, rate: Decimal) -> Wire:
    """Write computed totals, with 8 decimals."""
    parts = {
        "subtotal": subtotal,
        "total_cost": total,
        "total_cost_in_base_currency": total * rate,
        "tax_amount": tax,
    }
    return {name: f"{amount.quantize(Decimal('1E-8'), ROUND_HALF_UP):f}" for name, amount in parts.items()}


def _common(order: Order, index: int, vendor: Wire) -> Wire:
    """Write what both forms of a line have."""
    line = order.lines[index]
    return shape(
        "item",
        id=order.line_ids[index],
        PO=[order.key] if order.purchased else [],
        PO_line_num=index + 1 if order.purchased else 0,
        approved_price=fixed(line.price, 8),
        approved_datetime=order.date.isoformat(),
        created_at=order.date.isoformat(),
        last_modified=order.lines_modified[index].isoformat(),
        updated_at=order.lines_modified[index].isoformat(),
        name=line.name,
        num=line.sku,
        sku=line.sku,
        orderNum=order.requisition,
        order_number=order.requisition,
        po_version=order.version,
        price=fixed(line.price, 8),
        # The items of a cancelled order go back to procurement.
        purchase_order=order.key if order.active else None,
        shipping_amount=None if line.shipping_amount is None else fixed(line.shipping_amount, 8),
        tax_amount=None if line.tax_amount is None else fixed(line.tax_amount, 8),
        status=_item_status(line) if order.purchased else 0,
        total_cost=fixed(line.total, 2),
        unit=line.unit,
        type=line.type,
        receive_method=line.receive_method,
        vendor=vendor["name"][:100],
    )


def _item_status(line: OrderLine) -> int:
    if not line.received:
        return 2
    return 3 if line.received >= line.quantity else 5


def line_item(order: Order, index: int, vendor: Wire, account_id: int) -> Wire:
    """Write a line in the form of the order item list."""
    line = order.lines[index]
    quantity = fixed(line.quantity, 5)
    wire = _common(order, index, vendor) | shape(
        "order_item",
        account=account_id,
        approved_quantity=quantity,
        quantity=quantity,
        receivedPassQty=fixed(line.received, 5),
        receivedFailQty=fixed(line.rejected, 5),
        currency=order.currency["id"],
        pref_vendor=vendor["id"],
    )
    return wire | {name: item for name, item in line.fields.items() if name in wire} | dict(line.item_fields)


def line_wire(order: Order, index: int, vendor: Wire, account: Wire, allocations: list[Wire], people: Wire) -> Wire:
    """Write a line in the form of the purchase order's detail."""
    line = order.lines[index]
    tax = line.tax_amount or _ZERO
    return (
        _common(order, index, vendor)
        | shape(
            "line",
            account=account,
            approved_quantity=line.quantity,
            approved_total_cost=f"{line.total:.8f}",
            cost_details=cost_details(line.total, tax, line.total + tax, Decimal(order.currency["rate"])),
            currency=summary(order.currency),
            date_required=midnight(line.date_required or order.date.date(), order.date),
            has_sibling_items=len(order.lines) > 1,
            order_uuid=str(uuid.uuid5(order.uuid, "requisition")),
            pref_vendor=vendor,
            purchase_order_number=order.number,
            purchase_order_uuid=str(order.uuid),
            purchased_currency_rate=order.currency["rate"],
            quantity=line.quantity,
            receivedPassQty=line.received,
            receivedFailQty=line.rejected,
            spend_allocation=allocations,
            **people,
        )
        | dict(line.fields)
    )


def summary(currency: Wire) -> Wire:
    """Write a currency as it is embedded."""
    return {part: currency[part] for part in ("id", "name", "rate", "base")}
