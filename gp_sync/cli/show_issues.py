"""How open issues are printed: in words and amounts for people, as JSON for scripts."""

from collections import Counter
from collections.abc import Iterable
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from gp_sync.cli.words import amounts, count, finding, line, names, print_value
from gp_sync.core.findings import CATALOGUE
from gp_sync.core.kinds import VENDORS, kind_of
from gp_sync.issues.views import IssueOrder, IssueView
from gp_sync.issues.warned import WarningView

__all__ = ["issue_json", "print_issue", "print_issues", "print_warnings", "warned_words"]


def print_issues(console: Console, issues: Iterable[IssueView], *, since: bool = False) -> None:
    """All open issues, each with its documents and what they come to.

    Args:
        since: also tell since when each is open.
    """
    issues = list(issues)
    console.print(f"\n[bold]{count(len(issues), 'open issue')}[/]" if issues else "\nno open issues")
    for issue in issues:
        finding(console, issue.sample, f"issue {issue.number}, {_size(issue)}: {names(issue.orders)}", issue.sentence)
        if since:
            line(console, _since(issue))


def warned_words(number: int, of: str, thing: str) -> str:
    """How many documents have warnings, and where they are read."""
    return f"{count(number, thing)} {of} with warnings; `gp-sync issues --warnings` lists them"


def print_warnings(console: Console, warnings: Iterable[WarningView]) -> None:
    """What was noticed about documents that nothing stops, by code and cause."""
    warnings = list(warnings)
    warned = {row for warning in warnings for row in zip(warning.flows, warning.orders, strict=True)}
    known = _counted(flow for flow, _ in sorted(warned))
    console.print(f"[bold]{known} with warnings[/]" if warned else "no document has a warning")
    for warning in warnings:
        heading = f"{_size(warning)}: {names(warning.orders)}"
        finding(console, warning.sample, heading, warning.sentence, compared=len(warning.orders) == 1)


def print_issue(console: Console, issue: IssueView, orders: Iterable[IssueOrder], *, as_json: bool) -> None:
    """One issue with all of its documents."""
    orders = list(orders)
    if as_json:
        print_value(issue_json(issue) | {"orders": [_order_json(order) for order in orders]})
        return
    finding(console, issue.sample, f"issue {issue.number}, {_size(issue)}", issue.sentence)
    line(console, f"{_since(issue)}\n")
    console.print(_table_of(orders, with_amounts=set(issue.flows) != {VENDORS}))
    them = "it" if len(orders) == 1 else "them"
    line(
        console,
        f"\nonce that is done, if the next sync does not take {them} up by itself: "
        f"[bold]gp-sync replay --issue {issue.number}[/]",
    )


def _table_of(orders: list[IssueOrder], *, with_amounts: bool) -> Table:
    """The documents of an issue; what is wrong with each is told where that is not the same of all."""
    first = " or ".join(dict.fromkeys(kind_of(order.key.flow).document for order in orders))
    heads = [first, *(["vendor", "amount", "dated", "asked for by"] if with_amounts else [])]
    said = ["\n".join(CATALOGUE[found.code].words(found) for found in order.findings) for order in orders]
    differ = len(set(said)) > 1 or any("\n" in words for words in said)
    table = Table(*heads, *(["what is wrong"] if differ else []), box=None, pad_edge=False)
    if with_amounts:
        table.columns[2].justify = "right"
    for order, words in zip(orders, said, strict=True):
        about = order.summary
        amount, dated = str(about.amount or ""), str(about.dated or "")
        told = (about.vendor, amount, dated, names(about.requesters)) if with_amounts else ()
        table.add_row(*map(escape, (order.label, *told, *([words] if differ else []))))
    return table


def issue_json(issue: IssueView) -> dict[str, Any]:
    """An issue as JSON values; `orders` are names."""
    return {
        "number": issue.number,
        "code": issue.code,
        "cause": issue.cause,
        "severity": issue.sample.severity.value,
        "usual_severity": (issue.sample.usual or issue.sample.severity).value,
        "sentence": issue.sentence,
        "remedy": issue.remedy,
        "who": issue.who,
        "opened_at": issue.opened_at.isoformat(),
        "orders": list(issue.orders),
        "amounts": {currency: f"{amount:f}" for currency, amount in issue.amounts.items()},
        "without_amount": issue.unknown,
        "companies": list(issue.companies),
    }


def _since(issue: IssueView) -> str:
    return f"  [dim]open since {issue.opened_at:%Y-%m-%d %H:%M} UTC[/]"


def _size(issue: IssueView | WarningView) -> str:
    """How many documents of each kind an issue has, and what they come to; a vendor comes to nothing."""
    words = _counted(issue.flows) + (f" of {' and '.join(issue.companies)}" if issue.companies else "")
    total = amounts(issue.amounts)
    if not total and not issue.unknown:
        return words
    if not total:
        return f"{words}, amount unknown"
    return f"{words}, {total}" + (f" and {issue.unknown} without an amount" if issue.unknown else "")


def _counted(flows: Iterable[str]) -> str:
    """So many documents of each kind: `2 orders and 1 vendor`."""
    return " and ".join(count(number, kind_of(flow).document) for flow, number in Counter(flows).items())


def _order_json(order: IssueOrder) -> dict[str, Any]:
    about = order.summary
    return {
        "order": order.label,
        "source_id": order.key.source_id,
        "end": order.end.value,
        "vendor": about.vendor,
        "amount": None if about.amount is None else f"{about.amount.amount:f}",
        "currency": None if about.amount is None else about.amount.currency,
        "dated": None if about.dated is None else about.dated.isoformat(),
        "requesters": list(about.requesters),
        "findings": [{"where": found.where, "tried": found.tried} for found in order.findings],
    }
