"""The commands of `gp-sync issues`: what is wrong, which documents and amounts wait for it, and who can mend it."""

from pathlib import Path
from typing import Annotated

import attrs
import typer

from gp_sync.cli.common import (
    DEFAULT_CONFIG,
    ConfigOption,
    JsonOption,
    mistakes,
    numbered_issue,
    open_ledger,
    readers_of,
)
from gp_sync.cli.show_issues import issue_json, print_issue, print_issues, print_warnings
from gp_sync.cli.words import console_for, names, print_value, unstructured
from gp_sync.config.file import load_config
from gp_sync.issues.views import issue_orders, issue_views
from gp_sync.issues.warned import WarningView, warning_views

__all__ = ["issues_app"]

issues_app = typer.Typer(
    help="Open issues: what is wrong, which documents and amounts wait for it, since when, and who can mend it."
)


@attrs.frozen
class _Given:
    """The options in front of a command of the group, which are the same behind it."""

    config: Path
    json: bool


@issues_app.callback(invoke_without_command=True)
def list_all(
    context: typer.Context,
    config: ConfigOption = DEFAULT_CONFIG,
    *,
    warnings: Annotated[
        bool,
        typer.Option(
            "--warnings",
            help="List instead, by cause, the warnings of documents that nothing stops. Each of these is read.",
        ),
    ] = False,
    json: JsonOption = False,
) -> None:
    """List the open issues, the one with most documents first, without asking either system."""
    context.obj = _Given(config, json)
    if context.invoked_subcommand is not None:
        return
    with mistakes():
        loaded = load_config(config)
        with open_ledger(loaded) as ledger:
            if warnings:
                _warnings(warning_views(ledger, loaded.connection, readers_of(loaded)), as_json=json)
                return
            views = issue_views(ledger, loaded.connection, readers_of(loaded))
    if json:
        print_value([issue_json(view) for view in views])
    else:
        print_issues(console_for(), views, since=True)


@issues_app.command()
def show(
    context: typer.Context,
    number: Annotated[
        int, typer.Argument(parser=numbered_issue, metavar="NUMBER", help="The number of an open issue.")
    ],
    config: Annotated[
        Path | None, typer.Option("--config", "-c", help="The configuration file.", envvar="GP_SYNC_CONFIG")
    ] = None,
    *,
    json: JsonOption = False,
) -> None:
    """Show one issue with each of its documents: vendor, amount, date, who asked for it, and what stops it."""
    given: _Given = context.obj
    with mistakes():
        loaded = load_config(config or given.config)
        with open_ledger(loaded) as ledger:
            views = issue_views(ledger, loaded.connection, readers_of(loaded))
            view = next((view for view in views if view.number == number), None)
            if view is None:
                known = names(map(str, sorted(view.number for view in views))) or "none"
                raise typer.BadParameter(f"there is no open issue {number}; open: {known}")
            orders = tuple(issue_orders(ledger, view, readers_of(loaded)))
    print_issue(console_for(), view, orders, as_json=json or given.json)


def _warnings(views: tuple[WarningView, ...], *, as_json: bool) -> None:
    if as_json:
        print_value(unstructured(views))
    else:
        print_warnings(console_for(), views)
