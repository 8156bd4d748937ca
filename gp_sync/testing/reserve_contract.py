"""What every `DedupStore` must do when a write is reserved."""

# ruff: noqa: S101  # tests assert

import attrs

from gp_sync.core.model import Key, TargetRef
from gp_sync.core.states import OPEN_WRITE_STATES, WriteState
from gp_sync.ledger.dedup_store import DedupStore
from gp_sync.ledger.values import Confirmed, Moved, Open, Reserved
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

__all__ = ["ReserveContract"]

_NORTH = TargetRef(side="gp", company="NORTH", number="PF52")


class ReserveContract:
    """The part of `DedupStoreContract` that is about reserving writes."""

    def test_the_first_write_is_the_first_attempt(self, store: DedupStore) -> None:
        """Attempts are counted from 1, per document and target."""
        given = store.reserve(KEY, 1, intent(), 0, lease_of(store).fence, event())

        assert given == Reserved(1)
        assert store.attempts(KEY, TARGET) == 1

    def test_nothing_was_attempted_before(self, store: DedupStore) -> None:
        """An unknown document has no attempts."""
        assert store.attempts(KEY, TARGET) == 0

    def test_an_open_write_is_the_only_one(self, store: DedupStore) -> None:
        """While a write is open, in whatever state, no other is given for its document and target."""
        fence = lease_of(store).fence
        for number, state in enumerate(sorted(OPEN_WRITE_STATES)):
            key = Key(connection=CONNECTION, flow=FLOW, source_id=f"{number}")
            target = target_of(key)
            reach(store, state, fence, key=key)

            given = store.reserve(key, 2, intent("{}", target), 1, fence, event())

            assert isinstance(given, Open)
            assert (given.write.key, given.write.state, given.write.intent) == (key, state, intent(target=target))

    def test_a_wrong_count_of_attempts_reserves_nothing(self, store: DedupStore) -> None:
        """Whoever decided on old knowledge is told the count, and decides again."""
        fence = lease_of(store).fence
        reach(store, WriteState.REFUSED, fence)

        given = store.reserve(KEY, 1, intent(), 0, fence, event())

        assert given == Moved(1)
        assert store.open_writes(CONNECTION) == []

    def test_a_write_that_ended_without_success_may_be_tried_again(self, store: DedupStore) -> None:
        """A refused, abandoned or not executed write makes room for the next attempt."""
        fence = lease_of(store).fence
        for number, state in enumerate((WriteState.REFUSED, WriteState.ABANDONED, WriteState.NOT_EXECUTED)):
            key = Key(connection=CONNECTION, flow=FLOW, source_id=f"{number}")
            reach(store, state, fence, key=key)

            assert store.reserve(key, 1, intent(target=target_of(key)), 1, fence, event()) == Reserved(2)

    def test_what_was_confirmed_is_not_written_again(self, store: DedupStore) -> None:
        """The answer brings the link that was stored with the confirmation."""
        fence = lease_of(store).fence
        reach(store, WriteState.CONFIRMED, fence, settled=settlement(links=(link(),)))

        assert store.reserve(KEY, 2, intent(), 1, fence, event()) == Confirmed(link())

    def test_what_was_confirmed_and_given_up_is_written_again(self, store: DedupStore) -> None:
        """The record is gone, and somebody wants it again: to call it written would leave it missing for good."""
        fence = lease_of(store).fence
        given_up = attrs.evolve(link(), given_up=True)
        reach(store, WriteState.CONFIRMED, fence, settled=settlement(links=(given_up,)))

        assert store.reserve(KEY, 2, intent(), 1, fence, event()) == Reserved(2)

    def test_what_was_confirmed_and_is_linked_otherwise_is_written_again(self, store: DedupStore) -> None:
        """The link is the later word: the target does not hold any more what this write sent."""
        fence = lease_of(store).fence
        otherwise = attrs.evolve(link(), sent='{"vendor":"B"}')
        reach(store, WriteState.CONFIRMED, fence, settled=settlement(links=(otherwise,)))

        assert store.reserve(KEY, 2, intent(), 1, fence, event()) == Reserved(2)

    def test_a_confirmation_without_a_word_about_the_target_links_what_was_sent(self, store: DedupStore) -> None:
        """A void leaves the text of None."""
        fence = lease_of(store).fence
        reach(store, WriteState.CONFIRMED, fence)
        void = intent(None, _NORTH, op="void")
        reach(store, WriteState.CONFIRMED, fence, void)

        created = store.reserve(KEY, 2, intent(), 1, fence, event())
        voided = store.reserve(KEY, 2, void, 1, fence, event())

        assert isinstance(created, Confirmed)
        assert (created.link.target, created.link.sent) == (TARGET, '{"vendor":"ACETRAVE0001"}')
        assert isinstance(voided, Confirmed)
        assert voided.link.sent == "null"

    def test_other_content_is_written(self, store: DedupStore) -> None:
        """A confirmed write hinders no update."""
        fence = lease_of(store).fence
        reach(store, WriteState.CONFIRMED, fence)

        assert store.reserve(KEY, 2, intent('{"vendor":"B"}', op="update"), 1, fence, event()) == Reserved(2)

    def test_earlier_content_is_written_again_after_other_content(self, store: DedupStore) -> None:
        """Only the newest confirmed write counts: a source may return to what it said before."""
        fence = lease_of(store).fence
        first, second = intent('{"vendor":"A"}', op="update"), intent('{"vendor":"B"}', op="update")
        reach(store, WriteState.CONFIRMED, fence, first)
        reach(store, WriteState.CONFIRMED, fence, second)

        assert store.reserve(KEY, 3, first, 2, fence, event()) == Reserved(3)

    def test_the_same_content_over_another_state_of_the_target_is_written(self, store: DedupStore) -> None:
        """A record that somebody changed meanwhile is brought back by the same body."""
        fence = lease_of(store).fence
        update = intent(op="update", before='{"vendor":"A"}', stamp="1")
        reach(store, WriteState.CONFIRMED, fence, update)

        assert store.reserve(KEY, 2, attrs.evolve(update, stamp="2"), 1, fence, event()) == Reserved(2)

    def test_targets_in_two_companies_are_independent(self, store: DedupStore) -> None:
        """An open write in one company stops only that company."""
        fence = lease_of(store).fence
        reach(store, WriteState.IN_DOUBT, fence)

        assert store.reserve(KEY, 1, intent(target=_NORTH), 0, fence, event()) == Reserved(1)

    def test_another_number_is_the_same_target(self, store: DedupStore) -> None:
        """A changed numbering does not open a second way into the same company."""
        fence = lease_of(store).fence
        reach(store, WriteState.IN_DOUBT, fence)
        renumbered = intent(target=attrs.evolve(TARGET, number="PO-52"))

        assert isinstance(store.reserve(KEY, 1, renumbered, 1, fence, event()), Open)

    def test_one_of_many_threads_reserves(self, store: DedupStore) -> None:
        """Threads that decide the same document at once get one write between them."""
        fence = lease_of(store).fence

        given = at_once(6, lambda _: store.reserve(KEY, 1, intent(), 0, fence, event("write.reserved")))

        assert given.count(Reserved(1)) == 1
        assert sum(isinstance(answer, Open) for answer in given) == 5
