"""The engine: starts runs of one connection, and carries out what people ask for in between.

Starting one run of one connection is a plain call without hidden state: whoever schedules it, truth is in the ledger.
"""

import threading
import time
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import date, timedelta
from typing import Any

import attrs

from gp_sync.baseline import Baseline, BaselineReport, run_baseline
from gp_sync.capture import Taker, start_of
from gp_sync.core.flow import Flow, References
from gp_sync.core.model import Key, Unavailable
from gp_sync.decider import Decider
from gp_sync.guarded import guarded_flow
from gp_sync.guards import GuardLimits, Guards, Stop
from gp_sync.ledger.protocols import Ledger
from gp_sync.ledger.values import OpenWrite
from gp_sync.people.by_hand import ByHand
from gp_sync.people.chosen import Choice, check_names, choose
from gp_sync.people.quarantine import Quarantine
from gp_sync.plans.applying import PlanRefused, apply_plan
from gp_sync.plans.plan import Plan, PlannedOrder
from gp_sync.plans.planner import Planner
from gp_sync.report import RunReport
from gp_sync.serve import FlowRun, Settings
from gp_sync.session import Clock, RunCancelled, Session, go_on, this_process, utc_now
from gp_sync.stops import remember_stops

__all__ = ["Engine"]


def _unknown_offsets() -> Mapping[str, timedelta]:
    return {}


@attrs.frozen(kw_only=True)
class Engine:
    """Runs the flows of one connection.

    Args:
        connection: the connection's name, under which the ledger keeps everything.
        flows: what it serves.
        references: where facts come from.
        ledger: its memory.
        now: the clock.
        concurrency: how many documents are decided and written at once. Twice as many as the target's client sends
            requests at once keep it busy; one works in the calling thread.
        send_seconds: how long one send may take.
        max_age: how old a fact may be, unless it stopped a document: then it is read anew.
        lease_seconds: how long the lease outlives a process that died.
        full_check: how long after a full check of both sides the next one is due.
        limits: how much one run may do before a person has to look at it.
        identity: who the two systems say they are, which must not change; None if they do not tell.
        source_identity: the part of it that is known without asking the target. Without it, an engine captures nothing
            before the target could be asked once.
        clock_offsets: how far the clock of each side is ahead of ours, as far as it is known.
        lock_waits: seconds before each further attempt at a record that a GP user has open, a half more or less; then
            it waits for the next run.
        sleep: waits so many seconds.
    """

    connection: str
    flows: tuple[Flow[Any, Any], ...]
    references: References
    ledger: Ledger
    now: Clock = utc_now
    concurrency: int = 2
    send_seconds: float = 120.0
    max_age: timedelta = timedelta(minutes=15)
    lease_seconds: float = 300.0
    full_check: timedelta = timedelta(hours=24)
    limits: GuardLimits = attrs.field(factory=GuardLimits)
    identity: Callable[[], Mapping[str, str]] | None = None
    source_identity: Callable[[], Mapping[str, str]] | None = None
    clock_offsets: Callable[[], Mapping[str, timedelta]] = _unknown_offsets
    lock_waits: tuple[float, ...] = (1.0, 3.0)
    sleep: Callable[[float], None] = time.sleep
    _met: threading.Event = attrs.field(factory=threading.Event, init=False, eq=False, repr=False)
    """Set once the systems were found to be those of before."""

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
            LookupError: this engine does not serve one of the flows.
            ConnectionBusy: another process runs this connection.
            FirstRunNeedsStart: nothing was captured yet, and no start is given.
            LeaseLost: another process took over meanwhile; nothing is lost.
        """
        served = list(self._guarded()) if flows is None else [self._flow(name) for name in dict.fromkeys(flows)]
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
            report = BaselineReport(start=start or start_of(session, self.flows[0]) or self.now().date())
            begun = (attrs.evolve(flow, start=report.start) for flow in self._guarded() if flow.has_baseline)
            for flow in begun:
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
            LookupError: this engine does not serve the write's flow.
            Unavailable: the systems are others than before, or cannot be asked who they are.
        """
        flow = self._flow(stuck.key.flow)
        with self.session() as session:
            Guards(session).check_systems(self.identity)
            yield Quarantine(session, flow)

    @contextmanager
    def by_hand(self, flow_name: str) -> Iterator[ByHand]:
        """Take note of what a person did for documents of a flow, while nobody else works on the connection.

        Raises:
            ConnectionBusy: another process runs this connection.
            LookupError: this engine does not serve the flow.
            Unavailable: the systems are others than before, or cannot be asked who they are.
        """
        flow = self._flow(flow_name)
        with self.session() as session:
            Guards(session).check_systems(self.identity)
            self.references.begin_run(self.now())
            yield ByHand(session=session, flow=flow, references=self.references, max_age=self.max_age)

    def session(self, cancelled: Callable[[], bool] = go_on) -> Session:
        """A hold on the connection, to be entered.

        Args:
            cancelled: asked between documents whether the run is to end.
        """
        return Session(
            self.ledger,
            self.connection,
            owner=this_process(),
            now=self.now,
            ttl=self.lease_seconds,
            cancelled=cancelled,
        )

    def _flow(self, name: str) -> Flow[Any, Any]:
        flow = next((flow for flow in self._guarded() if flow.name == name), None)
        if flow is None:
            raise LookupError(name)
        return flow

    def _guarded(self) -> Iterator[Flow[Any, Any]]:
        return map(guarded_flow, self.flows)

    def _settings(self, most_writes: int | None = None) -> Settings:
        return Settings(
            concurrency=self.concurrency,
            send_seconds=self.send_seconds,
            max_age=self.max_age,
            full_check=self.full_check,
            limits=self.limits,
            identity=self.identity,
            source_identity=self.source_identity,
            met=self._met,
            clock_offsets=self.clock_offsets,
            most_writes=most_writes,
            lock_waits=self.lock_waits,
            sleep=self.sleep,
        )

    def _planners(self, session: Session, report: RunReport) -> Iterator[Planner]:
        for flow in self._guarded():
            yield Planner(
                session=session, flow=flow, references=self.references, settings=self._settings(), report=report
            )

    def _systems(self, report: RunReport) -> Mapping[str, str]:
        """Who the two systems say they are; nothing if they do not tell, or cannot be asked."""
        try:
            return {} if self.identity is None else self.identity()
        except Unavailable as error:
            report.stop(error.finding)
            return {}
