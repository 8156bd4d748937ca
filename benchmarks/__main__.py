"""`python -m benchmarks`: measure, print tables, and write them as JSON beside this file."""

import argparse
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.gp_client import measure_gp_client
from benchmarks.imports import measure_imports
from benchmarks.machine import describe
from benchmarks.peers.race import measure_kills, measure_peers
from benchmarks.polling import measure_polling
from benchmarks.reading import measure_memory, measure_reading
from benchmarks.results import Section
from benchmarks.size import Size
from benchmarks.table import as_json, as_text
from benchmarks.write_phase import measure_concurrency, measure_write_phase

__all__ = ["main"]

_RESULTS = Path(__file__).parent / "results"
_PARTS: dict[str, Callable[[Path, Size], Section]] = {
    "write": measure_write_phase,
    "concurrency": measure_concurrency,
    "polling": measure_polling,
    "client": measure_gp_client,
    "reading": measure_reading,
    "memory": measure_memory,
    "imports": measure_imports,
    "peers": measure_peers,
    "kills": measure_kills,
}


def main(arguments: list[str] | None = None) -> int:
    """Measure what is asked for.

    Args:
        arguments: those of the command line.

    Returns:
        0 if all targets are reached, else 1.
    """
    options = _parser().parse_args(arguments)
    size = Size(
        orders=options.orders,
        lines=options.lines,
        rounds=options.rounds,
        postgres=not options.no_postgres,
        many_known=options.known,
        peers=bool(options.peers),
        kills=options.kills,
        vendors=options.vendors,
    )
    _RESULTS.mkdir(exist_ok=True)
    sections = []
    with TemporaryDirectory(dir=_RESULTS) as folder:
        machine = describe(Path(folder))
        _say(", ".join(f"{name} {value}" for name, value in machine.items() if name != "packages") + "\n")
        for part in options.parts:
            sections.append(_PARTS[part](Path(folder), size))
            _say(as_text(sections[-1]))
    result = _RESULTS / f"{datetime.now(UTC):%Y%m%d-%H%M%S}.json"
    result.write_text(as_json(sections, machine), encoding="utf-8")
    missed = [check.words for section in sections for check in section.checks if not check.holds]
    _say("\n".join(missed) if missed else "All targets are reached.")
    return 1 if missed else 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks",
        description="Measure the product beside a bare loop and other tools: tables, and JSON in benchmarks/results.",
        epilog="Exit codes: 0 if all targets are reached, 1 if one is missed, 2 for a mistake in the command.",
    )
    parser.add_argument(
        "parts", nargs="*", default=list(_PARTS), choices=list(_PARTS), help="what to measure (default: all)"
    )
    parser.add_argument("--orders", type=int, default=200, help="new orders per run (default: 200)")
    parser.add_argument("--lines", type=int, default=3, help="lines per order (default: 3)")
    parser.add_argument("--rounds", type=int, default=5, help="rounds, of which the median counts (default: 5)")
    parser.add_argument("--known", type=int, default=10_000, help="known orders of the larger poll (default: 10000)")
    parser.add_argument("--vendors", type=int, default=50_000, help="vendors that are read (default: 50000)")
    parser.add_argument("--peers", type=int, choices=(0, 1), default=1, help="0 leaves other tools out (default: 1)")
    parser.add_argument("--kills", type=int, default=12, help="how often each tool is killed (default: 12)")
    parser.add_argument("--no-postgres", action="store_true", help="leave PostgreSQL out")
    return parser


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
