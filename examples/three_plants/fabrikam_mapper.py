"""A mapper of one's own, which changes what the one that ships has made."""

import attrs

from gp_sync.core.model import Facts, Mapped
from gp_sync.flows.purchase_orders.document import GPPurchaseOrder, SourceOrder
from gp_sync.flows.purchase_orders.mapper import PurchaseOrderMapper

__all__ = ["PromisingMapper"]


class PromisingMapper(PurchaseOrderMapper):
    """Where the vendor has promised no day, the order is promised for the first day that a line is needed."""

    def map(self, source: SourceOrder, facts: Facts) -> Mapped[GPPurchaseOrder]:
        """Map as always, and fill in that one date."""
        mapped = super().map(source, facts)
        wanted = {target: _promised(body) for target, body in mapped.wanted.items()}
        return attrs.evolve(mapped, wanted=wanted)


def _promised(body: GPPurchaseOrder) -> GPPurchaseOrder:
    days = [line.required_date for line in body.lines if line.required_date is not None]
    if body.promised_date is not None or not days:
        return body
    return attrs.evolve(body, promised_date=min(days))
