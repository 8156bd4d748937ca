"""Three invented companies and a tenant, with the gaps that make the two hundred orders meet every finding."""

import csv
import os
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import attrs

from dynamicsgp_sba.testing import GPCompany, GPServer, seed_fabrikam
from gp_sync.references.layouts import LAYOUTS
from procurify_client.testing import OrderLine, ProcurifyServer

__all__ = ["CONFIG", "LATER", "Buyers", "buyer_by_desk", "make_companies", "make_tenant", "write_table"]

CONFIG = """\
connection = "two-hundred"
[procurify]
base_url = "{procurify}"
client_id = "client"
requests_per_minute = 0
requests_at_once = 0
[gp]
base_url = "{gp}"
user = 'FABRIKAM\\svc_gp'
longest_execution = 1
[references.tables]
currency_access = "csv"
tax_schedules = "csv"
exchange_rates = "csv"
[references.csv]
folder = "reference"
[guards]
always_allowed = 50
restored_records = 20
[purchase_orders]
start = 2026-01-01
check_requisition = true
[[purchase_orders.skip]]
department = "Canteen"
reason = "the canteen buys on its own account"
[[companies]]
id = "TWO"
external_ids = true
name = "Fabrikam, Inc."
time_zone = "America/Chicago"
account = "{{location}}-{{account_code}}-{{department}}"
cost_centre_segments = [3]
shipping_methods = {{ "Ground" = "GROUND", "Sea freight" = "VESSEL" }}
units = {{ "each" = "Each", "box" = "Box", "crate" = "CRATE" }}
buyers = {{ "Robin Marsh" = "RMARSH" }}
default_unit = "Each"
tax = "gp_calculates"
[[companies.locations]]
name = "Plant North"
segment = "100"
site = "01-N"
[[companies.locations]]
name = "Plant East"
segment = "100"
[[companies.locations]]
name = "Old Depot"
segment = "100"
site = "99-OLD"
ship_to = "DEPOT"
[[companies.departments]]
name = "Administration"
segment = "01"
[[companies.departments]]
name = "Maintenance"
segment = "02"
[[companies.departments]]
name = "Canteen"
segment = "01"
[[companies.departments]]
name = "New Ventures"
segment = "77"
[[companies]]
id = "STOCK"
external_ids = true
name = "Fabrikam Stock"
time_zone = "America/Chicago"
account = "{{location}}-{{account_code}}-{{department}}"
cost_centre_segments = [3]
shipping_methods = {{ "Ground" = "GROUND" }}
default_unit = "Each"
inventory_classes = ["*"]
inventory_sites = ["01-N", "02-S"]
commitments = true
tax = "none"
[[companies.locations]]
name = "Warehouse"
segment = "200"
site = "01-N"
[[companies.locations]]
name = "Annex"
segment = "200"
site = "02-S"
[[companies.locations]]
name = "Yard"
segment = "200"
site = "03-W"
[[companies.departments]]
name = "Administration"
segment = "01"
[[companies]]
id = "NORTH"
external_ids = true
name = "Fabrikam North"
time_zone = "America/Vancouver"
account = "{{location}}-{{account_code}}-{{department}}"
cost_centre_segments = [7]
shipping_methods = {{ "Ground" = "GROUND" }}
default_unit = "Each"
tax_schedule = "BC-PST"
freight_line = {{ item_number = "FREIGHT", account = "300-6400-01" }}
[[companies.locations]]
name = "Plant Canada"
segment = "300"
site = "03-W"
[[companies.departments]]
name = "Administration"
segment = "01"
"""

LATER = {
    "start = 2026-01-01": """start = 2026-02-01
closed_period = "next_open"
next_open_days = 21
by_amount = "hold"
blanket = "flatten"
split_quantity = "proportional"
severity = {{ VENDOR_NO_AP_ACCOUNT = "WARN", REFERENCE_STALE = "HOLD" }}""",
    "[references.tables]": '[references.tables]\nvendors = "csv"\nitem_vendors = "csv"',
    "[purchase_orders]": '[mapping.functions]\nbuyer = "tests.end_to_end.two_hundred_setup:buyer_by_desk"\n'
    "[purchase_orders]",
    "cost_centre_segments = [7]": 'cost_centre_segments = [3]\nrate = "source"',
}
"""What is written in place of other lines of the configuration from the third part of the story on."""

_DEPARTMENTS = {
    "Plant North": ("Administration", "Maintenance", "Canteen", "New Ventures"),
    "Plant East": ("Administration",),
    "Old Depot": ("Administration",),
    "Field Office": ("Administration",),
    "Warehouse": ("Administration",),
    "Annex": ("Administration",),
    "Yard": ("Administration",),
    "Plant Canada": ("Administration",),
}
_ZONES = {"Plant Canada": "America/Vancouver"}
_CODES = {
    "6100": "Office supplies", "6200": "Maintenance and repair", "6300": "Tools and equipment",
    "6450": "Safety equipment", "6500": "Advertising", "6600": "Depreciation", "6700": "Shared services",
}  # fmt: skip
_VENDORS: Mapping[str, tuple[str, Mapping[str, Any], Mapping[str, Any]]] = {
    # Name in Procurify: GP's ID, fields in Procurify, columns in GP where they are not the sample's.
    "Contoso Office Supplies": ("CONTOSUP0001", {}, {}),
    "Northwind Industrial Parts": ("NORTHIND0001", {}, {}),
    "Litware Tools": ("LITWARE0001", {}, {}),
    "Riverside Catering": ("", {}, {}),
    "Blue Yonder Signs": ("BLUEYON0001", {}, {}),
    "Wide World Discontinued": ("OLDVENDR0001", {}, {}),
    "Tailspin Safety Gear": ("TAILSPIN0001", {}, {"HOLD": 1}),
    "A. Datum Laboratory": ("ADATUM0001", {"active": False}, {}),
    "Proseware Maintenance": ("PROSEWAR0001", {}, {"PMAPINDX": 0}),
    "Coho Couriers": ("COHOCOUR0001", {}, {"Workflow_Status": 1}),
    "Margie's Travel": ("MARGIETR0001", {"type": 5}, {}),
    "Fourth Coffee": ("FOURTHCO0001", {}, {"VENDSTTS": "many"}),
    "Lucerne Printing": ("LUCERNE0001", {"payment_term": "Net 45"}, {}),
    "School of Fine Art": ("FINEART0001", {}, {"VADCDPAD": ""}),
    "Woodgrove Partners": ("WOODGRO0001", {"type": 99}, {}),
    "Trey Research": ("TREYRES0001", {}, {"PMPRCHIX": 0}),
}


@attrs.frozen(kw_only=True)
class Buyers:
    """The tenant with its people: places by plant and department, vendors by name, and how they order.

    Args:
        procurify: the tenant.
        places: department ids by plant and department.
        vendors: vendor ids by name.
        today: the story's day.
    """

    procurify: ProcurifyServer
    places: Mapping[tuple[str, str], int]
    vendors: Mapping[str, int]
    today: datetime

    def line(
        self,
        name: str = "Copy paper, carton",
        price: str = "24.50",
        quantity: str = "2",
        *,
        plant: str = "Plant North",
        department: str = "Administration",
        code: str = "6100",
        **fields: Any,
    ) -> OrderLine:
        """A line that GP takes, unless it is told otherwise."""
        place = self.places[plant, department]
        return OrderLine(name=name, price=price, quantity=quantity, account_code=code, department=place, **fields)

    def order(self, *lines: OrderLine, vendor: str = "Contoso Office Supplies", **fields: Any) -> str:
        """Add an order, taxed as GP taxes it, and give its number."""
        told: dict[str, Any] = {"date": self.today, "tax": "7%", "shipping_method": "Ground"} | fields
        made = self.procurify.add_purchase_order(vendor=self.vendors[vendor], lines=lines, **told)
        return str(made["number"])

    def key(self, number: str) -> int:
        """Procurify's key of an order."""
        return next(order.key for order in self.procurify.orders if order.number == number)


def buyer_by_desk(order: Any, company: Any) -> str:
    """The buyer by the first word of the order's comment: a function of a user's own, with a mistake in it."""
    desks = {"desk": "BUYER01"}
    return desks[order.comment.split()[0]] if order.comment.startswith("desk") else ""


def make_companies(gp: GPServer) -> dict[str, GPCompany]:
    """Three GP companies by their short names."""
    companies = {
        "TWO": seed_fabrikam(gp, "Fabrikam, Inc."),
        "STOCK": seed_fabrikam(gp, "Fabrikam Stock", database="STOCK", id=2),
        "NORTH": seed_fabrikam(gp, "Fabrikam North", database="NORTH", id=3),
    }
    for company in companies.values():
        for name, (vendor_id, _, columns) in _VENDORS.items():
            if vendor_id not in {"", "BLUEYON0001"}:
                if vendor_id not in company.vendors:
                    company.add_vendor(vendor_id, name, PYMTRMID="Net 30", SHIPMTHD="GROUND", CURNCYID="Z-US$")
                company.vendors[vendor_id].update(columns)
    companies["TWO"].set_period(2026, 10, purchasing_closed=True)
    companies["TWO"].add_account("100-6500-01", "Advertising", active=False)
    companies["TWO"].add_account("100-6600-01", "Depreciation", allows_entry=False)
    companies["STOCK"].add_account("200-6700-01", "Shared services", type=3)
    companies["STOCK"].set_period(2027, 1, purchasing_closed=True)
    companies["STOCK"].new_workflow_status = 1
    companies["NORTH"].functional_currency = "Z-C$"
    companies["NORTH"].commitments = None
    companies["NORTH"].years[2026]["FSTFSCDY"] = "2026-02-01"
    companies["NORTH"].add_item("FREIGHT", "Freight in", schedule="EACH", type=4)
    return companies


def make_tenant(procurify: ProcurifyServer, today: datetime) -> Buyers:
    """Plants, departments, account codes, currencies and vendors."""
    for currency, rate in (("CAD", "0.731500"), ("CHF", "1.120000")):
        procurify.add_currency(currency, rate)
    for code, description in _CODES.items():
        procurify.add_account_code(code, description)
    places = {}
    for plant, departments in _DEPARTMENTS.items():
        location = int(procurify.add_location(plant, time_zone=_ZONES.get(plant, "America/Chicago"))["id"])
        for department in departments:
            places[plant, department] = int(procurify.add_department(department, location)["id"])
    vendors = {
        name: int(procurify.add_vendor(name, external_id=vendor_id or None, **fields)["id"])
        for name, (vendor_id, fields, _) in _VENDORS.items()
    }
    return Buyers(procurify=procurify, places=places, vendors=vendors, today=today)


def write_table(folder: Path, company: str, table: str, rows: list[dict[str, Any]], at: datetime) -> None:
    """Write the file of a reference table as a nightly export would, at an instant."""
    path = folder / "reference" / company / f"{table}.csv"
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, LAYOUTS[table].columns, extrasaction="ignore")
        writer.writeheader()
        writer.writerows(rows)
    os.utime(path, (at.timestamp(), at.timestamp()))
