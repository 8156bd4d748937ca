"""Rules about the kind of document that a company gets: an order is not written beside its own requisition."""

from collections.abc import Iterator

from gp_sync.core import facts as names
from gp_sync.core.fact_values import OurRequisition
from gp_sync.core.findings import finding
from gp_sync.core.model import Finding
from gp_sync.flows.purchase_orders.rules.common import MappedOrder, OrderCase, bodies, company_of

__all__ = ["company_takes_orders", "requisition_gave_way"]


def company_takes_orders(case: OrderCase, mapped: MappedOrder) -> Iterator[Finding]:
    """The orders of a company that gets requisitions alone are left out."""
    for company, _ in bodies(mapped):
        if company_of(case, company).documents == "requisition":
            yield finding("OTHER_DOCUMENT_WANTED", names.setting(company, "documents"), tried=company)


def requisition_gave_way(case: OrderCase, mapped: MappedOrder) -> Iterator[Finding]:
    """Where GP gets both, no requisition of the order stands there any more: the same is never asked for twice."""
    for company, _ in bodies(mapped):
        if company_of(case, company).documents != "both":
            continue
        for number in dict.fromkeys(line.requisition for line in case.source.lines):
            ours: OurRequisition | None = case.facts.get(names.our_requisition(number)) if number is not None else None
            if number is not None and ours is not None:
                code = "REQUISITION_BOUGHT" if ours.bought else "REQUISITION_STANDS"
                yield finding(code, names.our_requisition(number), tried=ours.record)
