# ruff: noqa: INP001  (a script beside the pages it writes, not a module of a package)
"""Write `docs/reference/procurify-fields.md`: the fields of each record, as the API document describes them.

Run `python docs/write_fields.py`.
"""

import json
from collections.abc import Iterator, Mapping
from importlib.resources import files
from pathlib import Path
from typing import Any

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

_INTRODUCTION = """\
# Fields of Procurify's records

What the API document says of every field, by the class that reads it: the member on the wire, its kind, whether null is
documented, whether it is read-only, and which schemas have it where not all do. Decimals are shown with their
digits before and after the point. Meanings and units are in the [reference](procurify-client.md).

Any field but the key may be null or missing all the same, and is None then (a list is empty). Members that are not
listed here are kept in `extra`.
"""


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


def _fields(kind: type[Any]) -> list[str]:
    return [name for name in kind.__annotations__ if name != "extra"] + [
        name for base in kind.__mro__[1:-1] for name in base.__annotations__
    ]


def _table(kind: type[Any], schemas: list[str]) -> str:
    rows = ["| Field | Member | Kind | Null | Read-only | Where |", "|---|---|---|---|---|---|"]
    members: dict[str, list[str]] = {}
    for schema in schemas:
        for member in _schema(schema)["properties"]:
            members.setdefault(member, []).append(schema)
    for member, found in members.items():
        described = [_schema(schema)["properties"][member] for schema in found]
        kinds = " or ".join(dict.fromkeys(_kind(one) for one in described))
        null = "yes" if any(_nullable(one) for one in described) else ""
        read_only = "yes" if any(one.get("readOnly") for one in described) else ""
        others = [schema for schema in schemas if schema not in found]
        where = f"not in {', '.join(others)}" if len(others) < len(found) else f"only in {', '.join(found)}"
        rows.append(
            f"| `{field_of(kind, member)}` | `{member}` | {kinds} | {null} | {read_only} | {where if others else ''} |"
        )
    return "\n".join([*rows, ""])


def _schema(name: str) -> Mapping[str, Any]:
    return _DOCUMENT["components"]["schemas"][name]  # type: ignore[no-any-return]  # what JSON has


_DOCUMENT = json.loads((files("procurify_client.testing") / "data" / "procurify-openapi.json").read_text("utf-8"))


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
