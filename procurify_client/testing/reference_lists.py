"""The lists of reference data, users and receipts, with their filters.

Some documented filters have no documented meaning, or one that an invented tenant has no use for: `permission`, `user`,
`requestable`, `location_perm_override` and `include_is_active_for_account_code`. They are read, and change nothing.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import TypeAlias

from procurify_client.testing.checks import Filters
from procurify_client.testing.pages import Later, record_of
from procurify_client.testing.procurement import Procurement
from procurify_client.testing.selecting import as_they_are, equal, ids_in, with_values
from procurify_client.testing.shapes import Wire

__all__ = ["REFERENCE_LISTS", "ListOf"]

ListOf: TypeAlias = Callable[[Procurement, Filters, Mapping[str, str]], Sequence[Later]]
"""Collects what a list has for its filters and for the arguments in its path."""

_TYPE_NAMES = {
    "other": 1,
    "amazon_punchout": 2,
    "preferred": 3,
    "regular": 4,
    "employee": 5,
    "cc_provider": 6,
    "checkout": 7,
}


def _vendors(tenant: Procurement, filters: Filters, _: Mapping[str, str]) -> Sequence[Later]:
    everybody = tenant.listed_vendors(without_type=_TYPE_NAMES["other"] if filters.get("exclude_other") else None)
    if not {"external_id", "name", "type", "type__in"} & filters.keys():
        return everybody
    types = {_TYPE_NAMES.get(name) for name in filters.get("type__in", ())}
    return [later for later in everybody if _is_wanted(record_of(later), filters, types)]


def _is_wanted(vendor: Wire, filters: Filters, types: Collection[int | None]) -> bool:
    if types and vendor["type"] not in types:
        return False
    return all(equal(filters, name, vendor[name]) for name in ("external_id", "name", "type"))


def _departments(tenant: Procurement, filters: Filters, _: Mapping[str, str]) -> Sequence[Later]:
    places = filters.get("locations")
    return as_they_are(
        record
        for record in tenant.records["departments"].values()
        if equal(filters, "branch", record["branch"]["id"]) and (places is None or record["branch"]["id"] in places)
    )


def _locations(tenant: Procurement, filters: Filters, _: Mapping[str, str]) -> Sequence[Later]:
    return as_they_are(with_values(tenant.records["locations"].values(), filters, "active", "headquarter"))


def _account_codes(tenant: Procurement, filters: Filters, _: Mapping[str, str]) -> Sequence[Later]:
    codes = tenant.records["account_codes"].values()
    parents = {record["parent"] for record in codes}
    found = with_values(codes, filters, "active", "code")
    return as_they_are(record for record in found if equal(filters, "is_parent", record["id"] in parents))


def _accounts(tenant: Procurement, filters: Filters, _: Mapping[str, str]) -> Sequence[Later]:
    codes, departments = ids_in(filters, "account_code"), ids_in(filters, "departments")
    locations = ids_in(filters, "locations")
    return [
        partial(tenant.listed_account, account)
        for account in with_values(tenant.records["accounts"].values(), filters, "active", "department", "id")
        if codes(account["account_code"])
        and departments(account["department"])
        and locations(tenant.records["departments"][account["department"]]["branch"]["id"])
        and equal(filters, "in_effect", _in_effect(account, tenant.now()))
        and (filters.get("with_expired_budgets") is not False or not _expired(account, tenant.now()))
    ]


def _in_effect(account: Wire, now: datetime) -> bool:
    start = account["start_datetime"]
    return not _expired(account, now) and (start is None or datetime.fromisoformat(start) <= now)


def _expired(account: Wire, now: datetime) -> bool:
    end = account["end_datetime"]
    return end is not None and datetime.fromisoformat(end) < now


def _currencies(tenant: Procurement, filters: Filters, _: Mapping[str, str]) -> Sequence[Later]:
    names = ("active", "base", "description", "name", "rate")
    return as_they_are(with_values(tenant.records["currencies"].values(), filters, *names))


def _users(tenant: Procurement, filters: Filters, _: Mapping[str, str]) -> Sequence[Later]:
    locations = ids_in(filters, "location")
    return as_they_are(
        user
        for user in with_values(tenant.records["users"].values(), filters, "is_active")
        if equal(filters, "role", user["role"]["id"])
        and locations(user["location"]["id"])
        and not filters.get("pending_invite")  # nobody here has still to accept an invitation
    )


def _custom_fields(tenant: Procurement, filters: Filters, _: Mapping[str, str]) -> Sequence[Later]:
    return as_they_are(
        field
        for field in with_values(tenant.records["custom_fields"].values(), filters, "field_type")
        if equal(filters, "meta__is_active", field["is_active"])
    )


def _receipts(tenant: Procurement, filters: Filters, _: Mapping[str, str]) -> Sequence[Later]:
    return as_they_are(with_values(tenant.records["receipts"].values(), filters, "order_item"))


REFERENCE_LISTS: Mapping[str, ListOf] = {
    "listVendors": _vendors,
    "listDepartments": _departments,
    "listLocations": _locations,
    "listAccountCodes": _account_codes,
    "listAccounts": _accounts,
    "listCurrencies": _currencies,
    "listUsers": _users,
    "listOrderItemCustomFields": _custom_fields,
    "listReceiptItems": _receipts,
}
"""The lists, by operation."""
