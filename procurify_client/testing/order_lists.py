"""The lists of purchase orders, order items and requisitions, with their filters.

Which filter looks at what is documented by the filters' names alone; what is not plain from them is chosen here.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from functools import partial
from typing import Any

from procurify_client.testing.checks import Filters
from procurify_client.testing.orders import Order, totals
from procurify_client.testing.pages import Later
from procurify_client.testing.people import BUYER, REQUESTER
from procurify_client.testing.procurement import Procurement
from procurify_client.testing.reference_lists import ListOf
from procurify_client.testing.requisitions import requested_at, required_on, status
from procurify_client.testing.selecting import as_they_are, ids_in, in_days, matching, with_values
from procurify_client.testing.shapes import Wire

__all__ = ["ORDER_LISTS", "counts"]

_OPEN_STATES = {0, 5}
_RECURRING, _BLANKET = 1, 2
_Values = Mapping[str, Callable[..., Any]]


def _has_blanket(order: Order) -> bool:
    return any(line.type == _BLANKET for line in order.lines)


_ORDER_DAYS: _Values = {
    "modified_date": lambda order: order.last_modified,
    "date": lambda order: order.date,
    "promise_date": lambda order: order.promised_at,
    "expiry_date": lambda order: _instant(order.fields.get("expiry_date")),
}
_ORDER_VALUES: _Values = {
    "purchase_order": lambda order: order.key,
    "pref_vendor": lambda order: order.vendor,
    "currency": lambda order: order.currency["id"],
    "contract": lambda order: (order.fields.get("contract") or {}).get("id"),
    "purchaser": lambda _: BUYER,
    "requester": lambda _: REQUESTER,
    "has_blanket_order_items": _has_blanket,
}


def _purchase_orders(tenant: Procurement, filters: Filters, arguments: Mapping[str, str]) -> Sequence[Later]:
    days, values = in_days(filters, tenant.zone, _ORDER_DAYS), matching(filters, _ORDER_VALUES)
    least, most = filters.get("total_0"), filters.get("total_1")
    return [
        partial(tenant.order_row, order)
        for order in tenant.orders
        if _has_role(order, arguments["role"])
        and _has_status(order, arguments["status"])
        and days(order)
        and values(order)
        and (least is None or totals(order)["total"] >= least)
        and (most is None or totals(order)["total"] <= most)
        and _charges(tenant, order, filters)
    ]


def _charges(tenant: Procurement, order: Order, filters: Filters) -> bool:
    """Tell whether one of the lines has the account code that is asked for by its id."""
    if "account_code" not in filters:
        return True
    wanted = tenant.records["account_codes"].get(filters["account_code"])
    return wanted is not None and wanted["code"] in {line.account_code for line in order.lines}


def _instant(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)


def _has_role(order: Order, role: str) -> bool:
    return role == "purchased" or order.state in _OPEN_STATES


def _has_status(order: Order, wanted: str) -> bool:
    """Match the path's status with state and receiving; the API document does not say how (assumed)."""
    if wanted == "all":
        return True
    if wanted in {"open", "partial"}:
        received = {"open": "empty", "partial": "partial"}[wanted]
        return order.state in _OPEN_STATES and order.fulfilment_status == received
    return order.state == {"cancelled": 1, "closed": 3, "paid": 4}[wanted]


def counts(tenant: Procurement) -> Wire:
    """Count purchase orders as the list's metadata does."""
    statuses = ("all", "open", "partial", "closed", "cancelled")
    return {
        role: {
            wanted: sum(_has_role(order, role) and _has_status(order, wanted) for order in tenant.orders)
            for wanted in statuses
        }
        | {"page": 1}
        for role in ("purchased", "receivable")
    }


def _bought_on(order: Order) -> datetime | None:
    return order.date if order.purchased else None


_ITEM_ORDER_DAYS: _Values = {
    "po_created_date": _bought_on,
    "purchased_date": _bought_on,
    "approved_datetime": _bought_on,
    "order_created_date": lambda order: order.date,
}
_ITEM_ORDER_VALUES: _Values = {
    "po_vendor": lambda order: order.vendor if order.purchased else None,
    "orderNum": lambda order: order.requisition,
    "orderNum__status": status,
    "is_purchased": lambda order: order.active,
    "requester": lambda _: REQUESTER,
    "approver": lambda order: BUYER if order.purchased else None,
    "approver_id": lambda order: BUYER if order.purchased else None,
    # Nothing here is bought from a catalog, under an agreement or through a punchout.
    "catalog": lambda _: False,
    "catalog_item": lambda _: None,
    "purchase_agreement": lambda _: None,
}
_LINE_VALUES: _Values = {
    "department": lambda _, line: line.department,
    "branch": lambda tenant, line: _location(tenant, line.department),
    "location": lambda tenant, line: _location(tenant, line.department),
    "account_code": lambda tenant, line: tenant.named("account_codes", line.account_code, "code")["id"],
    "fulfilment_status": lambda _, line: _receiving(line.received, line.quantity),
    "is_recurring": lambda _, line: line.type == _RECURRING,
}
_AS_THE_RECORD_HAS_IT = (
    "account", "active", "approved_price", "approved_quantity", "currency", "last_changed_by", "lineComment", "name",
    "num", "pref_vendor", "price", "purchaser", "quantity", "receivedFailQty", "receivedPassQty", "sku", "status",
    "type", "unit",
)  # fmt: skip


def _order_items(tenant: Procurement, filters: Filters, _: Mapping[str, str]) -> Sequence[Later]:
    places = list(_places(tenant, filters))
    if not {*_AS_THE_RECORD_HAS_IT, "exclude"} & filters.keys():
        # Written out when their page is, like the other lists.
        return [partial(tenant.order_item, order, index) for order, index in places]
    items = with_values((tenant.order_item(*place) for place in places), filters, *_AS_THE_RECORD_HAS_IT)
    left_out = ids_in(filters, "exclude") if "exclude" in filters else lambda _: False
    return as_they_are(item for item in items if not left_out(item["id"]))


def _places(tenant: Procurement, filters: Filters) -> Iterator[tuple[Order, int]]:
    """Find the lines that are wanted for what can be told without writing them out: order, and index of the line."""
    days, values = in_days(filters, tenant.zone, _ITEM_ORDER_DAYS), matching(filters, _ITEM_ORDER_VALUES)
    modified = in_days(filters, tenant.zone, {"last_modified": lambda changed: changed})
    of_lines = matching(filters, _LINE_VALUES)
    departments, locations = ids_in(filters, "departments"), ids_in(filters, "locations")
    for order in tenant.asked_for:
        if not (days(order) and values(order)):
            continue
        for index, changed in enumerate(order.lines_modified):
            line = order.lines[index]
            if (
                modified(changed)
                and of_lines(tenant, line)
                and departments(line.department)
                and ("locations" not in filters or locations(_location(tenant, line.department)))
            ):
                yield order, index


def _location(tenant: Procurement, department: int) -> object:
    return tenant.existing("departments", department)["branch"]["id"]


def _receiving(received: Decimal, quantity: Decimal) -> str:
    if not received:
        return "empty"
    return "full" if received >= quantity else "partial"


_REQUISITION_DAYS: _Values = {
    "modified_date": lambda order: order.last_modified,
    "date": requested_at,
    "required_date": required_on,
}
_REQUISITION_VALUES: _Values = {
    "dateRequired": required_on,
    "order": lambda order: order.requisition,
    "status": status,
    "pref_vendor": lambda order: order.vendor,
    "department": lambda order: order.lines[0].department,
    "requester": lambda _: REQUESTER,
    "lineCount": lambda order: len(order.lines),
    "totalPrice": lambda order: totals(order)["subtotal"],
    "has_blanket_order_items": _has_blanket,
    "is_punchout": lambda _: False,
}
_REQUISITION_PLACES: _Values = {
    "location": lambda tenant, order: tenant.asking(order)[1]["id"],
    "branch": lambda tenant, order: tenant.asking(order)[1]["id"],
}


def _requisitions(tenant: Procurement, filters: Filters, _: Mapping[str, str]) -> Sequence[Later]:
    days, values = in_days(filters, tenant.zone, _REQUISITION_DAYS), matching(filters, _REQUISITION_VALUES)
    places = matching(filters, _REQUISITION_PLACES)
    return [
        partial(tenant.requisition, order)
        for order in tenant.asked_for
        if order.lines and days(order) and values(order) and places(tenant, order) and _charges(tenant, order, filters)
    ]


ORDER_LISTS: Mapping[str, ListOf] = {
    "listPurchaseOrders": _purchase_orders,
    "listOrderItems": _order_items,
    "listGlobalOrderItems": _order_items,
    "listOrders": _requisitions,
}
"""The lists, by operation."""
