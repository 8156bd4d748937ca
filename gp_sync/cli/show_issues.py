"""How open issues are printed: in words and amounts for people, as JSON for scripts."""

from collections.abc import Iterable
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from gp_sync.cli.words import amounts, count, finding, names, print_value
from gp_sync.core.findings import CATALOGUE
from gp_sync.issues import IssueOrder, IssueView

__all__ = ["issue_json", "print_issue", "print_issues"]


def print_issues(console: Console, issues: Iterable[IssueView], *, since: bool = False) -> None:
    """All open issues, each with its orders and what they come to.

    Args:
        since: also tell since when each is open.
    """
    issues = list(issues)
    console.print(f"\n[bold]{count(len(issues), 'open issue')}[/]" if issues else "\nno open issues")
    for issue in issues:
        finding(console, issue.sample, f"issue {issue.number}, {_size(issue)}: {names(issue.orders)}")
        if since:
            console.print(_since(issue), soft_wrap=True)


def print_issue(console: Console, issue: IssueView, orders: Iterable[IssueOrder], *, as_json: bool) -> None:
    """One issue with all of its orders."""
    orders = list(orders)
    if as_json:
        print_value(issue_json(issue) | {"orders": [_order_json(order) for order in orders]})
        return
    finding(console, issue.sample, f"issue {issue.number}, {_size(issue)}")
    console.print(f"{_since(issue)}\n", soft_wrap=True)
    table = Table("order", "vendor", "amount", "dated", "asked for by", "what stops it", box=None, pad_edge=False)
    table.columns[2].justify = "right"
    for order in orders:
        about = order.summary
        cells = (
            order.label,
            about.vendor,
            str(about.amount or ""),
            str(about.dated or ""),
            names(about.requesters),
            "\n".join(CATALOGUE[found.code].words(found) for found in order.findings),
        )
        table.add_row(*(escape(cell) for cell in cells))
    console.print(table)
    console.print(
        f"\nonce it is mended: [bold]gp-sync replay --issue {issue.number}[/], if no run takes it up by itself"
    )


def issue_json(issue: IssueView) -> dict[str, Any]:
    """An issue as JSON values; `orders` are names."""
    return {
        "number": issue.number,
        "code": issue.code,
        "cause": issue.cause,
        "sentence": issue.sentence,
        "remedy": issue.remedy,
        "who": issue.who,
        "opened_at": issue.opened_at.isoformat(),
        "orders": list(issue.orders),
        "amounts": {currency: f"{amount:f}" for currency, amount in issue.amounts.items()},
        "without_amount": issue.unknown,
    }


def _since(issue: IssueView) -> str:
    return f"  [dim]open since {issue.opened_at:%Y-%m-%d %H:%M} UTC[/]"


def _size(issue: IssueView) -> str:
    """How many orders an issue has, and what they come to."""
    words = count(len(issue.orders), "order")
    total = amounts(issue.amounts)
    if total:
        words += f", {total}"
    return f"{words}, {issue.unknown} without an amount" if issue.unknown else words


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
