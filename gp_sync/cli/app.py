"""The commands of `gp-sync`. Results go to stdout, logs and errors to stderr; the epilog has the exit codes."""

import logging
from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import attrs
import typer

from gp_sync import __version__
from gp_sync.cli import show, show_run
from gp_sync.cli.audit import audit_app
from gp_sync.cli.backtest import backtest
from gp_sync.cli.by_hand import done, recreate, skip
from gp_sync.cli.check import check, warn
from gp_sync.cli.common import (
    DEFAULT_CONFIG,
    EXIT_MISTAKE,
    EXIT_SIDE,
    ConfigOption,
    FromOption,
    JsonOption,
    ReasonOption,
    find_order,
    mistakes,
    open_connection,
    open_ledger,
    this_user,
)
from gp_sync.cli.copy import copy
from gp_sync.cli.doctor import doctor
from gp_sync.cli.explain import explain
from gp_sync.cli.init import init
from gp_sync.cli.issues import issues_app
from gp_sync.cli.mapping import map_app
from gp_sync.cli.plan import apply, plan
from gp_sync.cli.progress import progress_bars
from gp_sync.cli.quarantine import quarantine_app
from gp_sync.cli.reconcile import reconcile
from gp_sync.cli.replay import replay
from gp_sync.cli.run import run
from gp_sync.cli.secrets import secrets_app
from gp_sync.cli.vendors import vendors_app
from gp_sync.cli.words import console_for, say
from gp_sync.config.file import Config, load_config
from gp_sync.ledger.protocols import Ledger
from gp_sync.one_run import run_once
from gp_sync.run.report import RunReport
from gp_sync.systems.log_lines import MaskingFormatter
from gp_sync.systems.ping import ping as ping_both

__all__ = ["app"]

app = typer.Typer(
    epilog="Exit codes: 0 done, also with open findings; 1 something is to be done (plan), has moved so that nothing "
    "was done (apply), would be stopped (check, warn, map lint), failed (doctor, demo), does not tie (reconcile), is "
    "not whole (audit verify), or was answered with no; 2 a mistake in the command, the configuration or the ledger; "
    "3 a side or the ledger could not be used now, or a guard stopped the run; 4 another process has the connection.",
    help="Carry purchase orders from Procurify into Dynamics GP, effectively once.",
    no_args_is_help=True,
    add_completion=False,
    context_settings={"help_option_names": ["-h", "--help"]},  # which all commands take over
    pretty_exceptions_enable=False,  # a traceback with local values could show a secret
)


def _tell_version(*, asked: bool) -> None:
    if asked:
        say(f"gp-sync {__version__}")
        raise typer.Exit


@app.callback()
def options(
    *,
    version: Annotated[  # noqa: ARG001  # its callback answers, before a command is asked for
        bool, typer.Option("--version", callback=_tell_version, is_eager=True, help="Tell the version, and end.")
    ] = False,
    verbose: Annotated[
        bool,
        typer.Option(
            "--verbose",
            "-v",
            help="Log every request to stderr: method, path, status and time; never headers, bodies or secrets.",
        ),
    ] = False,
) -> None:
    """Set up logging to stderr."""
    level = logging.DEBUG if verbose else logging.WARNING
    handler = logging.StreamHandler()
    handler.setFormatter(MaskingFormatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    logging.basicConfig(level=logging.WARNING, handlers=[handler])
    for name in ("procurify_client", "dynamicsgp_sba", "gp_sync"):
        logging.getLogger(name).setLevel(level)


def ping(
    config: ConfigOption = DEFAULT_CONFIG,
    *,
    retry_login: Annotated[
        bool,
        typer.Option(
            help="Try a refused Windows login again. Otherwise none is repeated, so that no account is locked."
        ),
    ] = False,
    json: JsonOption = False,
) -> None:
    """Ask both systems who we are and what is available. Nothing is written."""
    with mistakes(), open_connection(config) as (_, connection):
        if retry_login:
            connection.dynamics.retry_login()
        checks = ping_both(connection)
    show.checks(console_for(), checks, as_json=json)
    if any(check.result == "failed" for check in checks):
        raise typer.Exit(EXIT_SIDE)


def sync(
    config: ConfigOption = DEFAULT_CONFIG,
    *,
    start: FromOption = None,
    full: Annotated[
        bool,
        typer.Option(
            "--full", help="A full check: compare everything on both sides, not only what says that it changed."
        ),
    ] = False,
    flow: Annotated[
        list[str] | None,
        typer.Option(help="Run only this flow, such as `vendors`, whether its lists are due or not; may be repeated."),
    ] = None,
    json: JsonOption = False,
) -> None:
    """Run once: capture what changed, decide, write, and tell what happened."""
    with mistakes(), open_connection(config, start.date() if start else None) as (loaded, connection):
        served = [known.name for known in connection.engine.flows]
        for name in flow or ():
            if name not in served:
                raise typer.BadParameter(f"this connection has no flow '{name}'; it has {', '.join(served)}")
        with progress_bars(as_json=json) as progress:
            report = run_once(loaded, connection, full=full, flows=flow or None, progress=progress)
        _finish(loaded, connection.engine.ledger, report, as_json=json)


def baseline(config: ConfigOption = DEFAULT_CONFIG, *, start: FromOption = None, json: JsonOption = False) -> None:
    """Link the orders that GP has already, by their numbers. Nothing is written to GP.

    For the start of a connection. Orders dated from the start on that GP does not have are written by the next sync;
    without --from that is the configured start, or today. Earlier ones are left alone.
    """
    begin = start.date() if start else None
    with mistakes(), open_connection(config, begin) as (loaded, connection):
        configured = loaded.purchase_orders.start
        if begin is not None and configured not in {None, begin}:
            # The next sync would go by the configuration, and write what this leaves alone.
            raise typer.BadParameter(
                f"the configuration says purchase_orders.start = {configured}: give the same day, or change it there"
            )
        with progress_bars(as_json=json) as progress:
            report = attrs.evolve(connection.engine, progress=progress).baseline(begin)
    show.baseline(console_for(), report, as_json=json)
    if report.stopped:
        raise typer.Exit(EXIT_SIDE)


def release(
    guard: Annotated[
        str,
        typer.Argument(
            help="The guard: `blast-radius`, `identity` or `restored-backup`; `gp-sync status` tells which."
        ),
    ],
    config: ConfigOption = DEFAULT_CONFIG,
    *,
    reason: ReasonOption,
    json: JsonOption = False,
) -> None:
    """Let go what a guard has stopped, and note in the audit who did and why. The next sync goes on."""
    with mistakes(), open_connection(config) as (_, connection):
        try:
            stop = connection.engine.release(guard, by=this_user(), why=reason)
        except LookupError as error:
            raise typer.BadParameter(str(error)) from None
    show.released(console_for(), stop, as_json=json)


def status(
    order: Annotated[
        str | None, typer.Argument(help="An order's number, in any case, or Procurify's key: tell its whole story.")
    ] = None,
    config: ConfigOption = DEFAULT_CONFIG,
    *,
    json: JsonOption = False,
) -> None:
    """Show how all orders stand and what is open, without asking either system."""
    with mistakes():
        loaded = load_config(config)
        with open_ledger(loaded) as ledger:
            if order is None:
                show_run.status(console_for(), ledger, loaded, as_json=json)
            else:
                show.story(console_for(), ledger, find_order(ledger, loaded.connection, order), as_json=json)


def demo(
    *,
    keep: Annotated[
        Path | None,
        typer.Option(help="A folder for the demo's configuration and ledger, which are otherwise thrown away."),
    ] = None,
) -> None:
    """Run the main job against two loopback servers, with everything that goes wrong, and prove the result."""
    try:
        from gp_sync.cli.demo import run_demo  # noqa: PLC0415  # needs the extra [demo]
    except ModuleNotFoundError as error:
        typer.echo(
            f"gp-sync: the demo needs the package '{error.name}': install gp-sync with its extra [demo]", err=True
        )
        raise typer.Exit(EXIT_MISTAKE) from None
    if not run_demo(console_for(), keep):
        raise typer.Exit(1)


def _finish(config: Config, ledger: Ledger, report: RunReport, *, as_json: bool) -> None:
    show_run.run(console_for(), ledger, config, report, as_json=as_json)
    if report.stopped:
        raise typer.Exit(EXIT_SIDE)


_PANELS: dict[str, tuple[Callable[..., None], ...]] = {
    "Set up": (init, ping, doctor, copy, backtest, demo),
    "Run": (plan, apply, baseline, sync, run),
    "See what is open": (status, explain, check, warn),
    "Decide": (replay, skip, done, recreate, release),
    "Show that it is right": (reconcile,),
}
_GROUPS = {
    "Set up": {"secrets": secrets_app, "map": map_app},
    "See what is open": {"issues": issues_app},
    "Decide": {"vendors": vendors_app, "quarantine": quarantine_app},
    "Show that it is right": {"audit": audit_app},
}
for panel, commands in _PANELS.items():
    for command in commands:
        app.command(rich_help_panel=panel)(command)
    for name, group in _GROUPS.get(panel, {}).items():
        app.add_typer(group, name=name, rich_help_panel=panel)
