"""Purchase orders, requisitions and receipts as API calls make and change them."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any

import attrs

from procurify_client.testing.actions import Action, Answer, Request, number_of, single
from procurify_client.testing.orders import Order, OrderLine, totals
from procurify_client.testing.procurement import Procurement
from procurify_client.testing.refusals import Refusal, not_found, refused
from procurify_client.testing.shapes import Amount, Wire, modifier

__all__ = ["ORDER_ACTIONS"]

_CLOSED, _REOPENED = 3, 5
_OPEN_STATES = {0, _REOPENED}
_LARGEST = Decimal(10) ** 8
"""Computed totals of an order have at most 8 digits before the point."""

_LINE_AMOUNTS = ("quantity", "price", "tax_amount", "shipping_amount")
_LINE_VALUES = ("name", "sku", "unit", "receive_method")
_HEADER_TEXTS = (
    *(f"{side}_{part}" for side in ("buyer", "receiver") for part in (
        "name", "contact", "addressLineOne", "postalCode", "city", "state_province", "country")),
    "disclaimer_description", "disclaimer_text", "expiry_date",
)  # fmt: skip
_ECHOED = ("buyer_address", "receiver_address", "creditcard", "contract", "payment_method_ref")


def _order(tenant: Procurement, request: Request) -> Order:
    try:
        return tenant.order(number_of(request, "procurify_PO"))
    except LookupError as error:
        raise not_found() from error


def _update_purchase_order(tenant: Procurement, request: Request) -> Answer:
    """Revise an order. A stale version is refused, and so is all that is no longer open (assumed)."""
    order, body = _order(tenant, request), request.body
    if order.state not in _OPEN_STATES:
        raise Refusal(400, "Only a purchase order that is open can be revised.")
    if body["version"] != order.version:
        raise refused("version", f"The current version is {order.version}.")
    changes: dict[str, Any] = {
        "lines": _lines(order, body["order_items"]),
        "discount": _modifier(body, "discount"),
        "tax": _modifier(body, "tax"),
        "promise_date": _nearest_midnight(body["promise_date"]),
        **{name: Decimal(body[name] or 0) for name in ("freight", "other") if name in body},
        **{name: body[name] for name in _HEADER_TEXTS if name in body},
    }
    changes |= {
        ours: body[name] for name, ours in (("PO_Num", "external_number"), ("comment", "comment")) if name in body
    }
    amounts: Wire = {name: changes[name] for name in ("lines", "freight", "other") if name in changes}
    amounts |= {name: modifier(changes[name]) for name in ("discount", "tax")}
    _check_size(attrs.evolve(order, **amounts))
    tenant.edit_purchase_order(order.key, **changes)
    return single(_updated(tenant, tenant.order(order.key), body))


def _lines(order: Order, edits: list[Wire]) -> list[OrderLine]:
    """Take the new state of all lines, in the order that they have on the purchase order."""
    by_id = {edit["id"]: edit for edit in edits}
    if by_id.keys() != set(order.line_ids) or len(edits) != len(by_id):
        raise refused("order_items", f"Give each line of the order once: {', '.join(map(str, order.line_ids))}.")
    return [_line(line, by_id[key]) for key, line in zip(order.line_ids, order.lines, strict=True)]


def _line(line: OrderLine, edit: Wire) -> OrderLine:
    amounts: Wire = {name: edit[name] and Decimal(edit[name]) for name in _LINE_AMOUNTS if name in edit}
    values: Wire = {name: edit[name] for name in _LINE_VALUES if name in edit}
    notes = {"po_note": edit["po_note"]} if "po_note" in edit else {}
    return attrs.evolve(line, **amounts, **values, fields={**line.fields, **notes})


def _modifier(body: Wire, field: str) -> Amount:
    """Read a header tax or discount: an amount, or a percentage with its sign."""
    given = body[field]
    try:
        value = Decimal(str(given["value"]))
        places = value.as_tuple().exponent
        if isinstance(places, int) and abs(value) < _LARGEST and places >= -8 and not isinstance(given["value"], bool):
            choices: Mapping[str, Amount] = {"amount": value, "percentage": f"{value:f}%"}
            return choices[given["type"]]
    except (KeyError, TypeError, InvalidOperation) as error:
        raise refused(field, 'Expected a value and a type, which is "amount" or "percentage".') from error
    raise refused(field, "Ensure that there are no more than 8 digits before and after the decimal point.")


def _nearest_midnight(text: str) -> date:
    """Take the day whose midnight is meant: a calendar date may come with the offset of another zone."""
    return (datetime.fromisoformat(text) + timedelta(hours=12)).date()


def _check_size(order: Order) -> None:
    """Refuse amounts that the answer could not hold."""
    zero = Decimal(0)
    rate = max(Decimal(order.currency["rate"]), Decimal(1))
    sums = [*totals(order).values(), order.freight, order.other]
    for line in order.lines:
        sums += [
            line.total,
            line.total + (line.tax_amount or zero),
            line.tax_amount or zero,
            line.shipping_amount or zero,
        ]
    if any(abs(amount) * rate >= _LARGEST for amount in sums):
        raise refused(
            "order_items", "Ensure that no total has more than 8 digits before the decimal point.", "max_digits"
        )


def _updated(tenant: Procurement, order: Order, body: Wire) -> Wire:
    """Write an order as the answer to its revision does: in the form of what was sent."""
    detail = tenant.order_detail(order)
    lines = [
        {name: item[name] for name in (*_LINE_AMOUNTS, *_LINE_VALUES, "id", "po_note", "custom_fields")}
        | {"quantity": f"{item['quantity']:.5f}"}
        for item in detail["order_items"]
    ]
    header = (*_HEADER_TEXTS, "PO_Num", "comment", "promise_date", "freight", "discount", "tax", "other", "version")
    return {
        **{name: detail[name] for name in header},
        **{name: body.get(name) for name in _ECHOED},
        "payment_term_ref": detail["payment_term"] and detail["payment_term"]["id"],
        "shipping_term_ref": detail["shipping_term"] and detail["shipping_term"]["id"],
        "shipping_method_ref": detail["shipping_method"] and detail["shipping_method"]["id"],
        "order_items": lines,
    }


def _close(tenant: Procurement, request: Request) -> Answer:
    order = _order(tenant, request)
    if order.state not in _OPEN_STATES:
        raise Refusal(400, "Only a purchase order that is open can be closed.")
    tenant.edit_purchase_order(order.key, state=_CLOSED, closed_date=tenant.stamp())
    return single(tenant.closed_order(tenant.order(order.key)))


def _reopen(tenant: Procurement, request: Request) -> Answer:
    order = _order(tenant, request)
    if order.state != _CLOSED:
        raise Refusal(400, "Only a purchase order that is closed can be reopened.")
    tenant.edit_purchase_order(order.key, state=_REOPENED, closed_date=None)
    return Answer(200)


def _create_receipt(tenant: Procurement, request: Request) -> Answer:
    """Receive something of a line. More than was ordered may be received (assumed)."""
    body = request.body
    placed = tenant.placed_item(body["order_item"])
    if placed is None:
        raise refused("order_item", f'Invalid pk "{body["order_item"]}" - object does not exist.', "does_not_exist")
    order, index = placed
    if order.state not in _OPEN_STATES:
        raise refused("order_item", "Its purchase order is not open.")
    accepted, failed = Decimal(body["pass_quantity"]), Decimal(body["fail_quantity"])
    if min(accepted, failed) < 0 or not accepted + failed:
        raise refused("pass_quantity", "Ensure that both quantities are at least 0, and one of them more.")
    line = order.lines[index]
    if max(line.received, line.rejected) + accepted + failed >= Decimal(10) ** 10:
        raise refused("pass_quantity", "Ensure that there are no more than 10 digits before the decimal point.")
    return Answer(201, tenant.receive_item(order, index, accepted=accepted, failed=failed, user=request.actor))


def _create_requisition(tenant: Procurement, request: Request) -> Answer:
    """Ask for something: all is named by text, and the answer is a UUID alone; lines have one currency (assumed)."""
    body = request.body
    location = _called(tenant.records["locations"].values(), "location_name", body["location_name"])
    own = [one for one in tenant.records["departments"].values() if one["branch"]["id"] == location["id"]]
    department = _called(own, "department_name", body["department_name"])
    if not body["line_items"]:
        raise refused("line_items", "This list may not be empty.", "empty")
    if len({item["currency_code"] for item in body["line_items"]}) > 1:
        raise refused("line_items", "Ensure that all lines have one currency.")
    lines = [_requested(tenant, item, department["id"]) for item in body["line_items"]]
    made = tenant.add_requisition(
        vendor=lines[0].item_fields["pref_vendor"],
        lines=lines,
        currency=body["line_items"][0]["currency_code"],
        required_on=date.fromisoformat(body["required_date"]),
    )
    return single({"uuid": made["uuid"]}, 201)


def _requested(tenant: Procurement, item: Wire, department: int) -> OrderLine:
    vendor = _called(tenant.active_vendors(), "line_items", item["vendor_name"])
    _called(tenant.records["account_codes"].values(), "line_items", item["account_code"], "code")
    _called(tenant.records["currencies"].values(), "line_items", item["currency_code"])
    quantity, price = Decimal(item["quantity"]), Decimal(item["unit_price"])
    if quantity <= 0 or price < 0 or quantity * price >= _LARGEST / 100:
        raise refused("line_items", "Ensure that quantity and price are positive, and a line less than 1,000,000.")
    values = [
        {"id": number, "value": given["custom_field_value"], "field": field}
        for number, given in enumerate(item["custom_fields"], start=1)
        for field in [_called(tenant.records["custom_fields"].values(), "line_items", given["custom_field_name"])]
    ]
    return OrderLine(
        name=item["item_name"],
        quantity=quantity,
        price=price,
        unit=item["unit"],
        account_code=item["account_code"],
        department=department,
        fields={"custom_fields": values},
        item_fields={"pref_vendor": vendor["id"], "vendor": vendor["name"][:100]},
    )


def _called(records: Any, field: str, name: str, key: str = "name") -> Wire:
    """Find what a requisition names."""
    for record in records:
        if record[key] == name and record["active" if "active" in record else "is_active"]:
            found: Wire = record
            return found
    raise refused(field, f'There is none that is called "{name}".', "does_not_exist")


ORDER_ACTIONS: Mapping[str, Action] = {
    "updatePurchaseOrder": _update_purchase_order,
    "closePurchaseOrder": _close,
    "reopenPurchaseOrder": _reopen,
    "createReceiptItem": _create_receipt,
    "createRequisition": _create_requisition,
}
"""The changes, by operation."""
