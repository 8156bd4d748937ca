"""`gp-sync copy`: a configuration for test companies, made of the one for live companies, with a ledger of its own."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Annotated, Any

import attrs
import tomlkit
import typer

from gp_sync.cli.common import DEFAULT_CONFIG, ConfigOption, JsonOption, mistakes, print_json
from gp_sync.cli.new_files import write_checked
from gp_sync.cli.words import say
from gp_sync.config.file import Config, load_config
from gp_sync.doctor.companies import TEST
from gp_sync.ledger.urls import check_url

__all__ = ["copy"]


@attrs.frozen(kw_only=True)
class _Changes:
    """What the copy has in the place of the original's.

    Args:
        connection: its name.
        ledger: the URL of its ledger.
        names: the companies' display names by their short names.
        port: where its health is served; 0 for nowhere.
        key_file: where its vault's key is, as the file says it; empty if the original has no such file.
        databases: where reference tables come from, by the companies' short names; none if not from SQL.
        csv_folder: where they come from, if from CSV files.
    """

    connection: str
    ledger: str
    names: Mapping[str, str]
    port: int
    key_file: str
    databases: Mapping[str, str]
    csv_folder: str


def copy(
    to: Annotated[Path, typer.Option(help="The new file, in the folder of the configuration.", dir_okay=False)],
    company: Annotated[
        list[str],
        typer.Option(
            help="A company of the copy, as `TWO='Fabrikam, Inc. <TEST>'`; once for each of the configuration."
        ),
    ],
    config: ConfigOption = DEFAULT_CONFIG,
    *,
    ledger: Annotated[
        str, typer.Option(help="The URL of its ledger; if none, a SQLite file beside it, named as the file.")
    ] = "",
    database: Annotated[
        list[str] | None,
        typer.Option(
            help="Where reference tables come from SQL: the database of a company of the copy, as `TWO=TEST01`, for "
            "`{company}` in the address, or as a whole address; once for each company."
        ),
    ] = None,
    insist: Annotated[
        bool,
        typer.Option("--insist", help="Take names that do not say `<TEST>`, as where a site names them otherwise."),
    ] = False,
    json: JsonOption = False,
) -> None:
    """Make a copy of a configuration for test companies, with a ledger of its own; nothing is sent or overwritten.

    The mapping stays that of the original. Reference tables come from the test companies: CSV files are expected in a
    folder of the copy's own. Vendors do not flow in the copy, since they would be changed in Procurify.
    """
    with mistakes():
        loaded = load_config(config)
        if ledger:
            check_url(ledger)
        changes = _Changes(
            connection=f"{loaded.connection}-{to.stem}",
            ledger=ledger or f"sqlite:///{to.stem}.db",
            names=_named(loaded, company, insist=insist),
            port=loaded.schedule.health_port + 1 if loaded.schedule.health_port else 0,
            # Two ledgers with one key file could forget each other's keys.
            key_file=f"{to.stem}.key" if loaded.secrets.key_file else "",
            databases=_databases(loaded, database or ()),
            csv_folder=f"reference-{to.stem}" if "csv" in loaded.references.used else "",
        )
        _check_place(loaded, config, to)
        text = _changed(config.read_text(encoding="utf-8-sig"), changes, vendors=loaded.vendors.enabled)
        write_checked(to, text, lambda made: _check_ledger(loaded, made))
    if json:
        print_json({"config": str(to), **attrs.asdict(changes), "vendors": False})
        return
    _tell(to, changes, vendors=loaded.vendors.enabled)


def _tell(to: Path, changes: _Changes, *, vendors: bool) -> None:
    """Say what was made, and what is to be done next."""
    say(f"{to} is written: the connection '{changes.connection}' with the ledger {changes.ledger}")
    if vendors:
        say("vendors do not flow in it: they would be changed in Procurify, which is the same one")
    if changes.key_file:
        say(f"its vault has a key of its own, in {changes.key_file}")
    if changes.csv_folder:
        say(f"reference tables: export those of the test companies into {changes.csv_folder}; it reads no live ones")
    say(f"next: `gp-sync init --config {to}` makes its ledger")
    if changes.key_file:
        say(f"then its secrets: `gp-sync secrets new-key --config {to}`, `gp-sync secrets set NAME --config {to}`")
    say(f"then `gp-sync doctor --config {to}`; without --config, a command is about the live companies")


def _named(config: Config, given: Iterable[str], *, insist: bool) -> dict[str, str]:
    """The display names of the copy's companies, each by the short name of the original's.

    Raises:
        BadParameter: one is missing, unknown, the original's, or does not say that it is a test company.
    """
    live = {row.id: row.name for row in config.companies}
    names: dict[str, str] = {}
    for text in given:
        short, equals, name = (part.strip() for part in text.partition("="))
        if short in names:
            raise typer.BadParameter(f"'{short}' is there twice, as '{names[short]}' and '{name}': give it once")
        if not equals or not name:
            raise typer.BadParameter(f"'{text}' is no company: give one as {next(iter(live))}='Fabrikam, Inc. <TEST>'")
        if short not in live:
            raise typer.BadParameter(f"the configuration has no company '{short}'; it has {', '.join(live)}")
        if name.casefold() in {other.casefold() for other in live.values()}:
            raise typer.BadParameter(f"'{name}' is a company of the configuration itself: a copy needs another one")
        if name.casefold() in {other.casefold() for other in names.values()}:
            raise typer.BadParameter(f"'{name}' is there twice: each company of the copy needs one of its own")
        if TEST not in name.upper() and not insist:
            raise typer.BadParameter(
                f"'{name}' does not say {TEST}, as GP names test companies: orders would be written there. If it is "
                "one all the same, add --insist"
            )
        names[short] = name
    missing = [short for short in live if short not in names]
    if missing:
        raise typer.BadParameter(f"name the copy's company for {', '.join(missing)} too: else it would be the live one")
    return names


def _databases(config: Config, given: Iterable[str]) -> dict[str, str]:
    """The addresses of the test companies' databases: the live ones' tell nothing about what is written to the copy's.

    Raises:
        BadParameter: tables come from SQL and one is missing, or is the live one's; or they do not, and one is given.
    """
    sql, ids = config.references.sql, [row.id for row in config.companies]
    if "sql" not in config.references.used:
        if given:
            raise typer.BadParameter("no reference table comes from SQL: leave --database out")
        return {}
    named = {short.strip(): name.strip() for short, _, name in (text.partition("=") for text in given)}
    if set(named) != set(ids):
        raise typer.BadParameter(
            f"reference tables come from SQL: give --database for {', '.join(ids)}, as {ids[0]}=TEST01; else "
            "they would come from the live companies' databases"
        )
    found = {short: name if "://" in name else sql.url.replace("{company}", name) for short, name in named.items()}
    wrong = [short for short, address in found.items() if not address or address == sql.url_of(short)]
    if wrong:
        raise typer.BadParameter(
            f"this is still the live database of {', '.join(wrong)}: give that of the test company, by its whole "
            "address if references.sql.url has no {company}"
        )
    return found


def _check_place(config: Config, path: Path, to: Path) -> None:
    if to.resolve().parent != path.resolve().parent:
        # Its tables, certificates and files of secrets are found from there.
        raise typer.BadParameter(f"give a file in {path.resolve().parent}: what the configuration names is found there")
    if config.gp.profile.endswith(".toml"):
        say("the site profile must list the test companies too, if it lists companies", err=True)


def _check_ledger(config: Config, made: Config) -> None:
    if made.ledger.url == config.ledger.url:
        raise typer.BadParameter("the copy needs a ledger of its own: this one belongs to the live companies")
    file = made.ledger.url.removeprefix("sqlite:///")
    if file != made.ledger.url and Path(file).exists():
        raise typer.BadParameter(f"{file} is there already: a new copy begins with a new ledger; give another --ledger")


def _changed(text: str, changes: _Changes, *, vendors: bool) -> str:
    """The text of the copy: comments, order and tables of the original, and the changes."""
    document: Any = tomlkit.parse(text)
    document["connection"] = changes.connection
    _section(document, "ledger")["url"] = changes.ledger
    _section(document, "schedule")["health_port"] = changes.port
    for row in document["companies"]:
        row["name"] = changes.names[row["id"]]
    if changes.key_file:
        document["secrets"]["key_file"] = changes.key_file
    if changes.databases:
        document["references"]["sql"]["urls"] = dict(changes.databases)
    if changes.csv_folder:
        document["references"]["csv"]["folder"] = changes.csv_folder
    if vendors:
        document["vendors"]["enabled"] = False
    return tomlkit.dumps(document)


def _section(document: Any, name: str) -> Any:
    if name not in document:
        document[name] = tomlkit.table()
    return document[name]
