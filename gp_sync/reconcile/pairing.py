"""Which order of Procurify is which one of GP: by the ledger's links first, then by the mark that GP's order carries.

Nothing is paired by its number alone: a person may have given that number to another order.
"""

from collections.abc import Iterator, Mapping

import attrs

from gp_sync.core.canonical import plain
from gp_sync.reconcile.model import GPRecord, LedgerSide, SourceRecord
from gp_sync.reconcile.reasons import Reason

__all__ = ["Known", "Pair", "pairs"]


@attrs.frozen(kw_only=True)
class Known:
    """What is known of orders beyond what both systems list.

    Args:
        ledger: what the ledger says, by the order's key in Procurify.
        owners: the order that owns a record of GP, by the record's company and number, the latter as GP compares it.
        marks: the order that a mark names, by the mark as GP compares it.
        gone: orders of the period that the ledger knows and Procurify does not list any more, by what it said last.
        unreadable: the records of GP whose rows cannot be read, by company and number as GP compares it.
    """

    ledger: Mapping[str, LedgerSide] = attrs.field(factory=dict)
    owners: Mapping[tuple[str, str], str] = attrs.field(factory=dict)
    marks: Mapping[str, str] = attrs.field(factory=dict)
    gone: Mapping[str, SourceRecord] = attrs.field(factory=dict)
    unreadable: frozenset[tuple[str, str]] = frozenset()


@attrs.frozen(kw_only=True)
class Pair:
    """One order as both systems have it; at least one of them does.

    Args:
        source: Procurify's.
        record: GP's.
        ledger: what the ledger says of it.
        alone: why GP's stands by itself; None where it belongs to Procurify's, or there is none.
        words: what is known of that.
        unreadable: GP has it, and its row cannot be read.
    """

    source: SourceRecord | None
    record: GPRecord | None
    ledger: LedgerSide | None = None
    alone: Reason | None = None
    words: str = ""
    unreadable: bool = False


def pairs(sources: Mapping[str, SourceRecord], records: tuple[GPRecord, ...], known: Known) -> Iterator[Pair]:
    """Put both systems' orders beside each other; each order of each system is in exactly one pair.

    Pairs of which neither side lies in the period are left out.

    Args:
        sources: Procurify's, by their keys; also those that own a record of the period and are dated outside of it.
        records: GP's, of work and history.
        known: what else is known.
    """
    taken = _taken(records, known)
    of_source = {source_id: record for record, source_id in taken if source_id in sources}
    paired = {id(record) for record in of_source.values()}
    for source_id, source in sources.items():
        record = of_source.get(source_id)
        if source.in_period or (record is not None and record.in_period):
            ledger = known.ledger.get(source_id)
            lost = record is None and ledger is not None and _is_unreadable(ledger, known)
            yield Pair(source=source, record=record, ledger=ledger, unreadable=lost)
    for record in records:
        if record.in_period and id(record) not in paired:
            yield _alone(record, known, sources)


def _taken(records: tuple[GPRecord, ...], known: Known) -> list[tuple[GPRecord, str]]:
    """The record of each order: the one that the ledger links, else one that carries its mark."""
    found: dict[str, GPRecord] = {}
    for record in records:
        owner = known.owners.get(_key(record))
        if owner is not None:
            found.setdefault(owner, record)
    for record in records:
        named = known.marks.get(record.mark)
        if named is not None and _key(record) not in known.owners:
            found.setdefault(named, record)
    return [(record, source_id) for source_id, record in found.items()]


def _key(record: GPRecord) -> tuple[str, str]:
    return record.side.bucket.company, plain(record.number)


def _is_unreadable(ledger: LedgerSide, known: Known) -> bool:
    target = ledger.link.target if ledger.link is not None else None
    return target is not None and (target.company, plain(target.number)) in known.unreadable


def _alone(record: GPRecord, known: Known, sources: Mapping[str, SourceRecord]) -> Pair:
    owner = known.owners.get(_key(record)) or known.marks.get(record.mark, "")
    ledger = known.ledger.get(owner)
    if record.found.void:
        # Nothing of it counts, whoever it belonged to: a copy that a person has voided is settled by that.
        return Pair(source=None, record=record, alone=Reason.VOIDED)
    if owner in known.gone:
        words = f"Procurify had it as {known.gone[owner].number}"
        return Pair(source=None, record=record, ledger=ledger, alone=Reason.GONE_IN_PROCURIFY, words=words)
    if owner in sources:
        words = f"it carries the mark of {sources[owner].number}, which has a record of its own"
        return Pair(source=None, record=record, alone=Reason.DUPLICATE, words=words)
    if record.marked:
        return Pair(source=None, record=record, ledger=ledger, alone=Reason.NO_OWNER)
    return Pair(source=None, record=record, alone=Reason.GP_ALONE, words=_same_number(record, sources))


def _same_number(record: GPRecord, sources: Mapping[str, SourceRecord]) -> str:
    """A person may have taken the number of an order, or entered the order by hand: it is told, and not guessed."""
    same = [row for row in sources.values() if row.number and plain(row.number) == plain(record.number)]
    return "an order of Procurify has this number too, and is not linked with it" if same else ""
