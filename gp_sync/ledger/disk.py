"""How much room the disk under a ledger in a file has."""

import shutil
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import url2pathname

import sqlalchemy as sa

from gp_sync.ledger.errors import LedgerUnavailableError

__all__ = ["LEAST_FREE_BYTES", "check_room", "folder_of"]

_MEBIBYTE = 1024 * 1024

LEAST_FREE_BYTES = 16 * _MEBIBYTE
"""With less, nothing is sent any more: what became of a write must always find room."""


def folder_of(engine: sa.Engine) -> Path | None:
    """The folder of a SQLite file; None for a server, which looks after its own disks."""
    name = engine.url.database or ":memory:"
    if engine.dialect.name != "sqlite" or ":memory:" in name:
        return None
    path = url2pathname(urlsplit(name).path) if name.startswith("file:") else name
    return Path(path).absolute().parent


def check_room(folder: Path, least: int) -> None:
    """Refuse to go on while a disk is nearly full.

    Args:
        folder: where the ledger's file is.
        least: bytes that must be free.

    Raises:
        LedgerUnavailableError: fewer are.
    """
    free = shutil.disk_usage(folder).free
    if free < least:
        raise LedgerUnavailableError(
            f"the disk under the ledger has {free / _MEBIBYTE:.1f} MiB left in {folder}, "
            f"and {least / _MEBIBYTE:.1f} MiB are needed: nothing was sent; make room, then run again"
        )
