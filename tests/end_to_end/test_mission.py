"""The mission in one test: a week of a connection on its schedule, with all that happens in a week like that.

Both servers, the ledger and the vault are real, and so is the process that is killed; only the clock skips.
"""

import os
import random
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import attrs
import pytest

from gp_sync.config import load_config
from gp_sync.ops.health import Health
from gp_sync.ops.notify import Alerts
from gp_sync.ops.periods import CalendarWatch
from gp_sync.ops.runner import Runner
from gp_sync.ops.schedule import Schedule
from gp_sync.people.vendor_decisions import confirmed, keep
from gp_sync.reconcile.model import Reconciliation
from gp_sync.reconcile.period import days_between
from gp_sync.reconcile.reconcile import reconcile
from gp_sync.secret import Secret
from gp_sync.systems.order_lists import SystemLists
from gp_sync.systems.vendor_standing import standing
from tests.end_to_end.mission_world import Site, SkippingClock, site_at
from tests.end_to_end.vault.vaults import NEW_CLIENT_SECRET, NEW_PASSWORD, move_into_vault
from tests.end_to_end.vendor_world import ADDRESS
from tests.end_to_end.world import USER, World, make_world

_ROOT = Path(__file__).parents[2]
_PATIENCE = 60.0
_STEP = timedelta(minutes=30)
_APPROVED = 1
_OLD = 45
"""Days after which an order is of an earlier month."""
_CHICAGO = ZoneInfo("America/Chicago")

_MORE = """
[requisitions]
start = {start}
[vendors]
enabled = true
create_in_gp = "approved"
create_in_procurify = "confirmed"
[schedule]
health_port = 0
jitter_seconds = 0
cutoff_days = 0
[schedule.cron]
purchase_orders = "0 */4 * * *"
requisitions = "0 */4 * * *"
vendors = "0 */4 * * *"
[purchase_orders]
"""


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
        closed_month: year and period of an order that is older than a month.
    """

    world: World
    now: SkippingClock
    numbers: list[str] = attrs.field(factory=list)
    seen: dict[str, bool] = attrs.field(factory=dict)
    northwind: int = 0
    requisition: int = 0
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
        day = (self.now() - timedelta(days=_OLD)).astimezone(_CHICAGO)
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
            SystemLists(site.connection.procurify, site.connection.companies),
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


@pytest.fixture
def week(tmp_path: Path) -> Iterator[Week]:
    """A connection whose credentials are in its vault alone, and last month is closed in GP."""
    now = SkippingClock(-timedelta(days=7))
    with make_world(tmp_path, refuses_existing=True, now=now) as world:
        start = (now() - timedelta(days=90)).date().isoformat()
        world.configure(
            **{
                "[purchase_orders]\nstart = 2026-11-01": _MORE.format(start=start).strip() + f"\nstart = {start}",
                'name = "Fabrikam, Inc."': 'name = "Fabrikam, Inc."\ndocuments = "both"',
            }
        )
        for vendor_id in [key for key in world.company.vendors if key != "CONTOSUP0001"]:
            world.company.delete_vendor(vendor_id)
        # The client counts a token's age by a clock that does not skip.
        world.procurify.token_lifetime = None
        # Payments go elsewhere, so that its address may be written.
        world.company.edit_vendor("CONTOSUP0001", VADCDTRO="REMIT TO")
        move_into_vault(world)
        yield Week(world, now)


def monday(week: Week) -> None:
    """The first orders, one from a vendor that GP does not have, and one of a closed month; a requisition."""
    world = week.world
    week.northwind = world.procurify.add_vendor("Northwind Paper", payment_term="Net 30", currency=1, **ADDRESS)["id"]
    week.buys(price="24.50")
    week.buys(price="99.99", quantity="3")
    week.buys(vendor=week.northwind)
    week.requisition = world.procurify.add_requisition(
        vendor=world.vendor, lines=[world.line("Chairs", price="80.00")], requisition_fields={"status": _APPROVED}
    )["num"]
    world.company.set_period(*week.closed_month, purchasing_closed=True)
    late = week.buys(days_ago=_OLD, price="310.00")

    def look(_: Site) -> None:
        week.seen["held while its period is closed"] = late not in world.company.purchase_orders
        week.seen["requested in GP"] = f"PREQ{week.requisition}" in world.company.requisitions

    week.at(2, 22, look)


def tuesday(week: Week) -> None:
    """The linked vendor is edited, on each side in another field."""
    world = week.world
    week.at(2, 9, lambda _: world.procurify.edit_vendor(world.vendor, contact="Kim Roe"))
    week.at(2, 9, lambda _: world.company.edit_vendor("CONTOSUP0001", VENDNAME="Contoso of Joliet"))


def wednesday(week: Week) -> None:
    """Both passwords are changed, in the systems and in the vault, and nothing is started anew."""
    world = week.world

    def rotate(site: Site) -> None:
        world.gp.users.set_password(USER, NEW_PASSWORD)
        world.procurify.client_secret = NEW_CLIENT_SECRET
        world.procurify.revoke_tokens()
        site.vault.rotate("gp_password", Secret(NEW_PASSWORD), by="ann")
        site.vault.rotate("procurify_client_secret", Secret(NEW_CLIENT_SECRET), by="ann")
        time.sleep(1.1)  # a running process looks into the vault once a second

    week.at(3, 9, rotate)
    week.at(3, 10, lambda _: week.buys(price="5.25", quantity="7"))


def thursday(week: Week) -> None:
    """The closed month is opened, and the answer to a create is lost."""
    world = week.world
    week.at(4, 9, lambda _: world.company.set_period(*week.closed_month, purchasing_closed=False))
    week.at(4, 14, lambda _: world.gp.lose_response("POST", "PurchaseOrders", times=1))
    week.at(4, 14, lambda _: week.buys(price="61.80"))


def friday(week: Week) -> None:
    """Another process takes its turn, and is killed while it writes."""

    def die(site: Site) -> None:
        for price in ("12.10", "13.10", "14.10"):
            week.buys(price=price)
        week.dies_while_it_writes()
        week.seen["killed while it wrote"] = list(site.ledger.open_writes("test")) != []

    week.at(5, 9, die)


def saturday(week: Week) -> None:
    """What was requested is bought. A vendor is entered in GP, and a person wants it in Procurify too."""
    world = week.world

    def confirm(site: Site) -> None:
        world.company.add_vendor("TAILSPIN0001", "Tailspin Toys", CITY="Joliet", VADCDTRO="REMIT TO")
        config = load_config(world.config)
        (stand,) = standing(config, site.connection, config.companies)
        with site.connection.engine.session() as session:
            keep(session, [confirmed(stand.vendors, "TAILSPIN0001", low=65, anyway=False)], by="ann")

    def buy(_: Site) -> None:
        week.numbers.append(str(world.procurify.buy_requisition(week.requisition)["number"]))

    week.at(6, 9, buy)
    week.at(6, 9, confirm)


@pytest.mark.skipif(os.name != "posix", reason="what is killed is a process of POSIX")
@pytest.mark.timeout(300)
def test_a_week_of_orders_requisitions_and_vendors_ends_with_both_systems_tied_to_the_cent(week: Week) -> None:
    """Orders, requisitions and vendors flow, whatever goes wrong, and nothing is there twice."""
    world = week.world
    for day in (monday, tuesday, wednesday, thursday, friday, saturday):
        day(week)

    with site_at(world.config, week.now) as site:
        week.goes_by(site)
        books = week.reconciled(site)
        in_doubt = [row for row in site.ledger.audit("test") if row.what == "write.in_doubt"]

    # What waited, waited; and then it went: all orders are in GP, and none of them twice.
    assert week.seen == {
        "held while its period is closed": True,
        "requested in GP": True,
        "killed while it wrote": True,
    }
    assert sorted(world.company.purchase_orders) == sorted(week.numbers)
    assert len({row["CONFIRM1"] for row in world.company.purchase_orders.values()}) == len(week.numbers)
    assert in_doubt != []
    # The requisition gave way to its order.
    assert f"PREQ{week.requisition}" not in world.company.requisitions
    # Vendors are the same on both sides.
    contoso, made = world.procurify.vendor(world.vendor), world.procurify.vendor(week.northwind)
    assert (contoso["name"], contoso["contact"]) == ("Contoso of Joliet", "Kim Roe")
    assert world.company.vendor_addresses["CONTOSUP0001", "PROCURIFY"]["VNDCNTCT"] == "Kim Roe"
    assert world.company.vendors[made["external_id"]]["VENDNAME"] == "Northwind Paper"
    tailspin = [row["name"] for row in world.procurify.vendors.values() if row["external_id"] == "TAILSPIN0001"]
    assert tailspin == ["Tailspin Toys"]
    # Nobody was woken, and no wrong password was tried.
    assert (week.told.opened_codes, world.gp.failed_logons) == ([], 0)
    # The books tie to the cent, order by order, and nobody touched the audit.
    assert books.ties_out
    (tie,) = books.ties
    assert (tie.procurify, tie.procurify_orders, tie.reasons) == (tie.gp, tie.gp_orders, {})
    assert tie.gp_orders == len(week.numbers)
    assert world.run("audit", "verify").exit_code == 0
