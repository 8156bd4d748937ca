"""Documents, issues and counts as reports show them, from a database."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from gp_sync.core.model import Key, TargetRef
from gp_sync.core.states import DocumentState, End, WriteState
from gp_sync.ledger import rules
from gp_sync.ledger.change import of_document
from gp_sync.ledger.database import Database
from gp_sync.ledger.sql_links import links_of
from gp_sync.ledger.sql_writes import open_of
from gp_sync.ledger.tables import still_open
from gp_sync.ledger.texts import cause_from, finding_from, findings_from, to_key
from gp_sync.ledger.values import StoredLink
from gp_sync.ledger.views import DocumentRow, Issue

__all__ = ["SqlViews"]

_PAGE = 500


class SqlViews:
    """The part of `SqlStore` that tells how documents stand and what stops them."""

    _database: Database

    def issues(self, connection: str) -> Sequence[Issue]:
        """See `Ledger.issues`."""
        issues, members = self._database.tables.issues, self._database.tables.issue_documents
        still = sa.and_(issues.c.connection == connection, issues.c.closed_at.is_(None))
        documents = self._database.tables.documents
        together = sa.and_(members.c.connection == issues.c.connection, members.c.number == issues.c.number)
        named = sa.and_(*(members.c[name] == documents.c[name] for name in ("connection", "flow", "source_id")))
        query = sa.select(members, documents.c.label).join_from(members, issues, together).join(documents, named)
        with self._database.reading() as sql:
            rows = sql.execute(sa.select(issues).where(still)).all()
            joined = sql.execute(query.where(still)).all()
        of_issue: dict[int, list[Any]] = {}
        for member in joined:
            of_issue.setdefault(member.number, []).append(member)
        found = [_issue(row, sorted(of_issue.get(row.number, ()), key=to_key)) for row in rows]
        return sorted(found, key=lambda issue: (-len(issue.keys), issue.number))

    def document(self, key: Key) -> DocumentRow | None:
        """See `Ledger.document`."""
        documents = self._database.tables.documents
        found = self._document_page(sa.select(documents).where(of_document(documents, key)), key.connection, key.flow)
        return found[0] if found else None

    def named(self, connection: str, flow: str, name: str) -> Sequence[Key]:
        """See `Ledger.named`."""
        wanted = rules.folded(name)
        if not wanted:
            return []
        documents = self._database.tables.documents
        mine = sa.select(documents).where(documents.c.connection == connection, documents.c.flow == flow)
        # Two queries, so that each uses the index made for it.
        queries = (
            mine.where(documents.c.folded_label == wanted),
            mine.where(documents.c.source_id == name.strip()),
        )
        with self._database.reading() as sql:
            return sorted({to_key(row) for query in queries for row in sql.execute(query)})

    def documents(
        self, connection: str, flow: str, states: Iterable[DocumentState] | None = None
    ) -> Iterator[DocumentRow]:
        """See `Ledger.documents`."""
        documents = self._database.tables.documents
        these = documents.c.state.in_(sorted(set(states))) if states is not None else sa.true()
        return self._paged(connection, flow, these)

    def warned(self, connection: str, flow: str) -> Iterator[DocumentRow]:
        """See `Ledger.warned`."""
        return self._paged(connection, flow, _warned(self._database.tables.documents))

    def warned_count(self, connection: str, flow: str) -> int:
        """See `Ledger.warned_count`."""
        documents = self._database.tables.documents
        mine = sa.and_(documents.c.connection == connection, documents.c.flow == flow)
        with self._database.reading() as sql:
            return int(sql.execute(sa.select(sa.func.count()).where(mine, _warned(documents))).scalar_one())

    def _paged(self, connection: str, flow: str, these: sa.ColumnElement[bool]) -> Iterator[DocumentRow]:
        documents = self._database.tables.documents
        query = sa.select(documents).where(documents.c.connection == connection, documents.c.flow == flow, these)
        query = query.order_by(documents.c.source_id).limit(_PAGE)
        page = query
        # Page by page, so that no transaction stays open while the caller works.
        while rows := self._document_page(page, connection, flow):
            yield from rows
            page = query.where(documents.c.source_id > rows[-1].key.source_id)

    def counts(self, connection: str, flow: str) -> Mapping[End, int]:
        """See `Ledger.counts`."""
        documents, writes = self._database.tables.documents, self._database.tables.writes
        quarantined = sa.case((writes.c.state == WriteState.QUARANTINED, 1), else_=0)
        worst = (
            sa.select(writes.c.source_id, sa.func.max(quarantined).label("quarantined"))
            .where(writes.c.connection == connection, writes.c.flow == flow, still_open(writes))
            .group_by(writes.c.source_id)
            .subquery()
        )
        unreadable = sa.case((documents.c.newest != documents.c.version, 1), else_=0)
        groups = (documents.c.ended, unreadable, worst.c.quarantined)
        query = (
            sa.select(*groups, sa.func.count())
            .select_from(documents.outerjoin(worst, worst.c.source_id == documents.c.source_id))
            .where(documents.c.connection == connection, documents.c.flow == flow)
            .group_by(*groups)
        )
        states = {None: (), 0: (WriteState.IN_DOUBT,), 1: (WriteState.QUARANTINED,)}
        counts: dict[End, int] = {}
        with self._database.reading() as sql:
            for ended, is_unreadable, stuck, count in sql.execute(query):
                end = rules.reported_end(End(ended), unreadable=bool(is_unreadable), writes=states[stuck])
                counts[end] = counts.get(end, 0) + count
        return counts

    def _document_page(self, query: sa.Select[Any], connection: str, flow: str) -> list[DocumentRow]:
        with self._database.reading() as sql:
            rows = sql.execute(query).all()
            ids = [row.source_id for row in rows]
            links = links_of(sql, self._database.tables.links, connection, flow, ids)
            writes = open_of(sql, self._database.tables.writes, connection, flow, ids)
        return [_document(row, links.get(row.source_id, []), writes.get(row.source_id, [])) for row in rows]


def _warned(documents: sa.Table) -> sa.ColumnElement[bool]:
    readable = documents.c.newest == documents.c.version
    return sa.and_(documents.c.state.in_(sorted(rules.AT_REST)), documents.c.findings != "[]", readable)


def _document(row: Any, links: list[StoredLink], writes: list[tuple[TargetRef, WriteState]]) -> DocumentRow:
    states = [state for _, state in writes]
    return DocumentRow(
        key=to_key(row),
        label=row.label,
        state=DocumentState(row.state),
        end=rules.reported_end(End(row.ended), unreadable=row.newest != row.version, writes=states),
        version=row.version,
        findings=findings_from(row.findings),
        links=tuple(sorted(links, key=lambda link: link.target)),
        updated_at=row.updated_at,
    )


def _issue(row: Any, members: list[Any]) -> Issue:
    return Issue(
        number=row.number,
        connection=row.connection,
        code=row.code,
        cause=cause_from(row.cause_kind, row.cause_key),
        opened_at=row.opened_at,
        digest=rules.joined_digest(member.digest for member in members),
        keys=tuple(to_key(member) for member in members),
        labels=tuple(member.label or member.source_id for member in members),
        sample=finding_from(row.sample),
    )
