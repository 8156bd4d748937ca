"""The masters of one GP company: vendors, GL accounts and the fiscal calendar, beside its setup and inventory."""

import threading
from datetime import date, timedelta
from typing import Any

from dynamicsgp_sba.testing.clock import Clock
from dynamicsgp_sba.testing.inventory import InventoryTables, item_of
from dynamicsgp_sba.testing.setup import SetupTables
from dynamicsgp_sba.testing.vendors_by_hand import VendorsByHand

__all__ = ["Masters"]

_DECEMBER = 12
_ADDRESS_IDS = ("VADDCDPR", "VADCDPAD", "VADCDTRO", "VADCDSFR")
_ADDRESS = (
    "VNDCNTCT", "ADDRESS1", "ADDRESS2", "ADDRESS3", "CITY", "STATE", "ZIPCODE", "CCode", "COUNTRY", "PHNUMBR1",
    "PHNUMBR2", "PHONE3", "FAXNUMBR", "SHIPMTHD", "TAXSCHID",
)  # fmt: skip


class Masters(VendorsByHand, SetupTables, InventoryTables):
    """What the documents of a company refer to. All rows are in the form of the wire.

    Attributes:
        lock: held while a request is served; hold it yourself for changes that must be seen together.
        accounts: GL00100 by account number, which keeps its case.
        segments, segment_values: SY00300 and GL40200.
        separator: what stands between the segments of an account number.
        years, periods: the fiscal years by year, and their periods.
    """

    def __init__(self, name: str, *, database: str, id: int, clock: Clock) -> None:  # noqa: A002 - what everybody calls it
        super().__init__()
        self.name = name
        self.database = database
        self.id = id
        self.clock = clock
        self.lock = threading.RLock()
        self.accounts: dict[str, dict[str, Any]] = {}
        self.segments: list[dict[str, Any]] = []
        self.segment_values: list[dict[str, Any]] = []
        self.separator = "-"
        self.years: dict[int, dict[str, Any]] = {}
        self.periods: list[dict[str, Any]] = []
        self.add_address(self.main_address)

    def vendor(self, vendor_id: str) -> dict[str, Any] | None:
        """Find a vendor; case and trailing spaces do not count."""
        return self.vendors.get(vendor_id.rstrip(" ").upper())

    def currency_decimals(self, order: dict[str, Any]) -> int:
        """How many decimals an order's amounts may have."""
        row = self.currencies.get(self._currency(order))
        return int(row["DECPLCUR"]) - 1 if row else 2

    def unit_cost_decimals(self, order: dict[str, Any], line: dict[str, Any]) -> int:
        """How many decimals the unit cost of a line may have: by its item, the setup, or a foreign currency."""
        item = item_of(self, line)
        if item is not None:
            return int(item["DECPLCUR"]) - 1
        foreign = self._currency(order) != self.functional_currency.upper()
        return self.currency_decimals(order) if foreign else self.cost_decimals

    def _currency(self, order: dict[str, Any]) -> str:
        vendor = self.vendor(order.get("VENDORID") or "") or {}
        currency: str = order.get("CURNCYID") or vendor.get("CURNCYID") or self.functional_currency
        return currency.upper()

    def add_vendor(self, vendor_id: str, name: str, **columns: Any) -> dict[str, Any]:
        """Add a vendor and the addresses that its card names; further columns by GP's names."""
        row: dict[str, Any] = {
            "VENDORID": vendor_id.upper(), "VENDNAME": name, "VNDCHKNM": name, "VENDSHNM": name[:15].rstrip(),
            "VNDCLSID": "", "VENDSTTS": 1, "HOLD": 0, "VADDCDPR": "PRIMARY", "VADCDPAD": "PRIMARY",
            "VADCDTRO": "PRIMARY", "VADCDSFR": "PRIMARY", "VNDCNTCT": "", "ADDRESS1": "", "ADDRESS2": "",
            "ADDRESS3": "", "CITY": "", "STATE": "", "ZIPCODE": "", "CCode": "", "COUNTRY": "", "PHNUMBR1": "",
            "PHNUMBR2": "", "PHONE3": "", "FAXNUMBR": "", "SHIPMTHD": "", "TAXSCHID": "", "CURNCYID": "",
            "PYMTRMID": "", "PMAPINDX": 1, "PMPRCHIX": 2, "TEN99TYPE": 1, "TXIDNMBR": "", "ACNMVNDR": "",
            "COMMENT1": "", "COMMENT2": "", "USERDEF1": "", "USERDEF2": "", "Workflow_Status": 9,
            "CREATDDT": f"{self.clock.today()}T00:00:00", "MODIFDT": f"{self.clock.today()}T00:00:00",
            "DEX_ROW_TS": self.clock.stamp(),
        } | columns  # fmt: skip
        with self.lock:
            self.vendors[vendor_id.upper()] = row
            for address_id in dict.fromkeys(row[name] for name in _ADDRESS_IDS if row[name]):
                self.add_vendor_address(vendor_id, address_id, **{name: row[name] for name in _ADDRESS})
        return row

    def add_vendor_address(self, vendor_id: str, address_id: str, **columns: Any) -> dict[str, Any]:
        """Add an address of a vendor, or replace it; further columns by GP's names."""
        row = {
            "VENDORID": vendor_id.upper(), "ADRSCODE": address_id.upper(), **dict.fromkeys(_ADDRESS, ""), "UPSZONE": "",
            "DEX_ROW_TS": self.clock.stamp(),
        } | columns  # fmt: skip
        with self.lock:
            self.vendor_addresses[vendor_id.upper(), address_id.upper()] = row
        return row

    def add_account(
        self,
        number: str,
        description: str,
        *,
        active: bool = True,
        allows_entry: bool = True,
        type: int = 1,  # noqa: A002 - what everybody calls it
    ) -> dict[str, Any]:
        """Add a GL account; its segments follow from the account format."""
        parts = number.split(self.separator)
        main = next((row["SGMTNUMB"] for row in self.segments if row["MNSEGIND"]), 1)
        row = {
            "ACTINDX": len(self.accounts) + 1, "ACTNUMST": number,
            **{f"ACTNUMBR_{place}": part for place, part in enumerate(parts, start=1)},
            "MNACSGMT": parts[main - 1], "ACTDESCR": description, "ACCTTYPE": type, "PSTNGTYP": 1, "ACCATNUM": 1,
            "ACTIVE": int(active), "ACCTENTR": int(allows_entry),
        }  # fmt: skip
        with self.lock:
            self.accounts[number] = row
        return row

    def add_segment(self, name: str, length: int, *, main: bool = False) -> None:
        """Add a segment to the account format."""
        row = {"SGMTNUMB": len(self.segments) + 1, "SGMTNAME": name, "LOFSGMNT": length, "MNSEGIND": int(main)}
        with self.lock:
            self.segments.append(row)

    def add_segment_value(self, segment: int, value: str, description: str = "") -> None:
        """Add a value that a segment may have, such as a cost centre."""
        with self.lock:
            self.segment_values.append({"SGMTNUMB": segment, "SGMNTID": value, "DSCRIPTN": description})

    def add_fiscal_year(self, year: int, *, history: bool = False) -> None:
        """Add a year with twelve periods, one a month, all open."""
        with self.lock:
            self.years[year] = {
                "YEAR1": year, "FSTFSCDY": f"{year}-01-01", "LSTFSCDY": f"{year}-12-31", "NUMOFPER": _DECEMBER,
                "HISTORYR": int(history),
            }  # fmt: skip
            for month in range(1, _DECEMBER + 1):
                following = date(year + month // _DECEMBER, month % _DECEMBER + 1, 1)
                self.periods.append({
                    "YEAR1": year, "PERIODID": month, "PERNAME": f"Period {month}",
                    "PERIODDT": f"{year}-{month:02d}-01", "PERDENDT": str(following - timedelta(days=1)),
                    "SERIES": 0, "ODESCTN": "", "FORIGIN": 1, "CLOSED": 0,
                    **{f"PSERIES_{series}": 0 for series in range(1, 7)},
                })  # fmt: skip

    def set_period(self, year: int, period: int, *, purchasing_closed: bool) -> None:
        """Close or open a period for Purchasing.

        Raises:
            KeyError: there is no such period.
        """
        with self.lock:
            found = [row for row in self.periods if (row["YEAR1"], row["PERIODID"]) == (year, period)]
            if not found:
                raise KeyError(f"{self.name} has no period {period} in {year}")
            found[0]["PSERIES_3"] = int(purchasing_closed)
