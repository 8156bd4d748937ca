"""`python -m tests.simulation`: play histories, and tell what was met and what did not hold."""

import argparse
import sys
import time
from collections import Counter

from tests.simulation.history import Played, draw, play, shrink
from tests.simulation.stores import STORES, MakeLedgers

__all__ = ["main"]


def main(arguments: list[str] | None = None) -> int:
    """Play the histories that were asked for; 1 if an invariant did not hold."""
    options = _parser().parse_args(arguments)
    began = time.perf_counter()
    met: Counter[str] = Counter()
    failed: list[Played] = []
    first = options.seed if options.only is None else options.only
    count = options.histories if options.only is None else 1
    with STORES[options.store]() as make_ledgers:
        for seed in range(first, first + count):
            played = play(draw(seed), make_ledgers())
            met += played.met
            if played.wrong:
                failed.append(played)
                _say(_failure(played, make_ledgers, options.store))
            elif options.only is not None:
                _say("\n".join(played.story))
    seconds = time.perf_counter() - began
    _say("\n".join(f"{number:8} {what}" for what, number in sorted(met.items())))
    _say(f"{count} histories on {options.store}, {count / seconds:.0f} per second; {len(failed)} failed")
    return 1 if failed else 0


def _failure(played: Played, make_ledgers: MakeLedgers, store: str) -> str:
    """The seed, the command that plays it again, and the story of its smallest part that fails."""
    smallest = play(shrink(played.history, make_ledgers()), make_ledgers())
    seed = played.history.seed
    again = f"python -m tests.simulation --only {seed} --store {store}"
    return "\n".join((f"seed {seed}: {played.wrong}", *smallest.story, f"to play it again: {again}", ""))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.simulation", description=__doc__)
    parser.add_argument("--histories", type=int, default=1000, help="how many to play")
    parser.add_argument("--seed", type=int, default=1, help="the seed of the first one; the others follow it")
    parser.add_argument("--store", choices=sorted(STORES), default="memory", help="where the ledger is kept")
    parser.add_argument("--only", type=int, help="play this seed alone, and tell its story")
    return parser


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")


if __name__ == "__main__":
    sys.exit(main())
