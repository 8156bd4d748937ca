"""The inventory of one GP company."""

import threading
from decimal import Decimal
from typing import Any

__all__ = ["InventoryTables", "item_of"]


class InventoryTables:
    """Items and what belongs to them. All rows are in the form of the wire, keyed by their IDs in upper case.

    Attributes:
        items: IV00101 by item.
        item_vendors: IV00103 by item and vendor.
        item_sites: IV00102 by item and site.
        units_of_measure: IV40201 with the lines of IV40202, by schedule.
    """

    lock: threading.RLock

    def __init__(self) -> None:
        super().__init__()
        self.items: dict[str, dict[str, Any]] = {}
        self.item_vendors: dict[tuple[str, str], dict[str, Any]] = {}
        self.item_sites: dict[tuple[str, str], dict[str, Any]] = {}
        self.units_of_measure: dict[str, dict[str, Any]] = {}

    def add_units_of_measure(self, schedule: str, description: str = "", *, base: str, **multiples: str) -> None:
        """Add a unit of measure schedule.

        Args:
            schedule: its ID.
            description: what it is called.
            base: its base unit, such as `Each`.
            multiples: how many base units further units have, such as `Box="12"`.
        """
        units = {base: "1", **multiples}
        row = {"UOMSCHDL": schedule.upper(), "UMSCHDSC": description, "BASEUOFM": base, "UMDPQTYS": 3}
        row["Lines"] = [
            {
                "UOFM": unit, "SEQNUMBR": position * 16384, "EQUIVUOM": base,
                "EQUOMQTY": f"{Decimal(quantity):.5f}", "QTYBSUOM": f"{Decimal(quantity):.5f}",
            }
            for position, (unit, quantity) in enumerate(units.items(), start=1)
        ]  # fmt: skip
        with self.lock:
            self.units_of_measure[schedule.upper()] = row

    def add_item(
        self,
        number: str,
        description: str,
        *,
        schedule: str,
        type: int = 1,  # noqa: A002 - what everybody calls it
        inactive: bool = False,
        quantity_decimals: int = 0,
        cost_decimals: int = 2,
        **columns: Any,
    ) -> None:
        """Add an item to the item master; further columns by GP's names."""
        base = self.units_of_measure[schedule.upper()]["BASEUOFM"]
        row = {
            "ITEMNMBR": number.upper(), "ITEMDESC": description, "ITEMTYPE": type, "ITMCLSCD": "",
            "UOMSCHDL": schedule.upper(), "PRCHSUOM": base, "LOCNCODE": "", "INACTIVE": int(inactive),
            "DECPLQTY": quantity_decimals + 1, "DECPLCUR": cost_decimals + 1, "IVIVINDX": 0, "CURRCOST": "0.00000",
            "STNDCOST": "0.00000",
        }  # fmt: skip
        with self.lock:
            self.items[number.upper()] = row | columns

    def add_item_vendor(self, number: str, vendor_id: str, vendor_item_number: str = "", **columns: Any) -> None:
        """Let a vendor sell an item, by default under the item's own number; further columns by GP's names."""
        row = {
            "ITEMNMBR": number.upper(), "VENDORID": vendor_id.upper(), "VNDITNUM": vendor_item_number or number,
            "VNDITDSC": "", "PRCHSUOM": "", "MINORQTY": "0.00000", "MAXORDQTY": "0.00000",
            "ORDERMULTIPLE": "1.00000", "Last_Originating_Cost": "0.00000", "Last_Currency_ID": "",
        }  # fmt: skip
        with self.lock:
            self.item_vendors[number.upper(), vendor_id.upper()] = row | columns

    def add_item_site(self, number: str, site_id: str, *, inactive: bool = False) -> None:
        """Assign an item to a site."""
        row = {"ITEMNMBR": number.upper(), "LOCNCODE": site_id.upper(), "RCRDTYPE": 2, "INACTIVE": int(inactive)}
        with self.lock:
            self.item_sites[number.upper(), site_id.upper()] = row

    def unit(self, item: dict[str, Any], unit: str) -> dict[str, Any] | None:
        """Find a unit in an item's schedule; case does not count."""
        schedule = self.units_of_measure[item["UOMSCHDL"]]
        return next((row for row in schedule["Lines"] if row["UOFM"].casefold() == unit.casefold()), None)


def item_of(company: InventoryTables, line: dict[str, Any]) -> dict[str, Any] | None:
    """Give the item of an inventory line; None for free text, and for an item that does not exist."""
    number = line.get("ITEMNMBR") or line.get("VNDITNUM") or ""
    return None if line.get("NONINVEN", 0) else company.items.get(number.upper())
