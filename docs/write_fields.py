# ruff: noqa: INP001  (a script beside the pages it writes, not a module of a package)
"""Write `docs/reference/procurify-fields.md`: the fields of each record, as the API document describes them.

Units and sources are those of the docstrings: a unit is one of the phrases in `UNITS`, a source is what stands after
"contract section". Run `python docs/write_fields.py`.
"""

import inspect
import json
import re
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal
from importlib.resources import files
from pathlib import Path
from typing import Any, get_args, get_type_hints

from procurify_client import models as m
from procurify_client.names import PARTIES, PARTY, RECORDS

PAGE = Path(__file__).parent / "reference" / "procurify-fields.md"

SCHEMAS: Mapping[str, type[Any]] = {
    "VendorListItem": m.Vendor,
    "VendorDetail": m.Vendor,
    "VendorPutResponse": m.Vendor,
    "VendorEmbedded": m.Vendor,
    "SimpleVendor": m.Vendor,
    "VendorPaymentMethod": m.PaymentMethod,
    "VendorPerformance": m.VendorPerformance,
    "VendorRequestInfo": m.VendorApproval,
    "NamedTerm": m.NamedTerm,
    "PurchaseOrderListItem": m.PurchaseOrderRow,
    "PurchaseOrderDetail": m.PurchaseOrder,
    "PurchaseOrderLine": m.PurchaseOrderLine,
    "PurchaseOrderCloseView": m.ClosedPurchaseOrder,
    "PurchaseOrderUpdate": m.RevisedPurchaseOrder,
    "PurchaseOrderLineEdit": m.RevisedLine,
    "PriceModifier": m.PriceModifier,
    "ContractRef": m.Contract,
    "CostDetails": m.CostDetails,
    "Adjustment": m.Tax,
    "Recurrence": m.Recurrence,
    "BlanketInfo": m.Blanket,
    "SpendAllocation": m.SpendAllocation,
    "LogEntry": m.LogEntry,
    "Comment": m.Comment,
    "Attachment": m.Attachment,
    "OrderItemAttachment": m.ItemAttachment,
    "OrderItem": m.OrderItem,
    "Order": m.Requisition,
    "RequisitionCreated": m.CreatedRequisition,
    "ReceiptItem": m.Receipt,
    "BillingHistory": m.BillingHistory,
    "BillingHistoryItem": m.BilledItem,
    "Branch": m.Branch,
    "BranchSummary": m.LocationSummary,
    "LocationSimple": m.LocationSummary,
    "Location": m.Location,
    "LegalEntitySummary": m.LegalEntity,
    "Address": m.Address,
    "AddressSummary": m.Address,
    "Department": m.Department,
    "DepartmentSummary": m.Department,
    "SimpleDepartment": m.Department,
    "AccountCode": m.AccountCode,
    "AccountCodeNested": m.AccountCode,
    "ChartOfAccountsAccount": m.Account,
    "AccountRead": m.Account,
    "SpendAccount": m.Account,
    "Currency": m.Currency,
    "CurrencySummary": m.Currency,
    "SimpleCurrency": m.Currency,
    "CustomField": m.CustomField,
    "CustomFieldValue": m.CustomFieldValue,
    "User": m.User,
    "UserSummary": m.User,
    "SimpleUser": m.User,
    "SimpleUserProfile": m.User,
    "SimpleUserSummary": m.User,
    "ApprovalDelegatee": m.User,
    "SimpleRole": m.Role,
    "PendingApprovals": m.PendingApprovals,
    "UserMe": m.CurrentUser,
}
"""The class that reads each schema of the API document."""

UNITS: Mapping[str, str] = {
    "in the order's currency": "currency of the order",
    "in the item's unit of measure": "unit of the item",
    "in the item's currency": "currency of the item",
    "in the requisition's currency": "currency of the requisition",
    "in the currency of the order or line": "currency of the order or line",
    "in the tenant's base currency": "base currency",
    "in base currency per unit": "base currency per unit",
    "in percent": "percent",
    "in points": "points",
    "in days": "days",
    "in bytes": "bytes",
    "how many": "count",
    "how often": "count",
}
"""How docstrings say in what a number is counted, and how the page does."""

_INTRODUCTION = """\
# Fields of Procurify's records

What there is to know of every field, by the class that reads it: the member on the wire where that has another name,
its kind, its unit, whether null is documented, whether it is read-only, which schemas have it where not all do, and
where that is described. Decimals are shown with their digits before and after the point. Meanings are in the
[reference](procurify-client.md).

*Null* among the notes says that the document allows it, *null expected* that it denies it but its own examples show it.
Any field but the key may be null or missing all the same, and is None then (a list is empty). Members that are not
listed here are kept in `extra`.

*Source* is a section of [the contract](sources.md#the-procurify-contract). Names, kinds, null and read-only are
documented by Procurify; units follow from names, titles and help pages. Where the meaning or the unit is not even said
there, it is marked as *inferred* from the shape of the API, or *assumed*. A field without a unit is a key, a code, a
text or a switch, or has fields of its own.
"""

_SECTIONS = re.compile(r"contract sections? (\d+(?:\.\d+)?(?:(?:, | and )\d+(?:\.\d+)?)*)")
_ATTRIBUTE = re.compile(r"^    (\w+): (.*(?:\n {8}.*)*)", re.MULTILINE)


def page() -> str:
    """Give the page: a table for each class."""
    parts = [_INTRODUCTION]
    for kind in dict.fromkeys(SCHEMAS.values()):
        schemas = [name for name, reader in SCHEMAS.items() if reader is kind]
        parts.append(f"## {kind.__name__}\n\nSchemas: {', '.join(schemas)}.\n\n{_table(kind, schemas)}")
    return "\n".join(parts)


def field_of(kind: type[Any], member: str) -> str:
    """Give the field that holds a member of the wire's object; with a point where a party of an order has it."""
    for party, prefix in PARTIES.items():
        inner = {PARTY.get(name, name): name for name in _fields(m.Party)}
        if party in _fields(kind) and member.removeprefix(prefix) in inner and member.startswith(prefix):
            return f"{party}.{inner[member.removeprefix(prefix)]}"
    if kind is m.Department and member == "location":
        return "location"
    names = RECORDS[kind]
    return next(name for name in _fields(kind) if names.get(name, name) == member)


def unit_of(kind: type[Any], field: str) -> str:
    """Say in what a field's value is counted; nothing where it is not."""
    kinds = get_args(get_type_hints(kind)[field])
    if datetime in kinds:
        return "instant, UTC"
    if date in kinds:
        return "calendar day"
    if Decimal not in kinds and int not in kinds:
        return ""
    words, _ = _described(kind, field)
    return " or ".join(unit for phrase, unit in UNITS.items() if phrase in words)


def source_of(kind: type[Any], field: str) -> str:
    """Give the sections of the contract that describe a field, else its class, and how sure its meaning is."""
    words, owner = _described(kind, field)
    found = _SECTIONS.search(words) or _SECTIONS.search(owner)
    sure = [mark for mark in ("inferred", "assumed") if f"({mark})" in words]
    return ", ".join([found[1] if found else "", *sure])


def _described(kind: type[Any], field: str) -> tuple[str, str]:
    """Give what the docstrings say of a field, and the docstring of the class that has it."""
    for owner in kind.__mro__:
        text = inspect.cleandoc(owner.__doc__ or "")
        words = dict(_ATTRIBUTE.findall(text))
        if field in words:
            return " ".join(words[field].split()), " ".join(text.partition("Attributes:")[0].split())
    raise LookupError(f"{kind.__name__}.{field} has no docstring")


def _fields(kind: type[Any]) -> list[str]:
    return [name for name in kind.__annotations__ if name != "extra"] + [
        name for base in kind.__mro__[1:-1] for name in base.__annotations__
    ]


def _table(kind: type[Any], schemas: list[str]) -> str:
    rows = ["| Field | Member | Kind | Unit | Notes | Source |", "|---|---|---|---|---|---|"]
    members: dict[str, list[str]] = {}
    for schema in schemas:
        for member in _schema(schema)["properties"]:
            members.setdefault(member, []).append(schema)
    for member, found in members.items():
        described = [_schema(schema)["properties"][member] for schema in found]
        kinds = " or ".join(dict.fromkeys(_kind(one) for one in described))
        null = _null(described)
        read_only = "read-only" if any(one.get("readOnly") for one in described) else ""
        others = [schema for schema in schemas if schema not in found]
        where = f"not in {', '.join(others)}" if len(others) < len(found) else f"only in {', '.join(found)}"
        field = field_of(kind, member)
        party, _, inner = field.rpartition(".")
        facts = (m.Party, inner) if party else (kind, field)
        notes = "; ".join(filter(None, (null, read_only, where if others else "")))
        named = "" if member == field else f"`{member}`"
        rows.append(f"| `{field}` | {named} | {kinds} | {unit_of(*facts)} | {notes} | {source_of(*facts)} |")
    return "\n".join([*rows, ""])


def _schema(name: str) -> Mapping[str, Any]:
    return _DOCUMENT["components"]["schemas"][name]  # type: ignore[no-any-return]  # what JSON has


_DOCUMENT = json.loads((files("procurify_client.testing") / "data" / "procurify-openapi.json").read_text("utf-8"))


def _null(described: list[Mapping[str, Any]]) -> str:
    """Say whether null is documented, or is to be expected although it is not."""
    nullable = [one for one in described if _nullable(one)]
    if not nullable:
        return ""
    undocumented = all("null must be expected" in one.get("description", "") for one in nullable)
    return "null expected" if undocumented else "null"


def _nullable(described: Mapping[str, Any]) -> bool:
    kinds = described.get("type", [])
    return "null" in kinds or any(option.get("type") == "null" for option in described.get("anyOf", []))


def _kind(described: Mapping[str, Any]) -> str:
    """Say in a few words what a member holds."""
    options = [option for word in ("anyOf", "allOf") for option in described.get(word, [])]
    if options:
        return " or ".join(_kind(option) for option in options if option.get("type") != "null")
    if "$ref" in described:
        return str(described["$ref"].rpartition("/")[2])
    kinds = [kind for kind in _several(described.get("type", "any")) if kind != "null"]
    if "array" in kinds:
        return f"list of {_kind(described['items'])}"
    if described.get("format") == "decimal":
        whole, places = _digits(described["pattern"])
        return f"decimal text, {whole}.{places}"
    words = described.get("format") or " or ".join(kinds)
    return f"{words}, at most {described['maxLength']}" if "maxLength" in described else words


def _several(kinds: str | list[str]) -> list[str]:
    return [kinds] if isinstance(kinds, str) else kinds


def _digits(pattern: str) -> Iterator[str]:
    return (part.partition("}")[0] for part in pattern.split("{0,")[1:])


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8", newline="\n")
