"""One engine in a process of its own: `python -m tests.real_processes.engine CONFIG`.

It runs its connection again and again, as a scheduler does, until SIGTERM or the end of the process that started it.
What it does it tells on stdout, a JSON object a line. Its hook does nothing but linger once, at one failpoint, so that
a signal from outside meets the engine exactly there.
"""

import argparse
import json
import os
import signal
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import attrs

from gp_sync.config.credentials import load_secrets
from gp_sync.config.file import load_config
from gp_sync.core.states import End
from gp_sync.engine import Engine
from gp_sync.failpoints import FAILPOINTS, installed
from gp_sync.ledger.errors import LedgerError
from gp_sync.ledger.sql import SqlStore
from gp_sync.run.report import RunReport
from gp_sync.run.session import ConnectionBusy, LeaseLost
from gp_sync.systems.connect import connect

__all__ = ["LINGER_SECONDS", "SEND_SECONDS"]

SEND_SECONDS = 1.0
"""Short, since the settle time begins at the end of a send; still long for a server on the same machine."""

LINGER_SECONDS = 3.0
"""How long the engine stands still at the failpoint: enough for the driver to see it and to send its signal."""

_PAUSE = 0.15
_SAY = threading.Lock()


class Lingering:
    """A failpoint hook that stands still when one point is passed for the given time, and says so before.

    Args:
        point: the failpoint's name.
        at: which pass of it, from 1.
    """

    def __init__(self, point: str, at: int) -> None:
        self._point = point
        self._left = at
        self._lock = threading.Lock()

    def __call__(self, name: str) -> None:
        """Pass a failpoint."""
        if name != self._point:
            return
        with self._lock:
            self._left -= 1
            here = self._left == 0
        if here:
            _say("held", point=name)
            time.sleep(LINGER_SECONDS)


def _say(event: str, **details: object) -> None:
    with _SAY:
        sys.stdout.write(json.dumps({"event": event, **details}) + "\n")
        sys.stdout.flush()


def _told(report: RunReport) -> dict[str, object]:
    """What the driver needs to know of a run; `idle` if there was nothing to do but for a person."""
    work = report.ends or report.reopened or report.stopped or report.resolved.keys() - {End.QUARANTINED}
    return {
        "idle": report.captured.complete and not work,
        "ends": {end.value: count for end, count in report.ends.items()},
        "resolved": {end.value: count for end, count in report.resolved.items()},
        "stopped": [f"{reason.code}: {reason.tried}" for reason in report.stopped],
    }


def _run_once(engine: Engine) -> None:
    """Run once; whatever a scheduler would answer by trying again later is told, and tried again later."""
    try:
        _say("run", **_told(engine.run()))
    except ConnectionBusy:
        _say("busy")
    except LeaseLost as error:
        _say("lease lost", why=str(error))
    except LedgerError as error:
        _say("ledger error", why=str(error))


@contextmanager
def _engine(path: Path, lease_seconds: float) -> Iterator[Engine]:
    config = load_config(path)
    ledger = SqlStore(config.ledger.url)
    try:
        with connect(config, load_secrets(config), ledger) as connection:
            yield attrs.evolve(connection.engine, lease_seconds=lease_seconds, send_seconds=SEND_SECONDS)
    finally:
        ledger.close()


def _main() -> None:
    parser = argparse.ArgumentParser(description="One engine for the driver.")
    parser.add_argument("config", type=Path)
    parser.add_argument("--lease", type=float, default=300.0)
    parser.add_argument("--hold", choices=FAILPOINTS)
    parser.add_argument("--at", type=int, default=1)
    options = parser.parse_args()
    parent, told_to_stop = os.getppid(), threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: told_to_stop.set())
    with _engine(options.config, options.lease) as engine, installed(Lingering(options.hold or "", options.at)):
        _say("started")
        # An engine whose driver was killed must not go on for ever.
        while not told_to_stop.is_set() and os.getppid() == parent:
            _run_once(engine)
            told_to_stop.wait(_PAUSE)


if __name__ == "__main__":
    _main()
