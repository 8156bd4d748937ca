"""Documents in a database: which wait for a decision, and what was decided."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from gp_sync.core.model import Key
from gp_sync.core.states import DocumentState, End
from gp_sync.ledger import rules
from gp_sync.ledger.change import Change, changing, of_document
from gp_sync.ledger.contents import link_contents
from gp_sync.ledger.database import Database
from gp_sync.ledger.sql_links import links_of
from gp_sync.ledger.sql_pages import chunks
from gp_sync.ledger.sql_settle import store_settlement
from gp_sync.ledger.sql_writes import open_of
from gp_sync.ledger.texts import to_key
from gp_sync.ledger.values import Event, Pending, Settlement
from gp_sync.ledger.views import Backlog

__all__ = ["SqlDocuments"]


class SqlDocuments:
    """The part of `SqlStore` that keeps what is to be done for each document."""

    _database: Database

    def pending(self, connection: str, flow: str, after: str | None, limit: int) -> Sequence[Pending]:
        """See `Ledger.pending`."""
        documents = self._database.tables.documents
        mine = sa.and_(documents.c.connection == connection, documents.c.flow == flow)
        waiting = sa.and_(mine, documents.c.state == DocumentState.PENDING)
        if after is not None:
            waiting = sa.and_(waiting, documents.c.source_id > after)
        return self._newest(connection, flow, waiting, limit)

    def newest(self, key: Key) -> Pending | None:
        """See `Ledger.newest`."""
        found = self._newest(key.connection, key.flow, of_document(self._database.tables.documents, key), 1)
        return found[0] if found else None

    def newest_of(self, connection: str, flow: str, source_ids: Iterable[str]) -> Mapping[str, Pending]:
        """See `Ledger.newest_of`."""
        documents = self._database.tables.documents
        mine = sa.and_(documents.c.connection == connection, documents.c.flow == flow)
        found: dict[str, Pending] = {}
        for some in chunks(source_ids):
            these = sa.and_(mine, documents.c.source_id.in_(some))
            found |= {row.key.source_id: row for row in self._newest(connection, flow, these, len(some))}
        return found

    def _newest(self, connection: str, flow: str, these: sa.ColumnElement[bool], limit: int) -> list[Pending]:
        """Some documents with their newest readable versions."""
        documents, versions = self._database.tables.documents, self._database.tables.versions
        columns = ("connection", "flow", "source_id", "version")
        same = sa.and_(*(versions.c[column] == documents.c[column] for column in columns))
        query = (
            sa.select(documents, versions.c.payload, versions.c.captured_at)
            .join_from(documents, versions, same)
            .where(these)
            .order_by(documents.c.source_id)
            .limit(limit)
        )
        with self._database.reading() as sql:
            rows = sql.execute(query).all()
            ids = [row.source_id for row in rows]
            links = links_of(sql, self._database.tables.links, connection, flow, ids)
            targets = open_of(sql, self._database.tables.writes, connection, flow, ids)
        return [
            Pending(
                key=to_key(row),
                version=row.version,
                payload=bytes(row.payload),
                label=row.label,
                captured_at=row.captured_at,
                links={link.target: link for link in links.get(row.source_id, ())},
                open_targets=frozenset(target for target, _ in targets.get(row.source_id, ())),
            )
            for row in rows
        ]

    def backlog(self, connection: str, flow: str) -> Backlog:
        """See `Ledger.backlog`."""
        documents, links = self._database.tables.documents, self._database.tables.links
        same = (links.c[column] == documents.c[column] for column in ("connection", "flow", "source_id"))
        is_linked = sa.exists().where(*same)
        query = (
            sa.select(sa.func.count(), sa.func.sum(sa.case((is_linked, 1), else_=0)))
            .where(documents.c.connection == connection, documents.c.flow == flow)
            .where(documents.c.state == DocumentState.PENDING, documents.c.version > 0)
        )
        with self._database.reading() as sql:
            pending, linked = sql.execute(query).one()
        return Backlog(pending=pending, changing=linked or 0)

    def settle(self, key: Key, settlement: Settlement, fence: int, event: Event) -> bool:
        """See `Ledger.settle`."""
        with changing(self._database, key.connection, fence) as change:
            if change is None:
                return False
            documents = change.tables.documents
            query = sa.select(documents.c.state, documents.c.version).where(of_document(documents, key))
            row = change.sql.execute(query).one_or_none()
            rules.check_settlement(key, settlement, row and (row.state, row.version))
            unchanged = (row.state, row.state) if row is not None else (None, None)
            before, after = store_settlement(change, key, settlement, event.at) or unchanged
            change.record(event, key, old=before, new=after, contents=link_contents(settlement))
            return True

    def reopen(self, keys: Iterable[Key], fence: int, event: Event) -> int:
        """See `Ledger.reopen`."""
        wanted = rules.of_one_connection(keys)
        if not wanted:
            return 0
        with changing(self._database, wanted[0].connection, fence) as change:
            return 0 if change is None else sum(_reopen(change, key, event) for key in wanted)


def _reopen(change: Change, key: Key, event: Event) -> bool:
    documents = change.tables.documents
    this = of_document(documents, key)
    query = sa.select(documents.c.state, documents.c.version, documents.c.newest).where(this)
    row = change.sql.execute(query).one_or_none()
    if row is None:
        return False
    values: dict[str, Any] = {"token": ""} if row.newest != row.version else {}
    if row.state in rules.REOPENABLE:
        values |= {"state": DocumentState.PENDING, "ended": End.PENDING, "updated_at": event.at}
    if not values:
        return False
    change.sql.execute(documents.update().where(this).values(**values))
    change.record(event, key, old=row.state, new=values.get("state", row.state))
    return True
