"""What the commands share: options, exit codes, the ledger, and how mistakes are told."""

import getpass
import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time
from pathlib import Path
from typing import Annotated, Any

import typer

from gp_sync.cli.words import say
from gp_sync.config.file import ConfigError
from gp_sync.core.findings import CATALOGUE
from gp_sync.core.model import Key, RecordUnusable, Unavailable
from gp_sync.engine_parts import FlowNotServedError
from gp_sync.ledger.errors import LedgerError, LedgerUnavailableError
from gp_sync.ledger.protocols import Ledger
from gp_sync.opening import READERS, open_connection, open_ledger, readers_of, vault_of
from gp_sync.people.chosen import UnknownNameError, key_named
from gp_sync.run.capture import FirstRunNeedsStart
from gp_sync.run.session import ConnectionBusy, LeaseLost

__all__ = [
    "DAY",
    "DEFAULT_CONFIG",
    "EXIT_BUSY",
    "EXIT_MISTAKE",
    "EXIT_SIDE",
    "READERS",
    "ConfigOption",
    "FromOption",
    "JsonOption",
    "ReasonOption",
    "day",
    "find_order",
    "mistakes",
    "not_blank",
    "numbered_issue",
    "open_connection",
    "open_ledger",
    "print_json",
    "readers_of",
    "this_user",
    "vault_of",
]

DAY = "YYYY-MM-DD"
"""How help calls a day."""
EXIT_MISTAKE = 2
EXIT_SIDE = 3
EXIT_BUSY = 4

ConfigOption = Annotated[Path, typer.Option("--config", "-c", help="The configuration file.", envvar="GP_SYNC_CONFIG")]
JsonOption = Annotated[bool, typer.Option("--json", help="Print the result as one JSON document.")]


def day(text: str) -> datetime:
    """Read a day, as its first instant.

    Raises:
        BadParameter: it is none.
    """
    try:
        return datetime.combine(date.fromisoformat(text), time())
    except ValueError:
        raise typer.BadParameter(f"'{text}' is no day: give one such as 2026-11-04") from None


def not_blank(text: str) -> str:
    """Take a reason that says something.

    Raises:
        BadParameter: it is empty.
    """
    if not text.strip():
        raise typer.BadParameter("it is empty: say why, for those who read the audit later")
    return text


ReasonOption = Annotated[str, typer.Option(help="Why, for the audit.", callback=not_blank)]
FromOption = Annotated[
    datetime | None,
    typer.Option(
        "--from",
        parser=day,
        metavar=DAY,
        help="Orders dated on or after this day are taken, whatever the configured start; it is remembered.",
    ),
]
DEFAULT_CONFIG = Path("gp-sync.toml")


def numbered_issue(text: str) -> int:
    """Read the number of an issue.

    Raises:
        BadParameter: it is not one.
    """
    if not text.isascii() or not text.isdigit():
        raise typer.BadParameter(f"'{text}' is no number of an issue, such as 2; `gp-sync issues` lists them")
    return int(text)


def find_order(ledger: Ledger, connection: str, order: str) -> Key:
    """An order or requisition by its number, without case, or by Procurify's key; `requisition 2052` is never an order.

    Raises:
        BadParameter: the ledger knows none, or several.
    """
    try:
        return key_named(ledger, connection, tuple(READERS), order)
    except UnknownNameError as error:
        raise typer.BadParameter(str(error)) from None


def this_user() -> str:
    """Who is at the keyboard, for the audit."""
    try:
        return getpass.getuser()
    except (ImportError, KeyError, OSError):
        return "unknown"  # as in a container whose user has no name


@contextmanager
def mistakes() -> Iterator[None]:
    """Say in words what went wrong, and exit with the code that scripts rely on.

    Raises:
        Exit: with that code.
    """
    try:
        yield
    except LedgerUnavailableError as error:
        say(f"gp-sync: {error}", err=True)
        raise typer.Exit(EXIT_SIDE) from None
    except (ConfigError, LedgerError, FirstRunNeedsStart, FlowNotServedError) as error:
        say(f"gp-sync: {error}", err=True)
        raise typer.Exit(EXIT_MISTAKE) from None
    except BrokenPipeError:
        raise  # the reader of our output has gone, as in `gp-sync status | head`; click ends quietly
    except OSError as error:
        words = (
            f"{error.filename or 'a file'}: {error.strerror}" if error.strerror else str(error) or type(error).__name__
        )
        say(f"gp-sync: {words}", err=True)
        raise typer.Exit(EXIT_MISTAKE) from None
    except (Unavailable, RecordUnusable) as error:
        entry = CATALOGUE[error.finding.code]
        say(f"gp-sync: {entry.words(error.finding)} {entry.advice(error.finding)}", err=True)
        raise typer.Exit(EXIT_SIDE) from None
    except (ConnectionBusy, LeaseLost) as error:
        say(f"gp-sync: {error}", err=True)
        raise typer.Exit(EXIT_BUSY) from None


def print_json(value: Any) -> None:
    """Print JSON to stdout, never wrapped or coloured."""
    typer.echo(json.dumps(value, indent=2, ensure_ascii=False))
