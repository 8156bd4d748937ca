"""What the commands print: tables and sentences for people, JSON for scripts."""

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import attrs
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from gp_sync.core.findings import CATALOGUE
from gp_sync.core.model import Finding, Key
from gp_sync.core.states import End
from gp_sync.flows.purchase_orders import PURCHASE_ORDERS
from gp_sync.ledger.protocols import Ledger
from gp_sync.ledger.texts import export_row
from gp_sync.ledger.values import Issue
from gp_sync.report import RunReport
from gp_sync.stops import last_stops
from gp_sync.strict import strict_converter
from gp_sync.systems.ping import Check

__all__ = ["checks", "made", "run", "status", "story"]

_MANY = 6
_MARKS = {"ok": "[green]ok     [/]", "warning": "[yellow]warning[/]", "failed": "[red]failed [/]"}
_CONVERTER = strict_converter()


def made(config: Path, ledger: str | None, *, as_json: bool) -> None:
    """What `init` made.

    Args:
        config: the configuration file.
        ledger: what messages call the ledger; None if only the configuration was written.
    """
    if as_json:
        _json({"config": str(config), "ledger": ledger})
    elif ledger is None:
        print(f"{config} is written: fill it in, then run `gp-sync init` again to make the ledger")  # noqa: T201
    else:
        print(f"the ledger {ledger} is ready; next: `gp-sync ping`")  # noqa: T201


def checks(console: Console, found: Iterable[Check], *, as_json: bool) -> None:
    """The answers of both systems."""
    found = list(found)
    if as_json:
        _json(found)
        return
    for check in found:
        console.print(f"{_MARKS[check.result]}  [bold]{escape(check.what)}[/]: {escape(check.answer)}", soft_wrap=True)


def run(console: Console, ledger: Ledger, connection: str, report: RunReport, *, as_json: bool) -> None:
    """What one run did, and what is open now."""
    issues = ledger.issues(connection)
    if as_json:
        _json({"run": report, "issues": [_issue_json(issue) for issue in issues]})
        return
    seen = report.captured
    console.print(
        f"{_count(seen.listed, 'order')} in the window: {seen.unchanged} known and unchanged, {seen.fetched} read"
        + (f", {seen.before_start} before the start date" if seen.before_start else ""),
        soft_wrap=True,
    )
    if report.reopened:
        again = _count(report.reopened, "order")
        console.print(
            f"{again} looked at again, since what stopped them changed or a replay asked for it", soft_wrap=True
        )
    for end, number in sorted(report.resolved.items()):
        console.print(f"{_count(number, 'write')} left open by an earlier run: {end}")
    _counts(console, report.ends, "decided in this run")
    for problem in seen.unreadable:
        console.print(f"[red]unreadable row[/]: {escape(problem)}", soft_wrap=True)
    if not seen.complete and not report.stopped:
        why = "the list has rows that cannot be read" if seen.unreadable else "the list kept changing while it was read"
        console.print(f"[yellow]{why}[/]; the next run reads the same days again", soft_wrap=True)
    for reason in report.stopped:
        _finding(console, reason, "the run stopped here")
    _issues(console, issues)


def status(console: Console, ledger: Ledger, connection: str, *, as_json: bool) -> None:
    """How all orders stand, and what is open."""
    counts = ledger.counts(connection, PURCHASE_ORDERS)
    issues = ledger.issues(connection)
    stops = last_stops(ledger, connection)
    if as_json:
        _json({"counts": counts, "issues": [_issue_json(issue) for issue in issues], "stopped": list(stops)})
        return
    _counts(console, counts, "all orders")
    for reason in stops:
        _finding(console, reason, "the last run stopped here; what is pending waits for it")
    _issues(console, issues)


def story(console: Console, ledger: Ledger, key: Key, *, as_json: bool) -> None:
    """One order: how it stands, what was found, and every change that the audit holds."""
    row = next(row for row in ledger.documents(key.connection, key.flow) if row.key == key)
    audit = list(ledger.audit(key.connection, key=key))
    if as_json:
        _json({"order": row, "audit": [export_row(change) for change in audit]})
        return
    console.print(f"[bold]{escape(row.label or key.source_id)}[/]: {row.end} ({row.state})")
    for link in row.links:
        console.print(f"in GP as {escape(str(link.target))}")
    for found in row.findings:
        _finding(console, found, found.severity)
    table = Table("when (UTC)", "what", "from", "to", "target", box=None, pad_edge=False)
    for change in audit:
        when = f"{change.at:%Y-%m-%d %H:%M:%S}"
        target = f"{change.target_number} in {change.company}" if change.target_number else ""
        table.add_row(when, change.what, change.old_state or "", change.new_state or "", escape(target))
    console.print(table)


def _counts(console: Console, counts: Mapping[End, int], title: str) -> None:
    total = sum(counts.values())
    if not total:
        console.print(f"{title}: none")
        return
    table = Table(box=None, pad_edge=False, show_header=False)
    table.add_column()
    table.add_column(justify="right")
    for end in End:
        if counts.get(end):
            table.add_row(end.value, str(counts[end]))
    table.add_row(f"[bold]{title}[/]", f"[bold]{total}[/]")
    console.print(table)


def _issues(console: Console, issues: Iterable[Issue]) -> None:
    issues = list(issues)
    console.print(f"\n[bold]{_count(len(issues), 'open issue')}[/]" if issues else "\nno open issues")
    for issue in issues:
        names = issue.labels
        shown = ", ".join(names[:_MANY]) + (f" and {len(names) - _MANY} more" if len(names) > _MANY else "")
        _finding(console, issue.sample, f"issue {issue.number}, {_count(len(names), 'order')}: {shown}")


def _count(number: int, thing: str) -> str:
    return f"{number} {thing}" if number == 1 else f"{number} {thing}s"


def _finding(console: Console, found: Finding, heading: str) -> None:
    entry = CATALOGUE[found.code]
    console.print(f"[bold]{found.code}[/] ({escape(heading)})", soft_wrap=True)
    console.print(f"  {escape(entry.words(found))}", soft_wrap=True)
    console.print(f"  [dim]{entry.who}:[/] {escape(entry.remedy)}", soft_wrap=True)


def _issue_json(issue: Issue) -> dict[str, Any]:
    entry = CATALOGUE[issue.code]
    return {
        "number": issue.number,
        "code": issue.code,
        "cause": str(issue.cause),
        "sentence": entry.words(issue.sample),
        "remedy": entry.remedy,
        "who": entry.who,
        "opened_at": issue.opened_at.isoformat(),
        "orders": issue.labels,
    }


def _json(value: Any) -> None:
    # print, not the console: JSON is never wrapped or coloured.
    print(json.dumps(_CONVERTER.unstructure(value), indent=2, default=_plain, ensure_ascii=False))  # noqa: T201


def _plain(value: Any) -> Any:
    return attrs.asdict(value) if attrs.has(type(value)) else str(value)
