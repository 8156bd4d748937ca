"""A week of a connection on its schedule: what happens at which hour, and a process that is killed."""

import os
import random
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import attrs

from gp_sync.config.file import load_config
from gp_sync.ops.health import Health
from gp_sync.ops.notify import Alerts
from gp_sync.ops.periods import CalendarWatch
from gp_sync.ops.runner import Runner
from gp_sync.ops.schedule import Schedule
from gp_sync.reconcile.period import days_between
from gp_sync.reconcile.reconcile import reconcile
from gp_sync.reconcile.result import Reconciliation
from gp_sync.systems.order_lists import system_lists
from tests.end_to_end.mission_world import Site, SkippingClock
from tests.end_to_end.world import World

OLD = 45
"""Days after which an order is of an earlier month."""

_ROOT = Path(__file__).parents[2]
_PATIENCE = 60.0
_STEP = timedelta(minutes=30)
_CHICAGO = ZoneInfo("America/Chicago")


@attrs.define
class Told:
    """A notifier that keeps what was told."""

    opened_codes: list[str] = attrs.field(factory=list)

    def opened(self, connection: str, alert: Any) -> None:
        self.opened_codes.append(alert.code)

    def closed(self, connection: str, alert: Any, at: Any) -> None:
        """That something is over is told too."""


@attrs.define
class Week:
    """A week of a connection: the scheduler, and what happens at which hour.

    Args:
        world: both systems.
        now: their clock, and the scheduler's.
        numbers: the orders that somebody made.
        seen: what was looked at in between.
        northwind: the vendor that only Procurify has at first.
        requisition: the number of the one that is bought later.
        unanswered: the number of the order whose create went unanswered.
        closed_month: year and period of an order that is older than a month.
    """

    world: World
    now: SkippingClock
    numbers: list[str] = attrs.field(factory=list)
    seen: dict[str, bool] = attrs.field(factory=dict)
    northwind: int = 0
    requisition: int = 0
    unanswered: str = ""
    closed_month: tuple[int, int] = attrs.field(init=False)
    told: Told = attrs.field(factory=Told)
    events: list[tuple[int, Callable[[Site], object]]] = attrs.field(factory=list)

    def at(self, day: int, hour: int, event: Callable[[Site], object]) -> None:
        """Have something happen on a day, counted from 1, at an hour."""
        self.events.append((24 * (day - 1) + hour, event))
        self.events.sort(key=lambda row: row[0])

    def goes_by(self, site: Site) -> None:
        """Let the scheduler work for seven days."""
        began = self.now()
        config, engine = load_config(self.world.config), site.connection.engine

        def wait(_: float) -> None:
            self.now.skip(_STEP)
            hours = (self.now() - began) / timedelta(hours=1)
            while self.events and self.events[0][0] <= hours:
                self.events.pop(0)[1](site)

        Runner(
            engine,
            Schedule(config.schedule),
            calendars=CalendarWatch(site.connection.tables, {"TWO": _CHICAGO}, config.schedule),
            alerts=Alerts(site.ledger, config.connection, self.told),
            health=Health(config.connection, timedelta(hours=1), began),
            wait=wait,
            stopping=lambda: self.now() - began > timedelta(days=7),
            chance=random.Random(8),
        ).run()

    def __attrs_post_init__(self) -> None:
        day = (self.now() - timedelta(days=OLD)).astimezone(_CHICAGO)
        self.closed_month = (day.year, day.month)

    def buys(self, days_ago: int = 0, **fields: Any) -> str:
        """Somebody buys something in Procurify; gives the order's number."""
        row = self.world.order(date=self.now() - timedelta(days=days_ago, hours=1), **fields)
        self.numbers.append(str(row["number"]))
        return self.numbers[-1]

    def reconciled(self, site: Site) -> Reconciliation:
        """Both systems compared, order by order, over all that time."""
        today = self.now().astimezone(_CHICAGO).date()
        return reconcile(
            site.connection.engine,
            system_lists(site.connection.procurify, site.connection.companies),
            days_between(today - timedelta(days=90), today),
            by="the controller",
            progress=lambda *_: None,
        )

    def dies_while_it_writes(self) -> None:
        """Another process takes its turn, and is killed while GP is at work on an order, which it finishes."""
        self.world.gp.slow("PurchaseOrders", seconds=2.0, times=1, method="POST")
        before, there = len(self.creates()), len(self.world.company.purchase_orders)
        command = [sys.executable, "-m", "tests.end_to_end.mission_world", str(self.world.config)]
        ahead = str(self.now.ahead.total_seconds())
        process = subprocess.Popen([*command, ahead], cwd=_ROOT, env=os.environ | self.world.environment)
        try:
            eventually(lambda: len(self.creates()) > before)
        finally:
            process.kill()
            process.wait()
        eventually(lambda: len(self.world.company.purchase_orders) > there)

    def creates(self) -> list[Any]:
        """The creates of orders that GP was sent."""
        return [row for row in self.world.gp.requests if row.method == "POST" and "PurchaseOrders" in row.path]


def eventually(holds: Callable[[], bool]) -> None:
    end = time.monotonic() + _PATIENCE
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.02)
