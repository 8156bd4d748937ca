"""The desk's own mapper: the one that ships, and who asked for the order in GP's comment."""

import attrs

from gp_sync.core.model import Facts, Mapped
from gp_sync.flows.purchase_orders.document import GPPurchaseOrder, SourceOrder
from gp_sync.flows.purchase_orders.mapper import PurchaseOrderMapper

__all__ = ["DeskMapper"]


class DeskMapper(PurchaseOrderMapper):
    """Named in gp-sync.toml. A mapper asks nobody anything: what it must know of GP it reads from the facts."""

    def map(self, source: SourceOrder, facts: Facts) -> Mapped[GPPurchaseOrder]:
        """Map as always, and say in the comment that the order came through the desk."""
        mapped = super().map(source, facts)
        wanted = {target: attrs.evolve(body, comment=f"Desk: {source.buyer}") for target, body in mapped.wanted.items()}
        return attrs.evolve(mapped, wanted=wanted)
