"""A ledger in the memory of one process: for tests, trials and dry runs. It ends with the process."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime

from gp_sync.core.model import Key, TargetRef
from gp_sync.core.states import DocumentState, End, VersionState
from gp_sync.ledger import rules
from gp_sync.ledger.contents import cursor_contents, link_contents, version_contents
from gp_sync.ledger.events import capture_event
from gp_sync.ledger.memory_audit import MemoryAudit
from gp_sync.ledger.memory_records import MemoryConnection, MemoryDocument, MemoryVersion
from gp_sync.ledger.memory_views import issue_of, links_of, pending_of, row_of
from gp_sync.ledger.values import CapturedPage, CapturedVersion, Event, Pending, Settlement
from gp_sync.ledger.views import Backlog, DocumentRow, Issue, LinkedRecord

__all__ = ["MemoryStore"]


class MemoryStore(MemoryAudit):
    """A `Ledger` in memory, safe for threads, not durable.

    Args:
        now: the clock that leases run by; aware instants.
    """

    def cursor(self, connection: str, feed: str) -> str | None:
        """See `Ledger.cursor`."""
        with self._lock:
            return self._connection(connection).cursors.get(feed)

    def tokens(self, connection: str, flow: str, source_ids: Iterable[str]) -> Mapping[str, str]:
        """See `Ledger.tokens`."""
        with self._lock:
            documents = self._connection(connection).documents
            keys = [Key(connection=connection, flow=flow, source_id=source_id) for source_id in source_ids]
            return {key.source_id: documents[key].token for key in keys if key in documents}

    def capture(self, page: CapturedPage, fence: int) -> bool:
        """See `Ledger.capture`."""
        with self._changing(page.connection, fence) as kept:
            if kept is None:
                return False
            keys = [Key(connection=page.connection, flow=page.flow, source_id=item.source_id) for item in page.versions]
            taken = zip(keys, page.versions, strict=True)
            news = {key for key, version in taken if _capture(kept, key, version, page.at)}
            # In the page's order, which is the order in which issues are numbered.
            for key in dict.fromkeys(keys):
                if key in news:
                    kept.tell_unreadable(key, page.at)
            return True

    def advance(self, connection: str, feed: str, cursor: str, fence: int, event: Event) -> bool:
        """See `Ledger.advance`."""
        with self._changing(connection, fence) as kept:
            if kept is None:
                return False
            kept.record(event, old=kept.cursors.get(feed), new=cursor, contents=cursor_contents(feed))
            kept.cursors[feed] = cursor
            return True

    def pending(self, connection: str, flow: str, after: str | None, limit: int) -> Sequence[Pending]:
        """See `Ledger.pending`."""
        with self._lock:
            kept = self._connection(connection)
            waiting = [key for key in _waiting(kept, flow) if after is None or key.source_id > after]
            return [pending_of(kept, key) for key in waiting[:limit]]

    def newest(self, key: Key) -> Pending | None:
        """See `Ledger.newest`."""
        with self._lock:
            kept = self._connection(key.connection)
            document = kept.documents.get(key)
            return None if document is None or not document.version else pending_of(kept, key)

    def newest_of(self, connection: str, flow: str, source_ids: Iterable[str]) -> Mapping[str, Pending]:
        """See `Ledger.newest_of`."""
        keys = (Key(connection=connection, flow=flow, source_id=source_id) for source_id in source_ids)
        return {key.source_id: newest for key in keys if (newest := self.newest(key)) is not None}

    def payloads(self, key: Key) -> Mapping[int, bytes]:
        """See `Ledger.payloads`."""
        with self._lock:
            document = self._connection(key.connection).documents.get(key)
            kept = {} if document is None else document.versions
            return {number: version.captured.payload for number, version in sorted(kept.items())}

    def backlog(self, connection: str, flow: str) -> Backlog:
        """See `Ledger.backlog`."""
        with self._lock:
            kept = self._connection(connection)
            waiting = _waiting(kept, flow)
            return Backlog(pending=len(waiting), changing=sum(bool(kept.links.get(key)) for key in waiting))

    def settle(self, key: Key, settlement: Settlement, fence: int, event: Event) -> bool:
        """See `Ledger.settle`."""
        with self._changing(key.connection, fence) as kept:
            if kept is None:
                return False
            rules.check_settlement(key, settlement, _standing(kept, key))
            state = kept.documents[key].state
            before, after = kept.settle(key, settlement, event) or (state, state)
            kept.record(event, key, old=before, new=after, contents=link_contents(settlement))
            return True

    def reopen(self, keys: Iterable[Key], fence: int, event: Event) -> int:
        """See `Ledger.reopen`."""
        wanted = rules.of_one_connection(keys)
        if not wanted:
            return 0
        with self._changing(wanted[0].connection, fence) as kept:
            if kept is None:
                return 0
            chosen = [(key, kept.documents[key]) for key in wanted if key in kept.documents]
            return sum(_reopen(kept, key, document, event) for key, document in chosen)

    def issues(self, connection: str) -> Sequence[Issue]:
        """See `Ledger.issues`."""
        with self._lock:
            kept = self._connection(connection)
            found = [issue_of(kept, issue) for issue in kept.issues if issue.digests]
            return sorted(found, key=lambda issue: (-len(issue.keys), issue.number))

    def document(self, key: Key) -> DocumentRow | None:
        """See `Ledger.document`."""
        with self._lock:
            kept = self._connection(key.connection)
            return row_of(kept, key) if key in kept.documents else None

    def named(self, connection: str, flow: str, name: str) -> Sequence[Key]:
        """See `Ledger.named`."""
        wanted = rules.folded(name)
        with self._lock:
            documents = self._connection(connection).documents
            return sorted(
                key
                for key, document in documents.items()
                if key.flow == flow
                and wanted
                and (rules.folded(document.label) == wanted or key.source_id == name.strip())
            )

    def documents(
        self, connection: str, flow: str, states: Iterable[DocumentState] | None = None
    ) -> Iterator[DocumentRow]:
        """See `Ledger.documents`."""
        wanted = set(DocumentState if states is None else states)
        with self._lock:
            kept = self._connection(connection)
            rows = [
                row_of(kept, key)
                for key, document in sorted(kept.documents.items())
                if key.flow == flow and document.state in wanted
            ]
        return iter(rows)

    def warned(self, connection: str, flow: str) -> Iterator[DocumentRow]:
        """See `Ledger.warned`."""
        rows = self.documents(connection, flow, rules.AT_REST)
        return (row for row in rows if row.findings and row.end is not End.UNREADABLE)

    def warned_count(self, connection: str, flow: str) -> int:
        """See `Ledger.warned_count`."""
        return sum(1 for _ in self.warned(connection, flow))

    def counts(self, connection: str, flow: str) -> Mapping[End, int]:
        """See `Ledger.counts`."""
        return Counter(row.end for row in self.documents(connection, flow))

    def linked(
        self, connection: str, flow: str, targets: Iterable[TargetRef]
    ) -> Mapping[TargetRef, Sequence[LinkedRecord]]:
        """See `Ledger.linked`."""
        wanted = set(targets)
        with self._lock:
            records = links_of(self._connection(connection), flow)
        found: dict[TargetRef, list[LinkedRecord]] = {}
        for record in records:
            if record.link.target in wanted:
                found.setdefault(record.link.target, []).append(record)
        return found

    def links(self, connection: str, flow: str, company: str) -> Iterator[LinkedRecord]:
        """See `Ledger.links`."""
        with self._lock:
            records = links_of(self._connection(connection), flow)
        return (record for record in records if record.link.target.company == company)

    def link_count(self, connection: str, flow: str) -> int:
        """See `Ledger.link_count`."""
        with self._lock:
            return len(links_of(self._connection(connection), flow))

    def close(self) -> None:
        """There is nothing to let go of; what is kept stays readable."""


def _waiting(kept: MemoryConnection, flow: str) -> list[Key]:
    """The documents that are pending and readable, by source id."""
    return sorted(
        key
        for key, document in kept.documents.items()
        if key.flow == flow and document.state is DocumentState.PENDING and document.version
    )


def _standing(kept: MemoryConnection, key: Key) -> tuple[str, int] | None:
    document = kept.documents.get(key)
    return None if document is None else (document.state, document.version)


def _capture(kept: MemoryConnection, key: Key, captured: CapturedVersion, at: datetime) -> bool:
    """Store a version, unless the newest one says the same; tells whether it was stored."""
    document = kept.documents.get(key)
    before = None if document is None else document.state
    if document is None:
        document = kept.documents[key] = MemoryDocument(token=captured.token, label=captured.label, updated_at=at)
    newest = document.versions.get(document.newest)
    document.token = captured.token
    document.label = captured.label or document.label
    fingerprint = newest.captured.fingerprint if newest is not None else None
    if not rules.is_news(captured, fingerprint, newest_readable=not document.unreadable):
        return False
    known = rules.is_readable_now(captured, fingerprint, newest_readable=not document.unreadable)
    number = document.newest + (not known)
    undecided = document.undecided()
    document.versions[number] = MemoryVersion(captured=captured, at=at, state=VersionState.UNREADABLE)
    if captured.problem is None:
        _decide_next(document, number, at)
    event = capture_event(captured, number, at, supersedes=undecided, known=known)
    kept.record(event, key, old=before, new=document.state, contents=version_contents(number, captured))
    return True


def _reopen(kept: MemoryConnection, key: Key, document: MemoryDocument, event: Event) -> bool:
    before, decided = document.state, document.state in rules.REOPENABLE
    if document.unreadable:
        document.token = ""
    if decided:
        document.state, document.end, document.updated_at = DocumentState.PENDING, End.PENDING, event.at
    if decided or document.unreadable:
        kept.record(event, key, old=before, new=document.state)
        return True
    return False


def _decide_next(document: MemoryDocument, number: int, at: datetime) -> None:
    """Make a version the one that is to be decided; it supersedes all that were not."""
    for version in document.versions.values():
        if version.state in rules.SUPERSEDABLE:
            version.state = VersionState.SUPERSEDED
    document.versions[number].state = VersionState.NEW
    document.version, document.updated_at = number, at
    document.state, document.end = DocumentState.PENDING, End.PENDING
