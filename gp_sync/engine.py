"""The engine: starts runs of one connection, and carries out what people ask for in between.

Starting one run of one connection is a plain call without hidden state: whoever schedules it, truth is in the ledger.
"""

from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import contextmanager, suppress
from datetime import date

import attrs

from gp_sync.core.model import Key
from gp_sync.engine_parts import EngineParts
from gp_sync.ledger.values import OpenWrite
from gp_sync.people.by_hand import ByHand
from gp_sync.people.chosen import Choice, check_names, choose
from gp_sync.people.quarantine import Quarantine
from gp_sync.plans.applying import PlanRefused, apply_plan
from gp_sync.plans.plan import Plan, PlannedOrder
from gp_sync.run.baseline import Baseline, BaselineReport, run_baseline
from gp_sync.run.capture import Taker, start_of
from gp_sync.run.decider import Decider
from gp_sync.run.guards import Guards, Stop
from gp_sync.run.report import RunReport
from gp_sync.run.serve import FlowRun
from gp_sync.run.session import RunCancelled, go_on
from gp_sync.run.stops import remember_stops

__all__ = ["Engine"]


@attrs.frozen(kw_only=True)
class Engine(EngineParts):
    """Runs the flows of one connection; see `EngineParts` for its arguments."""

    def run(
        self,
        *,
        full: bool = False,
        flows: Collection[str] | None = None,
        cancelled: Callable[[], bool] = go_on,
        most_writes: int | None = None,
    ) -> RunReport:
        """Run once: everything that changed is captured, decided and written.

        Args:
            full: compare everything on both sides, not only what says that it changed.
            flows: run these alone, whether their lists are due or not; None runs all, each as often as it is due.
            cancelled: asked between documents whether to end, by several threads: the document in hand is finished, the
                others wait for the next run.
            most_writes: how many documents of a flow may be written before the run ends; those in hand are finished.

        Raises:
            FlowNotServedError: this engine does not serve one of the flows.
            ConnectionBusy: another process runs this connection.
            FirstRunNeedsStart: nothing was captured yet, and no start is given.
            LeaseLost: another process took over meanwhile; nothing is lost.
        """
        served = list(self._guarded()) if flows is None else [self.flow(name) for name in dict.fromkeys(flows)]
        report = RunReport(connection=self.connection, started=self.now())
        settings = self._settings(most_writes)
        with self.session(cancelled) as session:
            self.references.begin_run(report.started)
            for flow in served:
                part = report.part()
                with suppress(RunCancelled):
                    FlowRun(session, flow, self.references, settings, part).serve(full=full, at_once=bool(flows))
                report.add(flow.name, part)
                if cancelled():
                    report.cut_short = True
                    break
            else:
                remember_stops(session, report.stopped)
        report.ended = self.now()
        return report

    def choose(self, choice: Choice) -> list[Key]:
        """The documents that a choice names, in all flows.

        Raises:
            UnknownNameError: a name is not known, or names several.
        """
        check_names(self.ledger, self.connection, [flow.name for flow in self.flows], choice.names)
        return [key for flow in self.flows for key in choose(self.ledger, self.connection, flow, choice)]

    def replay(self, keys: Iterable[Key] | None = None, *, by: str | None = None) -> int:
        """Have documents that were held or blocked decided anew by the next run, and unreadable ones fetched anew.

        Args:
            keys: which ones; all that wait if None.
            by: who asks for it, for the audit.

        Returns:
            How many documents that are.

        Raises:
            ConnectionBusy: another process runs this connection.
        """
        with self.session() as session:
            chosen = self.choose(Choice()) if keys is None else list(keys)
            served = {flow.name for flow in self.flows}
            event = session.event("replay", reason="asked for by a person", by=by)
            return self.ledger.reopen([key for key in chosen if key.flow in served], session.fence, event)

    def plan(self, choice: Choice | None = None, *, by: str = "") -> Plan:
        """Capture what changed, and tell what a run would do: nothing is sent, and no document changes its state.

        Doubts about earlier writes are left as they are, and GP is not searched for changes that persons made there.

        Args:
            choice: which documents are decided, as if they were replayed; None for those that the next run decides.
            by: who asks for it.

        Raises:
            ConnectionBusy: another process runs this connection.
            FirstRunNeedsStart: nothing was captured yet, and no start is given.
            UnknownNameError: a name of the choice is not known, or names several.
            LeaseLost: another process took over meanwhile.
        """
        report = RunReport(connection=self.connection, started=self.now())
        orders: list[PlannedOrder] = []
        with self.session() as session:
            self.references.begin_run(report.started)
            for planner in self._planners(session, report):
                orders += planner.look(choice)
            if choice is not None and not report.stopped:
                check_names(self.ledger, self.connection, [flow.name for flow in self.flows], choice.names)
            systems = self._systems(report)
        return Plan(
            connection=self.connection,
            made_at=report.started,
            made_by=by,
            systems=systems,
            orders=tuple(orders),
            stopped=tuple(report.stopped),
            warnings=tuple(report.warnings),
        )

    def apply(self, plan: Plan, *, by: str) -> RunReport:
        """Carry out a plan: exactly its orders, if nothing of what it rests on has moved.

        Args:
            plan: the plan.
            by: who says so, for the audit.

        Raises:
            PlanRefused: something moved; nothing was done.
            ConnectionBusy: another process runs this connection.
            LeaseLost: another process took over meanwhile; nothing is lost.
        """
        if plan.connection != self.connection:
            raise PlanRefused([f"it is a plan for the connection '{plan.connection}', and this is '{self.connection}'"])
        if not plan.to_do:
            raise PlanRefused(["nothing in it is to be written or linked"])
        report = RunReport(connection=self.connection, started=self.now())
        with self.session() as session:
            self.references.begin_run(report.started)
            planners = list(self._planners(session, report))
            apply_plan(plan, planners, self._systems(report), by=by, concurrency=self.concurrency)
        report.ended = self.now()
        return report

    def release(self, guard: str, *, by: str, why: str) -> Stop:
        """Let go what a guard has stopped; the next run goes on.

        Args:
            guard: its name.
            by: who says so.
            why: their reason, for the audit.

        Raises:
            LookupError: this guard stops nothing now.
            ConnectionBusy: another process runs this connection.
        """
        with self.session() as session:
            return Guards(session).release(guard, by=by, why=why)

    def baseline(self, start: date | None = None) -> BaselineReport:
        """Link what GP has already, by number and without any write.

        Args:
            start: documents from this day on are written by later runs, if GP does not have them; if None, the
                configured start, else the one of an earlier baseline or run, else today.

        Raises:
            ConnectionBusy: another process runs this connection.
            LeaseLost: another process took over meanwhile; run it again.
            Unavailable: the systems are others than before, or cannot be asked who they are.
        """
        with self.session() as session:
            Guards(session).check_systems(self.identity)
            self.references.begin_run(self.now())
            linked = [flow for flow in self._guarded() if flow.has_baseline]
            known = [day for flow in linked if (day := start_of(session, flow)) is not None]
            report = BaselineReport(start=start or next(iter(known), self.now().date()))
            for flow in (attrs.evolve(flow, start=report.start) for flow in linked):
                begin = start_of(session, flow)
                seen = RunReport(connection=self.connection, started=self.now())
                taker = Taker(session=session, flow=flow, start=begin, report=seen)
                decider = Decider(session, flow, self.references, max_age=self.max_age, start=begin)
                run_baseline(Baseline(session=session, taker=taker, decider=decider, report=report))
            event = session.event("baseline", start=report.start.isoformat(), linked=len(report.linked))
            session.check(self.ledger.note(self.connection, event, session.fence))
            return report

    @contextmanager
    def quarantine(self, stuck: OpenWrite) -> Iterator[Quarantine]:
        """Look at a write in quarantine, and decide about it, while nobody else works on the connection.

        Raises:
            ConnectionBusy: another process runs this connection.
            FlowNotServedError: this engine does not serve the write's flow.
            Unavailable: the systems are others than before, or cannot be asked who they are.
        """
        flow = self.flow(stuck.key.flow)
        with self.session() as session:
            Guards(session).check_systems(self.identity)
            yield Quarantine(session, flow)

    @contextmanager
    def by_hand(self, flow_name: str) -> Iterator[ByHand]:
        """Take note of what a person did for documents of a flow, while nobody else works on the connection.

        Raises:
            ConnectionBusy: another process runs this connection.
            FlowNotServedError: this engine does not serve the flow.
            Unavailable: the systems are others than before, or cannot be asked who they are.
        """
        flow = self.flow(flow_name)
        with self.session() as session:
            Guards(session).check_systems(self.identity)
            self.references.begin_run(self.now())
            yield ByHand(session=session, flow=flow, references=self.references, max_age=self.max_age)
