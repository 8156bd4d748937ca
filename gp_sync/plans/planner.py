"""Planning: deciding documents with a run's own code, with nothing written and no document changed."""

import hashlib
from collections.abc import Iterable, Iterator
from typing import Any

import attrs

from gp_sync.core.findings import finding
from gp_sync.core.flow import Flow, References
from gp_sync.core.model import Decision, Key, TargetRef, Unavailable, Write
from gp_sync.core.states import DocumentState, End
from gp_sync.core.summary import Summary
from gp_sync.ledger.rules import UNREADABLE
from gp_sync.ledger.values import Pending
from gp_sync.ledger.views import DocumentRow
from gp_sync.people.chosen import Choice, choose
from gp_sync.plans.changes import write_changes
from gp_sync.plans.plan import Action, PlannedOrder, PlannedWrite
from gp_sync.readers import reader_of
from gp_sync.run.blast_radius import BlastRadius, PlannedChange, planned_change
from gp_sync.run.capture import start_of
from gp_sync.run.causes import changed_issues
from gp_sync.run.decider import Decider
from gp_sync.run.guarded import NotProcessedError, guarded
from gp_sync.run.guards import RESTORED, standing
from gp_sync.run.report import RunReport
from gp_sync.run.serve import FlowRun, Settings
from gp_sync.run.session import Session
from gp_sync.run.stored import intent_of, store_link
from gp_sync.run.work import pending_of

__all__ = ["Planner", "changes_of"]


@attrs.frozen(kw_only=True)
class Planner:
    """Plans documents of one flow.

    Args:
        session: the hold on the connection.
        flow: the flow.
        references: where facts come from.
        settings: the engine's.
        report: told why a side cannot be used.
    """

    session: Session
    flow: Flow[Any, Any]
    references: References
    settings: Settings
    report: RunReport

    def look(self, choice: Choice | None) -> list[PlannedOrder]:
        """Capture what changed, and plan.

        Args:
            choice: which documents; None for those that the next run decides.

        Returns:
            What was planned, by the orders' numbers; where a side cannot be used, that may not be all, and the report
            says why.

        Raises:
            FirstRunNeedsStart: nothing was captured yet, and no start is given.
            LeaseLost: another process took over.
        """
        orders: list[PlannedOrder] = []
        if not self.capture():
            return orders
        session, flow = self.session, self.flow
        try:
            chosen = None if choice is None else choose(session.ledger, session.connection, flow, choice)
            for order in _without_rivals(self._plan_next()) if chosen is None else self.plan_these(chosen):
                orders.append(order)  # noqa: PERF402  # what was planned before a side failed is kept
        except Unavailable as error:
            self.report.stop(error.finding)
        reason = BlastRadius(session, flow.name, self.settings.limits).too_much(changes_of(orders))
        if reason is not None:
            self.report.warn(reason)
        return sorted(orders, key=lambda order: order.place)

    def capture(self) -> bool:
        """Capture what changed; tells whether the target can be used and no guard has stopped the connection."""
        for stop in standing(self.session.ledger, self.session.connection):
            if stop.name == RESTORED and stop.reason is not None:
                self.report.stop(stop.reason)
        return FlowRun(self.session, self.flow, self.references, self.settings, self.report).capture_only()

    def _plan_next(self) -> Iterator[PlannedOrder]:
        """What is pending, and what a cause that has changed stopped."""
        yield from self._plan(pending_of(self.session, self.flow))
        issues = changed_issues(self.session, self.flow, self.references, self.report)
        keys = dict.fromkeys(key for issue in issues for key in issue.keys if key.flow == self.flow.name)
        yield from self._plan(row for row in self._newest(keys) if not self._is_pending(row.key))

    def plan_these(self, keys: Iterable[Key]) -> Iterator[PlannedOrder]:
        """Plan documents, whatever their state, as if they were replayed; what cannot be read is left out.

        Where two want one record, it is the one that comes first by its source id.

        Raises:
            Unavailable: the target cannot be used.
            LeaseLost: another process took over.
        """
        yield from _without_rivals(self._plan(self._newest(sorted(keys))))

    def _plan(self, documents: Iterable[Pending]) -> Iterator[PlannedOrder]:
        start = start_of(self.session, self.flow)
        decider = Decider(
            self.session,
            self.flow,
            self.references,
            max_age=self.settings.max_age,
            start=start,
            looks_first=True,
        )
        for done, pending in enumerate(documents):
            self.session.keep()
            self.session.progress(f"{self.flow.name}: planned", done, None)
            try:
                yield self._planned(decider, pending)
            except Unavailable as error:
                if self.flow.stops_with(error.finding):
                    raise
                # Another side than the target: what needs it is left out, everything else is planned.
                self.report.stop(error.finding)

    def _planned(self, decider: Decider, pending: Pending) -> PlannedOrder:
        row = self.session.ledger.document(pending.key)
        decision = self._unreadable(row) or decider.plan(pending)
        about = self._about(pending)
        action: Action = "wait" if pending.open_targets and not decision.writes else decision.action
        return PlannedOrder(
            key=pending.key,
            label=pending.label,
            version=pending.version,
            payload=hashlib.sha256(pending.payload).hexdigest(),
            state=DocumentState.PENDING if row is None else row.state,
            action=action,
            writes=tuple(self._write(write) for write in decision.writes),
            adopted=tuple(store_link(link) for link in decision.adopted),
            findings=decision.findings,
            vendor=about.vendor,
            amount=about.amount,
        )

    def _unreadable(self, row: DocumentRow | None) -> Decision[Any] | None:
        """What becomes of a document that was decided, and of which the source has a newer version nobody can read."""
        if row is None or row.end is not End.UNREADABLE or row.state is DocumentState.PENDING:
            return None
        return Decision(action="block", findings=tuple(found for found in row.findings if found.code == UNREADABLE))

    def _newest(self, keys: Iterable[Key]) -> Iterator[Pending]:
        for key in keys:
            newest = self.session.ledger.newest(key)
            if newest is not None:
                yield newest

    def _is_pending(self, key: Key) -> bool:
        row = self.session.ledger.document(key)
        return row is not None and row.state is DocumentState.PENDING

    def _about(self, pending: Pending) -> Summary:
        try:
            return guarded(reader_of(self.flow).summary, pending.payload, planned=(ValueError,))
        except (ValueError, NotProcessedError):
            return Summary()

    def _write(self, write: Write[Any]) -> PlannedWrite:
        try:
            there = Summary() if write.body is None else guarded(self.flow.summary_there, write.body)
        except NotProcessedError:
            there = Summary()
        total = None if there.amount is None else there.amount.amount
        return PlannedWrite(intent=intent_of(write), total=total, dated=there.dated, changes=write_changes(write))


def changes_of(orders: Iterable[PlannedOrder]) -> list[PlannedChange]:
    """The orders that would be written, as the guard against too many changes counts them."""
    counted = (
        planned_change(order.key, order.label, order.version, [write.intent for write in order.writes])
        for order in orders
    )
    return [change for change in counted if change is not None]


def _without_rivals(orders: Iterable[PlannedOrder]) -> Iterator[PlannedOrder]:
    """Let one order alone make a record: a run that comes to the second finds its number taken."""
    makers: dict[TargetRef, str] = {}
    for order in orders:
        created = [write.intent.target for write in order.writes if write.intent.op == "create"]
        taken = [
            finding("PO_NUMBER_TAKEN", target.ref, tried=f"{target.number} (to be made of {makers[target]})")
            for target in created
            if target in makers
        ]
        makers.update({target: order.name for target in created if target not in makers})
        yield attrs.evolve(order, action="block", writes=(), findings=(*order.findings, *taken)) if taken else order
