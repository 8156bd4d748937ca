"""Which version of the tables a database has, and how it gets to the newest."""

import threading

import sqlalchemy as sa

from gp_sync.ledger.database import Database
from gp_sync.ledger.errors import LedgerError
from gp_sync.ledger.tables import REVISION

__all__ = ["check", "migrate", "revision_of"]

_ONE_THREAD = threading.Lock()
"""Alembic keeps what it works on in a module, so that one thread of a process migrates at a time."""

_LOCK = int.from_bytes(b"gp_sync")
"""The advisory lock of PostgreSQL's under which tables are made; any number that others are unlikely to use."""


def check(database: Database) -> None:
    """Refuse a database whose tables are not those of this package, and one that cannot be written to.

    Raises:
        LedgerError: with what to run.
    """
    with database.writing() as sql:
        found = revision_of(database, sql)
        if found is not None:
            # A change of no rows: a ledger that may only be read, or is locked, is noticed before any work.
            nothing = database.tables.revision.update().where(sa.false())
            sql.execute(nothing.values(version_num=found))
    if found is None:
        raise LedgerError(
            f"the ledger {database.place} has no tables: run `gp-sync init` to make them, if it is new; if it "
            "had any, put its backup there, since a new one knows nothing of what was written"
        )
    if found < REVISION:
        raise LedgerError(
            f"the ledger {database.place} is of version {found}, and this gp-sync works with {REVISION}: "
            "run `gp-sync init` to bring it up to date"
        )
    _refuse_newer(database, found)


def migrate(database: Database) -> None:
    """Make the tables, or bring them up to date, in one transaction. Several may do it at once.

    Raises:
        LedgerError: the tables are newer than this package, or the database cannot be written to.
    """
    # Alembic takes long to import, and only this function needs it.
    from alembic import command  # noqa: PLC0415
    from alembic.config import Config  # noqa: PLC0415

    with _ONE_THREAD, database.writing() as sql:
        _alone(sql)
        _refuse_newer(database, revision_of(database, sql) or "")
        schema = database.tables.revision.schema
        if schema is not None and sql.dialect.name == "postgresql":
            sql.execute(sa.schema.CreateSchema(schema, if_not_exists=True))
        config = Config()
        config.set_main_option("script_location", "gp_sync.ledger:migrations")
        config.attributes.update(connection=sql, prefix=database.tables.prefix, schema=schema)
        command.upgrade(config, "head")


def revision_of(database: Database, sql: sa.Connection) -> str | None:
    """The version of the tables, or None where there are none."""
    table = database.tables.revision
    if not sa.inspect(sql).has_table(table.name, schema=table.schema):
        return None
    return sql.execute(sa.select(table.c.version_num)).scalar()


def _alone(sql: sa.Connection) -> None:
    """Wait until nobody else makes tables: of several who do it at once, the first makes them, the others find them."""
    if sql.dialect.name == "postgresql":
        sql.execute(sa.select(sa.func.pg_advisory_xact_lock(_LOCK)))
    elif not getattr(sql.connection.dbapi_connection, "in_transaction", True):
        # An engine of the application's: Python's driver begins no transaction for the statements that make tables.
        sql.exec_driver_sql("BEGIN IMMEDIATE")


def _refuse_newer(database: Database, found: str) -> None:
    if found > REVISION:
        raise LedgerError(
            f"the ledger {database.place} was made by a newer gp-sync (its version is {found}, this one works with "
            f"{REVISION}): upgrade gp-sync"
        )
