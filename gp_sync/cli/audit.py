"""The commands of `gp-sync audit`: verify the audit, export it, and purge its old details."""

import json as json_text
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated, TextIO

import attrs
import typer

from gp_sync.cli.common import (
    DAY,
    DEFAULT_CONFIG,
    ConfigOption,
    JsonOption,
    day,
    find_order,
    mistakes,
    open_ledger,
    print_json,
    this_user,
)
from gp_sync.cli.progress import progress_bars
from gp_sync.clock import utc_now
from gp_sync.config.file import load_config
from gp_sync.ledger.audit_check import AuditCheck, check_audit
from gp_sync.ledger.chain import PURGED, Head
from gp_sync.ledger.protocols import Ledger
from gp_sync.ledger.texts import export_row
from gp_sync.ledger.values import Event
from gp_sync.ledger.views import AuditRow
from gp_sync.run.session import Session, this_process

__all__ = ["audit_app"]

_LEASE_SECONDS = 60.0

audit_app = typer.Typer(
    help="Verify the audit of all changes, export it, and purge its old details.", no_args_is_help=True
)


def _head(text: str) -> Head:
    """Read a head that was noted.

    Raises:
        BadParameter: it is none.
    """
    number, _, digest = text.strip().partition(":")
    if not number.isdecimal() or len(digest) != len(Head().digest) or set(digest) - set("0123456789abcdef"):
        raise typer.BadParameter(f"'{text}' is no head such as 120:9f2c…: give one that `gp-sync audit verify` printed")
    return Head(int(number), digest)


@audit_app.command()
def verify(
    config: ConfigOption = DEFAULT_CONFIG,
    *,
    head: Annotated[
        Head | None,
        typer.Option(
            parser=_head,
            metavar="NUMBER:DIGEST",
            help="A head that was noted earlier, such as `8412:5f0c...`: it must still be in the chain.",
        ),
    ] = None,
    json: JsonOption = False,
) -> None:
    """Check that no row of the audit was changed, cut out or added, and that the ledger holds what its rows tell.

    Exits with 1 if anything is wrong. Note the head that it prints in another place.
    """
    with mistakes():
        loaded = load_config(config)
        with open_ledger(loaded) as ledger, progress_bars(as_json=json) as progress:
            found = check_audit(ledger, loaded.connection, head, progress)
    if json:
        print_json({**attrs.asdict(found, recurse=False), "head": str(found.head)})
    else:
        typer.echo("\n".join(_told(found)))
    if found.problems:
        raise typer.Exit(1)


@audit_app.command()
def export(
    config: ConfigOption = DEFAULT_CONFIG,
    *,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="A new file; stdout if none.", dir_okay=False)
    ] = None,
    start: Annotated[
        datetime | None, typer.Option("--from", parser=day, metavar=DAY, help="The first day, in UTC.")
    ] = None,
    until: Annotated[datetime | None, typer.Option(parser=day, metavar=DAY, help="The last day, in UTC.")] = None,
    order: Annotated[str | None, typer.Option(help="Only rows about this order, by its number.")] = None,
) -> None:
    """Write the audit's rows with their digests, one JSON object to a line."""
    with mistakes():
        loaded = load_config(config)
        with open_ledger(loaded) as ledger:
            key = None if order is None else find_order(ledger, loaded.connection, order)
            rows = _within(ledger.audit(loaded.connection, key=key), start, until)
            with _writer(output) as file:
                count = 0
                for row in rows:
                    file.write(json_text.dumps(export_row(row), ensure_ascii=False) + "\n")
                    count += 1
    if output is not None:
        typer.echo(f"{_count(count, 'row')} of the audit written to {output}")


@audit_app.command()
def purge(
    config: ConfigOption = DEFAULT_CONFIG,
    *,
    before: Annotated[
        datetime, typer.Option(parser=day, metavar=DAY, help="A day in UTC: the details of earlier rows go.")
    ],
    reason: Annotated[str, typer.Option(help="Why, for the audit.")],
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    json: JsonOption = False,
) -> None:
    """Delete the details of old rows: bodies, identifiers, findings. The rows stay, and so does their chain."""
    limit = before.replace(tzinfo=UTC)
    if limit > utc_now():
        raise typer.BadParameter(f"{limit:%Y-%m-%d} is still to come: give a day that has begun", param_hint="--before")
    with mistakes():
        loaded = load_config(config)
        with open_ledger(loaded) as ledger:
            if not yes:
                count = sum(row.detail_text is not None for row in ledger.audit(loaded.connection) if row.at < limit)
                question = f"Delete the details of {_count(count, 'row')} before {limit:%Y-%m-%d}, for ever?"
                typer.confirm(question, abort=True, err=True)
            count = _purge(ledger, loaded.connection, limit, reason)
    if json:
        print_json({"purged": count})
    else:
        typer.echo(f"the details of {_count(count, 'row')} are gone; the rows and their chain stay")


def _purge(ledger: Ledger, connection: str, limit: datetime, reason: str) -> int:
    with Session(ledger, connection, owner=this_process(), now=utc_now, ttl=_LEASE_SECONDS) as session:
        event = Event(what=PURGED, at=utc_now(), detail={"by": this_user(), "why": reason})
        return ledger.purge_details(connection, limit, session.fence, event)


def _told(found: AuditCheck) -> Iterator[str]:
    documents, versions = _count(found.documents, "document"), _count(found.versions, "version")
    writes, links = _count(found.writes, "write"), _count(found.links, "link")
    yield f"{_count(found.rows, 'row')}, {found.purged} of them without their details, which were purged"
    yield f"{documents}, {versions}, {writes} and {links} compared with the ledger"
    yield f"head {found.head}"
    yield from found.problems
    if not found.problems:
        yield "the audit is whole"


def _within(rows: Iterable[AuditRow], start: datetime | None, until: datetime | None) -> Iterator[AuditRow]:
    first = date.min if start is None else start.date()
    last = date.max if until is None else until.date()
    return (row for row in rows if first <= row.at.date() <= last)


@contextmanager
def _writer(output: Path | None) -> Iterator[TextIO]:
    if output is None:
        yield typer.get_text_stream("stdout")
        return
    # A new file only: an export that somebody keeps is not overwritten.
    with output.open("x", encoding="utf-8", newline="\n") as file:
        yield file


def _count(number: int, thing: str) -> str:
    return f"{number} {thing}" if number == 1 else f"{number} {thing}s"
