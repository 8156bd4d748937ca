"""The commands of `gp-sync quarantine`: writes that ended in a doubt which only a person can resolve."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from gp_sync.cli import show
from gp_sync.cli.common import (
    DEFAULT_CONFIG,
    EXIT_MISTAKE,
    ConfigOption,
    JsonOption,
    ReasonOption,
    find_order,
    mistakes,
    open_connection,
    open_ledger,
    this_user,
)
from gp_sync.cli.words import console_for
from gp_sync.config.file import load_config
from gp_sync.ledger.protocols import Ledger
from gp_sync.ledger.values import OpenWrite
from gp_sync.people.by_hand import Decided
from gp_sync.people.quarantine import Quarantine, QuarantineError, quarantined

__all__ = ["quarantine_app"]

quarantine_app = typer.Typer(
    help="Writes that ended in a doubt which only a person can resolve: look at both sides, then decide.",
    no_args_is_help=True,
)

OrderArgument = Annotated[str, typer.Argument(help="The order's number, in any case, or Procurify's key.")]
SeenOption = Annotated[str, typer.Option(help="The state that `show` printed; refused if GP holds another one by now.")]
CompanyOption = Annotated[
    str, typer.Option(help="The GP company; needed where the order has writes in quarantine in several.")
]


@quarantine_app.command("list")
def list_all(config: ConfigOption = DEFAULT_CONFIG, *, json: JsonOption = False) -> None:
    """List the writes in quarantine, without asking GP."""
    with mistakes():
        loaded = load_config(config)
        with open_ledger(loaded) as ledger:
            show.quarantine(console_for(), ledger, quarantined(ledger, loaded.connection), as_json=json)


@quarantine_app.command("show")
def show_one(
    order: OrderArgument,
    config: ConfigOption = DEFAULT_CONFIG,
    *,
    company: CompanyOption = "",
    json: JsonOption = False,
) -> None:
    """Show what was sent and what GP holds now, side by side."""
    with mistakes(), open_connection(config) as (loaded, connection):
        stuck = _stuck(connection.engine.ledger, loaded.connection, order, company)
        with connection.engine.quarantine(stuck) as held:
            examined = held.examine(stuck)
        show.stuck(console_for(), order, examined, as_json=json)


@quarantine_app.command()
def confirm(
    order: OrderArgument,
    config: ConfigOption = DEFAULT_CONFIG,
    *,
    reason: ReasonOption,
    seen: SeenOption = "",
    company: CompanyOption = "",
) -> None:
    """Say that the record in GP is this order's. The next sync brings it to what Procurify says, if it is not."""
    _decide(config, order, company, reason, partial(Quarantine.confirm, seen=seen))
    typer.echo(f"{order}: confirmed; the next sync completes it if GP holds something else than Procurify says")


@quarantine_app.command()
def void(
    order: OrderArgument,
    config: ConfigOption = DEFAULT_CONFIG,
    *,
    reason: ReasonOption,
    seen: SeenOption = "",
    company: CompanyOption = "",
) -> None:
    """Have the record in GP voided, such as one that was written in part and shall not be completed."""
    _decide(config, order, company, reason, partial(Quarantine.void, seen=seen))
    typer.echo(f"{order}: the next sync voids it in GP")


@quarantine_app.command()
def keep(
    order: OrderArgument,
    config: ConfigOption = DEFAULT_CONFIG,
    *,
    reason: ReasonOption,
    seen: SeenOption = "",
    company: CompanyOption = "",
) -> None:
    """Leave the record in GP as it stands, whoever made it: the order is done by hand."""
    _decide(config, order, company, reason, partial(Quarantine.keep, seen=seen))
    typer.echo(f"{order}: done by hand; later changes in Procurify are shown, and made by hand too")


@quarantine_app.command()
def release(
    order: OrderArgument, config: ConfigOption = DEFAULT_CONFIG, *, reason: ReasonOption, company: CompanyOption = ""
) -> None:
    """Say that the write never happened and never will. The next sync decides the order anew, and may write it."""
    _decide(config, order, company, reason, Quarantine.release)
    typer.echo(f"{order}: released; the next sync decides it anew")


def _decide(
    config: Path,
    order: str,
    company: str,
    reason: str,
    decision: Callable[[Quarantine, OpenWrite, Decided], None],
) -> None:
    with mistakes(), open_connection(config) as (loaded, connection):
        stuck = _stuck(connection.engine.ledger, loaded.connection, order, company)
        try:
            with connection.engine.quarantine(stuck) as held:
                decision(held, stuck, Decided(by=this_user(), why=reason))
        except QuarantineError as error:
            typer.echo(f"gp-sync: {error}", err=True)
            raise typer.Exit(EXIT_MISTAKE) from None


def _stuck(ledger: Ledger, connection: str, order: str, company: str) -> OpenWrite:
    """The quarantined write of an order.

    Raises:
        BadParameter: it has none, or several.
    """
    writes = quarantined(ledger, connection, [find_order(ledger, connection, order)])
    chosen = [write for write in writes if company in {"", write.intent.target.company}]
    if len(chosen) == 1:
        return chosen[0]
    if not chosen:
        raise typer.BadParameter(f"no write of '{order}' is in quarantine; `gp-sync quarantine list` tells which are")
    companies = ", ".join(write.intent.target.company for write in chosen)
    raise typer.BadParameter(f"'{order}' has writes in quarantine in {companies}: say which by --company")
