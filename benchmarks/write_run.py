"""One run of the real engine, timed from the moment when capture is done, and the requests that it makes then."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

import attrs

from benchmarks.commits import counted_commits
from dynamicsgp_sba.connection import Answer, Connection, Request
from gp_sync.core.states import End
from gp_sync.engine import Engine
from gp_sync.failpoints import installed

__all__ = ["BenchmarkError", "WriteRun", "recorded_requests", "write_all"]


class BenchmarkError(Exception):
    """A measurement did not do the work that it was to measure."""


@attrs.frozen(kw_only=True)
class WriteRun:
    """What the write phase of one run took.

    Args:
        seconds: from the end of capture to the end of the run.
        commits: durable transactions from the first order's first to the last order's last.
    """

    seconds: float
    commits: int


@attrs.define
class _Watch:
    """A failpoint hook that notes when capture is done, and which commits are those of orders.

    Args:
        commits: grows with each commit of the ledger.
        captured_at: when capture was done.
        first: how many commits there were before the first order's.
        last: how many there were with the last order's.
    """

    commits: list[float]
    captured_at: float = 0.0
    first: int = -1
    last: int = 0

    def __call__(self, name: str) -> None:
        if name == "capture.advanced":
            self.captured_at = time.perf_counter()
        elif name == "write.reserved" and self.first < 0:
            self.first = len(self.commits) - 1  # the newest is the first order's own
        elif name == "write.ended":
            self.last = len(self.commits)


def write_all(engine: Engine, orders: int) -> WriteRun:
    """Run an engine once over a new ledger.

    Args:
        engine: has captured nothing yet.
        orders: how many new orders it must write.

    Raises:
        BenchmarkError: it wrote more or fewer.
    """
    with counted_commits() as commits:
        watch = _Watch(commits)
        with installed(watch):
            report = engine.run()
        ended = time.perf_counter()
    if report.ends != {End.WRITTEN: orders}:
        stopped = [f"{reason.code}: {reason.tried}" for reason in report.stopped]
        raise BenchmarkError(f"{orders} orders were to be written, but the run ended with {report.ends} {stopped}")
    return WriteRun(seconds=ended - watch.captured_at, commits=watch.last - watch.first)


@contextmanager
def recorded_requests() -> Iterator[list[Request]]:
    """Record what is sent to GP after capture, in the order in which it leaves; for a run that is not timed."""
    made: list[Request] = []
    send = Connection.send

    def recording(connection: Connection, request: Request) -> Answer:
        made.append(request)
        return send(connection, request)

    Connection.send = recording  # type: ignore[method-assign, assignment]  # put back below
    try:
        yield made
    finally:
        Connection.send = send  # type: ignore[method-assign]  # as it was
