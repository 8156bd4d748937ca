"""The loop of `gp-sync run`: it waits for what is due, runs it, and tells people once what is wrong.

Truth is in the ledger. The loop only decides when: one that dies loses nothing, and two of them do the work of one.
A flow stays due until a run of it came to its end, so that what a side that was down missed is made up for.
"""

import logging
import random
from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import suppress
from datetime import date, datetime, timedelta
from typing import Protocol

from gp_sync.engine import Engine
from gp_sync.ledger.errors import LedgerError
from gp_sync.ops.breaker import Breaker
from gp_sync.ops.certificate_watch import CertificateWatch
from gp_sync.ops.conditions import conditions, side_stops
from gp_sync.ops.faults import schedule_ended
from gp_sync.ops.health import Health
from gp_sync.ops.last_runs import LastRuns
from gp_sync.ops.notify import Alert, Alerts
from gp_sync.ops.notify_news import News
from gp_sync.ops.periods import CalendarWatch
from gp_sync.ops.schedule import Due, Periods, Schedule
from gp_sync.run.report import RunReport
from gp_sync.run.session import ConnectionBusy, LeaseLost

__all__ = ["Figures", "Runner"]

_LOGGER = logging.getLogger("gp_sync.run")

_LOOK = 60.0
"""Seconds after which the clock and GP's calendar are looked at again, at the latest: both may jump."""

_CLOCKS_DIFFER = timedelta(minutes=1)
"""How far the clocks of two machines with one schedule may differ without one being taken for set back."""

_BUSY = 45.0
"""Seconds until a connection that another process works on is looked at again."""


class Figures(Protocol):
    """What counts runs, such as `Metrics`."""

    def failed(self, result: str) -> None:
        """A run did not begin: `busy` or `ledger`."""
        ...

    def ran(self, report: RunReport, flows: Sequence[str]) -> None:
        """A run ended."""
        ...

    def looked(self, last: Mapping[str, datetime | None], alerts: Collection[Alert]) -> None:
        """The ledger was looked at: when each flow ran last, and the open alerts."""
        ...


class Runner:
    """Runs the flows of an engine when they are due.

    Args:
        engine: whose flows.
        schedule: when they are due.
        calendars: what GP's fiscal calendars ask for.
        alerts: how people are told.
        health: where it notes how it is.
        wait: waits so many seconds, or until it is told to stop.
        stopping: whether it was told to.
        figures: what counts runs, if anything does.
        chance: where jitter comes from.
        secrets_end: gives the day on which each secret ends, by its name, as far as that is known now.
        certificates: knows when the certificates of both sides end.
        news: who is told what is new after a run, if anybody is.
        compare: compares before each run what could not be compared when the process began, until it gives True; what
            it raises ends the loop.
    """

    def __init__(
        self,
        engine: Engine,
        schedule: Schedule,
        *,
        calendars: CalendarWatch,
        alerts: Alerts,
        health: Health,
        wait: Callable[[float], None],
        stopping: Callable[[], bool],
        figures: Figures | None = None,
        chance: random.Random | None = None,
        secrets_end: Callable[[], Mapping[str, date]] = dict,
        certificates: CertificateWatch | None = None,
        news: News | None = None,
        compare: Callable[[], bool] | None = None,
    ) -> None:
        self._engine = engine
        self._schedule = schedule
        self._calendars = calendars
        self._alerts = alerts
        self._health = health
        self._wait = wait
        self._stopping = stopping
        self._figures = figures
        self._random = chance or random.Random()
        self._secrets_end = secrets_end
        self._certificates = certificates or CertificateWatch({})
        self._news = news
        self._compare = compare
        self._last_runs = LastRuns(engine.ledger, engine.connection)
        self._breaker = Breaker(self._random)
        self._jitter = self._next_jitter()

    def run(self) -> None:
        """Run until it is told to stop; a document in hand is finished. People are told of whatever it raises.

        Raises:
            FirstRunNeedsStart: nothing was captured yet, and no start is given.
        """
        _LOGGER.info("%s: on schedule: %s", self._engine.connection, ", ".join(self._flows))
        while not self._stopping():
            try:
                self._step()
            except LedgerError as error:
                self._ledger_failed(error)
            except Exception as error:
                self._ends_with(error)
                raise
            else:
                self._health.ledger_works()
                self._alerts.ledger_works(self._engine.now())
        self._health.stopping()
        _LOGGER.info("%s: ended", self._engine.connection)

    def _ends_with(self, error: Exception) -> None:
        """Tell people that the loop ends: who starts it anew may not, and nobody may read its log."""
        now, alert = self._engine.now(), schedule_ended(error, self._engine.now())
        with suppress(LedgerError):
            self._alerts.update({alert.key: alert}, now, whole=False)
            self._tell_news(now)

    @property
    def _flows(self) -> tuple[str, ...]:
        return tuple(flow.name for flow in self._engine.flows)

    def _step(self) -> None:
        """Run what is due, or wait for it."""
        now = self._engine.now()
        self._health.beat(now)
        last = {flow: self._last(flow, now) for flow in self._flows}
        periods = self._calendars.periods(now, ask=self._may_ask(now))
        dues = {flow: self._due(flow, last[flow], now, periods) for flow in self._flows}
        self._look(last, dues)
        ready = [flow for flow, due in dues.items() if due.at <= now]
        if ready:
            self._run(ready, periods)
        else:
            first = min(due.at for due in dues.values())
            self._wait(min((first - now).total_seconds(), _LOOK))

    def _look(self, last: Mapping[str, datetime | None], dues: Mapping[str, Due]) -> None:
        """Note how things stand: another process may have run since, and have closed or opened alerts."""
        alerts = tuple(self._alerts.open().values())
        self._health.planned(last, dues, alerts)
        if self._figures is not None:
            self._figures.looked(last, alerts)

    def _may_ask(self, now: datetime) -> bool:
        """Whether GP may be asked for its calendar: not in quiet hours, and not while it is down."""
        not_before = self._breaker.not_before(now)
        down = not_before is not None and now < not_before
        return not down and any(self._schedule.may_run(flow, now, Periods()) for flow in self._flows)

    def _due(self, flow: str, last: datetime | None, now: datetime, periods: Periods) -> Due:
        not_before = self._breaker.not_before(now)
        if last is None:
            return self._schedule.put_off(flow, max(now, not_before or now), periods)
        return self._schedule.next_due(flow, last, periods, late=self._jitter, not_before=not_before)

    def _last(self, flow: str, now: datetime) -> datetime | None:
        last = self._last_runs.of(flow)
        if last is None or last <= now + _CLOCKS_DIFFER:
            return last
        # The clock was set back: the flow would be left alone until the old time comes again.
        self._last_runs.note(flow, now)
        return now

    def _next_jitter(self) -> timedelta:
        return timedelta(seconds=self._random.uniform(0, self._schedule.settings.jitter_seconds))

    # --- one run ---

    def _run(self, flows: Sequence[str], periods: Periods) -> None:
        def cancelled() -> bool:
            now = self._engine.now()
            self._health.beat(now)
            if self._stopping():
                self._health.stopping()
                return True
            # What is under way when quiet hours begin ends after the document in hand.
            return not all(self._schedule.may_run(flow, now, periods) for flow in flows)

        if self._compare is not None and self._compare():
            self._compare = None
        most = self._schedule.settings.writes_at_a_time
        try:
            report = self._engine.run(flows=flows, cancelled=cancelled, most_writes=most)
        except (ConnectionBusy, LeaseLost) as error:
            self._busy(error)
            return
        self._jitter = self._next_jitter()
        self._pace(report)
        if not report.cut_short and not side_stops(report):
            for flow in flows:
                self._last_runs.note(flow, report.started)
        self._tell(report, flows)

    def _pace(self, report: RunReport) -> None:
        """When the next run may begin: later each time while a side is down, and after a pause within a backlog."""
        now = self._engine.now()
        if side_stops(report):
            self._breaker.failed(now)
            return
        self._breaker.worked()
        if report.cut_short:
            self._breaker.pause(now, self._schedule.settings.pause_seconds)

    def _tell(self, report: RunReport, flows: Sequence[str]) -> None:
        _log(report, flows)
        now, engine = self._engine.now(), self._engine
        hours = self._schedule.settings.locked_hours
        standing = conditions(
            report,
            engine.ledger,
            locked_hours=hours,
            now=now,
            secrets_end=self._secrets_end(),
            certificates_end=self._certificates.ends(now),
        )
        silent = {} if self._news is None else self._news.silent(now)
        self._alerts.update({**standing, **silent}, now, whole=not report.cut_short, unseen=self._certificates.unseen)
        self._health.ran(report, flows)
        if self._figures is not None:
            self._figures.ran(report, flows)
        self._tell_news(now)

    def _tell_news(self, now: datetime) -> None:
        if self._news is not None:
            self._news.tell(tuple(self._alerts.open().values()), now)

    def _busy(self, error: Exception) -> None:
        """Another process has the connection; it does the work, or its lease runs out."""
        _LOGGER.info("%s", error)
        if self._figures is not None:
            self._figures.failed("busy")
        self._breaker.pause(self._engine.now(), _BUSY * self._random.uniform(0.8, 1.2))

    def _ledger_failed(self, error: LedgerError) -> None:
        """Without the ledger nothing is done; it is opened anew by each attempt."""
        now = self._engine.now()
        self._health.ledger_failed(str(error), now)
        self._alerts.ledger_failed(str(error), now)
        if self._figures is not None:
            self._figures.failed("ledger")
        self._wait(_LOOK)


def _log(report: RunReport, flows: Sequence[str]) -> None:
    done = [f"{number} {end.value}" for end, number in sorted(report.ends.items())]
    told = [*done, *(reason.code for reason in report.stopped), *(["to be continued"] if report.cut_short else [])]
    level = logging.INFO if told else logging.DEBUG
    _LOGGER.log(level, "%s: %s: %s", report.connection, ", ".join(flows), ", ".join(told) or "nothing to do")
