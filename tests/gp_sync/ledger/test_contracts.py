"""Both stores keep the whole contract."""

from collections import Counter

import pytest

from gp_sync.ledger.dedup_store import DedupStore
from gp_sync.ledger.memory import MemoryStore
from gp_sync.ledger.sql import SqlStore
from gp_sync.testing import DedupStoreContract, HandClock, LedgerContract, Opener


class TestMemoryStore(LedgerContract):
    @pytest.fixture
    def store(self, clock: HandClock) -> MemoryStore:
        return MemoryStore(clock)

    def test_it_does_not_outlive_the_process(self, store: MemoryStore) -> None:
        store.close()

        assert store.durable is False


class TestSqlStoreOnSQLite(LedgerContract):
    @pytest.fixture
    def store(self, sqlite_store: SqlStore) -> SqlStore:
        return sqlite_store

    def elsewhere(self, store: DedupStore) -> Opener:
        assert isinstance(store, SqlStore)
        return Opener(SqlStore, (f"sqlite:///{store.place}",))

    def test_it_outlives_the_process(self, store: SqlStore) -> None:
        assert store.durable is True


class TestTheContract:
    def test_no_test_of_one_part_hides_one_of_another(self) -> None:
        parts = [part for part in LedgerContract.__mro__ if part.__module__.startswith("gp_sync.testing")]

        names = Counter(name for part in parts for name in vars(part) if name.startswith("test_"))
        assert len(parts) == 11
        assert [name for name, count in names.items() if count > 1] == []

    def test_a_store_that_does_not_tell_its_events_is_told_so(self) -> None:
        with pytest.raises(NotImplementedError, match="must tell the events of MemoryStore"):
            DedupStoreContract().events(MemoryStore())

    def test_a_durable_store_must_tell_how_others_open_it(self, sqlite_store: SqlStore) -> None:
        with pytest.raises(NotImplementedError, match="how another process opens SqlStore, which is durable"):
            DedupStoreContract().elsewhere(sqlite_store)
