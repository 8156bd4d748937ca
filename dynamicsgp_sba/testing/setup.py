"""The setup of one GP company: the small tables that documents refer to, and the options that decide about them."""

import threading
from decimal import Decimal
from typing import Any

__all__ = ["SetupTables"]


class SetupTables:
    """The setup of a company. All rows are in the form of the wire, keyed by their ID in upper case.

    Attributes:
        payment_terms: SY03300; these keep the case of their keys.
        countries: VAT10001.
        currencies: MC40200.
        sites: IV40700.
        vendor_classes: PM00100.
        shipping_methods: SY03000.
        addresses: SY00600, the addresses of the company itself.
        buyers: POP00101.
        tax_schedules: the percentage of each tax schedule.
        collation: the collation of the company's database.
        code_page: the code page of its texts.
        functional_currency: what an order takes when neither it nor its vendor names a currency.
        main_address: the company's address that orders are shipped and billed to by default.
        purchase_tax_schedule: the schedule of an order that names none; empty for none.
        quantity_decimals: how many decimals a quantity may have.
        cost_decimals: how many decimals a unit cost in the functional currency may have.
        keeps_history: whether orders go to history.
        commitments: whether PO commitments are on; None does not tell.
        encumbrance: whether encumbrance is on; None does not tell.
        new_workflow_status: what a new order gets: 9 without an approval workflow, 1 with one.
    """

    lock: threading.RLock

    def __init__(self) -> None:
        super().__init__()
        self.payment_terms: dict[str, dict[str, Any]] = {}
        self.countries: dict[str, dict[str, Any]] = {}
        self.currencies: dict[str, dict[str, Any]] = {}
        self.sites: dict[str, dict[str, Any]] = {}
        self.vendor_classes: dict[str, dict[str, Any]] = {}
        self.shipping_methods: dict[str, dict[str, Any]] = {}
        self.addresses: dict[str, dict[str, Any]] = {}
        self.buyers: dict[str, dict[str, Any]] = {}
        self.tax_schedules: dict[str, Decimal] = {}
        self.collation = "SQL_Latin1_General_CP1_CI_AS"
        self.code_page = 1252
        self.functional_currency = "Z-US$"
        self.main_address = "PRIMARY"
        self.purchase_tax_schedule = ""
        self.quantity_decimals = 2
        self.cost_decimals = 2
        self.keeps_history = True
        self.commitments: bool | None = False
        self.encumbrance: bool | None = False
        self.new_workflow_status = 9

    def net_days(self, terms: str) -> int | None:
        """The days until payment is due, for terms that count net days."""
        row = self.payment_terms.get(terms)
        return int(row["DUEDTDS"]) if row and row["DUETYPE"] == 1 else None

    def setup_row(self) -> dict[str, Any]:
        """The setup as the companion service answers with it."""
        row = {
            "Collation": self.collation, "CodePage": self.code_page, "FUNLCURR": self.functional_currency,
            "LOCATNID": self.main_address, "COPTXSCH": self.purchase_tax_schedule,
            "DECPLQTY": self.quantity_decimals + 1, "DECPLCUR": self.cost_decimals + 1,
            "POHIST": int(self.keeps_history), "PurchaseOrderCommitments": self.commitments,
            "Encumbrance": self.encumbrance,
        }  # fmt: skip
        return {name: value for name, value in row.items() if value is not None}

    def add_payment_terms(self, terms_id: str, *, days: int = 30, **columns: Any) -> None:
        """Add payment terms that count net days; further columns by GP's names."""
        row = {
            "PYMTRMID": terms_id, "DUETYPE": 1, "DUEDTDS": days, "DISCTYPE": 1, "DISCDTDS": 0, "DSCLCTYP": 1,
            "DSCPCTAM": 0,
        }  # fmt: skip
        with self.lock:
            self.payment_terms[terms_id] = row | columns

    def add_country(self, code: str, name: str = "") -> None:
        """Add a country."""
        with self.lock:
            self.countries[code.upper()] = {"CCode": code.upper(), "CCodeDesc": name}

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

    def add_site(self, site_id: str, description: str = "", *, inactive: bool = False) -> None:
        """Add a site."""
        with self.lock:
            self.sites[site_id.upper()] = {
                "LOCNCODE": site_id.upper(), "LOCNDSCR": description, "ADDRESS1": "", "CITY": "", "STATE": "",
                "ZIPCODE": "", "INACTIVE": int(inactive),
            }  # fmt: skip

    def add_vendor_class(self, class_id: str, description: str = "") -> None:
        """Add a vendor class."""
        with self.lock:
            self.vendor_classes[class_id.upper()] = {"VNDCLSID": class_id.upper(), "VNDCLDSC": description}

    def add_shipping_method(self, method: str, description: str = "", **columns: Any) -> None:
        """Add a shipping method; further columns by GP's names."""
        row = {"SHIPMTHD": method.upper(), "SHMTHDSC": description, "CARRIER": "", "SHIPTYPE": 1}
        with self.lock:
            self.shipping_methods[method.upper()] = row | columns

    def add_address(self, address_id: str, name: str = "", **columns: Any) -> None:
        """Add an address of the company; further columns by GP's names."""
        row = {
            "LOCATNID": address_id.upper(), "LOCATNNM": name, "ADRCNTCT": "", "ADDRESS1": "", "ADDRESS2": "",
            "ADDRESS3": "", "CITY": "", "STATE": "", "ZIPCODE": "", "COUNTRY": "", "CCode": "",
        }  # fmt: skip
        with self.lock:
            self.addresses[address_id.upper()] = row | columns

    def add_buyer(self, buyer_id: str, description: str = "") -> None:
        """Add a buyer."""
        with self.lock:
            self.buyers[buyer_id.upper()] = {"BUYERID": buyer_id.upper(), "DSCRIPTN": description}

    def add_tax_schedule(self, schedule_id: str, percent: Decimal) -> None:
        """Add a tax schedule with one percentage."""
        with self.lock:
            self.tax_schedules[schedule_id.upper()] = percent
