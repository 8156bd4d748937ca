"""`python -m tests.simulation`: play histories, and tell what was met and what did not hold."""

import argparse
import sys
import time

from tests.simulation.batch import Batch, Failure, play_all
from tests.simulation.history import draw, play
from tests.simulation.mutants import MUTANTS
from tests.simulation.stores import STORES

__all__ = ["main"]


def main(arguments: list[str] | None = None) -> int:
    """Play the histories that were asked for; 1 if an invariant did not hold."""
    options = _parser().parse_args(arguments)
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
    parser.add_argument("--mutant", choices=sorted(MUTANTS), help="a bug that is planted")
    parser.add_argument("--only", type=int, help="play this seed alone, and tell its story")
    return parser


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")


if __name__ == "__main__":
    sys.exit(main())
