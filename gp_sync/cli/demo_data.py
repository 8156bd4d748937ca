"""The demo's world: Fabrikam with three plants, some sixty orders, and everything that goes wrong once.

All names, numbers and people are made up.
"""

import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import attrs

from dynamicsgp_sba.testing import GPCompany, GPServer, seed_fabrikam
from gp_sync.cli.demo_vendors import DemoVendors
from procurify_client.testing import OrderLine, ProcurifyServer

__all__ = ["CLIENT_ID", "COMPANY", "CONFIG", "GP_USER", "DemoClock", "Story", "seed"]

CLIENT_ID = "demo-client"
GP_USER = r"FABRIKAM\svc_gp"
COMPANY = "Fabrikam, Inc."
MISSING_ACCOUNT = "300-6450-01"
CLOSED_PERIOD = (2026, 10)
_TODAY = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)

CONFIG = """\
connection = "demo"

[procurify]
base_url = "{procurify}"
client_id = "demo-client"
requests_per_minute = 0
requests_at_once = 0

[gp]
base_url = "{gp}"
user = 'FABRIKAM\\svc_gp'

[ledger]
url = "sqlite:///demo.db"

[purchase_orders]
start = 2026-10-01

[vendors]
enabled = true
create_in_gp = "approved"

[[companies]]
id = "TWO"
name = "Fabrikam, Inc."
time_zone = "America/Chicago"
account = "{{location}}-{{account_code}}-{{department}}"
cost_centre_segments = [1, 3]
shipping_methods = {{ "Ground" = "GROUND" }}
units = {{ "each" = "Each", "box" = "Box", "hour" = "Hour" }}

[[companies.locations]]
name = "Plant North"
segment = "100"
site = "01-N"
ship_to = "PLANT-N"

[[companies.locations]]
name = "Plant South"
segment = "200"
site = "02-S"
ship_to = "PLANT-S"

[[companies.locations]]
name = "Plant West"
segment = "300"
site = "03-W"
ship_to = "PLANT-W"

[[companies.departments]]
name = "Administration"
segment = "01"

[[companies.departments]]
name = "Maintenance"
segment = "02"
"""

_PLANTS = ("Plant North", "Plant South", "Plant West")
_DEPARTMENTS = ("Administration", "Maintenance")
_CODES = {
    "6100": "Office supplies",
    "6200": "Maintenance and repair",
    "6300": "Tools and equipment",
    "6450": "Safety",
    "6700": "Training",
}
_VENDORS = {
    "Contoso Office Supplies": "CONTOSUP0001",
    "Northwind Industrial Parts": "NORTHIND0001",
    "Litware Tools": "LITWARE0001",
    "Tailspin Safety Gear": "TAILSPIN0001",
}
_GOODS = {
    "6100": [("Copy paper, carton", "24.50"), ("Toner, black", "79.90"), ("Whiteboard markers", "6.35")],
    "6200": [("Bearing 6204", "11.75"), ("Conveyor belt, metre", "63.40"), ("Gear oil, drum", "412.00")],
    "6300": [("Torque wrench", "189.00"), ("Cordless drill", "149.99"), ("Drill bits, set", "38.20")],
}


@attrs.frozen(kw_only=True)
class Story:
    """What was put into the world on purpose, for the words of the demo."""

    orders: int
    trouble: tuple[str, ...]
    vendors: DemoVendors


class DemoClock:
    """A clock that starts at the demo's today and runs on, so that the demo tells the same story every day."""

    def __init__(self) -> None:
        self._ahead = _TODAY - datetime.now(UTC)

    def __call__(self) -> datetime:
        """The instant that it is for the demo."""
        return datetime.now(UTC) + self._ahead

    def skip(self, time: timedelta) -> None:
        """Let so much time pass at once."""
        self._ahead += time


def seed(procurify: ProcurifyServer, gp: GPServer) -> tuple[GPCompany, Story]:
    """Fill both systems, and arrange for one create whose answer gets lost."""
    company = seed_fabrikam(gp, COMPANY)
    company.set_period(*CLOSED_PERIOD, purchasing_closed=True)
    departments = _seed_organisation(procurify)
    vendors = DemoVendors.seeded(procurify, company, _VENDORS)
    count = 0
    for order_lines, date in _ordinary(departments):
        vendor = vendors.linked[count % len(vendors.linked)]
        procurify.add_purchase_order(
            vendor=vendor, lines=order_lines, date=date, freight="12.50", shipping_method="Ground"
        )
        count += 1
    special = _specials(procurify, departments, vendors)
    _ask_for_training(procurify, departments, vendors.linked[0])
    gp.lose_response("POST", r"PurchaseOrders", times=1)
    trouble = (
        f"{special['closed period']} orders of October, whose period is closed for Purchasing",
        f"{special['missing account']} orders on account {MISSING_ACCOUNT}, which GP does not have",
        f"{special['new vendor']} orders from {vendors.new[0]}, a vendor that GP does not have",
        f"1 order from {vendors.unlinked[0]}, which GP has too, but nobody has said that both are one",
        "1 order with an item number that is too long for GP",
        "1 order split over three plants, in parts that do not divide evenly",
        "1 order cancelled before it was ever written",
        "1 create whose answer is lost on the way back",
        "1 requisition that nobody has approved yet, on an account that GP does not have",
    )
    return company, Story(orders=count + sum(special.values()), trouble=trouble, vendors=vendors)


def _seed_organisation(procurify: ProcurifyServer) -> dict[tuple[str, str], int]:
    procurify.add_currency("USD", base=True)
    for code, description in _CODES.items():
        procurify.add_account_code(code, description)
    departments = {}
    for plant in _PLANTS:
        location = int(procurify.add_location(plant, time_zone="America/Chicago")["id"])
        for department in _DEPARTMENTS:
            departments[plant, department] = int(procurify.add_department(department, location)["id"])
    return departments


def _ordinary(departments: dict[tuple[str, str], int]) -> Iterator[tuple[list[OrderLine], datetime]]:
    """Fifty orders of November with one to four lines each, the same ones every time."""
    dice = random.Random(2026)
    places = list(departments.values())
    for index in range(50):
        lines = []
        for _ in range(dice.randint(1, 4)):
            code = dice.choice(sorted(_GOODS))
            name, price = dice.choice(_GOODS[code])
            quantity = dice.randint(1, 12)
            tax = (Decimal(price) * quantity * Decimal("0.0825")).quantize(Decimal("0.01"))
            lines.append(
                OrderLine(
                    name=name,
                    quantity=str(quantity),
                    price=price,
                    account_code=code,
                    department=dice.choice(places),
                    unit="each",
                    tax_amount=str(tax),
                )
            )
        yield lines, _TODAY - timedelta(days=index % 18, hours=index % 7)


def _specials(
    procurify: ProcurifyServer, departments: dict[tuple[str, str], int], vendors: DemoVendors
) -> dict[str, int]:
    """The orders that something is wrong with, or that need care; how many of each."""
    north = departments["Plant North", "Administration"]
    south = departments["Plant South", "Maintenance"]
    west = departments["Plant West", "Administration"]
    vendor, yesterday, october = vendors.linked[0], _TODAY - timedelta(days=1), _TODAY - timedelta(days=35)

    def order(line: OrderLine, *, by: int = vendor, date: datetime = yesterday) -> int:
        return int(procurify.add_purchase_order(vendor=by, lines=[line], date=date)["procurify_PO"])

    def line(name: str, price: str, **fields: object) -> OrderLine:
        settings: dict[str, object] = {"quantity": "1", "account_code": "6100", "department": north, "unit": "each"}
        return OrderLine(name=name, price=price, **(settings | fields))  # type: ignore[arg-type]  # checked by attrs

    for number in range(3):
        order(line("Forklift inspection", f"{180 + number}.00", account_code="6200", department=south), date=october)
    for number in range(2):
        order(line("Safety boots", f"{89 + number}.90", quantity="4", account_code="6450", department=west))
    for number in range(2):
        order(line("Lunch for the audit", f"{240 + number}.00"), by=vendors.new[1])
    order(line("Boiler service", "310.00", account_code="6200", department=south), by=vendors.unlinked[1])
    order(line("Cable", "1.85", quantity="120", sku="CABLE-5G2.5-GREY-DRUM-500-METRES"))
    parts = (("6200", south), ("6100", north), ("6300", west))
    allocations = tuple((code, place, "33.33333333") for code, place in parts)
    order(line("Shared printer lease", "100.00", allocations=allocations))
    procurify.cancel_purchase_order(order(line("Ordered twice", "15.00")))
    return {
        "closed period": 3,
        "missing account": 2,
        "new vendor": 2,
        "vendor that nobody linked": 1,
        "long item number": 1,
        "split": 1,
        "cancelled": 1,
    }


def _ask_for_training(procurify: ProcurifyServer, departments: dict[tuple[str, str], int], vendor: int) -> None:
    """A requisition that waits for its approval, and is charged to an account that GP does not have."""
    place = departments["Plant North", "Maintenance"]
    wanted = OrderLine(name="Forklift licence", quantity="2", price="350.00", account_code="6700", department=place)
    procurify.add_requisition(vendor=vendor, lines=[wanted])
