"""How a running schedule is: what its threads note, and what is told of it."""

import threading
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Literal

import attrs

from gp_sync.core.states import End
from gp_sync.ops.notify import LEDGER_UNUSABLE, Alert
from gp_sync.ops.schedule import Due
from gp_sync.run.report import RunReport

__all__ = ["Cause", "FlowHealth", "Health", "HealthReport", "LastRun"]

Status = Literal["starting", "ok", "degraded", "stopping"]


@attrs.frozen(kw_only=True)
class Cause:
    """One reason why a schedule is not well.

    Args:
        code: stable: the finding's, or `LEDGER_UNUSABLE`, `NOTIFICATION_FAILS`, `NO_SIGN_OF_LIFE`, `SCHEDULE_ENDED`.
        text: in a sentence.
        since: since when, aware.
    """

    code: str
    text: str
    since: datetime


@attrs.frozen(kw_only=True)
class FlowHealth:
    """When a flow ran last to its end and is due next; what it is put off for, if so."""

    last: datetime | None
    next: datetime
    waits_for: str = ""


@attrs.frozen(kw_only=True)
class LastRun:
    """The last run: when it began and ended, which flows it served, how their documents ended, what stopped it."""

    started: datetime
    ended: datetime | None
    flows: tuple[str, ...]
    ends: Mapping[End, int]
    stopped: tuple[str, ...]
    cut_short: bool


@attrs.frozen(kw_only=True)
class HealthReport:
    """How a schedule is.

    Args:
        connection: whose.
        status: `starting` until it has seen in its ledger what is due, `ok`, `degraded` with causes, `stopping` once it
            was told to end.
        live: it gives signs of life; if not, end the process and start it anew.
        ready: it keeps its schedule: the ledger can be used, and it knows what is due.
        causes: why it is degraded.
        flows: each flow, by its name.
        last_run: the last run of this process, None before the first has ended.
    """

    connection: str
    status: Status
    live: bool
    ready: bool
    causes: tuple[Cause, ...]
    flows: Mapping[str, FlowHealth]
    last_run: LastRun | None


class Health:
    """What is known about a running schedule; written by its loop, read by whoever asks.

    Args:
        connection: whose.
        patience: how long it may be without a sign of life: longer than the longest request.
        now: an instant, for the first sign of life.
    """

    def __init__(self, connection: str, patience: timedelta, now: datetime) -> None:
        self._connection = connection
        self._patience = patience
        self._alive = now
        self._lock = threading.Lock()
        self._stopping = False
        self._alerts: tuple[Alert, ...] = ()
        self._ledger: Cause | None = None
        self._flows: Mapping[str, FlowHealth] = {}
        self._last_run: LastRun | None = None

    def beat(self, now: datetime) -> None:
        """Note a sign of life."""
        self._alive = now

    def stopping(self) -> None:
        """Note that it was told to end."""
        self._stopping = True

    def planned(self, last: Mapping[str, datetime | None], dues: Mapping[str, Due], alerts: Iterable[Alert]) -> None:
        """Note when each flow ran and is due, and the open alerts: as the ledger has them, whichever process ran."""
        flows = {flow: FlowHealth(last=last[flow], next=due.at, waits_for=due.waits_for) for flow, due in dues.items()}
        with self._lock:
            self._flows, self._alerts = flows, tuple(alerts)

    def ran(self, report: RunReport, flows: Iterable[str]) -> None:
        """Note a run of this process that ended."""
        last = LastRun(
            started=report.started,
            ended=report.ended,
            flows=tuple(flows),
            ends=dict(report.ends),
            stopped=tuple(reason.code for reason in report.stopped),
            cut_short=report.cut_short,
        )
        with self._lock:
            self._last_run = last

    def ledger_failed(self, text: str, now: datetime) -> None:
        """Note that the ledger cannot be used, and why."""
        with self._lock:
            self._ledger = self._ledger or Cause(code=LEDGER_UNUSABLE, text=text, since=now)

    def ledger_works(self) -> None:
        """Note that it can."""
        with self._lock:
            self._ledger = None

    def report(self, now: datetime) -> HealthReport:
        """How it is."""
        with self._lock:
            live = now - self._alive <= self._patience
            silent = Cause(code="NO_SIGN_OF_LIFE", text="it has given no sign of life", since=self._alive)
            alerts = [Cause(code=alert.code, text=alert.text, since=alert.since) for alert in self._alerts]
            causes = (*alerts, *filter(None, (self._ledger,)), *(() if live else (silent,)))
            ready = live and self._ledger is None and bool(self._flows) and not self._stopping
            return HealthReport(
                connection=self._connection,
                status=self._status(causes),
                live=live,
                ready=ready,
                causes=causes,
                flows=self._flows,
                last_run=self._last_run,
            )

    def _status(self, causes: tuple[Cause, ...]) -> Status:
        if self._stopping:
            return "stopping"
        if causes:
            return "degraded"
        return "ok" if self._flows else "starting"
