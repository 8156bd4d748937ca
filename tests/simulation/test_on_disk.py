"""Histories on a ledger with transactions: what holds in memory holds there too, wherever a commit is cut off."""

import pytest

from tests.simulation.batch import play_seeds
from tests.simulation.expected import IN_TRANSACTIONS


class TestHistoriesOnDisk:
    @pytest.mark.timeout(600)
    def test_every_invariant_holds_around_every_commit(self) -> None:
        batch = play_seeds(range(5000, 5050), store="sqlite", scenes=2)

        assert [(row.seed, row.wrong, row.story) for row in batch.failures] == []
        assert [point for point in IN_TRANSACTIONS if not batch.met[f"crash at {point}"]] == []
