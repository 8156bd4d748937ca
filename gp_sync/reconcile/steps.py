"""An order that was written, taken apart along its way: why its amount is another one in GP than in Procurify.

From what Procurify has now, to what was last sent, to what GP then held, to what GP holds now. Each step has one kind
of reason, so nothing is left over by accident; what has none is unexplained.
"""

from collections.abc import Iterator
from decimal import Decimal

from gp_sync.core.kinds import REQUISITIONS
from gp_sync.core.states import End
from gp_sync.flows.purchase_orders.amounts import CENT, exact_total, tax_of
from gp_sync.flows.purchase_orders.document import GPPurchaseOrder
from gp_sync.reconcile.model import Item, LedgerSide, SourceRecord
from gp_sync.reconcile.reasons import Reason

__all__ = ["is_carried", "is_requisition", "not_carried", "steps"]

_NOTHING = Decimal(0)
_IN_GP = frozenset({End.WRITTEN, End.ADOPTED, End.UNCHANGED})
_UNKNOWN = {End.IN_DOUBT: Reason.IN_DOUBT, End.QUARANTINED: Reason.QUARANTINED}


def steps(
    source: SourceRecord,
    now: Decimal,
    ledger: LedgerSide,
    sent: GPPurchaseOrder,
    held: GPPurchaseOrder,
    *,
    by_hand: bool,
) -> Iterator[Item]:
    """Take the difference apart.

    What the ledger has not carried over is told also where it changes no amount: a vendor or an account may be another.

    Args:
        source: Procurify's order.
        now: what GP's comes to now.
        ledger: what the ledger says of it.
        sent: what was last sent, and `held` what GP held then.
        by_hand: a person entered it in GP.
    """
    bucket, carried = source.side.bucket, is_carried(source, ledger)
    not_sent = _tax_not_sent(source, sent, carried=carried)
    calculated = (held.tax_amount or _NOTHING) if sent.tax_amount is None else _NOTHING
    if source.cancelled:
        not_sent = calculated  # nothing of it counts any more, tax or not
    beside = _beside_lines(source) if carried else _NOTHING
    moved = source.side.amount - beside - sent.total - not_sent
    why, words = _moved(source, ledger, moved, carried=carried)
    yield from _of_tax(source, sent, held, not_sent, calculated)
    if beside:
        yield Item(bucket=bucket, reason=Reason.BESIDE_LINES, amount=beside)
    if moved or why not in {Reason.ROUNDING, Reason.LEFT_BY_HAND}:
        yield Item(bucket=bucket, reason=why, amount=moved, words=words)
    made = sent.total + calculated - held.total
    if made or (by_hand and _line_amounts(sent) != _line_amounts(held)):
        reason = Reason.ENTERED_BY_HAND if by_hand else Reason.CALCULATED_BY_GP
        yield Item(bucket=bucket, reason=reason, amount=made)
    if held.total != now:
        yield Item(bucket=bucket, reason=Reason.CHANGED_IN_GP, amount=held.total - now)


def is_carried(source: SourceRecord, ledger: LedgerSide) -> bool:
    """Whether GP got the order as Procurify has it now, as far as the ledger knows."""
    return ledger.end in _IN_GP and source.fresh


def is_requisition(source: SourceRecord) -> bool:
    """Whether it is a requisition."""
    return source.side.bucket.flow == REQUISITIONS


def not_carried(source: SourceRecord, ledger: LedgerSide) -> tuple[Reason, str]:
    """Why GP does not have what Procurify has of an order now, though it was written once."""
    words = ledger.stopped_by
    if source.order is None or ledger.end is End.UNREADABLE:
        return Reason.UNREADABLE, source.problem or words
    if ledger.end in _UNKNOWN:
        return _UNKNOWN[ledger.end], words
    if ledger.end is End.DONE_BY_HAND:
        return Reason.LEFT_BY_HAND, words
    return Reason.NOT_CARRIED_OVER, words or ("" if source.fresh else "no run has captured the change yet")


def _moved(source: SourceRecord, ledger: LedgerSide, amount: Decimal, *, carried: bool) -> tuple[Reason, str]:
    """Why Procurify has it otherwise than it was sent."""
    if not carried or source.order is None:
        why, words = not_carried(source, ledger)
        rounding = why is Reason.LEFT_BY_HAND and abs(amount) < CENT
        return (Reason.ROUNDING, "") if rounding else (why, words)
    return (Reason.ROUNDING, "") if abs(amount) < CENT else (Reason.UNEXPLAINED, ledger.stopped_by)


def _of_tax(
    source: SourceRecord, sent: GPPurchaseOrder, held: GPPurchaseOrder, not_sent: Decimal, calculated: Decimal
) -> Iterator[Item]:
    if not_sent != calculated:
        here = not_sent + (sent.tax_amount or _NOTHING)
        words = f"{here:,.2f} in Procurify, {held.tax_amount or _NOTHING:,.2f} in GP"
        yield Item(bucket=source.side.bucket, reason=Reason.TAX, amount=not_sent - calculated, words=words)


def _tax_not_sent(source: SourceRecord, sent: GPPurchaseOrder, *, carried: bool) -> Decimal:
    """How much of Procurify's tax was not sent, since the company's tax policy leaves it to GP or leaves it out."""
    if carried and source.order is not None:
        return tax_of(source.order, CENT) - (sent.tax_amount or _NOTHING)
    return (sent.source_tax or _NOTHING) if sent.tax_amount is None else _NOTHING


def _beside_lines(source: SourceRecord) -> Decimal:
    """What Procurify's total of a requisition has beside the lines that are wanted, which are all that GP gets."""
    if source.order is None or source.cancelled or not is_requisition(source):
        return _NOTHING
    return source.side.amount - sum((exact_total(line) for line in source.order.lines), _NOTHING)


def _line_amounts(body: GPPurchaseOrder) -> list[Decimal]:
    return [line.extended_cost for line in body.lines]
