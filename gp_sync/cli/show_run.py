"""What `sync` and `status` print: each flow by itself, then what is open."""

from collections.abc import Mapping

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from gp_sync.cli.common import readers_of
from gp_sync.cli.show_issues import issue_json, print_issues, warned_words
from gp_sync.cli.words import count, finding, line, print_value
from gp_sync.config.file import Config
from gp_sync.core.kinds import PURCHASE_ORDERS, REQUISITIONS, VENDORS, kind_of
from gp_sync.core.states import End
from gp_sync.issues.views import issue_views
from gp_sync.ledger.protocols import Ledger
from gp_sync.run.report import CaptureReport, FlowReport, RunReport, SweepReport
from gp_sync.run.stops import last_stops
from gp_sync.run.unknown import unknown_seen

__all__ = ["run", "status"]

_FLOWS = (VENDORS, REQUISITIONS, PURCHASE_ORDERS)


def run(console: Console, ledger: Ledger, config: Config, report: RunReport, *, as_json: bool) -> None:
    """What one run did, and what is open now."""
    issues = issue_views(ledger, config.connection, readers_of(config))
    if as_json:
        print_value({"run": report, "issues": [issue_json(issue) for issue in issues]})
        return
    # What a plan carried out is not told by flow.
    parts: Mapping[str, FlowReport] = report.flows or {PURCHASE_ORDERS: report}
    asked = report.reopened - sum(part.reopened for part in parts.values())
    if asked:
        thing = kind_of(next(iter(parts)) if len(parts) == 1 else "").document
        line(console, f"{count(asked, thing)} looked at again, since a replay asked for it")
    for name, part in parts.items():
        title = "decided in this run" if len(parts) == 1 else f"{kind_of(name).document}s decided in this run"
        _flow(console, name, part, title, stopped=bool(report.stopped))
    for reason in report.stopped:
        finding(console, reason, "the run stopped here")
    for reason in report.warnings:
        finding(console, reason, "look at this")
    print_issues(console, issues)


def status(console: Console, ledger: Ledger, config: Config, *, as_json: bool) -> None:
    """How all documents of each flow stand, and what is open."""
    counts = {flow: ledger.counts(config.connection, flow) for flow in _FLOWS}
    warned = {flow: ledger.warned_count(config.connection, flow) for flow in _FLOWS}
    issues = issue_views(ledger, config.connection, readers_of(config))
    stops, unknown = last_stops(ledger, config.connection), unknown_seen(ledger, config.connection)
    shown = [flow for flow in _FLOWS if counts[flow] or flow == PURCHASE_ORDERS]
    if as_json:
        flows = {flow: {"counts": counts[flow], "warned": warned[flow]} for flow in shown}
        told = {"issues": [issue_json(issue) for issue in issues], "stopped": list(stops), "flows": flows}
        told["unknown"] = dict(unknown)
        print_value({"counts": counts[PURCHASE_ORDERS], "warned": warned[PURCHASE_ORDERS]} | told)
        return
    for flow in shown:
        thing = kind_of(flow).document
        # What another document stands for by now is counted as that one.
        standing: dict[End, int] = {end: number for end, number in counts[flow].items() if end is not End.SUPERSEDED}
        _counts(console, standing, f"all {thing}s")
        if warned[flow]:
            line(console, warned_words(warned[flow], "that nothing stops", thing))
    if unknown:
        words = "fields and values of Procurify's that this version has no name for"
        line(console, f"{words}: {len(unknown)}; `gp-sync doctor` names them")
    for reason in stops:
        finding(console, reason, "the last run stopped here; what is pending waits for it")
    print_issues(console, issues)


def _flow(console: Console, name: str, report: FlowReport, title: str, *, stopped: bool) -> None:
    """What one flow did."""
    thing, seen = kind_of(name).document, report.captured
    if report.not_due:
        line(console, escape(report.not_due) + f"; `gp-sync sync --flow {name}` reads them at once")
    else:
        _window(console, seen, thing, whole=name == VENDORS)
    if report.reopened:
        again = count(report.reopened, thing)
        line(console, f"{again} looked at again, since what stopped them changed")
    for end, number in sorted(report.resolved.items()):
        console.print(f"{count(number, 'write')} left open by an earlier run: {end}")
    _counts(console, report.ends, title)
    if report.warned:
        line(console, warned_words(report.warned, "of this run", thing))
    _swept(console, report.swept, thing)
    for problem in seen.unreadable:
        line(console, f"[red]unreadable row[/]: {escape(problem)}")
    if not (seen.complete or stopped or report.not_due):
        why = "the list has rows that cannot be read" if seen.unreadable else "the list kept changing while it was read"
        again = "it" if name == VENDORS else "the same days"
        line(console, f"[yellow]{why}[/]; the next run reads {again} again")


def _window(console: Console, seen: CaptureReport, thing: str, *, whole: bool) -> None:
    """What the lists told: of vendors all that there are, which tells enough; of others a window, and each is read."""
    where, new = ("in the lists of both systems", "new or changed") if whole else ("in the window", "read")
    line(
        console,
        f"{count(seen.listed, thing)} {where}: {seen.unchanged} known and unchanged, {seen.fetched} {new}"
        + (f", {seen.touched} of them since an item changed" if seen.touched else "")
        + (f", {seen.before_start} before the start date" if seen.before_start else "")
        + (" (full check)" if seen.full else ""),
    )


def _swept(console: Console, swept: SweepReport, thing: str) -> None:
    told = {
        "changed in GP by somebody": swept.changed,
        "written by a request that had been given up": swept.landed_late,
        "written and not in GP any more": len(swept.vanished),
    }
    for words, number in told.items():
        if number:
            line(console, f"{count(number, thing)} {words}")


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
