"""The audit's rows, followed from the first to the last: how everything stands after them.

Each row must begin where the rows before have ended, and be a move that exists. The states of documents and writes are
in the rows; those of captured versions follow from them, and need no rows of their own:

- a version begins as `new`, or as `unreadable`, with the row that captured it; a row that captures the same version
  again can read it now, and it becomes `new`;
- it is `superseded`, if it was not decided, when a newer one is captured that can be read;
- the newest one that can be read is `decided` by the row that takes its document out of `pending`.

What is kept meanwhile is bounded by what there is: a few words and digests for each document, version, write and link,
and no row's detail. All of it is in the rows' columns, so that a purge of details takes nothing away.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

import attrs

from gp_sync.core.model import Key, TargetRef
from gp_sync.core.states import DOCUMENT_MOVES, OPEN_WRITE_STATES, WRITE_MOVES, DocumentState, VersionState, WriteState
from gp_sync.ledger.contents import contents_of
from gp_sync.ledger.rules import SUPERSEDABLE, in_utc
from gp_sync.ledger.standing import Attempt, DocumentStands, Lane, States, VersionStands, WriteStands
from gp_sync.ledger.views import AuditRow

__all__ = ["Replayed", "replay"]


@attrs.frozen(kw_only=True)
class Replayed:
    """Where the rows of an audit lead.

    Args:
        states: how everything stands after the last row.
        problems: rows that do not follow from the rows before, in words.
    """

    states: States
    problems: tuple[str, ...]


def replay(rows: Iterable[AuditRow]) -> Replayed:
    """Follow an audit from its first row.

    Args:
        rows: all rows of a connection, by number.
    """
    story = _Story()
    for row in rows:
        try:
            story.take(row)
        except (KeyError, TypeError, ValueError):
            story.problems.append(f"row {row.number} has contents that no store writes: {row.contents!r:.100}")
    states = States(
        documents=story.documents,
        versions=story.versions,
        writes=story.writes,
        links=story.links,
        cursors=story.cursors,
    )
    return Replayed(states=states, problems=tuple(story.problems))


@attrs.define
class _Story:
    """How everything stands after the rows so far; `newest` is the number of the newest attempt of each lane."""

    documents: dict[Key, DocumentStands] = attrs.field(factory=dict)
    versions: dict[tuple[Key, int], VersionStands] = attrs.field(factory=dict)
    writes: dict[Attempt, WriteStands] = attrs.field(factory=dict)
    newest: dict[Lane, int] = attrs.field(factory=dict)
    links: dict[tuple[Key, TargetRef], str] = attrs.field(factory=dict)
    cursors: dict[str, str] = attrs.field(factory=dict)
    problems: list[str] = attrs.field(factory=list)

    def take(self, row: AuditRow) -> None:
        """Follow the next row."""
        contents = contents_of(row)
        if row.flow is None or row.source_id is None:
            if "feed" in contents:
                self._take_cursor(row, contents["feed"])
            return
        key = Key(connection=row.connection, flow=row.flow, source_id=row.source_id)
        if row.side is not None and row.company is not None:
            self._take_write(row, (key, row.side, row.company), contents)
        elif row.old_state is not None or row.new_state is not None:
            self._take_document(row, key, contents)
        for side, company, number, digest in contents.get("links", ()):
            self.links[key, TargetRef(flow=row.flow, side=side, company=company, number=number)] = digest

    def _take_cursor(self, row: AuditRow, feed: str) -> None:
        before = self.cursors.get(feed)
        if row.old_state != before:
            self._complain(row, f"the cursor of {feed} from '{row.old_state}'", f"it at '{before}'")
        self.cursors[feed] = row.new_state or ""

    def _take_document(self, row: AuditRow, key: Key, contents: Mapping[str, Any]) -> None:
        before = self.documents.get(key)
        state = None if before is None else before.state
        told = f"{key} from '{row.old_state}'"
        if row.old_state != state:
            self._complain(row, told, f"it '{state}'")
        elif not _document_moves(row.old_state, row.new_state):
            self.problems.append(f"row {row.number} takes {told} to '{row.new_state}': there is no such move")
        after = before or DocumentStands(state="", version=0, newest=0)
        if "version" in contents:
            after = self._capture(row, key, after, contents)
        elif row.new_state != DocumentState.PENDING and (key, after.version) in self.versions:
            self._move_version(key, after.version, VersionState.DECIDED)
        self.documents[key] = attrs.evolve(after, state=row.new_state or "")

    def _capture(self, row: AuditRow, key: Key, before: DocumentStands, contents: Mapping[str, Any]) -> DocumentStands:
        """Take a version in; gives the document with it."""
        number, readable = contents["version"], contents["readable"]
        last = self.versions.get((key, before.newest))
        is_read_now = readable and last is not None and last.state == VersionState.UNREADABLE
        if number != before.newest + 1 and not (number == before.newest and is_read_now):
            self._complain(row, f"{key} to version {number}", f"it at version {before.newest}")
        for earlier in range(1, before.newest + 1) if readable else ():
            if self.versions[key, earlier].state in SUPERSEDABLE:
                self._move_version(key, earlier, VersionState.SUPERSEDED)
        state = VersionState.NEW if readable else VersionState.UNREADABLE
        self.versions[key, number] = VersionStands(state=state, fingerprint=contents["fingerprint"])
        return attrs.evolve(before, newest=number, version=number if readable else before.version)

    def _move_version(self, key: Key, number: int, state: VersionState) -> None:
        self.versions[key, number] = attrs.evolve(self.versions[key, number], state=state)

    def _take_write(self, row: AuditRow, lane: Lane, contents: Mapping[str, Any]) -> None:
        newest = self.newest.get(lane, 0)
        before = self.writes.get((lane, newest))
        if not _write_follows(row, newest, before):
            told = f"attempt {row.attempt} from '{row.old_state}' to '{row.new_state}'"
            left = f"it at attempt {newest}, {before.state}" if before is not None else "it at nothing"
            key, side, company = lane
            self._complain(row, f"the write of {key} to {company} in {side} by {told}", left)
        attempt = self.newest[lane] = row.attempt or 0
        self.writes[lane, attempt] = _written(row, None if row.old_state is None else before, contents)

    def _complain(self, row: AuditRow, told: str, left: str) -> None:
        self.problems.append(f"row {row.number} takes {told}, and the rows before leave {left}")


def _document_moves(old: str | None, new: str | None) -> bool:
    """Whether a document may move so, begins so, or stays where it is."""
    begins = old is None and new == DocumentState.PENDING
    return begins or new == old or any(new in states for state, states in DOCUMENT_MOVES.items() if state == old)


def _write_follows(row: AuditRow, newest: int, before: WriteStands | None) -> bool:
    """Whether a row reserves the next attempt, or takes the newest one on from where it is."""
    if row.old_state is None:
        is_free = before is None or before.state not in OPEN_WRITE_STATES
        return is_free and row.new_state == WriteState.RESERVED and row.attempt == newest + 1
    if before is None or (row.attempt, row.target_number, row.old_state) != (newest, before.number, before.state):
        return False
    moves = [new for old, states in WRITE_MOVES.items() if old == row.old_state for new in states]
    return _is_absence(row) or row.new_state in moves


def _is_absence(row: AuditRow) -> bool:
    """Whether a row tells of a read-back that found nothing: the write stays in doubt."""
    return row.old_state == row.new_state == WriteState.IN_DOUBT


def _written(row: AuditRow, before: WriteStands | None, contents: Mapping[str, Any]) -> WriteStands:
    """How a write stands after a row; it began with that row if there is none before."""
    if before is None:
        before = WriteStands(number=row.target_number or "", state="", content=contents.get("write", ""))
    after = attrs.evolve(before, state=row.new_state or "")
    if "deadline" in contents:
        after = attrs.evolve(after, deadline=datetime.fromisoformat(contents["deadline"]))
    if _is_absence(row):
        after = attrs.evolve(after, absences=before.absences + 1, checked=in_utc(row.at))
    return after
