"""What a purchase order becomes in the model of Dynamics GP that holds it."""

from typing import Any

import attrs

from gp_sync.core.canonical import bare
from gp_sync.flows.purchase_orders.document import GPPurchaseOrder, GPPurchaseOrderLine
from gp_sync.flows.purchase_orders.revision import is_left_out

__all__ = ["as_held"]

_DEFAULTS = {"payment_terms_id": "NET 30", "shipping_method": "GROUND", "ship_to_address_id": "PRIMARY"}


def as_held(body: GPPurchaseOrder, there: GPPurchaseOrder | None = None) -> GPPurchaseOrder:
    """Complete an order by what is there, and forget what the model does not store.

    Args:
        body: what is written.
        there: the order that is changed, whose lines are known by their sequence; None for a new one, which gets
            defaults.
    """
    lines_there = {} if there is None else {line.sequence: line for line in there.lines}
    lines = tuple(attrs.evolve(line, **_left(line, lines_there.get(line.sequence))) for line in body.lines)
    return bare(attrs.evolve(body, lines=lines, **_left(body, there)))


def _left(row: GPPurchaseOrder | GPPurchaseOrderLine, there: Any) -> dict[str, Any]:
    """The values of the fields that an order or line leaves to the target."""
    known = _DEFAULTS if there is None else attrs.asdict(there, recurse=False)
    return {name: known[name] for name in attrs.fields_dict(type(row)) if name in known and is_left_out(row, name)}
