"""`gp-sync demo`: the main job for real, over sockets, with real logins; and the proof by counting on both servers."""

import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import attrs
from rich.console import Console

from dynamicsgp_sba.testing import GPCompany, GPServer
from gp_sync.checks.requisitions import warn
from gp_sync.cli import show_run
from gp_sync.cli.demo_data import CLIENT_ID, CLOSED_PERIOD, CONFIG, GP_USER, MISSING_ACCOUNT, DemoClock, seed
from gp_sync.cli.demo_vendors import DemoVendors
from gp_sync.cli.show_checks import print_warnings
from gp_sync.config.credentials import Secrets
from gp_sync.config.file import Config, load_config
from gp_sync.core.states import End
from gp_sync.flows.purchase_orders import PURCHASE_ORDERS
from gp_sync.ledger.sql import SqlStore
from gp_sync.secret import Secret
from gp_sync.systems.connect import Connection, connect
from procurify_client.testing import ProcurifyServer

__all__ = ["run_demo"]

_CLIENT_SECRET = "demo-client-secret"  # noqa: S105  # made up, for a server that lives as long as the demo
_GP_PASSWORD = "demo-password"  # noqa: S105  # made up, as above


@attrs.frozen
class _World:
    procurify: ProcurifyServer
    gp: GPServer
    company: GPCompany
    connection: Connection
    config: Config
    vendors: DemoVendors
    now: DemoClock


def run_demo(console: Console, keep: Path | None) -> bool:
    """Tell the story from the first run to the proof; True if the proof holds.

    Args:
        keep: a folder for the demo's configuration and ledger, which is otherwise thrown away.
    """
    with tempfile.TemporaryDirectory(prefix="gp-sync-demo-", ignore_cleanup_errors=True) as scratch:
        folder = keep or Path(scratch)
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "demo.db").unlink(missing_ok=True)
        with _world(console, folder) as world:
            return _story(console, world)


@contextmanager
def _world(console: Console, folder: Path) -> Iterator[_World]:
    now = DemoClock()
    with (
        ProcurifyServer(client_id=CLIENT_ID, client_secret=_CLIENT_SECRET, now=now) as procurify,
        GPServer(users={GP_USER: _GP_PASSWORD}, now=now) as gp,
    ):
        company, story = seed(procurify, gp)
        # What changed within the last seconds is fetched again by the next run, and how fast this one is would show.
        now.skip(timedelta(hours=1))
        console.rule("[bold]two systems")
        console.print(
            f"Procurify on {procurify.base_url}: OAuth 2, {story.orders} purchase orders of three plants",
            soft_wrap=True,
        )
        console.print(f"Dynamics GP on {gp.base_url}: Windows login (NTLM), company Fabrikam, Inc.", soft_wrap=True)
        console.print("What is wrong on purpose:")
        for trouble in story.trouble:
            console.print(f"  - {trouble}", soft_wrap=True)
        path = folder / "gp-sync.toml"
        path.write_text(CONFIG.format(procurify=procurify.base_url, gp=gp.base_url), encoding="utf-8")
        config = load_config(path)
        secrets = Secrets(procurify_client_secret=Secret(_CLIENT_SECRET), gp_password=Secret(_GP_PASSWORD))
        ledger = SqlStore.create(config.ledger.url, now=now)
        try:
            with connect(config, secrets, ledger, now=now) as connection:
                # One order after the other, so that the lost answer is the same order's every time.
                one_by_one = attrs.evolve(connection, engine=attrs.evolve(connection.engine, concurrency=1))
                yield _World(procurify, gp, company, one_by_one, config, story.vendors, now)
        finally:
            ledger.close()


def _story(console: Console, world: _World) -> bool:
    engine, name = world.connection.engine, world.config.connection
    console.rule("[bold]before anyone approves: what would be stopped?")
    print_warnings(console, warn(world.connection), as_json=False)

    console.rule("[bold]first run")
    show_run.run(console, engine.ledger, world.config, engine.run(), as_json=False)
    for change in engine.ledger.audit(name):
        if change.what == "write.in_doubt":
            order, company = change.target_number, change.company
            console.print(
                f"\nThe answer to the create of {order} was lost. It was not sent again: {order} was read back from "
                f"{company}, found equal, and confirmed.",
                soft_wrap=True,
            )

    console.rule("[bold]finance mends two causes")
    year, period = CLOSED_PERIOD
    world.company.set_period(year, period, purchasing_closed=False)
    world.company.add_account(MISSING_ACCOUNT, "Safety equipment")
    console.print(
        f"period {period} of {year} is opened for Purchasing; account {MISSING_ACCOUNT} is added", soft_wrap=True
    )

    console.rule("[bold]replay")
    reopened = engine.replay()
    report = engine.run()
    report.reopened += reopened
    show_run.run(console, engine.ledger, world.config, report, as_json=False)

    _vendors(console, world)

    console.rule("[bold]run again: nothing to do")
    before = _writes(world)
    _an_hour_later(console, world)
    idle = _writes(world) - before
    console.print(f"{idle} writes were sent to GP and Procurify in this run", soft_wrap=True)
    return _proof(console, world, idle)


def _vendors(console: Console, world: _World) -> None:
    """People change vendors on both sides; what one side has the other gets, and where both changed it, they ask."""
    vendors = world.vendors
    console.rule("[bold]vendors: one is proposed, and a person says yes")
    vendors.link(console, world.connection, world.config)

    console.rule("[bold]vendors: people edit them on both sides")
    vendors.edit(console)
    console.rule("[bold]an hour later: what changed goes to the other side")
    _an_hour_later(console, world)

    console.rule("[bold]vendors: both sides changed one field, so a person decides")
    vendors.decide(console, world.connection.engine)
    console.rule("[bold]an hour later: the orders of the new vendor follow")
    _an_hour_later(console, world)


def _an_hour_later(console: Console, world: _World) -> None:
    """Run once more when the lists of vendors are due again."""
    engine = world.connection.engine
    world.now.skip(timedelta(hours=1, minutes=1))
    show_run.run(console, engine.ledger, world.config, engine.run(), as_json=False)


def _writes(world: _World) -> int:
    gp = sum(row.method != "GET" for row in world.gp.requests)
    procurify = sum(row.method != "GET" and row.path.startswith("/api/") for row in world.procurify.requests)
    return gp + procurify


def _proof(console: Console, world: _World, idle_writes: int) -> bool:
    """Count on both servers, not in the ledger, and compare order by order."""
    console.rule("[bold]proof, counted on both servers")
    counts = world.connection.engine.ledger.counts(world.config.connection, PURCHASE_ORDERS)
    orders, there = world.procurify.purchase_orders, world.company.purchase_orders
    markers = Counter(str(order["CONFIRM1"]).strip() for order in there.values())
    duplicates = sum(number - 1 for number in markers.values())
    written = counts.get(End.WRITTEN, 0) + counts.get(End.ADOPTED, 0)
    source = {f"PROCURIFY {key}": Decimal(str(order["total"])) for key, order in orders.items()}
    target = {str(order["CONFIRM1"]).strip(): _gp_total(order) for order in there.values()}
    differing = [marker for marker, total in target.items() if source.get(marker) != total]
    sum_source = sum((source[marker] for marker in target if marker in source), Decimal(0))
    sum_target = sum(target.values(), Decimal(0))
    ends = ", ".join(f"{counts[end]} {end}" for end in End if counts.get(end))
    checks = {
        f"read {len(orders)} = {ends}": len(orders) == sum(counts.values()),
        f"in GP {len(there)} = written and adopted {written}": len(there) == written,
        f"duplicates {duplicates}": duplicates == 0,
        f"totals {sum_source:,.2f} in Procurify, {sum_target:,.2f} in GP, {len(differing)} orders that differ": (
            sum_source == sum_target and not differing
        ),
        **_vendor_checks(world),
        f"writes of a run with nothing to do: {idle_writes}": idle_writes == 0,
    }
    for words, holds in checks.items():
        console.print(f"{'[green]ok[/]' if holds else '[red]WRONG[/]'}  {words}", soft_wrap=True)
    return all(checks.values())


def _vendor_checks(world: _World) -> dict[str, bool]:
    vendors = world.vendors
    differing, twice = vendors.differing(), vendors.twice()
    named = f" ({', '.join(differing)})" if differing else ""
    return {
        f"vendors {len(vendors.ids)} in Procurify, {len(vendors.ids) - len(differing)} with the same name and contact "
        f"in GP{named}": not differing,
        f"vendors that one system has twice: {twice}": twice == 0,
    }


def _gp_total(order: dict[str, object]) -> Decimal:
    def amount(column: str) -> Decimal:
        return Decimal(str(order[column]))

    charges = amount("FRTAMNT") + amount("MSCCHAMT") + amount("TAXAMNT")
    return (amount("SUBTOTAL") - amount("TRDISAMT") + charges).quantize(Decimal("0.01"))
