"""From JSON to records: the wire names of the API and the forms in which its values come.

This is the only file that knows how the wire spells things. Decoding is strict after the few coercions that the
contract names; what it cannot read is an error with a path, never a guess.
"""

from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from typing import Any, TypeVar, get_origin, get_type_hints
from uuid import UUID

import attrs

from procurify_client import models as m
from procurify_client.strict import problems, register, strict_converter

__all__ = ["UndecodableError", "calendar_date", "structure", "visible_key"]

T = TypeVar("T")

_ADDRESS = {
    "line_one": "addressLineOne",
    "line_two": "addressLineTwo",
    "postal_code": "postalCode",
}
_PERSON = {"first_name": "firstName", "last_name": "lastName"}
_VENDOR = _ADDRESS | {
    "last_modified": "dateModified",
    "phone_one": "phoneOne",
    "phone_two": "phoneTwo",
    "emails": "email",
    "currency_id": "currency",
    "tax_id": "tax",
    "payment_term": "payment_term_ref",
    "shipping_term": "shipping_term_ref",
    "payment_method": "payment_method_ref",
    "shipping_method": "shipping_method_ref",
}
_LOCATION = {
    "time_zone": "locationTimezone",
    "billing_address": "primary_billing_address",
    "shipping_address": "primary_shipping_address",
}
_ITEM = {
    "line_number": "PO_line_num",
    "item_number": "num",
    "unit_price": "price",
    "received_quantity": "receivedPassQty",
    "rejected_quantity": "receivedFailQty",
    "purchase_orders": "PO",
    "requisition_number": "orderNum",
    "requester_note": "lineComment",
    "buyer_note": "po_note",
    "account_code_text": "accountCode",
    "approved_unit_price": "approved_price",
    "approved_at": "approved_datetime",
}
_ORDER_ITEM = _ITEM | {
    "account_id": "account",
    "currency_id": "currency",
    "vendor_id": "pref_vendor",
    "purchaser_id": "purchaser",
}
_LINE = _ITEM | {
    "spend_allocations": "spend_allocation",
    "requisition_uuid": "order_uuid",
    "requisition_description": "order_description",
    "submitted_at": "submitted_date",
}
_REQUISITION = {
    "number": "num",
    "requester": "user",
    "location": "branch",
    "requested_at": "date",
    "date_required": "dateRequired",
    "last_modified": "dateModified",
    "total": "totalPrice",
    "line_count": "lineCount",
    "purchased_count": "purchasedCount",
    "has_blanket_items": "has_blanket_order_items",
    "punchout_purchase_order": "punchout_order_purchase_order_id",
}
_ROW = {
    "key": "procurify_PO",
    "external_number": "PO_Num",
    "ordered_at": "date",
    "closed_at": "closed_date",
    "recorded_at": "recorded_date",
    "vendor": "pref_vendor",
    "currency": "purchased_currency",
    "currency_rate": "purchased_currency_rate",
    "has_blanket_items": "has_blanket_order_items",
}
_ORDER = _ROW | {"lines": "order_items", "credit_card": "creditcard"}
_PARTY = {
    "line_one": "addressLineOne",
    "postal_code": "postalCode",
}
# Which prefix of the wire's members makes which party of an order.
_PARTIES = {"buyer_": "buyer", "receiver_": "receiver", "vendor_": "vendor_copy"}

Members = dict[str, Any]


class UndecodableError(Exception):
    """A value is not what the contract says.

    Attributes:
        problems: one line for each value that cannot be read, with its path.
    """

    def __init__(self, problems: tuple[str, ...]) -> None:
        super().__init__("; ".join(problems))
        self.problems = problems


def structure(value: object, kind: type[T]) -> T:
    """Decode a JSON value (numbers read as int and Decimal) into a record.

    Raises:
        UndecodableError: it cannot be read; the error names every value that is wrong.
    """
    try:
        return _CONVERTER.structure(value, kind)
    except Exception as error:
        # cattrs raises what its hooks raise, alone or in a group: no narrower class covers it.
        raise UndecodableError(problems(error, kind.__name__)) from error


def visible_key(value: object) -> int | None:
    """Find the key of a record that may be unreadable otherwise, for the message about it."""
    if isinstance(value, Mapping):
        for name in ("procurify_PO", "id", "num"):
            if type(value.get(name)) is int:
                return int(value[name])
    return None


def calendar_date(value: object, _: Any = None) -> date:
    """Read a calendar date that is stored as a midnight (contract section 6).

    The date meant is that of the nearest midnight in the written offset: `2017-05-16T23:00:00-07:00` is the 17th,
    since the zone that made it lies one hour east of the offset shown. Noon itself belongs to the following
    midnight. A midnight east of UTC+12 that is written in UTC cannot be told from the day before. A plain
    `YYYY-MM-DD` is itself.

    Raises:
        TypeError: the value is not a text.
        ValueError: it is no date, or one outside the calendar.
    """
    if type(value) is not str:
        raise TypeError(f"expected a date as text, got {type(value).__name__}")
    try:
        instant = datetime.fromisoformat(value)
        return (instant + timedelta(hours=12)).date()
    except (ValueError, OverflowError) as error:
        raise ValueError(f"expected a date such as 2026-11-04T00:00:00-06:00, got {value!r:.60}") from error


def _uuid(value: object, _: Any) -> UUID:
    if type(value) is not str:
        raise TypeError(f"expected a UUID as text, got {type(value).__name__}")
    try:
        return UUID(value)
    except ValueError as error:
        raise ValueError(f"expected a UUID, got {value!r:.60}") from error


def _teach(kind: type[Any], names: Mapping[str, str], tidy: Callable[[Any], Any] | None = None) -> None:
    """Register a class; `tidy` first brings the forms that the contract names into one."""
    register(_CONVERTER, kind, names)
    strict = _CONVERTER.get_structure_hook(kind)
    hints = get_type_hints(kind)
    lists = {names.get(field, field) for field, hint in hints.items() if get_origin(hint) is tuple}

    def hook(value: Any, target: Any) -> Any:
        if tidy is not None:
            value = tidy(value)
        if isinstance(value, Mapping):
            # Any field may be null (contract section 6), and null for a list means an empty one.
            value = {key: item for key, item in value.items() if item is not None or key not in lists}
        return strict(value, target)

    _CONVERTER.register_structure_hook(kind, hook)


def _term(value: Any) -> Any:
    """Bring the forms of a term into one: an object, a bare id, or a text (contract sections 9 and 10)."""
    if type(value) is int:
        return {"id": value}
    return {"name": value} if type(value) is str else value


def _vendor(value: Any) -> Any:
    """Make `email` a list: imported vendors may hold a text, even an empty one (contract section 9)."""
    if isinstance(value, Mapping) and type(value.get("email")) is str:
        return {**value, "email": [value["email"]] if value["email"] else []}
    return value


def _tax(value: Any) -> Any:
    """Make the type a text: it comes as `percent`, `amount`, 0 or 1 (contract section 10.3)."""
    if isinstance(value, Mapping) and type(value.get("type")) is int:
        return {**value, "type": str(value["type"])}
    return value


def _parties(value: Any) -> Any:
    """Gather `buyer_…`, `receiver_…` and `vendor_…` members into one object each."""
    if not isinstance(value, Mapping):
        return value
    members: Members = {}
    gathered: dict[str, Members] = {name: {} for name in _PARTIES.values()}
    for name, item in value.items():
        prefix = next((prefix for prefix in _PARTIES if name.startswith(prefix)), None)
        rest = name.removeprefix(prefix) if prefix else ""
        if prefix and rest in _PARTY_MEMBERS:
            gathered[_PARTIES[prefix]][rest] = item
        else:
            members[name] = item
    return members | gathered


_PARTY_MEMBERS = {_PARTY.get(field.name, field.name) for field in attrs.fields(m.Party)}
_CONVERTER = strict_converter()
_CONVERTER.register_structure_hook(date, calendar_date)
_CONVERTER.register_structure_hook(UUID, _uuid)

# Inner classes first: a class takes over the hooks of its members when it is registered.
_teach(m.NamedTerm, {}, _term)
_teach(m.Address, _ADDRESS)
_teach(m.User, _PERSON)
_teach(m.PriceModifier, {})
_teach(m.CustomField, {})
_teach(m.CustomFieldValue, {})
_teach(m.Vendor, _VENDOR, _vendor)
_teach(m.Currency, {})
_teach(m.Location, _LOCATION)
_teach(m.LocationSummary, {})
_teach(m.Department, {"location": "branch"})
_teach(m.AccountCode, {})
_teach(m.Account, {})
_teach(m.CurrentUser, _PERSON)
_teach(m.Tax, {}, _tax)
_teach(m.SpendAllocation, {})
_teach(m.LogEntry, {"at": "dateTime"})
_teach(m.OrderItem, _ORDER_ITEM)
_teach(m.PurchaseOrderLine, _LINE)
_teach(m.Requisition, _REQUISITION)
_teach(m.Party, _PARTY)
_teach(m.PurchaseOrderRow, _ROW, _parties)
_teach(m.PurchaseOrder, _ORDER, _parties)
