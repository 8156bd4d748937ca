"""The part of the engine's memory that prevents duplicates, which an embedding application may bring itself.

A plain "seen before?" cannot do it: after a time-out neither answer is right, so a write has states, and each move
between them is one conditional update that checks the lease's fence and stores its event in the same commit. All
methods may be called from several threads.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from gp_sync.core.model import Key, TargetRef
from gp_sync.core.states import WriteState
from gp_sync.ledger.values import Event, Intent, Lease, OpenWrite, Reservation, Settlement

__all__ = ["DedupStore"]


class DedupStore(Protocol):
    """The part of the ledger that makes a write happen once.

    Attributes:
        durable: what a method returned survives the death of the process.
    """

    durable: bool

    def acquire(self, connection: str, owner: str, ttl: float) -> Lease | None:
        """Take the lease of a connection for `ttl` seconds, or None while another owner holds it.

        Taking it again as the same owner gives a new fence. The fence of a connection never repeats.
        """
        ...

    def renew(self, lease: Lease, ttl: float) -> Lease | None:
        """Prolong a lease that is still held, or None if its fence is not the newest any more."""
        ...

    def release(self, lease: Lease) -> None:
        """Give a lease back: nothing more can be changed with its fence. Without effect if it was lost."""
        ...

    def reserve(
        self, key: Key, version: int, intent: Intent, expected_attempt: int, fence: int, event: Event
    ) -> Reservation:
        """Reserve a write: the only open one of its document for the target, and of its record if it makes one.

        Any other answer changes nothing. In this order: Fenced; Open for an open write of the document to this side and
        company, under any number; Confirmed if `intent` equals the newest confirmed write there, while the link says so
        and is not given up; Open for another document's open write to the record that a create would make; Moved.

        Args:
            key: the document.
            version: the captured version that the write carries out.
            intent: the write; an update or a void does not wait for other documents.
            expected_attempt: the number of attempts so far for this document and target, 0 before the first.
            fence: the caller's.
            event: stored in the same commit.
        """
        ...

    def attempts(self, key: Key, target: TargetRef) -> int:
        """How many attempts there have been for this document and target."""
        ...

    def move(
        self,
        key: Key,
        target: TargetRef,
        attempt: int,
        old: WriteState,
        new: WriteState,
        fence: int,
        event: Event,
        *,
        deadline: datetime | None = None,
        settlement: Settlement | None = None,
    ) -> bool:
        """Move a write from one state to another, with its event in the same commit.

        Args:
            deadline: stored when the write starts sending.
            settlement: for a store that also keeps the documents, stored in the same commit when the move is done.
                What became of a write is never refused for its document: one that does not move so becomes pending.

        Returns:
            False, with nothing changed, if the write is not in `old` or the fence is not the newest.

        Raises:
            ValueError: there is no such move.
        """
        ...

    def absent(self, key: Key, target: TargetRef, attempt: int, fence: int, event: Event) -> int:
        """Count a read-back that found nothing for a write in doubt; gives the count, 0 if fenced or not in doubt."""
        ...

    def writers(self, connection: str, flow: str, targets: Iterable[TargetRef]) -> Mapping[TargetRef, Key]:
        """The documents that ever had a write reserved for these records; of several, the first by source id."""
        ...

    def open_writes(self, connection: str) -> Sequence[OpenWrite]:
        """All open writes of a connection, oldest first."""
        ...

    def sent_unseen(self, key: Key, target: TargetRef) -> Sequence[Intent]:
        """Writes of a document to a target that were sent and never seen to land; each may still turn up late.

        They are sending, in doubt, quarantined or not executed, under the same number: oldest first, each intent once.
        """
        ...
