"""Planted bugs: each safeguard that is taken away is missed by the invariants, and soon."""

from functools import cache
from unittest.mock import patch

import pytest

from gp_sync.run import resolve
from tests.simulation.batch import first_failure, play_seeds
from tests.simulation.history import History, draw, play
from tests.simulation.mutants import MUTANTS, Mutant
from tests.simulation.ports import TargetPort
from tests.simulation.stores import memory


@cache
def wrong_without_a_bug(history: History) -> str:
    """What does not hold in a history of the product as it is; many bugs are played on the same histories."""
    with memory() as make_ledger:
        return play(history, make_ledger).wrong


@pytest.mark.parametrize("name", MUTANTS)
class TestPlantedBugs:
    def test_each_is_caught_within_its_number_of_histories(self, name: str) -> None:
        seeds = range(MUTANTS[name].within)

        assert first_failure(seeds, mutant=name) is not None

    def test_without_the_bug_the_same_histories_hold(self, name: str) -> None:
        histories = [MUTANTS[name].suited(draw(seed)) for seed in range(min(MUTANTS[name].within, 20))]

        assert [(row.seed, wrong) for row in histories if (wrong := wrong_without_a_bug(row))] == []


class TestPatchesThatAreBroken:
    """What a patch raises by itself shows nothing about the safeguard that it should take away."""

    def test_an_error_of_the_patch_fails_a_history_and_is_no_catch(self, monkeypatch: pytest.MonkeyPatch) -> None:
        broken = Mutant(plant=lambda: patch.object(resolve.Resolver, "__init__", lambda _: None), within=3)
        monkeypatch.setitem(MUTANTS, "broken", broken)

        assert len(play_seeds(range(1), mutant="broken").failures) == 1
        assert first_failure(range(3), mutant="broken") is None

    def test_an_error_that_the_engine_logs_and_survives_is_no_catch_either(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        broken = Mutant(plant=lambda: patch.object(TargetPort, "compare", lambda _: None), within=3)
        monkeypatch.setitem(MUTANTS, "broken", broken)

        assert len(play_seeds(range(1), mutant="broken").failures) == 1
        assert first_failure(range(3), mutant="broken") is None
