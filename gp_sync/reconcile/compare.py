"""Comparing both systems, without asking either: each order over both, and the parts of its difference with reasons."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from gp_sync.core.differences import differences
from gp_sync.core.model import Difference, Link
from gp_sync.core.states import End
from gp_sync.flows.purchase_orders.document import SourceOrder
from gp_sync.reconcile.documents import as_order
from gp_sync.reconcile.lines import line_rows
from gp_sync.reconcile.model import Bucket, GPRecord, Item, LedgerSide, OrderRow, SourceRecord
from gp_sync.reconcile.pairing import Known, Pair, pairs
from gp_sync.reconcile.reasons import Reason
from gp_sync.reconcile.steps import is_carried, is_requisition, not_carried, steps

__all__ = ["order_rows"]

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
        lines=line_rows(_wanted(source), there, link.sent if link is not None else None),
        changed=_changed(record, link),
    )


def _wanted(source: SourceRecord | None) -> SourceOrder | None:
    """What Procurify wants; nothing of an order that is cancelled."""
    return None if source is None or source.cancelled else source.order


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
    if source is not None and record is not None:
        yield from _of_the_period(source, record, pair.ledger)
    elif source is not None:
        why, words = _absent(pair, source, before_start)
        yield Item(bucket=source.side.bucket, reason=why, amount=source.side.amount, words=words)
    elif record is not None:
        why = pair.alone or Reason.UNEXPLAINED
        yield Item(bucket=record.side.bucket, reason=why, amount=-record.side.amount, words=pair.words)


def _of_the_period(source: SourceRecord, record: GPRecord, ledger: LedgerSide | None) -> Iterator[Item]:
    """The parts of a difference as far as they are of the period.

    Where one of the systems dates the order outside of it, what both have is of another period, and no difference. What
    they do not agree on stays a difference with its reason: no other report would tell it.
    """
    here, there = source.side, record.side
    if source.in_period and record.in_period:
        yield from _both(source, record, ledger)
    elif not source.in_period and source.order is None:
        words = f"Procurify has it as {source.number}, which cannot be read: {source.problem}"
        yield Item(bucket=there.bucket, reason=Reason.UNREADABLE, amount=-there.amount, words=words)
    elif here.bucket != there.bucket:
        inside = here.bucket if source.in_period else there.bucket
        yield from (item for item in _both(source, record, ledger) if item.bucket == inside)
    elif source.in_period:
        words = f"GP dates it {there.dated}"
        yield Item(bucket=there.bucket, reason=Reason.OTHER_PERIOD, amount=there.amount, words=words)
        yield from _both(source, record, ledger)
    else:
        words = f"Procurify dates it {here.dated or 'on no day'}"
        yield Item(bucket=here.bucket, reason=Reason.OTHER_PERIOD, amount=-here.amount, words=words)
        yield from _both(source, record, ledger)


def _absent(pair: Pair, source: SourceRecord, before_start: frozenset[str]) -> tuple[Reason, str]:
    """Why GP does not have an order."""
    ledger = pair.ledger
    if ledger is None:
        return (Reason.BEFORE_START if source.source_id in before_start else Reason.NOT_CAPTURED), source.problem
    link, words = ledger.link, ledger.stopped_by
    if link is not None and link.held is None and link.by_hand:
        return Reason.ENTERED_ELSEWHERE, words
    if pair.unreadable:
        return Reason.UNREADABLE_IN_GP, words
    if link is not None and link.sent is None:
        return _void(source, ledger)
    if link is not None and link.held is not None and not link.given_up and ledger.end is not End.PENDING:
        return Reason.DELETED_IN_GP, words
    return _ABSENT.get(ledger.end, Reason.UNEXPLAINED), words


def _void(source: SourceRecord, ledger: LedgerSide) -> tuple[Reason, str]:
    """Why GP holds nothing of an order that was voided: it was to be, or Procurify has it in use again."""
    wanted = source.cancelled or (ledger.link is not None and ledger.link.to_void)
    if wanted or (is_requisition(source) and ledger.end in _IN_GP) or is_carried(source, ledger):
        return (Reason.GAVE_WAY if is_requisition(source) and not source.cancelled else Reason.VOIDED), ""
    return not_carried(source, ledger)


def _both(source: SourceRecord, record: GPRecord, ledger: LedgerSide | None) -> Iterator[Item]:
    here, there = source.side, record.side
    link = ledger.link if ledger is not None else None
    if here.bucket != there.bucket:
        why = Reason.OTHER_COMPANY if here.bucket.company != there.bucket.company else Reason.OTHER_CURRENCY
        yield Item(bucket=here.bucket, reason=why, amount=here.amount, words=_placed("GP", there.bucket))
        yield Item(bucket=there.bucket, reason=why, amount=-there.amount, words=_placed("Procurify", here.bucket))
    elif record.found.void:
        if here.amount:
            why, words = _void_there(source, ledger)
            yield Item(bucket=here.bucket, reason=why, amount=here.amount, words=words)
    elif ledger is None or link is None or link.sent is None or link.held is None:
        yield from _unlinked(source, record, ledger)
    else:
        sent, held = as_order(link.sent), as_order(link.held)
        yield from steps(source, record.side.amount, ledger, sent, held, by_hand=link.by_hand)


def _placed(system: str, bucket: Bucket) -> str:
    return f"in {system} it belongs to {bucket.company or 'no company'}, in {bucket.currency or 'no currency'}"


def _void_there(source: SourceRecord, ledger: LedgerSide | None) -> tuple[Reason, str]:
    """Why an order that Procurify has in use is void in GP."""
    if ledger is None:
        return Reason.NOT_CAPTURED, "what GP holds of it is void"
    if ledger.link is None:
        return _ABSENT.get(ledger.end, Reason.UNEXPLAINED), ledger.stopped_by
    if ledger.link.sent is not None:
        return Reason.CHANGED_IN_GP, "somebody voided it in GP, and it is in use in Procurify"
    return _void(source, ledger)


def _unlinked(source: SourceRecord, record: GPRecord, ledger: LedgerSide | None) -> Iterator[Item]:
    """The order in GP is known by its mark, or by a write that is open: nothing is confirmed of it."""
    difference = source.side.amount - record.side.amount
    if ledger is None:
        why, words = Reason.NOT_CAPTURED, ""
    elif ledger.link is not None and ledger.link.sent is None:
        why, words = Reason.CHANGED_IN_GP, "it was voided, and somebody put it into use again"
    else:
        why, words = _ABSENT.get(ledger.end, Reason.UNEXPLAINED), ledger.stopped_by
    if difference or why is not Reason.UNEXPLAINED:
        yield Item(bucket=source.side.bucket, reason=why, amount=difference, words=words)
