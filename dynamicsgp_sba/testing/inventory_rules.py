"""GP's rules for order lines of inventory items, each with GP's error code."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from dynamicsgp_sba.testing.data import load
from dynamicsgp_sba.testing.inventory import item_of
from dynamicsgp_sba.testing.masters import Masters
from dynamicsgp_sba.testing.refusal import Fault

__all__ = ["check_inventory_line"]

_TYPES: dict[str, str] = load("enums")["ITEMTYPE"]
_NOT_ORDERED = {"Discontinued", "Kit"}


def check_inventory_line(
    company: Masters, vendor_id: str, line: dict[str, Any], before: dict[str, Any]
) -> Iterator[Fault]:
    """Find what stands against a line of an inventory item, beside what is checked on every line.

    Args:
        company: the company.
        vendor_id: the order's vendor.
        line: the line as it shall be.
        before: the line as it is, empty if it is new.
    """
    item = item_of(company, line)
    if item is None:
        yield Fault("304", "ITEMNMBR")
        return
    number = item["ITEMNMBR"]
    if _TYPES[str(item["ITEMTYPE"])] in _NOT_ORDERED:
        yield Fault("9338", "ITEMNMBR")
    if item["INACTIVE"] and not before:
        yield Fault("11751", "ITEMNMBR")
    elif item["INACTIVE"] and Decimal(str(line.get("QTYORDER") or 0)) != Decimal(before["QTYORDER"]):
        yield Fault("11750", "QTYORDER")
    offered = company.item_vendors.get((number, vendor_id.upper()))
    if offered is None:
        yield Fault("397", "ITEMNMBR")
    elif not offered["VNDITNUM"]:
        yield Fault("9002", "VNDITNUM")
    yield from _site(company, number, line.get("LOCNCODE") or "")
    if line.get("UOFM") and company.unit(item, line["UOFM"]) is None:
        yield Fault("4599", "UOFM")


def _site(company: Masters, item: str, site: str) -> Iterator[Fault]:
    if site.upper() not in company.sites:
        return  # said by the check of every line
    assigned = company.item_sites.get((item, site.upper()))
    if assigned is None:
        yield Fault("261", "LOCNCODE")
    elif assigned["INACTIVE"]:
        yield Fault("11818", "LOCNCODE")
