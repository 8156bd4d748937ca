"""What an order of Procurify says, in the engine's terms."""

import re
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

import procurify_client as pc
from gp_sync.core.problems import plain_problem
from gp_sync.flows.purchase_orders.document import (
    Allocation,
    Coding,
    LineKind,
    Modifier,
    OrderState,
    SourceLine,
    SourceOrder,
    SourceVendor,
)

__all__ = [
    "coding_of",
    "decode_order",
    "line_kind",
    "person_name",
    "read_order",
    "source_order",
    "source_vendor",
    "unknown_value",
    "whole_text",
]

_ZERO = Decimal(0)
_HEX = rb"[0-9a-fA-F]"
_HALF, _HIGH, _LOW = rb"\\u[dD]", rb"[89aAbB]" + _HEX * 2, rb"[c-fC-F]" + _HEX * 2
# What all matches begin with stands first, which lets the search skip ahead to it.
_HALVES = re.compile(_HALF + rb"(?:%b(?!%b)|(?<!%b)%b)" % (_HIGH, _HALF + _LOW, _HALF + _HIGH + _HALF, _LOW))
_STATES = {
    pc.PurchaseOrderState.PURCHASED: OrderState.PURCHASED,
    pc.PurchaseOrderState.CANCELLED: OrderState.CANCELLED,
    pc.PurchaseOrderState.CLOSED: OrderState.CLOSED,
    pc.PurchaseOrderState.PAID: OrderState.PAID,
    pc.PurchaseOrderState.REOPENED: OrderState.REOPENED,
}
_KINDS = {
    pc.OrderItemType.ONE_TIME: LineKind.ONE_TIME,
    pc.OrderItemType.RECURRING: LineKind.RECURRING,
    pc.OrderItemType.BLANKET: LineKind.BLANKET,
}


def read_order(content: bytes) -> pc.PurchaseOrder:
    """Read an answer with one order.

    Raises:
        ProcurifyError: it cannot be read.
    """
    return pc.decode(pc.PurchaseOrder, whole_text(content))


def decode_order(payload: bytes) -> SourceOrder:
    """Read a stored answer into the engine's terms.

    Raises:
        ValueError: it cannot be read; the message says why.
    """
    try:
        return source_order(read_order(payload))
    except pc.ProcurifyError as error:
        raise ValueError(plain_problem(str(error))) from None


def whole_text(payload: bytes) -> bytes:
    """An answer with halves of surrogate pairs replaced: they are no characters, and nothing else can take them."""
    return _HALVES.sub(rb"\\ufffd", payload)


def source_order(order: pc.PurchaseOrder) -> SourceOrder:
    """An order in the engine's terms."""
    return SourceOrder(
        key=order.key,
        number=order.number or "",
        external_number=order.external_number or "",
        version=order.version or 0,
        state=_STATES.get(order.state, OrderState.UNKNOWN) if order.state is not None else OrderState.UNKNOWN,
        state_value="empty" if order.state is None else str(order.state.value),
        ordered_at=order.ordered_at,
        vendor=None if order.vendor is None else source_vendor(order.vendor),
        payment_terms=order.payment_terms or "",
        shipping_method=(order.shipping_method.name or "") if order.shipping_method else "",
        promise_date=order.promise_date,
        buyer=person_name(order.purchaser),
        subtotal=order.subtotal or _ZERO,
        freight=order.freight or _ZERO,
        other=order.other or _ZERO,
        discount=_modifier(order.discount),
        tax=_modifier(order.tax),
        total=order.total or _ZERO,
        currency=(order.currency.name or "") if order.currency else "",
        comment=order.comment or "",
        lines=tuple(_line(line) for line in order.lines),
        custom_fields=_custom_fields(order.custom_fields),
        by_card=order.credit_card is not None,
        punchout=order.punchout_system is not None,
        currency_rate=order.currency_rate,
    )


def _line(line: pc.PurchaseOrderLine) -> SourceLine:
    return SourceLine(
        id=line.id,
        number=line.line_number,
        name=line.name or "",
        sku=line.sku or "",
        unit=line.unit or "",
        quantity=line.quantity,
        unit_price=line.unit_price,
        total=line.total_cost,
        tax=line.tax_amount or _ZERO,
        shipping=line.shipping_amount or _ZERO,
        coding=coding_of(line.account),
        allocations=tuple(
            Allocation(amount=part.amount or _ZERO, coding=coding_of(part.account)) for part in line.spend_allocations
        ),
        date_required=line.date_required,
        requester=person_name(line.requester),
        kind=line_kind(line.type),
        by_amount=line.receive_method is pc.ReceiveMethod.AMOUNT,
        unknown_receive_method=unknown_value(line.receive_method),
        requisition=line.requisition_number,
        account_id=line.account.id if line.account else None,
        approvers=tuple(person_name(user) for user in line.approvers),
        custom_fields=_custom_fields(line.custom_fields),
    )


def _custom_fields(values: Iterable[pc.CustomFieldValue]) -> dict[str, str]:
    """The values that are set, as texts by the field's name; of several with one name, the first."""
    told: dict[str, str] = {}
    for row in values:
        if row.name and row.value not in {None, ""}:
            told.setdefault(row.name, {True: "yes", False: "no"}.get(row.value, str(row.value)))
    return told


def line_kind(kind: pc.OrderItemType | None) -> LineKind:
    """How a line is delivered; one that is not told is delivered once."""
    return LineKind.ONE_TIME if kind is None else _KINDS.get(kind, LineKind.UNKNOWN)


def coding_of(account: pc.Account | None) -> Coding | None:
    """What is charged to an account; None where it has no code."""
    if account is None or account.account_code is None or not account.account_code.code:
        return None
    department = account.department
    location = department.location if department else None
    return Coding(
        account_code=account.account_code.code,
        department=(department.name or "") if department else "",
        location=(location.name or "") if location else "",
    )


def source_vendor(vendor: pc.Vendor) -> SourceVendor:
    """A vendor in the engine's terms."""
    return SourceVendor(
        id=vendor.id,
        name=vendor.name or "",
        external_id=(vendor.external_id or "").strip(),
        active=vendor.active is not False,
        kind=unknown_value(vendor.type) or (vendor.type.name.lower() if vendor.type is not None else ""),
    )


def unknown_value(value: pc.VendorType | pc.ReceiveMethod | None) -> str:
    """A value that this version has no name for, such as `type 9`; empty where it has one, or there is none."""
    return "" if value is None or value.is_known else f"type {value.value}"


def _modifier(modifier: pc.PriceModifier | None) -> Modifier | None:
    if modifier is None or modifier.value is None:
        return None
    kind = modifier.type
    return Modifier(
        value=modifier.value,
        percentage=None if kind is None else kind is pc.PriceModifierType.PERCENTAGE,
        unknown_type="" if kind is None or kind.is_known else kind.value,
    )


def person_name(user: Any) -> str:
    """What people call a user; empty for nobody."""
    return "" if user is None else f"{user.first_name or ''} {user.last_name or ''}".strip()
