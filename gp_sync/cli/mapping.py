"""The commands of `gp-sync map`: check the tables of the configuration, see their gaps, and propose what fills them."""

from collections.abc import Iterable, Mapping
from functools import partial
from typing import Any

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from gp_sync.cli.common import DEFAULT_CONFIG, ConfigOption, JsonOption, mistakes, open_connection
from gp_sync.cli.show_proposals import print_proposals
from gp_sync.cli.words import console_for, count, line, names, print_value
from gp_sync.core.findings import CATALOGUE
from gp_sync.core.flow import Flow
from gp_sync.core.kinds import PURCHASE_ORDERS
from gp_sync.flows.purchase_orders.functions import OrderFunctions
from gp_sync.flows.purchase_orders.mapper import PurchaseOrderMapper
from gp_sync.mapping.against import Against, Flaw
from gp_sync.mapping.captured import Said, captured_orders, said_by
from gp_sync.mapping.coverage import Coverage, coverage
from gp_sync.mapping.lint import lint
from gp_sync.mapping.suggest import suggest
from gp_sync.systems.connect import Connection
from gp_sync.systems.procurify_names import listed_in_procurify, names_in_procurify

__all__ = ["map_app"]

_EXIT_WRONG = 1

map_app = typer.Typer(help="The tables of the configuration: check them, see their gaps, and propose what fills them.")


@map_app.command("lint")
def check(config: ConfigOption = DEFAULT_CONFIG, *, json: JsonOption = False) -> None:
    """Look up in both systems everything that the tables name. Exit code 1: something stops orders."""
    with mistakes(), open_connection(config) as (loaded, connection):
        references = connection.engine.references
        since = connection.engine.now()
        references.begin_run(since)
        functions = _functions(connection)
        against = Against(
            references=references,
            tables=connection.tables,
            since=since,
            procurify=names_in_procurify(connection.procurify),
            listed=partial(listed_in_procurify, connection.procurify),
            said=_said(connection, functions),
            functions=functions,
        )
        flaws = list(lint(loaded.companies, loaded.purchase_orders, against))
    if json:
        print_value(flaws)
    else:
        _print_flaws(console_for(), flaws)
    if any(flaw.wrong for flaw in flaws):
        raise typer.Exit(_EXIT_WRONG)


@map_app.command("coverage")
def cover(config: ConfigOption = DEFAULT_CONFIG, *, json: JsonOption = False) -> None:
    """See how much of the orders that were captured the tables cover. Nothing is written."""
    with mistakes(), open_connection(config) as (_, connection):
        seen = coverage(connection.engine)
    if json:
        print_value(_coverage_json(seen))
    else:
        _print_coverage(console_for(), seen)


@map_app.command("suggest")
def propose(config: ConfigOption = DEFAULT_CONFIG, *, json: JsonOption = False) -> None:
    """Propose lines for the gaps, by what in GP looks alike. The configuration is not changed: you decide."""
    with mistakes(), open_connection(config) as (loaded, connection):
        seen = coverage(connection.engine)
        places, functions = names_in_procurify(connection.procurify), _functions(connection)
        said, routes = _said(connection, functions), functions is not None and functions.routes_by_location
        proposals = list(suggest(loaded.companies, seen, said, places, connection.tables, routes_by_location=routes))
    if json:
        print_value(proposals)
    else:
        print_proposals(console_for(), proposals)


def _functions(connection: Connection) -> OrderFunctions | None:
    """The functions that map orders; None where a whole mapper of the user's does."""
    flow = _orders(connection)
    return flow.mapper.functions if flow is not None and isinstance(flow.mapper, PurchaseOrderMapper) else None


def _orders(connection: Connection) -> Flow[Any, Any] | None:
    """The flow of orders; None where every company takes requisitions alone."""
    return next((flow for flow in connection.engine.flows if flow.name == PURCHASE_ORDERS), None)


def _said(connection: Connection, functions: OrderFunctions | None) -> Mapping[str, Said]:
    engine, flow = connection.engine, _orders(connection)
    if flow is None:
        return {}
    return said_by(captured_orders(engine.ledger, engine.connection, flow), flow.policy, functions)


def _print_flaws(console: Console, flaws: Iterable[Flaw]) -> None:
    flaws = sorted(flaws, key=lambda flaw: not flaw.wrong)
    for flaw in flaws:
        mark = "[red]wrong  [/]" if flaw.wrong else "[yellow]look at[/]"
        line(console, f"{mark} [bold]{escape(flaw.where)}[/]: {escape(flaw.problem)}")
    wrong = sum(flaw.wrong for flaw in flaws)
    if not flaws:
        console.print("the tables fit both systems")
    elif not wrong:
        console.print("nothing in the tables stops an order")
    else:
        console.print(f"{count(wrong, 'line')} of the tables would stop orders")


def _print_coverage(console: Console, seen: Coverage) -> None:
    console.print(f"{count(seen.orders, 'order')} looked at, {seen.covered} of them without a gap that stops them")
    table = Table("table", "covered", "missing", box=None, pad_edge=False)
    for name, row in sorted(seen.tables.items()):
        table.add_row(name, str(len(row.found)), str(len(row.gaps)))
    if seen.tables:
        console.print(table)
    for name, row in sorted(seen.tables.items()):
        for gap in sorted(row.gaps.values(), key=lambda gap: -len(gap.orders)):
            words = CATALOGUE[gap.finding.code].words(gap.finding, shared=True)
            orders = f"{count(len(gap.orders), 'order')}: {names(gap.orders)}"
            line(console, f"[bold]{name}[/]: {escape(words)} ({escape(orders)})")
    for found in seen.unchecked.values():
        line(console, f"[yellow]not checked[/]: {escape(CATALOGUE[found.code].words(found))}")
    for words in seen.unreadable:
        line(console, f"[red]left out[/]: {escape(words)}")


def _coverage_json(seen: Coverage) -> dict[str, object]:
    return {
        "orders": seen.orders,
        "covered": seen.covered,
        "unreadable": seen.unreadable,
        "tables": {
            name: {
                "covered": [str(ref) for ref in sorted(row.found)],
                "missing": [
                    {"cause": str(cause), "code": gap.finding.code, "orders": gap.orders}
                    for cause, gap in row.gaps.items()
                ],
            }
            for name, row in seen.tables.items()
        },
        "not_checked": [CATALOGUE[found.code].words(found) for found in seen.unchecked.values()],
    }
