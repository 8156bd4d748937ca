"""A poll with nothing new, beside a hundred known orders and beside ten thousand: nothing of it may grow."""

import gc
import statistics
import time
import tracemalloc
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from datetime import timedelta
from pathlib import Path

import attrs
import sqlalchemy as sa

from benchmarks.commits import counted_commits
from benchmarks.results import Check, Section
from benchmarks.size import Size
from benchmarks.world import World, connected, made_world, unflushed
from benchmarks.write_run import BenchmarkError, write_all
from gp_sync.clock import utc_now
from gp_sync.engine import Engine

__all__ = ["measure_polling"]

_LONG_AGO, _STEP = 10, 4
"""Days since the last of the old orders were entered and written, and between two batches of them: more than windows
overlap, so that no window holds more than a batch."""

_BATCH = 500
_NEVER = timedelta(days=3650)

_MOST_GROWTH = 1.25
"""What noise may add to time and memory."""


@attrs.frozen(kw_only=True)
class _Poll:
    """What one poll took."""

    seconds: float
    cpu_seconds: float
    requests: int
    commits: int


def measure_polling(folder: Path, size: Size) -> Section:
    """Poll two worlds in turns that differ in how many orders are known."""
    counts = (size.few_known, size.many_known)
    with ExitStack() as stack:
        pollers = {known: stack.enter_context(_prepared(folder / f"{known}", known, size)) for known in counts}
        polls: dict[int, list[_Poll]] = {known: [] for known in counts}
        for _ in range(size.rounds):
            for known, poller in pollers.items():
                polls[known].append(poller.poll())
        # Apart from the timed ones, which what is counted here would slow down.
        added = {known: poller.rows_added() for known, poller in pollers.items()}
        peaks = {known: poller.peak() for known, poller in pollers.items()}
    rows = [_figures(polls[known], added[known], peaks[known]) for known in counts]
    few, many = rows
    checks = [
        Check(name=f"{name}, many known times few", value=many[at] / few[at], target=most, is_limit=True)
        for at, (name, most) in enumerate(_FIGURES.items())
        if most is not None
    ]
    return Section(
        title=f"A poll with nothing new: {size.few_known:,} and {size.many_known:,} known orders",
        how=(
            f"Medians of {size.rounds} rounds in turns over SQLite. In both, {size.recent} orders of today are inside "
            "the windows of capture and sweep, and no full check is due. The time on a core is the engine's alone; the "
            "whole time is also that of the two servers, which search among all their orders."
        ),
        columns=("known orders", *_FIGURES),
        rows=tuple((f"{known:,}", *row) for known, row in zip(counts, rows, strict=True)),
        checks=tuple(checks),
    )


_FIGURES: dict[str, float | None] = {
    "ms": None,
    "ms on a core": _MOST_GROWTH,
    "requests": 1.0,
    "commits": 1.0,
    "rows added": 1.0,
    "peak MB": _MOST_GROWTH,
}
"""The columns, with how much larger each may be beside many known orders; None where that depends on the servers."""


def _figures(polls: Sequence[_Poll], rows: int, peak: int) -> tuple[float, ...]:
    return (
        1000 * statistics.median(poll.seconds for poll in polls),
        1000 * statistics.median(poll.cpu_seconds for poll in polls),
        statistics.median(poll.requests for poll in polls),
        statistics.median(poll.commits for poll in polls),
        rows,
        peak / 2**20,
    )


@attrs.frozen(kw_only=True)
class _Poller:
    """An engine with nothing new to do.

    Args:
        world: its two systems.
        engine: it.
        ledger: its database, to count rows.
        recent: how many orders each run lists.
    """

    world: World
    engine: Engine
    ledger: sa.Engine
    recent: int

    def poll(self) -> _Poll:
        """Run once, with a clock."""
        self._requests()
        gc.collect()
        with counted_commits() as commits:
            began, cpu = time.perf_counter(), time.process_time()
            self.run()
            seconds, cpu_seconds = time.perf_counter() - began, time.process_time() - cpu
        return _Poll(seconds=seconds, cpu_seconds=cpu_seconds, requests=self._requests(), commits=len(commits))

    def rows_added(self) -> int:
        """How many rows the ledger has more after a run."""
        before = _count_rows(self.ledger)
        self.run()
        return _count_rows(self.ledger) - before

    def peak(self) -> int:
        """Bytes that Python held at most during a run, beside what it held before."""
        tracemalloc.start()
        try:
            self.run()
            return tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()

    def run(self) -> None:
        """Run once.

        Raises:
            BenchmarkError: there was something to do after all.
        """
        report = self.engine.run()
        if report.ends or report.stopped or not report.captured.complete or report.captured.listed != self.recent:
            raise BenchmarkError(f"a poll with nothing new was to be measured, and was: {report}")

    def _requests(self) -> int:
        return len(self.world.gp.new_requests()) + len(self.world.procurify.new_requests())


@contextmanager
def _prepared(folder: Path, known: int, size: Size) -> Iterator[_Poller]:
    """Make a world whose orders are all written: those of long ago, and the few of today."""
    folder.mkdir()
    url = f"sqlite:///{folder.resolve().as_posix()}/ledger.db"
    old = known - size.recent
    batches = [min(_BATCH, old - begin) for begin in range(0, old, _BATCH)]
    days = [_LONG_AGO + _STEP * later for later in reversed(range(len(batches)))]
    with made_world(folder, orders=0, lines=size.lines, days_ago=days[0]) as world:
        with unflushed(url) as ledger:
            for batch, days_ago in zip(batches, days, strict=True):
                _write_more(world, ledger, batch, size, days_ago)
        _write_more(world, url, size.recent, size, 0)
        with connected(world, url) as engine:
            ledger = sa.create_engine(url)
            unchecked = attrs.evolve(engine, full_check=_NEVER)
            poller = _Poller(world=world, engine=unchecked, ledger=ledger, recent=size.recent)
            poller.run()
            yield poller
            ledger.dispose()


def _write_more(world: World, ledger: str | sa.Engine, count: int, size: Size, days_ago: float) -> None:
    """Enter orders, and have them written, so many days ago."""
    world.set_clocks(days_ago)
    world.procurify.add_orders(count, size.lines)
    past = timedelta(days=days_ago)
    with connected(world, ledger, now=lambda: utc_now() - past) as engine:
        write_all(attrs.evolve(engine, full_check=_NEVER), count)


def _count_rows(ledger: sa.Engine) -> int:
    tables = sa.MetaData()
    tables.reflect(ledger)
    with ledger.connect() as sql:
        return sum(
            int(sql.execute(sa.select(sa.func.count()).select_from(table)).scalar_one())
            for table in tables.sorted_tables
        )
