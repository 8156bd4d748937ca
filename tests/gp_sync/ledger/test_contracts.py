"""Both stores keep both contracts."""

from collections.abc import Sequence

import pytest

from gp_sync.ledger.memory import MemoryStore
from gp_sync.ledger.protocols import DedupStore, Ledger
from gp_sync.ledger.sql import SqlStore
from gp_sync.testing import DedupStoreContract, HandClock, LedgerContract
from gp_sync.testing.ledger_samples import CONNECTION


class TestMemoryStore(DedupStoreContract, LedgerContract):
    @pytest.fixture
    def store(self, clock: HandClock) -> MemoryStore:
        return MemoryStore(clock)

    def events(self, store: DedupStore) -> Sequence[str]:
        return events_of(store)

    def test_it_does_not_outlive_the_process(self, store: Ledger) -> None:
        assert store.durable is False


class TestSqlStoreOnSQLite(DedupStoreContract, LedgerContract):
    @pytest.fixture
    def store(self, sqlite_store: SqlStore) -> SqlStore:
        return sqlite_store

    def events(self, store: DedupStore) -> Sequence[str]:
        return events_of(store)

    def test_it_outlives_the_process(self, store: Ledger) -> None:
        assert store.durable is True


class TestTheContract:
    def test_no_test_of_one_contract_hides_one_of_the_other(self) -> None:
        names = [name for contract in (DedupStoreContract, LedgerContract) for name in dir(contract)]

        tests = [name for name in names if name.startswith("test_")]
        assert len(tests) == len(set(tests))

    def test_a_store_that_does_not_tell_its_events_is_told_so(self) -> None:
        with pytest.raises(NotImplementedError, match="must tell the events of MemoryStore"):
            DedupStoreContract().events(MemoryStore())


def events_of(store: DedupStore) -> list[str]:
    """The events that are in the audit, less those that stores add by themselves."""
    assert isinstance(store, MemoryStore | SqlStore)
    return [row.what for row in store.audit(CONNECTION) if row.what != "lease.taken_over"]
