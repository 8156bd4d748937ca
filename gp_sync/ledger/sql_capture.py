"""What was captured, in a database: cursors, change tokens and versions."""

from collections.abc import Iterable, Mapping

import sqlalchemy as sa

from gp_sync.core.model import Key
from gp_sync.ledger.change import changing, of_document
from gp_sync.ledger.contents import cursor_contents
from gp_sync.ledger.database import Database
from gp_sync.ledger.sql_pages import chunks, store_page
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

    def payloads(self, key: Key) -> Mapping[int, bytes]:
        """See `Ledger.payloads`."""
        versions = self._database.tables.versions
        query = sa.select(versions.c.version, versions.c.payload).where(of_document(versions, key))
        with self._database.reading() as sql:
            return {row.version: row.payload for row in sql.execute(query.order_by(versions.c.version))}

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
            change.put(cursors, {"connection": connection, "feed": feed}, cursor=cursor)
            change.record(event, old=before, new=cursor, contents=cursor_contents(feed))
            return True
