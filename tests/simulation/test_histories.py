"""Histories drawn from seeds: whatever happens, nothing is written twice, lost or silent."""

import hashlib
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.simulation.batch import play_seeds
from tests.simulation.history import draw, play
from tests.simulation.stores import memory

_CHUNK = 100


def failures(seeds: range, store: str, scenes: int = 8) -> list[tuple[int, str, tuple[str, ...]]]:
    batch = play_seeds(seeds, store=store, scenes=scenes)
    return [(row.seed, row.wrong, row.story) for row in batch.failures]


class TestHistories:
    @pytest.mark.parametrize("first", range(0, 2000, _CHUNK))
    def test_every_invariant_holds_in_memory(self, first: int) -> None:
        assert failures(range(first, first + _CHUNK), "memory") == []

    @pytest.mark.parametrize("first", range(5000, 5200, 20))
    def test_every_invariant_holds_on_disk(self, first: int) -> None:
        assert failures(range(first, first + 20), "sqlite", scenes=3) == []


class TestSeeds:
    def test_a_seed_gives_one_story_whatever_the_process(self) -> None:
        """
        Also where sets of texts are walked through in another order.
        """
        root = Path(__file__).parents[2]

        told = {
            subprocess.run(
                [sys.executable, "-m", "tests.simulation.test_histories"],
                cwd=root,
                env={**os.environ, "PYTHONHASHSEED": hash_seed},
                capture_output=True,
                text=True,
                check=True,
            ).stdout
            for hash_seed in ("1", "2")
        }

        assert len(told) == 1
        assert told == {_digest_of_stories() + "\n"}

    def test_histories_differ_by_their_seed(self) -> None:
        with memory() as make_ledger:
            stories = {play(draw(seed), make_ledger).story for seed in range(10)}

        assert len(stories) == 10


def _digest_of_stories() -> str:
    """A digest of what happens in some histories, and of what the ledger told about it."""
    with memory() as make_ledger:
        played = [play(draw(seed), make_ledger) for seed in range(15)]
    text = "\n".join(f"{row.story} {sorted(row.met.items())}" for row in played)
    return hashlib.sha256(text.encode()).hexdigest()


if __name__ == "__main__":
    sys.stdout.write(f"{_digest_of_stories()}\n")
