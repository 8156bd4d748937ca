"""What a program pays for importing the Procurify client, beside the HTTP library alone."""

import subprocess
import sys
from pathlib import Path

from benchmarks.results import Check, Section
from benchmarks.size import Size

__all__ = ["measure_imports"]

_ROOT = Path(__file__).parents[1]
_BASE = "import httpx"
_OURS = ("import procurify_client", "from procurify_client import Procurify")
_MOST_RATIO = 1.3


def measure_imports(_: Path, size: Size) -> Section:
    """Start processes that import one thing each, in turns; the best of each counts.

    Args:
        size: how many processes.
    """
    statements = ("pass", _BASE, *_OURS)
    seconds = {statement: [_cpu_seconds(statement)] for statement in statements}
    for statement in statements * (size.starts - 1):
        seconds[statement].append(_cpu_seconds(statement))
    best = {statement: min(found) for statement, found in seconds.items()}
    return Section(
        title="Importing the Procurify client",
        how=f"CPU time of whole processes, the best of {size.starts} in turns, the interpreter's own start included.",
        columns=("program", "ms", "of import httpx"),
        rows=tuple((statement, taken * 1000, taken / best[_BASE]) for statement, taken in best.items()),
        checks=tuple(
            Check(
                name=f"{statement}, over {_BASE}",
                value=best[statement] / best[_BASE],
                target=_MOST_RATIO,
                is_limit=True,
            )
            for statement in _OURS
        ),
    )


def _cpu_seconds(statement: str) -> float:
    """The CPU time of a process at its end, as it tells itself: other processes hardly change it."""
    program = f"{statement}\nimport time\nprint(time.process_time())"
    done = subprocess.run(  # noqa: S603  # our own words
        [sys.executable, "-c", program], cwd=_ROOT, capture_output=True, text=True, check=True
    )
    return float(done.stdout)
