"""The example's own store keeps the contract."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from examples.embedding.writes import WritesTable
from gp_sync.ledger.dedup_store import DedupStore
from gp_sync.testing import DedupStoreContract, HandClock, Opener
from gp_sync.testing.ledger_samples import CONNECTION


class TestWritesTable(DedupStoreContract):
    @pytest.fixture
    def clock(self) -> HandClock:
        return HandClock()

    @pytest.fixture
    def store(self, clock: HandClock, tmp_path: Path) -> WritesTable:
        return WritesTable(tmp_path / "desk.db", now=clock)

    def elsewhere(self, store: DedupStore) -> Opener:
        assert isinstance(store, WritesTable)
        return Opener(WritesTable, (store.path,))

    def events(self, store: DedupStore) -> Sequence[str]:
        assert isinstance(store, WritesTable)
        return store.events(CONNECTION)
