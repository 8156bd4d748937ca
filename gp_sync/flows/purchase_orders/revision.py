"""What a revised order is beside the one that was written: the same lines, and fields that hold nothing any more."""

from typing import TypeVar

import attrs

from gp_sync.core.model import Finding
from gp_sync.flows.purchase_orders.dates import kept_day
from gp_sync.flows.purchase_orders.document import GPPurchaseOrder, GPPurchaseOrderLine
from gp_sync.flows.purchase_orders.identity import keep_lines

__all__ = ["is_left_out", "revise"]

Row = TypeVar("Row", GPPurchaseOrder, GPPurchaseOrderLine)

_ONLY_OURS = frozenset({"comment", "requested_by"})
"""What GP never fills by itself; terms, shipping method, ship-to address and days have defaults there."""

_CALCULATED = frozenset({"tax_amount", "exchange_rate"})
"""Without a value these are GP's to work out, never blank."""


def revise(wanted: GPPurchaseOrder, written: GPPurchaseOrder) -> tuple[GPPurchaseOrder, tuple[Finding, ...]]:
    """Give a revised order the identities of the one that was written, and say which of its fields were cleared.

    Without this, an update could not tell a field that the source emptied from one that was always left to GP.

    Returns:
        The order, and a finding for each line that cannot be told apart.
    """
    kept, unclear = keep_lines(wanted, written)
    before = {line.sequence: line for line in written.lines}
    # A record that a person confirmed as it stands, which keeps no ids of ours, does not tell our values from GP's.
    taken_over = not any(line.source_line for line in written.lines)
    lines = tuple(
        _revised(line, before[line.sequence], taken_over=taken_over) if line.sequence in before else line
        for line in kept.lines
    )
    revised = attrs.evolve(_revised(kept, written, taken_over=taken_over), lines=lines)
    return attrs.evolve(revised, document_date=kept_day(wanted.ordered_on, written) or wanted.document_date), unclear


def is_left_out(row: GPPurchaseOrder | GPPurchaseOrderLine, field: str) -> bool:
    """Whether a field of an order or line is left to GP: it has no value, and had none when it was written."""
    return _is_empty(row, field) and field not in row.cleared


def _is_empty(row: GPPurchaseOrder | GPPurchaseOrderLine, field: str) -> bool:
    return getattr(row, field) in (None, "")


def _revised(row: Row, written: Row, *, taken_over: bool) -> Row:
    kept = attrs.evolve(row, **{name: getattr(written, name) for name in row.kept})
    return _with_cleared(kept, written, taken_over=taken_over)


def _with_cleared(row: Row, written: Row, *, taken_over: bool) -> Row:
    kept_there = (field.name for field in attrs.fields(type(row)) if not field.metadata.get("ours_alone"))
    fields = [name for name in kept_there if name not in _CALCULATED and (name in _ONLY_OURS or not taken_over)]
    # What was cleared before stays so, until it has a value again.
    return attrs.evolve(
        row, cleared=tuple(name for name in fields if _is_empty(row, name) and not is_left_out(written, name))
    )
