"""What people tell a purchase order by, in Procurify and in Dynamics GP."""

from gp_sync.core.summary import Moment, Money, Summary
from gp_sync.flows.purchase_orders.document import GPPurchaseOrder, SourceOrder
from gp_sync.flows.purchase_orders.functions import OrderFunctions
from gp_sync.flows.purchase_orders.policy import CompanyPolicy, PurchaseOrderPolicy
from gp_sync.flows.purchase_orders.routing import route

__all__ = ["summarise", "summarise_routed", "summarise_written"]


def summarise(order: SourceOrder, company: CompanyPolicy | None = None) -> Summary:
    """An order as Procurify has it.

    Args:
        order: the order.
        company: the GP company that it goes to, whose time zone gives it its day; in UTC if it is not known.
    """
    made, vendor = order.ordered_at, order.vendor
    day = made if made is None or company is None else made.astimezone(company.zone)
    return Summary(
        amount=Money(amount=order.total, currency=order.currency),
        vendor=vendor.name if vendor else "",
        vendor_ids=(str(vendor.id), vendor.external_id) if vendor else (),
        company=company.id if company else "",
        dated=day.date() if day else None,
        requesters=tuple(dict.fromkeys(line.requester for line in order.lines if line.requester)),
        approvers=tuple(dict.fromkeys(name for line in order.lines for name in line.approvers)),
        buyer=order.buyer,
        moments=(Moment(at=made, words="Ordered in Procurify", who=order.buyer),) if made else (),
    )


def summarise_routed(
    order: SourceOrder, policy: PurchaseOrderPolicy, functions: OrderFunctions | None = None
) -> Summary:
    """An order as Procurify has it, with the company that the configuration gives it."""
    company = route(order, policy, functions)
    return summarise(order, company if isinstance(company, CompanyPolicy) else None)


def summarise_written(order: GPPurchaseOrder) -> Summary:
    """An order as GP has it, or will have it; the currency is GP's ID."""
    return Summary(
        amount=Money(amount=order.total, currency=order.currency_id),
        vendor=order.vendor_id,
        dated=order.document_date,
    )
