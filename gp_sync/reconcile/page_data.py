"""The orders and vendors as the report's script reads them: compact, since ten thousand orders are in one file.

Rows are lists whose places the script knows; texts that repeat are kept once, and named by their places.
"""

import json
from datetime import UTC
from decimal import Decimal
from typing import Any

import attrs

from gp_sync.core.kinds import kind_of
from gp_sync.core.visible import visible
from gp_sync.reconcile.amounts import plain_amount
from gp_sync.reconcile.model import Bucket, LineRow, LineSide, OrderRow, RowState, Side
from gp_sync.reconcile.reasons import REASONS, Reason
from gp_sync.reconcile.result import Reconciliation
from gp_sync.reconcile.vendor_rows import VendorRow

__all__ = ["page_data"]

_STATES: tuple[RowState, ...] = ("agrees", "explained", "to look at")
_FIELD_STATES = ("agrees", "differs", "not aligned")
_MARKUP = str.maketrans({char: f"\\u{ord(char):04x}" for char in "<>&\u2028\u2029"})
"""What HTML or a script could take for something else, as JSON may write it too."""


@attrs.define
class _Texts:
    """Texts by the places where they are kept; the empty one is the first."""

    places: dict[str, int] = attrs.field(factory=lambda: {"": 0})

    def place(self, text: str) -> int:
        return self.places.setdefault(text, len(self.places))


def page_data(made: Reconciliation) -> str:
    """Write the data as JSON that can stand in a page as it is."""
    texts, reasons = _Texts(), list(Reason)
    buckets = [tie.bucket for tie in made.ties]
    value: dict[str, Any] = {
        "word": made.document,
        "buckets": [
            {"called": made.called(one), "currency": one.currency, "document": kind_of(one.flow).document}
            for one in buckets
        ],
        "reasons": [{"name": REASONS[why].name, "meaning": REASONS[why].meaning} for why in reasons],
        "orders": [_order(row, texts, buckets, reasons) for row in made.orders],
        "vendors": None if made.vendors is None else [_vendor(row) for row in made.vendors],
        "texts": [],
    }
    value["texts"] = list(texts.places)
    return json.dumps(_visible(value), ensure_ascii=False, separators=(",", ":")).translate(_MARKUP)


def _visible(value: Any) -> Any:
    """The same with every text as people are to see it."""
    if isinstance(value, str):
        return visible(value)
    if isinstance(value, list):
        return [_visible(one) for one in value]
    return {name: _visible(one) for name, one in value.items()} if isinstance(value, dict) else value


def _order(row: OrderRow, texts: _Texts, buckets: list[Bucket], reasons: list[Reason]) -> list[Any]:
    return [
        row.number,
        row.gp_number,
        texts.place(row.vendor),
        _bucket(row.procurify, buckets),
        _bucket(row.gp, buckets),
        _amount(row.procurify),
        _amount(row.gp),
        _day(row.procurify),
        _day(row.gp),
        # Of two companies or currencies there is no one difference.
        plain_amount(sum((item.amount for item in row.items), Decimal(0))) if len(row.buckets) == 1 else None,
        _STATES.index(row.state),
        [
            [reasons.index(item.reason), plain_amount(item.amount), texts.place(item.words), buckets.index(item.bucket)]
            for item in row.items
        ],
        row.end.value if row.end is not None else "",
        row.status,
        [texts.place(words) for words in row.notes],
        [_line(line, texts) for line in row.lines],
        [
            [texts.place(field.field.replace("_", " ")), texts.place(field.written), texts.place(field.there)]
            for field in row.changed
        ],
        [
            [f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}", texts.place(words), texts.place(who)]
            for at, words, who in row.steps
        ],
    ]


def _bucket(side: Side | None, buckets: list[Bucket]) -> int | None:
    return None if side is None else buckets.index(side.bucket)


def _amount(side: Side | None) -> str | None:
    return None if side is None else plain_amount(side.amount)


def _day(side: Side | None) -> str:
    return side.dated.isoformat() if side is not None and side.dated is not None else ""


def _line(line: LineRow, texts: _Texts) -> list[Any]:
    ours = None if line.procurify is None else _line_side(line.procurify, texts)
    theirs = [_line_side(side, texts) for side in line.gp]
    return [line.label, ours, theirs, plain_amount(line.difference), int(line.agrees)]


def _line_side(side: LineSide, texts: _Texts) -> list[Any]:
    quantity = "" if side.quantity is None else f"{side.quantity.normalize():f}"
    price = "" if side.unit_price is None else plain_amount(side.unit_price)
    return [texts.place(side.name), quantity, price, plain_amount(side.amount), texts.place(side.charged_to)]


def _vendor(row: VendorRow) -> list[Any]:
    fields = [[field.field, field.procurify, field.gp, _FIELD_STATES.index(field.state)] for field in row.fields]
    ours = (row.name, row.company, row.vendor_id, row.standing, row.end)
    return [*ours, row.agrees, fields, list(row.notes)]
