"""What every `DedupStore` must do when several processes use it, and when a process is killed."""

# ruff: noqa: S101  # tests assert

import unittest
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from itertools import count, islice
from typing import TYPE_CHECKING, Any

import attrs

from gp_sync.core.model import Key, TargetRef
from gp_sync.core.states import WriteState
from gp_sync.ledger.dedup_store import DedupStore
from gp_sync.ledger.memory import MemoryStore
from gp_sync.ledger.values import Fenced, Intent, Lease
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
    reach,
    settlement,
    target_of,
)
from gp_sync.testing.processes import Opener, OtherProcess, answers_at_once

__all__ = ["ProcessContract"]

_NORTH = TargetRef(side="gp", company="NORTH", number="PF52")
_HOUR = 3600.0


class ProcessContract:
    """The part of `DedupStoreContract` about several processes and their death."""

    if TYPE_CHECKING:

        def events(self, store: DedupStore) -> Sequence[str]:
            """See `DedupStoreContract.events`."""
            ...

    def elsewhere(self, store: DedupStore) -> Opener | None:
        """How another process opens this very store, or None if the store ends with its process.

        To be given by the subclass if the store is durable. The store that it opens may go by any clock.
        """
        if store.durable:
            raise NotImplementedError(
                f"{type(self).__name__} must tell how another process opens {type(store).__name__}, which is durable"
            )
        return None

    # --- several at once --------------------------------------------------------------------------------------------

    def test_one_of_many_processes_gets_the_lease(self, store: DedupStore) -> None:
        """Any number of schedulers may try, on any number of machines; one works."""
        given = answers_at_once(self._shared(store), _acquire)

        assert sorted(given) == [False, False, True]

    def test_one_of_many_processes_reserves(self, store: DedupStore) -> None:
        """Each write is given to one of them, with one event."""
        opener = self._shared(store)
        with opener.opened() as ours:
            fence = lease_of(ours).fence

        given = answers_at_once(opener, _reserve, fence, "{order}")

        for of_one_write in zip(*given, strict=True):
            assert Counter(of_one_write) == {"Reserved": 1, "Open": 2}
        with opener.opened() as ours:
            assert list(self.events(ours)) == ["write.reserved"] * 10

    def test_one_of_many_processes_makes_a_record(self, store: DedupStore) -> None:
        """Each has documents of its own with the same numbers: the first reserves, the others learn of its write."""
        opener = self._shared(store)
        with opener.opened() as ours:
            fence = lease_of(ours).fence

        given = answers_at_once(opener, _reserve, fence, "{order} of {process}")

        for of_one_record in zip(*given, strict=True):
            assert Counter(of_one_record) == {"Reserved": 1, "Open": 2}
        with opener.opened() as ours:
            records = {write.intent.target for write in ours.open_writes(CONNECTION)}
        assert records == {target_of(key) for key in _keys(10)}

    def test_one_of_many_processes_moves(self, store: DedupStore) -> None:
        """Processes that take up the same writes at once send each of them once."""
        opener = self._shared(store)
        with opener.opened() as ours:
            fence = lease_of(ours).fence
            for key in _keys(10):
                reach(ours, WriteState.RESERVED, fence, key=key)

        given = answers_at_once(opener, _send, fence)

        for of_one_write in zip(*given, strict=True):
            assert sorted(of_one_write) == [False, False, True]
        with opener.opened() as ours:
            assert list(self.events(ours)) == ["write.reserved"] * 10 + ["write.sending"] * 10

    def test_a_process_that_lost_the_lease_changes_nothing(self, store: DedupStore) -> None:
        """Its fence is older than that of another process, and each of its changes is refused."""
        opener = self._shared(store)
        with OtherProcess(opener, _go_on_with_an_old_fence) as other, opener.opened() as ours:
            assert other.answer() is None
            lease_of(ours)
            before, writes = list(self.events(ours)), list(ours.open_writes(CONNECTION))

            other.go()

            assert other.answer() == [Fenced(), False, 0, None]
            assert (list(self.events(ours)), list(ours.open_writes(CONNECTION))) == (before, writes)

    # --- killed -----------------------------------------------------------------------------------------------------

    def test_what_was_returned_survives_a_kill_after_every_return(self, store: DedupStore) -> None:
        """Each call is made by a process of its own, which is killed as soon as the call has returned."""
        opener, told = self._durable(store), MemoryStore()
        lease = lease_of(told)
        with OtherProcess(opener, _first_lease) as process:
            theirs = process.answer()
        assert (theirs.connection, theirs.owner) == (CONNECTION, "first")

        for number, step in enumerate(_SCRIPT):
            with OtherProcess(opener, _one_step, number, theirs) as process:
                answer = process.answer()
            assert _plain(answer[0]) == _plain(step(told, lease)), f"step {number}"
            with opener.opened() as ours:
                expected = _all_that_is_told(told, [row.what for row in told.audit(CONNECTION)])
                assert _all_that_is_told(ours, self.events(ours)) == expected, f"step {number}"

    def test_a_process_killed_at_any_moment_leaves_no_half_change(self, store: DedupStore) -> None:
        """What was returned is there, at most one change more, and each change has its event."""
        opener, done = self._durable(store), 0
        with opener.opened() as ours:
            fence = lease_of(ours).fence
        for patience in (1, 4, 2, 7):
            with OtherProcess(opener, _write_on, fence, done) as process:
                returned = [process.answer() for _ in range(patience)]
                returned += process.kill()
            with opener.opened() as ours:
                found = list(self.events(ours))
                states = {write.key: write.state for write in ours.open_writes(CONNECTION)}

            assert len(found) - done - len(returned) in {0, 1}
            assert found == [what for what, _ in islice(_steps(), len(found))]
            assert states == dict(state for _, state in islice(_steps(), len(found)))
            done = len(found)

    def _shared(self, store: DedupStore) -> Opener:
        opener = self.elsewhere(store)
        if opener is None:
            raise unittest.SkipTest(f"{type(store).__name__} is not shared between processes")
        return opener

    def _durable(self, store: DedupStore) -> Opener:
        if not store.durable:
            raise unittest.SkipTest(f"{type(store).__name__} does not outlive its process, and does not say so")
        return self._shared(store)


# --- what other processes do ------------------------------------------------------------------------------------------


def _acquire(store: DedupStore, number: int) -> Iterator[bool]:
    yield store.acquire(CONNECTION, f"process {number}", _HOUR) is not None


def _reserve(store: DedupStore, number: int, fence: int, source_id: str) -> Iterator[list[str]]:
    """Reserve the creates of ten records, each for the document that `source_id` names."""
    given = []
    for key in _keys(10):
        ours = attrs.evolve(key, source_id=source_id.format(order=key.source_id, process=number))
        given.append(store.reserve(ours, 1, _create(key), 0, fence, event("write.reserved")))
    yield [type(answer).__name__ for answer in given]


def _send(store: DedupStore, _: int, fence: int) -> Iterator[list[bool]]:
    states = (WriteState.RESERVED, WriteState.SENDING)
    sending = event("write.sending")
    yield [store.move(key, target_of(key), 1, *states, fence, sending, deadline=AT) for key in _keys(10)]


def _go_on_with_an_old_fence(store: DedupStore) -> Iterator[Any]:
    lease = lease_of(store)
    reach(store, WriteState.IN_DOUBT, lease.fence)
    yield None
    yield [
        store.reserve(KEY, 1, intent(target=_NORTH), 0, lease.fence, event("late")),
        store.move(KEY, TARGET, 1, WriteState.IN_DOUBT, WriteState.CONFIRMED, lease.fence, event("late")),
        store.absent(KEY, TARGET, 1, lease.fence, event("late")),
        store.renew(lease, _HOUR),
    ]


def _write_on(store: DedupStore, fence: int, done: int) -> Iterator[str]:
    """Reserve and send writes for ever, from a number of changes on that were done already."""
    for what, (key, state) in islice(_steps(), done, None):
        if state is WriteState.RESERVED:
            store.reserve(key, 1, _create(key), 0, fence, event(what))
        else:
            store.move(key, target_of(key), 1, WriteState.RESERVED, state, fence, event(what), deadline=AT)
        yield what


def _steps() -> Iterator[tuple[str, tuple[Key, WriteState]]]:
    for key in _keys():
        for state in (WriteState.RESERVED, WriteState.SENDING):
            yield f"{key} is {state}", (key, state)


def _create(key: Key) -> Intent:
    return intent(target=target_of(key))


def _keys(last: int | None = None) -> Iterator[Key]:
    """Keys of orders, endlessly if no number is the last."""
    return (Key(connection=CONNECTION, flow=FLOW, source_id=f"{number}") for number in islice(count(1), last))


def _first_lease(store: DedupStore) -> Iterator[Lease]:
    yield lease_of(store)


def _one_step(store: DedupStore, number: int, lease: Lease) -> Iterator[tuple[Any]]:
    yield (_SCRIPT[number](store, lease),)


# --- the script of all methods ----------------------------------------------------------------------------------------


def _reserving(attempts: int, target: TargetRef = TARGET, body: str = "{}") -> Callable[[DedupStore, Lease], Any]:
    return lambda store, lease: store.reserve(
        KEY, 1, intent(body, target), attempts, lease.fence, event("write.reserved")
    )


def _moving(attempt: int, old: WriteState, new: WriteState, target: TargetRef = TARGET) -> Any:
    settled = settlement(links=(link(target),)) if new is WriteState.CONFIRMED else None
    deadline = AT if new is WriteState.SENDING else None
    return lambda store, lease: store.move(
        KEY, target, attempt, old, new, lease.fence, event(f"write.{new}"), deadline=deadline, settlement=settled
    )


def _counting_an_absence(store: DedupStore, lease: Lease) -> int:
    return store.absent(KEY, TARGET, 1, lease.fence, event("write.absent"))


_SCRIPT: tuple[Callable[[DedupStore, Lease], Any], ...] = (
    lambda store, lease: store.renew(lease, _HOUR),
    _reserving(0),
    _reserving(1),  # open
    _moving(1, WriteState.RESERVED, WriteState.SENDING),
    _moving(1, WriteState.RESERVED, WriteState.ABANDONED),  # refused: it is sending
    _moving(1, WriteState.SENDING, WriteState.IN_DOUBT),
    _counting_an_absence,
    _counting_an_absence,
    _moving(1, WriteState.IN_DOUBT, WriteState.NOT_EXECUTED),
    _reserving(0, body="[]"),  # moved: there was an attempt
    _reserving(1),
    _moving(2, WriteState.RESERVED, WriteState.SENDING),
    _moving(2, WriteState.SENDING, WriteState.CONFIRMED),
    _reserving(2),  # confirmed
    _reserving(0, _NORTH),
    _moving(1, WriteState.RESERVED, WriteState.SENDING, _NORTH),
    _moving(1, WriteState.SENDING, WriteState.IN_DOUBT, _NORTH),
    _moving(1, WriteState.IN_DOUBT, WriteState.QUARANTINED, _NORTH),
    _reserving(2, body="[]"),
    _moving(3, WriteState.RESERVED, WriteState.ABANDONED),
    lambda store, lease: store.release(lease),
)
"""Every method that changes something, with every kind of answer."""


def _plain(answer: Any) -> Any:
    """An answer without what differs between stores: the fence's number and the clock."""
    return (answer.connection, answer.owner) if isinstance(answer, Lease) else answer


def _all_that_is_told(store: DedupStore, events: Sequence[str]) -> dict[str, Any]:
    """Everything that a store can be asked; at the end, whether another owner gets the lease."""
    return {
        "events": list(events),
        "open writes": list(store.open_writes(CONNECTION)),
        "attempts": [store.attempts(KEY, target) for target in (TARGET, _NORTH)],
        "sent and unseen": [list(store.sent_unseen(KEY, target)) for target in (TARGET, _NORTH)],
        "writers": dict(store.writers(CONNECTION, FLOW, [TARGET, _NORTH])),
        "free": store.acquire(CONNECTION, "second", _HOUR) is not None,
    }
