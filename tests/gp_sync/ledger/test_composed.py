"""A ledger whose writes are those of an application's own store."""

from typing import Any

import attrs
import pytest

from gp_sync.core.states import WRITE_MOVES, WriteState
from gp_sync.ledger.composed import ComposedLedger
from gp_sync.ledger.errors import LedgerError
from gp_sync.ledger.memory import MemoryStore
from gp_sync.ledger.sql import SqlStore
from gp_sync.ledger.values import Fenced
from gp_sync.testing import HandClock, LedgerContract
from gp_sync.testing.ledger_samples import (
    AT,
    CONNECTION,
    FLOW,
    KEY,
    TARGET,
    event,
    intent,
    lease_of,
    link,
    page,
    reach,
    settlement,
)

MOVES = [(old, new) for old, states in WRITE_MOVES.items() for new in sorted(states)]
OPEN = (WriteState.RESERVED, WriteState.SENDING, WriteState.IN_DOUBT, WriteState.QUARANTINED)


class TestComposedLedger(LedgerContract):
    @pytest.fixture
    def store(self, clock: HandClock) -> ComposedLedger:
        return ComposedLedger(MemoryStore(clock), MemoryStore(clock), now=clock)


@pytest.fixture
def records(clock: HandClock) -> MemoryStore:
    return MemoryStore(clock)


@pytest.fixture
def dedup(clock: HandClock) -> MemoryStore:
    return MemoryStore(clock)


@pytest.fixture
def ledger(records: MemoryStore, dedup: MemoryStore, clock: HandClock) -> ComposedLedger:
    return ComposedLedger(records, dedup, now=clock)


class TestMakingUp:
    """A process died after the store's commit and before that of the copy; the next one takes the lease."""

    @pytest.mark.parametrize(("old", "new"), MOVES)
    def test_the_copy_follows_any_move(
        self, ledger: ComposedLedger, records: MemoryStore, dedup: MemoryStore, old: WriteState, new: WriteState
    ) -> None:
        fence = lease_of(ledger).fence
        reach(ledger, old, fence)
        deadline = AT if new is WriteState.SENDING else None
        dedup.move(KEY, TARGET, 1, old, new, fence, event(), deadline=deadline)

        lease_of(ledger)

        (((_, attempt), copy),) = records.states(CONNECTION).writes.items()
        assert (attempt, copy.state) == (1, new)
        assert records.open_writes(CONNECTION) == dedup.open_writes(CONNECTION)

    @pytest.mark.parametrize("reached", OPEN)
    def test_a_copy_that_knows_nothing_is_taken_all_the_way(
        self, ledger: ComposedLedger, records: MemoryStore, dedup: MemoryStore, reached: WriteState
    ) -> None:
        reach(dedup, reached, lease_of(dedup).fence)

        lease_of(ledger)

        assert [write.state for write in records.open_writes(CONNECTION)] == [reached]
        assert records.open_writes(CONNECTION) == dedup.open_writes(CONNECTION)
        assert list(records.audit(CONNECTION))[-1].detail == {
            "reason": "made up for after a process died between the store of writes and the ledger"
        }

    def test_absences_are_made_up_for(self, ledger: ComposedLedger, records: MemoryStore, dedup: MemoryStore) -> None:
        fence = lease_of(ledger).fence
        reach(ledger, WriteState.IN_DOUBT, fence)
        dedup.absent(KEY, TARGET, 1, fence, event())

        lease_of(ledger)

        assert [(write.absences, write.checked) for write in records.open_writes(CONNECTION)] == [(1, AT)]

    def test_a_confirmed_write_is_linked_and_its_document_waits(
        self, ledger: ComposedLedger, dedup: MemoryStore
    ) -> None:
        fence = lease_of(ledger).fence
        ledger.capture(page(), fence)
        reach(ledger, WriteState.SENDING, fence)
        states = (WriteState.SENDING, WriteState.CONFIRMED)
        dedup.move(KEY, TARGET, 1, *states, fence, event(), settlement=settlement(links=(link(),)))

        lease_of(ledger)

        (waiting,) = ledger.pending(CONNECTION, FLOW, None, 10)
        assert (dict(waiting.links), waiting.open_targets) == ({TARGET: link()}, frozenset())


class TestTwoParts:
    def test_a_copy_that_was_begun_later_is_kept_too(
        self, ledger: ComposedLedger, records: MemoryStore, dedup: MemoryStore
    ) -> None:
        reach(dedup, WriteState.REFUSED, lease_of(dedup).fence)

        reached = reach(ledger, WriteState.CONFIRMED, lease_of(ledger).fence)

        assert (reached.attempt, ledger.attempts(KEY, TARGET)) == (2, 2)
        (((_, attempt), copy),) = records.states(CONNECTION).writes.items()
        assert (attempt, copy.state) == (1, "confirmed")

    def test_a_store_that_forgot_what_is_open_is_refused(
        self, ledger: ComposedLedger, records: MemoryStore, clock: HandClock
    ) -> None:
        lease = lease_of(ledger)
        reach(ledger, WriteState.SENDING, lease.fence)
        ledger.release(lease)
        forgetful = MemoryStore(clock)

        with pytest.raises(LedgerError, match="the store of writes and the ledger disagree about PF52 in TWO"):
            lease_of(ComposedLedger(records, forgetful, now=clock))

        assert [part.acquire(CONNECTION, "second", 60) is None for part in (records, forgetful)] == [False, False]

    def test_a_store_that_forgot_what_was_written_is_refused(
        self, ledger: ComposedLedger, records: MemoryStore, clock: HandClock
    ) -> None:
        lease = lease_of(ledger)
        reach(ledger, WriteState.CONFIRMED, lease.fence)
        ledger.release(lease)
        other = ComposedLedger(records, MemoryStore(clock), now=clock)
        fence = lease_of(other).fence

        with pytest.raises(LedgerError, match="one of them was restored from a backup"):
            other.reserve(KEY, 1, intent(), 0, fence, event())

    def test_a_copy_that_is_ahead_is_refused(
        self, ledger: ComposedLedger, records: MemoryStore, dedup: MemoryStore
    ) -> None:
        reach(dedup, WriteState.RESERVED, lease_of(dedup).fence)
        reach(records, WriteState.SENDING, lease_of(records).fence)

        with pytest.raises(LedgerError, match="the store of writes and the ledger disagree"):
            lease_of(ledger)

    def test_a_copy_in_which_the_same_was_confirmed_is_refused(
        self, ledger: ComposedLedger, records: MemoryStore, dedup: MemoryStore
    ) -> None:
        reach(dedup, WriteState.REFUSED, lease_of(dedup).fence)
        reach(records, WriteState.CONFIRMED, lease_of(records).fence)

        with pytest.raises(LedgerError, match="the store of writes and the ledger disagree"):
            ledger.reserve(KEY, 1, intent(), 1, lease_of(ledger).fence, event())

    def test_it_is_busy_while_another_owner_has_one_of_the_leases(
        self, ledger: ComposedLedger, records: MemoryStore, dedup: MemoryStore
    ) -> None:
        lease_of(records, "second")

        assert ledger.acquire(CONNECTION, "first", 60) is None
        assert dedup.acquire(CONNECTION, "third", 60) is not None

    def test_a_lease_is_good_where_it_was_taken(self, ledger: ComposedLedger, dedup: MemoryStore) -> None:
        fence = lease_of(dedup).fence

        assert ledger.reserve(KEY, 1, intent(), 0, fence, event()) == Fenced()
        assert not ledger.move(KEY, TARGET, 1, WriteState.RESERVED, WriteState.SENDING, fence, event())
        assert ledger.absent(KEY, TARGET, 1, fence, event()) == 0
        assert dedup.attempts(KEY, TARGET) == 0

    @pytest.mark.parametrize("lost", ["records", "dedup"])
    def test_one_lost_lease_is_enough_to_stop(
        self, ledger: ComposedLedger, records: MemoryStore, dedup: MemoryStore, clock: HandClock, lost: str
    ) -> None:
        lease = lease_of(ledger)
        reach(ledger, WriteState.IN_DOUBT, lease.fence)
        clock.advance(seconds=301)
        lease_of({"records": records, "dedup": dedup}[lost], "second")
        north = intent(target=attrs.evolve(TARGET, company="NORTH"))

        assert ledger.renew(lease, 60) is None
        assert ledger.reserve(KEY, 1, north, 0, lease.fence, event()) == Fenced()
        assert ledger.absent(KEY, TARGET, 1, lease.fence, event()) == 0
        assert not ledger.move(KEY, TARGET, 1, WriteState.IN_DOUBT, WriteState.CONFIRMED, lease.fence, event())

    @pytest.mark.parametrize(
        ("old", "new", "part", "method"),
        [
            (None, WriteState.RESERVED, "records", "reserve"),
            (WriteState.RESERVED, WriteState.SENDING, "records", "move"),
            (WriteState.SENDING, WriteState.REFUSED, "dedup", "reserve"),
            (WriteState.IN_DOUBT, None, "records", "absent"),
        ],
    )
    def test_a_lease_lost_while_making_up_is_not_taken(
        self, clock: HandClock, old: WriteState | None, new: WriteState | None, part: str, method: str
    ) -> None:
        parts = {"records": Interrupted(clock), "dedup": Interrupted(clock)}
        ledger = ComposedLedger(parts["records"], parts["dedup"], now=clock)
        fence = lease_of(ledger).fence
        if old is None:
            parts["dedup"].reserve(KEY, 1, intent(), 0, fence, event())
        else:
            reach(ledger, old, fence)
        if old is not None and new is not None:
            parts["dedup"].move(KEY, TARGET, 1, old, new, fence, event(), deadline=AT)
        elif new is None:
            parts["dedup"].absent(KEY, TARGET, 1, fence, event())
        parts[part].interrupt_at(method)

        assert ledger.acquire(CONNECTION, "first", 60) is None

    def test_it_lasts_as_long_as_both_parts(self, sqlite_store: SqlStore, dedup: MemoryStore) -> None:
        ledger = ComposedLedger(sqlite_store, dedup)

        assert ledger.durable is False


class Interrupted(MemoryStore):
    """A store whose lease is taken over just before a method is called."""

    _method = ""

    def interrupt_at(self, method: str) -> None:
        self._method = method

    def __getattribute__(self, name: str) -> Any:
        if name == super().__getattribute__("_method"):
            self._method = ""
            with self._lock:
                self._connections[CONNECTION].fence += 1
        return super().__getattribute__(name)
