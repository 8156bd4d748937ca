"""The refused login, shared by all processes that use one ledger."""

from datetime import UTC, datetime, timedelta

import pytest

from gp_sync.ledger.memory import MemoryStore
from gp_sync.systems.latch import LedgerLatch


class Clock:
    def __init__(self) -> None:
        self.now = datetime(2026, 11, 4, 9, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def latches(clock: Clock) -> tuple[LedgerLatch, LedgerLatch]:
    """Two processes with one ledger."""
    store = MemoryStore()
    return LedgerLatch(store, clock), LedgerLatch(store, clock)


class TestLedgerLatch:
    def test_edge_65_a_refusal_is_seen_by_the_other_process_until_it_is_cleared(
        self, latches: tuple[LedgerLatch, LedgerLatch]
    ) -> None:
        one, other = latches
        one.latch("print")

        seen = other.is_latched("print")
        other.clear("print")

        assert seen
        assert not one.is_latched("print")
        assert not one.is_latched("another print")

    def test_edge_65_credentials_that_never_worked_get_no_probe(
        self, latches: tuple[LedgerLatch, LedgerLatch], clock: Clock
    ) -> None:
        one, _ = latches
        one.latch("print")
        clock.now += timedelta(days=1)

        assert not one.claim_probe("print")

    def test_edge_65_credentials_that_worked_get_one_probe_per_cool_down_over_all_processes(
        self, latches: tuple[LedgerLatch, LedgerLatch], clock: Clock
    ) -> None:
        one, other = latches
        one.worked("print")
        one.latch("print")
        clock.now += timedelta(minutes=59)
        early = other.claim_probe("print")
        clock.now += timedelta(minutes=2)

        claims = [one.claim_probe("print"), other.claim_probe("print")]

        assert not early
        assert claims == [True, False]
        assert other.has_worked("print")

    def test_a_login_that_worked_forgets_the_refusal(self, latches: tuple[LedgerLatch, LedgerLatch]) -> None:
        one, other = latches
        one.latch("print")
        other.worked("print")

        assert not one.is_latched("print")
