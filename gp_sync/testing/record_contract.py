"""What every `DedupStore` must do when two documents want to make one record."""

# ruff: noqa: S101  # tests assert

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

import attrs

from gp_sync.core.model import Key, TargetRef
from gp_sync.core.states import OPEN_WRITE_STATES, WriteState
from gp_sync.ledger.dedup_store import DedupStore
from gp_sync.ledger.values import Confirmed, Open, Reserved
from gp_sync.testing.ledger_samples import (
    CONNECTION,
    FLOW,
    KEY,
    TARGET,
    at_once,
    event,
    intent,
    lease_of,
    link,
    reach,
    settlement,
    target_of,
)

__all__ = ["RecordContract"]

_OTHER = Key(connection=CONNECTION, flow=FLOW, source_id="53")
"""Another order, which somebody gave the number of order 52."""


class RecordContract:
    """The part of `DedupStoreContract` about documents that share a number.

    The target may take the second create as a change of the first's record, or make two: neither is seen afterwards.
    """

    if TYPE_CHECKING:

        def events(self, store: DedupStore) -> Sequence[str]:
            """See `DedupStoreContract.events`."""
            ...

    def test_a_record_that_another_document_makes_is_not_made_twice(self, store: DedupStore) -> None:
        """In whatever state the other's write is open: the caller learns whose it is."""
        fence = lease_of(store).fence
        for number, state in enumerate(sorted(OPEN_WRITE_STATES)):
            first = Key(connection=CONNECTION, flow=FLOW, source_id=f"{number}")
            wanted = intent(target=target_of(first))
            reach(store, state, fence, wanted, key=first)

            given = store.reserve(_OTHER, 1, wanted, 0, fence, event("never"))

            assert isinstance(given, Open)
            assert (given.write.key, given.write.state, given.write.intent) == (first, state, wanted)

    def test_a_record_that_another_document_changes_is_not_made(self, store: DedupStore) -> None:
        """It is the other's: making it would overwrite what the other is about to say."""
        fence = lease_of(store).fence
        reach(store, WriteState.SENDING, fence, intent(op="update", before="{}", stamp="7"))

        given = store.reserve(_OTHER, 1, intent(), 0, fence, event())

        assert isinstance(given, Open)
        assert given.write.key == KEY

    def test_a_record_that_is_taken_reserves_nothing(self, store: DedupStore) -> None:
        """No attempt is counted and no event is left: nothing happened to the document that has to wait."""
        fence = lease_of(store).fence
        reach(store, WriteState.SENDING, fence)
        before = list(self.events(store))

        store.reserve(_OTHER, 1, intent(), 0, fence, event("never"))

        assert list(self.events(store)) == before
        assert store.attempts(_OTHER, TARGET) == 0
        assert [write.key for write in store.open_writes(CONNECTION)] == [KEY]

    def test_a_record_is_free_again_when_the_write_has_ended(self, store: DedupStore) -> None:
        """However it ended: what then stands in the target can be read, and is no longer a matter of timing."""
        fence = lease_of(store).fence
        ends = (WriteState.CONFIRMED, WriteState.REFUSED, WriteState.NOT_EXECUTED, WriteState.ABANDONED)
        for number, state in enumerate(ends):
            first = Key(connection=CONNECTION, flow=FLOW, source_id=f"{number}")
            second = attrs.evolve(first, source_id=f"{number} again")
            wanted = intent(target=target_of(first))
            reach(store, state, fence, wanted, key=first)

            assert store.reserve(second, 1, wanted, 0, fence, event()) == Reserved(1)

    def test_what_was_confirmed_is_told_also_while_another_document_changes_the_record(self, store: DedupStore) -> None:
        """There is nothing to send, and so nothing that could meet the other write."""
        fence = lease_of(store).fence
        reach(store, WriteState.CONFIRMED, fence, settled=settlement(links=(link(),)))
        reach(store, WriteState.SENDING, fence, intent(op="update", before="{}", stamp="7"), key=_OTHER)

        assert store.reserve(KEY, 2, intent(), 1, fence, event()) == Confirmed(link())

    def test_the_same_number_elsewhere_is_another_record(self, store: DedupStore) -> None:
        """Of another company, flow or connection: each numbers for itself."""
        fence, theirs = lease_of(store).fence, lease_of(store, connection="contoso").fence
        reach(store, WriteState.SENDING, fence)
        north = intent(target=TargetRef(side="gp", company="NORTH", number="PF52"))
        receipt = Key(connection=CONNECTION, flow="receipts", source_id="53")
        contoso = Key(connection="contoso", flow=FLOW, source_id="53")

        assert store.reserve(_OTHER, 1, north, 0, fence, event()) == Reserved(1)
        assert store.reserve(receipt, 1, intent(), 0, fence, event()) == Reserved(1)
        assert store.reserve(contoso, 1, intent(), 0, theirs, event()) == Reserved(1)

    def test_another_number_is_another_record(self, store: DedupStore) -> None:
        """Documents do not wait for each other."""
        fence = lease_of(store).fence
        reach(store, WriteState.SENDING, fence)

        assert store.reserve(_OTHER, 1, intent(target=target_of(_OTHER)), 0, fence, event()) == Reserved(1)

    def test_an_update_or_a_void_is_not_held_back(self, store: DedupStore) -> None:
        """The record that it changes stands already: holding it back would keep none from being made twice."""
        fence = lease_of(store).fence
        third = attrs.evolve(_OTHER, source_id="54")
        reach(store, WriteState.IN_DOUBT, fence)
        update, void = intent(op="update", before="{}", stamp="7"), intent(None, op="void", before="{}")

        assert store.reserve(_OTHER, 1, update, 0, fence, event()) == Reserved(1)
        assert store.reserve(third, 1, void, 0, fence, event()) == Reserved(1)

    def test_one_of_many_threads_makes_a_record(self, store: DedupStore) -> None:
        """Each has a document of its own: one reserves, and the others learn of its write."""
        fence = lease_of(store).fence

        def make(number: int) -> str:
            key = Key(connection=CONNECTION, flow=FLOW, source_id=f"{number}")
            return type(store.reserve(key, 1, intent(), 0, fence, event(f"thread {number}"))).__name__

        given = at_once(6, make)

        assert Counter(given) == {"Reserved": 1, "Open": 5}
        assert list(self.events(store)) == [f"thread {given.index('Reserved')}"]

    def test_threads_make_a_record_one_after_the_other(self, store: DedupStore) -> None:
        """As often as one lets go, another may have it: none is refused for any other reason."""
        fence = lease_of(store).fence

        def make_and_let_go(number: int) -> set[str]:
            key, told = Key(connection=CONNECTION, flow=FLOW, source_id=f"{number}"), set()
            for _ in range(10):
                attempts = store.attempts(key, TARGET)
                given = store.reserve(key, 1, intent(), attempts, fence, event())
                told.add(type(given).__name__)
                if isinstance(given, Reserved):
                    states = (WriteState.RESERVED, WriteState.ABANDONED)
                    assert store.move(key, TARGET, given.attempt, *states, fence, event())
            return told

        told = at_once(4, make_and_let_go)

        assert set().union(*told) <= {"Reserved", "Open"}
        assert list(store.open_writes(CONNECTION)) == []
