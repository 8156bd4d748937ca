"""The state of one GP company."""

import threading
from datetime import date, timedelta
from typing import Any

from dynamicsgp_sba.testing.by_hand import OrdersByHand
from dynamicsgp_sba.testing.clock import Clock
from dynamicsgp_sba.testing.orders import PurchaseOrderBook

__all__ = ["GPCompany"]

_DECEMBER = 12


class GPCompany(OrdersByHand):
    """A company in memory. All rows are in the form of the wire, keyed by their ID in upper case.

    Attributes:
        lock: held while a request is served; hold it yourself for changes that must be seen together.
        vendors, accounts, sites, currencies, payment_terms, vendor_classes, segments, segment_values, years, periods:
            the rows that the services answer with. Payment terms and accounts keep the case of their keys.
        orders: the purchase orders.
        functional_currency: what an order takes when neither it nor its vendor names a currency.
        quantity_decimals: how many decimals a quantity may have.
        new_workflow_status: what a new order gets: 9 without an approval workflow, 1 with one.
    """

    def __init__(
        self,
        name: str,
        *,
        database: str,
        id: int,  # noqa: A002 - what everybody calls it
        clock: Clock,
        refuses_existing: bool,
        reads_history: bool,
    ) -> None:
        self.name = name
        self.database = database
        self.id = id
        self.clock = clock
        self.lock = threading.RLock()
        self.vendors: dict[str, dict[str, Any]] = {}
        self.accounts: dict[str, dict[str, Any]] = {}
        self.sites: dict[str, dict[str, Any]] = {}
        self.currencies: dict[str, dict[str, Any]] = {}
        self.payment_terms: dict[str, dict[str, Any]] = {}
        self.vendor_classes: dict[str, dict[str, Any]] = {}
        self.segments: list[dict[str, Any]] = []
        self.segment_values: list[dict[str, Any]] = []
        self.separator = "-"
        self.years: dict[int, dict[str, Any]] = {}
        self.periods: list[dict[str, Any]] = []
        self.items: set[str] = set()
        self.buyers: set[str] = set()
        self.addresses: set[str] = {"PRIMARY"}
        self.shipping_methods: set[str] = set()
        self.main_address = "PRIMARY"
        self.functional_currency = "Z-US$"
        self.quantity_decimals = 2
        self.new_workflow_status = 9
        self.orders = PurchaseOrderBook(self, refuses_existing=refuses_existing, reads_history=reads_history)

    @property
    def purchase_orders(self) -> dict[str, dict[str, Any]]:
        """The purchase orders in work by number."""
        return self.orders.work

    @property
    def purchase_order_history(self) -> dict[str, dict[str, Any]]:
        """The purchase orders in history by number."""
        return self.orders.history

    def vendor(self, vendor_id: str) -> dict[str, Any] | None:
        """Find a vendor; case and trailing spaces do not count."""
        return self.vendors.get(vendor_id.rstrip(" ").upper())

    def vendor_addresses(self, vendor_id: str) -> set[str]:
        """The address IDs of a vendor, as far as its card names them."""
        vendor = self.vendor(vendor_id) or {}
        return {vendor[name] for name in ("VADDCDPR", "VADCDPAD", "VADCDTRO", "VADCDSFR") if name in vendor}

    def currency_decimals(self, order: dict[str, Any]) -> int:
        """How many decimals an order's amounts may have."""
        vendor = self.vendor(order.get("VENDORID") or "") or {}
        currency = order.get("CURNCYID") or vendor.get("CURNCYID") or self.functional_currency
        row = self.currencies.get(currency.upper())
        return int(row["DECPLCUR"]) - 1 if row else 2

    def net_days(self, terms: str) -> int | None:
        """The days until payment is due, for terms that count net days."""
        row = self.payment_terms.get(terms)
        return int(row["DUEDTDS"]) if row and row["DUETYPE"] == 1 else None

    def add_vendor(self, vendor_id: str, name: str, **columns: Any) -> dict[str, Any]:
        """Add a vendor; further columns by GP's names."""
        row = {
            "VENDORID": vendor_id.upper(), "VENDNAME": name, "VNDCHKNM": name, "VENDSHNM": name[:15].rstrip(),
            "VNDCLSID": "", "VENDSTTS": 1, "HOLD": 0, "VADDCDPR": "PRIMARY", "VADCDPAD": "PRIMARY",
            "VADCDTRO": "PRIMARY", "VADCDSFR": "PRIMARY", "VNDCNTCT": "", "ADDRESS1": "", "ADDRESS2": "",
            "ADDRESS3": "", "CITY": "", "STATE": "", "ZIPCODE": "", "CCode": "", "COUNTRY": "", "PHNUMBR1": "",
            "PHNUMBR2": "", "PHONE3": "", "FAXNUMBR": "", "SHIPMTHD": "", "TAXSCHID": "", "CURNCYID": "",
            "PYMTRMID": "", "TEN99TYPE": 1, "TXIDNMBR": "", "ACNMVNDR": "", "COMMENT1": "", "COMMENT2": "",
            "USERDEF1": "", "USERDEF2": "", "Workflow_Status": 9, "CREATDDT": f"{self.clock.today()}T00:00:00",
            "MODIFDT": f"{self.clock.today()}T00:00:00", "DEX_ROW_TS": self.clock.stamp(),
        } | columns  # fmt: skip
        with self.lock:
            self.vendors[vendor_id.upper()] = row
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

    def add_site(self, site_id: str, description: str = "", *, inactive: bool = False) -> None:
        """Add a site."""
        with self.lock:
            self.sites[site_id.upper()] = {
                "LOCNCODE": site_id.upper(), "LOCNDSCR": description, "ADDRESS1": "", "CITY": "", "STATE": "",
                "ZIPCODE": "", "INACTIVE": int(inactive),
            }  # fmt: skip

    def add_currency(self, currency_id: str, iso_code: str, description: str = "", *, decimals: int = 2) -> None:
        """Add a currency."""
        row = {
            "CURNCYID": currency_id,
            "CURRNIDX": 1007 + len(self.currencies),
            "CRNCYDSC": description,
            "ISOCURRC": iso_code,
        }
        with self.lock:
            self.currencies[currency_id.upper()] = row | {"DECPLCUR": decimals + 1}

    def add_payment_terms(self, terms_id: str, *, days: int = 30, **columns: Any) -> None:
        """Add payment terms that count net days; further columns by GP's names."""
        row = {
            "PYMTRMID": terms_id, "DUETYPE": 1, "DUEDTDS": days, "DISCTYPE": 1, "DISCDTDS": 0, "DSCLCTYP": 1,
            "DSCPCTAM": 0,
        }  # fmt: skip
        with self.lock:
            self.payment_terms[terms_id] = row | columns

    def add_vendor_class(self, class_id: str, description: str = "") -> None:
        """Add a vendor class."""
        with self.lock:
            self.vendor_classes[class_id.upper()] = {"VNDCLSID": class_id.upper(), "VNDCLDSC": description}
