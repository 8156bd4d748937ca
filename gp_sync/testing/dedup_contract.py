"""What every `DedupStore` must do: the tests that an application's own store has to pass."""

# ruff: noqa: S101  # tests assert

from collections.abc import Sequence
from functools import partial
from itertools import product

import attrs

from gp_sync.core.model import Key, TargetRef
from gp_sync.core.states import OPEN_WRITE_STATES, WRITE_MOVES, WriteState
from gp_sync.ledger.dedup_store import DedupStore
from gp_sync.ledger.values import Fenced, Reserved
from gp_sync.testing.lease_contract import LeaseContract
from gp_sync.testing.ledger_samples import (
    AT,
    CONNECTION,
    FLOW,
    KEY,
    TARGET,
    at_once,
    event,
    intent,
    lease_of,
    reach,
    refusal,
    target_of,
)
from gp_sync.testing.model_connection import HandClock
from gp_sync.testing.process_contract import ProcessContract
from gp_sync.testing.record_contract import RecordContract
from gp_sync.testing.reserve_contract import ReserveContract

__all__ = ["DedupStoreContract"]

_NORTH = TargetRef(side="gp", company="NORTH", number="PF52")


class DedupStoreContract(LeaseContract, ReserveContract, RecordContract, ProcessContract):
    """Tests for any `DedupStore`. Inherit from it in a test module, and give pytest two fixtures and two methods.

    Example:
        ```python
        class TestMyStore(DedupStoreContract):
            @pytest.fixture
            def clock(self):
                return HandClock()

            @pytest.fixture
            def store(self, clock):
                return MyStore(now=clock)

            def events(self, store):
                return store.names_of_all_events_in_order()

            def elsewhere(self, store):
                return Opener(MyStore, (store.path,))
        ```
    """

    def events(self, store: DedupStore) -> Sequence[str]:
        """The words (`Event.what`) of all events that the store holds, in order. To be given by the subclass."""
        raise NotImplementedError(f"{type(self).__name__} must tell the events of {type(store).__name__}")

    # --- moving ---------------------------------------------------------------------------------------------------

    def test_every_move_that_exists_is_done(self, store: DedupStore) -> None:
        """The state is the new one afterwards, and a final one is open no more."""
        fence = lease_of(store).fence
        moves = [(old, new) for old, states in WRITE_MOVES.items() for new in sorted(states)]
        for number, (old, new) in enumerate(moves):
            key = Key(connection=CONNECTION, flow=FLOW, source_id=f"{number}")
            attempt = reach(store, old, fence, key=key).attempt

            assert store.move(key, target_of(key), attempt, old, new, fence, event())
            states = [write.state for write in store.open_writes(CONNECTION) if write.key == key]
            assert states == ([new] if new in OPEN_WRITE_STATES else [])

    def test_a_move_that_does_not_exist_is_a_mistake(self, store: DedupStore) -> None:
        """The error names both states; nothing is changed."""
        fence = lease_of(store).fence
        reach(store, WriteState.RESERVED, fence)
        for old, new in product(WriteState, WriteState):
            if new not in WRITE_MOVES.get(old, frozenset()):
                error = refusal(partial(store.move, KEY, TARGET, 1, old, new, fence, event()), ValueError)

                assert f"from '{old}' to '{new}'" in str(error)
        assert [write.state for write in store.open_writes(CONNECTION)] == [WriteState.RESERVED]

    def test_a_move_from_another_state_is_not_done(self, store: DedupStore) -> None:
        """Of two that move the same write, one wins."""
        fence = lease_of(store).fence
        reach(store, WriteState.SENDING, fence)

        assert not store.move(KEY, TARGET, 1, WriteState.RESERVED, WriteState.SENDING, fence, event())
        assert not store.move(KEY, TARGET, 1, WriteState.IN_DOUBT, WriteState.CONFIRMED, fence, event())

    def test_a_move_of_another_attempt_or_record_is_not_done(self, store: DedupStore) -> None:
        """The attempt and the number must be those of the open write."""
        fence = lease_of(store).fence
        reach(store, WriteState.RESERVED, fence)
        renumbered = attrs.evolve(TARGET, number="PO-52")

        for target, attempt in ((TARGET, 2), (renumbered, 1), (_NORTH, 1)):
            done = store.move(KEY, target, attempt, WriteState.RESERVED, WriteState.SENDING, fence, event())
            assert not done

    def test_one_of_many_threads_moves(self, store: DedupStore) -> None:
        """Threads that take up the same write at once send it once."""
        fence = lease_of(store).fence
        reach(store, WriteState.RESERVED, fence)

        done = at_once(6, lambda _: store.move(KEY, TARGET, 1, WriteState.RESERVED, WriteState.SENDING, fence, event()))

        assert sorted(done) == [False] * 5 + [True]

    # --- fences and events ----------------------------------------------------------------------------------------

    def test_nothing_is_changed_with_an_old_fence(self, store: DedupStore, clock: HandClock) -> None:
        """Whoever lost the lease can change nothing, and leaves no event."""
        old = lease_of(store).fence
        reach(store, WriteState.IN_DOUBT, old)
        clock.advance(seconds=301)
        lease_of(store, "second")
        before, writes = list(self.events(store)), list(store.open_writes(CONNECTION))

        assert store.reserve(KEY, 1, intent(target=_NORTH), 0, old, event()) == Fenced()
        assert not store.move(KEY, TARGET, 1, WriteState.IN_DOUBT, WriteState.CONFIRMED, old, event())
        assert store.absent(KEY, TARGET, 1, old, event()) == 0
        assert (list(self.events(store)), store.open_writes(CONNECTION)) == (before, writes)

    def test_an_event_is_stored_with_its_change_and_only_then(self, store: DedupStore) -> None:
        """Answers that change nothing leave no event."""
        fence = lease_of(store).fence
        reach(store, WriteState.SENDING, fence)

        store.reserve(KEY, 1, intent(), 1, fence, event("open"))
        store.reserve(KEY, 1, intent(target=_NORTH), 7, fence, event("moved"))
        store.move(KEY, TARGET, 1, WriteState.RESERVED, WriteState.ABANDONED, fence, event("late"))
        store.absent(KEY, TARGET, 1, fence, event("not in doubt"))
        reach(store, WriteState.CONFIRMED, fence, intent(target=_NORTH))
        store.reserve(KEY, 1, intent(target=_NORTH), 1, fence, event("confirmed"))

        assert list(self.events(store)) == [
            "write.reserved",
            "write.sending",
            "write.reserved",
            "write.sending",
            "write.confirmed",
        ]

    def test_a_race_leaves_one_event(self, store: DedupStore) -> None:
        """Threads that reserve the same write at once leave the event of the one that got it."""
        fence = lease_of(store).fence

        given = at_once(4, lambda number: store.reserve(KEY, 1, intent(), 0, fence, event(f"thread {number}")))

        assert list(self.events(store)) == [f"thread {given.index(Reserved(1))}"]

    # --- looking after --------------------------------------------------------------------------------------------

    def test_absences_are_counted(self, store: DedupStore) -> None:
        """Each read that found nothing counts once, with its instant."""
        fence = lease_of(store).fence
        reach(store, WriteState.IN_DOUBT, fence)

        counts = [store.absent(KEY, TARGET, 1, fence, event("write.absent")) for _ in range(2)]

        assert counts == [1, 2]
        assert [(write.absences, write.checked) for write in store.open_writes(CONNECTION)] == [(2, AT)]

    def test_open_writes_come_back_whole_and_the_oldest_first(self, store: DedupStore) -> None:
        """What a crash left is taken up in the order in which it was begun."""
        fence = lease_of(store).fence
        keys = [Key(connection=CONNECTION, flow=FLOW, source_id=source_id) for source_id in ("9", "10", "1")]
        for key in keys:
            wanted = intent(target=target_of(key), op="update", before="{}", stamp="7")
            reach(store, WriteState.SENDING, fence, wanted, key=key)
        reach(store, WriteState.REFUSED, fence)

        found = store.open_writes(CONNECTION)

        assert [write.key for write in found] == keys
        assert found[0].intent == intent(target=target_of(keys[0]), op="update", before="{}", stamp="7")
        assert (found[0].version, found[0].attempt, found[0].deadline) == (1, 1, AT)
        assert (found[0].absences, found[0].checked) == (0, None)

    def test_the_document_of_a_record_is_known_from_its_writes(self, store: DedupStore) -> None:
        """Whatever became of them; of several documents, the first by its id as a text."""
        fence = lease_of(store).fence
        for source_id in ("9", "10"):
            key = Key(connection=CONNECTION, flow=FLOW, source_id=source_id)
            reach(store, WriteState.NOT_EXECUTED, fence, intent(), key=key)
            reach(store, WriteState.CONFIRMED, fence, intent(), key=key)
        reach(store, WriteState.ABANDONED, fence, intent(target=_NORTH))
        unknown = TargetRef(side="gp", company="TWO", number="PF99")

        found = store.writers(CONNECTION, FLOW, [TARGET, _NORTH, unknown])

        assert dict(found) == {TARGET: Key(connection=CONNECTION, flow=FLOW, source_id="10"), _NORTH: KEY}
        assert dict(store.writers(CONNECTION, "vendors", [TARGET])) == {}

    def test_open_writes_are_those_of_one_connection(self, store: DedupStore) -> None:
        """Another connection's are not touched."""
        fence = lease_of(store, connection="contoso").fence
        reach(store, WriteState.SENDING, fence, key=Key(connection="contoso", flow=FLOW, source_id="52"))

        assert list(store.open_writes(CONNECTION)) == []

    def test_what_was_sent_and_never_seen_to_land_is_remembered(self, store: DedupStore) -> None:
        """It may still turn up late. A body that never left, landed or was refused will not."""
        fence = lease_of(store).fence
        reach(store, WriteState.NOT_EXECUTED, fence, intent("1"))
        reach(store, WriteState.ABANDONED, fence, intent("2"))
        reach(store, WriteState.CONFIRMED, fence, intent("3"))
        reach(store, WriteState.REFUSED, fence, intent("4"))
        reach(store, WriteState.NOT_EXECUTED, fence, intent("5", stamp="7", before="{}"))
        reach(store, WriteState.NOT_EXECUTED, fence, intent("1"))
        reach(store, WriteState.RESERVED, fence, intent("6"))

        assert store.sent_unseen(KEY, TARGET) == [intent("1"), intent("5", stamp="7", before="{}")]

    def test_a_write_under_way_may_turn_up(self, store: DedupStore) -> None:
        """Whether it is being sent, is in doubt or waits for a person; also for another target of the document."""
        fence = lease_of(store).fence
        states = (WriteState.SENDING, WriteState.IN_DOUBT, WriteState.QUARANTINED)
        for state in states:
            target = TargetRef(side="gp", company=state.value, number="PF52")
            reach(store, state, fence, intent("1", target))

            assert store.sent_unseen(KEY, target) == [intent("1", target)]
        assert store.sent_unseen(KEY, TARGET) == []

    def test_what_was_sent_under_another_number_is_another_record(self, store: DedupStore) -> None:
        """It cannot turn up under this one."""
        fence = lease_of(store).fence
        renumbered = attrs.evolve(TARGET, number="PO-52")
        reach(store, WriteState.NOT_EXECUTED, fence, intent("1"))
        reach(store, WriteState.NOT_EXECUTED, fence, intent("2", renumbered))

        assert store.sent_unseen(KEY, renumbered) == [intent("2", renumbered)]
