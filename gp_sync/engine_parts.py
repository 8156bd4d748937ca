"""What an engine works with: the flows of one connection, where its facts come from, its ledger and its limits."""

import threading
import time
from collections.abc import Callable, Iterator, Mapping
from datetime import timedelta
from typing import Any

import attrs

from gp_sync.clock import Clock, utc_now
from gp_sync.core.flow import Flow, References
from gp_sync.core.kinds import kind_of
from gp_sync.core.model import Unavailable
from gp_sync.ledger.protocols import Ledger
from gp_sync.plans.planner import Planner
from gp_sync.progress import Progress, no_progress
from gp_sync.run.guarded import guarded_flow
from gp_sync.run.guards import GuardLimits
from gp_sync.run.report import RunReport
from gp_sync.run.serve import Settings
from gp_sync.run.session import Session, go_on, this_process

__all__ = ["EngineParts", "FlowNotServedError"]


class FlowNotServedError(LookupError):
    """By its configuration the connection does not serve a flow, whose documents the ledger may have from before.

    Args:
        name: the flow's.
        served: the names of those that it serves.
    """

    def __init__(self, name: str, served: tuple[str, ...]) -> None:
        super().__init__(name, served)
        self.name = name
        self.served = served

    def __str__(self) -> str:
        return (
            f"the configuration has no flow '{self.name}' any more (it has {', '.join(self.served) or 'none'}), so "
            f"nothing can be done for its {kind_of(self.name).document}s: configure it again, by documents of a "
            "company or enabled of vendors, on a site that has their service"
        )


def _unknown_offsets() -> Mapping[str, timedelta]:
    return {}


@attrs.frozen(kw_only=True)
class EngineParts:
    """The parts of an `Engine`, and how its work is begun.

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
        progress: told how far runs, plans and baselines are.
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
    progress: Progress = no_progress
    _met: threading.Event = attrs.field(factory=threading.Event, init=False, eq=False, repr=False)
    """Set once the systems were found to be those of before."""

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
            progress=self.progress,
        )

    def flow(self, name: str) -> Flow[Any, Any]:
        """What it serves under this name.

        Raises:
            FlowNotServedError: nothing.
        """
        flow = next((flow for flow in self._guarded() if flow.name == name), None)
        if flow is None:
            raise FlowNotServedError(name, tuple(each.name for each in self.flows))
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
