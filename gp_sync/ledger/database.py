"""The database under the ledger: how it is reached, and the transactions in which everything happens.

SQLite is opened with durable settings: a write-ahead log that is flushed to the disk at every commit. SQLAlchemy's own
handling of transactions is turned off for it, since Python's driver begins them late: a transaction that writes begins
with `BEGIN IMMEDIATE`, and so never fails half-way for another writer.

An engine that an application hands in is used as it is, but for the isolation of the ledger's own transactions on
PostgreSQL. Changes are safe there too: the first statement of each is an update of the connection's row, which takes
the lock that serialises them.
"""

import sqlite3
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from datetime import datetime
from pathlib import Path
from typing import Any

import attrs
import sqlalchemy as sa
from sqlalchemy import exc
from sqlalchemy.dialects import postgresql, sqlite

from gp_sync.ledger.disk import OpenedFile, check_room
from gp_sync.ledger.errors import LedgerError, LedgerUnavailableError
from gp_sync.ledger.silence import patience_with
from gp_sync.ledger.tables import Tables
from gp_sync.ledger.urls import file_of, parsed_url

__all__ = ["Database", "insert_missing", "open_engine", "place_of", "upsert"]

_DIALECTS: dict[str, Callable[[sa.Table], Any]] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}
_WRITES = "gp_sync_writes"
# An engine that is handed in may have another one. A stricter one would refuse whoever waited for the lock of a
# connection's row; in autocommit mode, nothing would be one step.
_ISOLATION: dict[str, dict[str, Any]] = {"sqlite": {}, "postgresql": {"isolation_level": "READ COMMITTED"}}
_LOCK_SECONDS = 30.0
_PAUSE_SECONDS = 0.01

_WORDS = {
    "unable to open database file": "it cannot be opened: check that its folder exists and may be written to",
    "not a database": "it is not a ledger, nor any SQLite database: give another path; the file was left as it is",
    "readonly": "it may only be read: give the process the right to write to the file and its folder",
    "locked": "another process holds it locked: wait for its end, then try again",
    "disk is full": "the disk is full: make room, then run again, which reads back whatever was sent and not noted",
}
"""What SQLite's messages mean, and what to do."""

_PASSES = ("locked", "disk is full")
"""Those of them that are over some time, with nothing changed in the configuration."""


@attrs.frozen(kw_only=True)
class Database:
    """An engine with the ledger's tables.

    Args:
        engine: where the tables are.
        tables: their names and columns.
        now: the clock.
        place: what messages call the database; never with a password.
        ours: the engine was made here, and is closed here.
        folder: where the file is; None for a server.
        least_free_bytes: what the disk there must have left before a write is begun.
    """

    engine: sa.Engine
    tables: Tables
    now: Callable[[], datetime]
    place: str
    ours: bool
    folder: Path | None
    least_free_bytes: int
    _turn: AbstractContextManager[Any] = attrs.field(init=False, eq=False, repr=False)

    _file: OpenedFile | None = attrs.field(init=False, eq=False, repr=False)

    @_file.default
    def _opened_file(self) -> OpenedFile | None:
        return OpenedFile.of(self.engine)

    @_turn.default
    def _take_turns(self) -> AbstractContextManager[Any]:
        """Threads that write take turns on SQLite, which would let each of them sleep in growing steps."""
        return threading.Lock() if self.engine.dialect.name == "sqlite" else nullcontext()

    @property
    def begins_late(self) -> bool:
        """A transaction begins with its first change, so that what was read before it may be of another time.

        SQLite, through an engine that is not ours: Python's driver does so. `FOR UPDATE` does not exist there.
        """
        return self.engine.dialect.name == "sqlite" and not self.ours

    @contextmanager
    def reading(self) -> Iterator[sa.Connection]:
        """One transaction that only reads. On SQLite all of it sees one state of the ledger.

        Raises:
            LedgerUnavailableError: the database cannot be used now.
            LedgerError: it cannot be used at all.
        """
        with self._errors(), self.engine.connect() as connection, connection.begin():
            yield connection

    @contextmanager
    def writing(self) -> Iterator[sa.Connection]:
        """One transaction that writes: committed at its end, or undone by an exception.

        Raises:
            LedgerUnavailableError: the database cannot be used now; nothing was changed.
            LedgerError: it cannot be used at all; nothing was changed.
        """
        if self._file is not None:
            self._file.check_still_there()
        with self._turn, self._errors(), self.engine.connect() as connection:
            connection.execution_options(**{_WRITES: True}, **_ISOLATION[connection.dialect.name])
            with connection.begin():
                yield connection

    def check_room(self) -> None:
        """Refuse to go on while the disk under a ledger in a file is nearly full.

        Raises:
            LedgerError: with how much is left, and where.
        """
        if self.folder is not None:
            check_room(self.folder, self.least_free_bytes)

    def close(self) -> None:
        """Close the engine, if it was made here."""
        if self.ours:
            self.engine.dispose()

    @contextmanager
    def _errors(self) -> Iterator[None]:
        try:
            yield
        except (exc.IntegrityError, exc.ProgrammingError, exc.DataError):
            raise
        except (exc.DBAPIError, sqlite3.Error) as error:
            kind = LedgerUnavailableError if self._passes(error) else LedgerError
            raise kind(f"the ledger {self.place}: {_words(error)}") from error

    def _passes(self, error: exc.DBAPIError | sqlite3.Error) -> bool:
        """Whether trying again later may help. Of a server, that is anything about reaching it."""
        if self.engine.dialect.name == "sqlite":
            return any(known in _message(error) for known in _PASSES)
        return isinstance(error, exc.OperationalError | exc.InterfaceError)


def insert_missing(sql: sa.Connection, table: sa.Table, **values: object) -> bool:
    """Insert a row unless its key is there already; tells whether it was inserted."""
    insert = _DIALECTS[sql.dialect.name](table).values(**values).on_conflict_do_nothing()
    # SQLAlchemy keeps the count of an insert only where it is asked to.
    return sql.execute(insert, execution_options={"preserve_rowcount": True}).rowcount == 1


def upsert(table: sa.Table, dialect: str, key: Sequence[str], values: Sequence[str]) -> sa.Executable:
    """Insert a row, or update the one with its key; executed with a value for each of these columns."""
    insert = _DIALECTS[dialect](table)
    changed = {name: insert.excluded[name] for name in values}
    statement: sa.Executable = insert.on_conflict_do_update(index_elements=key, set_=changed)
    return statement


def open_engine(url: str, *, create: bool) -> sa.Engine:
    """Make an engine for a URL of SQLAlchemy's.

    Args:
        url: such as `sqlite:////var/lib/gp-sync/ledger.db` or `postgresql+psycopg://ledger@db.example.com/gp_sync`.
            For SQLite, `?timeout=5` sets the seconds to wait for another writer, 30 if nothing is said.
        create: a SQLite file that does not exist is made.

    Raises:
        LedgerError: the URL cannot be understood, names a database of another kind, or a file that does not exist.
    """
    parsed = parsed_url(url)
    try:
        if parsed.get_backend_name() == "sqlite":
            return _open_sqlite(parsed, create=create)
        return sa.create_engine(parsed, hide_parameters=True, pool_pre_ping=True, connect_args=patience_with(parsed))
    except ModuleNotFoundError as error:
        raise LedgerError(
            f"the ledger's database needs the package '{error.name}': install gp-sync with its extra [postgresql]"
        ) from error


def place_of(engine: sa.Engine) -> str:
    """What messages call a database: a path, or host and name, without user and password."""
    url = engine.url
    if url.get_backend_name() == "sqlite":
        return url.database or "in memory"
    return f"{url.get_backend_name()}://{url.host or 'localhost'}/{url.database or ''}"


def _open_sqlite(url: sa.URL, *, create: bool) -> sa.Engine:
    name = file_of(url)
    if not create and not name.startswith("file:") and not Path(name).exists():
        raise LedgerError(f"the ledger {name} does not exist: run `gp-sync init` to make it, or correct its path")
    arguments: dict[str, Any] = {} if "timeout" in url.query else {"timeout": _LOCK_SECONDS}
    engine = sa.create_engine(url, hide_parameters=True, connect_args=arguments)
    sa.event.listen(engine, "connect", _make_durable)
    sa.event.listen(engine, "begin", _begin)
    return engine


def _make_durable(connection: sqlite3.Connection, _: object) -> None:
    # Statements begin no transactions by themselves: `_begin` does.
    connection.isolation_level = None
    _write_ahead(connection)
    for pragma in ("synchronous = FULL", "foreign_keys = ON"):
        connection.execute(f"PRAGMA {pragma}").close()


def _write_ahead(connection: sqlite3.Connection) -> None:
    """Turn the write-ahead log on. While another process does so too, SQLite refuses at once, so we wait ourselves."""
    (milliseconds,) = connection.execute("PRAGMA busy_timeout").fetchone()
    until = time.monotonic() + milliseconds / 1000
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL").close()
        except sqlite3.OperationalError as error:
            if "locked" not in str(error) or time.monotonic() >= until:
                raise
            time.sleep(_PAUSE_SECONDS)
        else:
            return


def _begin(connection: sa.Connection) -> None:
    writes = connection.get_execution_options().get(_WRITES, False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _words(error: exc.DBAPIError | sqlite3.Error) -> str:
    message = _message(error)
    for known, words in _WORDS.items():
        if known in message:
            return words
    return f"the database says: {message:.300}"


def _message(error: exc.DBAPIError | sqlite3.Error) -> str:
    cause = error.orig if isinstance(error, exc.DBAPIError) else error
    return " ".join(str(cause).split())
