"""Bringing the ledger's copy of the writes up to the store that decides about them.

A `ComposedLedger` makes each change of a write in the store first and then in its copy. A process that dies in between
leaves the copy one step behind, and the next one to take the lease makes up for it, before anything else happens.
"""

from collections.abc import Callable
from datetime import datetime

import attrs

from gp_sync.core.model import Key, TargetRef
from gp_sync.core.states import DocumentState, End, WriteState
from gp_sync.ledger.dedup_store import DedupStore
from gp_sync.ledger.errors import LedgerError
from gp_sync.ledger.protocols import Ledger
from gp_sync.ledger.standing import Lane, lane_of
from gp_sync.ledger.values import Confirmed, Event, Fenced, OpenWrite, Reserved, Settlement

__all__ = ["Mirror", "MirrorFenced", "disagreement"]

_WAY = (WriteState.RESERVED, WriteState.SENDING, WriteState.IN_DOUBT, WriteState.QUARANTINED)
"""The states of an open write, in the order in which it goes through them."""

_ASKING = -1
"""A number of attempts that never is: a reservation with it reserves nothing, and only tells what is known."""


class MirrorFenced(Exception):
    """Another process took a lease over meanwhile."""


@attrs.frozen(kw_only=True)
class Mirror:
    """The store of writes and its copy, under the leases that were just taken.

    Args:
        dedup: the store that decides about writes.
        records: the ledger whose writes are the copy.
        now: the clock.
        fence: of the store's lease.
        ours: of the ledger's lease.
    """

    dedup: DedupStore
    records: Ledger
    now: Callable[[], datetime]
    fence: int
    ours: int

    def catch_up(self, connection: str) -> None:
        """Make the copy equal to the store.

        Raises:
            MirrorFenced: another process took over.
            LedgerError: the store knows less than its copy, as one that was restored from a backup.
        """
        theirs = {_lane(write): write for write in self.dedup.open_writes(connection)}
        copies = {_lane(write): write for write in self.records.open_writes(connection)}
        for lane, copy in copies.items():
            _check_memory(self.dedup, self.records, copy.key, copy.intent.target)
            if lane not in theirs:
                self._end(copy)
        for lane, write in theirs.items():
            _check_memory(self.dedup, self.records, write.key, write.intent.target)
            self._follow(write, copies.get(lane) or self._reserve(write))

    def _reserve(self, write: OpenWrite) -> OpenWrite:
        """Reserve in the copy what is reserved in the store."""
        key, target = write.key, write.intent.target
        attempts = self.records.attempts(key, target)
        event = self._event(WriteState.RESERVED)
        given = self.records.reserve(key, write.version, write.intent, attempts, self.ours, event)
        if isinstance(given, Fenced):
            raise MirrorFenced
        if not isinstance(given, Reserved):
            raise LedgerError(disagreement(key, target))
        return attrs.evolve(write, attempt=given.attempt, state=WriteState.RESERVED, absences=0)

    def _follow(self, write: OpenWrite, copy: OpenWrite) -> None:
        """Take an open write of the copy to the state that it has in the store."""
        if _WAY.index(copy.state) > _WAY.index(write.state) or copy.intent != write.intent:
            raise LedgerError(disagreement(write.key, write.intent.target))
        for new in _WAY[_WAY.index(copy.state) + 1 : _WAY.index(write.state) + 1]:
            deadline = write.deadline if new is WriteState.SENDING else None
            self._move(copy, new, deadline=deadline)
            copy = attrs.evolve(copy, state=new)
        for _ in range(copy.absences, write.absences if write.state is WriteState.IN_DOUBT else 0):
            event = Event(what="write.absent", at=write.checked or self.now(), detail=_MADE_UP)
            if not self.records.absent(copy.key, copy.intent.target, copy.attempt, self.ours, event):
                raise MirrorFenced

    def _end(self, copy: OpenWrite) -> None:
        """End a write of the copy that the store has ended; its document is decided anew, with what is linked."""
        if copy.state is WriteState.RESERVED:
            self._move(copy, WriteState.ABANDONED)
            return
        key, intent = copy.key, copy.intent
        asked = self._event(WriteState.RESERVED)
        known = self.dedup.reserve(key, copy.version, intent, _ASKING, self.fence, asked)
        waiting = Settlement(version=copy.version, state=DocumentState.PENDING, end=End.PENDING)
        if isinstance(known, Fenced):
            raise MirrorFenced
        if isinstance(known, Confirmed):
            self._move(copy, WriteState.CONFIRMED, attrs.evolve(waiting, links=(known.link,)))
        elif copy.state is not WriteState.SENDING or intent in self.dedup.sent_unseen(key, intent.target):
            self._move(copy, WriteState.NOT_EXECUTED, waiting)
        else:
            self._move(copy, WriteState.REFUSED, waiting)

    def _move(
        self,
        copy: OpenWrite,
        new: WriteState,
        settlement: Settlement | None = None,
        *,
        deadline: datetime | None = None,
    ) -> None:
        done = self.records.move(
            copy.key,
            copy.intent.target,
            copy.attempt,
            copy.state,
            new,
            self.ours,
            self._event(new),
            deadline=deadline,
            settlement=settlement,
        )
        if not done:
            raise MirrorFenced

    def _event(self, new: WriteState) -> Event:
        return Event(what=f"write.{new.replace(' ', '_')}", at=self.now(), detail=_MADE_UP)


def _check_memory(dedup: DedupStore, records: Ledger, key: Key, target: TargetRef) -> None:
    """Refuse to work with a store that has forgotten what its copy knows: it would allow a second create.

    Raises:
        LedgerError: it knows of fewer attempts.
    """
    if dedup.attempts(key, target) < records.attempts(key, target):
        raise LedgerError(disagreement(key, target))


def disagreement(key: Key, target: TargetRef) -> str:
    """What to say when the store and the copy cannot both be right."""
    return (
        f"the store of writes and the ledger disagree about {target}, for {key}: one of them was restored from a "
        "backup, or belongs to another installation; put the two together that belong together"
    )


_MADE_UP = {"reason": "made up for after a process died between the store of writes and the ledger"}


def _lane(write: OpenWrite) -> Lane:
    return lane_of(write.key, write.intent.target)
