"""The tool's database: one SQLite file, the three tables of its store of writes, and what their rows mean."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime

from gp_sync.core.canonical import revive
from gp_sync.core.model import Key, TargetRef
from gp_sync.core.states import OPEN_WRITE_STATES, WriteState
from gp_sync.ledger.values import Intent, OpenWrite, StoredLink

__all__ = [
    "OF_LANE",
    "OPEN",
    "TABLES",
    "lane",
    "opened",
    "to_instant",
    "to_intent",
    "to_link",
    "to_open_write",
    "transaction",
]

OPEN = ", ".join(f"'{state}'" for state in sorted(OPEN_WRITE_STATES))
"""The states of an open write, as a list in SQL."""

OF_LANE = "connection = ? AND flow = ? AND source_id = ? AND side = ? AND company = ?"
"""The condition of all writes of one document into one company, of which one may be open; `lane` gives its values."""

TABLES = f"""
PRAGMA journal_mode = WAL;
CREATE TABLE IF NOT EXISTS desk_leases (
    connection TEXT PRIMARY KEY, fence INTEGER NOT NULL, owner TEXT, until TEXT
);
CREATE TABLE IF NOT EXISTS desk_writes (
    id INTEGER PRIMARY KEY, connection TEXT, flow TEXT, source_id TEXT, side TEXT, company TEXT, number TEXT,
    attempt INTEGER NOT NULL, version INTEGER NOT NULL, state TEXT NOT NULL, intent TEXT NOT NULL, link TEXT,
    deadline TEXT, absences INTEGER NOT NULL DEFAULT 0, checked TEXT
);
CREATE UNIQUE INDEX IF NOT EXISTS desk_writes_one_open
    ON desk_writes (connection, flow, source_id, side, company) WHERE state IN ({OPEN});
CREATE TABLE IF NOT EXISTS desk_events (
    id INTEGER PRIMARY KEY, connection TEXT, flow TEXT, source_id TEXT, at TEXT, what TEXT NOT NULL, detail TEXT
);
"""


@contextmanager
def opened(path: str) -> Iterator[sqlite3.Connection]:
    """The database for a moment; any thread may open it."""
    with closing(sqlite3.connect(path, timeout=30, isolation_level=None)) as sql:
        sql.row_factory = sqlite3.Row
        # Each commit waits for the disk, also in this journal mode.
        sql.execute("PRAGMA synchronous = FULL")
        yield sql


@contextmanager
def transaction(path: str) -> Iterator[sqlite3.Connection]:
    """One transaction, alone from its begin on: committed at its end, or undone by an exception."""
    with opened(path) as sql:
        sql.execute("BEGIN IMMEDIATE")
        with sql:
            yield sql


def lane(key: Key, target: TargetRef) -> tuple[str, ...]:
    """The values for `OF_LANE`."""
    return key.connection, key.flow, key.source_id, target.side, target.company


def to_open_write(row: sqlite3.Row) -> OpenWrite:
    """A row of an open write as the engine knows it."""
    return OpenWrite(
        key=Key(connection=row["connection"], flow=row["flow"], source_id=row["source_id"]),
        version=row["version"],
        attempt=row["attempt"],
        state=WriteState(row["state"]),
        intent=to_intent(row),
        deadline=to_instant(row["deadline"]),
        absences=row["absences"],
        checked=to_instant(row["checked"]),
    )


def to_intent(row: sqlite3.Row) -> Intent:
    """What the row's write wants to do.

    Raises:
        ValueError: the row holds something else.
    """
    intent = revive(row["intent"], Intent)
    if intent is None:
        raise ValueError(f"the write {row['id']} has no intent")
    return intent


def to_link(row: sqlite3.Row) -> StoredLink | None:
    """What the target held after the row's write, if that was told."""
    return revive(row["link"] or "null", StoredLink)


def to_instant(text: str | None) -> datetime | None:
    """An instant from its text."""
    return None if text is None else datetime.fromisoformat(text)
