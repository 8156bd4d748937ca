"""Planted bugs: each safeguard that is taken away is missed by the invariants, and soon."""

import pytest

from tests.simulation.batch import first_failure
from tests.simulation.mutants import MUTANTS


@pytest.mark.parametrize("name", MUTANTS)
class TestPlantedBugs:
    def test_each_is_caught_within_its_number_of_histories(self, name: str) -> None:
        seeds = range(MUTANTS[name].within)

        assert first_failure(seeds, mutant=name) is not None

    def test_without_the_bug_the_same_histories_hold(self, name: str) -> None:
        seeds = range(min(MUTANTS[name].within, 20))

        assert first_failure(seeds, mutant=name, planted=False) is None
