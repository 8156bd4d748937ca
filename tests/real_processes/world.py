"""Both loopback servers, which outlive every engine; the configuration; and what buyers do in Procurify meanwhile."""

import random
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import attrs

from dynamicsgp_sba.testing import GPCompany, GPServer, seed_fabrikam
from gp_sync.config.credentials import GP_VARIABLE, PROCURIFY_VARIABLE
from procurify_client.testing import OrderLine, ProcurifyServer
from tests.real_processes.words import say, say_on_line

__all__ = ["CONNECTION", "DEPARTMENTS", "LONGEST_EXECUTION", "PLANTS", "VENDORS", "World", "make_world"]

CONNECTION = "under-fire"
LONGEST_EXECUTION = 2
"""Whole seconds in which a request that left in time lands; the servers' late requests keep to it."""

PLANTS = {"Plant North": "100", "Plant South": "200", "Plant West": "300"}
_SITES = {"Plant North": "01-N", "Plant South": "02-S", "Plant West": "03-W"}
DEPARTMENTS = {"Administration": "01", "Maintenance": "02"}
VENDORS = {
    "Contoso Office Supplies": "CONTOSUP0001",
    "Northwind Industrial Parts": "NORTHIND0001",
    "Litware Tools": "LITWARE0001",
}
_CODES = {"6100": "Office supplies", "6200": "Maintenance and repair", "6300": "Tools and equipment"}
_GOODS = ("Copy paper", "Bearing 6204", "Torque wrench", "Gear oil", "Safety gloves", "Drill bits")
_CLIENT_SECRET = "made-up-client-secret"
_USER, _PASSWORD = r"FABRIKAM\svc_gp", "made-up-password"
_LONG_AGO = timedelta(days=10)
_CANCELLED = 1

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
longest_execution = {longest_execution}
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


class _Calendar:
    """Procurify's clock, which can be put back while orders are entered that changed long ago."""

    def __init__(self) -> None:
        self.back = timedelta()

    def __call__(self) -> datetime:
        return datetime.now(UTC) - self.back


@attrs.define
class World:
    """The two servers and the buyers.

    Args:
        dice: draws what buyers do.
        config: the engines' configuration file.
        secrets: the environment variables that engines need.
        places: the ids of the departments that orders are for.
        vendors: the ids of the vendors that orders go to.
    """

    procurify: ProcurifyServer
    gp: GPServer
    company: GPCompany
    dice: random.Random
    config: Path
    secrets: dict[str, str]
    places: list[int]
    vendors: list[int]
    _calendar: _Calendar
    _keys: list[int] = attrs.field(factory=list)

    def fill(self, orders: int) -> None:
        """Enter orders that were last changed ten days ago, so that only the first window lists them."""
        self._calendar.back = _LONG_AGO
        self.buy(orders)
        self._calendar.back = timedelta()

    def buy(self, orders: int) -> None:
        """Enter orders, dated within the last weeks."""
        for _ in range(orders):
            age = timedelta(hours=self.dice.randint(2, 20 * 24))
            freight = self.dice.choice(("0", "12.50", "7.05"))
            order = self.procurify.add_purchase_order(
                vendor=self.dice.choice(self.vendors),
                lines=[self._line() for _ in range(self.dice.randint(1, 3))],
                date=datetime.now(UTC) - age,
                freight=freight,
                **say(self.dice),
            )
            self._keys.append(int(order["procurify_PO"]))

    def revise(self) -> None:
        """Change the lines and the words of an order, either alone or both, and sometimes add a line."""
        key, what = self._any_live(), self.dice.choice(("lines", "words", "both"))
        changes = say(self.dice) if what != "lines" else {}
        if what != "words":
            lines = [attrs.evolve(line, quantity=self.dice.randint(1, 90)) for line in self._order(key).lines]
            more = [self._line()] if self.dice.random() < 0.3 else []
            changes["lines"] = [say_on_line(line, self.dice) for line in lines + more]
        self.procurify.edit_purchase_order(key, **changes)

    def take_back(self) -> None:
        """Clear what an order says beside its amounts."""
        self.procurify.edit_purchase_order(self._any_live(), comment="", payment_terms="")

    def cancel(self) -> None:
        """Cancel an order."""
        self.procurify.cancel_purchase_order(self._any_live())

    def _any_live(self) -> int:
        while True:
            key = self.dice.choice(self._keys)
            if self._order(key).state != _CANCELLED:
                return key

    def _order(self, key: int) -> Any:
        return self.procurify.orders[key - 1]

    def _line(self) -> OrderLine:
        return OrderLine(
            name=self.dice.choice(_GOODS),
            quantity=self.dice.randint(1, 90),
            price=f"{self.dice.randint(1, 400)}.{self.dice.randint(0, 99):02d}",
            account_code=self.dice.choice(sorted(_CODES)),
            department=self.dice.choice(self.places),
        )


@contextmanager
def make_world(folder: Path, ledger_url: str, *, refuses_existing: bool, seed: int) -> Iterator[World]:
    """Start both servers, write the configuration and make the ledger.

    Args:
        folder: for the configuration and the engines' logs.
        ledger_url: where the ledger is made; a relative SQLite file is beside the configuration.
        refuses_existing: whether GP refuses a second order with a number, or writes the first one over.
        seed: of everything that buyers do.
    """
    calendar = _Calendar()
    with (
        ProcurifyServer(client_id="client", client_secret=_CLIENT_SECRET, now=calendar) as procurify,
        GPServer(users={_USER: _PASSWORD}, refuses_existing=refuses_existing) as gp,
    ):
        this_year = datetime.now(UTC).year
        company = seed_fabrikam(gp, years=(this_year - 1, this_year, this_year + 1))
        places = _organise(procurify)
        vendors = [int(procurify.add_vendor(name, external_id=number)["id"]) for name, number in VENDORS.items()]
        config = folder / "gp-sync.toml"
        config.write_text(_configuration(procurify, gp, ledger_url, refuses_existing=refuses_existing), "utf-8")
        yield World(
            procurify=procurify,
            gp=gp,
            company=company,
            dice=random.Random(seed),
            config=config,
            secrets={PROCURIFY_VARIABLE: _CLIENT_SECRET, GP_VARIABLE: _PASSWORD},
            places=places,
            vendors=vendors,
            calendar=calendar,
        )


def _organise(procurify: ProcurifyServer) -> list[int]:
    procurify.add_currency("USD", base=True)
    for code, description in _CODES.items():
        procurify.add_account_code(code, description)
    places = []
    for plant in PLANTS:
        location = int(procurify.add_location(plant, time_zone="America/Chicago")["id"])
        places += [int(procurify.add_department(name, location)["id"]) for name in DEPARTMENTS]
    return places


def _configuration(procurify: ProcurifyServer, gp: GPServer, ledger_url: str, *, refuses_existing: bool) -> str:
    text = _CONFIG.format(
        connection=CONNECTION,
        procurify=procurify.base_url,
        gp=gp.base_url,
        user=_USER,
        refuses_existing=str(refuses_existing).lower(),
        longest_execution=LONGEST_EXECUTION,
        ledger=ledger_url,
        start=(datetime.now(UTC) - timedelta(days=40)).date().isoformat(),
    )
    locations = [_LOCATION.format(name, segment, _SITES[name]) for name, segment in PLANTS.items()]
    return text + "".join(locations + [_DEPARTMENT.format(name, segment) for name, segment in DEPARTMENTS.items()])
