"""Many histories, one after the other or in several processes, and the sum of what they met."""

from collections import Counter
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import nullcontext
from functools import partial

import attrs

from tests.simulation.history import Played, draw, play, shrink
from tests.simulation.mutants import MUTANTS
from tests.simulation.stores import STORES, MakeLedger

__all__ = ["Batch", "Failure", "first_failure", "play_all", "play_seeds"]

_CHUNK = 50


@attrs.frozen(kw_only=True)
class Failure:
    """A history that failed.

    Args:
        seed: its seed.
        wrong: what did not hold.
        story: the story of its smallest part that fails, line by line.
    """

    seed: int
    wrong: str
    story: tuple[str, ...]


@attrs.define(kw_only=True)
class Batch:
    """What some histories came to.

    Args:
        count: how many there were.
        met: how often each fault, place, state and end was met.
        failures: those that failed, by seed.
    """

    count: int = 0
    met: Counter[str] = attrs.field(factory=Counter)
    failures: list[Failure] = attrs.field(factory=list)

    def add(self, other: "Batch") -> None:
        """Take in what other histories came to."""
        self.count += other.count
        self.met += other.met
        self.failures += other.failures


def play_seeds(seeds: Iterable[int], *, store: str = "memory", mutant: str | None = None, scenes: int = 8) -> Batch:
    """Play the histories of some seeds.

    Args:
        seeds: in this order.
        store: where the ledger is kept.
        mutant: a bug that is planted, if any.
        scenes: how many a history has at most.
    """
    batch = Batch()
    planted = MUTANTS[mutant] if mutant is not None else None
    with STORES[store]() as make_ledger, planted.plant() if planted else nullcontext():
        for seed in seeds:
            history = draw(seed, scenes=scenes)
            history = planted.suited(history) if planted else history
            played = play(history, make_ledger)
            batch.count += 1
            batch.met += played.met
            if played.wrong:
                batch.failures.append(_failure(played, make_ledger))
    return batch


def first_failure(seeds: Iterable[int], *, mutant: str) -> Played | None:
    """The first history in memory that fails under a planted bug, or None.

    What the bug makes the engine raise is no catch, since it may be the patch that is broken; nor is a history that
    fails without the bug as well.

    Args:
        seeds: in this order.
        mutant: the bug, for which all histories are suited.
    """
    bug = MUTANTS[mutant]
    with STORES["memory"]() as make_ledger:
        for seed in seeds:
            history = bug.suited(draw(seed))
            with bug.plant():
                played = play(history, make_ledger)
            if played.wrong and not (played.crashed or play(history, make_ledger).wrong):
                return played
    return None


def play_all(seeds: range, *, workers: int, store: str, mutant: str | None) -> Iterator[Batch]:
    """Play in several processes; gives what each chunk of seeds came to."""
    chunks = [seeds[first : first + _CHUNK] for first in range(0, len(seeds), _CHUNK)]
    job = partial(play_seeds, store=store, mutant=mutant)
    if workers == 1:
        yield from map(job, chunks)
        return
    with ProcessPoolExecutor(workers) as pool:
        yield from pool.map(job, chunks)


def _failure(played: Played, make_ledger: MakeLedger) -> Failure:
    smallest = play(shrink(played.history, make_ledger), make_ledger)
    return Failure(seed=played.history.seed, wrong=played.wrong, story=smallest.story)
