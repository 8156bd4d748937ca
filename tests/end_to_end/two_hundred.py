"""Two hundred invented orders of three companies, among which every finding about an order occurs.

The story has three parts: a first sync; what people do in both systems; and another configuration with more orders. Run
it to read the issues as finance would: `python -m tests.end_to_end.two_hundred`.
"""

import json
import logging
import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import attrs

from dynamicsgp_sba.testing import GPCompany, GPServer
from gp_sync.cli.demo_data import DemoClock
from gp_sync.config.credentials import GP_VARIABLE, PROCURIFY_VARIABLE, Secrets
from gp_sync.config.file import load_config
from gp_sync.core.model import Finding, Key
from gp_sync.core.states import End
from gp_sync.engine import Engine
from gp_sync.flows.purchase_orders import PURCHASE_ORDERS
from gp_sync.ledger.sql import SqlStore
from gp_sync.secret import Secret
from gp_sync.systems.connect import connect
from procurify_client.testing import ProcurifyServer
from tests.command_line import command_line
from tests.end_to_end.two_hundred_orders import first_orders, later_orders
from tests.end_to_end.two_hundred_people import act
from tests.end_to_end.two_hundred_setup import CONFIG, LATER, Buyers, make_companies, make_tenant, write_table
from tests.end_to_end.world import CLIENT_SECRET, PASSWORD, USER
from tests.ledgers import put_ledger

__all__ = ["Part", "TwoHundred", "play"]

CONNECTION = "two-hundred"
_RATE = {"CURNCYID": "Z-US$", "EXCHDATE": "2026-09-01", "XCHGRATE": "1.3700000", "EXPNDATE": "2026-09-30"}


@attrs.frozen(kw_only=True)
class Part:
    """How all orders stand at the end of a part of the story.

    Args:
        title: what happened in it.
        orders: how many orders there are in Procurify.
        counts: how many orders stand how.
        findings: what is known of each order, by its key in Procurify.
        issues: what `gp-sync issues --json` tells.
        totals: what each order comes to in Procurify, with its currency, by what people call it.
        in_gp: the subtotal in GP of each order that carries our marker, by its number.
    """

    title: str
    orders: int
    counts: dict[End, int]
    findings: dict[str, tuple[Finding, ...]]
    issues: tuple[dict[str, Any], ...]
    totals: dict[str, tuple[str, Decimal]]
    in_gp: dict[str, Decimal]


@attrs.define
class TwoHundred:
    """Both servers, the ledger and the story as it was played so far."""

    procurify: ProcurifyServer
    gp: GPServer
    companies: dict[str, GPCompany]
    buyers: Buyers
    clock: DemoClock
    folder: Path
    ledger: SqlStore
    seen: set[str] = attrs.field(factory=set)

    @property
    def config(self) -> Path:
        return self.folder / "gp-sync.toml"

    def parts(self) -> Iterator[Part]:
        """Play the story part by part."""
        self._configure({})
        self._tables("currency_access", "tax_schedules", "exchange_rates")
        list(first_orders(self.buyers))
        with self._engine() as engine:
            yield self._played("the first sync", engine)
            act(self, engine)
            yield self._played("people act in both systems", engine)
        self.clock.skip(timedelta(days=2))
        self._configure(LATER)
        self.companies["NORTH"].add_tax_schedule("BC-PST", Decimal(7))
        self.companies["STOCK"].functional_currency = ""
        self._tables("tax_schedules", "vendors")
        list(later_orders(self.buyers))
        with self._engine() as engine:
            engine.replay()
            yield self._played("another configuration", engine)

    def run(self, *arguments: str, width: int = 200) -> str:
        """What a command prints, for a terminal of so many columns."""
        environment = {PROCURIFY_VARIABLE: CLIENT_SECRET, GP_VARIABLE: PASSWORD, "COLUMNS": str(width)}
        result = command_line([arguments[0], "--config", str(self.config), *arguments[1:]], env=environment)
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        return str(result.output)

    def sync(self, engine: Engine) -> None:
        """Run once, and remember the codes of all that is known of the orders then."""
        self.clock.skip(timedelta(minutes=1))
        report = engine.run()
        assert not report.stopped, report.stopped
        self.seen |= {found.code for findings in self._findings().values() for found in findings}

    def key(self, number: str) -> Key:
        """An order's key."""
        return Key(connection=CONNECTION, flow=PURCHASE_ORDERS, source_id=str(self.buyers.key(number)))

    def _findings(self) -> dict[str, tuple[Finding, ...]]:
        rows = self.ledger.documents(CONNECTION, PURCHASE_ORDERS)
        return {row.key.source_id: row.findings for row in rows}

    def _played(self, title: str, engine: Engine) -> Part:
        self.sync(engine)
        orders = self.procurify.purchase_orders
        rows = [row for made in self.companies.values() for row in made.purchase_orders.values()]
        return Part(
            title=title,
            orders=len(orders),
            counts=dict(self.ledger.counts(CONNECTION, PURCHASE_ORDERS)),
            findings=self._findings(),
            issues=tuple(json.loads(self.run("issues", "--json"))),
            totals={
                order["number"] or str(key): (order["purchased_currency"]["name"], Decimal(str(order["total"])))
                for key, order in orders.items()
            },
            in_gp={row["PONUMBER"]: Decimal(row["SUBTOTAL"]) for row in rows if row["CONFIRM1"].startswith("PROC")},
        )

    def _configure(self, changes: dict[str, str]) -> None:
        text = CONFIG
        for old, new in changes.items():
            assert old in text
            text = text.replace(old, new)
        self.config.write_text(text.format(procurify=self.procurify.base_url, gp=self.gp.base_url), encoding="utf-8")

    def _tables(self, *tables: str) -> None:
        """Export reference tables to files, as a nightly job would; Fabrikam North alone has those about currencies."""
        for company, made in self.companies.items():
            rows = {
                "tax_schedules": [{"TAXSCHID": schedule} for schedule in made.tax_schedules],
                "vendors": list(made.vendors.values()),
                "currency_access": [{"CURNCYID": "Z-C$"}] if company == "NORTH" else [],
                "exchange_rates": [_RATE] if company == "NORTH" else [],
            }
            for table in tables:
                if rows[table]:
                    write_table(self.folder, company, table, rows[table], self.clock())

    @contextmanager
    def _engine(self) -> Iterator[Engine]:
        config = load_config(self.config)
        secrets = Secrets(procurify_client_secret=Secret(CLIENT_SECRET), gp_password=Secret(PASSWORD))
        with connect(config, secrets, self.ledger, now=self.clock) as connection:
            # One order after the other, so that a fault meets the same order every time.
            yield attrs.evolve(connection.engine, concurrency=1)


@contextmanager
def play(folder: Path) -> Iterator[TwoHundred]:
    """Start both servers and make the ledger; `parts` plays the story."""
    clock = DemoClock()
    with (
        ProcurifyServer(client_id="client", client_secret=CLIENT_SECRET, now=clock) as procurify,
        GPServer(users={USER: PASSWORD}, now=clock) as gp,
    ):
        ledger = SqlStore(put_ledger(folder / "gp-sync.db"), now=clock)
        try:
            yield TwoHundred(
                procurify=procurify,
                gp=gp,
                companies=make_companies(gp),
                buyers=make_tenant(procurify, clock()),
                clock=clock,
                folder=folder,
                ledger=ledger,
            )
        finally:
            ledger.close()


def main(width: int) -> None:
    """Play the story and print what a person would ask for after each part."""
    logging.basicConfig(level=logging.ERROR, format="%(message)s")  # before a command binds it to its own output
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as scratch, play(Path(scratch)) as story:
        shown: set[int] = set()
        for part in story.parts():
            say(f"\n{'=' * width}\n{part.title}\n{'=' * width}")
            say(story.run("status", width=width))
            say(story.run("issues", width=width))
            numbers = {issue["number"] for issue in part.issues}
            for number in sorted(numbers - shown):
                say(f"--- gp-sync issues show {number}")
                say(story.run("issues", "show", str(number), width=width))
            shown |= numbers
        for number in ("PF1", "PF3", "PF15", "PF44", "PF106", "PF189", "PF192"):
            say(f"--- gp-sync explain {number}")
            say(story.run("explain", number, width=width))


def say(words: str) -> None:
    """Print what a command printed."""
    sys.stdout.write(words + "\n")


if __name__ == "__main__":
    main(int(os.environ.get("COLUMNS", "160")))
