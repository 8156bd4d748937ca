"""What people are told of an order once GP has it."""

from collections.abc import Iterator
from decimal import Decimal

from gp_sync.core.findings import finding
from gp_sync.core.model import Finding, Found, Ref
from gp_sync.flows.purchase_orders.document import GPPurchaseOrder

__all__ = ["remarks"]


def remarks(sent: GPPurchaseOrder | None, found: Found[GPPurchaseOrder]) -> Iterator[Finding]:
    """Tell where the tax that GP calculated is another than Procurify's, with both."""
    if sent is None or sent.source_tax is None:
        return
    there = (found.body.tax_amount or Decimal(0)).quantize(sent.source_tax)
    if abs(sent.source_tax - there) > sent.tax_tolerance:
        told = f"{there:f} in GP, {sent.source_tax:f} in Procurify"
        yield finding("TAX_DIFFERS", Ref("purchase_order_tax", (sent.number,)), tried=told)
