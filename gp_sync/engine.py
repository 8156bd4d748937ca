"""The loop that serves a flow: resolve, look again at what waits, capture, decide, write, report.

Starting one run of one connection is a plain call without hidden state: whoever schedules it, truth is in the ledger.
"""

import os
import socket
import threading
import uuid
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import Any

import attrs

from gp_sync.capture import capture
from gp_sync.core.flow import Flow, References
from gp_sync.core.model import RECORD, Key, RecordUnusable, Ref, TargetRef, Unavailable
from gp_sync.core.states import DocumentState
from gp_sync.decider import Decider
from gp_sync.ledger.protocols import Ledger
from gp_sync.ledger.rules import UNREADABLE
from gp_sync.ledger.values import Pending
from gp_sync.report import RunReport
from gp_sync.session import Clock, Session, utc_now
from gp_sync.stops import remember_stops
from gp_sync.stored import digest
from gp_sync.write import Writer

__all__ = ["Engine"]

_BATCH = 200


@attrs.frozen(kw_only=True)
class Engine:
    """Runs the flows of one connection.

    Args:
        connection: the connection's name, under which the ledger keeps everything.
        flows: what it serves.
        references: where facts come from.
        ledger: its memory.
        now: the clock.
        concurrency: how many documents are decided and written at once; the target's cap should match it.
        send_seconds: how long one send may take.
        max_age: how old a fact may be, unless it stopped a document: then it is read anew.
        lease_seconds: how long the lease outlives a process that died.
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

    def run(self) -> RunReport:
        """Run once: everything that changed is captured, decided and written.

        Raises:
            ConnectionBusy: another process runs this connection.
            FirstRunNeedsStart: nothing was captured yet, and no start is given.
            LeaseLost: another process took over meanwhile; nothing is lost.
        """
        report = RunReport(connection=self.connection, started=self.now())
        with self._session() as session:
            self.references.begin_run(report.started)
            for flow in self.flows:
                self._serve(session, flow, report)
            remember_stops(self.ledger, self.connection, report.stopped)
        report.ended = self.now()
        return report

    def replay(self, keys: Iterable[Key] | None = None) -> int:
        """Have documents that were held or blocked decided anew by the next run, and unreadable ones fetched anew.

        Args:
            keys: which ones; all of them if None.

        Returns:
            How many documents that are.

        Raises:
            ConnectionBusy: another process runs this connection.
        """
        with self._session() as session:
            chosen = self._stopped() if keys is None else list(keys)
            served = {flow.name for flow in self.flows}
            event = session.event("replay", reason="asked for by a person")
            return self.ledger.reopen([key for key in chosen if key.flow in served], session.fence, event)

    def _stopped(self) -> list[Key]:
        """What waits for a replay: held and blocked documents, and those whose newest version cannot be read."""
        states = (DocumentState.HELD, DocumentState.BLOCKED)
        held = [row.key for flow in self.flows for row in self.ledger.documents(self.connection, flow.name, states)]
        issues = self.ledger.issues(self.connection)
        return held + [key for issue in issues if issue.code == UNREADABLE for key in issue.keys]

    def _session(self) -> Session:
        owner = f"{socket.gethostname()}:{os.getpid()}:{uuid.uuid4().hex[:8]}"
        return Session(self.ledger, self.connection, owner=owner, now=self.now, ttl=self.lease_seconds)

    def _serve(self, session: Session, flow: Flow[Any, Any], report: RunReport) -> None:
        writer = Writer(session, flow, send_seconds=self.send_seconds)
        self._resolve(session, flow, writer, report)
        self._look_again(session, flow, report)
        try:
            capture(session, flow, report)
        except Unavailable as error:
            report.stop(error.finding)
        if all(reason.cause.key != (flow.side,) for reason in report.stopped):
            self._decide_all(session, flow, writer, report)

    def _resolve(self, session: Session, flow: Flow[Any, Any], writer: Writer, report: RunReport) -> None:
        """Take up the writes that an earlier run left open, before anything new is sent."""
        for open_write in self.ledger.open_writes(self.connection):
            if open_write.key.flow != flow.name:
                continue
            session.keep()
            try:
                report.resolved[writer.resolve(open_write).end] += 1
            except Unavailable as error:
                report.stop(error.finding)
                return

    def _look_again(self, session: Session, flow: Flow[Any, Any], report: RunReport) -> None:
        """Read the causes of open issues anew; where one differs, its documents are decided again.

        A cause without a digest was never looked up: it changes only by configuration, a new version or a replay.
        """
        readable = self.references.kinds | {RECORD}
        for issue in self.ledger.issues(self.connection):
            if not issue.digest or issue.cause.kind not in readable or all(key.flow != flow.name for key in issue.keys):
                continue
            session.keep()
            try:
                fact = self._fact(flow, issue.cause, report.started)
            except Unavailable as error:
                report.stop(error.finding)
                return
            except RecordUnusable as error:
                fact = error.finding.tried
            if digest(fact) != issue.digest:
                event = session.event("cause.changed", code=issue.code, cause=str(issue.cause))
                report.reopened += self.ledger.reopen(issue.keys, session.fence, event)

    def _fact(self, flow: Flow[Any, Any], cause: Ref, not_before: datetime) -> Any | None:
        if cause.kind != RECORD:
            return self.references.find(cause, not_before)
        side: Any
        side, company, number = cause.key
        return flow.target.read(TargetRef(side=side, company=company, number=number))

    def _decide_all(self, session: Session, flow: Flow[Any, Any], writer: Writer, report: RunReport) -> None:
        decider = Decider(session, flow, self.references, writer, max_age=self.max_age)
        lock, down = threading.Lock(), threading.Event()

        def work(pending: Pending) -> None:
            if down.is_set():
                return
            session.keep()
            try:
                outcome = decider.process(pending)
            except Unavailable as error:
                # Without the target nothing can be written; without another side, some documents still can.
                if error.finding.cause.key == (flow.side,):
                    down.set()
                with lock:
                    report.stop(error.finding)
                return
            with lock:
                report.ends[outcome.end] += 1

        with ThreadPoolExecutor(max_workers=self.concurrency, thread_name_prefix="gp-sync") as pool:
            after: str | None = None
            while not down.is_set():
                batch = self.ledger.pending(self.connection, flow.name, after, _BATCH)
                if not batch:
                    return
                # list() hands on the first exception of a worker, such as a lost lease.
                list(pool.map(work, [pending for pending in batch if not pending.open_targets]))
                after = batch[-1].key.source_id
