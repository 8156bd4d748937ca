"""What the engine asks of its whole memory: a `DedupStore`, and what was captured, decided and done beside it.

All methods may be called from several threads.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from gp_sync.core.model import Key, TargetRef
from gp_sync.core.states import DocumentState, End
from gp_sync.ledger.chain import Head
from gp_sync.ledger.dedup_store import DedupStore
from gp_sync.ledger.standing import States
from gp_sync.ledger.values import CapturedPage, Event, Pending, Settlement
from gp_sync.ledger.views import AuditRow, Backlog, DocumentRow, Issue, LinkedRecord

__all__ = ["Ledger"]


class Ledger(DedupStore, Protocol):
    """The whole memory: a `DedupStore` that also keeps cursors, captured versions, documents and the audit."""

    def cursor(self, connection: str, feed: str) -> str | None:
        """Where the last complete capture of a feed ended, as a text of the capture; None before the first."""
        ...

    def tokens(self, connection: str, flow: str, source_ids: Iterable[str]) -> Mapping[str, str]:
        """The newest stored change token of each of these documents that is known."""
        ...

    def capture(self, page: CapturedPage, fence: int) -> bool:
        """Store a page's versions in one transaction, each with its event.

        A version whose payload is the newest stored one only renews the token. Otherwise the new version supersedes
        an undecided one, and the document becomes pending. A payload that is stored already and could not be read is
        not stored again when it can be: its version becomes new.

        An unreadable version leaves the document's state as it is, pending if it is new. The document counts as
        unreadable, has `rules.unreadable_finding` among its findings and is in the issue of it, whatever is decided
        about earlier versions, until a version comes that can be read. False if fenced.
        """
        ...

    def advance(self, connection: str, feed: str, cursor: str, fence: int, event: Event) -> bool:
        """Move a feed's cursor: everything before it is durably captured. False if fenced."""
        ...

    def pending(self, connection: str, flow: str, after: str | None, limit: int) -> Sequence[Pending]:
        """Documents that are pending and readable, by source id, after a given one. Ids are compared as text."""
        ...

    def newest(self, key: Key) -> Pending | None:
        """The newest readable version of a document, whatever its state, or None if there is none."""
        ...

    def newest_of(self, connection: str, flow: str, source_ids: Iterable[str]) -> Mapping[str, Pending]:
        """The same of many documents at once, by source id; those that have none are left out."""
        ...

    def payloads(self, key: Key) -> Mapping[int, bytes]:
        """Every captured version of a document by its number, as received; empty where nothing could be fetched."""
        ...

    def settle(self, key: Key, settlement: Settlement, fence: int, event: Event) -> bool:
        """Store what was decided, with its event. False if fenced.

        The version becomes decided, unless the document stays pending. Opens and joins issues for findings that block
        or hold a document that is not skipped or settled, and closes an issue whose last document moved on.

        Raises:
            LookupError: the document or the version was never captured.
            ValueError: the document does not move so: `core.states.DOCUMENT_MOVES` has the moves that exist.
        """
        ...

    def reopen(self, keys: Iterable[Key], fence: int, event: Event) -> int:
        """Return documents that are held, blocked, skipped or settled to pending; gives how many. 0 if fenced.

        They keep their findings, and stay in their issues, until they are decided anew. One whose newest version
        cannot be read counts in every state: its token is forgotten, so that the next capture fetches it anew.

        Raises:
            ValueError: the keys are of several connections, which no single lease covers.
        """
        ...

    def issues(self, connection: str) -> Sequence[Issue]:
        """Open issues, the one with most documents first."""
        ...

    def document(self, key: Key) -> DocumentRow | None:
        """One document, or None if it was never captured."""
        ...

    def named(self, connection: str, flow: str, name: str) -> Sequence[Key]:
        """The documents that people call by a name: it is their label, whatever its case, or their source id."""
        ...

    def documents(
        self, connection: str, flow: str, states: Iterable[DocumentState] | None = None
    ) -> Iterator[DocumentRow]:
        """Documents by source id, optionally only those in some states."""
        ...

    def warned(self, connection: str, flow: str) -> Iterator[DocumentRow]:
        """Documents that nothing stops and that have findings, by source id: settled, or done by hand.

        One whose newest version cannot be read is not among them.
        """
        ...

    def warned_count(self, connection: str, flow: str) -> int:
        """How many documents `warned` gives; counted by the store."""
        ...

    def counts(self, connection: str, flow: str) -> Mapping[End, int]:
        """How many documents ended in which way; adds up to all of them.

        A document with an open write counts as in doubt or quarantined, else one whose newest version cannot be read
        as unreadable, else by its last decision. `documents` tells the same ends.
        """
        ...

    def backlog(self, connection: str, flow: str) -> Backlog:
        """How much waits for a decision. Its cost grows with what waits, not with what is known."""
        ...

    def linked(
        self, connection: str, flow: str, targets: Iterable[TargetRef]
    ) -> Mapping[TargetRef, Sequence[LinkedRecord]]:
        """The links to these records, for those that have one; where several documents have, by source id."""
        ...

    def links(self, connection: str, flow: str, company: str) -> Iterator[LinkedRecord]:
        """All links into one company by the record's number, read page by page."""
        ...

    def link_count(self, connection: str, flow: str) -> int:
        """How many records documents of a flow own, in all companies."""
        ...

    def note(self, connection: str, event: Event, fence: int, *, key: Key | None = None) -> bool:
        """Add a row to the audit that goes with no other change, such as a person's order to go on.

        Args:
            event: what happened.
            fence: the caller's.
            key: the document that it is about; its state is the row's old and new state.

        Returns:
            False, with nothing stored, if the fence is not the newest.
        """
        ...

    def audit(self, connection: str, *, key: Key | None = None, last: int | None = None) -> Iterator[AuditRow]:
        """The audit's rows in order, for one document or all, optionally only the last ones.

        States are those of the write in rows that name a target, and else those of the document or the cursor. A move
        with a settlement has a row for the write, and one for the document if that changes.
        """
        ...

    def audit_of(self, connection: str, flow: str, source_ids: Iterable[str]) -> Mapping[str, Sequence[AuditRow]]:
        """The audit's rows of many documents at once, by source id and in order; those without rows are left out."""
        ...

    def head(self, connection: str) -> Head:
        """The newest row of the audit, as it is kept beside the rows, so that a cut at their end is noticed."""
        ...

    def states(self, connection: str) -> States:
        """How everything stands that the audit's rows tell of, read from where it is kept, never from the rows.

        That is what a verification of the audit holds its rows against.
        """
        ...

    def purge_details(self, connection: str, before: datetime, fence: int, event: Event) -> int:
        """Delete the details of all rows of the audit that are older than an instant; gives how many. 0 if fenced.

        The rows stay, and so does the chain.

        Args:
            connection: whose audit it is.
            before: aware.
            fence: the caller's.
            event: who asked for it and why, called `chain.PURGED`; stored in the same commit, after the purge.

        Raises:
            ValueError: the event is called otherwise.
        """
        ...

    def recall(self, name: str) -> str | None:
        """A small text that was remembered under a name, such as the state of a login; None if there is none."""
        ...

    def remember(self, name: str, value: str, *, expected: str | None, held: tuple[str, int] | None = None) -> bool:
        """Keep a small text under a name, if what is kept now is what the caller expects; tells whether it was.

        Args:
            name: what it is found by.
            value: the text.
            expected: what is kept now, None for nothing.
            held: a connection and the caller's fence, for what only the holder of its lease may say: refused if that
                fence is not the newest. None for what belongs to no lease, such as the state of a login.
        """
        ...

    def close(self) -> None:
        """Let go of files and connections."""
        ...
