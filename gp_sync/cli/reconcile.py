"""`gp-sync reconcile`: both systems compared for a period, and the totals tied to the cent."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from gp_sync.cli.common import (
    DAY,
    DEFAULT_CONFIG,
    EXIT_MISTAKE,
    ConfigOption,
    JsonOption,
    day,
    mistakes,
    open_connection,
    this_user,
)
from gp_sync.cli.progress import progress_bars
from gp_sync.cli.report_files import beside, check_folders, write_report, write_table
from gp_sync.cli.show_reconcile import print_reconciliation
from gp_sync.cli.words import console_for, say
from gp_sync.reconcile.as_csv import line_table, order_table, vendor_table
from gp_sync.reconcile.as_json import as_json as in_json
from gp_sync.reconcile.model import Period
from gp_sync.reconcile.page import page
from gp_sync.reconcile.period import PeriodError, days_between
from gp_sync.reconcile.reconcile import period_of
from gp_sync.reconcile.reconcile import reconcile as compare
from gp_sync.reconcile.result import Reconciliation
from gp_sync.systems.connect import Connection
from gp_sync.systems.order_lists import system_lists

__all__ = ["reconcile"]

_SOMETHING_TO_DO = 1


def reconcile(
    config: ConfigOption = DEFAULT_CONFIG,
    *,
    period: Annotated[
        str,
        typer.Option(
            help="A month such as `2026-11`, or a fiscal period of each company in GP such as `2026/5`.",
            metavar="PERIOD",
        ),
    ] = "",
    since: Annotated[
        datetime | None, typer.Option(parser=day, metavar=DAY, help="In place of `--period`: the first day, included.")
    ] = None,
    until: Annotated[
        datetime | None, typer.Option(parser=day, metavar=DAY, help="In place of `--period`: the last day, included.")
    ] = None,
    html: Annotated[
        Path | None,
        typer.Option(
            "--html",
            help="Write the report to this file: one page that needs nothing else, to read, filter, print and sign.",
        ),
    ] = None,
    csv: Annotated[
        Path | None,
        typer.Option(
            "--csv",
            help="Write the orders and requisitions to this file, and beside it their lines and the vendors, as "
            "`NAME-lines.csv` and `NAME-vendors.csv`.",
        ),
    ] = None,
    whole: Annotated[
        bool,
        typer.Option(
            "--whole",
            help="Read each order and vendor by itself, also those that did not change: one request for each.",
        ),
    ] = False,
    json: JsonOption = False,
) -> None:
    """Compare both systems order by order and line by line, and tie the totals to the cent. Nothing is written to them.

    Where a company gets requisitions, they are compared alike, with totals of their own.

    Exits with 0 if all totals tie with a reason for every difference, and with 1 if something is unexplained or could
    not be read.
    """
    check_folders(*_files(html, csv))
    with mistakes(), open_connection(config) as (_, connection):
        try:
            days = _days(connection, period, since, until)
            with progress_bars(as_json=json) as progress:
                made = compare(
                    connection.engine,
                    system_lists(connection.procurify, connection.companies),
                    days,
                    by=this_user(),
                    progress=progress,
                    whole=whole,
                )
        except PeriodError as error:
            say(f"gp-sync: {error}", err=True)
            raise typer.Exit(EXIT_MISTAKE) from None
    print_reconciliation(console_for(), made, as_json=in_json(made) if json else None)
    with mistakes():
        for file in _written(made, html, csv):
            typer.echo(f"written to {file}", err=json)
    if not made.ties_out:
        raise typer.Exit(_SOMETHING_TO_DO)


def _days(connection: Connection, period: str, since: datetime | None, until: datetime | None) -> Period:
    engine = connection.engine
    if period and since is None and until is None:
        return period_of(engine, period)
    if period or since is None or until is None:
        raise PeriodError("give either --period, or --since and --until")
    return days_between(since.date(), until.date())


def _written(made: Reconciliation, html: Path | None, csv: Path | None) -> Iterator[Path]:
    """Write the files that are asked for, and give their names."""
    if html is not None:
        write_report(html, page(made))
        yield html
    if csv is not None:
        tables = [order_table(made), line_table(made)]
        if made.vendors is not None:
            tables.append(vendor_table(made.vendors))
        for file, table in zip(_tables(csv), tables, strict=False):
            write_table(file, table)
            yield file


def _files(html: Path | None, csv: Path | None) -> list[Path]:
    """All files that may be written."""
    return [*filter(None, [html]), *(_tables(csv) if csv is not None else ())]


def _tables(csv: Path) -> tuple[Path, Path, Path]:
    """The files of the orders, their lines and the vendors."""
    return csv, beside(csv, "lines"), beside(csv, "vendors")
