"""The state of one GP company."""

from typing import Any

from dynamicsgp_sba.testing.by_hand import OrdersByHand
from dynamicsgp_sba.testing.clock import Clock
from dynamicsgp_sba.testing.orders import PurchaseOrderBook
from dynamicsgp_sba.testing.purchasing import PurchasingTables

__all__ = ["GPCompany"]


class GPCompany(OrdersByHand, PurchasingTables):
    """A company in memory: its masters and setup, its requisitions and its purchase orders.

    All rows are in the form of the wire, keyed by their ID in upper case. Hold `lock` for changes that must be seen
    together.

    Attributes:
        orders: the purchase orders.
    """

    def __init__(
        self,
        name: str,
        *,
        database: str,
        id: int,  # noqa: A002 - what everybody calls it
        clock: Clock,
        refuses_existing: bool,
        reads_history: bool,
    ) -> None:
        super().__init__(name, database=database, id=id, clock=clock)
        self.refuses_existing = refuses_existing
        self.reads_history = reads_history
        self.orders = PurchaseOrderBook(self, refuses_existing=refuses_existing, reads_history=reads_history)

    @property
    def purchase_orders(self) -> dict[str, dict[str, Any]]:
        """The purchase orders in work by number."""
        return self.orders.work

    @property
    def purchase_order_history(self) -> dict[str, dict[str, Any]]:
        """The purchase orders in history by number."""
        return self.orders.history
