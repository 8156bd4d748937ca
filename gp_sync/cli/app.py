"""The commands of `gp-sync`. Results go to stdout, logs and errors to stderr.

Exit codes: 0 done, also with open findings; 2 a mistake in the command, the configuration or the ledger; 3 a side
could not be used; 4 another process works on the connection.
"""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from gp_sync.capture import FirstRunNeedsStart
from gp_sync.cli import show, starter
from gp_sync.cli.audit import audit_app
from gp_sync.config import Config, ConfigError, load_config
from gp_sync.core.model import Key
from gp_sync.credentials import load_secrets
from gp_sync.flows.purchase_orders import PURCHASE_ORDERS
from gp_sync.ledger.errors import LedgerError
from gp_sync.ledger.protocols import Ledger
from gp_sync.ledger.sql import SqlStore
from gp_sync.report import RunReport
from gp_sync.session import ConnectionBusy, LeaseLost
from gp_sync.systems.connect import Connection, connect
from gp_sync.systems.ping import ping as ping_both

__all__ = ["app"]

EXIT_MISTAKE = 2
EXIT_SIDE = 3
EXIT_BUSY = 4

app = typer.Typer(
    epilog="Exit codes: 0 done, also with open findings; 2 a mistake in the command, the configuration or the ledger; "
    "3 a side could not be used; 4 another process works on the connection.",
    help="Carry purchase orders from Procurify into Dynamics GP, each exactly once.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,  # a traceback with local values could show a secret
)
app.add_typer(audit_app, name="audit")


def _issue_number(text: str) -> int:
    """Read the number of an issue.

    Raises:
        BadParameter: it is not one.
    """
    if not text.isascii() or not text.isdigit():
        raise typer.BadParameter(f"'{text}' is no number of an issue, such as 2; `gp-sync status` lists them")
    return int(text)


ConfigOption = Annotated[Path, typer.Option("--config", "-c", help="The configuration file.", envvar="GP_SYNC_CONFIG")]
JsonOption = Annotated[bool, typer.Option("--json", help="Print the result as JSON.")]
DEFAULT_CONFIG = Path("gp-sync.toml")


@app.callback()
def options(*, verbose: Annotated[bool, typer.Option("--verbose", "-v", help="Log every request.")] = False) -> None:
    """Set up logging to stderr."""
    level = logging.DEBUG if verbose else logging.WARNING
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    for name in ("procurify_client", "dynamicsgp_sba", "gp_sync"):
        logging.getLogger(name).setLevel(level)


@app.command()
def init(config: ConfigOption = DEFAULT_CONFIG, *, json: JsonOption = False) -> None:
    """Write a configuration to start from, or make the ledger for the one that is there."""
    with _mistakes():
        if not config.exists():
            config.write_text(starter.TEXT, encoding="utf-8")
            show.made(config, None, as_json=json)
            return
        loaded = load_config(config)
        store = SqlStore.create(loaded.ledger.url)
        store.close()
        show.made(config, store.place, as_json=json)


@app.command()
def ping(
    config: ConfigOption = DEFAULT_CONFIG,
    *,
    retry_login: Annotated[bool, typer.Option(help="Try a Windows login again that was refused.")] = False,
    json: JsonOption = False,
) -> None:
    """Ask both systems who we are and what is available. Nothing is written."""
    with _mistakes(), _connection(config) as (_, connection):
        if retry_login:
            connection.dynamics.retry_login()
        checks = ping_both(connection)
    show.checks(Console(), checks, as_json=json)
    if any(check.result == "failed" for check in checks):
        raise typer.Exit(EXIT_SIDE)


@app.command()
def sync(
    config: ConfigOption = DEFAULT_CONFIG,
    *,
    start: Annotated[
        datetime | None,
        typer.Option("--from", formats=["%Y-%m-%d"], help="The first run takes orders dated on or after this day."),
    ] = None,
    json: JsonOption = False,
) -> None:
    """Run once: capture what changed, decide, write, and tell what happened."""
    with _mistakes(), _connection(config, start.date() if start else None) as (loaded, connection):
        report = connection.engine.run()
        _finish(loaded, connection.engine.ledger, report, as_json=json)


@app.command()
def status(
    order: Annotated[str | None, typer.Argument(help="An order's number, for its whole story.")] = None,
    config: ConfigOption = DEFAULT_CONFIG,
    *,
    json: JsonOption = False,
) -> None:
    """Show how all orders stand and what is open, without asking either system."""
    with _mistakes():
        loaded = load_config(config)
        with _ledger(loaded) as ledger:
            if order is None:
                show.status(Console(), ledger, loaded.connection, as_json=json)
            else:
                show.story(Console(), ledger, _find(ledger, loaded.connection, order), as_json=json)


@app.command()
def replay(
    order: Annotated[list[str] | None, typer.Argument(help="Numbers of orders; all that wait if none.")] = None,
    config: ConfigOption = DEFAULT_CONFIG,
    *,
    issue: Annotated[
        int | None, typer.Option(help="Only the orders of this issue.", parser=_issue_number, metavar="NUMBER")
    ] = None,
    json: JsonOption = False,
) -> None:
    """Decide orders anew that were held or blocked, once their cause is mended, and write them."""
    with _mistakes(), _connection(config) as (loaded, connection):
        ledger = connection.engine.ledger
        keys = _chosen(ledger, loaded.connection, order or [], issue)
        count = connection.engine.replay(keys)
        report = connection.engine.run()
        report.reopened += count
        _finish(loaded, ledger, report, as_json=json)


@app.command()
def demo(
    *,
    keep: Annotated[Path | None, typer.Option(help="Keep the demo's ledger in this folder.")] = None,
) -> None:
    """Run the main job against two loopback servers, with everything that goes wrong, and prove the result."""
    try:
        from gp_sync.cli.demo import run_demo  # noqa: PLC0415  # needs the extra [demo]
    except ModuleNotFoundError as error:
        typer.echo(
            f"gp-sync: the demo needs the package '{error.name}': install gp-sync with its extra [demo]", err=True
        )
        raise typer.Exit(EXIT_MISTAKE) from None
    if not run_demo(Console(), keep):
        raise typer.Exit(1)


def _finish(config: Config, ledger: Ledger, report: RunReport, *, as_json: bool) -> None:
    show.run(Console(), ledger, config.connection, report, as_json=as_json)
    if report.stopped:
        raise typer.Exit(EXIT_SIDE)


def _chosen(ledger: Ledger, connection: str, orders: list[str], issue: int | None) -> list[Key] | None:
    if issue is None and not orders:
        return None
    keys = [_find(ledger, connection, order) for order in orders]
    if issue is not None:
        found = next((open_issue for open_issue in ledger.issues(connection) if open_issue.number == issue), None)
        if found is None:
            numbers = ", ".join(str(open_issue.number) for open_issue in ledger.issues(connection)) or "none"
            raise typer.BadParameter(f"there is no open issue {issue}; open: {numbers}")
        keys.extend(found.keys)
    return keys


def _find(ledger: Ledger, connection: str, order: str) -> Key:
    """An order by its number, without case, or by Procurify's key."""
    wanted = order.strip().casefold()
    for row in ledger.documents(connection, PURCHASE_ORDERS):
        if wanted in {row.label.casefold(), row.key.source_id}:
            return row.key
    raise typer.BadParameter(f"the ledger knows no order '{order}'; `gp-sync status` lists what it knows")


@contextmanager
def _ledger(config: Config) -> Iterator[SqlStore]:
    store = SqlStore(config.ledger.url)
    try:
        yield store
    finally:
        store.close()


@contextmanager
def _connection(path: Path, start: date | None = None) -> Iterator[tuple[Config, Connection]]:
    config = load_config(path)
    secrets = load_secrets(config)
    with _ledger(config) as ledger, connect(config, secrets, ledger, start=start) as connection:
        yield config, connection


@contextmanager
def _mistakes() -> Iterator[None]:
    """Say in words what went wrong, and exit with the code that scripts rely on."""
    try:
        yield
    except (ConfigError, LedgerError, FirstRunNeedsStart) as error:
        typer.echo(f"gp-sync: {error}", err=True)
        raise typer.Exit(EXIT_MISTAKE) from None
    except BrokenPipeError:
        raise  # the reader of our output has gone, as in `gp-sync status | head`; click ends quietly
    except OSError as error:
        typer.echo(f"gp-sync: {error.filename or 'a file'}: {error.strerror}", err=True)
        raise typer.Exit(EXIT_MISTAKE) from None
    except (ConnectionBusy, LeaseLost) as error:
        typer.echo(f"gp-sync: {error}", err=True)
        raise typer.Exit(EXIT_BUSY) from None
