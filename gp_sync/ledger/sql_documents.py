"""Documents, issues and counts in a database."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from gp_sync.core.model import Key, TargetRef
from gp_sync.core.states import DocumentState, End, WriteState
from gp_sync.ledger import rules
from gp_sync.ledger.change import Change, changing, of_document
from gp_sync.ledger.database import Database
from gp_sync.ledger.sql_pages import chunks
from gp_sync.ledger.sql_settle import store_settlement
from gp_sync.ledger.tables import still_open
from gp_sync.ledger.texts import cause_from, finding_from, findings_from, to_link
from gp_sync.ledger.values import DocumentRow, Event, Issue, Pending, Settlement, StoredLink

__all__ = ["SqlDocuments"]

_PAGE = 500


class SqlDocuments:
    """The part of `SqlStore` that keeps what is to be done for each document."""

    _database: Database

    def pending(self, connection: str, flow: str, after: str | None, limit: int) -> Sequence[Pending]:
        """See `Ledger.pending`."""
        documents, versions = self._database.tables.documents, self._database.tables.versions
        columns = ("connection", "flow", "source_id", "version")
        same = sa.and_(*(versions.c[column] == documents.c[column] for column in columns))
        query = (
            sa.select(documents, versions.c.payload, versions.c.captured_at)
            .join_from(documents, versions, same)
            .where(documents.c.connection == connection, documents.c.flow == flow)
            .where(documents.c.state == DocumentState.PENDING)
            .order_by(documents.c.source_id)
            .limit(limit)
        )
        if after is not None:
            query = query.where(documents.c.source_id > after)
        with self._database.reading() as sql:
            rows = sql.execute(query).all()
            ids = [row.source_id for row in rows]
            links, targets = self._links(sql, connection, flow, ids), self._open(sql, connection, flow, ids)
        return [
            Pending(
                key=_key(row),
                version=row.version,
                payload=bytes(row.payload),
                label=row.label,
                captured_at=row.captured_at,
                links={link.target: link for link in links.get(row.source_id, ())},
                open_targets=frozenset(target for target, _ in targets.get(row.source_id, ())),
            )
            for row in rows
        ]

    def settle(self, key: Key, settlement: Settlement, fence: int, event: Event) -> bool:
        """See `Ledger.settle`."""
        with changing(self._database, key.connection, fence) as change:
            if change is None:
                return False
            documents = change.tables.documents
            query = sa.select(documents.c.state, documents.c.version).where(of_document(documents, key))
            row = change.sql.execute(query).one_or_none()
            rules.check_version(key, settlement, None if row is None else row.version)
            unchanged = (row.state, row.state) if row is not None else (None, None)
            states = store_settlement(change, key, settlement, event.at) or unchanged
            change.record(event, key, None, *states)
            return True

    def reopen(self, keys: Iterable[Key], fence: int, event: Event) -> int:
        """See `Ledger.reopen`."""
        wanted = rules.of_one_connection(keys)
        if not wanted:
            return 0
        with changing(self._database, wanted[0].connection, fence) as change:
            return 0 if change is None else sum(_reopen(change, key, event) for key in wanted)

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
        found = [_issue(row, sorted(of_issue.get(row.number, ()), key=_key)) for row in rows]
        return sorted(found, key=lambda issue: (-len(issue.keys), issue.number))

    def documents(
        self, connection: str, flow: str, states: Iterable[DocumentState] | None = None
    ) -> Iterator[DocumentRow]:
        """See `Ledger.documents`."""
        documents = self._database.tables.documents
        query = sa.select(documents).where(documents.c.connection == connection, documents.c.flow == flow)
        if states is not None:
            query = query.where(documents.c.state.in_(sorted(set(states))))
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
            links, writes = self._links(sql, connection, flow, ids), self._open(sql, connection, flow, ids)
        return [_document(row, links.get(row.source_id, []), writes.get(row.source_id, [])) for row in rows]

    def _links(
        self, sql: sa.Connection, connection: str, flow: str, source_ids: list[str]
    ) -> dict[str, list[StoredLink]]:
        table = self._database.tables.links
        found: dict[str, list[StoredLink]] = {}
        for some in chunks(source_ids):
            these = sa.and_(table.c.connection == connection, table.c.flow == flow, table.c.source_id.in_(some))
            for row in sql.execute(sa.select(table).where(these)):
                found.setdefault(row.source_id, []).append(to_link(row))
        return found

    def _open(
        self, sql: sa.Connection, connection: str, flow: str, source_ids: list[str]
    ) -> dict[str, list[tuple[TargetRef, WriteState]]]:
        """Where the open writes of some documents go, and how they stand."""
        table = self._database.tables.writes
        columns = (table.c.source_id, table.c.side, table.c.company, table.c.number, table.c.state)
        found: dict[str, list[tuple[TargetRef, WriteState]]] = {}
        for some in chunks(source_ids):
            these = sa.and_(table.c.connection == connection, table.c.flow == flow, table.c.source_id.in_(some))
            for row in sql.execute(sa.select(*columns).where(these, still_open(table))):
                target = TargetRef(side=row.side, company=row.company, number=row.number)
                found.setdefault(row.source_id, []).append((target, WriteState(row.state)))
        return found


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
    change.record(event, key, None, row.state, values.get("state", row.state))
    return True


def _key(row: Any) -> Key:
    return Key(connection=row.connection, flow=row.flow, source_id=row.source_id)


def _document(row: Any, links: list[StoredLink], writes: list[tuple[TargetRef, WriteState]]) -> DocumentRow:
    states = [state for _, state in writes]
    return DocumentRow(
        key=_key(row),
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
        keys=tuple(_key(member) for member in members),
        labels=tuple(member.label or member.source_id for member in members),
        sample=finding_from(row.sample),
    )
