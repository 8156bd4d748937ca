"""The guard against doing too much at once: how many records a run would write, and how many of them exist already."""

from collections.abc import Collection

import attrs

from gp_sync.core.canonical import fingerprint
from gp_sync.core.findings import finding
from gp_sync.core.model import Finding, Key, Ref, Unavailable
from gp_sync.ledger.values import Intent
from gp_sync.ledger.views import Backlog
from gp_sync.run.guards import BLAST_RADIUS, GuardLimits, Guards
from gp_sync.run.session import Session

__all__ = ["BlastRadius", "PlannedChange", "planned_change"]


@attrs.frozen(kw_only=True)
class PlannedChange:
    """What would be written for one document.

    Args:
        source_id: the document's.
        item: what a person lets go: this very content of this version, so that another one is counted anew.
        changes: a record that exists is changed or voided.
    """

    source_id: str
    item: str
    changes: bool


def planned_change(key: Key, label: str, version: int, intents: Collection[Intent]) -> PlannedChange | None:
    """What would be written for a version of a document, or None if nothing would be."""
    if not intents:
        return None
    content = fingerprint(" ".join(intent.fingerprint for intent in intents))
    return PlannedChange(
        source_id=key.source_id,
        item=f"{label} ({key.source_id}), version {version}, {content[:16]}",
        changes=any(intent.op != "create" for intent in intents),
    )


@attrs.frozen
class BlastRadius:
    """Counts what one run would write in one flow, and stops it where a person has to look at it first.

    Args:
        session: the run's hold on its connection.
        flow: the flow's name.
        limits: how much one run may do.
    """

    session: Session
    flow: str
    limits: GuardLimits

    def is_too_small_to_count(self, backlog: Backlog) -> bool:
        """Whether so little waits that it cannot be too much, whatever of it is written."""
        return backlog.pending <= self.limits.max_writes and backlog.changing <= self._changes_allowed(backlog.changing)

    def check(self, planned: Collection[PlannedChange], *, whole: bool) -> None:
        """Let a run go on, or stop it.

        Args:
            planned: all that it would write.
            whole: that is all that waits, so that what a person let go and is not among it is forgotten.

        Raises:
            Unavailable: it is too much.
        """
        guards = Guards(self.session, self.flow)
        items = [change.item for change in planned]
        reason = self.too_much(planned)
        if reason is not None:
            guards.stop(BLAST_RADIUS, reason, items)
            raise Unavailable(reason)
        if whole:
            guards.passed(BLAST_RADIUS, items)

    def too_much(self, planned: Collection[PlannedChange]) -> Finding | None:
        """Why it is too much, or None if it is not; what a person let go does not count."""
        unreleased = Guards(self.session, self.flow).unreleased(BLAST_RADIUS, [change.item for change in planned])
        new = [change for change in planned if change.item in unreleased]
        changing = sum(change.changes for change in new)
        if len(new) <= self.limits.max_writes and changing <= self._changes_allowed(changing):
            return None
        changes = sum(change.changes for change in planned)
        tried = f"{len(planned)} documents, of which {changes} change or void a record that exists"
        return finding("BLAST_RADIUS", Ref("connection", (self.session.connection,)), tried=tried)

    def _changes_allowed(self, changing: int) -> int:
        """How many records may be changed; what is linked is counted only where that matters."""
        limits, session = self.limits, self.session
        known = session.ledger.link_count(session.connection, self.flow) if changing > limits.always_allowed else 0
        return max(limits.always_allowed, known * limits.max_changed_percent // 100)
