"""Invented orders, companies and facts: an order that can be written, and functions that change it in one place."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from gp_sync.core import facts as names
from gp_sync.core.canonical import canonical, revive
from gp_sync.core.fact_values import Account, AccountFormat, Currency, GPVendor, PurchasingSetup
from gp_sync.core.fiscal import FiscalCalendar, FiscalPeriod, FiscalYear
from gp_sync.core.model import Ref
from gp_sync.flows.purchase_orders.document import Coding, OrderState, SourceLine, SourceOrder, SourceVendor
from gp_sync.flows.purchase_orders.policy import CompanyPolicy, PurchaseOrderPolicy
from gp_sync.flows.purchase_orders.tables import DepartmentPolicy, LocationPolicy

__all__ = [
    "FABRIKAM",
    "FABRIKAM_NORTH",
    "POLICY",
    "calendar",
    "coding",
    "decode_order",
    "encode_order",
    "fabrikam_facts",
    "line",
    "order",
]

FABRIKAM = CompanyPolicy(
    id="TWO",
    name="Fabrikam, Inc.",
    time_zone="America/Chicago",
    locations=(
        LocationPolicy(name="Chicago Plant", segment="000", site="01-N", ship_to="PRIMARY"),
        LocationPolicy(name="Gary Plant", segment="100", site="02-S", ship_to="GARY"),
    ),
    departments=(
        DepartmentPolicy(name="Maintenance", segment="01"),
        DepartmentPolicy(name="Office", segment="02"),
        DepartmentPolicy(name="Office", segment="03", location="Gary Plant"),
    ),
    account="{location}-{account_code}-{department}",
    cost_centre_segments=(3,),
    payment_terms={"Net thirty": "Net 30"},
    shipping_methods={"Ground": "GROUND", "Pick up": ""},
    units={"each": "EACH", "box": "BOX"},
)
"""A company with two plants, whose accounts are written 000-5100-01: location, account, department."""

FABRIKAM_NORTH = CompanyPolicy(
    id="NORTH",
    name="Fabrikam North",
    time_zone="America/Vancouver",
    locations=(LocationPolicy(name="Vancouver Plant", segment="700"),),
    departments=(DepartmentPolicy(name="Maintenance", segment="01"),),
    account="{location}-{account_code}-{department}",
    currencies={"CAD": "Z-C$"},
    units={"each": "EACH"},
    default_site="V-1",
)
"""A second company in another time zone, without a table of sites."""

POLICY = PurchaseOrderPolicy(
    companies=(FABRIKAM, FABRIKAM_NORTH),
    # Contract dynamicsgp-data, section 2: usable lengths.
    limits={
        "number": 17,
        "vendor_id": 15,
        "confirm_with": 20,
        "comment": 500,
        "item_number": 30,
        "vendor_item_number": 30,
        "description": 100,
        "unit": 8,
        "account_number": 66,
        "requested_by": 20,
        "site_id": 10,
        "payment_terms_id": 20,
        "shipping_method": 15,
        "ship_to_address_id": 15,
        "bill_to_address_id": 15,
        "buyer_id": 15,
        "tax_schedule_id": 15,
        "note": 8000,
    },
)


def coding(account_code: str = "5100", department: str = "Maintenance", location: str = "Chicago Plant") -> Coding:
    """What a line is charged to."""
    return Coding(account_code=account_code, department=department, location=location)


def line(**changes: Any) -> SourceLine:
    """Ten boxes at 24.50, charged to 000-5100-01."""
    values: dict[str, Any] = {
        "id": 9001,
        "number": 1,
        "name": "Hydraulic oil",
        "sku": "HYD-46",
        "unit": "box",
        "quantity": Decimal(10),
        "unit_price": Decimal("24.50"),
        "total": None,
        "tax": Decimal(0),
        "shipping": Decimal(0),
        "coding": coding(),
        "requester": "Robin Reader",
    }
    return SourceLine(**(values | changes))


def order(**changes: Any) -> SourceOrder:
    """Order PF52 of 245.00 dollars, dated 4 November 2026, from a linked vendor. A total follows the lines."""
    lines: tuple[SourceLine, ...] = changes.get("lines", (line(),))
    amounts = (
        row.total if row.total is not None else (row.quantity or Decimal(0)) * (row.unit_price or Decimal(0))
        for row in lines
    )
    subtotal = sum(amounts, Decimal(0))
    values: dict[str, Any] = {
        "key": 52,
        "number": "PF52",
        "external_number": "",
        "version": 1,
        "state": OrderState.PURCHASED,
        "state_value": "0",
        "ordered_at": datetime(2026, 11, 4, 15, 30, tzinfo=UTC),
        "vendor": SourceVendor(id=6, name="Lakeshore Supply", external_id="LAKESHORE0001", active=True),
        "payment_terms": "Net 30",
        "shipping_method": "Ground",
        "promise_date": date(2026, 11, 18),
        "buyer": "Dana Buyer",
        "subtotal": subtotal,
        "freight": Decimal(0),
        "other": Decimal(0),
        "discount": None,
        "tax": None,
        "total": subtotal,
        "currency": "USD",
        "comment": "",
        "lines": lines,
    }
    return SourceOrder(**(values | changes))


def calendar(*closed: int, year: int = 2026) -> FiscalCalendar:
    """A fiscal year of twelve calendar months, some of them closed for Purchasing."""
    return FiscalCalendar(
        years=(FiscalYear(year=year, first=date(year, 1, 1), last=date(year, 12, 31), historical=False),),
        periods=tuple(
            FiscalPeriod(
                year=year,
                period=month,
                first=date(year, month, 1),
                closed=month in closed,
                name=f"Period {month}",
            )
            for month in range(1, 13)
        ),
    )


def fabrikam_facts() -> dict[Ref, Any]:
    """All facts that `order()` needs, and some more accounts, vendors and sites."""
    facts: dict[Ref, Any] = {
        names.fiscal_calendar("TWO"): calendar(),
        names.account_format("TWO"): AccountFormat(separator="-", lengths=(3, 4, 2)),
        names.currencies("TWO"): (
            Currency(id="Z-US$", iso_code="USD", decimals=2),
            Currency(id="Z-YEN", iso_code="JPY", decimals=0),
        ),
        names.currency_access("TWO", "Z-YEN"): "Z-YEN",
        names.payment_terms("TWO", "Net 30"): "Net 30",
        names.site("TWO", "01-N"): "01-N",
        names.site("TWO", "02-S"): "02-S",
        names.purchasing_setup("TWO"): PurchasingSetup(
            quantity_decimals=2, cost_decimals=2, commitments=False, functional_currency="Z-US$"
        ),
        names.shipping_method("TWO", "GROUND"): "GROUND",
        names.shipping_method("TWO", "AIR"): "AIR",
        names.company_address("TWO", "PRIMARY"): "PRIMARY",
        names.company_address("TWO", "GARY"): "GARY",
        names.vendor_link("TWO", 6): "LAKESHORE0001",
        names.gp_vendor("TWO", "LAKESHORE0001"): GPVendor(
            id="LAKESHORE0001",
            name="Lakeshore Supply",
            active=True,
            on_hold=False,
            payment_terms="Net 30",
            currency="",
            purchase_address="PRIMARY",
        ),
    }
    for unit in ("EACH", "BOX"):
        for spelling in (unit, unit.lower()):
            facts[names.unit("TWO", spelling)] = unit
    for number in ("000-5100-01", "000-5200-01", "000-5200-02", "100-5100-01", "100-5200-03"):
        facts[names.account("TWO", number)] = Account(
            number=number, description="Supplies", active=True, allows_entry=True, posting=True
        )
    for department in ("01", "02", "03"):
        facts[names.segment("TWO", 3, department)] = f"Department {department}"
    return facts


def encode_order(source: SourceOrder) -> bytes:
    """An order as a feed of these models stores it."""
    return canonical(source).encode()


def decode_order(payload: bytes) -> SourceOrder:
    """Read what `encode_order` wrote.

    Raises:
        ValueError: it cannot be read; the message says why.
    """
    source = revive(payload.decode(), SourceOrder)
    if source is None:
        raise ValueError("expected an order, got null")
    return source
