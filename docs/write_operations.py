# ruff: noqa: INP001  (a script beside the pages it writes, not a module of a package)
"""Write `docs/reference/procurify-operations.md`: which method carries out which operation of the API document.

Run `python docs/write_operations.py`.
"""

import json
from collections.abc import Iterator, Mapping
from importlib import import_module
from importlib.resources import files
from pathlib import Path
from typing import Any

PAGE = Path(__file__).parent / "reference" / "procurify-operations.md"

METHODS = {
    "createToken": None,
    "listVendors": "vendors.list",
    "createVendor": "vendors.create",
    "getVendor": "vendors.get",
    "replaceVendor": "vendors.replace",
    "updateVendor": "vendors.update",
    "listPurchaseOrders": "purchase_orders.list",
    "getPurchaseOrder": "purchase_orders.get",
    "updatePurchaseOrder": "purchase_orders.update",
    "closePurchaseOrder": "purchase_orders.close",
    "reopenPurchaseOrder": "purchase_orders.reopen",
    "getBillingHistory": "purchase_orders.billing_history",
    "listOrderItems": "order_items.list",
    "listGlobalOrderItems": "order_items.list_global",
    "listOrders": "requisitions.list",
    "createRequisition": "requisitions.create",
    "listReceiptItems": "receipts.list",
    "createReceiptItem": "receipts.create",
    "listDepartments": "departments.list",
    "createDepartment": "departments.create",
    "updateDepartment": "departments.update",
    "listLocations": "locations.list",
    "getLocation": "locations.get",
    "listAccountCodes": "account_codes.list",
    "createAccountCode": "account_codes.create",
    "updateAccountCode": "account_codes.update",
    "listAccounts": "accounts.list",
    "listCurrencies": "currencies.list",
    "listUsers": "users.list",
    "getCurrentUser": "users.me",
    "listOrderItemCustomFields": "custom_fields.list",
}
"""The method of each operation. Every `list` has a `list_page` beside it. The client asks for tokens itself."""

ARGUMENTS = {
    "page": "page",
    "page_size": "page_size",
    "role": "role",
    "status": "status",
    "id": "key",
    "procurify_PO": "key",
}
"""The arguments that are no filters, by the name of their parameter. Keys are the first argument."""

_INTRODUCTION = """\
# Operations of the Procurify API

Every operation of the API document, and the method of `Procurify` that carries it out; `AsyncProcurify` has the same.
Beside each `list` there is a `list_page` for one page. Operations that the document leaves out (bills, payments, the
catalog, rights) are reached with `Procurify.request`.

Two parameters are no argument of any method. The header `X-Procurify-Client` is always sent. `format` is for answers in
CSV, which `Procurify.request("GET", path, params={"format": "csv"})` gives as bytes; the methods read JSON.

"""


def operations() -> Iterator[tuple[str, str, Mapping[str, Any]]]:
    """Give method, path and description of every operation of the API document."""
    text = (files("procurify_client.testing") / "data" / "procurify-openapi.json").read_text("utf-8")
    for path, methods in json.loads(text)["paths"].items():
        for method, operation in methods.items():
            yield method.upper(), path, operation


def parameters(operation: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Give the parameters of an operation that are arguments of its method, each with the argument's name."""
    target = METHODS[operation["operationId"]]
    filters = _filters(target) if target else {}
    for parameter in operation.get("parameters", []):
        name = parameter["name"] if "name" in parameter else _COMMON[parameter["$ref"].rpartition("/")[2]]
        if name in {"X-Procurify-Client", "format"}:
            continue
        known = filters if parameter.get("in") != "path" else {}
        yield name, known.get(name) or ARGUMENTS[name]


def page() -> str:
    """Give the page: a table of all operations, then the arguments of each list."""
    rows = ["| Operation | Request | Method |", "|---|---|---|"]
    lists = []
    for method, path, operation in operations():
        target = METHODS[operation["operationId"]]
        words = f"`{target}`" if target else "the client itself, before its first call"
        rows.append(f"| {operation['summary']} | `{method} {path}` | {words} |")
        if target and _filters(target):
            lists.append(_arguments(target, operation))
    return _INTRODUCTION + "\n".join(rows) + "\n\n## Arguments of lists\n\n" + "\n".join(lists)


_COMMON = {
    "ClientHeader": "X-Procurify-Client",
    "Format": "format",
    "OrderBy": "order_by",
    "Page": "page",
    "PageSize": "page_size",
    "Search": "search",
}


def _filters(target: str) -> Mapping[str, str]:
    """Give the filters of a list: arguments by the name of their parameter."""
    group, _, method = target.partition(".")
    if not method.startswith("list"):
        return {}
    module = import_module(f"procurify_client.resources.{group}")
    known = next(value for name, value in vars(module).items() if name.endswith("_FILTERS"))
    return {one.wire: name for name, one in known.items()}


def _arguments(target: str, operation: Mapping[str, Any]) -> str:
    rows = [f"| `{name}` | `{argument}` |" for name, argument in parameters(operation)]
    return "\n".join([f"### {target}", "", "| Parameter | Argument |", "|---|---|", *rows, ""])


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8", newline="\n")
