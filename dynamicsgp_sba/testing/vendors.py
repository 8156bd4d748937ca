"""Writing vendors and their addresses, by the rules of GP's eConnect procedures."""

from collections.abc import Iterator
from typing import Any

from dynamicsgp_sba.testing.masters import Masters
from dynamicsgp_sba.testing.refusal import Fault, RefusalError
from dynamicsgp_sba.testing.rules import check_shape

__all__ = ["write_address", "write_vendor"]

_STATUSES = {1, 2, 3}
_NOT_IN_APPROVAL = {1, 9}
_ADDRESS_IDS = ("VADDCDPR", "VADCDPAD", "VADCDTRO", "VADCDSFR")
_OF_PRIMARY_ADDRESS = (
    "VNDCNTCT", "ADDRESS1", "ADDRESS2", "ADDRESS3", "CITY", "STATE", "ZIPCODE", "CCode", "COUNTRY", "PHNUMBR1",
    "PHNUMBR2", "PHONE3", "FAXNUMBR", "SHIPMTHD", "TAXSCHID",
)  # fmt: skip


def write_vendor(company: Masters, vendor_id: str | None, body: dict[str, Any]) -> dict[str, Any]:
    """Create a vendor, or change it, also where a create comes for one that exists: that is GP's default.

    Args:
        company: the company.
        vendor_id: the vendor to change, or None for a create.
        body: its columns.
    """
    key = _key(vendor_id or str(body.get("VENDORID") or ""))
    stored = company.vendors.get(key)
    if vendor_id is not None and stored is None:
        raise RefusalError(404, message=f"Vendor {vendor_id} does not exist.")
    _check_lock(company, key)
    if faults := tuple(check_shape(body, ("PM00200",), "")) or tuple(_vendor_faults(company, key, body, stored)):
        raise RefusalError(400, *faults)
    columns = {name: value for name, value in body.items() if name not in {"VENDORID", "VENDNAME"}}
    if stored is None:
        blank = dict.fromkeys(_ADDRESS_IDS, "") if not body.get("VADDCDPR") else {}
        return company.add_vendor(key, body["VENDNAME"], **blank | columns)
    stored |= {name: value for name, value in body.items() if name != "VENDORID"}
    stored |= {"DEX_ROW_TS": company.clock.stamp(), "MODIFDT": f"{company.clock.today()}T00:00:00"}
    _keep_addresses(company, key, stored, body)
    return stored


def write_address(company: Masters, key: tuple[str, ...], body: dict[str, Any]) -> dict[str, Any]:
    """Create an address of a vendor, or change it, also where a create comes for one that exists.

    Args:
        company: the company.
        key: the vendor and the address to change, or nothing for a create.
        body: its columns.
    """
    vendor_id, address_id = key or (str(body.get("VENDORID") or ""), str(body.get("ADRSCODE") or ""))
    stored = company.vendor_addresses.get((_key(vendor_id), _key(address_id)), {})
    if key and not stored:
        raise RefusalError(404, message=f"Vendor address {vendor_id} {address_id} does not exist.")
    _check_lock(company, _key(vendor_id))
    faults = tuple(check_shape(body, ("PM00300",), "")) or tuple(
        _address_faults(company, vendor_id, address_id, body, exists=bool(stored))
    )
    if faults:
        raise RefusalError(400, *faults)
    columns = {name: value for name, value in (stored | body).items() if name not in {"VENDORID", "ADRSCODE"}}
    columns["DEX_ROW_TS"] = company.clock.stamp()
    return company.add_vendor_address(_key(vendor_id), _key(address_id), **columns)


def _check_lock(company: Masters, vendor_id: str) -> None:
    if vendor_id in company.locked_vendors:
        raise RefusalError(423, message=f"Vendor {vendor_id} is being edited by another user.")


def _keep_addresses(company: Masters, vendor_id: str, stored: dict[str, Any], body: dict[str, Any]) -> None:
    """Carry the vendor's address over to its primary one, and make addresses that do not exist yet."""
    given = {name: body[name] for name in _OF_PRIMARY_ADDRESS if name in body}
    for name in _ADDRESS_IDS:
        address_id = stored[name]
        old = company.vendor_addresses.get((vendor_id, address_id.upper()))
        new = given if name == "VADDCDPR" else {}
        if address_id and old is None:
            company.add_vendor_address(vendor_id, address_id, **new)
        elif old is not None and new:
            old |= new | {"DEX_ROW_TS": company.clock.stamp()}


def _vendor_faults(
    company: Masters, vendor_id: str, body: dict[str, Any], stored: dict[str, Any] | None
) -> Iterator[Fault]:
    if not vendor_id:
        yield Fault("933", "VENDORID")
    if stored is None and not body.get("VENDNAME"):
        yield Fault("7851", "VENDNAME")
    if stored is not None and body.get("VENDNAME") == "":
        yield Fault("7852", "VENDNAME")
    if stored is not None and stored["Workflow_Status"] != 9:
        yield Fault("12011", "VENDORID")
    if body.get("VENDSTTS", 1) not in _STATUSES:
        yield Fault("1662", "VENDSTTS")
    if body.get("HOLD", 0) not in {0, 1}:
        yield Fault("1661", "HOLD")
    if body.get("TEN99TYPE", 1) not in range(1, 6):
        yield Fault("3396", "TEN99TYPE")
    primary = body.get("VADDCDPR") or (stored or {}).get("VADDCDPR")
    if not primary and any(body.get(name) for name in _OF_PRIMARY_ADDRESS):
        yield Fault("7850", "VADDCDPR")
    yield from _references(body, {
        "VNDCLSID": ("233", company.vendor_classes), "PYMTRMID": ("497", company.payment_terms),
        "CURNCYID": ("9238", company.currencies), "TAXSCHID": ("9159", company.tax_schedules),
        "CCode": ("6303", company.countries),
    })  # fmt: skip


def _address_faults(
    company: Masters, vendor_id: str, address_id: str, body: dict[str, Any], *, exists: bool
) -> Iterator[Fault]:
    vendor = company.vendor(vendor_id)
    if not vendor_id:
        yield Fault("900", "VENDORID")
    elif vendor is None:
        yield Fault("906", "VENDORID")
    elif vendor["Workflow_Status"] not in _NOT_IN_APPROVAL:
        yield Fault("12009" if exists else "12015", "VENDORID")
    if not address_id:
        yield Fault("903", "ADRSCODE")
    yield from _references(body, {"TAXSCHID": ("904", company.tax_schedules), "CCode": ("6301", company.countries)})


def _references(body: dict[str, Any], tables: dict[str, tuple[str, dict[str, Any]]]) -> Iterator[Fault]:
    for column, (code, table) in tables.items():
        if body.get(column) and body[column].upper() not in {known.upper() for known in table}:
            yield Fault(code, column)


def _key(text: str) -> str:
    return text.rstrip(" ").upper()
