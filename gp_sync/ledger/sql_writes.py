"""Writes in a database: the part of `SqlStore` that makes a write happen once."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import attrs
import sqlalchemy as sa

from gp_sync.core.model import Key, TargetRef
from gp_sync.core.states import OPEN_WRITE_STATES, WriteState
from gp_sync.ledger import rules
from gp_sync.ledger.change import Change, changing, matching, of_lane, of_names
from gp_sync.ledger.contents import move_contents, write_contents
from gp_sync.ledger.database import Database
from gp_sync.ledger.events import settlement_event
from gp_sync.ledger.sql_pages import chunks
from gp_sync.ledger.sql_settle import store_settlement
from gp_sync.ledger.tables import still_open
from gp_sync.ledger.texts import lane_names, to_intent, to_link, to_open_write
from gp_sync.ledger.values import Event, Fenced, Intent, OpenWrite, Reservation, Reserved, Settlement, StoredLink

__all__ = ["SqlWrites", "open_of"]


class SqlWrites:
    """Reserves, moves and lists writes."""

    _database: Database

    def reserve(
        self, key: Key, version: int, intent: Intent, expected_attempt: int, fence: int, event: Event
    ) -> Reservation:
        """See `DedupStore.reserve`."""
        # Before the send, never after it: what becomes of a write must find room.
        self._database.check_room()
        with changing(self._database, key.connection, fence) as change:
            if change is None:
                return Fenced()
            given = _answer(change, key, intent, expected_attempt)
            if isinstance(given, Reserved):
                new = WriteState.RESERVED
                number = change.record(
                    event,
                    key,
                    target=intent.target,
                    attempt=given.attempt,
                    new=new,
                    contents=write_contents(version, intent),
                )
                _insert(change, key, version, intent, given.attempt, number)
            return given

    def attempts(self, key: Key, target: TargetRef) -> int:
        """See `DedupStore.attempts`."""
        writes = self._database.tables.writes
        lane = lane_names(key, target)
        query = self._database.tables.built(_newest_attempt, writes, *lane)
        with self._database.reading() as sql:
            return sql.execute(query, of_names(lane)).scalar() or 0

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
        """See `DedupStore.move`."""
        rules.check_move(old, new)
        values = {"state": new} if deadline is None else {"state": new, "deadline": deadline}
        with changing(self._database, key.connection, fence) as change:
            if change is None:
                return False
            if not change.update(change.tables.writes, _attempt(key, target, attempt, old), **values):
                return False
            contents = move_contents(deadline, settlement)
            change.record(event, key, target=target, attempt=attempt, old=old, new=new, contents=contents)
            states = store_settlement(change, key, settlement, event.at) if settlement is not None else None
            if settlement is not None and states is not None:
                before, after = states
                change.record(settlement_event(settlement, after, event.at), key, old=before, new=after)
            return True

    def absent(self, key: Key, target: TargetRef, attempt: int, fence: int, event: Event) -> int:
        """See `DedupStore.absent`."""
        with changing(self._database, key.connection, fence) as change:
            if change is None:
                return 0
            writes, names = change.tables.writes, _attempt(key, target, attempt, WriteState.IN_DOUBT)
            this, parameters = matching(writes, *names), of_names(names)
            counted = writes.update().where(this).values(absences=writes.c.absences + 1, checked=event.at)
            if change.sql.execute(counted, parameters).rowcount == 0:
                return 0
            state = WriteState.IN_DOUBT
            change.record(event, key, target=target, attempt=attempt, old=state, new=state)
            return int(change.sql.execute(sa.select(writes.c.absences).where(this), parameters).scalar_one())

    def open_writes(self, connection: str) -> Sequence[OpenWrite]:
        """See `DedupStore.open_writes`."""
        writes = self._database.tables.writes
        mine = sa.and_(writes.c.connection == connection, still_open(writes))
        with self._database.reading() as sql:
            rows = sql.execute(sa.select(writes).where(mine).order_by(writes.c.reserved_as)).all()
        return [to_open_write(row) for row in rows]

    def sent_unseen(self, key: Key, target: TargetRef) -> Sequence[Intent]:
        """See `DedupStore.sent_unseen`."""
        writes = self._database.tables.writes
        unseen = sa.and_(writes.c.number == target.number, writes.c.state.in_(sorted(rules.UNSEEN)))
        query = sa.select(writes).where(of_lane(writes, key, target), unseen).order_by(writes.c.attempt)
        with self._database.reading() as sql:
            return list(dict.fromkeys(to_intent(row) for row in sql.execute(query)))


def open_of(
    sql: sa.Connection, writes: sa.Table, connection: str, flow: str, source_ids: list[str]
) -> dict[str, list[tuple[TargetRef, WriteState]]]:
    """Where the open writes of some documents go, and how they stand, by source id."""
    columns = (writes.c.source_id, writes.c.side, writes.c.company, writes.c.number, writes.c.state)
    found: dict[str, list[tuple[TargetRef, WriteState]]] = {}
    for some in chunks(source_ids):
        these = sa.and_(writes.c.connection == connection, writes.c.flow == flow, writes.c.source_id.in_(some))
        for row in sql.execute(sa.select(*columns).where(these, still_open(writes))):
            target = TargetRef(flow=flow, side=row.side, company=row.company, number=row.number)
            found.setdefault(row.source_id, []).append((target, WriteState(row.state)))
    return found


def _answer(change: Change, key: Key, intent: Intent, expected_attempt: int) -> Reservation:
    writes, lane = change.tables.writes, lane_names(key, intent.target)
    # Without the bodies, which are read only where they are needed.
    found = change.sql.execute(change.tables.built(_states, writes, *lane), of_names(lane))
    states = {row.attempt: WriteState(row.state) for row in found}
    still = [attempt for attempt, state in states.items() if state in OPEN_WRITE_STATES]
    confirmed = [attempt for attempt, state in states.items() if state is WriteState.CONFIRMED]
    needed = still[-1:] + confirmed[-1:]
    bodies = sa.select(writes).where(of_lane(writes, key, intent.target), writes.c.attempt.in_(needed))
    rows = {row.attempt: row for row in change.sql.execute(bodies)} if needed else {}
    return rules.answer(
        intent,
        expected_attempt,
        attempts=max(states, default=0),
        open_write=to_open_write(rows[still[-1]]) if still else None,
        taken=_taken(change, key, intent),
        confirmed=to_intent(rows[confirmed[-1]]) if confirmed else None,
        link=_link(change, key, intent.target) if confirmed else None,
    )


def _taken(change: Change, key: Key, intent: Intent) -> OpenWrite | None:
    """The oldest open write to a record that is to be made; another document's, if the lane itself has none."""
    if intent.op != "create":
        return None
    target = intent.target
    names = attrs.asdict(target) | {"connection": key.connection, "flow": key.flow}
    query = change.tables.built(_oldest_open, change.tables.writes, *names)
    row = change.sql.execute(query, of_names(names)).first()
    return None if row is None else to_open_write(row)


def _link(change: Change, key: Key, target: TargetRef) -> StoredLink | None:
    links = change.tables.links
    this = sa.and_(of_lane(links, key, target), links.c.number == target.number)
    row = change.sql.execute(sa.select(links).where(this)).one_or_none()
    return None if row is None else to_link(row)


def _insert(change: Change, key: Key, version: int, intent: Intent, attempt: int, number: int) -> None:
    change.sql.execute(
        change.tables.built(sa.insert, change.tables.writes),
        {
            **lane_names(key, intent.target),
            "number": intent.target.number,
            "attempt": attempt,
            "version": version,
            "state": WriteState.RESERVED,
            "op": intent.op,
            "body": intent.body,
            "before": intent.before,
            "stamp": intent.stamp,
            "fingerprint": intent.fingerprint,
            "absences": 0,
            "reserved_as": number,
        },
    )


def _attempt(key: Key, target: TargetRef, attempt: int, state: WriteState) -> dict[str, Any]:
    return lane_names(key, target) | {"number": target.number, "attempt": attempt, "state": state}


def _newest_attempt(writes: sa.Table, *columns: str) -> sa.Select[Any]:
    return sa.select(sa.func.max(writes.c.attempt)).where(matching(writes, *columns))


def _oldest_open(writes: sa.Table, *columns: str) -> sa.Select[Any]:
    these = sa.and_(matching(writes, *columns), still_open(writes))
    return sa.select(writes).where(these).order_by(writes.c.reserved_as).limit(1)


def _states(writes: sa.Table, *columns: str) -> sa.Select[Any]:
    return sa.select(writes.c.attempt, writes.c.state).where(matching(writes, *columns)).order_by(writes.c.attempt)
