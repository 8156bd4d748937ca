"""The audit and the memos in the memory of one process."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime

import attrs

from gp_sync.core.model import Key
from gp_sync.ledger.chain import Head, check_purge, purge_limit
from gp_sync.ledger.memory_dedup import MemoryDedupStore
from gp_sync.ledger.memory_views import states_of
from gp_sync.ledger.standing import States
from gp_sync.ledger.values import Event
from gp_sync.ledger.views import AuditRow

__all__ = ["MemoryAudit"]


class MemoryAudit(MemoryDedupStore):
    """The part of `MemoryStore` that reads the audit, adds notes and purges details, and keeps small texts."""

    def note(self, connection: str, event: Event, fence: int, *, key: Key | None = None) -> bool:
        """See `Ledger.note`."""
        with self._changing(connection, fence) as kept:
            if kept is None:
                return False
            document = kept.documents.get(key) if key is not None else None
            state = None if document is None else document.state
            kept.record(event, key, old=state, new=state)
            return True

    def audit(self, connection: str, *, key: Key | None = None, last: int | None = None) -> Iterator[AuditRow]:
        """See `Ledger.audit`."""
        with self._lock:
            rows = [
                row
                for row in self._connection(connection).audit
                if key is None or (row.flow, row.source_id) == (key.flow, key.source_id)
            ]
        return iter(rows if last is None else rows[max(len(rows) - last, 0) :])

    def audit_of(self, connection: str, flow: str, source_ids: Iterable[str]) -> Mapping[str, Sequence[AuditRow]]:
        """See `Ledger.audit_of`."""
        wanted, found = set(source_ids), dict[str, list[AuditRow]]()
        for row in self.audit(connection):
            if row.flow == flow and row.source_id in wanted:
                found.setdefault(row.source_id, []).append(row)
        return found

    def head(self, connection: str) -> Head:
        """See `Ledger.head`."""
        with self._lock:
            return self._connection(connection).head

    def states(self, connection: str) -> States:
        """See `Ledger.states`."""
        with self._lock:
            return states_of(self._connection(connection))

    def purge_details(self, connection: str, before: datetime, fence: int, event: Event) -> int:
        """See `Ledger.purge_details`."""
        check_purge(event)
        with self._changing(connection, fence) as kept:
            if kept is None:
                return 0
            old = [row.at < before and row.detail_text is not None for row in kept.audit]
            kept.audit = [
                attrs.evolve(row, detail_text=None) if gone else row for row, gone in zip(kept.audit, old, strict=True)
            ]
            kept.record(event, new=purge_limit(before))
            return sum(old)

    def recall(self, name: str) -> str | None:
        """See `Ledger.recall`."""
        with self._lock:
            return self._memos.get(name)

    def remember(self, name: str, value: str, *, expected: str | None, held: tuple[str, int] | None = None) -> bool:
        """See `Ledger.remember`."""
        with self._lock:
            fenced = held is not None and not self._connection(held[0]).holds(held[1])
            if fenced or self._memos.get(name) != expected:
                return False
            self._memos[name] = value
            return True
