"""GP's rules for a purchase order, each with GP's error code (file `data/rules.json`).

The fiscal period is not among them: GP does not look at it when an order is entered.
"""

from collections.abc import Iterator
from decimal import Decimal, InvalidOperation, localcontext
from typing import Any

from dynamicsgp_sba.testing.data import load
from dynamicsgp_sba.testing.inventory_rules import check_inventory_line
from dynamicsgp_sba.testing.masters import Masters
from dynamicsgp_sba.testing.refusal import Fault

__all__ = [
    "amount",
    "calculated_tax",
    "check_account",
    "check_line_amounts",
    "check_order",
    "check_shape",
    "check_site",
    "extended_cost",
]

_LENGTHS: dict[str, dict[str, int]] = load("lengths")["tables"]
_AMOUNTS = {"TRDISAMT": "365", "FRTAMNT": "366", "MSCCHAMT": "367", "TAXAMNT": "368"}
_QUANTITIES = {"QTYORDER": "253", "QTYCANCE": "315"}
_DECIMAL_COLUMNS = {*_AMOUNTS, *_QUANTITIES, "UNITCOST", "SUBTOTAL", "XCHGRATE"}
_WHOLE_NUMBERS = {
    "ORD", "LineNumber", "POTYPE", "POSTATUS", "POLNESTA", "NONINVEN", "HOLD", "RequisitionStatus",
    "RequisitionLineStatus", "VENDSTTS", "TEN99TYPE",
}  # fmt: skip
_WHOLE_LIMIT = 2**31
_CONTROLS = {chr(code) for code in range(32)} - set("\t\r\n")
_DIGITS = 60  # so that nothing is rounded on the way to a check
_LARGEST = Decimal(10) ** 14
_ENUMS: dict[str, dict[str, str]] = load("enums")
_TYPES = {int(value) for value in _ENUMS["POTYPE"]}
_STATUSES_OF_NEW_ORDERS = {1, 2, 6}


def amount(row: dict[str, Any], column: str) -> Decimal:
    """Read an amount that has passed the checks; a missing one is zero."""
    return Decimal(str(row.get(column) or "0"))


def extended_cost(line: dict[str, Any], decimals: int) -> Decimal:
    """Unit cost times the quantity that is not canceled, rounded half away from zero as SQL Server does."""
    return _rounded(_exact_cost(line), decimals)


def _exact_cost(line: dict[str, Any]) -> Decimal:
    with localcontext(prec=_DIGITS):
        return amount(line, "UNITCOST") * (amount(line, "QTYORDER") - amount(line, "QTYCANCE"))


def calculated_tax(company: Masters, order: dict[str, Any]) -> Decimal:
    """Give the tax of an order that has its subtotal: the percentage of its schedule, on the subtotal less discount."""
    percent = company.tax_schedules.get(order["TAXSCHID"].upper(), Decimal(0))
    taxable = amount(order, "SUBTOTAL") - amount(order, "TRDISAMT")
    return _rounded(taxable * percent / 100, company.currency_decimals(order))


def _rounded(value: Decimal, decimals: int) -> Decimal:
    with localcontext(prec=_DIGITS):
        return value.quantize(Decimal(1).scaleb(-decimals), rounding="ROUND_HALF_UP")


def check_order(company: Masters, order: dict[str, Any], known: dict[int, dict[str, Any]]) -> tuple[Fault, ...]:
    """Find everything that is wrong with an order's content.

    Args:
        company: the company.
        order: the order as it shall be.
        known: the lines that it has now, by their ORD.
    """
    lines = order.get("Lines") or []
    broken = list(check_shape(order, ("POP10100", "POP10150", "SY03900"), ""))
    if not lines:
        broken.append(Fault("NO_LINES", "Lines", "A purchase order has at least one line."))
    for position, line in enumerate(lines):
        broken += check_shape(line, ("POP10110",), f"Lines[{position}].")
    if broken:
        return tuple(broken)
    faults = [*_header(company, order), *_references(company, order), *_amounts(company, order)]
    for position, line in enumerate(lines):
        where = f"Lines[{position}]."
        before = known.get(line.get("ORD", 0), {})
        found = (*_line(company, order["VENDORID"], line, before), *check_line_amounts(company, order, line))
        faults += (Fault(fault.code, where + fault.field, fault.message) for fault in found)
    sequences = [line.get("ORD") for line in lines]
    if len(set(sequences)) != len(sequences):
        faults.append(Fault("3806", "ORD"))
    return tuple(faults)


def check_shape(row: dict[str, Any], tables: tuple[str, ...], where: str) -> Iterator[Fault]:
    """Check lengths, the character set, and that numbers are numbers which their columns hold."""
    lengths = {name: length for table in tables for name, length in _LENGTHS[table].items()}
    for name, value in row.items():
        fault = None
        if name in lengths:
            fault = _text_fault(name, value, lengths[name])
        elif name in _WHOLE_NUMBERS:
            if type(value) is not int or not -_WHOLE_LIMIT <= value < _WHOLE_LIMIT:
                fault = ("TYPE", f"{name} is not a whole number that its column holds")
        elif name in _DECIMAL_COLUMNS and not _is_number(value):
            fault = ("TYPE", f"{name} is not a number")
        elif name in _DECIMAL_COLUMNS:
            fault = _number_fault(name, Decimal(str(value)))
        if fault is not None:
            yield Fault(fault[0], where + name, fault[1])


def _text_fault(name: str, value: Any, length: int) -> tuple[str, str] | None:
    if not isinstance(value, str):
        return "TYPE", f"{name} is not a text"
    if len(value) > length:
        return "TOO_LONG", f"{name} has {len(value)} characters, {length} fit"
    if value.encode("cp1252", "replace") != value.encode("cp1252", "ignore") or _CONTROLS.intersection(value):
        return "CODE_PAGE", f"{name} holds a letter that the code page lacks, or that XML cannot carry to GP"
    return None


def _number_fault(name: str, value: Decimal) -> tuple[str, str] | None:
    digits, decimals = (12, 7) if name == "XCHGRATE" else (14, 5)
    if abs(value) >= 10**digits:
        return "TOO_LARGE", f"{name} has more than {digits} digits before the point"
    with localcontext(prec=_DIGITS):
        if _too_fine(value, decimals):
            return "TOO_FINE", f"{name} has more than {decimals} decimals"
    return None


def _is_number(value: Any) -> bool:
    try:
        return not isinstance(value, bool) and Decimal(str(value)).is_finite()
    except InvalidOperation:
        return False


def _too_fine(value: Decimal, decimals: int) -> bool:
    return value != value.quantize(Decimal(1).scaleb(-decimals), rounding="ROUND_DOWN")


def _header(company: Masters, order: dict[str, Any]) -> Iterator[Fault]:
    if not order.get("PONUMBER"):
        yield Fault("209", "PONUMBER")
    vendor = company.vendor(order.get("VENDORID", ""))
    if not order.get("VENDORID"):
        yield Fault("209", "VENDORID")
    elif vendor is None:
        yield Fault("490", "VENDORID")
    elif _ENUMS["VENDSTTS"][str(vendor["VENDSTTS"])] == "Inactive":
        yield Fault("5416", "VENDORID")
    if order.get("POTYPE", 1) not in _TYPES:
        yield Fault("491", "POTYPE")
    status = order.get("POSTATUS", 1)
    if status not in _STATUSES_OF_NEW_ORDERS:
        yield Fault("2395", "POSTATUS")
    if any(line.get("POLNESTA", status) != status for line in order["Lines"]):
        yield Fault("1521", "POSTATUS")
    if order.get("HOLD", 0) not in {0, 1}:
        yield Fault("378", "HOLD")


def _references(company: Masters, order: dict[str, Any]) -> Iterator[Fault]:
    tables: tuple[tuple[str, str, Any], ...] = (
        ("CURNCYID", "963", company.currencies),
        ("PYMTRMID", "383", company.payment_terms),
        ("BUYERID", "269", company.buyers),
        ("PRSTADCD", "375", company.addresses),
        ("PRBTADCD", "381", company.addresses),
        ("TAXSCHID", "883", company.tax_schedules),
    )
    for column, code, table in tables:
        value = order.get(column)
        if value and value.upper() not in {known.upper() for known in table}:
            yield Fault(code, column)
    address, vendor = order.get("VADCDPAD"), order.get("VENDORID", "").rstrip(" ")
    if address and (vendor.upper(), address.upper()) not in company.vendor_addresses:
        yield Fault("380", "VADCDPAD")


def _amounts(company: Masters, order: dict[str, Any]) -> Iterator[Fault]:
    decimals = company.currency_decimals(order)
    subtotal = sum((extended_cost(line, decimals) for line in order["Lines"]), Decimal(0))
    for column, negative in _AMOUNTS.items():
        if amount(order, column) < 0:
            yield Fault(negative, column)
    for column in (*_AMOUNTS, "SUBTOTAL"):
        if _too_fine(amount(order, column), decimals):
            yield Fault("6619", column)
    if len(order["Lines"]) > 1 and subtotal >= _LARGEST:
        yield Fault("TOO_LARGE", "SUBTOTAL", "the lines come to more than 14 digits before the point")
    if order.get("SUBTOTAL") is not None and amount(order, "SUBTOTAL") != subtotal:
        yield Fault("370", "SUBTOTAL")
    if amount(order, "TRDISAMT") > subtotal:
        yield Fault("369", "TRDISAMT")


def _line(company: Masters, vendor_id: str, line: dict[str, Any], before: dict[str, Any]) -> Iterator[Fault]:
    item = line.get("ITEMNMBR") or line.get("VNDITNUM") or ""
    free = line.get("NONINVEN", 0)
    if free not in {0, 1}:
        yield Fault("398", "NONINVEN")
    elif not item:
        yield Fault("246" if free else "396", "ITEMNMBR")
    elif free and item.upper() in company.items:
        yield Fault("5466", "ITEMNMBR")
    elif not free:
        yield from check_inventory_line(company, vendor_id, line, before)
    if not line.get("UOFM"):
        yield Fault("1600", "UOFM")
    yield from check_site(company, line.get("LOCNCODE") or "")
    account = line.get("ACTNUMST")
    if account:
        yield from check_account(company, account)
    if line.get("ORD", 0) < 0:
        yield Fault("8136", "ORD")


def check_site(company: Masters, site: str) -> Iterator[Fault]:
    """Check that a line's site is there and active; it may be blank in a company without sites."""
    if not site and company.sites:
        yield Fault("254", "LOCNCODE")
    elif site and site.upper() not in company.sites:
        yield Fault("256", "LOCNCODE")
    elif site and company.sites[site.upper()]["INACTIVE"]:
        yield Fault("11817", "LOCNCODE")


def check_account(company: Masters, number: str) -> Iterator[Fault]:
    """Check that a line's account is there and takes entries."""
    account = company.accounts.get(number)
    if account is None:
        yield Fault("442", "ACTNUMST")
    elif not account["ACTIVE"]:
        yield Fault("ACCOUNT_INACTIVE", "ACTNUMST", f"account {number} is inactive")
    elif not account["ACCTENTR"]:
        yield Fault("ACCOUNT_NO_ENTRY", "ACTNUMST", f"account {number} allows no entry")


def check_line_amounts(company: Masters, order: dict[str, Any], line: dict[str, Any]) -> Iterator[Fault]:
    """Check a line's quantities and its unit cost, by the decimals of setup, currency and item."""
    for column, negative in _QUANTITIES.items():
        if amount(line, column) < 0:
            yield Fault(negative, column)
        if _too_fine(amount(line, column), company.quantity_decimals):
            yield Fault("8504", column)
    if amount(line, "QTYCANCE") > amount(line, "QTYORDER"):
        yield Fault("323", "QTYCANCE")
    if amount(line, "UNITCOST") < 0:
        yield Fault("395", "UNITCOST")
    if abs(_exact_cost(line)) >= _LARGEST:
        yield Fault("TOO_LARGE", "EXTDCOST", "the line's cost has more than 14 digits before the point")
    if _too_fine(amount(line, "UNITCOST"), company.unit_cost_decimals(order, line)):
        yield Fault("6621", "UNITCOST")
