"""The orders of a reconciliation as CSV: for a spreadsheet, which adds the columns up to the same totals."""

import csv
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

from gp_sync.reconcile.amounts import plain_amount
from gp_sync.reconcile.model import Bucket, OrderRow, Reconciliation, Side
from gp_sync.reconcile.reasons import REASONS

__all__ = ["COLUMNS", "write_orders"]

COLUMNS = (
    "company",
    "currency",
    "order",
    "gp_number",
    "vendor",
    "procurify_date",
    "gp_date",
    "procurify_amount",
    "gp_amount",
    "difference",
    "reasons",
    "explanation",
    "ledger",
    "gp_status",
)
"""What each row has: an order in one company and currency; two rows where the systems do not agree on these."""

_NOTHING = Decimal(0)
_FORMULAS = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet would take for the beginning of a formula."""


def write_orders(path: Path, made: Reconciliation) -> None:
    """Write the orders, in place of an older file. A text that could be a formula gets an apostrophe in front.

    Raises:
        OSError: the file cannot be written.
    """
    # With a mark at its beginning, spreadsheets read it as UTF-8.
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        table = csv.writer(file)
        table.writerow(COLUMNS)
        for row in made.orders:
            buckets = dict.fromkeys((*row.buckets, *(item.bucket for item in row.items)))
            table.writerows(list(_cells(row, bucket)) for bucket in buckets)


def _cells(row: OrderRow, bucket: Bucket) -> Iterator[str]:
    here, there = _within(row.procurify, bucket), _within(row.gp, bucket)
    items = [item for item in row.items if item.bucket == bucket]
    amount = (here.amount if here else _NOTHING) - (there.amount if there else _NOTHING)
    texts = (bucket.company, bucket.currency, row.number, row.gp_number, row.vendor)
    yield from map(_guarded, texts)
    yield _dated(here)
    yield _dated(there)
    yield plain_amount(here.amount) if here else ""
    yield plain_amount(there.amount) if there else ""
    yield plain_amount(amount)
    yield "; ".join(f"{REASONS[item.reason].name} {plain_amount(item.amount)}" for item in items)
    yield _guarded("; ".join(dict.fromkeys(item.words for item in items if item.words)))
    yield row.end.value if row.end is not None else ""
    yield row.status


def _within(side: Side | None, bucket: Bucket) -> Side | None:
    return side if side is not None and side.bucket == bucket else None


def _dated(side: Side | None) -> str:
    return side.dated.isoformat() if side is not None and side.dated is not None else ""


def _guarded(cell: str) -> str:
    return f"'{cell}" if cell.startswith(_FORMULAS) else cell
