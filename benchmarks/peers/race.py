"""The tools beside each other: how fast each writes the same orders, and what each makes twice when it is killed."""

import random
import statistics
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import attrs

from benchmarks.peers.environment import peers_python
from benchmarks.peers.orders import Order, write_orders
from benchmarks.peers.tools import Start, tools
from benchmarks.results import Section, spread
from benchmarks.size import Size
from benchmarks.world import World, connected, made_world
from benchmarks.write_run import BenchmarkError, recorded_requests, write_all

__all__ = ["measure_kills", "measure_peers"]

_LATENCY = 0.02
_PATIENCE = 300.0
_PAUSE = 0.005
_SOONEST, _LATEST = 0.05, 0.6
_SEED = 7


def measure_peers(folder: Path, size: Size) -> Section:
    """Let each tool write all orders, in turns."""
    seconds: dict[str, list[float]] = {}
    with _race(folder, size, refuses_existing=True) as (world, starts):
        for _ in range(size.rounds):
            for name, start in starts.items():
                world.gp.clear_orders()
                with _place(folder) as place:
                    _finish(start(place), place)
                made = world.gp.creates()
                if len(made) != size.orders:
                    raise BenchmarkError(f"{name} made {len(made)} of {size.orders} orders")
                seconds.setdefault(name, []).append(made[-1] - made[0])
    return Section(
        title=f"Other tools on the same {size.orders} orders, GP takes {_LATENCY * 1000:g} ms per request",
        how=(
            f"From the first create to the last, as GP sees them; medians of {size.rounds} rounds in turns, each tool "
            "in a process of its own with one connection. The peers read the finished creates from a file; the engine "
            "captures, maps and checks the orders itself."
        ),
        columns=("tool", "orders/s", "least", "most"),
        rows=tuple(_row(name, taken, size.orders - 1) for name, taken in seconds.items()),
    )


def measure_kills(folder: Path, size: Size) -> Section:
    """Kill each tool at the same moments, start it again each time, let it come to its end, and count."""
    with _race(folder, size, refuses_existing=False) as (world, starts):
        rows = []
        for name, start in starts.items():
            world.gp.clear_orders()
            with _place(folder) as place:
                kills = _kill_again_and_again(world, start, place, size)
                _finish(start(place), place)
            made, there = len(world.gp.creates()), world.gp.order_count()
            rows.append((name, kills, there, made - there, size.orders - there))
    return Section(
        title=f"Killed {size.kills} times while writing {size.orders} orders",
        how=(
            "With SIGKILL, at moments drawn once for all, each counted from the first create of a process. GP refuses "
            "no second order with a number, as many sites do not: what is made twice would be a second order wherever "
            "GP gives the number."
        ),
        columns=("tool", "kills", "orders in GP", "made twice", "lost"),
        rows=tuple(rows),
    )


def _kill_again_and_again(world: World, start: Start, place: Path, size: Size) -> int:
    dice, kills = random.Random(_SEED), 0
    for _ in range(size.kills):
        before = len(world.gp.creates())
        process = start(place)
        delay = dice.uniform(_SOONEST, _LATEST)
        if not _waits_for_create(world, process, before):
            break
        time.sleep(delay)
        kills += process.poll() is None
        process.kill()
        process.wait()
    return kills


def _waits_for_create(world: World, process: subprocess.Popen[bytes], before: int) -> bool:
    """Wait until a process made an order; tells whether it did before its end."""
    until = time.monotonic() + _PATIENCE
    while len(world.gp.creates()) == before:
        if process.poll() is not None:
            return False
        if time.monotonic() > until:
            process.kill()
            raise BenchmarkError(f"{process.args!r} wrote nothing in {_PATIENCE:.0f} seconds")
        time.sleep(_PAUSE)
    return True


def _finish(process: subprocess.Popen[bytes], place: Path) -> None:
    try:
        code = process.wait(_PATIENCE)
    except subprocess.TimeoutExpired:
        process.kill()
        raise
    if code != 0:
        errors = (place / "errors.log").read_text(encoding="utf-8", errors="replace")
        raise BenchmarkError(f"{process.args!r} ended with {code}: {errors[-800:]}")


@contextmanager
def _race(folder: Path, size: Size, *, refuses_existing: bool) -> Iterator[tuple[World, dict[str, Start]]]:
    """The world, and the tools over it."""
    python = peers_python(folder.parent / "peers-environment") if size.peers else None
    with made_world(folder, orders=size.orders, lines=size.lines, refuses_existing=refuses_existing) as world:
        orders = (folder / "orders.jsonl").resolve()
        write_orders(orders, _creates(world, size))
        world.gp.set_latency(_LATENCY)
        yield world, tools(world, orders, python, refuses_existing=refuses_existing)


def _creates(world: World, size: Size) -> list[Order]:
    """The creates that the engine sends, recorded."""
    with _place(world.folder) as place, recorded_requests() as made:
        here = attrs.evolve(world, folder=place)
        with connected(here, f"sqlite:///{place.resolve().as_posix()}/ledger.db") as engine:
            write_all(engine, size.orders)
    return [
        {"url": request.url, "body": (request.body or b"").decode()} for request in made if request.method == "POST"
    ]


@contextmanager
def _place(folder: Path) -> Iterator[Path]:
    with TemporaryDirectory(dir=folder) as place:
        yield Path(place)


def _row(name: str, seconds: Sequence[float], orders: int) -> tuple[str | float, ...]:
    _, least, most = spread(seconds)
    return (name, orders / statistics.median(seconds), orders / most, orders / least)
