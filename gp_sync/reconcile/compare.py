"""Comparing both systems, without asking either: the parts of each order's difference with their reasons, and the tie.

A difference is taken apart along the order's own way: what Procurify has now, what was last sent, what GP then held,
what GP holds now. Each step has one kind of reason, so nothing is left over by accident; what has none is unexplained.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Any

from gp_sync.core.differences import differences
from gp_sync.core.kinds import REQUISITIONS
from gp_sync.core.model import Difference, Link
from gp_sync.core.states import End
from gp_sync.flows.purchase_orders.amounts import CENT, exact_total, tax_of
from gp_sync.flows.purchase_orders.document import GPPurchaseOrder
from gp_sync.reconcile.documents import as_order
from gp_sync.reconcile.lines import line_rows
from gp_sync.reconcile.model import Bucket, GPRecord, Item, LedgerSide, OrderRow, SourceRecord
from gp_sync.reconcile.pairing import Known, Pair, pairs
from gp_sync.reconcile.reasons import Reason
from gp_sync.reconcile.result import Tie

__all__ = ["order_rows", "tie_out"]

_NOTHING = Decimal(0)
_IN_GP = frozenset({End.WRITTEN, End.ADOPTED, End.UNCHANGED})
_ABSENT = {
    End.SKIPPED: Reason.SKIPPED,
    End.HELD: Reason.HELD,
    End.BLOCKED: Reason.BLOCKED,
    End.PENDING: Reason.PENDING,
    End.IN_DOUBT: Reason.IN_DOUBT,
    End.QUARANTINED: Reason.QUARANTINED,
    End.UNREADABLE: Reason.UNREADABLE,
    End.SUPERSEDED: Reason.PENDING,
    End.DONE_BY_HAND: Reason.LEFT_BY_HAND,
}


def order_rows(
    sources: Mapping[str, SourceRecord], records: Iterable[GPRecord], known: Known, *, before_start: frozenset[str]
) -> tuple[OrderRow, ...]:
    """Every order of the period over both systems, by number.

    Args:
        sources: Procurify's orders, by their keys.
        records: GP's orders.
        known: what else is known.
        before_start: keys of orders that are dated before the connection's start.
    """
    found = (_order_row(pair, before_start) for pair in pairs(sources, tuple(records), known))
    return tuple(sorted(found, key=lambda row: (len(row.number), row.number, row.gp_number)))


def tie_out(sources: Iterable[SourceRecord], records: Iterable[GPRecord], rows: Iterable[OrderRow]) -> tuple[Tie, ...]:
    """Tie the totals of each company and currency.

    The two totals are added up from what each system lists, the reasons from the rows: that they meet is the proof that
    no order was lost and no amount counted twice.

    Args:
        sources: Procurify's orders; those of the period count.
        records: GP's orders; those of the period count.
        rows: the orders as they were compared.
    """
    ours, theirs = defaultdict[Bucket, list[Decimal]](list), defaultdict[Bucket, list[Decimal]](list)
    for source in sources:
        if source.in_period:
            ours[source.side.bucket].append(source.side.amount)
    for record in records:
        if record.in_period:
            theirs[record.side.bucket].append(record.side.amount)
    parts = defaultdict[Bucket, dict[Reason, list[Decimal]]](dict)
    for row in rows:
        for item in row.items:
            parts[item.bucket].setdefault(item.reason, []).append(item.amount)
    return tuple(
        Tie(
            bucket=bucket,
            procurify=sum(ours[bucket], _NOTHING),
            gp=sum(theirs[bucket], _NOTHING),
            procurify_orders=len(ours[bucket]),
            gp_orders=len(theirs[bucket]),
            reasons={
                why: (sum(parts[bucket][why], _NOTHING), len(parts[bucket][why]))
                for why in Reason
                if why in parts[bucket]
            },
        )
        for bucket in sorted({*ours, *theirs, *parts})
    )


def _order_row(pair: Pair, before_start: frozenset[str]) -> OrderRow:
    source, record, ledger = pair.source, pair.record, pair.ledger
    link = ledger.link if ledger is not None else None
    there = record.found.body if record is not None and not record.found.void else None
    return OrderRow(
        number=source.number if source is not None else record.number if record is not None else "",
        source_id=source.source_id if source is not None else "",
        gp_number=record.number if record is not None else "",
        vendor=source.vendor if source is not None else record.vendor if record is not None else "",
        procurify=source.side if source is not None and source.in_period else None,
        gp=record.side if record is not None and record.in_period else None,
        end=ledger.end if ledger is not None else None,
        status=record.status if record is not None else "",
        items=tuple(_items(pair, before_start)),
        notes=ledger.reasons if ledger is not None else (),
        lines=line_rows(source.order if source is not None else None, there, link.sent if link is not None else None),
        changed=_changed(record, link),
    )


def _changed(record: GPRecord | None, link: Link[Any] | None) -> tuple[Difference, ...]:
    """What somebody changed in GP since the record was confirmed, field by field."""
    if record is None or link is None or link.held is None or link.is_held(record.found):
        return ()
    rows = differences(link, record.found, link.sent)
    if record.found.void and link.sent is not None:
        return (Difference(field="state", written="in use", there="void", wanted="in use"), *rows)
    return rows


def _items(pair: Pair, before_start: frozenset[str]) -> Iterator[Item]:
    source, record = pair.source, pair.record
    ours = source if source is not None and source.in_period else None
    theirs = record if record is not None and record.in_period else None
    if ours is not None and theirs is not None:
        yield from _both(ours, theirs, pair.ledger)
    elif ours is not None:
        if record is not None:
            reason = Reason.OTHER_PERIOD, f"GP dates it {record.side.dated}"
        else:
            reason = _absent(pair, ours, before_start)
        yield Item(bucket=ours.side.bucket, reason=reason[0], amount=ours.side.amount, words=reason[1])
    elif theirs is not None:
        why, words = pair.alone, pair.words
        if source is not None:
            why, words = Reason.OTHER_PERIOD, f"Procurify dates it {source.side.dated or 'on no day'}"
        yield Item(bucket=theirs.side.bucket, reason=why or Reason.UNEXPLAINED, amount=-theirs.side.amount, words=words)


def _absent(pair: Pair, source: SourceRecord, before_start: frozenset[str]) -> tuple[Reason, str]:
    """Why GP does not have an order."""
    ledger = pair.ledger
    if ledger is None:
        return (Reason.BEFORE_START if source.source_id in before_start else Reason.NOT_CAPTURED), ""
    link, words = ledger.link, ledger.stopped_by
    if link is not None and link.held is None and link.by_hand:
        return Reason.ENTERED_ELSEWHERE, words
    if pair.unreadable:
        return Reason.UNREADABLE_IN_GP, words
    if ledger.end in _IN_GP and link is not None and link.sent is None:
        return (Reason.GAVE_WAY if _is_requisition(source) and not source.cancelled else Reason.VOIDED), words
    if link is not None and link.held is not None and not link.given_up and ledger.end is not End.PENDING:
        return Reason.DELETED_IN_GP, words
    return _ABSENT.get(ledger.end, Reason.UNEXPLAINED), words


def _both(source: SourceRecord, record: GPRecord, ledger: LedgerSide | None) -> Iterator[Item]:
    here, there = source.side, record.side
    link = ledger.link if ledger is not None else None
    if here.bucket != there.bucket:
        why = Reason.OTHER_COMPANY if here.bucket.company != there.bucket.company else Reason.OTHER_CURRENCY
        yield Item(bucket=here.bucket, reason=why, amount=here.amount, words=_placed("GP", there.bucket))
        yield Item(bucket=there.bucket, reason=why, amount=-there.amount, words=_placed("Procurify", here.bucket))
    elif record.found.void:
        by_us = link is None or link.sent is None or source.cancelled
        words = "" if by_us else "somebody voided it in GP, and it is in use in Procurify"
        if here.amount:
            why = Reason.VOIDED if by_us else Reason.CHANGED_IN_GP
            yield Item(bucket=here.bucket, reason=why, amount=here.amount, words=words)
    elif ledger is None or link is None or link.sent is None or link.held is None:
        yield from _unlinked(source, record, ledger)
    else:
        sent, held = as_order(link.sent), as_order(link.held)
        steps = _steps(source, record.side.amount, ledger, sent, held, by_hand=link.by_hand)
        yield from (item for item in steps if item.amount)


def _placed(system: str, bucket: Bucket) -> str:
    return f"in {system} it belongs to {bucket.company or 'no company'}, in {bucket.currency or 'no currency'}"


def _unlinked(source: SourceRecord, record: GPRecord, ledger: LedgerSide | None) -> Iterator[Item]:
    """The order in GP is known by its mark, or by a write that is open: nothing is confirmed of it."""
    difference = source.side.amount - record.side.amount
    if not difference:
        return
    if ledger is None:
        why, words = Reason.NOT_CAPTURED, ""
    elif ledger.link is not None and ledger.link.sent is None:
        why, words = Reason.CHANGED_IN_GP, "it was voided, and somebody put it into use again"
    else:
        why, words = _ABSENT.get(ledger.end, Reason.UNEXPLAINED), ledger.stopped_by
    yield Item(bucket=source.side.bucket, reason=why, amount=difference, words=words)


def _steps(
    source: SourceRecord,
    now: Decimal,
    ledger: LedgerSide,
    sent: GPPurchaseOrder,
    held: GPPurchaseOrder,
    *,
    by_hand: bool,
) -> Iterator[Item]:
    """Take the difference apart: from Procurify to what was sent, to what GP held then, to what GP holds now."""
    bucket = source.side.bucket
    carried = ledger.end in _IN_GP and source.fresh
    not_sent = _tax_not_sent(source, sent, carried=carried)
    calculated = (held.tax_amount or _NOTHING) if sent.tax_amount is None else _NOTHING
    if source.cancelled:
        not_sent = calculated  # nothing of it counts any more, tax or not
    words = f"{not_sent + (sent.tax_amount or _NOTHING):,.2f} in Procurify, {held.tax_amount or _NOTHING:,.2f} in GP"
    yield Item(bucket=bucket, reason=Reason.TAX, amount=not_sent - calculated, words=words)
    beside = _beside_lines(source) if carried else _NOTHING
    yield Item(bucket=bucket, reason=Reason.BESIDE_LINES, amount=beside)
    moved = source.side.amount - beside - sent.total - not_sent
    yield _moved(source, ledger, moved, carried=carried)
    made = Reason.ENTERED_BY_HAND if by_hand else Reason.CALCULATED_BY_GP
    yield Item(bucket=bucket, reason=made, amount=sent.total + calculated - held.total)
    yield Item(bucket=bucket, reason=Reason.CHANGED_IN_GP, amount=held.total - now)


def _tax_not_sent(source: SourceRecord, sent: GPPurchaseOrder, *, carried: bool) -> Decimal:
    """How much of Procurify's tax was not sent, since the company's tax policy leaves it to GP or leaves it out."""
    if carried and source.order is not None:
        return tax_of(source.order, CENT) - (sent.tax_amount or _NOTHING)
    return (sent.source_tax or _NOTHING) if sent.tax_amount is None else _NOTHING


def _beside_lines(source: SourceRecord) -> Decimal:
    """What Procurify's total of a requisition has beside the lines that are wanted, which are all that GP gets."""
    if source.order is None or source.cancelled or not _is_requisition(source):
        return _NOTHING
    return source.side.amount - sum((exact_total(line) for line in source.order.lines), _NOTHING)


def _is_requisition(source: SourceRecord) -> bool:
    return source.side.bucket.flow == REQUISITIONS


def _moved(source: SourceRecord, ledger: LedgerSide, amount: Decimal, *, carried: bool) -> Item:
    """What Procurify has otherwise than it was sent."""
    words = ledger.stopped_by
    if abs(amount) < CENT:
        why, words = Reason.ROUNDING, ""
    elif carried and source.order is not None:
        why = Reason.UNEXPLAINED
    elif source.order is None or ledger.end is End.UNREADABLE:
        why = Reason.UNREADABLE
    elif ledger.end is End.DONE_BY_HAND:
        why = Reason.LEFT_BY_HAND
    else:
        why, words = Reason.NOT_CARRIED_OVER, words or ("" if source.fresh else "no run has captured the change yet")
    return Item(bucket=source.side.bucket, reason=why, amount=amount, words=words)
