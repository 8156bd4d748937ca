"""The orders and requisitions of a reconciliation as CSV: a spreadsheet adds the columns up to the same totals."""

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

from gp_sync.core.kinds import kind_of
from gp_sync.reconcile.amounts import plain_amount
from gp_sync.reconcile.model import Bucket, OrderRow, Side
from gp_sync.reconcile.reasons import REASONS
from gp_sync.reconcile.result import Reconciliation
from gp_sync.spreadsheets import csv_text

__all__ = ["COLUMNS", "write_orders"]

_AMOUNTS = ("procurify_amount", "gp_amount", "difference")
COLUMNS = (
    "document",
    "company",
    "currency",
    "number",
    "gp_number",
    "vendor",
    "procurify_date",
    "gp_date",
    *_AMOUNTS,
    "reasons",
    "explanation",
    "ledger",
    "gp_status",
)
"""What each row has: a document in one company and currency; two rows where the systems do not agree on these."""

_NOTHING = Decimal(0)


def write_orders(path: Path, made: Reconciliation) -> None:
    """Write the orders and requisitions, in place of an older file, so that no text of them becomes a formula.

    Raises:
        OSError: the file cannot be written.
    """
    rows = (
        list(_cells(row, bucket))
        for row in made.orders
        for bucket in dict.fromkeys((*row.buckets, *(item.bucket for item in row.items)))
    )
    # With a mark at its beginning, spreadsheets read it as UTF-8.
    path.write_text(csv_text(COLUMNS, rows, _AMOUNTS), encoding="utf-8-sig", newline="")


def _cells(row: OrderRow, bucket: Bucket) -> Iterator[str]:
    here, there = _within(row.procurify, bucket), _within(row.gp, bucket)
    items = [item for item in row.items if item.bucket == bucket]
    amount = (here.amount if here else _NOTHING) - (there.amount if there else _NOTHING)
    yield from (kind_of(bucket.flow).document, bucket.company, bucket.currency)
    yield from (row.number, row.gp_number, row.vendor)
    yield _dated(here)
    yield _dated(there)
    yield plain_amount(here.amount) if here else ""
    yield plain_amount(there.amount) if there else ""
    yield plain_amount(amount)
    yield "; ".join(f"{REASONS[item.reason].name} {plain_amount(item.amount)}" for item in items)
    yield "; ".join(dict.fromkeys(item.words for item in items if item.words))
    yield row.end.value if row.end is not None else ""
    yield row.status


def _within(side: Side | None, bucket: Bucket) -> Side | None:
    return side if side is not None and side.bucket == bucket else None


def _dated(side: Side | None) -> str:
    return side.dated.isoformat() if side is not None and side.dated is not None else ""
