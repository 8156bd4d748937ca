"""What the audit's rows tell about documents and writes, held against what the ledger's other tables hold."""

from collections.abc import Callable, Iterable, Mapping
from typing import TypeVar

import attrs

from gp_sync.core.model import Key
from gp_sync.core.states import DOCUMENT_MOVES, OPEN_WRITE_STATES, WRITE_MOVES, DocumentState
from gp_sync.ledger.protocols import Ledger
from gp_sync.ledger.standing import Lane, NewestWrite, States
from gp_sync.ledger.values import AuditRow

__all__ = ["Replayed", "compare_states", "replay"]

T = TypeVar("T", Key, Lane)


@attrs.frozen(kw_only=True)
class Replayed:
    """Where the rows of an audit lead.

    Args:
        states: how documents and writes stand after the last row.
        problems: rows that do not follow from the rows before, in words.
    """

    states: States
    problems: tuple[str, ...]


def replay(rows: Iterable[AuditRow]) -> Replayed:
    """Follow an audit from its first row: each row must begin where the rows before have ended.

    Args:
        rows: all rows of a connection, by number.
    """
    documents: dict[Key, str] = {}
    writes: dict[Lane, NewestWrite] = {}
    problems: list[str | None] = []
    for row in rows:
        if row.flow is None or row.source_id is None:
            continue
        key = Key(connection=row.connection, flow=row.flow, source_id=row.source_id)
        if row.side is not None and row.company is not None:
            lane = (key, row.side, row.company)
            problems.append(_write_problem(row, lane, writes.get(lane)))
            writes[lane] = NewestWrite(attempt=row.attempt or 0, state=row.new_state or "")
        elif row.old_state is not None or row.new_state is not None:
            problems.append(_document_problem(row, key, documents.get(key)))
            documents[key] = row.new_state or ""
    found = tuple(problem for problem in problems if problem is not None)
    return Replayed(states=States(documents=documents, writes=writes), problems=found)


def compare_states(replayed: Replayed, ledger: Ledger, connection: str) -> tuple[str, ...]:
    """What the ledger's tables hold otherwise than its audit's rows tell, in words."""
    told, kept = replayed.states, ledger.states(connection)
    documents = _differences(told.documents, kept.documents, str)
    return documents + _differences(told.writes, kept.writes, _lane_words)


def _document_problem(row: AuditRow, key: Key, before: str | None) -> str | None:
    if row.old_state == before and not _document_moves(row.old_state, row.new_state):
        return f"row {row.number} takes {key} from '{row.old_state}' to '{row.new_state}': there is no such move"
    if row.old_state == before:
        return None
    return f"row {row.number} takes {key} from '{row.old_state}', and the rows before leave it '{before}'"


def _write_problem(row: AuditRow, lane: Lane, before: NewestWrite | None) -> str | None:
    if row.old_state is None:
        follows = before is None or (before.state not in OPEN_WRITE_STATES)
        expected = before.attempt + 1 if before is not None else 1
        if follows and row.attempt == expected:
            return None
    elif before == NewestWrite(attempt=row.attempt or 0, state=row.old_state) and _exists(row.old_state, row.new_state):
        return None
    told = f"attempt {row.attempt} from '{row.old_state}' to '{row.new_state}'"
    return (
        f"row {row.number} takes {_lane_words(lane)} by {told}, and the rows before leave it at {before or 'nothing'}"
    )


def _exists(old: str, new: str | None) -> bool:
    """Whether a write may move so, or stays where it is."""
    return new == old or any(new in states for state, states in WRITE_MOVES.items() if state == old)


def _document_moves(old: str | None, new: str | None) -> bool:
    """Whether a document may move so, begins so, or stays where it is."""
    begins = old is None and new == DocumentState.PENDING
    return begins or new == old or any(new in states for state, states in DOCUMENT_MOVES.items() if state == old)


def _differences(told: Mapping[T, object], kept: Mapping[T, object], words: Callable[[T], str]) -> tuple[str, ...]:
    return tuple(
        f"{words(place)}: its rows lead to {told.get(place, 'nothing')}, the ledger holds {kept.get(place, 'nothing')}"
        for place in sorted(told.keys() | kept.keys())
        if told.get(place) != kept.get(place)
    )


def _lane_words(lane: Lane) -> str:
    key, side, company = lane
    return f"the write of {key} to {company} in {side}"
