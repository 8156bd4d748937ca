"""A reconciliation as CSV, for spreadsheets: its orders and requisitions, their lines, and the vendors' fields.

No text becomes a formula, and the columns of amounts add up to the same totals as the tie-out.
"""

from collections.abc import Iterable, Iterator
from decimal import Decimal

from gp_sync.core.kinds import kind_of
from gp_sync.reconcile.amounts import plain_amount
from gp_sync.reconcile.model import Bucket, LineRow, LineSide, OrderRow, Side
from gp_sync.reconcile.reasons import REASONS
from gp_sync.reconcile.result import Reconciliation
from gp_sync.reconcile.vendor_rows import VendorRow
from gp_sync.spreadsheets import csv_text

__all__ = ["line_table", "order_table", "vendor_table"]

_AMOUNTS = ("procurify_amount", "gp_amount", "difference")
_ORDER = ("document", "company", "currency", "number", "gp_number")
_ORDERS = (
    *_ORDER,
    "vendor",
    "procurify_date",
    "gp_date",
    *_AMOUNTS,
    "reasons",
    "explanation",
    "ledger",
    "gp_status",
    "state",
    "changed_in_gp",
)
_SIDE = ("item", "charged_to", "quantity", "unit_price", "amount")
_LINES = (
    *_ORDER,
    "line",
    *(f"procurify_{name}" for name in _SIDE),
    *(f"gp_{name}" for name in _SIDE),
    "difference",
    "agrees",
)
_NUMBERS = tuple(name for name in _LINES if name.endswith(("quantity", "unit_price", "amount", "difference")))
_VENDORS = (
    "vendor",
    "procurify_id",
    "company",
    "gp_vendor_id",
    "standing",
    "field",
    "procurify",
    "gp",
    "state",
    "ledger",
    "findings",
)

_NOTHING = Decimal(0)


def order_table(made: Reconciliation) -> str:
    """The orders and requisitions: a row for each in a company and currency, two where the systems disagree.

    At the end stands what could not be read, without amounts.
    """
    rows = [
        list(_cells(row, bucket))
        for row in made.orders
        for bucket in dict.fromkeys((*row.buckets, *(item.bucket for item in row.items)))
    ]
    lost = ({"reasons": "Could not be read", "explanation": words} for words in made.unreadable)
    return csv_text(_ORDERS, [*rows, *([row.get(name, "") for name in _ORDERS] for row in lost)], _AMOUNTS)


def line_table(made: Reconciliation) -> str:
    """The lines of all of them: a row for each of Procurify's, and one more for each further line of GP made of it."""
    rows = (
        [*_named(row, row.buckets[0]), *cells] for row in made.orders for line in row.lines for cells in _line(line)
    )
    return csv_text(_LINES, rows, _NUMBERS)


def vendor_table(vendors: Iterable[VendorRow]) -> str:
    """The vendors: a row for each field of each, and one for a vendor without any."""
    rows = (
        [row.name, row.source_id, row.company, row.vendor_id, row.standing, *cells, row.end, row.told]
        for row in vendors
        for cells in [[one.field, one.procurify, one.gp, str(one.state)] for one in row.fields] or [[""] * 4]
    )
    return csv_text(_VENDORS, rows)


def _line(line: LineRow) -> Iterator[list[str]]:
    for place, theirs in enumerate(line.gp or (None,)):
        ours = None if place else line.procurify
        # What is told of the whole line stands once, so that the column adds up.
        whole = ["", ""] if place else [plain_amount(line.difference), "yes" if line.agrees else "no"]
        yield [line.label, *_line_side(ours), *_line_side(theirs), *whole]


def _line_side(side: LineSide | None) -> list[str]:
    if side is None:
        return [""] * len(_SIDE)
    quantity, price = (
        "" if number is None else f"{number.normalize():f}" for number in (side.quantity, side.unit_price)
    )
    return [side.name, side.charged_to, quantity, price, plain_amount(side.amount)]


def _named(row: OrderRow, bucket: Bucket) -> list[str]:
    return [kind_of(bucket.flow).document, bucket.company, bucket.currency, row.number, row.gp_number]


def _cells(row: OrderRow, bucket: Bucket) -> Iterator[str]:
    here, there = _within(row.procurify, bucket), _within(row.gp, bucket)
    items = [item for item in row.items if item.bucket == bucket]
    amount = (here.amount if here else _NOTHING) - (there.amount if there else _NOTHING)
    yield from (*_named(row, bucket), row.vendor)
    yield _dated(here)
    yield _dated(there)
    yield plain_amount(here.amount) if here else ""
    yield plain_amount(there.amount) if there else ""
    yield plain_amount(amount)
    yield "; ".join(f"{REASONS[item.reason].name} {plain_amount(item.amount)}" for item in items)
    yield "; ".join(dict.fromkeys(item.words for item in items if item.words))
    yield row.end.value if row.end is not None else ""
    yield row.status
    yield row.state
    yield "; ".join(f"{field.field}: '{field.written}' as written, '{field.there}' now" for field in row.changed)


def _within(side: Side | None, bucket: Bucket) -> Side | None:
    return side if side is not None and side.bucket == bucket else None


def _dated(side: Side | None) -> str:
    return side.dated.isoformat() if side is not None and side.dated is not None else ""
