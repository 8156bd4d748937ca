"""An order's life over both systems, told as one timeline from what the ledger keeps."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from itertools import islice
from typing import Any

import attrs

from gp_sync.core.model import Difference, Finding, Key, TargetRef, Write
from gp_sync.core.states import DocumentState, End
from gp_sync.core.summary import Summary
from gp_sync.ledger.contents import contents_of
from gp_sync.ledger.protocols import Ledger
from gp_sync.ledger.values import StoredLink
from gp_sync.ledger.views import AuditRow, DocumentRow
from gp_sync.plans.changes import write_changes
from gp_sync.readers import FlowReader, Readers, summary_in
from gp_sync.story.source_changes import source_changes
from gp_sync.story.words import reasons, words_of

__all__ = ["Explanation", "Step", "explain", "lives"]

_TOGETHER = 500
"""So many documents are read at once."""


@attrs.frozen(kw_only=True)
class Step:
    """One thing that happened to an order.

    Args:
        at: when.
        words: what happened.
        what: the audit's word for it; empty for what the source tells of itself.
        by: which person; empty if no person decided it.
        why: that person's reason.
        notes: what was found, or what the write comes to.
        changes: what an update changed, field by field.
    """

    at: datetime
    words: str
    what: str = ""
    by: str = ""
    why: str = ""
    notes: tuple[str, ...] = ()
    changes: tuple[Difference, ...] = ()

    @property
    def told(self) -> str:
        """What happened and its notes in one text; a note may be a whole sentence."""
        return "; ".join(words.rstrip(".") for words in (self.words, *self.notes))


@attrs.frozen(kw_only=True)
class Explanation:
    """How an order stands, and how it came to that.

    Args:
        key: the order.
        label: how people call it.
        end: how it is counted.
        state: what is to be done for it.
        version: the version of the source that counts.
        summary: its vendor, amount, day and requesters.
        steps: its life so far, in order.
        findings: what is found about it now.
        links: the records in GP, as they were last confirmed.
        open: the records of which a write is open.
    """

    key: Key
    label: str
    end: End
    state: DocumentState
    version: int
    summary: Summary
    steps: tuple[Step, ...]
    findings: tuple[Finding, ...]
    links: tuple[StoredLink, ...]
    open: tuple[TargetRef, ...]


def explain(ledger: Ledger, key: Key, readers: Readers) -> Explanation:
    """Tell an order's life.

    Args:
        ledger: the memory.
        key: the order.
        readers: how stored payloads and bodies are read.

    Raises:
        LookupError: the ledger does not know it.
    """
    row, newest = ledger.document(key), ledger.newest(key)
    if row is None:
        raise LookupError(f"{key} is not in the ledger")
    about = summary_in(newest, readers.get(key.flow))
    reader = readers.get(key.flow)
    revisions = {} if reader is None else _revisions(ledger.payloads(key), reader)
    steps = _steps(ledger.audit(key.connection, key=key), reader, row.findings, revisions)
    return Explanation(
        key=key,
        label=row.label or key.source_id,
        end=row.end,
        state=row.state,
        version=row.version,
        summary=about,
        steps=(*_moments(about), *steps),
        findings=row.findings,
        links=row.links,
        open=tuple(sorted(newest.open_targets)) if newest is not None else (),
    )


def lives(ledger: Ledger, rows: Iterable[DocumentRow], reader: FlowReader) -> Iterator[tuple[Key, tuple[Step, ...]]]:
    """Tell the lives of many documents as `explain` does, but not what changed field by field.

    Args:
        ledger: the memory.
        rows: documents of one flow.
        reader: how their stored payloads and bodies are read.
    """
    left = iter(rows)
    while some := list(islice(left, _TOGETHER)):
        connection, flow, ids = some[0].key.connection, some[0].key.flow, [row.key.source_id for row in some]
        newest, audit = ledger.newest_of(connection, flow, ids), ledger.audit_of(connection, flow, ids)
        for row in some:
            about = summary_in(newest.get(row.key.source_id), reader)
            steps = _steps(audit.get(row.key.source_id, ()), reader, row.findings)
            yield row.key, (*_moments(about), *steps)


def _moments(about: Summary) -> Iterator[Step]:
    """What the source tells of itself comes first: its clock and ours may differ."""
    for moment in about.moments:
        yield Step(at=moment.at, words=f"{moment.words} by {moment.who}" if moment.who else moment.words)


def _steps(
    rows: Iterable[AuditRow],
    reader: FlowReader | None,
    now: tuple[Finding, ...],
    revisions: Mapping[int, tuple[Difference, ...]] | None = None,
) -> Iterator[Step]:
    """The audit's rows as steps; what changed is told where the revisions are given."""
    reserved: dict[tuple[str | None, int | None], Mapping[str, Any]] = {}
    for row in rows:
        detail = dict(row.detail or {})
        lane = (row.company, row.attempt)
        if row.what == "write.reserved":
            reserved[lane] = detail
        if row.what == "write.sending":
            detail |= reserved.get(lane, {})
        words = words_of(row, detail)
        if not words:
            continue
        sent = row.what == "write.sending"
        yield Step(
            at=row.at,
            words=words,
            what=row.what,
            by=str(detail.get("by") or ""),
            why=str(detail.get("why") or ""),
            notes=tuple(_sent_notes(detail, reader) if sent else reasons(detail, now, row.flow or "")),
            changes=() if revisions is None else _changes(row, detail, reader) if sent else _revised(row, revisions),
        )


def _revisions(payloads: Mapping[int, bytes], reader: FlowReader) -> Mapping[int, tuple[Difference, ...]]:
    """What each version changed of the one before that can be read."""
    changes: dict[int, tuple[Difference, ...]] = {}
    before: Any = None
    for version, payload in sorted(payloads.items()):
        try:
            source = reader.source(payload)
        except ValueError:
            continue
        if before is not None:
            changes[version] = source_changes(before, source)
        before = source
    return changes


def _revised(row: AuditRow, revisions: Mapping[int, tuple[Difference, ...]]) -> tuple[Difference, ...]:
    if row.what not in {"version.captured", "version.readable"}:
        return ()
    return revisions.get(contents_of(row).get("version", 0), ())


def _sent_notes(detail: Mapping[str, Any], reader: FlowReader | None) -> Iterator[str]:
    """What the record comes to."""
    body = _body(detail.get("after"), reader)
    if body is None or reader is None:
        return
    there = reader.summary_there(body)
    if there.dated is not None:
        yield f"dated {there.dated}"
    if there.amount is not None:
        yield f"total {there.amount.amount:,f}"


def _changes(row: AuditRow, detail: Mapping[str, Any], reader: FlowReader | None) -> tuple[Difference, ...]:
    before, after = _body(detail.get("before"), reader), _body(detail.get("after"), reader)
    if detail.get("op") != "update" or before is None or after is None:
        return ()
    target = TargetRef(flow=row.flow or "", side="gp", company=row.company or "", number=row.target_number or "")
    return write_changes(Write(op="update", target=target, body=after, before=before))


def _body(text: object, reader: FlowReader | None) -> Any | None:
    """A body that the audit kept; None if there is none, or an earlier version wrote it in another way."""
    if reader is None or not isinstance(text, str):
        return None
    try:
        return reader.body(text)
    except ValueError:
        return None
