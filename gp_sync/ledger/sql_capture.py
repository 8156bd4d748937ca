"""What was captured, in a database: cursors, change tokens and versions."""

from collections.abc import Iterable, Mapping
from datetime import datetime

import sqlalchemy as sa

from gp_sync.core.model import Key
from gp_sync.core.states import DocumentState, End, VersionState
from gp_sync.ledger.change import Change, changing, of_document
from gp_sync.ledger.database import Database
from gp_sync.ledger.sql_pages import chunks, store_page, undecided
from gp_sync.ledger.values import CapturedPage, Event

__all__ = ["SqlCapture"]


class SqlCapture:
    """The part of `SqlStore` that stores what a capture brings."""

    _database: Database

    def cursor(self, connection: str, feed: str) -> str | None:
        """See `Ledger.cursor`."""
        cursors = self._database.tables.cursors
        this = sa.and_(cursors.c.connection == connection, cursors.c.feed == feed)
        with self._database.reading() as sql:
            return sql.execute(sa.select(cursors.c.cursor).where(this)).scalar()

    def tokens(self, connection: str, flow: str, source_ids: Iterable[str]) -> Mapping[str, str]:
        """See `Ledger.tokens`."""
        documents = self._database.tables.documents
        mine = sa.and_(documents.c.connection == connection, documents.c.flow == flow)
        tokens: dict[str, str] = {}
        with self._database.reading() as sql:
            for some in chunks(source_ids):
                query = sa.select(documents.c.source_id, documents.c.token).where(mine, documents.c.source_id.in_(some))
                tokens.update({row.source_id: row.token for row in sql.execute(query)})
        return tokens

    def capture(self, page: CapturedPage, fence: int) -> bool:
        """See `Ledger.capture`."""
        with changing(self._database, page.connection, fence) as change:
            if change is None:
                return False
            store_page(change, page)
            return True

    def advance(self, connection: str, feed: str, cursor: str, fence: int, event: Event) -> bool:
        """See `Ledger.advance`."""
        with changing(self._database, connection, fence) as change:
            if change is None:
                return False
            cursors = change.tables.cursors
            this = sa.and_(cursors.c.connection == connection, cursors.c.feed == feed)
            before = change.sql.execute(sa.select(cursors.c.cursor).where(this)).scalar()
            change.put(cursors, this, {"connection": connection, "feed": feed}, cursor=cursor)
            change.record(event, None, None, before, cursor)
            return True

    def unreadable_to_new(self, connection: str, flow: str, fence: int, event: Event) -> int:
        """See `Ledger.unreadable_to_new`."""
        with changing(self._database, connection, fence) as change:
            if change is None:
                return 0
            documents = change.tables.documents
            mine = sa.and_(documents.c.connection == connection, documents.c.flow == flow)
            unreadable = sa.select(documents).where(mine, documents.c.newest != documents.c.version)
            rows = change.sql.execute(unreadable.order_by(documents.c.source_id)).all()
            for row in rows:
                key = Key(connection=connection, flow=flow, source_id=row.source_id)
                change.record(event, key, None, row.state, DocumentState.PENDING)
                # Without its token the document is fetched anew where a poll lists it.
                change.sql.execute(documents.update().where(of_document(documents, key)).values(token=""))
                _decide_next(change, key, row.newest, event.at)
            return len(rows)


def _decide_next(change: Change, key: Key, number: int, at: datetime) -> None:
    """Make a version the one that is to be decided; it supersedes all that were not."""
    documents, versions = change.tables.documents, change.tables.versions
    older = versions.update().where(of_document(versions, key), undecided(versions))
    change.sql.execute(older.values(state=VersionState.SUPERSEDED))
    this = sa.and_(of_document(versions, key), versions.c.version == number)
    change.sql.execute(versions.update().where(this).values(state=VersionState.NEW))
    values = {"version": number, "state": DocumentState.PENDING, "ended": End.PENDING, "updated_at": at}
    change.sql.execute(documents.update().where(of_document(documents, key)).values(**values))
