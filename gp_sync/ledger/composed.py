"""A ledger of two parts: an application's own store of writes, and a ledger for everything else.

The application's `DedupStore` alone decides what may be sent. Each change of a write is committed there first, and then
copied into the other ledger, in one transaction there with the document and the audit. So documents, counts, links and
the audit's chain are those of the ledger, with the states of its writes; what is open, what was attempted and what may
still turn up is asked of the application's store.

Between the two commits a process may die. Then the copy is one step behind until the next run takes the lease, which
first makes up for it: a write that the store has confirmed is linked, its document waits, and is decided anew with the
record read. Reports that are read in between show the earlier step.
"""

import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime

from gp_sync.clock import utc_now
from gp_sync.core.model import Key, TargetRef
from gp_sync.core.states import WriteState
from gp_sync.ledger.dedup_store import DedupStore
from gp_sync.ledger.errors import LedgerError
from gp_sync.ledger.mirror import Mirror, MirrorFenced, disagreement
from gp_sync.ledger.protocols import Ledger
from gp_sync.ledger.records import HandedOnRecords
from gp_sync.ledger.values import Event, Fenced, Intent, Lease, OpenWrite, Reservation, Reserved, Settlement

__all__ = ["ComposedLedger"]

_NO_FENCE = -1
"""A fence that no lease has, so that every change with it is refused."""


class ComposedLedger(HandedOnRecords):
    """A `Ledger` whose leases, reservations and writes are those of an application's `DedupStore`.

    It keeps the contract of a ledger, but for one sentence: a write's state and its document's are not stored in one
    commit. They are stored in two, the write's first, and the next run makes up for a crash between them.

    A lease is held on both parts at once: the store's first, then the ledger's, by the same owner. A change that either
    of them refuses ends the run. Fences are the store's; those of the ledger stay in this object, so that a lease is
    good in the process that took it.

    Args:
        records: the ledger for everything else; its writes are the copy. Nobody else writes to it.
        dedup: the application's store, which stays open when this is closed.
        now: the clock, for what is made up for after a crash.
    """

    def __init__(self, records: Ledger, dedup: DedupStore, *, now: Callable[[], datetime] = utc_now) -> None:
        self.durable = records.durable and dedup.durable
        self._records = records
        self._dedup = dedup
        self._now = now
        self._lock = threading.Lock()
        # The copy takes changes in the store's order: a write that has ended there must not hold back another here.
        self._in_order = threading.Lock()
        self._leases: dict[tuple[str, int], Lease] = {}

    # --- leases and writes: the store first, then the copy ---

    def acquire(self, connection: str, owner: str, ttl: float) -> Lease | None:
        """See `DedupStore.acquire`. What a process that died has left behind is made up for.

        Raises:
            LedgerError: the two parts do not belong together.
        """
        theirs = self._dedup.acquire(connection, owner, ttl)
        if theirs is None:
            return None
        ours = self._records.acquire(connection, owner, ttl)
        if ours is None:
            self._dedup.release(theirs)
            return None
        self._remember(theirs, ours)
        mirror = Mirror(dedup=self._dedup, records=self._records, now=self._now, fence=theirs.fence, ours=ours.fence)
        try:
            mirror.catch_up(connection)
        except (MirrorFenced, LedgerError) as error:
            self.release(theirs)
            if isinstance(error, LedgerError):
                raise
            return None
        return theirs

    def renew(self, lease: Lease, ttl: float) -> Lease | None:
        """See `DedupStore.renew`."""
        ours = self._ours(lease.connection, lease.fence)
        renewed = self._dedup.renew(lease, ttl) if ours is not None else None
        if ours is None or renewed is None:
            return None
        ours = self._records.renew(ours, ttl)
        if ours is None:
            return None
        self._remember(renewed, ours)
        return renewed

    def release(self, lease: Lease) -> None:
        """See `DedupStore.release`."""
        with self._lock:
            ours = self._leases.pop((lease.connection, lease.fence), None)
        if ours is not None:
            self._records.release(ours)
        self._dedup.release(lease)

    def reserve(
        self, key: Key, version: int, intent: Intent, expected_attempt: int, fence: int, event: Event
    ) -> Reservation:
        """See `DedupStore.reserve`.

        Raises:
            LedgerError: the two parts do not belong together.
        """
        ours = self._ours(key.connection, fence)
        if ours is None:
            return Fenced()
        with self._in_order:
            # Asked first: afterwards, another process may have taken over and copied what is reserved here.
            attempts = self._records.attempts(key, intent.target)
            given = self._dedup.reserve(key, version, intent, expected_attempt, fence, event)
            if not isinstance(given, Reserved):
                return given
            if attempts >= given.attempt:
                raise LedgerError(disagreement(key, intent.target))
            match self._records.reserve(key, version, intent, attempts, ours.fence, event):
                case Reserved():
                    return given
                case Fenced():
                    return Fenced()
                case _:
                    raise LedgerError(disagreement(key, intent.target))

    def attempts(self, key: Key, target: TargetRef) -> int:
        """See `DedupStore.attempts`."""
        return self._dedup.attempts(key, target)

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
        """See `DedupStore.move`. The settlement goes to both: the store keeps the link, the ledger the document."""
        ours = self._ours(key.connection, fence)
        if ours is None:
            return False
        with self._in_order:
            if not self._dedup.move(
                key, target, attempt, old, new, fence, event, deadline=deadline, settlement=settlement
            ):
                return False
            # The copy may have begun later, and then it counts fewer attempts; the open one is the last in both.
            copied = self._records.attempts(key, target)
            return self._records.move(
                key, target, copied, old, new, ours.fence, event, deadline=deadline, settlement=settlement
            )

    def absent(self, key: Key, target: TargetRef, attempt: int, fence: int, event: Event) -> int:
        """See `DedupStore.absent`."""
        ours = self._ours(key.connection, fence)
        count = self._dedup.absent(key, target, attempt, fence, event) if ours is not None else 0
        if ours is None or not count:
            return 0
        copied = self._records.attempts(key, target)
        return count if self._records.absent(key, target, copied, ours.fence, event) else 0

    def writers(self, connection: str, flow: str, targets: Iterable[TargetRef]) -> Mapping[TargetRef, Key]:
        """See `DedupStore.writers`."""
        return self._dedup.writers(connection, flow, targets)

    def open_writes(self, connection: str) -> Sequence[OpenWrite]:
        """See `DedupStore.open_writes`."""
        return self._dedup.open_writes(connection)

    def sent_unseen(self, key: Key, target: TargetRef) -> Sequence[Intent]:
        """See `DedupStore.sent_unseen`."""
        return self._dedup.sent_unseen(key, target)

    # --- fences ---

    def _remember(self, theirs: Lease, ours: Lease) -> None:
        with self._lock:
            self._leases[theirs.connection, theirs.fence] = ours

    def _ours(self, connection: str, fence: int) -> Lease | None:
        """The ledger's lease that goes with a fence of the store's, if it was taken here."""
        with self._lock:
            return self._leases.get((connection, fence))

    def _fence(self, connection: str, fence: int) -> int:
        ours = self._ours(connection, fence)
        return _NO_FENCE if ours is None else ours.fence
