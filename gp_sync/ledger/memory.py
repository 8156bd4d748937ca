"""A ledger in the memory of one process: for tests, trials and dry runs. It ends with the process."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime

from gp_sync.core.model import Key
from gp_sync.core.states import DocumentState, End, VersionState
from gp_sync.ledger import rules
from gp_sync.ledger.memory_dedup import MemoryDedupStore
from gp_sync.ledger.memory_records import MemoryConnection, MemoryDocument, MemoryIssue, MemoryVersion
from gp_sync.ledger.values import (
    AuditRow,
    CapturedPage,
    CapturedVersion,
    DocumentRow,
    Event,
    Issue,
    Pending,
    Settlement,
)

__all__ = ["MemoryStore"]


class MemoryStore(MemoryDedupStore):
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
        with self._lock:
            kept = self._holding(page.connection, fence)
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
        with self._lock:
            kept = self._holding(connection, fence)
            if kept is None:
                return False
            kept.record(event, None, None, kept.cursors.get(feed), cursor)
            kept.cursors[feed] = cursor
            return True

    def pending(self, connection: str, flow: str, after: str | None, limit: int) -> Sequence[Pending]:
        """See `Ledger.pending`."""
        with self._lock:
            kept = self._connection(connection)
            waiting = sorted(
                key
                for key, document in kept.documents.items()
                if key.flow == flow and document.state is DocumentState.PENDING and document.version
                if after is None or key.source_id > after
            )
            return [_pending(kept, key) for key in waiting[:limit]]

    def settle(self, key: Key, settlement: Settlement, fence: int, event: Event) -> bool:
        """See `Ledger.settle`."""
        with self._lock:
            kept = self._holding(key.connection, fence)
            if kept is None:
                return False
            rules.check_version(key, settlement, _newest(kept, key))
            state = kept.documents[key].state
            kept.record(event, key, None, *(kept.settle(key, settlement, event) or (state, state)))
            return True

    def reopen(self, keys: Iterable[Key], fence: int, event: Event) -> int:
        """See `Ledger.reopen`."""
        wanted = rules.of_one_connection(keys)
        with self._lock:
            kept = self._holding(wanted[0].connection, fence) if wanted else None
            if kept is None:
                return 0
            chosen = [(key, kept.documents[key]) for key in wanted if key in kept.documents]
            return sum(_reopen(kept, key, document, event) for key, document in chosen)

    def issues(self, connection: str) -> Sequence[Issue]:
        """See `Ledger.issues`."""
        with self._lock:
            kept = self._connection(connection)
            found = [_issue(kept, issue) for issue in kept.issues if issue.digests]
            return sorted(found, key=lambda issue: (-len(issue.keys), issue.number))

    def documents(
        self, connection: str, flow: str, states: Iterable[DocumentState] | None = None
    ) -> Iterator[DocumentRow]:
        """See `Ledger.documents`."""
        wanted = set(DocumentState if states is None else states)
        with self._lock:
            kept = self._connection(connection)
            rows = [
                _row(kept, key, document)
                for key, document in sorted(kept.documents.items())
                if key.flow == flow and document.state in wanted
            ]
        return iter(rows)

    def counts(self, connection: str, flow: str) -> Mapping[End, int]:
        """See `Ledger.counts`."""
        return Counter(row.end for row in self.documents(connection, flow))

    def audit(self, connection: str, *, key: Key | None = None, last: int | None = None) -> Iterator[AuditRow]:
        """See `Ledger.audit`."""
        with self._lock:
            rows = [
                row
                for row in self._connection(connection).audit
                if key is None or (row.flow, row.source_id) == (key.flow, key.source_id)
            ]
        return iter(rows if last is None else rows[max(len(rows) - last, 0) :])

    def recall(self, name: str) -> str | None:
        """See `Ledger.recall`."""
        with self._lock:
            return self._memos.get(name)

    def remember(self, name: str, value: str, *, expected: str | None) -> bool:
        """See `Ledger.remember`."""
        with self._lock:
            if self._memos.get(name) != expected:
                return False
            self._memos[name] = value
            return True

    def close(self) -> None:
        """There is nothing to let go of; what is kept stays readable."""


def _newest(kept: MemoryConnection, key: Key) -> int | None:
    return kept.documents[key].version if key in kept.documents else None


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
    number = document.newest + 1
    undecided = document.undecided()
    document.versions[number] = MemoryVersion(captured=captured, at=at, state=VersionState.UNREADABLE)
    if captured.problem is None:
        _decide_next(document, number, at)
    event = rules.capture_event(captured, number, at, supersedes=undecided)
    kept.record(event, key, None, before, document.state)
    return True


def _reopen(kept: MemoryConnection, key: Key, document: MemoryDocument, event: Event) -> bool:
    before, decided = document.state, document.state in rules.REOPENABLE
    if document.unreadable:
        document.token = ""
    if decided:
        document.state, document.end, document.updated_at = DocumentState.PENDING, End.PENDING, event.at
    if decided or document.unreadable:
        kept.record(event, key, None, before, document.state)
        return True
    return False


def _decide_next(document: MemoryDocument, number: int, at: datetime) -> None:
    """Make a version the one that is to be decided; it supersedes all that were not."""
    for version in document.versions.values():
        if version.state is not VersionState.DECIDED:
            version.state = VersionState.SUPERSEDED
    document.versions[number].state = VersionState.NEW
    document.version, document.updated_at = number, at
    document.state, document.end = DocumentState.PENDING, End.PENDING


def _pending(kept: MemoryConnection, key: Key) -> Pending:
    document = kept.documents[key]
    version = document.versions[document.version]
    return Pending(
        key=key,
        version=document.version,
        payload=version.captured.payload,
        label=document.label,
        captured_at=version.at,
        links=dict(kept.links.get(key, {})),
        open_targets=frozenset(write.intent.target for write in kept.open.values() if write.key == key),
    )


def _row(kept: MemoryConnection, key: Key, document: MemoryDocument) -> DocumentRow:
    states = [write.state for write in kept.open.values() if write.key == key]
    return DocumentRow(
        key=key,
        label=document.label,
        state=document.state,
        end=rules.reported_end(document.end, unreadable=document.unreadable, writes=states),
        version=document.version,
        findings=document.findings,
        links=tuple(link for _, link in sorted(kept.links.get(key, {}).items())),
        updated_at=document.updated_at,
    )


def _issue(kept: MemoryConnection, issue: MemoryIssue) -> Issue:
    keys = tuple(sorted(issue.digests))
    return Issue(
        number=issue.number,
        connection=kept.name,
        code=issue.code,
        cause=issue.cause,
        opened_at=issue.opened_at,
        digest=rules.joined_digest(issue.digests.values()),
        keys=keys,
        labels=tuple(kept.documents[key].label or key.source_id for key in keys),
        sample=issue.sample,
    )
