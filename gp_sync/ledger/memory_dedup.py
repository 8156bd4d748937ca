"""Leases and writes in the memory of one process: the part of `MemoryStore` that makes a write happen once."""

import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import attrs

from gp_sync.core.model import Key, TargetRef
from gp_sync.core.states import OPEN_WRITE_STATES, WriteState
from gp_sync.failpoints import failpoint
from gp_sync.ledger import rules
from gp_sync.ledger.contents import move_contents, write_contents
from gp_sync.ledger.events import settlement_event
from gp_sync.ledger.memory_records import MemoryConnection, MemoryWrite
from gp_sync.ledger.standing import lane_of
from gp_sync.ledger.values import Event, Fenced, Intent, Lease, OpenWrite, Reservation, Reserved, Settlement

__all__ = ["MemoryDedupStore"]


class MemoryDedupStore:
    """Leases and writes, in memory. Every method takes one lock, so that each is one step for all threads."""

    durable = False

    def __init__(self, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self._now = now
        self._lock = threading.RLock()
        self._connections: dict[str, MemoryConnection] = {}
        self._memos: dict[str, str] = {}

    def acquire(self, connection: str, owner: str, ttl: float) -> Lease | None:
        """See `DedupStore.acquire`."""
        with self._lock:
            kept, now = self._connection(connection), self._now()
            before = kept.owner
            if not rules.is_free(before, kept.until, owner, now):
                return None
            kept.fence, kept.owner, kept.until = kept.fence + 1, owner, now + timedelta(seconds=ttl)
            if before not in {None, owner}:
                kept.record(Event(what="lease.taken_over", at=now, detail={"from": before}))
            return Lease(connection=connection, owner=owner, fence=kept.fence, until=kept.until)

    def renew(self, lease: Lease, ttl: float) -> Lease | None:
        """See `DedupStore.renew`."""
        with self._changing(lease.connection, lease.fence) as kept:
            if kept is None:
                return None
            kept.until = self._now() + timedelta(seconds=ttl)
            return attrs.evolve(lease, until=kept.until)

    def release(self, lease: Lease) -> None:
        """See `DedupStore.release`."""
        with self._changing(lease.connection, lease.fence) as kept:
            if kept is not None:
                # The next fence, so that nothing can be changed with the one that was given back.
                kept.fence, kept.owner, kept.until = kept.fence + 1, None, None

    def reserve(
        self, key: Key, version: int, intent: Intent, expected_attempt: int, fence: int, event: Event
    ) -> Reservation:
        """See `DedupStore.reserve`."""
        with self._changing(key.connection, fence) as kept:
            if kept is None:
                return Fenced()
            lane = lane_of(key, intent.target)
            writes = kept.attempts.get(lane, [])
            confirmed = [write.intent for write in writes if write.state is WriteState.CONFIRMED]
            given = rules.answer(
                intent,
                expected_attempt,
                attempts=len(writes),
                open_write=kept.open[lane].as_open() if lane in kept.open else None,
                taken=_taken(kept, key, intent),
                confirmed=confirmed[-1] if confirmed else None,
                link=kept.links.get(key, {}).get(intent.target),
            )
            if isinstance(given, Reserved):
                write = MemoryWrite(key=key, version=version, attempt=given.attempt, intent=intent)
                kept.attempts.setdefault(lane, []).append(write)
                kept.open[lane] = write
                kept.record(
                    event,
                    key,
                    target=intent.target,
                    attempt=write.attempt,
                    new=write.state,
                    contents=write_contents(version, intent),
                )
            return given

    def attempts(self, key: Key, target: TargetRef) -> int:
        """See `DedupStore.attempts`."""
        with self._lock:
            return len(self._connection(key.connection).attempts.get(lane_of(key, target), ()))

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
        """See `DedupStore.move`."""
        rules.check_move(old, new)
        with self._changing(key.connection, fence) as kept:
            write = kept.open_write(key, target, attempt, old) if kept is not None else None
            if kept is None or write is None:
                return False
            write.state = new
            write.deadline = deadline or write.deadline
            if new not in OPEN_WRITE_STATES:
                del kept.open[lane_of(key, target)]
            contents = move_contents(deadline, settlement)
            kept.record(event, key, target=target, attempt=attempt, old=old, new=new, contents=contents)
            states = kept.settle(key, settlement, event) if settlement is not None else None
            if settlement is not None and states is not None:
                before, after = states
                kept.record(settlement_event(settlement, after, event.at), key, old=before, new=after)
            return True

    def absent(self, key: Key, target: TargetRef, attempt: int, fence: int, event: Event) -> int:
        """See `DedupStore.absent`."""
        with self._changing(key.connection, fence) as kept:
            write = kept.open_write(key, target, attempt, WriteState.IN_DOUBT) if kept is not None else None
            if kept is None or write is None:
                return 0
            write.absences += 1
            write.checked = event.at
            kept.record(event, key, target=target, attempt=attempt, old=write.state, new=write.state)
            return write.absences

    def writers(self, connection: str, flow: str, targets: Iterable[TargetRef]) -> Mapping[TargetRef, Key]:
        """See `DedupStore.writers`."""
        wanted = set(targets)
        with self._lock:
            writes = [write for lane in self._connection(connection).attempts.values() for write in lane]
            mine = {(write.intent.target, write.key) for write in writes if write.key.flow == flow}
        # Backwards, so that the first of several owners is the one that stays.
        return {target: key for target, key in sorted(mine, reverse=True) if target in wanted}

    def open_writes(self, connection: str) -> Sequence[OpenWrite]:
        """See `DedupStore.open_writes`."""
        with self._lock:
            return [write.as_open() for write in self._connection(connection).open.values()]

    def sent_unseen(self, key: Key, target: TargetRef) -> Sequence[Intent]:
        """See `DedupStore.sent_unseen`."""
        with self._lock:
            writes = self._connection(key.connection).attempts.get(lane_of(key, target), ())
            unseen = [write.intent for write in writes if write.state in rules.UNSEEN]
            return list(dict.fromkeys(intent for intent in unseen if intent.target == target))

    def _connection(self, connection: str) -> MemoryConnection:
        return self._connections.setdefault(connection, MemoryConnection(connection))

    @contextmanager
    def _changing(self, connection: str, fence: int) -> Iterator[MemoryConnection | None]:
        """Change what is kept about a connection, as one step for all threads; None if the fence is not the newest."""
        with self._lock:
            kept = self._connection(connection)
            if not kept.holds(fence):
                yield None
                return
            failpoint("ledger.changing")
            yield kept
        failpoint("ledger.committed")


def _taken(kept: MemoryConnection, key: Key, intent: Intent) -> OpenWrite | None:
    """The oldest open write to a record that is to be made; another document's, if the lane itself has none."""
    if intent.op != "create":
        return None
    others = (write for write in kept.open.values() if write.key.flow == key.flow)
    taken = next((write for write in others if write.intent.target == intent.target), None)
    return None if taken is None else taken.as_open()
