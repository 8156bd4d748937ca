"""A small invented tenant: Fabrikam, with three locations, some vendors and a handful of purchase orders."""

from datetime import datetime, timedelta
from decimal import Decimal

from procurify_client.testing.orders import OrderLine
from procurify_client.testing.procurement import Procurement

__all__ = ["seed"]


def seed(tenant: Procurement) -> None:
    """Fill an empty server: every kind of record is there, and orders in every state."""
    tenant.add_currency("CAD", rate="0.731500")
    plants = [
        tenant.add_location("Fabrikam Head Office", time_zone="America/Chicago", external_id="HQ"),
        tenant.add_location("Plant 2", time_zone="America/Vancouver", external_id="P2"),
        tenant.add_location("Plant 3"),
    ]
    administration, maintenance, workshop = (
        tenant.add_department(name, plant["id"], external_id=external_id)["id"]
        for name, plant, external_id in zip(
            ("Administration", "Maintenance", "Workshop"), plants, ("ADMIN", None, ""), strict=True
        )
    )
    for code, description in (("000-6100-00", "Office supplies"), ("000-6150-00", "Equipment")):
        tenant.add_account_code(code, description)
    supplies = tenant.add_vendor("Lakeshore Office Supply", external_id="LAKESHORE0001", email=["sales@example.com"])
    tools = tenant.add_vendor("Contoso Tools", external_id="CONTOSO0001", type=4, overall_score="4.250")
    tenant.add_vendor("Northwind Paper", active=False, payment_term=None)
    tenant.add_custom_field("Capital project", field_type="b", required=True)
    today = tenant.now()
    for number, state in enumerate((0, 0, 1, 3, 4, 5)):
        _order(tenant, supplies["id"], administration, state=state, date=today - timedelta(days=number))
    _split_order(tenant, tools["id"], maintenance, workshop, date=today)
    tenant.receive(1, 1, "0.5")


def _order(tenant: Procurement, vendor: int, department: int, *, state: int, date: datetime) -> None:
    paper = OrderLine(
        name="Copy paper, carton",
        quantity="10",
        price="24.50",
        account_code="000-6100-00",
        department=department,
        sku="CP-500",
        tax_amount="19.60",
        received="4" if state == 0 else "0",
        date_required=date.date() + timedelta(days=14),
    )
    tenant.add_purchase_order(vendor=vendor, lines=[paper], date=date, freight="35", state=state)


def _split_order(tenant: Procurement, vendor: int, maintenance: int, workshop: int, *, date: datetime) -> None:
    setup = OrderLine(
        name="On-site setup, hours",
        quantity=Decimal("1.5"),
        price="80",
        account_code="000-6150-00",
        department=maintenance,
        unit="hour",
        allocations=(("000-6150-00", maintenance, "72"), ("000-6100-00", workshop, "48")),
    )
    tenant.add_purchase_order(
        vendor=vendor, lines=[setup], date=date, discount="10%", tax="8%", external_number="FAB-001042", currency="CAD"
    )
