"""The part of a ledger of two parts that is about documents: it hands every call on."""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime

from gp_sync.core.model import Key, TargetRef
from gp_sync.core.states import DocumentState, End
from gp_sync.ledger.chain import Head
from gp_sync.ledger.protocols import Ledger
from gp_sync.ledger.rules import of_one_connection
from gp_sync.ledger.standing import States
from gp_sync.ledger.values import CapturedPage, Event, Pending, Settlement
from gp_sync.ledger.views import AuditRow, Backlog, DocumentRow, Issue, LinkedRecord

__all__ = ["HandedOnRecords"]


class HandedOnRecords(ABC):
    """The methods of `Ledger` that are not those of `DedupStore`, on another ledger with fences of its own."""

    _records: Ledger

    @abstractmethod
    def _fence(self, connection: str, fence: int) -> int:
        """The other ledger's fence for one that a caller has."""

    def cursor(self, connection: str, feed: str) -> str | None:
        """See `Ledger.cursor`."""
        return self._records.cursor(connection, feed)

    def tokens(self, connection: str, flow: str, source_ids: Iterable[str]) -> Mapping[str, str]:
        """See `Ledger.tokens`."""
        return self._records.tokens(connection, flow, source_ids)

    def capture(self, page: CapturedPage, fence: int) -> bool:
        """See `Ledger.capture`."""
        return self._records.capture(page, self._fence(page.connection, fence))

    def advance(self, connection: str, feed: str, cursor: str, fence: int, event: Event) -> bool:
        """See `Ledger.advance`."""
        return self._records.advance(connection, feed, cursor, self._fence(connection, fence), event)

    def pending(self, connection: str, flow: str, after: str | None, limit: int) -> Sequence[Pending]:
        """See `Ledger.pending`."""
        return self._records.pending(connection, flow, after, limit)

    def newest(self, key: Key) -> Pending | None:
        """See `Ledger.newest`."""
        return self._records.newest(key)

    def newest_of(self, connection: str, flow: str, source_ids: Iterable[str]) -> Mapping[str, Pending]:
        """See `Ledger.newest_of`."""
        return self._records.newest_of(connection, flow, source_ids)

    def payloads(self, key: Key) -> Mapping[int, bytes]:
        """See `Ledger.payloads`."""
        return self._records.payloads(key)

    def settle(self, key: Key, settlement: Settlement, fence: int, event: Event) -> bool:
        """See `Ledger.settle`."""
        return self._records.settle(key, settlement, self._fence(key.connection, fence), event)

    def reopen(self, keys: Iterable[Key], fence: int, event: Event) -> int:
        """See `Ledger.reopen`."""
        wanted = of_one_connection(keys)
        return self._records.reopen(wanted, self._fence(wanted[0].connection, fence), event) if wanted else 0

    def issues(self, connection: str) -> Sequence[Issue]:
        """See `Ledger.issues`."""
        return self._records.issues(connection)

    def document(self, key: Key) -> DocumentRow | None:
        """See `Ledger.document`."""
        return self._records.document(key)

    def named(self, connection: str, flow: str, name: str) -> Sequence[Key]:
        """See `Ledger.named`."""
        return self._records.named(connection, flow, name)

    def documents(
        self, connection: str, flow: str, states: Iterable[DocumentState] | None = None
    ) -> Iterator[DocumentRow]:
        """See `Ledger.documents`."""
        return self._records.documents(connection, flow, states)

    def warned(self, connection: str, flow: str) -> Iterator[DocumentRow]:
        """See `Ledger.warned`."""
        return self._records.warned(connection, flow)

    def warned_count(self, connection: str, flow: str) -> int:
        """See `Ledger.warned_count`."""
        return self._records.warned_count(connection, flow)

    def counts(self, connection: str, flow: str) -> Mapping[End, int]:
        """See `Ledger.counts`."""
        return self._records.counts(connection, flow)

    def backlog(self, connection: str, flow: str) -> Backlog:
        """See `Ledger.backlog`."""
        return self._records.backlog(connection, flow)

    def linked(
        self, connection: str, flow: str, targets: Iterable[TargetRef]
    ) -> Mapping[TargetRef, Sequence[LinkedRecord]]:
        """See `Ledger.linked`."""
        return self._records.linked(connection, flow, targets)

    def links(self, connection: str, flow: str, company: str) -> Iterator[LinkedRecord]:
        """See `Ledger.links`."""
        return self._records.links(connection, flow, company)

    def link_count(self, connection: str, flow: str) -> int:
        """See `Ledger.link_count`."""
        return self._records.link_count(connection, flow)

    def note(self, connection: str, event: Event, fence: int, *, key: Key | None = None) -> bool:
        """See `Ledger.note`."""
        return self._records.note(connection, event, self._fence(connection, fence), key=key)

    def audit(self, connection: str, *, key: Key | None = None, last: int | None = None) -> Iterator[AuditRow]:
        """See `Ledger.audit`."""
        return self._records.audit(connection, key=key, last=last)

    def audit_of(self, connection: str, flow: str, source_ids: Iterable[str]) -> Mapping[str, Sequence[AuditRow]]:
        """See `Ledger.audit_of`."""
        return self._records.audit_of(connection, flow, source_ids)

    def head(self, connection: str) -> Head:
        """See `Ledger.head`."""
        return self._records.head(connection)

    def states(self, connection: str) -> States:
        """See `Ledger.states`."""
        return self._records.states(connection)

    def purge_details(self, connection: str, before: datetime, fence: int, event: Event) -> int:
        """See `Ledger.purge_details`."""
        return self._records.purge_details(connection, before, self._fence(connection, fence), event)

    def recall(self, name: str) -> str | None:
        """See `Ledger.recall`."""
        return self._records.recall(name)

    def remember(self, name: str, value: str, *, expected: str | None, held: tuple[str, int] | None = None) -> bool:
        """See `Ledger.remember`."""
        ours = None if held is None else (held[0], self._fence(*held))
        return self._records.remember(name, value, expected=expected, held=ours)

    def close(self) -> None:
        """Close the other ledger; the application closes its own store."""
        self._records.close()
