"""Printing proposals for the tables, as lines that can be pasted into the configuration."""

from collections.abc import Iterable, Sequence
from itertools import groupby

from rich.console import Console

from gp_sync.cli.words import count
from gp_sync.mapping.proposals import Proposal

__all__ = ["print_proposals"]


def print_proposals(console: Console, proposals: Iterable[Proposal]) -> None:
    """Print lines, each with what speaks for it; what has no match waits for a person.

    Args:
        console: where they are printed.
        proposals: those of one row of a table in one line.
    """
    rows = sorted(proposals, key=_place)
    if not rows:
        console.print("the tables have no gap that a proposal could fill")
        return
    for (company, table), lines in groupby(rows, key=lambda row: (row.company, row.table)):
        owner = f"the company {company}" if company else "a company that you choose"
        console.print(f"\n# {table} of {owner}", highlight=False)
        for _, row in groupby(lines, key=lambda line: (line.name, "" if line.column else line.value, line.key)):
            console.print(_line(list(row)), markup=False, highlight=False, soft_wrap=True)


def _place(row: Proposal) -> tuple[str, str, int, str, str]:
    return row.company, row.table, -row.orders, row.name, row.key


def _line(row: Sequence[Proposal]) -> str:
    first = row[0]
    waiting = f", {count(first.orders, 'order')}" if first.orders else ""
    note = "; ".join(_evidence(found) for found in row) + waiting
    if first.column:
        columns = ", ".join(f"{found.column} = {_quoted(found.value or '?')}" for found in row)
        return f"{{ name = {_quoted(first.name)}, {columns} }},  # {note}"
    if first.table == "vendor_links":
        return f"{first.company},{first.key},{first.value or '?'}  # {_quoted(first.name)}: {note}"
    if first.table == "GL accounts":
        return f"# {first.name}: " + (f"nearest in GP is {first.value}, {note}" if first.value else note)
    return f"{_quoted(first.name)} = {_quoted(first.value or '?')}  # {note}"


def _evidence(found: Proposal) -> str:
    about = f"{found.column}: " if found.column else ""
    if not found.value:
        return f"{about}nothing in GP looks like it"
    alike = f'like "{found.known_as}" in GP' if found.known_as else "alike"
    return f"{about}{found.likeness:.0%} {alike}"


def _quoted(text: str) -> str:
    """A text as TOML writes it."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
