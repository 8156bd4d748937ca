"""The write phase beside its floor, how it gains from more connections, and how many commits an order costs."""

import statistics
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from benchmarks.floor import replay
from benchmarks.results import Check, Section, spread
from benchmarks.size import Size
from benchmarks.world import World, connected, made_world
from benchmarks.write_run import WriteRun, recorded_requests, write_all
from tests.postgres import PostgresServer, postgres_server

if TYPE_CHECKING:
    from dynamicsgp_sba.connection import Request

__all__ = ["measure_concurrency", "measure_write_phase"]

_LEAST_RATIO = 0.9
_LEAST_SPEEDUP = 2.5
_MOST_COMMITS = 3.0
_DEFAULT = "SQLite"
"""The ledger that comes without a server, which targets of time are about."""

_COLUMNS = ("what", "orders/s", "least", "most", "ms per order", "of the floor", "commits per order")

NewLedger = Callable[[], AbstractContextManager[str]]


def measure_write_phase(folder: Path, size: Size, *, latency: float = 0.02) -> Section:
    """Time the write phase and its floor in turns, with one request to GP under way at a time.

    Args:
        folder: on the disk that the ledgers are measured on.
        size: how much.
        latency: seconds that GP takes for every request, beside its work.
    """
    with made_world(folder, orders=size.orders, lines=size.lines) as world, _ledgers(folder, size) as ledgers:
        made = _record(world, size)
        world.gp.set_latency(latency)
        floor: list[float] = []
        runs: dict[str, list[WriteRun]] = {name: [] for name in ledgers}
        for _ in range(size.rounds):
            world.gp.clear_orders()
            floor.append(replay(made))
            for name, new_ledger in ledgers.items():
                runs[name].append(_one_run(world, new_ledger, size))
    ratios = {name: _ratio(floor, [run.seconds for run in timed]) for name, timed in runs.items()}
    rows = [_row("floor: bare requests loop", floor, size, 1.0, 0.0)]
    rows += [
        _row(f"engine, {name}", [run.seconds for run in timed], size, ratios[name], _commits(timed, size))
        for name, timed in runs.items()
    ]
    checks = [Check(name="write phase on SQLite, of its floor", value=ratios[_DEFAULT], target=_LEAST_RATIO)]
    checks += [
        Check(name=f"commits per new order on {name}", value=_commits(timed, size), target=_MOST_COMMITS, is_limit=True)
        for name, timed in runs.items()
    ]
    return Section(
        title=f"Write phase: {size.orders} orders of {size.lines} lines, GP takes {latency * 1000:g} ms per request",
        how=(
            f"One request to GP at a time over persistent NTLM connections; medians of {size.rounds} rounds in turns. "
            f"The floor repeats the {len(made)} requests that the engine makes after capture, without a ledger."
        ),
        columns=_COLUMNS,
        rows=tuple(rows),
        checks=tuple(checks),
    )


def measure_concurrency(folder: Path, size: Size, *, latency: float = 0.05, connections: int = 4) -> Section:
    """Time the write phase with one request to GP at a time and with several, in turns."""
    with made_world(folder, orders=size.orders, lines=size.lines) as world, _ledgers(folder, size) as ledgers:
        made = _record(world, size)
        world.gp.set_latency(latency)
        floors: dict[int, list[float]] = {1: [], connections: []}
        runs: dict[tuple[str, int], list[WriteRun]] = {(name, at): [] for name in ledgers for at in floors}
        for _ in range(size.rounds):
            for at, floor in floors.items():
                world.gp.clear_orders()
                floor.append(replay(made, connections=at))
                for name, new_ledger in ledgers.items():
                    runs[name, at].append(_one_run(world, new_ledger, size, connections=at))
    seconds = {where: [run.seconds for run in timed] for where, timed in runs.items()}
    rows = [_row(f"floor, {at} at once", floor, size, 1.0, 0.0) for at, floor in floors.items()]
    rows += [
        _row(f"engine, {name}, {at} at once", took, size, _ratio(floors[at], took), _commits(runs[name, at], size))
        for (name, at), took in seconds.items()
    ]
    speedup = _ratio(seconds[_DEFAULT, 1], seconds[_DEFAULT, connections])
    checks = [Check(name=f"{connections} requests at once on SQLite, times one", value=speedup, target=_LEAST_SPEEDUP)]
    return Section(
        title=f"Concurrency: {size.orders} new orders, GP takes {latency * 1000:g} ms per request",
        how=f"As above, with one request to GP under way at a time and with {connections}.",
        columns=_COLUMNS,
        rows=tuple(rows),
        checks=tuple(checks),
    )


def _record(world: World, size: Size) -> "list[Request]":
    """What the engine sends after capture, from a run that is not timed; it also warms both servers up."""
    world.gp.set_latency(0)
    with _sqlite(world.folder) as url, connected(world, url, max_connections=1) as engine:
        with recorded_requests() as made:
            write_all(engine, size.orders)
        return list(made)


def _one_run(world: World, new_ledger: NewLedger, size: Size, *, connections: int = 1) -> WriteRun:
    world.gp.clear_orders()
    with new_ledger() as url, connected(world, url, max_connections=connections) as engine:
        return write_all(engine, size.orders)


@contextmanager
def _ledgers(folder: Path, size: Size) -> Iterator[dict[str, NewLedger]]:
    """The kinds of ledgers, with how a new one is made."""
    with postgres_server() if size.postgres else nullcontext() as server:
        kinds: dict[str, NewLedger] = {_DEFAULT: lambda: _sqlite(folder)}
        if isinstance(server, PostgresServer):
            kinds["PostgreSQL"] = server.database
        yield kinds


@contextmanager
def _sqlite(folder: Path) -> Iterator[str]:
    with TemporaryDirectory(dir=folder) as place:
        yield f"sqlite:///{Path(place).resolve().as_posix()}/ledger.db"


def _ratio(floor: Sequence[float], seconds: Sequence[float]) -> float:
    """The median of the rounds' ratios: what disturbs a round disturbs both of its sides."""
    return statistics.median(bare / took for bare, took in zip(floor, seconds, strict=True))


def _commits(runs: Sequence[WriteRun], size: Size) -> float:
    return statistics.median(run.commits for run in runs) / size.orders


def _row(what: str, seconds: Sequence[float], size: Size, ratio: float, commits: float) -> tuple[str | float, ...]:
    median, least, most = spread(seconds)
    orders = size.orders
    return (what, orders / median, orders / most, orders / least, 1000 * median / orders, ratio, commits)
