"""`gp-sync backtest`: past orders through mapping and rules, and what would have to be mended for more to pass."""

from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from gp_sync.backtest import Backtest
from gp_sync.backtest import backtest as run_backtest
from gp_sync.checks.causes import Fix
from gp_sync.checks.judge import Judged
from gp_sync.cli.common import (
    DEFAULT_CONFIG,
    EXIT_SIDE,
    ConfigOption,
    JsonOption,
    mistakes,
    open_connection,
)
from gp_sync.cli.progress import progress_bars
from gp_sync.cli.report_files import check_folders, write_table
from gp_sync.cli.show_checks import cause_json, finding_json, plain_amounts, print_cause
from gp_sync.cli.words import VERY_MANY, amounts, console_for, count, finding, indented, line, percent, print_value
from gp_sync.core.findings import CATALOGUE
from gp_sync.spreadsheets import csv_text

__all__ = ["backtest"]

_COLUMNS = (
    "order",
    "dated",
    "vendor",
    "company",
    "amount",
    "currency",
    "outcome",
    "code",
    "severity",
    "what",
    "what_to_do",
    "who",
)


def backtest(
    config: ConfigOption = DEFAULT_CONFIG,
    *,
    days: Annotated[int, typer.Option(help="How many days back, with today, at most 3660.", min=1, max=3660)] = 90,
    own_dates: Annotated[
        bool,
        typer.Option(
            "--own-dates",
            help="Judge orders by their own dates, not as of today, so that periods that are closed by now stop them.",
        ),
    ] = False,
    fixes: Annotated[int, typer.Option(help="How many fixes are told; 0 for none.", min=0)] = 10,
    csv: Annotated[
        Path | None, typer.Option("--csv", help="Write the orders to this file, a row for each finding.")
    ] = None,
    json: JsonOption = False,
) -> None:
    """Run past orders through mapping and rules: what share would pass, and which few fixes raise it most.

    Nothing is written: not to GP, not to Procurify, not to the ledger.
    """
    check_folders(csv)
    with mistakes():
        with open_connection(config) as (_, connection), progress_bars(as_json=json) as progress:
            try:
                found = run_backtest(connection.engine, days, own_dates=own_dates, progress=progress)
            except LookupError:
                raise typer.BadParameter(
                    "this connection has no orders: its companies get requisitions alone"
                ) from None
        if csv is not None:
            rows = [row for order in found.orders for row in _rows(order)]
            write_table(csv, csv_text(_COLUMNS, rows, numbers=("amount",)))
    if json:
        print_value(_json(found, fixes))
    else:
        _print(console_for(), found, fixes)
    if csv is not None:
        typer.echo(f"the orders are in {csv}", err=json)
    if found.stopped is not None:
        raise typer.Exit(EXIT_SIDE)


def _print(console: Console, found: Backtest, most: int) -> None:
    for cause in found.causes[:VERY_MANY]:
        print_cause(console, cause, "order")
    if len(found.causes) > VERY_MANY:
        line(console, f"and {count(len(found.causes) - VERY_MANY, 'more cause')}; --json and --csv have all")
    for words in found.missed:
        line(console, f"[red]not looked at[/]: {escape(words)}")
    if found.stopped is not None:
        finding(console, found.stopped, "it stopped here, so orders are missing")
    _print_share(console, found)
    _print_fixes(console, found, found.fixes(most))


def _print_share(console: Console, found: Backtest) -> None:
    dated = "by their own dates" if found.own_dates else "as if they were bought today"
    line(console, f"\n[bold]{count(len(found.orders), 'order')} of {found.since} to {found.until}[/], judged {dated}")
    if found.share is None:
        indented(console, "none of them flows to GP")
    else:
        told = f"{len(found.passing)} of {len(found.flowing)} would pass: {percent(found.share)}"
        indented(console, f"[bold]{told}[/]")
    for currency, (passing, all_) in found.amounts.items():
        part = f": {percent(passing / all_)}" if all_ else ""
        indented(console, f"{passing:,f} of {all_:,f} {escape(currency)} would pass{part}")
    unknown = sum(row.summary.amount is None for row in found.flowing)
    if unknown:
        indented(console, f"{count(unknown, 'order')} of them in no amount, since it cannot be read")
    if found.skipped:
        indented(console, f"{len(found.skipped)} do not flow, by the configuration or by their state")


def _print_fixes(console: Console, found: Backtest, fixes: tuple[Fix, ...]) -> None:
    if not fixes:
        return
    line(console, "\n[bold]What raises it most[/], each after those above it")
    table = Table("", "fix", "passing then", "share", "amounts", box=None, pad_edge=False)
    for place, fix in enumerate(fixes, start=1):
        cause = fix.cause
        words = CATALOGUE[cause.code].words(cause.finding, shared=True).rstrip(".")
        where = words if cause.cause else f"in the order itself, {count(len(cause.documents), 'order')}"
        more = f"+{fix.more}" if fix.more else "with one below"
        share = percent(Decimal(fix.passing) / len(found.flowing))
        cells = (f"{place}.", f"{cause.code}: {where}", f"{fix.passing} ({more})", share, amounts(fix.amounts))
        table.add_row(*(escape(cell) for cell in cells))
    console.print(table)


def _json(found: Backtest, most: int) -> dict[str, Any]:
    return {
        "connection": found.connection,
        "since": found.since.isoformat(),
        "until": found.until.isoformat(),
        "own_dates": found.own_dates,
        "orders": [_order_json(order) for order in found.orders],
        "flowing": len(found.flowing),
        "passing": len(found.passing),
        "skipped": len(found.skipped),
        "share": None if found.share is None else f"{found.share:.4f}",
        "amounts": {
            currency: {"passing": f"{passing:f}", "flowing": f"{all_:f}"}
            for currency, (passing, all_) in found.amounts.items()
        },
        "causes": [cause_json(cause, "orders") for cause in found.causes],
        "fixes": [
            {
                "code": fix.cause.code,
                "cause": fix.cause.cause,
                "orders": len(fix.cause.documents),
                "passing": fix.passing,
                "more": fix.more,
                "amounts": plain_amounts(fix.amounts),
            }
            for fix in found.fixes(most)
        ],
        "missed": list(found.missed),
        "stopped": None if found.stopped is None else finding_json(found.stopped),
    }


def _order_json(order: Judged) -> dict[str, Any]:
    about = order.summary
    return {
        "order": order.name,
        "outcome": order.outcome,
        "dated": None if about.dated is None else about.dated.isoformat(),
        "vendor": about.vendor,
        "company": about.company,
        "amount": None if about.amount is None else f"{about.amount.amount:f}",
        "currency": None if about.amount is None else about.amount.currency,
        "findings": [finding_json(found) for found in order.findings],
    }


def _rows(order: Judged) -> list[tuple[str, ...]]:
    """A row for each finding of an order; one without findings has one row."""
    about = order.summary
    amount, currency = ("", "") if about.amount is None else (f"{about.amount.amount:f}", about.amount.currency)
    dated = "" if about.dated is None else about.dated.isoformat()
    head = (order.name, dated, about.vendor, about.company, amount, currency, order.outcome)
    if not order.findings:
        return [(*head, "", "", "", "", "")]
    entries = [(CATALOGUE[found.code], found) for found in order.findings]
    return [
        (*head, found.code, found.severity.value, entry.words(found), entry.advice(found), entry.who)
        for entry, found in entries
    ]
