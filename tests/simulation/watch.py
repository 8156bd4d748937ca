"""What the audit tells, row by row as it grows: where each write and each order stands by it."""

from collections import Counter
from collections.abc import Iterator

import attrs

from gp_sync.core.model import TargetRef
from gp_sync.core.states import OPEN_WRITE_STATES, WRITE_MOVES, WriteState
from gp_sync.ledger.protocols import Ledger
from gp_sync.ledger.views import AuditRow

__all__ = ["DOUBTS_FOR_A_PERSON", "Watch"]

DOUBTS_FOR_A_PERSON = 3
"""So many writes of a document end in doubt before a person is asked."""

Lane = tuple[str, TargetRef]
"""A source id, and its record."""


@attrs.define(kw_only=True)
class Watch:
    """Follows the audit of a connection.

    Attributes:
        rows: how many rows were taken.
        changes: how many of them tell more than that a window was captured.
        fence: the newest fence.
        writes: the state of the newest write, by lane.
        ends: the state of each attempt, by its order's source id, its record and its number.
        doubts: how many writes ended in doubt, by source id.
        captured: the fingerprints of the captured versions, by source id.
    """

    ledger: Ledger
    connection: str
    rows: int = 0
    changes: int = 0
    fence: int = 0
    writes: dict[Lane, str] = attrs.field(factory=dict)
    ends: dict[tuple[str, TargetRef, int], str] = attrs.field(factory=dict)
    doubts: Counter[str] = attrs.field(factory=Counter)
    captured: dict[str, set[str]] = attrs.field(factory=dict)

    def follow(self) -> list[str]:
        """Take the rows that are new; gives what is wrong with them."""
        new = self.ledger.head(self.connection).number - self.rows
        rows = list(self.ledger.audit(self.connection, last=new)) if new else []
        return [problem for row in rows for problem in self._take(row)]

    def still_open(self) -> dict[Lane, str]:
        """The writes that are open by the audit."""
        return {lane: state for lane, state in self.writes.items() if state in OPEN_WRITE_STATES}

    def _take(self, row: AuditRow) -> Iterator[str]:
        self.rows += 1
        self.changes += row.what != "capture.complete"
        if row.number != self.rows:
            yield f"row {self.rows} of the audit is number {row.number}"
        if row.fence < self.fence:
            yield f"row {row.number} has fence {row.fence} after {self.fence}"
        self.fence = row.fence
        if row.source_id is None:
            return
        if row.what == "version.captured" and row.detail is not None:
            self.captured.setdefault(row.source_id, set()).add(row.detail["fingerprint"])
        self.doubts[row.source_id] += row.what == "write.in_doubt"
        if row.target_number is not None:
            target = TargetRef(
                flow=row.flow or "",
                side="procurify" if row.side == "procurify" else "gp",
                company=row.company or "",
                number=row.target_number,
            )
            yield from self._take_write(row, (row.source_id, target))

    def _take_write(self, row: AuditRow, lane: Lane) -> Iterator[str]:
        known, new = self.writes.get(lane), row.new_state or ""
        if row.old_state is None:
            if known in OPEN_WRITE_STATES:
                yield f"a second write of order {lane[0]} was reserved while one is {known}"
        elif row.old_state != known:
            yield f"a write of order {lane[0]} moved from {row.old_state}, but was {known}"
        elif new != row.old_state and new not in WRITE_MOVES.get(WriteState(row.old_state), ()):
            yield f"a write of order {lane[0]} moved from {row.old_state} to {new}"
        self.writes[lane] = self.ends[(*lane, row.attempt or 0)] = new
