"""What a revised order is beside the one that was written: the same lines, and fields that hold nothing any more."""

from typing import TypeVar

import attrs

from gp_sync.core.model import Finding
from gp_sync.flows.purchase_orders.document import GPPurchaseOrder, GPPurchaseOrderLine
from gp_sync.flows.purchase_orders.identity import keep_lines

__all__ = ["is_left_out", "revise"]

Row = TypeVar("Row", GPPurchaseOrder, GPPurchaseOrderLine)


def revise(wanted: GPPurchaseOrder, written: GPPurchaseOrder) -> tuple[GPPurchaseOrder, tuple[Finding, ...]]:
    """Give a revised order the identities of the one that was written, and say which of its fields were cleared.

    Without this, an update could not tell a field that the source emptied from one that was always left to GP.

    Returns:
        The order, and a finding for each line that cannot be told apart.
    """
    kept, unclear = keep_lines(wanted, written)
    before = {line.sequence: line for line in written.lines}
    lines = tuple(
        _with_cleared(line, before[line.sequence]) if line.sequence in before else line for line in kept.lines
    )
    return attrs.evolve(_with_cleared(kept, written), lines=lines), unclear


def is_left_out(row: GPPurchaseOrder | GPPurchaseOrderLine, field: str) -> bool:
    """Whether a field of an order or line is left to GP: it has no value, and had none when it was written."""
    return _is_empty(row, field) and field not in row.cleared


def _is_empty(row: GPPurchaseOrder | GPPurchaseOrderLine, field: str) -> bool:
    return getattr(row, field) in (None, "")


def _with_cleared(row: Row, written: Row) -> Row:
    fields = [field.name for field in attrs.fields(type(row)) if not field.metadata.get("ours_alone")]
    # What was cleared before stays so, until it has a value again.
    return attrs.evolve(
        row, cleared=tuple(name for name in fields if _is_empty(row, name) and not is_left_out(written, name))
    )
