"""Histories drawn from seeds: whatever happens, nothing is written twice, lost or silent."""

import pytest

from tests.simulation.history import draw, play
from tests.simulation.stores import memory

_CHUNK = 100


class TestHistoriesInMemory:
    @pytest.mark.parametrize("first", range(0, 2000, _CHUNK))
    def test_every_invariant_holds_in_every_history(self, first: int) -> None:
        with memory() as make_ledgers:
            played = [play(draw(seed), make_ledgers()) for seed in range(first, first + _CHUNK)]

        assert [(row.history.seed, row.wrong) for row in played if row.wrong] == []
