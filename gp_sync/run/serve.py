"""One flow of one run: resolve, look again at what waits, sweep, capture, guard, decide and write."""

import threading
from collections.abc import Callable, Collection, Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

import attrs

from gp_sync.core.findings import finding
from gp_sync.core.flow import Flow, References
from gp_sync.core.model import Ref, Unavailable
from gp_sync.core.states import End
from gp_sync.run.blast_radius import BlastRadius, PlannedChange, planned_change
from gp_sync.run.capture import capture, start_of
from gp_sync.run.causes import awaited_documents, changed_issues
from gp_sync.run.clocks import Clocks
from gp_sync.run.decider import Decider
from gp_sync.run.guarded import NotProcessedError
from gp_sync.run.guards import RESTORED, GuardLimits, Guards, standing
from gp_sync.run.last_written import LastWritten
from gp_sync.run.locked import LockWaits
from gp_sync.run.report import RunReport
from gp_sync.run.resolve import Resolver
from gp_sync.run.session import RunCancelled, Session
from gp_sync.run.stored import intent_of
from gp_sync.run.sweep import Sweep
from gp_sync.run.work import Work, pending_of
from gp_sync.run.write import Writer

__all__ = ["FlowRun", "Settings"]


@attrs.frozen(kw_only=True)
class Settings:
    """What an engine is set to, as far as the run of a flow must know.

    Args:
        concurrency: how many documents are decided and written at once.
        send_seconds: how long one send may take.
        max_age: how old a fact may be.
        full_check: how long after a full check the next one is due.
        limits: the guards'.
        identity: who the two systems say they are; None if they do not tell.
        source_identity: the part of it that is known without asking the target; None if there is none.
        met: set once the systems were found to be those of before, in this process.
        clock_offsets: how far the clock of each side is ahead of ours, as far as it is known.
        most_writes: how many documents of a flow may be written before the run ends; None for any number.
        lock_waits: seconds before each further attempt at a record that somebody has open.
        sleep: waits so many seconds.
    """

    concurrency: int
    send_seconds: float
    max_age: timedelta
    full_check: timedelta
    limits: GuardLimits
    identity: Callable[[], Mapping[str, str]] | None
    source_identity: Callable[[], Mapping[str, str]] | None
    met: threading.Event
    clock_offsets: Callable[[], Mapping[str, timedelta]]
    most_writes: int | None
    lock_waits: tuple[float, ...]
    sleep: Callable[[float], None]

    def waits(self) -> LockWaits:
        """The short waits of one run for records that somebody has open."""
        return LockWaits(seconds=self.lock_waits, sleep=self.sleep)


class FlowRun:
    """Serves one flow once.

    Args:
        session: the run's hold on its connection.
        flow: the flow.
        references: where facts come from.
        settings: the engine's.
        report: the run's.
    """

    def __init__(
        self,
        session: Session,
        flow: Flow[Any, Any],
        references: References,
        settings: Settings,
        report: RunReport,
    ) -> None:
        self._session = session
        self._ledger = session.ledger
        self._flow = flow
        self._references = references
        self._settings = settings
        self._report = report
        self._guards = Guards(session, flow.name)
        self._last_written = LastWritten(session, flow)
        self._clocks = Clocks(session, settings.clock_offsets)
        self._systems_are_known = False
        self._resolver = Resolver(session, flow, self._clocks.slack)

    def serve(self, *, full: bool, at_once: bool = False) -> None:
        """Do all steps. Where a side cannot be used, the ones that need it are left out, and the report says why.

        Args:
            full: compare everything on both sides.
            at_once: read the lists of both sides, also where that is not due yet.
        """
        full = full or self._full_check_is_due() or self._looks_restored()
        began = self._session.now()
        self._report.not_due = "" if full or at_once else self._why_not_due(began)
        # A process meets the systems before it notes anything of them; they are asked again before each write.
        may_write = self._settings.met.is_set() or self._try(self._check_systems)
        may_write = may_write and self._try(self._resolve)
        may_write = may_write and self._try(self._look_again)
        due = not self._report.not_due
        swept = due and may_write and self._try(lambda: self._sweep(full=full))
        captured = due and self._try(lambda: self._capture(full=full))
        self._tell_clocks()
        if swept and captured and (full or self._last_full_check() is None) and self._report.captured.whole:
            self._session.remember(self._full_name, began.isoformat(), expected=self._ledger.recall(self._full_name))
        seen = captured and self._report.captured.whole
        if may_write and not self._target_stopped() and (seen or not self._flow.fresh_only):
            self._try(self._decide_all)

    def capture_only(self) -> bool:
        """Meet the systems and capture what changed, as a run does; nothing is read back, decided or written.

        Returns:
            Whether the target can be used and no guard has stopped the connection.
        """
        met = self._try(self._check_systems)
        self._try(lambda: self._capture(full=False))
        self._tell_clocks()
        return met and not self._target_stopped()

    def _try(self, step: Callable[[], None]) -> bool:
        """Do a step; a side that cannot be used, or a guard, is why it is not done."""
        try:
            step()
        except Unavailable as error:
            self._report.stop(error.finding)
            return False
        return True

    def _target_stopped(self) -> bool:
        """Whether nothing can be written: the target cannot be used, or a guard has stopped the connection."""
        whole = Ref("connection", (self._session.connection,))
        return any(reason.cause == whole or self._flow.stops_with(reason) for reason in self._report.stopped)

    # --- before anything new ---

    def _resolve(self) -> None:
        """Take up the writes that an earlier run left open, before anything new is sent."""
        writes = self._ledger.open_writes(self._session.connection)
        mine = [write for write in writes if write.key.flow == self._flow.name]
        if mine:
            # In another company every one would seem not to have landed.
            self._check_systems()
        for open_write in mine:
            self._session.keep()
            try:
                end = self._resolver.resolve(open_write).end
            except NotProcessedError:
                # What is kept of it cannot be read any more, so the doubt stays; the log says why.
                end = End.IN_DOUBT
            self._report.resolved[end] += 1

    def _look_again(self) -> None:
        """Read the causes of open issues anew; where one differs, its documents are decided again.

        So is a settled document that documents of another flow wait for.
        """
        awaited = awaited_documents(self._session, self._flow)
        if awaited:
            event = self._session.event("document.awaited", code=self._flow.awaited)
            self._report.reopened += self._ledger.reopen(awaited, self._session.fence, event)
        for issue in changed_issues(self._session, self._flow, self._references, self._report):
            event = self._session.event("cause.changed", code=issue.code, cause=str(issue.cause))
            self._report.reopened += self._ledger.reopen(issue.keys, self._session.fence, event)

    def _looks_restored(self) -> bool:
        """Whether the guard that only a full check can satisfy has stopped the connection."""
        return any(stop.name == RESTORED for stop in standing(self._ledger, self._session.connection))

    def _check_systems(self) -> None:
        """Ask both systems who they are, once in a run. Raises Unavailable."""
        if not self._systems_are_known:
            self._guards.check_systems(self._settings.identity)
            self._systems_are_known = True
            self._settings.met.set()

    def _sweep(self, *, full: bool) -> None:
        if full:
            # In another company everything would seem to be gone.
            self._check_systems()
        sweep = Sweep(self._session, self._flow, self._report.swept)
        limit = self._settings.limits.restored_records
        stop = sweep.run(full=full, restored_records=limit, slack=self._clocks.slack())
        if stop is None and not self._report.swept.full and self._last_written.is_gone(sweep.listed):
            self._sweep(full=True)
            return
        for record in sweep.unreadable:
            self._report.warn(finding("UNREADABLE_IN_GP", Ref("unreadable", (record,)), tried=record))
        for orphan in self._report.swept.orphans:
            self._report.warn(finding("ORPHAN_IN_GP", Ref("orphan", (orphan,)), tried=orphan))
        if stop is not None:
            raise Unavailable(stop)

    def _capture(self, *, full: bool) -> None:
        # What another tenant has would be taken for this one's, and written.
        if self._settings.source_identity is not None:
            self._guards.check_source(self._settings.source_identity)
        elif not self._settings.met.is_set():
            self._check_systems()
        capture(self._session, self._flow, self._report, full=full, slack=self._clocks.slack())

    def _tell_clocks(self) -> None:
        self._clocks.remember()
        for warning in self._clocks.warnings():
            self._report.warn(warning)

    # --- cadence and full checks ---

    def _why_not_due(self, now: datetime) -> str:
        """In words, why the lists of both sides are not read now; empty if they are due."""
        every, flow = self._flow.every, self._flow
        last = None if every is None else self._ledger.cursor(self._session.connection, flow.feed.name)
        if every is None or last is None or now >= datetime.fromisoformat(last) + every:
            return ""
        minutes = every // timedelta(minutes=1)
        at = f"{datetime.fromisoformat(last):%Y-%m-%d %H:%M} UTC"
        return f"{flow.name}: the lists were read at {at}, and are read every {minutes} minutes"

    @property
    def _full_name(self) -> str:
        return f"full check {self._session.connection} {self._flow.name}"

    def _last_full_check(self) -> datetime | None:
        last = self._ledger.recall(self._full_name)
        return datetime.fromisoformat(last) if last else None

    def _full_check_is_due(self) -> bool:
        last = self._last_full_check()
        return last is not None and self._session.now() - last >= self._settings.full_check

    # --- deciding ---

    def _decide_all(self) -> None:
        """Decide what is pending, unless a guard wants a person to look at it first."""
        backlog = self._ledger.backlog(self._session.connection, self._flow.name)
        if not backlog.pending:
            return
        self._check_systems()
        decider = Decider(
            self._session,
            self._flow,
            self._references,
            max_age=self._settings.max_age,
            start=start_of(self._session, self._flow),
        )
        allowed = self._check_blast_radius(decider)
        self._process_all(decider, allowed)

    def _check_blast_radius(self, decider: Decider) -> Collection[str] | None:
        """Count what a run would write, where it may be too much; most runs have too little to do for that.

        Returns:
            The documents that may be written, where that was counted: what would be written beside them, since a fact
            has changed meanwhile, waits for the next run. None if all may be.

        Raises:
            Unavailable: it is too much, or a side cannot be used.
        """
        radius = BlastRadius(self._session, self._flow.name, self._settings.limits)
        if radius.is_too_small_to_count(self._ledger.backlog(self._session.connection, self._flow.name)):
            return None
        planned = {change.source_id: change for change in self._planned(decider)}
        radius.check(planned.values(), whole=True)
        return planned

    def _planned(self, decider: Decider) -> Iterator[PlannedChange]:
        for pending in pending_of(self._session, self._flow):
            self._session.keep()
            intents = [intent_of(write) for write in decider.plan(pending).writes]
            change = planned_change(pending.key, pending.label, pending.version, intents)
            if change is not None:
                yield change

    def _process_all(self, decider: Decider, allowed: Collection[str] | None) -> None:
        seconds = self._settings.send_seconds
        writer = Writer(self._session, self._flow, self._resolver, send_seconds=seconds)
        locks, most = self._settings.waits(), self._settings.most_writes
        work = Work(self._session, self._flow, decider, writer, self._report, allowed, locks, most)
        try:
            work.do_all(self._settings.concurrency)
        except RunCancelled:
            self._note_last(writer)
            raise
        self._note_last(writer)

    def _note_last(self, writer: Writer) -> None:
        if writer.last_written is not None:
            self._last_written.note(writer.last_written)
