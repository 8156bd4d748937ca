"""The tool's own store of writes: three tables in its database, and what decides whether a write may be sent.

Everything that prevents duplicates stands in two places: in `_change`, which takes the database's write lock and checks
the lease's fence before anything is changed, and in `move`, whose update names the state that the write must be in.
"""

# ruff: noqa: S608  # nothing from outside becomes part of a statement

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

import attrs

from examples.embedding.database import (
    OF_LANE,
    OPEN,
    TABLES,
    lane,
    opened,
    to_instant,
    to_intent,
    to_link,
    to_open_write,
    transaction,
)
from gp_sync.clock import utc_now
from gp_sync.core.canonical import canonical
from gp_sync.core.model import Key, TargetRef
from gp_sync.core.states import OPEN_WRITE_STATES, WriteState
from gp_sync.ledger import rules
from gp_sync.ledger.values import Event, Fenced, Intent, Lease, OpenWrite, Reservation, Reserved, Settlement

__all__ = ["WritesTable"]


class WritesTable:
    """A `DedupStore` over the tool's database. Every call opens the file anew, so that any thread may make it.

    Args:
        path: the database file; the tables are made if they are missing.
        now: the clock that leases run by; aware instants.

    Attributes:
        path: the database file.
    """

    durable = True

    def __init__(self, path: Path | str, *, now: Callable[[], datetime] = utc_now) -> None:
        self.path = str(path)
        self._now = now
        with opened(self.path) as sql:
            sql.executescript(TABLES)

    # --- leases -----------------------------------------------------------------------------------------------------

    def acquire(self, connection: str, owner: str, ttl: float) -> Lease | None:
        """See `DedupStore.acquire`."""
        now = self._now()
        with transaction(self.path) as sql:
            sql.execute("INSERT OR IGNORE INTO desk_leases (connection, fence) VALUES (?, 0)", (connection,))
            kept = sql.execute("SELECT * FROM desk_leases WHERE connection = ?", (connection,)).fetchone()
            if not rules.is_free(kept["owner"], to_instant(kept["until"]), owner, now):
                return None
            lease = Lease(
                connection=connection, owner=owner, fence=kept["fence"] + 1, until=now + timedelta(seconds=ttl)
            )
            sql.execute(
                "UPDATE desk_leases SET fence = ?, owner = ?, until = ? WHERE connection = ?",
                (lease.fence, owner, lease.until.isoformat(), connection),
            )
            if kept["owner"] not in {None, owner}:
                _note(sql, connection, Event(what="lease.taken_over", at=now, detail={"from": kept["owner"]}))
            return lease

    def renew(self, lease: Lease, ttl: float) -> Lease | None:
        """See `DedupStore.renew`."""
        renewed = attrs.evolve(lease, until=self._now() + timedelta(seconds=ttl))
        with self._change(lease.connection, lease.fence) as sql:
            if sql is None:
                return None
            sql.execute(
                "UPDATE desk_leases SET until = ? WHERE connection = ?", (renewed.until.isoformat(), lease.connection)
            )
            return renewed

    def release(self, lease: Lease) -> None:
        """See `DedupStore.release`."""
        with self._change(lease.connection, lease.fence) as sql:
            if sql is not None:
                # The next fence, so that nothing can be changed with the one that was given back.
                sql.execute(
                    "UPDATE desk_leases SET fence = fence + 1, owner = NULL, until = NULL WHERE connection = ?",
                    (lease.connection,),
                )

    # --- writes -----------------------------------------------------------------------------------------------------

    def reserve(
        self, key: Key, version: int, intent: Intent, expected_attempt: int, fence: int, event: Event
    ) -> Reservation:
        """See `DedupStore.reserve`."""
        with self._change(key.connection, fence) as sql:
            if sql is None:
                return Fenced()
            known = _of_lane(sql, key, intent.target)
            still = [to_open_write(row) for row in known if row["state"] in OPEN_WRITE_STATES]
            confirmed = [row for row in known if row["state"] == WriteState.CONFIRMED]
            given = rules.answer(
                intent,
                expected_attempt,
                attempts=len(known),
                open_write=still[0] if still else None,
                taken=_taken(sql, key, intent),
                confirmed=to_intent(confirmed[-1]) if confirmed else None,
                link=to_link(confirmed[-1]) if confirmed else None,
            )
            if isinstance(given, Reserved):
                sql.execute(
                    "INSERT INTO desk_writes (connection, flow, source_id, side, company, number, attempt, version,"
                    " state, intent) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                    (
                        *lane(key, intent.target),
                        intent.target.number,
                        given.attempt,
                        version,
                        WriteState.RESERVED,
                        canonical(intent),
                    ),
                )
                _note(sql, key.connection, event, key)
            return given

    def move(
        self,
        key: Key,
        target: TargetRef,
        attempt: int,
        old: WriteState,
        new: WriteState,
        fence: int,
        event: Event,
        *,
        deadline: datetime | None = None,
        settlement: Settlement | None = None,
    ) -> bool:
        """See `DedupStore.move`. Of a settlement, the tool keeps what GP then held; documents are not its business."""
        rules.check_move(old, new)
        links = [link for link in settlement.links if link.target == target] if settlement else []
        with self._change(key.connection, fence) as sql:
            if sql is None:
                return False
            moved = sql.execute(
                "UPDATE desk_writes SET state = ?, deadline = coalesce(?, deadline), link = coalesce(?, link)"
                f" WHERE {OF_LANE} AND number = ? AND attempt = ? AND state = ?",
                (
                    new,
                    deadline and deadline.isoformat(),
                    canonical(links[0]) if links else None,
                    *lane(key, target),
                    target.number,
                    attempt,
                    old,
                ),
            )
            if moved.rowcount == 1:
                _note(sql, key.connection, event, key)
            return moved.rowcount == 1

    def absent(self, key: Key, target: TargetRef, attempt: int, fence: int, event: Event) -> int:
        """See `DedupStore.absent`."""
        with self._change(key.connection, fence) as sql:
            if sql is None:
                return 0
            counted = sql.execute(
                "UPDATE desk_writes SET absences = absences + 1, checked = ?"
                f" WHERE {OF_LANE} AND number = ? AND attempt = ? AND state = ? RETURNING absences",
                (event.at.isoformat(), *lane(key, target), target.number, attempt, WriteState.IN_DOUBT),
            ).fetchone()
            if counted is None:
                return 0
            _note(sql, key.connection, event, key)
            return int(counted["absences"])

    # --- what is known ----------------------------------------------------------------------------------------------

    def attempts(self, key: Key, target: TargetRef) -> int:
        """See `DedupStore.attempts`."""
        with opened(self.path) as sql:
            return len(_of_lane(sql, key, target))

    def open_writes(self, connection: str) -> Sequence[OpenWrite]:
        """See `DedupStore.open_writes`."""
        query = f"SELECT * FROM desk_writes WHERE connection = ? AND state IN ({OPEN}) ORDER BY id"
        with opened(self.path) as sql:
            return [to_open_write(row) for row in sql.execute(query, (connection,))]

    def sent_unseen(self, key: Key, target: TargetRef) -> Sequence[Intent]:
        """See `DedupStore.sent_unseen`."""
        with opened(self.path) as sql:
            sent = [to_intent(row) for row in _of_lane(sql, key, target) if row["state"] in rules.UNSEEN]
        return list(dict.fromkeys(intent for intent in sent if intent.target == target))

    def writers(self, connection: str, flow: str, targets: Iterable[TargetRef]) -> Mapping[TargetRef, Key]:
        """See `DedupStore.writers`."""
        query = (
            "SELECT min(source_id) AS source_id FROM desk_writes"
            " WHERE connection = ? AND flow = ? AND side = ? AND company = ? AND number = ?"
        )
        found: dict[TargetRef, Key] = {}
        with opened(self.path) as sql:
            for target in targets:
                row = sql.execute(query, (connection, flow, target.side, target.company, target.number)).fetchone()
                if row["source_id"] is not None:
                    found[target] = Key(connection=connection, flow=flow, source_id=row["source_id"])
        return found

    def events(self, connection: str) -> list[str]:
        """The words of all events of a connection, in order: the tool's own trail of what was sent."""
        query = "SELECT what FROM desk_events WHERE connection = ? ORDER BY id"
        with opened(self.path) as sql:
            return [row["what"] for row in sql.execute(query, (connection,))]

    @contextmanager
    def _change(self, connection: str, fence: int) -> Iterator[sqlite3.Connection | None]:
        """A transaction under a lease; None if the fence is not the newest, or was given back."""
        held = "SELECT 1 FROM desk_leases WHERE connection = ? AND fence = ? AND owner IS NOT NULL"
        with transaction(self.path) as sql:
            yield sql if sql.execute(held, (connection, fence)).fetchone() else None


def _of_lane(sql: sqlite3.Connection, key: Key, target: TargetRef) -> list[sqlite3.Row]:
    """All attempts to write a document into one company, the oldest first."""
    query = f"SELECT * FROM desk_writes WHERE {OF_LANE} ORDER BY attempt"
    return sql.execute(query, lane(key, target)).fetchall()


def _taken(sql: sqlite3.Connection, key: Key, intent: Intent) -> OpenWrite | None:
    """The oldest open write to a record that is to be made; another document's, if the lane itself has none."""
    if intent.op != "create":
        return None
    target = intent.target
    row = sql.execute(
        "SELECT * FROM desk_writes WHERE connection = ? AND flow = ? AND side = ? AND company = ? AND number = ?"
        f" AND state IN ({OPEN}) ORDER BY id",
        (key.connection, key.flow, target.side, target.company, target.number),
    ).fetchone()
    return None if row is None else to_open_write(row)


def _note(sql: sqlite3.Connection, connection: str, event: Event, key: Key | None = None) -> None:
    """Keep an event, in the transaction of what it tells."""
    order = (key.flow, key.source_id) if key else (None, None)
    sql.execute(
        "INSERT INTO desk_events (connection, flow, source_id, at, what, detail) VALUES (?, ?, ?, ?, ?, ?)",
        (connection, *order, event.at.isoformat(), event.what, canonical(event.detail)),
    )
