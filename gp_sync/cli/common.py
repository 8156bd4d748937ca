"""What the commands share: options, exit codes, the ledger, and how mistakes are told."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

import typer

from gp_sync.capture import FirstRunNeedsStart
from gp_sync.config import Config, ConfigError
from gp_sync.ledger.errors import LedgerError
from gp_sync.ledger.sql import SqlStore
from gp_sync.session import ConnectionBusy, LeaseLost

__all__ = [
    "DEFAULT_CONFIG",
    "EXIT_BUSY",
    "EXIT_MISTAKE",
    "EXIT_SIDE",
    "ConfigOption",
    "JsonOption",
    "mistakes",
    "open_ledger",
    "print_json",
]

EXIT_MISTAKE = 2
EXIT_SIDE = 3
EXIT_BUSY = 4

ConfigOption = Annotated[Path, typer.Option("--config", "-c", help="The configuration file.", envvar="GP_SYNC_CONFIG")]
JsonOption = Annotated[bool, typer.Option("--json", help="Print the result as JSON.")]
DEFAULT_CONFIG = Path("gp-sync.toml")


@contextmanager
def open_ledger(config: Config) -> Iterator[SqlStore]:
    """The ledger of a configuration, closed at the end.

    Raises:
        LedgerError: it is missing, of another version, locked, or cannot be written to.
    """
    store = SqlStore(config.ledger.url)
    try:
        yield store
    finally:
        store.close()


@contextmanager
def mistakes() -> Iterator[None]:
    """Say in words what went wrong, and exit with the code that scripts rely on.

    Raises:
        Exit: with that code.
    """
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


def print_json(value: Any) -> None:
    """Print JSON to stdout, never wrapped or coloured."""
    typer.echo(json.dumps(value, indent=2, ensure_ascii=False))
