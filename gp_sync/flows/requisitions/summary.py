"""What people tell a requisition by, in Procurify and in Dynamics GP."""

import attrs

from gp_sync.core.summary import Money, Summary
from gp_sync.flows.purchase_orders.functions import OrderFunctions
from gp_sync.flows.purchase_orders.policy import PurchaseOrderPolicy
from gp_sync.flows.purchase_orders.summary import summarise, summarise_routed
from gp_sync.flows.requisitions.document import GPRequisition, SourceRequisition

__all__ = ["summarise_requested", "summarise_requisition", "summarise_written"]


def summarise_requisition(source: SourceRequisition) -> Summary:
    """A requisition as Procurify has it; days are in UTC."""
    return _of(source, summarise(source.request))


def summarise_requested(
    source: SourceRequisition, policy: PurchaseOrderPolicy, functions: OrderFunctions | None = None
) -> Summary:
    """The same, with the company that the configuration gives it."""
    return _of(source, summarise_routed(source.request, policy, functions))


def _of(source: SourceRequisition, asked: Summary) -> Summary:
    vendors = source.vendors.values()
    moments = tuple(attrs.evolve(moment, words="Requested in Procurify") for moment in asked.moments)
    return attrs.evolve(
        asked,
        vendor=", ".join(dict.fromkeys(vendor.name for vendor in vendors if vendor.name)),
        vendor_ids=tuple(dict.fromkeys(str(vendor.id) for vendor in vendors)),
        moments=moments,
    )


def summarise_written(requisition: GPRequisition) -> Summary:
    """A requisition as GP has it, or will have it; the currency is GP's ID."""
    lines = requisition.lines
    return Summary(
        amount=Money(amount=requisition.total, currency=lines[0].currency_id if lines else ""),
        vendor=", ".join(dict.fromkeys(line.vendor_id for line in lines if line.vendor_id)),
        dated=requisition.document_date,
    )
