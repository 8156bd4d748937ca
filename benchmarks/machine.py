"""What the figures depend on: cores, memory, the disk's flush, versions. Nothing that tells whose machine it is."""

import os
import platform
import sqlite3
import statistics
import time
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path
from typing import Any

__all__ = ["describe", "flush_milliseconds"]

_FLUSHES = 50
_PACKAGES = ("gp-sync", "dynamicsgp-sba", "procurify-client", "requests", "requests-ntlm", "sqlalchemy", "psycopg")


def describe(folder: Path) -> dict[str, Any]:
    """Describe the machine.

    Args:
        folder: where the ledgers are made, whose disk counts.
    """
    return {
        "system": f"{platform.system()} on {platform.machine()}",
        "cores": os.cpu_count(),
        "memory_gb": _memory_gb(),
        "load_at_start": round(os.getloadavg()[0], 1) if hasattr(os, "getloadavg") else None,
        "flush_ms": round(flush_milliseconds(folder), 2),
        "python": platform.python_version(),
        "sqlite": sqlite3.sqlite_version,
        "packages": {name: version(name) for name in _PACKAGES},
    }


def flush_milliseconds(folder: Path) -> float:
    """How long the disk takes to make a few kilobytes durable; the median of several."""
    probe = folder / "flush.probe"
    taken = []
    with probe.open("wb", buffering=0) as file:
        for _ in range(_FLUSHES):
            file.write(bytes(8192))
            began = time.perf_counter()
            os.fsync(file.fileno())
            taken.append(time.perf_counter() - began)
    probe.unlink()
    return statistics.median(taken) * 1000


def _memory_gb() -> int | None:
    """The memory, rounded to whole gigabytes, where the system tells it."""
    ask: Callable[[str], int] | None = getattr(os, "sysconf", None)
    return None if ask is None else round(ask("SC_PAGE_SIZE") * ask("SC_PHYS_PAGES") / 2**30)
