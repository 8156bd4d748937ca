"""The requisitions on the wire: those that purchase orders came from, which Dana approved, and pending ones."""

import uuid
from datetime import datetime, timedelta
from decimal import Decimal

from procurify_client.testing.orders import Order, summary, totals
from procurify_client.testing.shapes import Wire, fixed, midnight, shape

__all__ = ["approval", "requested_at", "required_on", "requisition_row", "status"]

_PENDING, _APPROVED, _PURCHASED = 0, 1, 3
_FINAL_APPROVAL = 1
_OF_LOCATION = ("id", "name", "external_id", "locationTimezone")


def approval(department: Wire | None, at: datetime, order: int) -> Wire:
    """Write the log entry of the final approval."""
    person = shape("user_summary", department=department)
    return shape("log_entry", user=person, dateTime=at.isoformat(), action=_FINAL_APPROVAL, order=order)


def status(order: Order) -> int:
    """The status of an order's requisition: pending, purchased, or approved once more after a cancellation."""
    usual = _PENDING if not order.purchased else _PURCHASED if order.active else _APPROVED
    asked: int = order.requisition_fields.get("status", usual)
    return asked


def requested_at(order: Order) -> datetime:
    """When it was asked for: two days before it was bought."""
    return order.date - timedelta(days=2) if order.purchased else order.date


def required_on(order: Order) -> datetime:
    """The midnight of the first day on which a line is needed, or of the order's day."""
    days = [line.date_required for line in order.lines if line.date_required is not None]
    return datetime.fromisoformat(midnight(min(days, default=order.date.date()), order.date))


def requisition_row(order: Order, department: Wire, location: Wire) -> Wire:
    """Write an order's requisition as the list shows it.

    Args:
        order: the order.
        department: the requester's, as it is embedded.
        location: the record of its location.
    """
    total = totals(order)["subtotal"]
    sam = {"id": 16, "user": 116, "firstName": "Sam", "lastName": "Requester", "email": "sam.requester@example.com"}
    return shape(
        "requisition",
        num=order.requisition,
        uuid=str(uuid.uuid5(order.uuid, "requisition")),
        branch=shape("branch", **{name: location[name] for name in _OF_LOCATION}),
        user=shape("user_summary", department=department, **sam),
        department=department,
        currency=summary(order.currency),
        total_cost_in_base_currency=(total * Decimal(order.currency["rate"])).quantize(Decimal("0.01")),
        logs=[approval(department, order.date - timedelta(days=1), order.requisition)] if order.purchased else [],
        item_count=len(order.lines),
        lineCount=len(order.lines),
        purchasedCount=len(order.lines) if order.active else 0,
        date=requested_at(order).isoformat(),
        dateRequired=required_on(order).isoformat(),
        dateModified=order.last_modified.isoformat(),
        totalPrice=fixed(total, 2),
        status=status(order),
        has_blanket_order_items=any(line.type == 2 for line in order.lines),  # the wire's code
    ) | dict(order.requisition_fields)
