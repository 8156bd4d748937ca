"""The file under a ledger: how much room its disk has, and whether it is still the one that was opened."""

import shutil
from pathlib import Path
from typing import Self
from urllib.parse import urlsplit
from urllib.request import url2pathname

import attrs
import sqlalchemy as sa

from gp_sync.ledger.errors import LedgerError, LedgerUnavailableError

__all__ = ["LEAST_FREE_BYTES", "OpenedFile", "check_room", "folder_of"]

_MEBIBYTE = 1024 * 1024

LEAST_FREE_BYTES = 16 * _MEBIBYTE
"""With less, nothing is sent any more: what became of a write must always find room."""


def folder_of(engine: sa.Engine) -> Path | None:
    """The folder of a SQLite file; None for a server, which looks after its own disks."""
    path = _path_of(engine)
    return None if path is None else path.parent


@attrs.frozen
class OpenedFile:
    """A SQLite file as it was when it was opened.

    Args:
        path: where.
        inode: what tells it from a file that comes to its place; SQLite itself goes by that, but not in its WAL mode.
    """

    path: Path
    inode: int

    @classmethod
    def of(cls, engine: sa.Engine) -> Self | None:
        """The file of an engine; None for a server, or while there is none."""
        path = _path_of(engine)
        inode = None if path is None else _inode(path)
        return None if path is None or inode is None else cls(path, inode)

    def check_still_there(self) -> None:
        """Refuse to go on with a file that was removed or replaced while it was open.

        What is written to it goes with the last process that has it open; who opens the ledger anew sees another one.

        Raises:
            LedgerError: it is another file now, or none.
        """
        if _inode(self.path) != self.inode:
            raise LedgerError(
                f"the ledger {self.path} was removed or replaced while it was open here: put it back if nobody meant "
                "that, and start this process anew"
            )


def _inode(path: Path) -> int | None:
    try:
        return path.stat().st_ino
    except OSError:
        return None


def _path_of(engine: sa.Engine) -> Path | None:
    name = engine.url.database or ":memory:"
    if engine.dialect.name != "sqlite" or ":memory:" in name:
        return None
    path = url2pathname(urlsplit(name).path) if name.startswith("file:") else name
    return Path(path).absolute()


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
