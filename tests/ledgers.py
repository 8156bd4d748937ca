"""Ledgers as `gp-sync init` leaves them: the tables, with nothing in them."""

import tempfile
from functools import cache
from pathlib import Path

import sqlalchemy as sa

from gp_sync.ledger.sql import SqlStore

__all__ = ["clear_ledger", "end_connections", "put_ledger"]


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


def clear_ledger(store: SqlStore) -> None:
    """Empty a ledger that several tests share."""
    with store._database.writing() as sql:
        # Faster than TRUNCATE on tables of a few rows; those that refer to others first.
        for table in reversed(store._database.tables.metadata.sorted_tables):
            sql.execute(table.delete())


def end_connections(url: str) -> None:
    """Have a PostgreSQL server end all connections to a database, as at a restart."""
    engine = sa.create_engine(url, poolclass=sa.NullPool)
    with engine.connect() as sql:
        sql.exec_driver_sql(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
