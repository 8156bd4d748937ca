"""What a revised order is beside the one that was written: the same lines, and fields that hold nothing any more."""

from collections.abc import Iterable
from typing import Any, TypeVar

import attrs

from gp_sync.core.kinds import PURCHASE_ORDERS
from gp_sync.core.model import DOCUMENT, Finding, Ref
from gp_sync.flows.purchase_orders.dates import kept_day
from gp_sync.flows.purchase_orders.document import GPPurchaseOrder, GPPurchaseOrderLine
from gp_sync.flows.purchase_orders.identity import Line, keep_lines

__all__ = ["is_left_out", "is_taken_over", "revise", "revised_lines", "revised_row"]

Row = TypeVar("Row")

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
    lines, unclear = revised_lines(wanted.lines, written.lines, Ref(DOCUMENT, (PURCHASE_ORDERS, wanted.number)))
    revised = attrs.evolve(revised_row(wanted, written, taken_over=is_taken_over(written.lines)), lines=lines)
    return attrs.evolve(revised, document_date=kept_day(wanted.ordered_on, written) or wanted.document_date), unclear


def revised_lines(
    wanted: tuple[Line, ...], written: tuple[Line, ...], document: Ref
) -> tuple[tuple[Line, ...], tuple[Finding, ...]]:
    """The lines of a revised document, with the identities of those that were written and what of them was cleared.

    Returns:
        The lines, and a finding for each that cannot be told apart.
    """
    kept, unclear = keep_lines(wanted, written, document)
    before, taken_over = {line.sequence: line for line in written}, is_taken_over(written)
    lines = (
        revised_row(line, before[line.sequence], taken_over=taken_over) if line.sequence in before else line
        for line in kept
    )
    return tuple(lines), unclear


def is_taken_over(written: Iterable[GPPurchaseOrderLine]) -> bool:
    """Whether a record was confirmed by a person as it stands: it keeps no ids, nor tells our values from GP's."""
    return not any(line.source_line for line in written)


def is_left_out(row: Any, field: str) -> bool:
    """Whether a field of a document or line is left to GP: it has no value, and had none when it was written."""
    return _is_empty(row, field) and field not in row.cleared


def _is_empty(row: object, field: str) -> bool:
    return getattr(row, field) in (None, "")


def revised_row(row: Row, written: Row, *, taken_over: bool) -> Row:
    """A document or line with what `kept` names as it was written, and with the names of what was cleared."""
    before: Any = row
    kept = attrs.evolve(before, **{name: getattr(written, name) for name in before.kept})
    revised: Row = _with_cleared(kept, written, taken_over=taken_over)
    return revised


def _with_cleared(row: Any, written: Any, *, taken_over: bool) -> Any:
    kept_there = (field.name for field in attrs.fields(type(row)) if not field.metadata.get("ours_alone"))
    fields = [name for name in kept_there if name not in _CALCULATED and (name in _ONLY_OURS or not taken_over)]
    # What was cleared before stays so, until it has a value again.
    return attrs.evolve(
        row, cleared=tuple(name for name in fields if _is_empty(row, name) and not is_left_out(written, name))
    )
