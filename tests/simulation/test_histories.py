"""Histories drawn from seeds: whatever happens, nothing is written twice, lost or silent."""

import hashlib
import os
import subprocess
import sys
from pathlib import Path

import pytest

from gp_sync.failpoints import FAILPOINTS
from tests.simulation.batch import play_seeds
from tests.simulation.expected import FAULTS, not_met
from tests.simulation.history import draw, play
from tests.simulation.stores import memory


class TestHistories:
    """Enough to meet every fault and to die at every failpoint; `make simulate` plays as many as one likes."""

    @pytest.mark.timeout(600)
    def test_every_invariant_holds_in_memory_whatever_is_met(self) -> None:
        batch = play_seeds(range(400), scenes=4)

        assert [(row.seed, row.wrong, row.story) for row in batch.failures] == []
        assert not_met(batch.met) == []


class TestWhatIsMet:
    """What makes the assertion about faults and failpoints one that can fail."""

    def test_a_batch_that_met_nothing_is_told_all_that_it_missed(self) -> None:
        missed = not_met({})

        assert "crash at write.sending" in missed
        assert "paging drift" in missed
        assert len(missed) == 13 + sum(len(names) for names in FAULTS.values())

    def test_only_a_failpoint_that_no_history_in_memory_passes_is_not_missed(self) -> None:
        assert set(FAILPOINTS) - {name.removeprefix("crash at ") for name in not_met({})} == {"ledger.committing"}


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
