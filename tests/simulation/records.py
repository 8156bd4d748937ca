"""Documents in GP: what is kept of one, what a request makes of it, and how the client tells it.

This is what the companion service's contract says: what is left out takes GP's default where a document is new and
stays as it is where one is changed; an empty text, or GP's empty date, blanks; a line is known by its sequence.
"""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import attrs

import dynamicsgp_sba as gp
from dynamicsgp_sba import PurchaseOrderStatus as Status
from gp_sync.core.canonical import bare
from gp_sync.core.model import TargetRef, Write
from gp_sync.flows.purchase_orders.document import GPPurchaseOrder, GPPurchaseOrderLine

__all__ = ["DEFAULTS", "Record", "Request", "Status", "kept", "written"]

DEFAULTS = {
    "payment_terms_id": "NET 45",
    "shipping_method": "TRUCK",
    "ship_to_address_id": "PRIMARY",
    "currency_id": "Z-US$",
}
"""What GP puts into a new document where the request leaves it out: other things than any order asks for."""

_CENT = Decimal("0.01")
_NO_DATE = date(1900, 1, 1)


@attrs.define(kw_only=True)
class Record:
    """One document.

    Args:
        life: which document it is; a number may live several times.
        changed: when it changed last.
        received: something was received against it, though its status does not say so.
        by_hand: the moment of the last change by a person; 0 if there was none.
        ours: what our last request left there; None if there was none.
    """

    target: TargetRef
    body: GPPurchaseOrder
    stamp: int
    life: int
    changed: datetime
    status: Status = Status.NEW
    in_history: bool = False
    received: bool = False
    by_hand: int = 0
    ours: GPPurchaseOrder | None = None

    @property
    def touchable(self) -> bool:
        """Rule 1: only a Work document of status New, without a receipt, is ever changed."""
        return self.status is Status.NEW and not self.in_history and not self.received

    def told(self) -> gp.PurchaseOrder:
        """The document as the client gives it."""
        body = self.body
        return gp.PurchaseOrder(
            **{name: getattr(body, name) for name in _HEADER},
            type=gp.PurchaseOrderType.STANDARD,
            status=self.status,
            on_hold=False,
            row_stamp=gp.RowStamp(str(self.stamp)),
            changed_at=self.changed,
            in_history=self.in_history,
            has_receipts=self.received or self.status is Status.RECEIVED,
            has_unposted_receipts=False,
            lines=tuple(_told_line(line, self.status) for line in body.lines),
        )


@attrs.define(kw_only=True, eq=False)
class Request:
    """One request that left a process.

    Args:
        write: what the engine wants done.
        order: the key of the order that it is for.
        document: what the request says; None for a void.
        seen: the moment at which its process last knew what stands under the number.
        settles: when it should have landed at the latest.
        attempt: the number that the ledger gave the write.
        lands: when it does land; None while that is not put off.
        executed: how often it was carried out.
        changed: that left something else than was there before.
    """

    write: Write[GPPurchaseOrder]
    order: int
    document: gp.NewPurchaseOrder | None
    seen: int
    settles: datetime
    attempt: int
    lands: datetime | None = None
    executed: int = 0
    changed: bool = False


def written(document: gp.NewPurchaseOrder, there: GPPurchaseOrder | None) -> GPPurchaseOrder:
    """What GP keeps of a request, over what it has under the number already."""
    defaults: dict[str, Any] = (
        {"comment": "", "promised_date": document.document_date, "confirm_with": "", **DEFAULTS}
        if there is None
        else {name: getattr(there, name) for name in _HEADER}
    )
    before = {} if there is None else {line.sequence: line for line in there.lines}
    lines = (_written_line(line, before.get(line.sequence or 0), document) for line in document.lines)
    return GPPurchaseOrder(
        **(defaults | _said(document, _HEADER)), lines=tuple(sorted(lines, key=lambda line: line.sequence))
    )


def kept(body: GPPurchaseOrder) -> GPPurchaseOrder:
    """A document as another tool would have written it: GP's defaults for what was left out, nothing of ours alone."""
    defaults: dict[str, Any] = {"promised_date": body.document_date, **DEFAULTS}
    left_out = {name: default for name, default in defaults.items() if getattr(body, name) is None}
    lines = (attrs.evolve(line, required_date=line.required_date or body.document_date) for line in body.lines)
    return bare(attrs.evolve(body, **left_out, lines=tuple(lines)))


_HEADER = tuple(
    field.name
    for field in attrs.fields(GPPurchaseOrder)
    if field.name != "lines" and not field.metadata.get("ours_alone")
)
_TEXTS = ("vendor_item_number", "site_id", "account_number", "required_date", "requested_by")


def _said(document: Any, names: tuple[str, ...]) -> dict[str, Any]:
    """What a request says: None is left out, GP's empty date is none."""
    values = {name: getattr(document, name) for name in names}
    return {name: None if value == _NO_DATE else value for name, value in values.items() if value is not None}


def _written_line(
    line: gp.NewPurchaseOrderLine, before: GPPurchaseOrderLine | None, document: gp.NewPurchaseOrder
) -> GPPurchaseOrderLine:
    defaults: dict[str, Any] = (
        {**dict.fromkeys(_TEXTS, ""), "required_date": document.document_date}
        if before is None
        else {name: getattr(before, name) for name in _TEXTS}
    )
    return GPPurchaseOrderLine(
        **(defaults | _said(line, _TEXTS)),
        sequence=line.sequence or 0,
        item_number=line.item_number,
        description=line.description,
        unit=line.unit,
        quantity=line.quantity_ordered,
        unit_cost=line.unit_cost,
        extended_cost=(line.quantity_ordered * line.unit_cost).quantize(_CENT),
    )


def _told_line(line: GPPurchaseOrderLine, status: Status) -> gp.PurchaseOrderLine:
    return gp.PurchaseOrderLine(
        **{name: getattr(line, name) for name in _TEXTS},
        sequence=line.sequence,
        non_inventory=True,
        item_number=line.item_number,
        description=line.description,
        unit=line.unit,
        quantity_ordered=line.quantity,
        quantity_canceled=Decimal(0),
        unit_cost=line.unit_cost,
        extended_cost=line.extended_cost,
        status=status,
    )
