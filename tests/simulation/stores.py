"""The ledgers that histories are played on, each with how a new and empty one is made."""

import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from sqlite3 import Connection

import sqlalchemy as sa

from gp_sync.clock import Clock
from gp_sync.ledger.database import open_engine
from gp_sync.ledger.memory import MemoryStore
from gp_sync.ledger.protocols import Ledger
from gp_sync.ledger.sql import SqlStore
from gp_sync.ledger.tables import make_tables
from tests.postgres import postgres_server

__all__ = ["STORES", "MakeLedger", "Store", "memory", "postgresql", "sqlite"]

MakeLedger = Callable[[Clock], Ledger]
"""Makes an empty ledger, whose leases run by the clock; the one made before is gone."""

Store = Callable[[], AbstractContextManager[MakeLedger]]


@contextmanager
def memory() -> Iterator[MakeLedger]:
    """Ledgers in memory."""
    yield MemoryStore


@contextmanager
def sqlite() -> Iterator[MakeLedger]:
    """Ledgers in a SQLite file that is never flushed: no history cuts the power, other tests do."""
    with tempfile.TemporaryDirectory(prefix="simulation-") as folder:
        engine = open_engine(f"sqlite:///{(Path(folder) / 'ledger.db').as_posix()}", create=True)
        sa.event.listen(engine, "connect", _never_flush)
        try:
            yield _emptied(engine)
        finally:
            engine.dispose()


@contextmanager
def postgresql() -> Iterator[MakeLedger]:
    """Ledgers on a PostgreSQL server of our own."""
    with postgres_server(flush=False) as server, server.database() as url:
        engine = sa.create_engine(url)
        try:
            yield _emptied(engine)
        finally:
            engine.dispose()


STORES: dict[str, Store] = {"memory": memory, "postgresql": postgresql, "sqlite": sqlite}
"""By the name that the command takes."""


def _emptied(engine: sa.Engine) -> MakeLedger:
    """Make a ledger once, and empty it before each use."""
    SqlStore.create(engine).close()
    kept = [*reversed(make_tables(None, "gp_sync_").documents.metadata.sorted_tables)]

    def make(now: Clock) -> Ledger:
        with engine.begin() as sql:
            for table in kept:
                sql.execute(table.delete())
        return SqlStore(engine, now=now)

    return make


def _never_flush(connection: Connection, _: object) -> None:
    connection.execute("PRAGMA synchronous = OFF").close()
