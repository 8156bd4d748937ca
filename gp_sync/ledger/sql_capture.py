"""What was captured, in a database: cursors, change tokens and versions."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from gp_sync.core.model import Key
from gp_sync.core.states import DocumentState, End, VersionState
from gp_sync.ledger import rules
from gp_sync.ledger.change import Change, changing, of_document
from gp_sync.ledger.database import Database
from gp_sync.ledger.texts import document_names
from gp_sync.ledger.values import CapturedPage, CapturedVersion, Event

__all__ = ["SqlCapture", "chunks"]

_CHUNK = 500
"""How many ids one query takes; some builds of SQLite stop at 999 parameters."""


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
            for version in page.versions:
                key = Key(connection=page.connection, flow=page.flow, source_id=version.source_id)
                _capture(change, key, version, page.at)
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


def chunks(source_ids: Iterable[str]) -> Iterator[list[str]]:
    """The ids in lists that one query can take."""
    ids = list(source_ids)
    for start in range(0, len(ids), _CHUNK):
        yield ids[start : start + _CHUNK]


def _capture(change: Change, key: Key, captured: CapturedVersion, at: datetime) -> None:
    documents, versions = change.tables.documents, change.tables.versions
    known = _known(change, key)
    if known is None:
        _insert_document(change, key, captured, at)
        number, undecided, before = 1, None, None
    else:
        values = {"token": captured.token, "label": captured.label or known.label}
        change.sql.execute(documents.update().where(of_document(documents, key)).values(**values))
        if not rules.is_news(captured, known.fingerprint, newest_readable=known.newest == known.version):
            return
        number, before = known.newest + 1, known.state
        undecided = known.version if known.waiting else None
    change.sql.execute(versions.insert().values(**document_names(key), **_version_values(captured, number, at)))
    change.sql.execute(documents.update().where(of_document(documents, key)).values(newest=number))
    if captured.problem is None:
        _decide_next(change, key, number, at)
    state = DocumentState.PENDING if captured.problem is None or before is None else before
    change.record(rules.capture_event(captured, number, at, supersedes=undecided), key, None, before, state)


def _known(change: Change, key: Key) -> Any | None:
    """A document with the fingerprint of its newest version, and whether its readable one waits to be decided."""
    documents, versions = change.tables.documents, change.tables.versions
    newest, readable = versions.alias("newest"), versions.alias("readable")
    query = (
        sa.select(documents, newest.c.fingerprint, (readable.c.state == VersionState.NEW).label("waiting"))
        .join_from(documents, newest, sa.and_(of_document(newest, key), newest.c.version == documents.c.newest))
        .outerjoin(readable, sa.and_(of_document(readable, key), readable.c.version == documents.c.version))
        .where(of_document(documents, key))
    )
    return change.sql.execute(query).one_or_none()


def _insert_document(change: Change, key: Key, captured: CapturedVersion, at: datetime) -> None:
    change.sql.execute(
        change.tables.documents.insert().values(
            **document_names(key),
            token=captured.token,
            label=captured.label,
            state=DocumentState.PENDING,
            ended=End.PENDING,
            version=0,
            newest=0,
            findings="[]",
            updated_at=at,
        )
    )


def _version_values(captured: CapturedVersion, number: int, at: datetime) -> dict[str, Any]:
    return {
        "version": number,
        "state": VersionState.UNREADABLE,
        "token": captured.token,
        "payload": captured.payload,
        "fingerprint": captured.fingerprint,
        "problem": captured.problem,
        "label": captured.label,
        "captured_at": at,
    }


def _decide_next(change: Change, key: Key, number: int, at: datetime) -> None:
    """Make a version the one that is to be decided; it supersedes all that were not."""
    documents, versions = change.tables.documents, change.tables.versions
    undecided = versions.c.state.in_([VersionState.NEW, VersionState.UNREADABLE])
    change.sql.execute(
        versions.update().where(of_document(versions, key), undecided).values(state=VersionState.SUPERSEDED)
    )
    this = sa.and_(of_document(versions, key), versions.c.version == number)
    change.sql.execute(versions.update().where(this).values(state=VersionState.NEW))
    values = {"version": number, "state": DocumentState.PENDING, "ended": End.PENDING, "updated_at": at}
    change.sql.execute(documents.update().where(of_document(documents, key)).values(**values))
