"""One change of the ledger: a transaction that holds the connection's row, has checked the fence, and is audited."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import attrs
import sqlalchemy as sa

from gp_sync.core.model import Key, TargetRef
from gp_sync.failpoints import failpoint
from gp_sync.ledger.chain import Head, next_row
from gp_sync.ledger.database import Database, upsert
from gp_sync.ledger.tables import Tables
from gp_sync.ledger.values import Event
from gp_sync.ledger.views import AuditRow

__all__ = ["Change", "changing", "matching", "of_document", "of_lane", "of_names"]


@attrs.define(kw_only=True)
class Change:
    """A transaction under way. Nobody else changes the same connection meanwhile.

    Args:
        sql: where statements are executed.
        tables: the ledger's tables.
        connection: the connection that is changed.
        owner: who holds its lease.
        fence: the lease's.
        head: the newest row of the audit, with those of this change.
    """

    sql: sa.Connection
    tables: Tables
    connection: str
    owner: str
    fence: int
    head: Head
    _rows: list[AuditRow] = attrs.field(factory=list, init=False)

    def record(
        self,
        event: Event,
        key: Key | None = None,
        *,
        target: TargetRef | None = None,
        attempt: int | None = None,
        old: str | None = None,
        new: str | None = None,
        contents: str | None = None,
    ) -> int:
        """Add a row to the audit; gives its number. It is stored at the end of the change."""
        row = next_row(
            self.head,
            event,
            connection=self.connection,
            owner=self.owner,
            fence=self.fence,
            key=key,
            target=target,
            attempt=attempt,
            old=old,
            new=new,
            contents=contents,
        )
        self._rows.append(row)
        self.head = Head(row.number, row.digest)
        return row.number

    def update(self, table: sa.Table, where: Mapping[str, Any], **values: Any) -> bool:
        """Update the rows with these values in their columns; tells whether there are any."""
        update = self.tables.built(_update, table, *where)
        return self.sql.execute(update, values | of_names(where)).rowcount != 0

    def put(self, table: sa.Table, key: Mapping[str, Any], **values: Any) -> None:
        """Update the row of a key, given by its columns, or insert it."""
        statement = self.tables.built(upsert, table, self.sql.dialect.name, tuple(key), tuple(values))
        self.sql.execute(statement, {**key, **values})

    def store_audit(self) -> None:
        """Store the rows that were recorded, and the head that they lead to."""
        if self._rows:
            rows = [attrs.asdict(row, recurse=False) for row in self._rows]
            details = [{name: row[name] for name in ("connection", "number", "detail_text")} for row in rows]
            columns = [{name: value for name, value in row.items() if name != "detail_text"} for row in rows]
            self.sql.execute(self.tables.built(sa.insert, self.tables.audit), columns)
            self.sql.execute(self.tables.built(sa.insert, self.tables.audit_details), details)
            head = {"head_number": self.head.number, "head_digest": self.head.digest}
            self.update(self.tables.connections, {"connection": self.connection}, **head)


@contextmanager
def changing(database: Database, connection: str, fence: int) -> Iterator[Change | None]:
    """Change what is kept about a connection, in one transaction; None if the fence is not the newest.

    Raises:
        LedgerError: the database cannot be used; nothing was changed.
    """
    tables = database.tables
    held = of_names({"connection": connection, "fence": fence})
    with database.writing() as sql:
        # The row is locked, so that changes of one connection never overlap.
        if database.begins_late:
            sql.execute(tables.built(_touch, tables.connections), {"fence": fence, **held})
        row = sql.execute(tables.built(_locked, tables.connections), held).one_or_none()
        if row is None:
            yield None
            return
        change = Change(
            sql=sql,
            tables=tables,
            connection=connection,
            owner=row.owner,
            fence=fence,
            head=Head(row.head_number, row.head_digest),
        )
        failpoint("ledger.changing")
        yield change
        change.store_audit()
        failpoint("ledger.committing")
    failpoint("ledger.committed")


def of_document(table: sa.FromClause, key: Key) -> sa.ColumnElement[bool]:
    """The condition of a document's rows."""
    return sa.and_(table.c.connection == key.connection, table.c.flow == key.flow, table.c.source_id == key.source_id)


def of_lane(table: sa.FromClause, key: Key, target: TargetRef) -> sa.ColumnElement[bool]:
    """The condition of a document's rows about one side and company."""
    return sa.and_(of_document(table, key), table.c.side == target.side, table.c.company == target.company)


def matching(table: sa.FromClause, *columns: str) -> sa.ColumnElement[bool]:
    """The condition of rows with the values that a statement is executed with, given by `of_names`."""
    return sa.and_(*(table.c[column] == sa.bindparam(f"of_{column}") for column in columns))


def of_names(values: Mapping[str, Any]) -> dict[str, Any]:
    """The parameters of `matching`: their names differ from the columns', which an update sets."""
    return {f"of_{column}": value for column, value in values.items()}


def _update(table: sa.Table, *columns: str) -> sa.Update:
    return table.update().where(matching(table, *columns))


def _held(connections: sa.Table) -> sa.ColumnElement[bool]:
    return sa.and_(matching(connections, "connection", "fence"), connections.c.owner.is_not(None))


def _touch(connections: sa.Table) -> sa.Update:
    return connections.update().where(_held(connections))


def _locked(connections: sa.Table) -> sa.Select[tuple[Any, ...]]:
    columns = connections.c
    head = sa.select(columns.owner, columns.head_number, columns.head_digest).where(_held(connections))
    return head.with_for_update(key_share=True)
