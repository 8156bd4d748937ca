"""How a reconciliation is printed: the tie of each company and currency, then what is open."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from gp_sync.cli.words import MANY, VERY_MANY, count, indented, line, print_value
from gp_sync.core.kinds import kind_of
from gp_sync.reconcile.amounts import grouped
from gp_sync.reconcile.model import LineRow, OrderRow
from gp_sync.reconcile.reasons import REASONS
from gp_sync.reconcile.result import Reconciliation, Tie
from gp_sync.reconcile.vendor_rows import FieldRow, VendorRow

__all__ = ["print_reconciliation"]


def print_reconciliation(console: Console, made: Reconciliation, *, as_json: Mapping[str, Any] | None) -> None:
    """The tie-out and what is open.

    Args:
        console: where it is printed.
        made: the reconciliation.
        as_json: what is printed in its place, for scripts; None prints for people.
    """
    if as_json is not None:
        print_value(as_json)
        return
    line(
        console,
        f"[bold]{escape(made.connection)}[/], {escape(made.period.label)}: {count(len(made.orders), made.document)}",
    )
    for tie in made.ties:
        _tie(console, made, tie)
    _orders(console, [row for row in made.orders if row.is_open], made.document)
    if made.vendors is not None:
        _vendors(console, [row for row in made.vendors if not row.agrees], len(made.vendors))
    for words in made.unreadable:
        line(console, f"[bold]could not be read[/], so it is in no total: {escape(words)}")
    if made.caution:
        line(console, made.caution)
    line(console, _verdict(made))


def _verdict(made: Reconciliation) -> str:
    if made.ties_out and not made.ties:
        return f"nothing to tie: neither system has {made.a_document} of these days"
    if made.ties_out:
        return "all totals tie to the cent: every difference has its reason"
    return "[bold]the totals do not tie[/]: something is unexplained, or could not be read"


def _tie(console: Console, made: Reconciliation, tie: Tie) -> None:
    table = Table(box=None, pad_edge=False, title_justify="left", show_header=True)
    table.title = escape(f"{made.called(tie.bucket)}, {tie.bucket.currency or 'no currency'}")
    table.add_column("")
    table.add_column(f"{kind_of(tie.bucket.flow).document}s", justify="right")
    table.add_column("amount", justify="right")
    table.add_row("Procurify", str(tie.procurify_orders), grouped(tie.procurify))
    for why, (amount, number) in tie.reasons.items():
        table.add_row(f"  {'plus' if amount < 0 else 'less'}: {REASONS[why].name}", str(number), grouped(-amount))
    table.add_row("Dynamics GP", str(tie.gp_orders), grouped(tie.gp))
    table.add_row("left unexplained" if not tie.ties else "left over", "", grouped(tie.unexplained), style="bold")
    console.print(table)
    console.print()


def _orders(console: Console, orders: list[OrderRow], document: str) -> None:
    if orders:
        line(console, f"[bold]{count(len(orders), document)}[/] that somebody has to look at")
    for row in orders[:VERY_MANY]:
        told = "; ".join(
            f"{REASONS[item.reason].name} {grouped(item.amount)} {item.bucket.currency}".rstrip()
            + (f" ({item.words})" if item.words else "")
            for item in row.items[:MANY]
        )
        fields = ", ".join(field.field.replace("_", " ") for field in row.changed[:MANY])
        changed = f"changed in GP: {fields}" if fields else "its lines differ, its total agrees"
        indented(console, escape(f"{row.number} ({row.vendor}): {told or changed}"))
        if row.procurify is not None and row.gp is not None:
            _lines(console, [one for one in row.lines if not one.agrees])
    if len(orders) > VERY_MANY:
        line(console, f"and {count(len(orders) - VERY_MANY, f'more {document}')}; --json, --csv and --html have all")


def _lines(console: Console, lines: list[LineRow]) -> None:
    """Those that do not agree."""
    for row in lines[:MANY]:
        name = row.procurify.name if row.procurify is not None else row.gp[0].name
        ours = "no line" if row.procurify is None else grouped(row.procurify.amount)
        theirs = grouped(sum((side.amount for side in row.gp), Decimal(0))) if row.gp else "no line"
        indented(console, escape(f"line {row.label} ({name}): {ours} in Procurify, {theirs} in GP"), 4)
    if len(lines) > MANY:
        indented(console, f"and {count(len(lines) - MANY, 'more line')}", 4)


def _vendors(console: Console, vendors: list[VendorRow], known: int) -> None:
    alone = sum(row.is_alone for row in vendors)
    more = f", {alone} of them since one system alone has them" if alone else ""
    line(console, f"[bold]{len(vendors)} of {count(known, 'vendor')}[/] differ{more}")
    # Those that both systems have come first: a company may have thousands that Procurify never buys from.
    for row in sorted(vendors, key=lambda row: row.is_alone)[:VERY_MANY]:
        told = ": ".join(filter(None, ["" if row.standing == "linked" else row.standing, row.told]))
        there = f"{row.vendor_id} in {row.company}" if row.vendor_id else row.source_id
        indented(console, escape(f"{row.name or '(no name)'} ({there}): {told}".rstrip(": ")))
        _fields(console, [field for field in row.fields if field.state == "differs"])
    if len(vendors) > VERY_MANY:
        line(console, f"and {count(len(vendors) - VERY_MANY, 'more vendor')}; --json, --csv and --html have all")


def _fields(console: Console, fields: list[FieldRow]) -> None:
    """Those of a vendor that differ."""
    for row in fields[:MANY]:
        words = f"{row.field.replace('_', ' ')}: '{row.procurify}' in Procurify, '{row.gp}' in GP"
        indented(console, escape(words), 4)
    if len(fields) > MANY:
        indented(console, f"and {count(len(fields) - MANY, 'more field')}", 4)
