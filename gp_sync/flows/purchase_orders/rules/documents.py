"""Rules about the kind of document that a company gets: an order is not written beside its own requisition."""

from collections.abc import Iterator

from gp_sync.core import facts as names
from gp_sync.core.fact_values import OurRequisition
from gp_sync.core.findings import finding
from gp_sync.core.model import Finding
from gp_sync.flows.purchase_orders.rules.common import MappedOrder, OrderCase, bodies, company_of

__all__ = ["company_takes_orders", "requisition_gave_way"]


def company_takes_orders(case: OrderCase, mapped: MappedOrder) -> Iterator[Finding]:
    """The orders of a company that gets requisitions alone are left out, but for those that it got before."""
    for company, _ in bodies(mapped):
        if not case.last and company_of(case, company).documents == "requisition":
            yield finding("OTHER_DOCUMENT_WANTED", names.setting(company, "documents"), tried=company)


def requisition_gave_way(case: OrderCase, mapped: MappedOrder) -> Iterator[Finding]:
    """No requisition of the order stands in GP any more: the same is never asked for twice.

    A company that gets orders alone may have got requisitions before.
    """
    for _ in bodies(mapped):
        for number in dict.fromkeys(line.requisition for line in case.source.lines if line.requisition is not None):
            ref = names.our_requisition(number)
            ours: OurRequisition | None = case.facts.get(ref)
            if ours is not None and ours.left:
                yield finding("REQUISITION_LEFT", ref, tried=f"{ours.record} {ours.left}")
            elif ours is not None:
                code = "REQUISITION_BOUGHT" if ours.bought else "REQUISITION_STANDS"
                yield finding(code, ref, tried=ours.record)
