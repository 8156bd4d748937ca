"""How a plan is printed: a line for each order that something would be done for, and counts of all."""

from collections import Counter
from collections.abc import Iterable

from rich.console import Console
from rich.markup import escape
from rich.padding import Padding
from rich.table import Table

from gp_sync.cli.words import (
    amounts,
    chosen_severity,
    count,
    field_words,
    finding,
    indented,
    line,
    print_value,
    unstructured,
)
from gp_sync.core.findings import CATALOGUE
from gp_sync.core.kinds import kind_of
from gp_sync.core.model import Difference, Severity
from gp_sync.plans.plan import Plan, PlannedOrder

__all__ = ["print_plan"]

_WORDS = {
    "create": "to be created in GP",
    "update": "to be changed in GP",
    "create in procurify": "to be created in Procurify",
    "update in procurify": "to be changed in Procurify",
    "void": "to be voided in GP",
    "adopt": "to be linked with what GP has",
    "unchanged": "as they should be",
    "skip": "to be skipped",
    "hold": "to be held",
    "block": "to be blocked",
    "wait": "with a write whose outcome is not known yet",
    "write": "to be written",
}


def print_plan(console: Console, plan: Plan, *, as_json: bool, nothing: str) -> None:
    """What would happen to each order, and the counts.

    Args:
        nothing: what is said where no order was looked at.
    """
    if as_json:
        orders = [unstructured(order) | {"words": order.words} for order in plan.orders]
        print_value(unstructured(plan) | {"orders": orders, "counts": plan.counts, "amounts": plan.amounts})
        return
    for order in plan.orders:
        if order.action != "unchanged" or order.to_do:
            _order(console, order)
    for reason in plan.stopped:
        finding(console, reason, "the plan stopped here, so orders may be missing")
    for reason in plan.warnings:
        finding(console, reason, "look at this")
    if plan.orders:
        _counts(console, plan)
    else:
        line(console, nothing)


def _order(console: Console, order: PlannedOrder) -> None:
    vendor = "" if order.vendor == order.name else order.vendor
    about = ", ".join(text for text in (vendor, str(order.amount or "")) if text)
    title = f"[bold]{escape(order.name)}[/]" + (f" ({escape(about)})" if about else "")
    line(console, f"{title}: {escape(order.words)}")
    for write in order.writes:
        told = [f"dated {write.dated}"] if write.dated else []
        told += [f"total {write.total:,f}"] if write.total is not None else []
        if told:
            line(console, f"  {escape(str(write.intent.target))}: {', '.join(told)}")
        _changes(console, write.changes, where="Procurify" if write.intent.target.side == "procurify" else "GP")
    for found in order.findings:
        words = CATALOGUE[found.code].words(found)
        heading = "" if found.severity is not Severity.WARN else "note: "
        chosen = chosen_severity(found)
        indented(console, f"{heading}{escape(words + (f' ({chosen})' if chosen else ''))}")


def _changes(console: Console, rows: Iterable[Difference], *, where: str) -> None:
    rows = list(rows)
    if rows:
        table = Table("field", f"in {where} now", "then", box=None, pad_edge=False)
        for row in rows:
            table.add_row(*(escape(text) for text in (field_words(row.field), row.there, row.wanted)))
        console.print(Padding(table, (0, 0, 0, 2)))


def _counts(console: Console, plan: Plan) -> None:
    table = Table(box=None, pad_edge=False, show_header=False)
    table.add_column(justify="right")
    table.add_column()
    for word, number in sorted(Counter(word for order in plan.orders for word in _counted(order)).items()):
        table.add_row(str(number), _WORDS[word])
    console.print(table)
    total, kinds = amounts(plan.amounts), Counter(kind_of(order.key.flow).document for order in plan.orders)
    of_each = " and ".join(count(number, kind) for kind, number in kinds.items())
    to_do = f"{len(plan.to_do)} of {of_each} to be written or linked"
    line(console, to_do + (f", {total} to be written" if total else ""))


def _counted(order: PlannedOrder) -> set[str]:
    """Under which words an order is counted: what is written to Procurify is told from what is written to GP."""
    ours = {f"{write.intent.op} in procurify" for write in order.writes if write.intent.target.side == "procurify"}
    return ours | {write.intent.op for write in order.writes if write.intent.target.side == "gp"} or {order.action}
