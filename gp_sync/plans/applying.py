"""Carrying out a plan: first that nothing has moved since it was made, then exactly its orders and no others."""

from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import attrs

from gp_sync.core.flow import Flow
from gp_sync.core.model import Key, Unavailable, Write
from gp_sync.core.states import DocumentState, End
from gp_sync.ledger.values import Intent, Pending
from gp_sync.ledger.views import DocumentRow
from gp_sync.plans.moved import DONE_ALREADY, how_it_moved
from gp_sync.plans.plan import Plan, PlannedOrder
from gp_sync.plans.planner import Planner, changes_of
from gp_sync.run.attempt import Outcome, Rest
from gp_sync.run.blast_radius import BlastRadius
from gp_sync.run.capture import start_of
from gp_sync.run.clocks import Clocks
from gp_sync.run.decider import Decider
from gp_sync.run.last_written import LastWritten
from gp_sync.run.resolve import Resolver
from gp_sync.run.session import Session
from gp_sync.run.stored import intent_of
from gp_sync.run.work import Work
from gp_sync.run.write import Writer

__all__ = ["Applier", "PlanRefused", "apply_plan"]


_AT_REST = {
    (DocumentState.SETTLED, "unchanged"),
    (DocumentState.DONE_BY_HAND, "unchanged"),
    (DocumentState.SKIPPED, "skip"),
}


class PlanRefused(Exception):
    """A plan is not carried out, and nothing of it was.

    Args:
        reasons: why, in words; one for each order that moved.
    """

    def __init__(self, reasons: Sequence[str]) -> None:
        super().__init__("; ".join(reasons))
        self.reasons = tuple(reasons)


def apply_plan(
    plan: Plan, planners: Sequence[Planner], systems: Mapping[str, str], *, by: str, concurrency: int
) -> None:
    """Carry out a plan; where a side cannot be used or a guard stops it, the report of the planners says why.

    Args:
        plan: the plan; it is of the planners' connection, and something is to be done in it.
        planners: who decides the documents of each flow anew.
        systems: who the two systems say they are now.
        by: who says so, for the audit.
        concurrency: how many documents are written at once.

    Raises:
        PlanRefused: something moved since it was made; nothing was done.
        LeaseLost: another process took over.
    """
    report, session = planners[0].report, planners[0].session
    if report.stopped:
        return
    _check_systems(plan, systems)
    appliers = [
        Applier(planner=planner, orders=tuple(row for row in plan.orders if row.key.flow == planner.flow.name))
        for planner in planners
    ]
    try:
        moved = [row for applier in appliers for row in applier.moved()]
        if report.stopped:
            return
        _check_moved(plan, moved)
        event = session.event("plan.applied", by=by, made_by=plan.made_by, made_at=plan.made_at.isoformat())
        session.check(session.ledger.note(session.connection, event, session.fence))
        for applier in appliers:
            applier.carry_out(concurrency)
    except Unavailable as error:
        report.stop(error.finding)


def _check_systems(plan: Plan, systems: Mapping[str, str]) -> None:
    other = sorted(what for what in {*plan.systems, *systems} if plan.systems.get(what) != systems.get(what))
    if other:
        raise PlanRefused(
            [f"{what}: planned for {plan.systems.get(what, 'none')}, now {systems.get(what, 'none')}" for what in other]
        )


def _check_moved(plan: Plan, moved: Sequence[tuple[str, str]]) -> None:
    if not moved:
        return
    done = [name for name, words in moved if words == DONE_ALREADY]
    if len(done) == len(plan.to_do) == len(moved):
        raise PlanRefused([f"it was applied already: GP has {', '.join(done)} as planned"])
    raise PlanRefused([f"{name}: {words}" for name, words in moved])


@attrs.frozen(kw_only=True)
class Applier:
    """Carries out the orders of a plan that belong to one flow.

    Args:
        planner: who decides them anew.
        orders: the plan's.
    """

    planner: Planner
    orders: tuple[PlannedOrder, ...]

    def moved(self) -> list[tuple[str, str]]:
        """Capture what changed and decide each order anew; the name of each that is another than planned, and how.

        Where a side cannot be used, the report says why.

        Raises:
            Unavailable: the target cannot be used.
            LeaseLost: another process took over.
        """
        if not self.planner.capture():
            return []
        now = {order.key: order for order in self.planner.plan_these([order.key for order in self.orders])}
        told = ((order.name, self._moved(order, now.get(order.key))) for order in self.orders)
        return [(name, words) for name, words in told if words]

    def _moved(self, planned: PlannedOrder, now: PlannedOrder | None) -> str:
        row = self.planner.session.ledger.document(planned.key)
        if row is None or now is None:
            return "it cannot be decided now"
        return how_it_moved(self.planner.flow, planned, now, row)

    def carry_out(self, concurrency: int) -> None:
        """Decide and write the orders, under the guards and the protocol of a run.

        Raises:
            Unavailable: a guard stops it.
            LeaseLost: another process took over.
        """
        session, flow, settings = self.planner.session, self.planner.flow, self.planner.settings
        BlastRadius(session, flow.name, settings.limits).check(changes_of(self.orders), whole=False)
        self._reopen()
        planned = {(order.key, write.intent) for order in self.orders for write in order.writes}
        resolver = Resolver(session, flow, Clocks(session, settings.clock_offsets).slack)
        writer = _PlannedWriter(session, flow, resolver, planned, send_seconds=settings.send_seconds)
        start = start_of(session, flow)
        decider = Decider(
            session, flow, self.planner.references, max_age=settings.max_age, start=start, looks_first=True
        )
        work = Work(session, flow, decider, writer, self.planner.report, None, settings.waits())
        with ThreadPoolExecutor(max_workers=concurrency, thread_name_prefix="gp-sync") as pool:
            # list() hands on the first exception of a worker, such as a lost lease.
            list(pool.map(work.do, list(self._pending())))
        if writer.last_written is not None:
            LastWritten(session, flow).note(writer.last_written)

    def _reopen(self) -> None:
        """Have what was decided before decided anew; what is as it should be is left alone."""
        session = self.planner.session
        again = [order.key for order in self.orders if not _rests(order, session.ledger.document(order.key))]
        session.ledger.reopen(again, session.fence, session.event("replay", reason="a plan is applied"))

    def _pending(self) -> Iterator[Pending]:
        ledger = self.planner.session.ledger
        for order in self.orders:
            row, newest = ledger.document(order.key), ledger.newest(order.key)
            if row is not None and newest is not None and row.state is DocumentState.PENDING:
                yield newest


class _PlannedWriter(Writer):
    """A writer that carries out planned writes alone: a record that moves at the last moment changes nothing."""

    def __init__(
        self,
        session: Session,
        flow: Flow[Any, Any],
        resolver: Resolver,
        planned: set[tuple[Key, Intent]],
        *,
        send_seconds: float,
    ) -> None:
        super().__init__(session, flow, resolver, send_seconds=send_seconds)
        self._planned = planned

    def carry_out(self, key: Key, version: int, write: Write[Any], rest: Rest) -> Outcome:
        """See `Writer.carry_out`; the document of any other write stays pending."""
        if (key, intent_of(write)) not in self._planned:
            return Outcome(end=End.PENDING)
        return super().carry_out(key, version, write, rest)


def _rests(order: PlannedOrder, row: DocumentRow | None) -> bool:
    """Whether an order stays as it stands now, which may be another state than when it was planned."""
    return row is None or row.state is DocumentState.PENDING or (row.state, order.action) in _AT_REST
