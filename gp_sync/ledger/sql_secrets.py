"""Encrypted credentials in the ledger's database."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import attrs
import sqlalchemy as sa

from gp_sync.failpoints import failpoint
from gp_sync.ledger.chain import Head
from gp_sync.ledger.change import Change
from gp_sync.ledger.database import Database, insert_missing
from gp_sync.ledger.errors import LedgerError
from gp_sync.ledger.secret_rows import SecretRow
from gp_sync.ledger.values import Event

__all__ = ["SqlSecrets"]


class SqlSecrets:
    """The part of `SqlStore` that keeps what the vault encrypted; a `SecretStore`."""

    _database: Database

    def secrets(self, connection: str) -> Sequence[SecretRow]:
        """See `SecretStore.secrets`."""
        with self._database.reading() as sql:
            return self._rows(sql, connection)

    def replace_secrets(
        self, connection: str, seen: Sequence[SecretRow], wanted: Sequence[SecretRow], *, owner: str, event: Event
    ) -> bool:
        """See `SecretStore.replace_secrets`."""
        with self._alone(connection, owner) as change:
            if self._rows(change.sql, connection) != list(seen):
                return False
            table = change.tables.secrets
            change.sql.execute(table.delete().where(table.c.connection == connection))
            if wanted:
                change.sql.execute(table.insert(), [attrs.asdict(row) for row in wanted])
            change.record(event)
            change.store_audit()
            failpoint("ledger.committing")
        failpoint("ledger.committed")
        return True

    def key_ids(self, connection: str | None = None) -> frozenset[str]:
        """See `SecretStore.key_ids`."""
        table = self._database.tables.secrets
        query = sa.select(table.c.key_id).distinct()
        if connection is not None:
            query = query.where(table.c.connection == connection)
        with self._database.reading() as sql:
            return frozenset(sql.execute(query).scalars())

    @contextmanager
    def _alone(self, connection: str, owner: str) -> Iterator[Change]:
        """A change of a connection that needs no lease: its row is locked, as in every other change."""
        table = self._database.tables.connections
        start = Head()
        first = {"fence": 0, "head_number": start.number, "head_digest": start.digest}
        with self._database.writing() as sql:
            insert_missing(sql, table, connection=connection, **first)
            query = sa.select(table).where(table.c.connection == connection)
            row = sql.execute(query.with_for_update()).one()
            yield Change(
                sql=sql,
                tables=self._database.tables,
                connection=connection,
                owner=owner,
                fence=row.fence,
                head=Head(row.head_number, row.head_digest),
            )

    def _rows(self, sql: sa.Connection, connection: str) -> list[SecretRow]:
        table = self._database.tables.secrets
        query = sa.select(table).where(table.c.connection == connection).order_by(table.c.name, table.c.number)
        try:
            rows = [SecretRow(**row) for row in sql.execute(query).mappings()]
        except (TypeError, ValueError) as error:
            # Somebody put a value into a column that is not of its kind; SQLite takes any.
            place = self._database.place
            reason = str(error.args[0]).rstrip(".") if error.args else type(error).__name__
            raise LedgerError(
                f"the table of secrets in {place} was changed by hand and cannot be read ({reason}): put a backup of "
                "the ledger in place"
            ) from None
        return rows
