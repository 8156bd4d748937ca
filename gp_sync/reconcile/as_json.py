"""A reconciliation as JSON: a stable schema, in which amounts are texts."""

from typing import Any

from gp_sync.core.kinds import PURCHASE_ORDERS, REQUISITIONS, kind_of
from gp_sync.core.model import Difference
from gp_sync.reconcile.amounts import plain_amount
from gp_sync.reconcile.model import Item, LineRow, LineSide, OrderRow, Side
from gp_sync.reconcile.result import Reconciliation, Tie
from gp_sync.reconcile.vendor_rows import VendorRow

__all__ = ["SCHEMA", "as_json"]

SCHEMA = "gp-sync/reconciliation/1"
"""Names what a reader may rely on: members are added to it, never renamed or taken away."""


def as_json(made: Reconciliation) -> dict[str, Any]:
    """A reconciliation as JSON values: amounts and days are texts, instants have their offset."""
    return {
        "schema": SCHEMA,
        "connection": made.connection,
        "period": {
            "label": made.period.label,
            "first": made.period.first.isoformat(),
            "last": made.period.last.isoformat(),
            "is_over": made.is_over,
            "days": {company: [day.isoformat() for day in days] for company, days in made.period.days.items()},
        },
        "made_at": made.made_at.isoformat(),
        "made_by": made.made_by,
        "ties_out": made.ties_out,
        "companies": dict(made.companies),
        "ties": [_tie(tie) for tie in made.ties],
        "unreadable": list(made.unreadable),
        "orders": _rows(made, PURCHASE_ORDERS),
        "requisitions": _rows(made, REQUISITIONS),
        "vendors": None if made.vendors is None else [_vendor(row) for row in made.vendors],
    }


def _rows(made: Reconciliation, flow: str) -> list[dict[str, Any]] | None:
    """The documents of a flow; null where the connection does not have it."""
    return [_order(row) for row in made.orders if row.flow == flow] if flow in made.flows else None


def _tie(tie: Tie) -> dict[str, Any]:
    return {
        "document": kind_of(tie.bucket.flow).document,
        "company": tie.bucket.company,
        "currency": tie.bucket.currency,
        "procurify": plain_amount(tie.procurify),
        "procurify_orders": tie.procurify_orders,
        "gp": plain_amount(tie.gp),
        "gp_orders": tie.gp_orders,
        "reasons": [
            {"reason": why.value, "amount": plain_amount(amount), "orders": count}
            for why, (amount, count) in tie.reasons.items()
        ],
        "unexplained": plain_amount(tie.unexplained),
        "ties": tie.ties,
    }


def _order(row: OrderRow) -> dict[str, Any]:
    return {
        "number": row.number,
        "source_id": row.source_id or None,
        "gp_number": row.gp_number or None,
        "vendor": row.vendor,
        "procurify": _side(row.procurify),
        "gp": _side(row.gp),
        "ledger": row.end.value if row.end is not None else None,
        "gp_status": row.status or None,
        "agrees": row.agrees,
        "state": row.state,
        "differences": [_item(item) for item in row.items],
        "findings": list(row.notes),
        "lines": [_line(line) for line in row.lines],
        "changed_in_gp": [_changed(field) for field in row.changed],
        "timeline": [{"at": at.isoformat(), "what": words, "who": who or None} for at, words, who in row.steps],
    }


def _side(side: Side | None) -> dict[str, Any] | None:
    if side is None:
        return None
    return {
        "company": side.bucket.company,
        "currency": side.bucket.currency,
        "amount": plain_amount(side.amount),
        "dated": side.dated.isoformat() if side.dated is not None else None,
    }


def _item(item: Item) -> dict[str, Any]:
    return {
        "company": item.bucket.company,
        "currency": item.bucket.currency,
        "reason": item.reason.value,
        "amount": plain_amount(item.amount),
        "words": item.words,
    }


def _line(line: LineRow) -> dict[str, Any]:
    return {
        "line": line.label,
        "procurify": None if line.procurify is None else _line_side(line.procurify),
        "gp": [_line_side(side) for side in line.gp],
        "difference": plain_amount(line.difference),
        "agrees": line.agrees,
    }


def _line_side(side: LineSide) -> dict[str, Any]:
    return {
        "name": side.name,
        "quantity": None if side.quantity is None else f"{side.quantity:f}",
        "unit_price": None if side.unit_price is None else f"{side.unit_price:f}",
        "amount": plain_amount(side.amount),
        "charged_to": side.charged_to,
    }


def _changed(field: Difference) -> dict[str, str]:
    return {"field": field.field, "written": field.written, "in_gp_now": field.there}


def _vendor(row: VendorRow) -> dict[str, Any]:
    return {
        "name": row.name,
        "source_id": row.source_id or None,
        "company": row.company or None,
        "vendor_id": row.vendor_id or None,
        "standing": row.standing,
        "ledger": row.end or None,
        "agrees": row.agrees,
        "fields": [
            {"field": field.field, "procurify": field.procurify, "gp": field.gp, "state": field.state}
            for field in row.fields
        ],
        "findings": list(row.notes),
    }
