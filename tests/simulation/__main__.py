"""`python -m tests.simulation`: play histories, and tell what was met and what did not hold."""

import argparse
import sys
import time
from collections import Counter

from tests.simulation.batch import Batch, Failure, play_all
from tests.simulation.games import GAME_MUTANTS, GAMES, play_many
from tests.simulation.history import draw, play
from tests.simulation.mutants import MUTANTS
from tests.simulation.stores import STORES

__all__ = ["main"]

ORDERS = "orders"
"""The game that is not among `GAMES`: the histories of orders alone."""


def main(arguments: list[str] | None = None) -> int:
    """Play the histories that were asked for; 1 if an invariant did not hold."""
    parser = _parser()
    options = parser.parse_args(arguments)
    known = MUTANTS if options.game == ORDERS else GAME_MUTANTS
    if options.mutant and options.mutant not in known:
        parser.error(f"--mutant is '{options.mutant}': give one of {', '.join(sorted(known))}, or another --game")
    if options.game != ORDERS:
        return _play_game(options)
    if options.only is not None:
        return _tell_one(options)
    began = time.perf_counter()
    total = Batch()
    seeds = range(options.seed, options.seed + options.histories)
    for batch in play_all(seeds, workers=options.workers, store=options.store, mutant=options.mutant):
        for failure in batch.failures:
            _say(_told(failure, options))
        total.add(batch)
    seconds = time.perf_counter() - began
    _say("\n".join(f"{number:8} {what}" for what, number in sorted(total.met.items())))
    _say(f"{total.count} histories on {options.store} in {seconds:.0f} s, {total.count / seconds:.0f} per second")
    _say(f"{len(total.failures)} failed")
    return 1 if total.failures else 0


def _tell_one(options: argparse.Namespace) -> int:
    """Play one seed, and tell its whole story."""
    mutant = MUTANTS[options.mutant] if options.mutant else None
    history = mutant.suited(draw(options.only)) if mutant else draw(options.only)
    with STORES[options.store]() as make_ledger:
        if mutant is None:
            played = play(history, make_ledger)
        else:
            with mutant.plant():
                played = play(history, make_ledger)
    _say("\n".join(played.story))
    return 1 if played.wrong else 0


def _play_game(options: argparse.Namespace) -> int:
    """Play histories of one of the other games, or the story of one seed where a history fails."""
    began, met, count, failed = time.perf_counter(), Counter[str](), 0, 0
    first, histories = (options.only, 1) if options.only is not None else (options.seed, options.histories)
    seeds = range(first, first + histories)
    for result in play_many(options.game, seeds, workers=options.workers, store=options.store, mutant=options.mutant):
        for seed, wrong, story in result.failures:
            _say("\n".join((f"seed {seed}: {wrong}", *story, "")))
        met, count, failed = met + result.met, count + result.count, failed + len(result.failures)
    seconds = time.perf_counter() - began
    _say("\n".join(f"{number:8} {what}" for what, number in sorted(met.items())))
    _say(f"{count} histories of {options.game} on {options.store} in {seconds:.0f} s, {count / seconds:.0f} per second")
    _say(f"{failed} failed")
    return 1 if failed else 0


def _told(failure: Failure, options: argparse.Namespace) -> str:
    """A failure with its smallest story, and the command that plays it again."""
    again = f"python -m tests.simulation --only {failure.seed} --store {options.store}"
    if options.mutant:
        again += f" --mutant '{options.mutant}'"
    return "\n".join((f"seed {failure.seed}: {failure.wrong}", *failure.story, f"to play it again: {again}", ""))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.simulation", description=__doc__)
    parser.add_argument("--histories", type=int, default=1000, help="how many to play")
    parser.add_argument("--seed", type=int, default=1, help="the seed of the first one; the others follow it")
    parser.add_argument("--store", choices=sorted(STORES), default="memory", help="where the ledger is kept")
    parser.add_argument("--workers", type=int, default=1, help="how many processes play")
    parser.add_argument("--game", choices=sorted([ORDERS, *GAMES]), default=ORDERS, help="what is played")
    parser.add_argument("--mutant", choices=sorted({**MUTANTS, **GAME_MUTANTS}), help="a bug that is planted")
    parser.add_argument("--only", type=int, help="play this seed alone, and tell its story")
    return parser


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")


if __name__ == "__main__":
    sys.exit(main())
