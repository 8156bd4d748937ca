"""A run's hold on its connection."""

from datetime import UTC, datetime, timedelta

import pytest

from gp_sync.clock import utc_now
from gp_sync.ledger.memory import MemoryStore
from gp_sync.run.session import ConnectionBusy, LeaseLost, Session
from gp_sync.testing.model_connection import HandClock


@pytest.fixture
def clock() -> HandClock:
    return HandClock(datetime(2026, 11, 4, 12, tzinfo=UTC))


@pytest.fixture
def store(clock: HandClock) -> MemoryStore:
    return MemoryStore(clock)


def session(store: MemoryStore, clock: HandClock, owner: str = "this") -> Session:
    return Session(store, "fabrikam", owner=owner, now=clock, ttl=300)


class TestTheLease:
    def test_a_session_is_used_inside_its_with_block(self, store: MemoryStore, clock: HandClock) -> None:
        with pytest.raises(RuntimeError, match="a session is used inside its with block"):
            _ = session(store, clock).fence

    def test_two_sessions_do_not_hold_one_connection(self, store: MemoryStore, clock: HandClock) -> None:
        with session(store, clock), pytest.raises(ConnectionBusy) as busy, session(store, clock, "other"):
            pass

        assert busy.value.connection == "fabrikam"

    def test_each_session_has_a_higher_fence(self, store: MemoryStore, clock: HandClock) -> None:
        with session(store, clock) as first:
            fence = first.fence
        with session(store, clock) as second:
            assert second.fence > fence


class TestDeadlines:
    def test_a_deadline_lies_inside_the_lease(self, store: MemoryStore, clock: HandClock) -> None:
        with session(store, clock) as held:
            clock.advance(seconds=290)

            until = held.deadline(120)

            assert until == datetime(2026, 11, 4, 12, 6, 50, tzinfo=UTC)
            clock.advance(seconds=119)
            assert store.acquire("fabrikam", "other", 60) is None

    def test_a_deadline_longer_than_the_lease_prolongs_it_beyond(self, store: MemoryStore, clock: HandClock) -> None:
        with session(store, clock) as held:
            held.deadline(1000)
            clock.advance(seconds=1001)

            assert store.acquire("fabrikam", "other", 60) is None

    def test_a_deadline_after_the_lease_was_lost_is_refused(self, store: MemoryStore, clock: HandClock) -> None:
        with session(store, clock) as held:
            clock.advance(seconds=301)
            store.acquire("fabrikam", "other", 60)

            with pytest.raises(LeaseLost):
                held.deadline(120)


class TestSignsOfLife:
    def test_the_lease_is_prolonged_once_half_of_it_is_gone(self, store: MemoryStore, clock: HandClock) -> None:
        with session(store, clock) as held:
            for _ in range(20):
                clock.advance(seconds=149)
                held.keep()

            assert store.acquire("fabrikam", "other", 60) is None

    def test_a_refused_change_ends_the_run(self, store: MemoryStore, clock: HandClock) -> None:
        with session(store, clock) as held:
            held.check(True)
            with pytest.raises(LeaseLost, match="the lease of 'fabrikam' was taken over by another process"):
                held.check(False)


class TestEvents:
    def test_an_event_happens_now_and_leaves_out_what_is_not_known(self, store: MemoryStore, clock: HandClock) -> None:
        with session(store, clock) as held:
            event = held.event("write.reserved", before=None, after="{}")

        assert (event.what, event.at, event.detail) == ("write.reserved", clock(), {"after": "{}"})

    def test_the_time_is_aware(self) -> None:
        assert utc_now().utcoffset() == timedelta(0)
