"""The GET endpoints: which records a path and its query stand for, straight from the tenant's state.

Unknown query parameters are ignored, as the real server does.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from procurify_client.testing.orders import Order
from procurify_client.testing.shapes import Wire
from procurify_client.testing.tenant import Tenant

__all__ = ["LISTS", "RECORDS", "BadFilterError", "Query", "counts"]

Query = Mapping[str, list[str]]
_OPEN_STATES = {0, 5}
_TYPE_NAMES = {
    "other": 1,
    "amazon_punchout": 2,
    "preferred": 3,
    "regular": 4,
    "employee": 5,
    "cc_provider": 6,
    "checkout": 7,
}


class BadFilterError(Exception):
    """A filter's value has the wrong form: 400, with the name of the filter."""


def _number(text: str) -> int:
    return int(text)


def _truth(text: str) -> bool:
    return {"true": True, "false": False}[text.lower()]


def _value(query: Query, name: str, read: Callable[[str], Any]) -> Any:
    """Read one parameter; None if it is not there."""
    if name not in query:
        return None
    try:
        return read(query[name][-1])
    except (ValueError, KeyError) as error:
        raise BadFilterError(name) from error


def _equal(records: Iterable[Wire], query: Query, **fields: Callable[[str], Any]) -> list[Wire]:
    """Keep the records that have the values asked for."""
    wanted = {name: _value(query, name, read) for name, read in fields.items()}
    wanted = {name: value for name, value in wanted.items() if value is not None}
    return [record for record in records if all(record[name] == value for name, value in wanted.items())]


def _in_days(text: str | None, query: Query, name: str) -> bool:
    """Whether an instant lies in the days from `<name>_0` to `<name>_1`, both included, in UTC."""
    since, until = (_value(query, f"{name}_{end}", date.fromisoformat) for end in (0, 1))
    if since is None and until is None:
        return True
    if text is None:
        return False
    day = datetime.fromisoformat(text).astimezone(UTC).date()
    return (since is None or since <= day) and (until is None or day <= until)


def _vendors(tenant: Tenant, query: Query, _: re.Match[str]) -> list[Wire]:
    records = [vendor for vendor in tenant.vendors.values() if vendor["active"]]
    if _value(query, "exclude_other", _truth):
        records = [vendor for vendor in records if vendor["type"] != 1]
    if "type__in" in query:
        codes = {_TYPE_NAMES.get(name) for name in query["type__in"]}
        records = [vendor for vendor in records if vendor["type"] in codes]
    return _equal(records, query, external_id=str, name=str, type=_number)


def _departments(tenant: Tenant, query: Query, _: re.Match[str]) -> list[Wire]:
    branch = _value(query, "branch", _number)
    return [one for one in tenant.departments.values() if branch is None or one["branch"]["id"] == branch]


def _locations(tenant: Tenant, query: Query, _: re.Match[str]) -> list[Wire]:
    return _equal(tenant.locations.values(), query, active=_truth, headquarter=_truth)


def _account_codes(tenant: Tenant, query: Query, _: re.Match[str]) -> list[Wire]:
    return _equal(tenant.account_codes.values(), query, active=_truth, code=str)


def _currencies(tenant: Tenant, query: Query, _: re.Match[str]) -> list[Wire]:
    return _equal(tenant.currencies.values(), query, active=_truth, base=_truth, name=str)


def _users(tenant: Tenant, query: Query, _: re.Match[str]) -> list[Wire]:
    return _equal(tenant.users.values(), query, is_active=_truth)


def _purchase_orders(tenant: Tenant, query: Query, match: re.Match[str]) -> list[Wire]:
    chosen = [
        order for order in tenant.orders if _has_role(order, match["role"]) and _has_status(order, match["status"])
    ]
    rows = [tenant.order_row(order) for order in chosen]
    days = {
        "modified_date": "last_modified",
        "date": "date",
        "promise_date": "promise_date",
        "expiry_date": "expiry_date",
    }
    rows = [row for row in rows if all(_in_days(row[field], query, name) for name, field in days.items())]
    vendor, currency = _value(query, "pref_vendor", _number), _value(query, "currency", _number)
    least, most = _value(query, "total_0", Decimal), _value(query, "total_1", Decimal)
    return [
        row
        for row in rows
        if vendor in {None, row["pref_vendor"]["id"]}
        and currency in {None, row["purchased_currency"]["id"]}
        and (least is None or Decimal(row["total"]) >= least)
        and (most is None or Decimal(row["total"]) <= most)
    ]


def _order_items(tenant: Tenant, query: Query, _: re.Match[str]) -> list[Wire]:
    items = [
        item
        for order in tenant.orders
        if _in_days(order.date.isoformat(), query, "po_created_date")
        and _in_days(order.date.isoformat(), query, "order_created_date")
        and _value(query, "po_vendor", _number) in {None, order.vendor}
        for item in tenant.order_items(order)
    ]
    items = [item for item in items if _in_days(item["last_modified"], query, "last_modified")]
    purchased = _value(query, "is_purchased", _truth)
    items = [item for item in items if purchased in {None, item["purchase_order"] is not None}]
    return _equal(items, query, orderNum=_number, status=_number, type=_number, active=_truth)


def _has_role(order: Order, role: str) -> bool:
    return role == "purchased" or order.state in _OPEN_STATES


def _has_status(order: Order, status: str) -> bool:
    """Match the path's status with state and receiving; the API document does not say how (assumed)."""
    if status == "all":
        return True
    if status in {"open", "partial"}:
        received = {"open": "empty", "partial": "partial"}[status]
        return order.state in _OPEN_STATES and order.fulfilment_status == received
    return order.state == {"cancelled": 1, "closed": 3, "paid": 4}[status]


def counts(tenant: Tenant) -> Wire:
    """Count purchase orders as the list's metadata does."""
    statuses = ("all", "open", "partial", "closed", "cancelled")
    return {
        role: {
            status: sum(_has_role(order, role) and _has_status(order, status) for order in tenant.orders)
            for status in statuses
        }
        | {"page": 1}
        for role in ("purchased", "receivable")
    }


def _vendor(tenant: Tenant, match: re.Match[str]) -> Wire | None:
    return tenant.vendors.get(int(match["id"]))


def _location(tenant: Tenant, match: re.Match[str]) -> Wire | None:
    return tenant.locations.get(int(match["id"]))


def _purchase_order(tenant: Tenant, match: re.Match[str]) -> Wire | None:
    orders = {str(order.key): order for order in tenant.orders} | {str(order.uuid): order for order in tenant.orders}
    order = orders.get(match["id"].lower())
    return None if order is None else tenant.order_detail(order)


def _me(tenant: Tenant, _: re.Match[str]) -> Wire:
    return tenant.me


_STATUSES = "all|open|partial|closed|cancelled|paid"
LISTS: Mapping[str, Callable[[Tenant, Query, re.Match[str]], list[Wire]]] = {
    "/api/v3/vendors/": _vendors,
    "/api/v3/departments/": _departments,
    "/api/v2/locations/": _locations,
    "/api/v3/account-codes/": _account_codes,
    "/api/v2/currencies/": _currencies,
    "/api/v3/users/": _users,
    f"/api/v2/purchase_orders/(?P<role>purchased|receivable)/(?P<status>{_STATUSES})/": _purchase_orders,
    "/api/v3/order-items/": _order_items,
    "/api/v2/global/order_items/": _order_items,
}
RECORDS: Mapping[str, Callable[[Tenant, re.Match[str]], Wire | None]] = {
    r"/api/v3/vendors/(?P<id>\d+)/": _vendor,
    r"/api/v2/locations/(?P<id>\d+)/": _location,
    r"/api/v2/purchase_orders/(?P<id>\d+|[0-9A-Fa-f-]{36})/": _purchase_order,
    "/api/v3/users/me/": _me,
}
