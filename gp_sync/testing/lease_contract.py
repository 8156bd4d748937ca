"""What every `DedupStore` must do about leases."""

# ruff: noqa: S101  # tests assert

from datetime import timedelta

from gp_sync.ledger.dedup_store import DedupStore
from gp_sync.ledger.values import Fenced
from gp_sync.testing.ledger_samples import CONNECTION, KEY, at_once, event, intent, lease_of
from gp_sync.testing.model_connection import HandClock

__all__ = ["LeaseContract"]


class LeaseContract:
    """The part of `DedupStoreContract` that is about leases."""

    def test_a_free_connection_is_given_until_the_lease_ends(self, store: DedupStore, clock: HandClock) -> None:
        """A lease names its connection and owner, and lasts as long as was asked for."""
        lease = store.acquire(CONNECTION, "first", 60)

        assert lease is not None
        assert (lease.connection, lease.owner) == (CONNECTION, "first")
        assert lease.until == clock() + timedelta(seconds=60)

    def test_another_owner_gets_nothing_while_the_lease_lasts(self, store: DedupStore, clock: HandClock) -> None:
        """A connection has one owner at a time."""
        store.acquire(CONNECTION, "first", 60)
        clock.advance(seconds=59)

        assert store.acquire(CONNECTION, "second", 60) is None

    def test_another_owner_takes_over_when_the_lease_has_run_out(self, store: DedupStore, clock: HandClock) -> None:
        """The lease of a process that died ends by the store's clock."""
        first = lease_of(store)
        clock.advance(seconds=300)

        second = store.acquire(CONNECTION, "second", 60)

        assert second is not None
        assert second.fence > first.fence

    def test_the_same_owner_gets_a_newer_fence(self, store: DedupStore) -> None:
        """Taking a lease twice leaves only the second one valid."""
        first, second = lease_of(store), lease_of(store)

        assert second.fence > first.fence
        assert store.renew(first, 60) is None

    def test_a_renewed_lease_lasts_longer(self, store: DedupStore, clock: HandClock) -> None:
        """A renewal counts from now, with the same fence."""
        lease = lease_of(store)
        clock.advance(seconds=200)

        renewed = store.renew(lease, 300)
        clock.advance(seconds=299)

        assert renewed is not None
        assert renewed.fence == lease.fence
        assert store.acquire(CONNECTION, "second", 60) is None

    def test_a_lease_that_ran_out_and_was_not_taken_is_renewed(self, store: DedupStore, clock: HandClock) -> None:
        """Nobody else worked meanwhile, so nothing is lost."""
        lease = lease_of(store)
        clock.advance(seconds=400)

        assert store.renew(lease, 60) is not None

    def test_a_lease_that_was_taken_over_is_not_renewed(self, store: DedupStore, clock: HandClock) -> None:
        """Whoever lost the lease learns it at the next sign of life."""
        first = lease_of(store)
        clock.advance(seconds=301)
        lease_of(store, "second")

        assert store.renew(first, 60) is None

    def test_a_released_connection_is_free_at_once(self, store: DedupStore) -> None:
        """The next owner need not wait for the end of the lease."""
        store.release(lease_of(store))

        assert store.acquire(CONNECTION, "second", 60) is not None

    def test_a_released_lease_is_over(self, store: DedupStore) -> None:
        """A lease that was given back is neither renewed, nor good for a change."""
        lease = lease_of(store)

        store.release(lease)

        assert store.renew(lease, 60) is None
        assert store.reserve(KEY, 1, intent(), 0, lease.fence, event()) == Fenced()

    def test_the_release_of_a_lost_lease_changes_nothing(self, store: DedupStore, clock: HandClock) -> None:
        """A process that was away for long does not free the connection of its successor."""
        first = lease_of(store)
        clock.advance(seconds=301)
        second = lease_of(store, "second")

        store.release(first)

        assert store.acquire(CONNECTION, "third", 60) is None
        assert store.renew(second, 60) is not None

    def test_a_fence_never_repeats(self, store: DedupStore, clock: HandClock) -> None:
        """Neither a release nor a take-over brings back an earlier fence."""
        fences = []
        for turn in range(4):
            lease = lease_of(store, f"owner {turn}")
            fences.append(lease.fence)
            if turn % 2:
                store.release(lease)
            else:
                clock.advance(seconds=301)

        assert fences == sorted(set(fences))

    def test_connections_do_not_disturb_each_other(self, store: DedupStore) -> None:
        """Two connections are worked on at the same time."""
        first, other = lease_of(store), lease_of(store, "second", "contoso")

        assert store.renew(first, 60) is not None
        assert store.renew(other, 60) is not None

    def test_one_of_many_threads_gets_the_lease(self, store: DedupStore) -> None:
        """Any number of schedulers may try; one works."""
        leases = at_once(6, lambda number: store.acquire(CONNECTION, f"owner {number}", 60))

        assert sum(lease is not None for lease in leases) == 1
