"""The purchasing desk: an internal tool that carries orders over on its own schedule, in its own database."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy as sa

from examples.embedding.writes import WritesTable
from gp_sync import ComposedLedger, Config, RunReport, Secrets, SqlStore, connect

__all__ = ["carry_over", "opened_ledger"]


@contextmanager
def opened_ledger(database: Path) -> Iterator[ComposedLedger]:
    """The desk's own store for writes, and in the same file, under a prefix, the ledger for everything else.

    Args:
        database: the tool's SQLite file, which may hold tables of its own.
    """
    engine = sa.create_engine(f"sqlite:///{database.as_posix()}")
    # On PostgreSQL, `schema` is one of the tool's schemas; SQLite calls the only one of a file "main".
    records = SqlStore.create(engine, schema="main", table_prefix="desk_sync_")
    try:
        yield ComposedLedger(records, WritesTable(database))
    finally:
        engine.dispose()


def carry_over(database: Path, config: Config, secrets: Secrets) -> RunReport:
    """Carry over what changed in Procurify. Call it from a button, a job or a queue, as often as you like.

    Raises:
        ConnectionBusy: another process of the tool is at it.
    """
    with opened_ledger(database) as ledger, connect(config, secrets, ledger) as connection:
        return connection.engine.run()
