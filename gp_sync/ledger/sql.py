"""The ledger in a database: SQLite for one machine, PostgreSQL for several."""

from collections.abc import Callable
from datetime import datetime
from typing import Self

import sqlalchemy as sa

from gp_sync.clock import utc_now
from gp_sync.ledger.database import Database, open_engine, place_of
from gp_sync.ledger.disk import LEAST_FREE_BYTES, folder_of
from gp_sync.ledger.health import Room, StoreHealth, look_at, room_of
from gp_sync.ledger.migrate import check, migrate
from gp_sync.ledger.sql_audit import SqlAudit
from gp_sync.ledger.sql_capture import SqlCapture
from gp_sync.ledger.sql_documents import SqlDocuments
from gp_sync.ledger.sql_leases import SqlLeases
from gp_sync.ledger.sql_links import SqlLinks
from gp_sync.ledger.sql_secrets import SqlSecrets
from gp_sync.ledger.sql_views import SqlViews
from gp_sync.ledger.sql_writes import SqlWrites
from gp_sync.ledger.tables import make_tables
from gp_sync.ledger.urls import check_kind

__all__ = ["SqlStore"]


class SqlStore(SqlLeases, SqlWrites, SqlCapture, SqlDocuments, SqlViews, SqlLinks, SqlAudit, SqlSecrets):
    """A durable `Ledger`: what a method returned survives the death of the process. Safe for threads and processes.

    Each method that changes something is one transaction. On PostgreSQL its isolation is read committed.

    Args:
        engine_or_url: a URL of SQLAlchemy's, or an engine of the application's, which is used as it is and stays open.
            On SQLite, its transactions must not be in autocommit mode.
        schema: the schema that holds the tables; the database's default if None.
        table_prefix: what the names of all tables begin with.
        now: the clock that leases run by; aware instants. Machines that share a ledger need clocks that agree to
            within the shortest lease.
        least_free_bytes: with less room on the disk under a SQLite file, `reserve` refuses; nothing is sent then.

    Raises:
        LedgerError: the ledger is missing, of another version, locked, or cannot be written to.
        ValueError: the prefix is no plain name.
    """

    durable = True

    def __init__(
        self,
        engine_or_url: sa.Engine | str,
        *,
        schema: str | None = None,
        table_prefix: str = "gp_sync_",
        now: Callable[[], datetime] = utc_now,
        least_free_bytes: int = LEAST_FREE_BYTES,
    ) -> None:
        self._database = _database(engine_or_url, schema, table_prefix, now, least_free_bytes, create=False)
        try:
            check(self._database)
        except BaseException:
            self._database.close()
            raise

    @classmethod
    def create(
        cls,
        engine_or_url: sa.Engine | str,
        *,
        schema: str | None = None,
        table_prefix: str = "gp_sync_",
        now: Callable[[], datetime] = utc_now,
        least_free_bytes: int = LEAST_FREE_BYTES,
    ) -> Self:
        """Make a ledger, or bring an older one up to date, and open it. Takes the arguments of the class.

        What the database holds otherwise stays as it is.

        Raises:
            LedgerError: the ledger is newer than this package, or the database cannot be written to.
            ValueError: the prefix is no plain name.
        """
        database = _database(engine_or_url, schema, table_prefix, now, least_free_bytes, create=True)
        try:
            migrate(database)
        finally:
            database.close()
        return cls(engine_or_url, schema=schema, table_prefix=table_prefix, now=now, least_free_bytes=least_free_bytes)

    @property
    def place(self) -> str:
        """What messages call the database: a path, or host and name, without user and password."""
        return self._database.place

    def health(self) -> StoreHealth:
        """How the database is, and whether it is whole. SQLite reads its whole file for that.

        Raises:
            LedgerError: it cannot be used.
        """
        return look_at(self._database)

    def room(self) -> Room | None:
        """What the disk under a ledger in a file has left; None for a server."""
        return room_of(self._database)

    def close(self) -> None:
        """Close the connections to the database, unless the application handed in its engine."""
        self._database.close()


def _database(
    engine_or_url: sa.Engine | str,
    schema: str | None,
    prefix: str,
    now: Callable[[], datetime],
    least_free_bytes: int,
    *,
    create: bool,
) -> Database:
    tables = make_tables(schema, prefix)
    ours = isinstance(engine_or_url, str)
    engine = open_engine(engine_or_url, create=create) if isinstance(engine_or_url, str) else engine_or_url
    check_kind(engine.dialect.name)
    return Database(
        engine=engine,
        tables=tables,
        now=now,
        place=place_of(engine),
        ours=ours,
        folder=folder_of(engine),
        least_free_bytes=least_free_bytes,
    )
