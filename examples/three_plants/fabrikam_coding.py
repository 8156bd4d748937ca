"""The GL account of a line, as no table can say it: by its price."""

from decimal import Decimal

from gp_sync.flows.purchase_orders.document import Coding, SourceLine, SourceOrder
from gp_sync.flows.purchase_orders.functions import gl_account as by_tables
from gp_sync.flows.purchase_orders.policy import CompanyPolicy

__all__ = ["gl_account"]

TOOLS = "6300"
FIXED_ASSETS = "1500"
ASSET_FROM = Decimal(5000)
"""Tools and equipment that cost this much each are fixed assets of their plant."""


def gl_account(order: SourceOrder, line: SourceLine, coding: Coding, company: CompanyPolicy) -> str:
    """The plant's account of fixed assets for expensive equipment; what the tables say for everything else."""
    plant = company.location(coding.location)
    if plant and coding.account_code == TOOLS and (line.unit_price or Decimal(0)) >= ASSET_FROM:
        return f"{plant.segment}-{FIXED_ASSETS}-00"
    return by_tables(order, line, coding, company)
