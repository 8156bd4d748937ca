"""The commands of `gp-sync map`: check the tables of the configuration, see their gaps, and propose what fills them."""

from collections.abc import Iterable

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from gp_sync.cli.common import DEFAULT_CONFIG, ConfigOption, JsonOption, mistakes, open_connection
from gp_sync.cli.words import console_for, count, names, print_value
from gp_sync.core.findings import CATALOGUE
from gp_sync.mapping.coverage import Coverage, coverage
from gp_sync.mapping.lint import Flaw, lint
from gp_sync.mapping.suggest import Proposal, suggest
from gp_sync.systems.procurify_names import names_in_procurify

__all__ = ["map_app"]

_EXIT_WRONG = 1

map_app = typer.Typer(help="The tables of the configuration: check them, see their gaps, and propose what fills them.")


@map_app.command("lint")
def check(config: ConfigOption = DEFAULT_CONFIG, *, json: JsonOption = False) -> None:
    """Look up in both systems everything that the tables name. Exit code 1: something stops orders."""
    with mistakes(), open_connection(config) as (loaded, connection):
        references = connection.engine.references
        since = connection.engine.now()
        references.begin_run(since)
        flaws = list(lint(loaded.companies, references, since, names_in_procurify(connection.procurify)))
    if json:
        print_value(flaws)
    else:
        _print_flaws(console_for(), flaws)
    if any(flaw.wrong for flaw in flaws):
        raise typer.Exit(_EXIT_WRONG)


@map_app.command("coverage")
def cover(config: ConfigOption = DEFAULT_CONFIG, *, json: JsonOption = False) -> None:
    """See how much of the orders that were captured the tables cover. Nothing is written."""
    with mistakes(), open_connection(config) as (_, connection):
        seen = coverage(connection.engine)
    if json:
        print_value(_coverage_json(seen))
    else:
        _print_coverage(console_for(), seen)


@map_app.command("suggest")
def propose(config: ConfigOption = DEFAULT_CONFIG, *, json: JsonOption = False) -> None:
    """Propose lines for the gaps, by what in GP looks alike. The configuration is not changed: you decide."""
    with mistakes(), open_connection(config) as (loaded, connection):
        seen = coverage(connection.engine)
        places = names_in_procurify(connection.procurify)
        proposals = list(suggest(loaded.companies, seen, places, connection.tables))
    if json:
        print_value(proposals)
    else:
        _print_proposals(console_for(), proposals)


def _print_flaws(console: Console, flaws: Iterable[Flaw]) -> None:
    flaws = list(flaws)
    for flaw in flaws:
        mark = "[red]wrong  [/]" if flaw.wrong else "[yellow]look at[/]"
        console.print(f"{mark} [bold]{escape(flaw.where)}[/]: {escape(flaw.problem)}", soft_wrap=True)
    wrong = sum(flaw.wrong for flaw in flaws)
    if not flaws:
        console.print("the tables fit both systems")
    elif not wrong:
        console.print("nothing in the tables stops an order")
    else:
        console.print(f"{count(wrong, 'line')} of the tables would stop orders")


def _print_coverage(console: Console, seen: Coverage) -> None:
    console.print(f"{count(seen.orders, 'order')} looked at, {seen.covered} of them without a gap that stops them")
    table = Table("table", "covered", "missing", box=None, pad_edge=False)
    for name, row in sorted(seen.tables.items()):
        table.add_row(name, str(len(row.found)), str(len(row.gaps)))
    if seen.tables:
        console.print(table)
    for name, row in sorted(seen.tables.items()):
        for gap in sorted(row.gaps.values(), key=lambda gap: -len(gap.orders)):
            words = CATALOGUE[gap.finding.code].words(gap.finding)
            orders = f"{count(len(gap.orders), 'order')}: {names(gap.orders)}"
            console.print(f"[bold]{name}[/]: {escape(words)} ({escape(orders)})", soft_wrap=True)
    for found in seen.unchecked.values():
        console.print(f"[yellow]not checked[/]: {escape(CATALOGUE[found.code].words(found))}", soft_wrap=True)
    for words in seen.unreadable:
        console.print(f"[red]left out[/]: {escape(words)}", soft_wrap=True)


def _print_proposals(console: Console, proposals: Iterable[Proposal]) -> None:
    """As lines for the configuration, each with how alike the two are; what has no match waits for a person."""
    proposals = list(proposals)
    if not proposals:
        console.print("the tables have no gap that a proposal could fill")
        return
    place = None
    for row in sorted(proposals, key=lambda row: (row.company, row.table, -row.orders, row.name)):
        if (row.company, row.table) != place:
            place = (row.company, row.table)
            console.print(f"\n# {row.table} of the company {row.company or '?'}", highlight=False)
        console.print(_line(row), markup=False, highlight=False, soft_wrap=True)


def _line(row: Proposal) -> str:
    waiting = f", {count(row.orders, 'order')}" if row.orders else ""
    note = f"# {row.likeness:.0%} alike{waiting}" if row.value else f"# nothing in GP looks like it{waiting}"
    name, value = _quoted(row.name), _quoted(row.value or "?")
    if row.table == "locations":
        return f"{{ name = {name}, site = {value} }},  {note}"
    if row.table == "departments":
        return f"{{ name = {name}, segment = {value} }},  {note}"
    if row.table == "vendor_links":
        return f"{row.company},{row.key},{row.value or '?'}  {note}: {row.name}"
    if row.table == "GL accounts":
        return f"# {row.name}: " + (f"nearest in GP is {row.value}, {note[2:]}" if row.value else note[2:])
    return f"{name} = {value}  {note}"


def _quoted(text: str) -> str:
    """A text as TOML writes it."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _coverage_json(seen: Coverage) -> dict[str, object]:
    return {
        "orders": seen.orders,
        "covered": seen.covered,
        "unreadable": seen.unreadable,
        "tables": {
            name: {
                "covered": [str(ref) for ref in sorted(row.found)],
                "missing": [
                    {"cause": str(cause), "code": gap.finding.code, "orders": gap.orders}
                    for cause, gap in row.gaps.items()
                ],
            }
            for name, row in seen.tables.items()
        },
        "not_checked": [CATALOGUE[found.code].words(found) for found in seen.unchecked.values()],
    }
