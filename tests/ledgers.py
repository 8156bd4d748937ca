"""Ledgers on disk as `gp-sync init` leaves them: the tables, with nothing in them."""

import tempfile
from functools import cache
from pathlib import Path

from gp_sync.ledger.sql import SqlStore

__all__ = ["put_ledger"]


def put_ledger(path: Path) -> str:
    """Put a new ledger there, and give its URL. It is a copy of one, since making them takes long."""
    path.write_bytes(_new())
    return f"sqlite:///{path.as_posix()}"


@cache
def _new() -> bytes:
    with tempfile.TemporaryDirectory(prefix="gp-sync-ledger-") as folder:
        made = Path(folder) / "ledger.db"
        # Closed by its last connection, all of it is in this one file.
        SqlStore.create(f"sqlite:///{made.as_posix()}").close()
        return made.read_bytes()
