"""Links in a database: which records of the target belong to which documents."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from gp_sync.core.model import Key, TargetRef
from gp_sync.ledger.database import Database
from gp_sync.ledger.sql_pages import chunks
from gp_sync.ledger.texts import to_key, to_link
from gp_sync.ledger.values import StoredLink
from gp_sync.ledger.views import LinkedRecord

__all__ = ["SqlLinks", "links_of"]

_PAGE = 500


class SqlLinks:
    """The part of `SqlStore` that finds documents by their records."""

    _database: Database

    def writers(self, connection: str, flow: str, targets: Iterable[TargetRef]) -> Mapping[TargetRef, Key]:
        """See `DedupStore.writers`."""
        writes = self._database.tables.writes
        named = [writes.c[name] for name in ("connection", "flow", "source_id", "side", "company", "number")]
        with self._database.reading() as sql:
            rows = _of_records(sql, writes, sa.select(*named).distinct(), connection, flow, targets)
        # Backwards, so that the first of several is the one that stays.
        return dict(sorted(((_target(row), to_key(row)) for row in rows), reverse=True))

    def linked(
        self, connection: str, flow: str, targets: Iterable[TargetRef]
    ) -> Mapping[TargetRef, Sequence[LinkedRecord]]:
        """See `Ledger.linked`."""
        links = self._database.tables.links
        with self._database.reading() as sql:
            rows = [_linked(row) for row in _of_records(sql, links, sa.select(links), connection, flow, targets)]
        found: dict[TargetRef, list[LinkedRecord]] = {}
        for record in sorted(rows, key=lambda record: record.key):
            found.setdefault(record.link.target, []).append(record)
        return found

    def links(self, connection: str, flow: str, company: str) -> Iterator[LinkedRecord]:
        """See `Ledger.links`."""
        links = self._database.tables.links
        place = sa.tuple_(links.c.number, links.c.source_id, links.c.side)
        query = sa.select(links).where(_into(links, connection, flow, company)).order_by(*place.clauses).limit(_PAGE)
        page = query
        # Page by page, so that no transaction stays open while the caller works.
        while rows := self._linked_page(page):
            yield from rows
            target, key = rows[-1].link.target, rows[-1].key
            page = query.where(place > (target.number, key.source_id, target.side))

    def link_count(self, connection: str, flow: str) -> int:
        """See `Ledger.link_count`."""
        links = self._database.tables.links
        mine = sa.and_(links.c.connection == connection, links.c.flow == flow)
        with self._database.reading() as sql:
            return int(sql.execute(sa.select(sa.func.count()).select_from(links).where(mine)).scalar_one())

    def _linked_page(self, query: sa.Select[tuple[object, ...]]) -> list[LinkedRecord]:
        with self._database.reading() as sql:
            return [_linked(row) for row in sql.execute(query)]


def _of_records(
    sql: sa.Connection, table: sa.Table, query: sa.Select[Any], connection: str, flow: str, targets: Iterable[TargetRef]
) -> list[Any]:
    """The rows of a query that are about some records."""
    lanes: dict[tuple[str, str], set[str]] = {}
    for target in targets:
        lanes.setdefault((target.side, target.company), set()).add(target.number)
    rows: list[Any] = []
    for (side, company), numbers in lanes.items():
        into = query.where(_into(table, connection, flow, company), table.c.side == side)
        for some in chunks(numbers):
            rows += sql.execute(into.where(table.c.number.in_(some))).all()
    return rows


def _target(row: Any) -> TargetRef:
    return TargetRef(flow=row.flow, side=row.side, company=row.company, number=row.number)


def links_of(
    sql: sa.Connection, links: sa.Table, connection: str, flow: str, source_ids: list[str]
) -> dict[str, list[StoredLink]]:
    """The links of some documents, by source id."""
    found: dict[str, list[StoredLink]] = {}
    for some in chunks(source_ids):
        these = sa.and_(links.c.connection == connection, links.c.flow == flow, links.c.source_id.in_(some))
        for row in sql.execute(sa.select(links).where(these)):
            found.setdefault(row.source_id, []).append(to_link(row))
    return found


def _into(links: sa.Table, connection: str, flow: str, company: str) -> sa.ColumnElement[bool]:
    """The condition of a flow's rows about one company."""
    return sa.and_(links.c.connection == connection, links.c.flow == flow, links.c.company == company)


def _linked(row: Any) -> LinkedRecord:
    return LinkedRecord(key=to_key(row), link=to_link(row))
