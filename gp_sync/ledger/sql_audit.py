"""The audit and the memos in a database."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from gp_sync.core.model import Key
from gp_sync.ledger.chain import Head, check_purge, purge_limit
from gp_sync.ledger.change import changing, matching, of_document, of_names
from gp_sync.ledger.database import Database, insert_missing
from gp_sync.ledger.sql_pages import chunks
from gp_sync.ledger.sql_states import states_of
from gp_sync.ledger.standing import States
from gp_sync.ledger.texts import to_audit_row
from gp_sync.ledger.values import Event
from gp_sync.ledger.views import AuditRow

__all__ = ["SqlAudit"]

_PAGE = 1000


class SqlAudit:
    """The part of `SqlStore` that reads the audit, and keeps small texts."""

    _database: Database

    def audit(self, connection: str, *, key: Key | None = None, last: int | None = None) -> Iterator[AuditRow]:
        """See `Ledger.audit`."""
        audit = self._database.tables.audit
        mine = audit.c.connection == connection
        if key is not None:
            mine = sa.and_(mine, audit.c.flow == key.flow, audit.c.source_id == key.source_id)
        after = 0 if last is None else self._before_last(mine, last)
        query = self._detailed().where(mine).order_by(audit.c.number).limit(_PAGE)
        # Page by page, so that no transaction stays open while the caller works.
        while rows := self._page(query.where(audit.c.number > after)):
            yield from rows
            after = rows[-1].number

    def audit_of(self, connection: str, flow: str, source_ids: Iterable[str]) -> Mapping[str, Sequence[AuditRow]]:
        """See `Ledger.audit_of`."""
        audit = self._database.tables.audit
        mine = sa.and_(audit.c.connection == connection, audit.c.flow == flow)
        order = (audit.c.source_id, audit.c.number)  # that of the index
        found: dict[str, list[AuditRow]] = {}
        for some in chunks(source_ids):
            for row in self._page(self._detailed().where(mine, audit.c.source_id.in_(some)).order_by(*order)):
                found.setdefault(row.source_id or "", []).append(row)
        return found

    def note(self, connection: str, event: Event, fence: int, *, key: Key | None = None) -> bool:
        """See `Ledger.note`."""
        with changing(self._database, connection, fence) as change:
            if change is None:
                return False
            documents = change.tables.documents
            query = sa.select(documents.c.state).where(of_document(documents, key)) if key is not None else None
            state = None if query is None else change.sql.execute(query).scalar()
            change.record(event, key, old=state, new=state)
            return True

    def head(self, connection: str) -> Head:
        """See `Ledger.head`."""
        table = self._database.tables.connections
        query = sa.select(table.c.head_number, table.c.head_digest).where(table.c.connection == connection)
        with self._database.reading() as sql:
            row = sql.execute(query).one_or_none()
        return Head() if row is None else Head(row.head_number, row.head_digest)

    def states(self, connection: str) -> States:
        """See `Ledger.states`."""
        with self._database.reading() as sql:
            return states_of(sql, self._database.tables, connection)

    def purge_details(self, connection: str, before: datetime, fence: int, event: Event) -> int:
        """See `Ledger.purge_details`."""
        check_purge(event)
        with changing(self._database, connection, fence) as change:
            if change is None:
                return 0
            audit, details = change.tables.audit, change.tables.audit_details
            old = sa.select(audit.c.number).where(audit.c.connection == connection, audit.c.at < before)
            purge = details.delete().where(details.c.connection == connection, details.c.number.in_(old))
            count = change.sql.execute(purge).rowcount
            change.record(event, new=purge_limit(before))
            return count

    def recall(self, name: str) -> str | None:
        """See `Ledger.recall`."""
        tables = self._database.tables
        with self._database.reading() as sql:
            return sql.execute(tables.built(_memo, tables.memos), of_names({"name": name})).scalar()

    def remember(self, name: str, value: str, *, expected: str | None, held: tuple[str, int] | None = None) -> bool:
        """See `Ledger.remember`."""
        if held is None:
            with self._database.writing() as sql:
                return self._replace(sql, name, value, expected)
        with changing(self._database, *held) as change:
            return change is not None and self._replace(change.sql, name, value, expected)

    def _replace(self, sql: sa.Connection, name: str, value: str, expected: str | None) -> bool:
        memos = self._database.tables.memos
        if expected is None:
            return insert_missing(sql, memos, name=name, value=value)
        this = sa.and_(memos.c.name == name, memos.c.value == expected)
        return sql.execute(memos.update().where(this).values(value=value)).rowcount == 1

    def _before_last(self, mine: sa.ColumnElement[bool], last: int) -> int:
        """The number after which only so many rows are left."""
        audit = self._database.tables.audit
        query = sa.select(audit.c.number).where(mine).order_by(audit.c.number.desc()).offset(last).limit(1)
        with self._database.reading() as sql:
            return sql.execute(query).scalar() or 0

    def _detailed(self) -> sa.Select[Any]:
        """The audit's rows with their details, as far as these are kept."""
        audit, details = self._database.tables.audit, self._database.tables.audit_details
        same = sa.and_(details.c.connection == audit.c.connection, details.c.number == audit.c.number)
        return sa.select(audit, details.c.detail_text).select_from(audit.outerjoin(details, same))

    def _page(self, query: sa.Select[tuple[object, ...]]) -> list[AuditRow]:
        with self._database.reading() as sql:
            return [to_audit_row(row) for row in sql.execute(query)]


def _memo(memos: sa.Table) -> sa.Select[Any]:
    return sa.select(memos.c.value).where(matching(memos, "name"))
