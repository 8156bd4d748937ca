"""`gp-sync plan` and `gp-sync apply`: what a run would do, and exactly that."""

from pathlib import Path
from typing import Annotated

import attrs
import typer

from gp_sync.cli import show_run
from gp_sync.cli.choices import (
    AllOption,
    CodeOption,
    CompanyOption,
    IssueOption,
    SinceOption,
    UntilOption,
    VendorOption,
    choice_of,
    known_orders,
    nothing_fits,
)
from gp_sync.cli.common import (
    DEFAULT_CONFIG,
    EXIT_MISTAKE,
    EXIT_SIDE,
    ConfigOption,
    FromOption,
    JsonOption,
    mistakes,
    open_connection,
    this_user,
)
from gp_sync.cli.progress import progress_bars
from gp_sync.cli.show_plan import print_plan
from gp_sync.cli.words import console_for, names, say
from gp_sync.ledger.views import Issue
from gp_sync.plans.applying import PlanRefused
from gp_sync.plans.file import PlanFileError, read_plan, write_plan
from gp_sync.run.causes import awaiting_configuration
from gp_sync.systems.capabilities import refuse_contradictions

__all__ = ["apply", "plan"]

_SOMETHING_TO_DO = 1
_MOVED = 1


def plan(
    order: Annotated[
        list[str] | None, typer.Argument(help="Numbers of orders; what the next `sync` decides, if none.")
    ] = None,
    config: ConfigOption = DEFAULT_CONFIG,
    *,
    issue: IssueOption = None,
    code: CodeOption = None,
    vendor: VendorOption = "",
    company: CompanyOption = "",
    since: SinceOption = None,
    until: UntilOption = None,
    settled: AllOption = False,
    start: FromOption = None,
    out: Annotated[
        Path | None, typer.Option("--out", help="Write the plan to this file, in place of an older one, for `apply`.")
    ] = None,
    json: JsonOption = False,
) -> None:
    """Show what would be done, order by order. Nothing is sent to GP, and no order changes its state.

    What changed in Procurify is captured first. Orders that are named or chosen are decided as a replay would. Exits
    with 0 if nothing is to be written or linked, and with 1 if something is.
    """
    with mistakes(), open_connection(config, start.date() if start else None) as (loaded, connection):
        engine = connection.engine
        choice = choice_of(
            engine.ledger,
            loaded.connection,
            orders=order,
            issue=issue,
            code=code,
            vendor=vendor,
            company=company,
            since=since,
            until=until,
            settled=settled,
        )
        with known_orders(), progress_bars(as_json=json) as progress:
            made = attrs.evolve(engine, progress=progress).plan(choice, by=this_user())
        planned = {row.key for row in made.orders}
        issues = awaiting_configuration(engine.ledger, loaded.connection, engine.references) if choice is None else []
        if out is not None:
            write_plan(made, out)
    nothing = "no order waits for a decision" if choice is None else nothing_fits(choice)
    print_plan(console_for(), made, as_json=json, nothing=nothing)
    _tell_others([issue for issue in issues if not planned.issuperset(issue.keys)], err=json)
    if out is not None:
        typer.echo(f"the plan is in {out}: `gp-sync apply {out}` carries out exactly this", err=json)
    if made.stopped:
        raise typer.Exit(EXIT_SIDE)
    if made.to_do:
        raise typer.Exit(_SOMETHING_TO_DO)


def _tell_others(issues: list[Issue], *, err: bool) -> None:
    """Tell of orders that a plan without a choice leaves out, since nothing but the configuration can mend them."""
    orders = {key for issue in issues for key in issue.keys}
    if orders:
        are = "1 order is" if len(orders) == 1 else f"{len(orders)} orders are"
        numbers = names(str(issue.number) for issue in issues)
        typer.echo(
            f"{are} stopped by findings that only the configuration can mend (issues {numbers}): "
            f"`gp-sync plan --issue {issues[0].number}` or `gp-sync plan --all` shows what it would change now",
            err=err,
        )


def apply(
    file: Annotated[Path, typer.Argument(help="The file that `plan --out` wrote.")],
    config: ConfigOption = DEFAULT_CONFIG,
    *,
    json: JsonOption = False,
) -> None:
    """Carry out a plan: exactly its orders, if nothing has moved since it was made; else nothing at all.

    Exits with 1 if something has moved: Procurify has a newer version of an order, GP's record was changed, or the
    present facts and configuration lead to another decision. Each such order is named.
    """
    with mistakes():
        try:
            planned = read_plan(file)
        except PlanFileError as error:
            typer.echo(f"gp-sync: {error}", err=True)
            raise typer.Exit(EXIT_MISTAKE) from None
        with open_connection(config) as (loaded, connection):
            refuse_contradictions(connection, loaded)
            try:
                with progress_bars(as_json=json) as progress:
                    report = attrs.evolve(connection.engine, progress=progress).apply(planned, by=this_user())
            except PlanRefused as refused:
                typer.echo(f"gp-sync: the plan is not applied, and nothing of it was done ({file})", err=True)
                for reason in refused.reasons:
                    say(f"  {reason}", err=True)
                raise typer.Exit(_MOVED) from None
            show_run.run(console_for(), connection.engine.ledger, loaded, report, as_json=json)
    if report.stopped:
        raise typer.Exit(EXIT_SIDE)
