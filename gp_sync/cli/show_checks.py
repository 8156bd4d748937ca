"""How checks of requisitions are printed."""

from collections.abc import Iterable, Mapping
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.padding import Padding
from rich.table import Table

from gp_sync.checks.causes import Cause
from gp_sync.checks.requisitions import CheckedLine, RequisitionCheck, RequisitionWarnings
from gp_sync.cli.words import amounts, count, finding, indented, line, names, print_value, some_findings
from gp_sync.core.findings import CATALOGUE
from gp_sync.core.model import Finding

__all__ = [
    "cause_json",
    "check_json",
    "finding_json",
    "plain_amounts",
    "print_cause",
    "print_check",
    "print_warnings",
]

_OUTCOMES = {
    "pass": "[green]GP would take it[/]",
    "skip": "[yellow]it would not go to GP[/]",
    "hold": "[red]it would wait[/]",
    "block": "[red]it would be stopped[/]",
}


def print_check(console: Console, check: RequisitionCheck, *, as_json: bool) -> None:
    """One requisition: what GP would get of it, and what was found."""
    if as_json:
        print_value(check_json(check))
        return
    about = check.judged.summary
    told = (check.state, about.vendor or "no vendor named", str(about.amount or ""), check.company)
    title = f"[bold]requisition {escape(check.judged.name)}[/] ({escape(', '.join(filter(None, told)))})"
    line(console, f"{title}: {_OUTCOMES[check.judged.outcome]}")
    _lines(console, check.lines)
    if check.judged_as == "order" and check.judged.outcome != "skip":
        line(console, f"[dim]{check.company} gets orders: it is judged as one that is bought today[/]")
    if check.in_gp:
        line(console, f"[dim]GP has {escape(check.in_gp)}: it is judged as a change of that[/]")
    some_findings(console, check.findings)


def _lines(console: Console, lines: Iterable[CheckedLine]) -> None:
    table = Table("line", "GP account", "amount", "GP vendor", box=None, pad_edge=False)
    table.columns[2].justify = "right"
    for row in lines:
        cells = (row.description, row.account or "none", f"{row.amount:,f}", row.vendor_id or "none")
        table.add_row(*(escape(cell) for cell in cells))
    if table.row_count:
        console.print(Padding(table, (0, 0, 0, 2)))


def print_warnings(console: Console, found: RequisitionWarnings, *, as_json: bool) -> None:
    """All open requisitions: what would stop them, by cause."""
    if as_json:
        print_value(_warnings_json(found))
        return
    for cause in found.causes:
        print_cause(console, cause, "requisition")
    seen = {note.code: note for check in found.checks for note in check.findings if note not in check.judged.stops}
    for note in seen.values():
        told = [check.judged.name for check in found.checks if any(row.code == note.code for row in check.findings)]
        line(console, f"[dim]note on {count(len(told), 'requisition')} ({escape(names(told))}):[/] {_words(note)}")
    for words in found.missed:
        line(console, f"[red]not checked[/]: {escape(words)}")
    if found.stopped is not None:
        finding(console, found.stopped, "it stopped here, so requisitions are missing")
    failing = len(found.failing)
    line(console, f"{failing} of {count(len(found.checks), 'open requisition')} would be stopped")


def print_cause(console: Console, cause: Cause, thing: str) -> None:
    """One cause with what it stops."""
    total = amounts(cause.amounts)
    size = count(len(cause.documents), thing) + (f", {total}" if total else "")
    finding(console, cause.finding, f"{size}: {names(cause.names)}", cause.sentence, compared=False)
    if not cause.cause and len(cause.documents) > 1:
        indented(console, f"[dim]each {thing} has its own[/]")


def _words(note: Finding) -> str:
    return escape(CATALOGUE[note.code].words(note, shared=True))


def finding_json(found: Finding) -> dict[str, Any]:
    """A finding as JSON values."""
    entry = CATALOGUE[found.code]
    return {
        "code": found.code,
        "severity": found.severity.value,
        "cause": str(found.cause),
        "where": found.where,
        "tried": found.tried,
        "sentence": entry.words(found),
        "remedy": entry.advice(found),
        "who": entry.who,
    }


def check_json(check: RequisitionCheck) -> dict[str, Any]:
    """A checked requisition as JSON values."""
    about = check.judged.summary
    return {
        "requisition": check.judged.name,
        "state": check.state,
        "outcome": check.judged.outcome,
        "company": check.company,
        "judged_as": check.judged_as,
        "in_gp": check.in_gp,
        "vendor": about.vendor,
        "amount": None if about.amount is None else f"{about.amount.amount:f}",
        "currency": None if about.amount is None else about.amount.currency,
        "lines": [
            {"line": row.description, "account": row.account, "amount": f"{row.amount:f}", "vendor_id": row.vendor_id}
            for row in check.lines
        ],
        "findings": [finding_json(found) for found in check.findings],
    }


def cause_json(cause: Cause, documents: str) -> dict[str, Any]:
    """A cause as JSON values, with the names of what it stops under the word for them."""
    return {
        "code": cause.code,
        "cause": cause.cause,
        "sentence": cause.sentence,
        "remedy": cause.remedy,
        "who": cause.who,
        documents: list(cause.names),
        "amounts": plain_amounts(cause.amounts),
    }


def plain_amounts(totals: Mapping[str, Any]) -> dict[str, str]:
    """Totals by currency as JSON values."""
    return {currency: f"{amount:f}" for currency, amount in totals.items()}


def _warnings_json(found: RequisitionWarnings) -> dict[str, Any]:
    return {
        "requisitions": [check_json(check) for check in found.checks],
        "failing": len(found.failing),
        "causes": [cause_json(cause, "requisitions") for cause in found.causes],
        "missed": list(found.missed),
        "stopped": None if found.stopped is None else finding_json(found.stopped),
    }
