"""The commands of `gp-sync secrets`: the vault of credentials. A value comes by prompt or standard input alone."""

import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Annotated, Any

import attrs
import typer

from gp_sync.cli.common import (
    DEFAULT_CONFIG,
    ConfigOption,
    JsonOption,
    mistakes,
    open_ledger,
    print_json,
    this_user,
    vault_of,
)
from gp_sync.cli.words import count, say
from gp_sync.clock import utc_now
from gp_sync.config.credentials import KINDS, place_of
from gp_sync.config.file import Config, load_config
from gp_sync.ledger.secret_rows import SecretRow
from gp_sync.ledger.sql import SqlStore
from gp_sync.ops import key_changes
from gp_sync.ops.key_places import KEY_VARIABLE, FileKey, KeyPlace, key_place
from gp_sync.ops.private_files import how_to_protect
from gp_sync.ops.vault import Vault
from gp_sync.ops.vault_keys import Keys
from gp_sync.secret import Secret

__all__ = ["secrets_app"]

secrets_app = typer.Typer(
    help="The vault: credentials that are kept in the ledger's database, encrypted. Values are never arguments: they "
    "are asked for, or read from standard input.",
    no_args_is_help=True,
)


def _known(name: str) -> str:
    if name not in KINDS:
        raise typer.BadParameter(f"there is no secret '{name}'; there are {', '.join(KINDS)}")
    return name


NameArgument = Annotated[str, typer.Argument(metavar="NAME", callback=_known, help=f"Which one: {', '.join(KINDS)}.")]


@attrs.frozen(kw_only=True)
class _Opened:
    """What the commands work with."""

    config: Config
    ledger: SqlStore
    place: KeyPlace
    vault: Vault


@contextmanager
def _opened(path: Path) -> Iterator[_Opened]:
    with mistakes():
        config = load_config(path)
        with open_ledger(config) as ledger:
            place = key_place(config.secrets, config.connection)
            yield _Opened(config=config, ledger=ledger, place=place, vault=vault_of(config, ledger))


@secrets_app.command("set")
def set_value(name: NameArgument, config: ConfigOption = DEFAULT_CONFIG) -> None:
    """Keep a value, in the place of what the secret had. To change one that is in use, rotate it."""
    with _opened(config) as opened:
        opened.vault.check()
        opened.vault.set(name, _asked_for(name), by=this_user())
        typer.echo(f"{name} is in the vault")
        _tell_end(opened, name)
        _tell_unused(opened, name)


@secrets_app.command()
def rotate(name: NameArgument, config: ConfigOption = DEFAULT_CONFIG) -> None:
    """Keep a new value beside the old one until the new one has worked. No process has to be started anew."""
    with _opened(config) as opened:
        opened.vault.check(name)
        opened.vault.rotate(name, _asked_for(name), by=this_user())
        typer.echo(
            f"{name}: the new value is used from the next logon on, by processes that run already too. The old one is "
            "kept until the new one has worked, and is used while the new one is refused: see `gp-sync secrets list`"
        )
        _tell_end(opened, name)
        _tell_unused(opened, name)


@secrets_app.command()
def remove(
    name: NameArgument,
    config: ConfigOption = DEFAULT_CONFIG,
    *,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> None:
    """Remove a secret with all its values. No key is needed for that."""
    with _opened(config) as opened:
        if not yes:
            typer.confirm(f"Remove {name} from the vault, for ever?", abort=True, err=True)
        opened.vault.remove(name, by=this_user())
        typer.echo(f"{name} is not in the vault any more")


@secrets_app.command("list")
def list_all(config: ConfigOption = DEFAULT_CONFIG, *, json: JsonOption = False) -> None:
    """List the secrets: where each is taken from, since when it is there and whether it has worked. Never a value."""
    with _opened(config) as opened:
        rows = opened.vault.rows()
        listed = [row for name in KINDS for row in _listed(opened.config, name, rows)]
        if json:
            print_json(listed)
        else:
            _print(listed)
        opened.vault.check()


@secrets_app.command("rotate-key")
def rotate_key(
    config: ConfigOption = DEFAULT_CONFIG,
    *,
    forget_old: Annotated[
        bool,
        typer.Option(
            "--forget-old",
            help="Remove older keys that nothing in this ledger needs; backups of it may, and other ledgers.",
        ),
    ] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    json: JsonOption = False,
) -> None:
    """Encrypt all secrets with a new key. If it is interrupted, nothing is lost: run it again."""
    with _opened(config) as opened:
        if forget_old and opened.place.writable and not yes:
            question = (
                f"Remove older keys from {opened.place.name}, for ever? Backups of {opened.ledger.place} made before "
                "cannot be opened then, nor the vault of any other ledger whose configuration names the same place."
            )
            typer.confirm(question, abort=True, err=True)
        done = key_changes.rotate_key(
            opened.ledger, opened.config.connection, opened.place, opened.vault, by=this_user(), forget=forget_old
        )
    if json:
        print_json(attrs.asdict(done))
        return
    typer.echo(f"{count(done.secrets, 'value')} encrypted with the key {done.key_id}, which is in {opened.place.name}")
    if done.kept:
        typer.echo(
            f"older keys are still there: {', '.join(done.kept)}. Backups of the ledger may need them; without such "
            "backups, remove them"
        )
    # It was put in the place of the old one as a new file.
    _tell_rights(opened.place)


@secrets_app.command("new-key")
def new_key(
    config: ConfigOption = DEFAULT_CONFIG,
    *,
    show: Annotated[
        bool,
        typer.Option(
            "--print", help="Print a new key alone, and put it nowhere: for another machine or a secret store."
        ),
    ] = False,
) -> None:
    """Make the key of the vault, and put it where the configuration says; print it if it says nothing."""
    with _opened(config) as opened:
        if show or not opened.place.writable:
            # The only place where a key is shown: whoever keeps it elsewhere needs to see it once.
            if not show:
                say(f"gp-sync: this key is kept nowhere: {_where_to_put_it(opened.place)}", err=True)
            typer.echo(Keys.new().text().reveal(), nl=False)
            return
        keys = key_changes.new_key(opened.ledger, opened.config.connection, opened.place)
        typer.echo(
            f"the key {keys.ids[0]} is in {opened.place.name}. Keep a copy of it apart from the backups of the ledger: "
            "without it, nobody can read the secrets"
        )
        _tell_rights(opened.place)


def _where_to_put_it(place: KeyPlace) -> str:
    if place.read() is not None:
        return f"there is one in {KEY_VARIABLE} already. To change it, put this one before it, with a space between"
    return f"put it into {KEY_VARIABLE}; or name a key_file in [secrets] of the configuration, and run this again"


def _asked_for(name: str) -> Secret:
    """Ask for a value without showing it, or read it from standard input.

    Raises:
        BadParameter: it is empty, has several lines, or is not UTF-8 text.
    """
    if sys.stdin.isatty():
        question = f"{name}, {KINDS[name].what}"
        value = Secret(typer.prompt(question, hide_input=True, confirmation_prompt=True, err=True))
    else:
        sent = _sent()
        if sent is None:
            raise typer.BadParameter("standard input is not UTF-8 text: send it as such, or answer at the prompt")
        value = sent
    if not value.reveal().isprintable():
        raise typer.BadParameter("the value is empty, or has several lines or control characters: give it in one line")
    return value


def _sent() -> Secret | None:
    """What came on standard input; None for what is not UTF-8. Nothing is raised here, where the value is at hand.

    Its encoding is not asked of the system: Windows would take code page 1252, and store another password.
    """
    try:
        text = sys.stdin.buffer.read().decode("utf-8-sig")
    except UnicodeDecodeError:
        return None
    return Secret(text.removesuffix("\n").removesuffix("\r") or "\n")


def _tell_end(opened: _Opened, name: str) -> None:
    day = opened.config.secrets.expires.get(name)
    if day is not None:
        typer.echo(
            f"[secrets.expires] in the configuration says that {name} ends on {day}: write the day of the new value "
            "there"
        )


def _tell_rights(place: KeyPlace) -> None:
    """Say how the key's file is taken from other accounts, where a new file has the rights of its folder."""
    if os.name == "nt" and isinstance(place, FileKey):
        typer.echo(f"Windows: take the file from all other accounts with {how_to_protect(place.path)}")


def _tell_unused(opened: _Opened, name: str) -> None:
    place = place_of(opened.config, name, kept=True)
    if place == "vault":
        return
    where = f"the variable {KINDS[name].variable}" if place == "environment" else str(opened.config.secrets.file)
    typer.echo(f"gp-sync: but {name} is still taken from {where}: remove it there", err=True)


def _listed(config: Config, name: str, rows: Sequence[SecretRow]) -> Iterator[dict[str, Any]]:
    """What is told of a secret: a row for each value in the vault, or one that says where else it comes from."""
    mine = [row for row in rows if row.name == name]
    place = place_of(config, name, kept=bool(mine))
    needed = KINDS[name].needed(config)
    if place != "vault" and (place or needed):
        yield {"name": name, "from": place, "needed": needed, "value": None, "state": "used" if place else "missing"}
    for row in reversed(mine):
        moments = {
            moment: None if (at := getattr(row, moment)) is None else at.isoformat(timespec="seconds")
            for moment in ("set_at", "worked_at", "refused_at")
        }
        state = _state(row, mine) if place == "vault" else f"not used: it is taken from the {place}"
        about = {"name": name, "from": "vault", "needed": needed, "value": row.number, "state": state}
        yield {**about, **moments, "key": row.key_id}


def _state(row: SecretRow, mine: Sequence[SecretRow]) -> str:
    newest = mine[-1]
    if len(mine) == 1:
        return "in use" if row.worked_at else "not used yet"
    if row == newest:
        return "new: refused, so that the old one is used" if row.refused_at else "new: not proved yet"
    return f"old: kept for {_span(utc_now(), newest.set_at)}, until the new one has worked"


def _span(now: datetime, since: datetime) -> str:
    days = (now - since) // timedelta(days=1)
    return count(days, "day") if days else "less than a day"


def _print(listed: Sequence[dict[str, Any]]) -> None:
    for row in listed:
        place = f"from the {row['from']}" if row["from"] else "nowhere"
        more = [f"set {row['set_at']}", f"key {row['key']}"] if row["value"] else []
        which = f", value {row['value']}" if row["value"] else ""
        say("; ".join([f"{row['name']}{which}: {place}: {row['state']}", *more]))
