"""Progress bars on a terminal, and nothing anywhere else."""

import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn
from rich.progress import Progress as Bars

from gp_sync.cli.words import console_for
from gp_sync.progress import Progress, no_progress

__all__ = ["progress_bars"]


@contextmanager
def progress_bars(*, as_json: bool) -> Iterator[Progress]:
    """Show how far long work is, on standard error, and leave no trace of it behind.

    Args:
        as_json: a program reads the output: nothing is shown.
    """
    console = console_for(stderr=True)
    # Colours may be forced where nobody watches, such as in a build's log; a bar would fill it.
    if as_json or not console.is_terminal or not sys.stderr.isatty():
        yield no_progress
        return
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Bars(*columns, console=console, transient=True) as bars:
        yield _hook(bars)


def _hook(bars: Bars) -> Progress:
    """One bar for each step."""
    shown: dict[str, int] = {}
    lock = threading.Lock()

    def show(step: str, done: int, total: int | None) -> None:
        with lock:
            if step not in shown:
                shown[step] = bars.add_task(escape(step), total=total)
            bars.update(bars.task_ids[shown[step]], completed=done, total=total)

    return show
