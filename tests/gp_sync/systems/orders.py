"""An order in the engine's terms that the sample company accepts, and the write that creates it."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import attrs

from gp_sync.core.model import TargetRef, Write
from gp_sync.flows.purchase_orders.document import GPPurchaseOrder, GPPurchaseOrderLine

PF7 = TargetRef(side="gp", company="TWO", number="PF7")


def line(sequence: int = 16384, **changes: Any) -> GPPurchaseOrderLine:
    made = GPPurchaseOrderLine(
        sequence=sequence,
        item_number=f"PROC-{sequence}",
        vendor_item_number=f"PROC-{sequence}",
        description="Copy paper",
        unit="Each",
        site_id="01-N",
        quantity=Decimal(2),
        unit_cost=Decimal("24.50"),
        extended_cost=Decimal("49.00"),
        account_number="100-6100-01",
        required_date=date(2026, 11, 30),
        requested_by="Sam Requester",
        source_line="9001",
    )
    return attrs.evolve(made, **changes)


def order(**changes: Any) -> GPPurchaseOrder:
    made = GPPurchaseOrder(
        number="PF7",
        vendor_id="CONTOSUP0001",
        document_date=date(2026, 11, 4),
        promised_date=None,
        currency_id="Z-US$",
        payment_terms_id=None,
        shipping_method=None,
        ship_to_address_id=None,
        confirm_with="PROCURIFY 7",
        comment="",
        subtotal=Decimal("49.00"),
        trade_discount=Decimal("0.00"),
        freight=Decimal("12.50"),
        miscellaneous=Decimal("0.00"),
        tax_amount=Decimal("4.04"),
        lines=(line(),),
    )
    return attrs.evolve(made, **changes)


def create(body: GPPurchaseOrder) -> Write[GPPurchaseOrder]:
    return Write(op="create", target=PF7, body=body)


def soon() -> datetime:
    return datetime.now(UTC) + timedelta(seconds=20)
