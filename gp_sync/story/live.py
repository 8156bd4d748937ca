"""How a document stands in both systems at this moment, beside what the ledger says of it."""

import hashlib
from typing import Any, Literal

import attrs

from gp_sync.core.differences import differences
from gp_sync.core.flow import Flow
from gp_sync.core.model import Difference, Finding, Key, RecordUnusable, TargetRef
from gp_sync.ledger.protocols import Ledger
from gp_sync.ledger.values import StoredLink
from gp_sync.run.guarded import NotProcessedError, guarded_flow
from gp_sync.run.stored import link_from

__all__ = ["Live", "LiveRecord", "look_live"]


@attrs.frozen(kw_only=True)
class LiveRecord:
    """One record in the target now.

    Args:
        target: the record.
        state: the same as when it was confirmed, changed since, void, absent, or not to be read.
        obstacle: why it may not be changed, such as a receipt.
        differences: what somebody changed there.
        problem: why it cannot be read.
    """

    target: TargetRef
    state: Literal["as written", "changed", "void", "absent", "unreadable"]
    obstacle: Finding | None = None
    differences: tuple[Difference, ...] = ()
    problem: str = ""


@attrs.frozen(kw_only=True)
class Live:
    """A document in both systems now.

    Args:
        source: the same as the version that the ledger has, changed since, or not to be read.
        problem: why the source cannot be read.
        records: its records in the target.
    """

    source: Literal["as captured", "changed", "unreadable"]
    problem: str = ""
    records: tuple[LiveRecord, ...] = ()


def look_live(flow: Flow[Any, Any], ledger: Ledger, key: Key) -> Live:
    """Ask both systems about a document; nothing is changed anywhere.

    Raises:
        Unavailable: a side cannot be used.
        LookupError: the ledger does not know it.
    """
    flow = guarded_flow(flow)
    row, newest = ledger.document(key), ledger.newest(key)
    if row is None:
        raise LookupError(f"{key} is not in the ledger")
    fetched = flow.feed.fetch(key.source_id)
    records = tuple(_record(flow, link) for link in row.links)
    if fetched.problem is not None:
        return Live(source="unreadable", problem=fetched.problem, records=records)
    known = b"" if newest is None else newest.payload
    same = hashlib.sha256(known).digest() == hashlib.sha256(fetched.payload).digest()
    return Live(source="as captured" if same else "changed", records=records)


def _record(flow: Flow[Any, Any], stored: StoredLink) -> LiveRecord:
    try:
        link, found = link_from(flow, stored), flow.target.read(stored.target)
    except RecordUnusable as error:
        return LiveRecord(target=stored.target, state="unreadable", problem=error.finding.tried)
    except NotProcessedError as error:
        return LiveRecord(target=stored.target, state="unreadable", problem=str(error))
    if found is None:
        return LiveRecord(target=stored.target, state="absent")
    if link.is_held(found):
        if found.void:
            # It was to be void, so there is nothing that an obstacle could stop.
            return LiveRecord(target=stored.target, state="void")
        return LiveRecord(target=stored.target, state="as written", obstacle=found.obstacle)
    rows = differences(link, found, link.sent)
    return LiveRecord(
        target=stored.target, state="void" if found.void else "changed", obstacle=found.obstacle, differences=rows
    )
