"""A connection of models on a schedule, in simulated time: hours pass as fast as the loop goes round."""

import random
from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import attrs

from gp_sync.ledger.protocols import Ledger
from gp_sync.ops.certificate_watch import CertificateWatch, Look
from gp_sync.ops.health import Health, HealthReport
from gp_sync.ops.notify import Alert, Alerts, NotNotifiedError
from gp_sync.ops.notify_message import Channel
from gp_sync.ops.notify_news import News
from gp_sync.ops.notify_settings import NotifySettings
from gp_sync.ops.periods import CalendarWatch
from gp_sync.ops.runner import Runner
from gp_sync.ops.schedule import Schedule
from gp_sync.ops.schedule_settings import ScheduleSettings
from gp_sync.readers import reader_of
from gp_sync.run.report import RunReport
from gp_sync.testing.model_connection import HandClock, ModelConnection
from gp_sync.testing.model_target import ModelTarget


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@attrs.define
class Told:
    """A notifier that keeps what it was told, and cannot be reached while it is `away`."""

    clock: HandClock
    opened_at: list[tuple[str, str]] = attrs.field(factory=list)
    closed_at: list[tuple[str, str]] = attrs.field(factory=list)
    alerts: list[Alert] = attrs.field(factory=list)
    away: bool = False

    def opened(self, connection: str, alert: Alert) -> None:
        self._look()
        self.alerts.append(alert)
        self.opened_at.append((alert.code, f"{self.clock():%m-%d %H:%M}"))

    def closed(self, connection: str, alert: Alert, at: datetime) -> None:
        self._look()
        self.closed_at.append((alert.code, f"{at:%m-%d %H:%M}"))

    def _look(self) -> None:
        if self.away:
            raise NotNotifiedError("the mail server does not answer")


@attrs.define
class Runs:
    """What `Figures` are told: the runs, and those that did not begin."""

    reports: list[RunReport] = attrs.field(factory=list)
    failures: list[str] = attrs.field(factory=list)

    def failed(self, result: str) -> None:
        self.failures.append(result)

    def ran(self, report: RunReport, flows: Sequence[str]) -> None:
        self.reports.append(report)

    def looked(self, last: Mapping[str, datetime | None], alerts: Collection[Alert]) -> None:
        """Nothing is kept of how things stand."""

    def times(self, form: str = "%m-%d %H:%M") -> list[str]:
        """When the runs began, in UTC."""
        return [f"{report.started:{form}}" for report in self.reports]


class Simulation:
    """One or more schedulers of one connection.

    Args:
        begin: when it begins, in UTC.
        ledger: the memory; one in memory if None.
        target: where orders go.
        engine: settings of the engine.
        secrets_end: the day on which each secret ends.
        channels: how people are told.
        schedule: settings of the schedule.
    """

    def __init__(
        self,
        begin: str,
        *,
        ledger: Callable[[HandClock], Ledger] | None = None,
        target: Callable[[HandClock], ModelTarget] = ModelTarget,
        engine: dict[str, Any] | None = None,
        secrets_end: Mapping[str, date] | None = None,
        channels: tuple[Channel, ...] = (),
        **schedule: Any,
    ) -> None:
        self.clock = HandClock(utc(begin))
        self.world = ModelConnection(
            self.clock, ledger=ledger(self.clock) if ledger else None, target=target(self.clock)
        )
        self.settings = ScheduleSettings(**({"jitter_seconds": 0, "cutoff_days": 0} | schedule))
        self.told = Told(self.clock)
        self.health = Health(self.world.name, timedelta(minutes=10), self.clock())
        self.secrets_end = dict(secrets_end or {})
        self.channels = channels
        self.certificates: dict[str, Look] = {}
        self.engine_settings = {"concurrency": 1} | (engine or {})
        self._events: list[tuple[datetime, Callable[[], object]]] = []

    def at(self, when: str, action: Callable[[], object]) -> None:
        """Have something happen at an instant."""
        self._events.append((utc(when), action))
        self._events.sort(key=lambda event: event[0])

    def until(self, end: str) -> Runs:
        """A scheduler starts, and is told to stop at an instant; gives its runs."""
        runs, last = Runs(), utc(end)
        self._runner(runs, self._pass, lambda: self.clock() >= last).run()
        return runs

    def glance(self) -> Runs:
        """Another scheduler does what it finds to do at this moment."""
        runs = Runs()
        with suppress(_Waited):
            self._runner(runs, _wait_no_more, lambda: False).run()
        return runs

    def look(self) -> HealthReport:
        """How the scheduler is."""
        return self.health.report(self.clock())

    def _runner(self, runs: Runs, wait: Callable[[float], None], stopping: Callable[[], bool]) -> Runner:
        engine = self.world.engine(**self.engine_settings)
        readers = {self.world.flow().name: reader_of(self.world.flow())}
        zones = {"TWO": ZoneInfo("America/Chicago")}
        return Runner(
            engine,
            Schedule(self.settings),
            calendars=CalendarWatch(engine.references, zones, self.settings),
            alerts=Alerts(self.world.ledger, self.world.name, self.told),
            health=self.health,
            wait=wait,
            stopping=stopping,
            figures=runs,
            chance=random.Random(8),
            secrets_end=lambda: self.secrets_end,
            certificates=CertificateWatch(self.certificates),
            news=News(
                ledger=self.world.ledger,
                connection=self.world.name,
                settings=NotifySettings(),
                channels=self.channels,
                readers=readers,
            ),
        )

    def _pass(self, seconds: float) -> None:
        """Let time pass, with what happens meanwhile, also to the clock."""
        left = timedelta(seconds=seconds)
        while self._events and self._events[0][0] <= self.clock() + left:
            when, action = self._events.pop(0)
            step = max(timedelta(0), when - self.clock())
            self.clock.advance(seconds=step.total_seconds())
            left -= step
            action()
        self.clock.advance(seconds=left.total_seconds())


class _Waited(BaseException):
    """A scheduler has nothing to do now; no error, so that nobody is told of one."""


def _wait_no_more(_: float) -> None:
    raise _Waited
