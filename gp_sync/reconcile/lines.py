"""The lines of an order side by side: which line of GP is which one of Procurify, and whether they agree."""

from collections.abc import Iterator, Mapping
from decimal import Decimal

from gp_sync.flows.purchase_orders.amounts import CENT, exact_total
from gp_sync.flows.purchase_orders.document import GPPurchaseOrder, GPPurchaseOrderLine, SourceLine, SourceOrder
from gp_sync.flows.requisitions.document import GPRequisition
from gp_sync.reconcile.model import LineRow, LineSide

__all__ = ["line_rows"]

_NOTHING = Decimal(0)
GPDocument = GPPurchaseOrder | GPRequisition


def line_rows(order: SourceOrder | None, there: GPDocument | None, sent: GPDocument | None) -> tuple[LineRow, ...]:
    """Lines side by side.

    Args:
        order: Procurify's; None if it has none.
        there: GP's; None if it has none.
        sent: what was last written, which tells the line of Procurify that each of GP's came from; without it, lines
            are paired by their places.
    """
    theirs = there.lines if there is not None else ()
    ours = order.lines if order is not None else ()
    origins = _origins(ours, theirs, sent)
    counted = {line.sequence: line.quantity for line in (sent.lines if sent is not None else ())}
    rows = [_row(line, _of(str(line.id), theirs, origins), counted) for line in ours]
    known = {str(line.id) for line in ours}
    return (*rows, *_left(theirs, origins, known))


def _origins(
    ours: tuple[SourceLine, ...], theirs: tuple[GPPurchaseOrderLine, ...], sent: GPDocument | None
) -> dict[int, str]:
    """The line of Procurify that each line of GP came from, by GP's sequence."""
    told = {line.sequence: line.source_line for line in (sent.lines if sent is not None else ()) if line.source_line}
    if told:
        return told
    return {there.sequence: str(line.id) for line, there in zip(ours, theirs, strict=False)}


def _of(
    line_id: str, theirs: tuple[GPPurchaseOrderLine, ...], origins: dict[int, str]
) -> tuple[GPPurchaseOrderLine, ...]:
    return tuple(line for line in theirs if origins.get(line.sequence, "").partition(":")[0] == line_id)


def _row(line: SourceLine, there: tuple[GPPurchaseOrderLine, ...], counted: Mapping[int, Decimal]) -> LineRow:
    side = LineSide(
        name=line.name,
        quantity=line.quantity,
        unit_price=line.unit_price,
        amount=exact_total(line),
        charged_to=line.coding.account_code if line.coding is not None else "",
    )
    gp = tuple(_gp_side(row) for row in there)
    difference = side.amount - sum((row.amount for row in gp), _NOTHING)
    # A part of a split has a part of the quantity. One that is received or had to be sent as an amount has another.
    counts = len(gp) != 1 or line.by_amount or gp[0].quantity in {line.quantity, counted.get(there[0].sequence)}
    return LineRow(
        label=str(line.number or "?"),
        procurify=side,
        gp=gp,
        difference=difference,
        agrees=abs(difference) < CENT and counts and bool(gp or not side.amount),
    )


def _left(theirs: tuple[GPPurchaseOrderLine, ...], origins: dict[int, str], known: set[str]) -> Iterator[LineRow]:
    """Lines that GP alone has; what a header charge became is no difference."""
    for line in theirs:
        origin = origins.get(line.sequence, "").partition(":")[0]
        if origin in known:
            continue
        charge = origin in {"freight", "other"}
        yield LineRow(
            label=origin if charge else line.label.removeprefix("line "),
            procurify=None,
            gp=(_gp_side(line),),
            difference=-line.extended_cost,
            agrees=charge,
        )


def _gp_side(line: GPPurchaseOrderLine) -> LineSide:
    return LineSide(
        name=line.description,
        quantity=line.quantity,
        unit_price=line.unit_cost,
        amount=line.extended_cost,
        charged_to=line.account_number,
    )
