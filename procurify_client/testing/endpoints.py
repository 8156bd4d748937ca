"""The GET endpoints: which records a path and its query stand for, straight from the tenant's state.

Unknown query parameters are ignored, as the real server does.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from functools import partial
from typing import Any

from procurify_client.testing.orders import Order, totals
from procurify_client.testing.requisitions import requested_at, required_on, status
from procurify_client.testing.shapes import Wire, with_numeric_score
from procurify_client.testing.tenant import Tenant

__all__ = ["LISTS", "RECORDS", "BadFilterError", "Later", "Query", "counts"]

Query = Mapping[str, list[str]]
Later = Callable[[], Wire]
"""A record that is written when its page is: most of a list is never looked at."""
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
    except (ValueError, KeyError, InvalidOperation) as error:
        raise BadFilterError(name) from error


def _as_it_is(record: Wire) -> Later:
    return lambda: record


def _equal(records: Iterable[Wire], query: Query, **fields: Callable[[str], Any]) -> list[Later]:
    """Keep the records that have the values asked for."""
    wanted = {name: _value(query, name, read) for name, read in fields.items()}
    wanted = {name: value for name, value in wanted.items() if value is not None}
    return [_as_it_is(record) for record in records if all(record[name] == value for name, value in wanted.items())]


def _in_days(query: Query, name: str) -> Callable[[datetime | None], bool]:
    """Make a test: does an instant lie in the days from `<name>_0` to `<name>_1`, both included, in UTC?"""
    since, until = (_value(query, f"{name}_{end}", date.fromisoformat) for end in (0, 1))

    def lies_in(instant: datetime | None) -> bool:
        if since is None and until is None:
            return True
        if instant is None:
            return False
        day = instant.astimezone(UTC).date()
        return (since is None or since <= day) and (until is None or day <= until)

    return lies_in


def _vendors(tenant: Tenant, query: Query, _: re.Match[str]) -> list[Later]:
    records = [vendor for vendor in tenant.records["vendors"].values() if vendor["active"]]
    if _value(query, "exclude_other", _truth):
        records = [vendor for vendor in records if vendor["type"] != 1]
    if "type__in" in query:
        codes = {_TYPE_NAMES.get(name) for name in query["type__in"]}
        records = [vendor for vendor in records if vendor["type"] in codes]
    return _equal(records, query, external_id=str, name=str, type=_number)


def _departments(tenant: Tenant, query: Query, _: re.Match[str]) -> list[Later]:
    branch = _value(query, "branch", _number)
    records = tenant.records["departments"].values()
    return [_as_it_is(record) for record in records if branch in {None, record["branch"]["id"]}]


def _locations(tenant: Tenant, query: Query, _: re.Match[str]) -> list[Later]:
    return _equal(tenant.records["locations"].values(), query, active=_truth, headquarter=_truth)


def _account_codes(tenant: Tenant, query: Query, _: re.Match[str]) -> list[Later]:
    return _equal(tenant.records["account_codes"].values(), query, active=_truth, code=str)


def _currencies(tenant: Tenant, query: Query, _: re.Match[str]) -> list[Later]:
    return _equal(tenant.records["currencies"].values(), query, active=_truth, base=_truth, name=str)


def _users(tenant: Tenant, query: Query, _: re.Match[str]) -> list[Later]:
    return _equal(tenant.users.values(), query, is_active=_truth)


def _purchase_orders(tenant: Tenant, query: Query, match: re.Match[str]) -> list[Later]:
    modified, created = _in_days(query, "modified_date"), _in_days(query, "date")
    promised, expires = _in_days(query, "promise_date"), _in_days(query, "expiry_date")
    vendor, currency = _value(query, "pref_vendor", _number), _value(query, "currency", _number)
    least, most = _value(query, "total_0", Decimal), _value(query, "total_1", Decimal)
    return [
        partial(tenant.order_row, order)
        for order in tenant.orders
        if _has_role(order, match["role"])
        and _has_status(order, match["status"])
        and modified(order.last_modified)
        and created(order.date)
        and promised(order.promised_at)
        and expires(None)  # no order here has an expiry date
        and vendor in {None, order.vendor}
        and currency in {None, order.currency["id"]}
        and (least is None or totals(order)["total"] >= least)
        and (most is None or totals(order)["total"] <= most)
    ]


def _order_items(tenant: Tenant, query: Query, _: re.Match[str]) -> list[Later]:
    modified, bought = _in_days(query, "last_modified"), _in_days(query, "po_created_date")
    asked, vendor = _in_days(query, "order_created_date"), _value(query, "po_vendor", _number)
    requisition, purchased = _value(query, "orderNum", _number), _value(query, "is_purchased", _truth)
    items = [
        (order, index)
        for order in tenant.orders
        if bought(order.date)
        and asked(order.date)
        and vendor in {None, order.vendor}
        and requisition in {None, order.requisition}
        and purchased in {None, order.active}
        for index, changed in enumerate(order.lines_modified)
        if modified(changed)
    ]
    if not {"status", "type", "active"} & query.keys():
        # Written out when their page is, like the other lists.
        return [partial(tenant.order_item, order, index) for order, index in items]
    return _equal(
        (tenant.order_item(order, index) for order, index in items),
        query,
        status=_number,
        type=_number,
        active=_truth,
    )


def _requisitions(tenant: Tenant, query: Query, _: re.Match[str]) -> list[Later]:
    modified, asked = _in_days(query, "modified_date"), _in_days(query, "date")
    required, vendor = _in_days(query, "required_date"), _value(query, "pref_vendor", _number)
    number, state = _value(query, "order", _number), _value(query, "status", _number)
    department, location = _value(query, "department", _number), _value(query, "location", _number)
    return [
        partial(tenant.requisition, order)
        for order in tenant.orders
        if order.lines
        and modified(order.last_modified)
        and asked(requested_at(order))
        and required(required_on(order))
        and number in {None, order.requisition}
        and state in {None, status(order)}
        and vendor in {None, order.vendor}
        and department in {None, order.lines[0].department}
        and location in {None, tenant.asking(order)[1]["id"]}
    ]


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
    vendor = tenant.records["vendors"].get(int(match["id"]))
    return None if vendor is None else with_numeric_score(dict(vendor))


def _location(tenant: Tenant, match: re.Match[str]) -> Wire | None:
    return tenant.records["locations"].get(int(match["id"]))


def _purchase_order(tenant: Tenant, match: re.Match[str]) -> Wire | None:
    wanted = match["id"].lower()
    found = [order for order in tenant.orders if wanted in {str(order.key), str(order.uuid)}]
    return tenant.order_detail(found[0]) if found else None


def _me(tenant: Tenant, _: re.Match[str]) -> Wire:
    return tenant.me


_STATUSES = "all|open|partial|closed|cancelled|paid"
LISTS: Mapping[str, Callable[[Tenant, Query, re.Match[str]], list[Later]]] = {
    "/api/v3/vendors/": _vendors,
    "/api/v3/departments/": _departments,
    "/api/v2/locations/": _locations,
    "/api/v3/account-codes/": _account_codes,
    "/api/v2/currencies/": _currencies,
    "/api/v3/users/": _users,
    f"/api/v2/purchase_orders/(?P<role>purchased|receivable)/(?P<status>{_STATUSES})/": _purchase_orders,
    "/api/v3/order-items/": _order_items,
    "/api/v2/global/order_items/": _order_items,
    "/api/v2/global/orders/": _requisitions,
}
RECORDS: Mapping[str, Callable[[Tenant, re.Match[str]], Wire | None]] = {
    r"/api/v3/vendors/(?P<id>\d+)/": _vendor,
    r"/api/v2/locations/(?P<id>\d+)/": _location,
    r"/api/v2/purchase_orders/(?P<id>\d+|[0-9A-Fa-f-]{36})/": _purchase_order,
    "/api/v3/users/me/": _me,
}
