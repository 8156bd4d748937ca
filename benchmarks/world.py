"""A connection as a user configures it, over the loopback servers and a new ledger."""

import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import attrs
import sqlalchemy as sa

from benchmarks.servers import CLIENT_SECRET, DEPARTMENTS, PASSWORD, PLANTS, USER, GPHost, ProcurifyHost, hosted
from gp_sync.clock import Clock, utc_now
from gp_sync.config.credentials import GP_VARIABLE, PROCURIFY_VARIABLE, load_secrets
from gp_sync.config.file import load_config
from gp_sync.engine import Engine
from gp_sync.ledger.sql import SqlStore
from gp_sync.systems.connect import connect

__all__ = ["CONNECTION", "SECRETS", "World", "connected", "made_world", "unflushed", "write_configuration"]

CONNECTION = "benchmark"
SECRETS = {PROCURIFY_VARIABLE: CLIENT_SECRET, GP_VARIABLE: PASSWORD}

_DAYS = 300
"""So many days before today is the first day of orders that are taken."""

_SITES = {"Plant North": "01-N", "Plant South": "02-S", "Plant West": "03-W"}
_CONFIG = """\
connection = "{connection}"
[procurify]
base_url = "{procurify}"
client_id = "client"
requests_per_minute = 0
requests_at_once = 0
[gp]
base_url = "{gp}"
user = '{user}'
refuses_existing = {refuses_existing}
longest_execution = 1
max_connections = {max_connections}
[ledger]
url = "{ledger}"
[guards]
max_writes = 100000
always_allowed = 100000
[purchase_orders]
start = {start}
[[companies]]
id = "TWO"
name = "Fabrikam, Inc."
time_zone = "America/Chicago"
account = "{{location}}-{{account_code}}-{{department}}"
units = {{ "each" = "Each" }}
shipping_methods = {{ "Ground" = "GROUND" }}
"""
_LOCATION = '[[companies.locations]]\nname = "{}"\nsegment = "{}"\nsite = "{}"\n'
_DEPARTMENT = '[[companies.departments]]\nname = "{}"\nsegment = "{}"\n'


@attrs.frozen(kw_only=True)
class World:
    """Both systems.

    Args:
        procurify: where orders are entered.
        gp: where they are written.
        folder: for configurations and ledgers.
    """

    procurify: ProcurifyHost
    gp: GPHost
    folder: Path

    def set_clocks(self, days_ago: float) -> None:
        """Put the clocks of both back by so many days."""
        self.procurify.set_clock(days_ago)
        self.gp.set_clock(days_ago)


@contextmanager
def made_world(
    folder: Path, *, orders: int, lines: int, refuses_existing: bool = True, days_ago: float = 0
) -> Iterator[World]:
    """Start both servers, and enter orders.

    Args:
        folder: for configurations and ledgers.
        orders: how many.
        lines: how many lines each of them has.
        refuses_existing: whether GP refuses a second order with a number, or writes the first one over.
        days_ago: how far the clocks of both are put back.
    """
    with ExitStack() as stack:
        procurify = stack.enter_context(hosted(ProcurifyHost, days_ago=days_ago))
        gp = stack.enter_context(hosted(GPHost, refuses_existing=refuses_existing, days_ago=days_ago))
        procurify.add_orders(orders, lines)
        yield World(procurify=procurify, gp=gp, folder=folder)


def write_configuration(
    world: World, *, ledger_url: str = "sqlite:///ledger.db", max_connections: int = 2, refuses_existing: bool = True
) -> Path:
    """Write a configuration file."""
    head = _CONFIG.format(
        connection=CONNECTION,
        procurify=world.procurify.url(),
        gp=world.gp.url(),
        user=USER,
        ledger=ledger_url,
        max_connections=max_connections,
        refuses_existing=str(refuses_existing).lower(),
        start=(datetime.now(UTC) - timedelta(days=_DAYS)).date().isoformat(),
    )
    locations = [_LOCATION.format(name, segment, _SITES[name]) for name, segment in PLANTS.items()]
    departments = [_DEPARTMENT.format(name, segment) for name, segment in DEPARTMENTS.items()]
    path = world.folder / "gp-sync.toml"
    path.write_text(head + "".join(locations + departments), encoding="utf-8")
    return path


@contextmanager
def connected(
    world: World,
    ledger: str | sa.Engine,
    *,
    max_connections: int = 2,
    now: Clock = utc_now,
) -> Iterator[Engine]:
    """Make a ledger, and open an engine as a configuration file says.

    Args:
        world: the two systems.
        ledger: where the ledger is made, unless it is there; a URL, or an engine of SQLAlchemy's.
        max_connections: how many requests to GP are under way at once.
        now: the engine's clock.
    """
    config = load_config(write_configuration(world, max_connections=max_connections))
    store = SqlStore.create(ledger, now=now)
    try:
        with connect(config, load_secrets(config, SECRETS), store, now=now) as connection:
            yield connection.engine
    finally:
        store.close()


@contextmanager
def unflushed(url: str) -> Iterator[sa.Engine]:
    """A SQLite engine that waits for no disk, to fill a ledger that is measured later; not for a ledger in use."""
    engine = sa.create_engine(url)

    def hurry(connection: sqlite3.Connection, _: object) -> None:
        connection.execute("PRAGMA synchronous = OFF").close()
        connection.execute("PRAGMA journal_mode = MEMORY").close()

    sa.event.listen(engine, "connect", hurry)
    try:
        yield engine
    finally:
        engine.dispose()
