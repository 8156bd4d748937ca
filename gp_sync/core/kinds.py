"""What people call the documents of each flow and the records that they become, wherever the engine speaks of them."""

import attrs

__all__ = ["PURCHASE_ORDERS", "REQUISITIONS", "VENDORS", "Kind", "kind_of"]

PURCHASE_ORDERS = "purchase_orders"
"""The name of the flow of purchase orders, which is part of every key in the ledger, as are the others."""

REQUISITIONS = "requisitions"
"""The name of the flow of requisitions."""

VENDORS = "vendors"
"""The name of the flow of vendors."""


@attrs.frozen(kw_only=True)
class Kind:
    """The words for one kind of document.

    Args:
        document: what it is called in its source, such as `order`.
        record: what it becomes in Dynamics GP, such as `purchase order`.
        window: where people look at the record in Dynamics GP.
    """

    document: str
    record: str
    window: str

    @property
    def a_document(self) -> str:
        """The document with its article."""
        return f"{'an' if self.document[:1] in 'aeiou' else 'a'} {self.document}"


_KINDS = {
    PURCHASE_ORDERS: Kind(
        document="order",
        record="purchase order",
        window="Dynamics GP: Transactions > Purchasing > Purchase Order Entry",
    ),
    REQUISITIONS: Kind(
        document="requisition",
        record="purchase requisition",
        window="Dynamics GP: Transactions > Purchasing > Purchase Requisition Entry",
    ),
    VENDORS: Kind(document="vendor", record="vendor", window="Dynamics GP: Cards > Purchasing > Vendor"),
}

_OTHER = Kind(document="document", record="record", window="Dynamics GP")


def kind_of(flow: str) -> Kind:
    """The words for what a flow carries; general ones for a flow that is not known, and for several flows at once."""
    return _KINDS.get(flow, _OTHER)
