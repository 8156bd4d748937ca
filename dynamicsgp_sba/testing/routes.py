"""From a method, an address and a body to an answer, without any network."""

import json
import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, unquote, urlsplit

import attrs

from dynamicsgp_sba.testing.clock import parse_stamp
from dynamicsgp_sba.testing.company import GPCompany
from dynamicsgp_sba.testing.data import load
from dynamicsgp_sba.testing.purchasing import (
    create_requisition,
    delete_requisition,
    list_requisitions,
    read_requisition,
    update_requisition,
)
from dynamicsgp_sba.testing.refusal import Fault, RefusalError
from dynamicsgp_sba.testing.vendors import write_address, write_vendor

if TYPE_CHECKING:
    from dynamicsgp_sba.testing.server import GPServer

__all__ = ["Address", "answer", "parse"]

_ADDRESS = re.compile(
    r"/GPService/Tenants\((?P<tenant>[^()/]*)\)/"
    r"(?:Companies\((?P<company>[^()/]+)\)/)?(?P<service>[^()]+)(?:\((?P<key>[^()]*)\))?",
    re.IGNORECASE,
)
_DISCOVERY = (
    "<html><head><title>Discovery</title></head><body><h1>Dictionaries</h1><ul><li>Dynamics</li></ul>"
    "<h1>Object libraries</h1><ul><li>Microsoft.Dynamics.GP.BusinessObjects</li></ul></body></html>"
)
_REQUISITIONS = "Purchasing/Requisitions/Transactions"
_LENGTHS: dict[str, dict[str, int]] = load("lengths")["tables"]
_PADDED = {name: length for table in _LENGTHS.values() for name, length in table.items()}


@attrs.frozen
class Address:
    """The parts of an address, decoded.

    Args:
        tenant: the tenant.
        company: the company's display name, or None.
        service: product, series and resource, or `help`, or `Companies`.
        keys: the parts of the key.
        query: parameters.
    """

    tenant: str
    company: str | None
    service: str
    keys: tuple[str, ...]
    query: dict[str, str]


def parse(target: str) -> Address | None:
    """Read a request's target; None if it does not follow the grammar."""
    parts = urlsplit(target)
    match = _ADDRESS.fullmatch(parts.path)
    if match is None:
        return None
    company, key = match["company"], match["key"]
    return Address(
        tenant=unquote(match["tenant"]),
        company=None if company is None else unquote(company),
        service=unquote(match["service"]),
        keys=tuple(unquote(part) for part in key.split(";")) if key else (),
        query={name: values[0] for name, values in parse_qs(parts.query).items()},
    )


def answer(server: "GPServer", method: str, address: Address, action: str | None, body: bytes) -> tuple[int, Any]:
    """Serve a request: the status and the payload.

    Raises:
        RefusalError: it is not carried out.
        LookupError: nothing answers at the address.
    """
    if address.tenant != server.tenant:
        raise LookupError(address.tenant)
    if address.company is None:
        return _of_tenant(server, method, address)
    company = server.companies[address.company.casefold()]
    prefix = f"{server.product}/" if server.product else ""
    if not address.service.startswith(prefix):
        raise LookupError(address.service)
    service = address.service.removeprefix(prefix)
    with company.lock:
        if service in server.not_served:
            raise LookupError(service)
        if service == "Purchasing/PurchaseOrders":
            return _purchase_orders(company, method, address, action, body)
        if method != "GET":
            return _written(company, method, service, address.keys, body)
        content = _since(_SERVICES[service](company, address.keys), address.query.get("changedSince"))
        return 200, _padded(content) if server.pads else content


def _of_tenant(server: "GPServer", method: str, address: Address) -> tuple[int, Any]:
    if method != "GET":
        raise RefusalError(405, message="This can only be read.")
    if address.service == "help":
        return 200, _DISCOVERY
    if address.service == "Companies":
        return 200, [
            {"CMPANYID": company.id, "INTERID": company.database, "CMPNYNAM": company.name}
            for company in server.companies.values()
        ]
    raise LookupError(address.service)


def _purchase_orders(
    company: GPCompany, method: str, address: Address, action: str | None, body: bytes
) -> tuple[int, Any]:
    book = company.orders
    number = address.keys[0] if address.keys else None
    if method == "GET":
        if number is not None:
            return 200, book.read(number)
        return 200, book.select(address.query.get("marker"), address.query.get("changedSince"))
    content = _content(body)
    if method == "POST" and number is None:
        return 201, book.create(content)
    if method == "POST" and number is not None and action == "VOID":
        return 200, book.void(number, content)
    if method == "PATCH" and number is not None:
        return 200, book.update(number, content)
    raise RefusalError(405, message=f"{method} with the action {action} is not known here.")


def _written(
    company: GPCompany, method: str, service: str, keys: tuple[str, ...], body: bytes
) -> tuple[int, dict[str, Any] | None]:
    """Write by one of Microsoft's services."""
    write = _WRITERS.get((service, method))
    if write is None or bool(keys) is (method == "POST"):
        raise RefusalError(405, message=f"{method} is not possible here for {service}.")
    content = {} if method == "DELETE" else _content(body)
    return 201 if method == "POST" else 200, write(company, keys, content)


def _content(body: bytes) -> dict[str, Any]:
    try:
        content = json.loads(body)
    except ValueError:
        content = None
    record: dict[str, Any] = content if isinstance(content, dict) else {}
    lines = record.get("Lines") or []
    if (
        not isinstance(content, dict)
        or not isinstance(lines, list)
        or not all(isinstance(line, dict) for line in lines)
    ):
        raise RefusalError(400, Fault("BODY", "", "The body is not a record in JSON."))
    if any(type(line.get("ORD", 0)) is not int for line in lines):
        raise RefusalError(400, Fault("TYPE", "ORD", "ORD is not a whole number"))
    return record


def _rows(rows: dict[str, dict[str, Any]], keys: tuple[str, ...], what: str) -> Any:
    if not keys:
        return list(rows.values())
    wanted = keys[0].rstrip(" ").upper()
    found = next((row for key, row in rows.items() if key.upper() == wanted), None)
    if found is None:
        raise RefusalError(404, message=f"{what} {keys[0]} does not exist.")
    return found


def _since(content: Any, instant: str | None) -> Any:
    """Narrow a list to the rows that were changed at an instant or later; rows without a stamp stay."""
    if instant is None or not isinstance(content, list):
        return content
    since = parse_stamp(instant)
    return [row for row in content if "DEX_ROW_TS" not in row or parse_stamp(row["DEX_ROW_TS"]) >= since]


def _rows_under(
    rows: dict[tuple[str, str], dict[str, Any]], of: dict[str, dict[str, Any]], keys: tuple[str, ...], what: str
) -> Any:
    """Give all rows, those under the first part of their key, or the one with both parts."""
    if not keys:
        return list(rows.values())
    wanted = tuple(key.rstrip(" ").upper() for key in keys)
    if wanted in rows:
        return rows[wanted]
    if len(wanted) > 1 or wanted[0] not in of:
        raise RefusalError(404, message=f"{what} {' '.join(keys)} does not exist.")
    return [row for (first, _), row in rows.items() if first == wanted[0]]


_WRITERS: dict[tuple[str, str], Callable[[GPCompany, tuple[str, ...], dict[str, Any]], dict[str, Any] | None]] = {
    ("Purchasing/Vendors", "POST"): lambda company, _, body: write_vendor(company, None, body),
    ("Purchasing/Vendors", "PATCH"): lambda company, keys, body: write_vendor(company, keys[0], body),
    ("Purchasing/VendorAddresses", "POST"): write_address,
    ("Purchasing/VendorAddresses", "PATCH"): write_address,
    (_REQUISITIONS, "POST"): lambda company, _, body: create_requisition(company, body),
    (_REQUISITIONS, "PATCH"): lambda company, keys, body: update_requisition(company, keys[0], body),
    (_REQUISITIONS, "DELETE"): lambda company, keys, _: delete_requisition(company, keys[0]),
}

_SERVICES: dict[str, Callable[[GPCompany, tuple[str, ...]], Any]] = {
    "Purchasing/Vendors": lambda company, keys: _rows(company.vendors, keys, "Vendor"),
    "Purchasing/VendorAddresses": lambda company, keys: _rows_under(
        company.vendor_addresses, company.vendors, keys, "Vendor address"
    ),
    "Purchasing/VendorClasses": lambda company, keys: _rows(company.vendor_classes, keys, "Vendor class"),
    "Administration/PaymentTerms": lambda company, keys: _rows(company.payment_terms, keys, "Payment terms"),
    "Purchasing/Payables/Transactions": lambda company, keys: _rows_under(
        company.payables_transactions, {}, keys, "Payables transaction"
    ),
    _REQUISITIONS: lambda company, keys: read_requisition(company, keys[0]) if keys else list_requisitions(company),
    "Administration/Countries": lambda company, keys: _rows(company.countries, keys, "Country"),
    "Administration/Currencies": lambda company, keys: _rows(company.currencies, keys, "Currency"),
    "Administration/ShippingMethods": lambda company, keys: _rows(company.shipping_methods, keys, "Shipping method"),
    "Administration/CompanyAddresses": lambda company, keys: _rows(company.addresses, keys, "Company address"),
    "Purchasing/Buyers": lambda company, keys: _rows(company.buyers, keys, "Buyer"),
    "System/CompanySetup": lambda company, _: company.setup_row(),
    "Inventory/Items": lambda company, keys: _rows(company.items, keys, "Item"),
    "Inventory/ItemSites": lambda company, keys: _rows_under(company.item_sites, company.items, keys, "Item site"),
    "Inventory/ItemVendors": lambda company, keys: _rows_under(
        company.item_vendors, company.items, keys, "Item vendor"
    ),
    "Inventory/UnitsOfMeasure": lambda company, keys: _rows(company.units_of_measure, keys, "Unit of measure schedule"),
    "Inventory/Sites": lambda company, keys: _rows(company.sites, keys, "Site"),
    "Financials/Accounts": lambda company, keys: _rows(company.accounts, keys, "Account"),
    "Financials/AccountSegments": lambda company, _: {
        "segments": company.segments,
        "separator": company.separator,
        "values": company.segment_values,
    },
    "Financials/FiscalPeriods": lambda company, _: {
        "years": list(company.years.values()),
        "periods": company.periods,
    },
}


def _padded(payload: Any) -> Any:
    """Fill text columns with spaces to their length, as GP's char columns are."""
    if isinstance(payload, dict):
        return {name: _padded_member(name, value) for name, value in payload.items()}
    return [_padded(row) for row in payload] if isinstance(payload, list) else payload


def _padded_member(name: str, value: Any) -> Any:
    if isinstance(value, str):
        return value.ljust(_PADDED.get(name, 0)) if value else value
    return _padded(value)
