"""Reading all vendors with the Procurify client, beside bare `httpx` and dlt: time, and memory."""

import json
import os
import statistics
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import attrs

from benchmarks.peers.environment import peers_python
from benchmarks.readers.clocked import PAGE_SIZE, SECRET_VARIABLE, TOKEN_VARIABLE
from benchmarks.results import Check, Section, spread
from benchmarks.servers import CLIENT_SECRET, ProcurifyHost, hosted
from benchmarks.size import Size
from benchmarks.write_run import BenchmarkError

__all__ = ["measure_memory", "measure_reading"]

_ROOT = Path(__file__).parents[1]
_BARE, _TYPED, _DLT = "bare httpx and json", "procurify_client", "dlt rest_api"
_MOST_CPU, _MOST_WALL, _MOST_GROWTH = 2.0, 1.0, 1.1


@attrs.frozen(kw_only=True)
class _Reading:
    """What one process took to read all vendors.

    Args:
        records: how many they were.
        first_cpu_seconds: on a core, from the making of its client to the first record.
        cpu_seconds: on a core, from the making of its client to the last record.
        seconds: the same by the clock on the wall.
        peak_mb: the most memory that it had; None where the system does not tell.
    """

    records: int
    first_cpu_seconds: float
    cpu_seconds: float
    seconds: float
    peak_mb: float | None

    @property
    def later_cpu_seconds(self) -> float:
        """On a core, from the first record on."""
        return self.cpu_seconds - self.first_cpu_seconds


def measure_reading(folder: Path, size: Size) -> Section:
    """Let each reader read all vendors, in turns; who goes first alternates.

    Args:
        folder: beside it is the environment of the peers.
        size: how many vendors, and rounds; whether dlt is there.
    """
    readers = {_BARE: [sys.executable, "-m", "benchmarks.readers.bare"], _TYPED: _typed()}
    if size.peers:
        python = peers_python(folder.parent / "peers-environment")
        readers[_DLT] = [str(python), "-m", "benchmarks.peers.dlt_reader"]
    rounds = []
    with _tenant() as tenant:
        count = tenant.make_vendors(size.vendors)
        order = list(readers)
        for _ in range(size.rounds):
            rounds.append({name: _read(readers[name], tenant, count) for name in order})
            order.reverse()
    return Section(
        title=f"Reading {size.vendors:,} vendors with the Procurify client",
        how=(
            f"Medians of {size.rounds} rounds in turns, pages of {PAGE_SIZE}, each reader and the loopback server in "
            "processes of their own; ratios are of readings of the same round. The client gives typed objects, the "
            "others dictionaries. Its limits are off: with them it would wait for most of the time, on purpose. The "
            "clocks start after the imports and before a client is made."
        ),
        columns=("reader", "CPU s", "of it to first record", "wall s", "CPU / bare", "least", "most", "wall / bare"),
        rows=tuple(_row(name, rounds) for name in readers),
        checks=tuple(_checks(rounds)),
    )


def measure_memory(_: Path, size: Size) -> Section:
    """Read few vendors and very many with the client, and compare the most memory that its process had.

    Args:
        size: how many vendors.
    """
    with _tenant() as tenant:
        peaks = {count: _peak(tenant, count) for count in (size.vendors // 10, size.vendors * 10)}
    few, many = peaks.values()
    return Section(
        title="Memory of a process that reads vendors with the Procurify client",
        how=f"The most that the whole process had, over pages of {PAGE_SIZE}; records are dropped as they are read.",
        columns=("vendors", "peak MB"),
        rows=tuple((f"{count:,}", peak) for count, peak in peaks.items()),
        checks=(Check(name="peak memory, many over few", value=many / few, target=_MOST_GROWTH, is_limit=True),),
    )


def _row(name: str, rounds: list[dict[str, _Reading]]) -> tuple[str | float, ...]:
    mine = [readings[name] for readings in rounds]
    return (
        name,
        statistics.median(reading.cpu_seconds for reading in mine),
        statistics.median(reading.first_cpu_seconds for reading in mine),
        statistics.median(reading.seconds for reading in mine),
        *spread([readings[name].cpu_seconds / readings[_BARE].cpu_seconds for readings in rounds]),
        statistics.median(readings[name].seconds / readings[_BARE].seconds for readings in rounds),
    )


def _checks(rounds: list[dict[str, _Reading]]) -> Iterator[Check]:
    whole = statistics.median(found[_TYPED].cpu_seconds / found[_BARE].cpu_seconds for found in rounds)
    yield Check(name="CPU time, client over bare", value=whole, target=_MOST_CPU, is_limit=True)
    later = statistics.median(found[_TYPED].later_cpu_seconds / found[_BARE].later_cpu_seconds for found in rounds)
    yield Check(
        name="CPU time from the first record on, client over bare", value=later, target=_MOST_CPU, is_limit=True
    )
    if _DLT in rounds[0]:
        wall = statistics.median(found[_TYPED].seconds / found[_DLT].seconds for found in rounds)
        yield Check(name="wall time, client over dlt", value=wall, target=_MOST_WALL, is_limit=True)


def _typed() -> list[str]:
    return [sys.executable, "-m", "benchmarks.readers.typed"]


@contextmanager
def _tenant() -> Iterator[ProcurifyHost]:
    with hosted(ProcurifyHost) as tenant:
        yield tenant


def _peak(tenant: ProcurifyHost, count: int) -> float:
    peak = _read(_typed(), tenant, tenant.make_vendors(count)).peak_mb
    if peak is None:
        raise BenchmarkError("the memory of a process is measured on Linux only: choose other parts")
    return peak


def _read(command: list[str], tenant: ProcurifyHost, count: int) -> _Reading:
    """Run one reader to its end.

    Raises:
        BenchmarkError: it failed, or it read more or fewer than all vendors.
    """
    done = subprocess.run(  # noqa: S603  # our own words
        [*command, tenant.url()], cwd=_ROOT, env=_environment(tenant), capture_output=True, text=True, check=False
    )
    if done.returncode != 0:
        raise BenchmarkError(f"{command} ended with {done.returncode}: {done.stderr[-800:]}")
    reading = _Reading(**json.loads(done.stdout))
    if reading.records != count:
        raise BenchmarkError(f"{command} read {reading.records} of {count} vendors")
    return reading


def _environment(tenant: ProcurifyHost) -> Mapping[str, str]:
    quiet = {"RUNTIME__DLTHUB_TELEMETRY": "false", "RUNTIME__LOG_LEVEL": "CRITICAL"}
    return {**os.environ, **quiet, SECRET_VARIABLE: CLIENT_SECRET, TOKEN_VARIABLE: tenant.token()}
