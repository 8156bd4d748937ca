"""Rules about the kind of document that a company gets: an order is not written beside its own requisition."""

from collections.abc import Iterator

from gp_sync.core import facts as names
from gp_sync.core.fact_values import OurRequisition
from gp_sync.core.findings import finding
from gp_sync.core.model import Finding
from gp_sync.flows.purchase_orders.rules.common import MappedOrder, OrderCase, bodies, company_of

__all__ = ["company_takes_orders", "requisition_gave_way"]


def company_takes_orders(case: OrderCase, mapped: MappedOrder) -> Iterator[Finding]:
    """The orders of a company that gets requisitions alone are left out, but for those that it got before.

    One whose requisition made way for it, in another company or before, is a person's: GP has nothing else of it.
    """
    for company, _ in bodies(mapped):
        if case.last or company_of(case, company).documents != "requisition":
            continue
        cause = names.setting(company, "documents")
        # A user's mapper may not ask for all that ours does.
        known = {number: names.made_way(number) for number in case.source.requisitions}
        alone = [str(number) for number, ref in known.items() if ref in case.facts.asked and case.facts.get(ref)]
        if alone:
            yield finding("ORDER_STANDS_ALONE", cause, where=f"requisition {', '.join(alone)}", tried=company)
        else:
            yield finding("OTHER_DOCUMENT_WANTED", cause, tried=company)


def requisition_gave_way(case: OrderCase, mapped: MappedOrder) -> Iterator[Finding]:
    """No requisition of the order stands in GP any more: the same is never asked for twice.

    A company that gets orders alone may have got requisitions before.
    """
    for _ in bodies(mapped):
        for number in case.source.requisitions:
            ref = names.our_requisition(number)
            ours: OurRequisition | None = case.facts.get(ref)
            if ours is not None and ours.left:
                yield finding("REQUISITION_LEFT", ref, tried=f"{ours.record} {ours.left}")
            elif ours is not None:
                code = "REQUISITION_BOUGHT" if ours.bought else "REQUISITION_STANDS"
                yield finding(code, ref, tried=ours.record)
