"""What all readers share: whom to ask, and the clock. It needs the standard library alone, for peers import it too."""

import json
import re
import sys
import time
from collections.abc import Callable, Iterable
from pathlib import Path

__all__ = ["LIST", "PAGE_SIZE", "SECRET_VARIABLE", "TOKEN_VARIABLE", "read_all"]

SECRET_VARIABLE, TOKEN_VARIABLE = "BENCHMARK_PROCURIFY_SECRET", "BENCHMARK_PROCURIFY_TOKEN"
LIST = "/api/v3/vendors/"
PAGE_SIZE = 100

_STATUS = Path("/proc/self/status")


def read_all(records: Callable[[], Iterable[object]]) -> None:
    """Read everything, keep nothing, and print as JSON what it took.

    The clocks start before `records` makes its client. `first_cpu_seconds` is what had passed when the first record
    came: whatever a library loads and prepares at its first use.

    Args:
        records: makes a client and gives its records.
    """
    began, cpu = time.perf_counter(), time.process_time()
    count, first = 0, 0.0
    for count, _ in enumerate(records(), start=1):
        if count == 1:
            first = time.process_time() - cpu
    taken = {
        "records": count,
        "first_cpu_seconds": first,
        "cpu_seconds": time.process_time() - cpu,
        "seconds": time.perf_counter() - began,
        "peak_mb": _peak_mb(),
    }
    sys.stdout.write(json.dumps(taken))


def _peak_mb() -> float | None:
    """The most memory that the process had, where Linux tells it; `getrusage` would count the parent's as well."""
    if not _STATUS.exists():
        return None
    found = re.search(r"VmHWM:\s+([0-9]+) kB", _STATUS.read_text(encoding="ascii"))
    return None if found is None else int(found[1]) / 1024
