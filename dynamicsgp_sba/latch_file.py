"""The refused logon, remembered in a file: for scripts that run again and again as processes of their own."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from dynamicsgp_sba.errors import LatchError
from dynamicsgp_sba.latch import COOL_DOWN

__all__ = ["FileLatch"]

_TABLE = "CREATE TABLE IF NOT EXISTS logons (fingerprint TEXT PRIMARY KEY, refused_at TEXT, worked INTEGER NOT NULL)"
_WAIT = 30.0  # seconds for another process to let go of the file


class FileLatch:
    """A `LoginLatch` that all processes of this machine share which name the same file.

    The file holds fingerprints and times, and no credentials. It is an SQLite database; put it on a local disk.

    Args:
        path: the file; it is made if there is none, its folder is not.
        cool_down: how long after a refusal credentials that have worked may be tried once more.
        now: the clock; it gives aware instants.

    Raises:
        ValueError: the folder does not exist, or the file is something else. Where it is lost later, calls that have to
            look at it end in a `LatchError`.
    """

    def __init__(
        self,
        path: str | Path,
        *,
        cool_down: timedelta = COOL_DOWN,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._path = Path(path)
        self._cool_down = cool_down
        self._now = now
        try:
            self._change(_TABLE)
        except LatchError as error:
            raise ValueError(str(error)) from None

    def is_latched(self, fingerprint: str) -> bool:
        """Whether a logon was refused since these credentials last worked or were cleared."""
        return self._state(fingerprint)[0] is not None

    def latch(self, fingerprint: str) -> None:
        """Note that a logon was refused just now."""
        self._change(
            "INSERT INTO logons VALUES (:print, :now, 0) ON CONFLICT DO UPDATE SET refused_at = :now",
            print=fingerprint,
            now=_text(self._now()),
        )

    def clear(self, fingerprint: str) -> None:
        """Forget the refusal."""
        self._change("UPDATE logons SET refused_at = NULL WHERE fingerprint = :print", print=fingerprint)

    def worked(self, fingerprint: str) -> None:
        """Note that a logon worked; this also forgets a refusal."""
        self._change(
            "INSERT INTO logons VALUES (:print, NULL, 1) ON CONFLICT DO UPDATE SET refused_at = NULL, worked = 1",
            print=fingerprint,
        )

    def has_worked(self, fingerprint: str) -> bool:
        """Whether a logon with these credentials has ever worked."""
        return bool(self._state(fingerprint)[1])

    def claim_probe(self, fingerprint: str) -> bool:
        """Give one caller per cool-down, of all processes, the right to try, if the credentials have worked before."""
        now = self._now()
        claimed = self._change(
            "UPDATE logons SET refused_at = :now WHERE fingerprint = :print AND worked = 1 AND refused_at <= :before",
            print=fingerprint,
            now=_text(now),
            before=_text(now - self._cool_down),
        )
        return claimed == 1

    def _state(self, fingerprint: str) -> tuple[str | None, int]:
        with self._open() as database:
            query = "SELECT refused_at, worked FROM logons WHERE fingerprint = ?"
            found: tuple[str | None, int] | None = database.execute(query, (fingerprint,)).fetchone()
        return found or (None, 0)

    def _change(self, statement: str, **values: Any) -> int:
        # One statement is one transaction, and SQLite lets one process change the file at a time.
        with self._open() as database:
            return database.execute(statement, values).rowcount

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        try:
            with closing(sqlite3.connect(self._path, timeout=_WAIT, isolation_level=None)) as database:
                yield database
        except sqlite3.Error as error:
            raise LatchError(
                f"login latch {str(self._path)!r}: {error}; name a file of its own in a folder that exists and may be "
                "written. No logon was tried"
            ) from error


def _text(instant: datetime) -> str:
    """Write an instant so that texts sort like instants."""
    return instant.astimezone(UTC).isoformat(timespec="microseconds")
