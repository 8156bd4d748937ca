"""How everything stands in a database, for a comparison with the audit."""

from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa

from gp_sync.core.model import Key, TargetRef
from gp_sync.ledger.contents import has_its_fingerprint, link_digest, write_digest
from gp_sync.ledger.standing import Attempt, DocumentStands, States, VersionStands, WriteStands, lane_of
from gp_sync.ledger.tables import Tables
from gp_sync.ledger.texts import to_intent, to_key, to_link

__all__ = ["states_of"]

_PAGE = 500
"""How many rows are in memory at once: they have payloads and bodies, of which only digests are kept."""


def states_of(sql: sa.Connection, tables: Tables, connection: str) -> States:
    """How everything of a connection stands."""
    return States(
        documents={
            to_key(row): DocumentStands(state=row.state, version=row.version, newest=row.newest)
            for row in _rows(sql, tables.documents, connection)
        },
        versions=dict(_version(row) for row in _rows(sql, tables.versions, connection)),
        writes=dict(_write(row) for row in _rows(sql, tables.writes, connection)),
        links=dict(_link(row) for row in _rows(sql, tables.links, connection)),
        cursors={row.feed: row.cursor for row in _rows(sql, tables.cursors, connection)},
    )


def _rows(sql: sa.Connection, table: sa.Table, connection: str) -> Iterator[Any]:
    query = sa.select(table).where(table.c.connection == connection)
    yield from sql.execute(query, execution_options={"yield_per": _PAGE})


def _version(row: Any) -> tuple[tuple[Key, int], VersionStands]:
    whole = has_its_fingerprint(bytes(row.payload), row.fingerprint)
    return (to_key(row), row.version), VersionStands(state=row.state, fingerprint=row.fingerprint, whole=whole)


def _write(row: Any) -> tuple[Attempt, WriteStands]:
    intent = to_intent(row)
    stands = WriteStands(
        number=row.number,
        state=row.state,
        content=write_digest(row.version, intent),
        deadline=row.deadline,
        absences=row.absences,
        checked=row.checked,
    )
    return (lane_of(to_key(row), intent.target), row.attempt), stands


def _link(row: Any) -> tuple[tuple[Key, TargetRef], str]:
    link = to_link(row)
    return (to_key(row), link.target), link_digest(link)
