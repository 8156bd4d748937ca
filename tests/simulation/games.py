"""The games beside the one of orders, by their names, and playing many histories of one in several processes."""

from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from typing import Any

from tests.simulation.play import Game, Planted, Result, play_game
from tests.simulation.requisitions.game import REQUISITION_GAME
from tests.simulation.requisitions.mutants import REQUISITION_MUTANTS
from tests.simulation.vendors.game import VENDOR_GAME
from tests.simulation.vendors.mutants import VENDOR_MUTANTS

__all__ = ["GAMES", "GAME_MUTANTS", "play_many"]

GAMES: dict[str, Game[Any]] = {"requisitions": REQUISITION_GAME, "vendors": VENDOR_GAME}
"""By the name that the command takes."""

GAME_MUTANTS: dict[str, Planted] = {**REQUISITION_MUTANTS, **VENDOR_MUTANTS}
"""The planted bugs of all of them."""

_CHUNK = 50


def play_many(game: str, seeds: range, *, workers: int, store: str, mutant: str | None) -> Iterator[Result]:
    """Play histories of a game; gives what each chunk of seeds came to."""
    chunks = [seeds[first : first + _CHUNK] for first in range(0, len(seeds), _CHUNK)]
    job = partial(_play_chunk, game, store, mutant)
    if workers == 1:
        yield from map(job, chunks)
        return
    with ProcessPoolExecutor(workers) as pool:
        yield from pool.map(job, chunks)


def _play_chunk(game: str, store: str, mutant: str | None, seeds: range) -> Result:
    return play_game(GAMES[game], seeds, store=store, bug=GAME_MUTANTS[mutant] if mutant else None)
