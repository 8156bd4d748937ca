"""Orders of both systems for the tests of reconciliations, made in a line each."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import attrs

from gp_sync.core.canonical import plain
from gp_sync.core.kinds import PURCHASE_ORDERS
from gp_sync.core.model import Found, Link, TargetRef
from gp_sync.core.states import End
from gp_sync.flows.purchase_orders.document import (
    ORD_STEP,
    Coding,
    GPPurchaseOrder,
    GPPurchaseOrderLine,
    Modifier,
    OrderState,
    SourceLine,
    SourceOrder,
)
from gp_sync.reconcile.compare import order_rows
from gp_sync.reconcile.documents import as_order
from gp_sync.reconcile.model import Bucket, GPRecord, LedgerSide, OrderRow, Period, Side, SourceRecord
from gp_sync.reconcile.pairing import Known
from gp_sync.reconcile.result import Reconciliation, Tie
from gp_sync.reconcile.tie import tie_out

DAY = date(2026, 11, 4)
NOW = datetime(2026, 12, 1, 9, 30, tzinfo=UTC)
TWO = Bucket(company="TWO", currency="USD")
NOVEMBER = Period(label="2026-11", first=date(2026, 11, 1), last=date(2026, 11, 30))


def source_line(amount: str = "49.00", key: int = 1, **fields: Any) -> SourceLine:
    """A line of Procurify, one piece of it."""
    fitting: dict[str, Any] = {
        "id": key,
        "number": key,
        "name": "Copy paper",
        "sku": "",
        "unit": "each",
        "quantity": Decimal(1),
        "unit_price": Decimal(amount),
        "total": Decimal(amount),
        "tax": Decimal(0),
        "shipping": Decimal(0),
        "coding": Coding(account_code="6100", department="Administration", location="Plant North"),
    }
    return SourceLine(**(fitting | fields))


def source_order(*lines: SourceLine, tax: str = "0", **fields: Any) -> SourceOrder:
    """An order of Procurify whose total is that of its lines and its tax."""
    subtotal = sum((line.total or Decimal(0) for line in lines), Decimal(0))
    fitting: dict[str, Any] = {
        "key": 1,
        "number": "PF1",
        "external_number": "",
        "version": 1,
        "state": OrderState.PURCHASED,
        "state_value": "0",
        "ordered_at": NOW,
        "vendor": None,
        "payment_terms": "",
        "shipping_method": "",
        "promise_date": None,
        "buyer": "",
        "subtotal": subtotal,
        "freight": Decimal(0),
        "other": Decimal(0),
        "discount": None,
        "tax": Modifier(value=Decimal(tax), percentage=False),
        "total": subtotal + Decimal(tax),
        "currency": "USD",
        "comment": "",
        "lines": lines,
    }
    return SourceOrder(**(fitting | fields))


def source(amount: str = "49.00", key: int = 1, **fields: Any) -> SourceRecord:
    """An order of Procurify of November."""
    order = fields.pop("order", source_order(source_line(amount), key=key, number=f"PF{key}"))
    bucket = fields.pop("bucket", TWO)
    dated = fields.pop("dated", DAY)
    fitting: dict[str, Any] = {
        "source_id": str(key),
        "number": f"PF{key}",
        "side": Side(bucket=bucket, amount=Decimal(amount), dated=dated),
        "in_period": True,
        "order": order,
        "vendor": "Contoso Office Supplies",
    }
    return SourceRecord(**(fitting | fields))


def gp_line(amount: str = "49.00", place: int = 1, **fields: Any) -> GPPurchaseOrderLine:
    """A line of GP, one piece of it."""
    fitting: dict[str, Any] = {
        "sequence": place * ORD_STEP,
        "item_number": "PAPER",
        "vendor_item_number": "PAPER",
        "description": "Copy paper",
        "unit": "Each",
        "site_id": "01-N",
        "quantity": Decimal(1),
        "unit_cost": Decimal(amount),
        "extended_cost": Decimal(amount),
        "account_number": "100-6100-01",
        "required_date": None,
        "requested_by": "",
    }
    return GPPurchaseOrderLine(**(fitting | fields))


def body(amount: str = "49.00", number: str = "PF1", **fields: Any) -> GPPurchaseOrder:
    """An order of GP with one line."""
    fitting: dict[str, Any] = {
        "number": number,
        "vendor_id": "CONTOSUP0001",
        "document_date": DAY,
        "promised_date": None,
        "currency_id": "Z-US$",
        "payment_terms_id": None,
        "shipping_method": None,
        "ship_to_address_id": None,
        "confirm_with": "",
        "comment": "",
        "subtotal": Decimal(amount),
        "trade_discount": Decimal(0),
        "freight": Decimal(0),
        "miscellaneous": Decimal(0),
        "tax_amount": Decimal(0),
        "lines": (gp_line(amount),),
    }
    return GPPurchaseOrder(**(fitting | fields))


def record(there: GPPurchaseOrder, *, void: bool = False, bucket: Bucket = TWO, **fields: Any) -> GPRecord:
    """An order of GP of November."""
    amount = Decimal(0) if void else there.total
    fitting: dict[str, Any] = {
        "number": there.number,
        "side": Side(bucket=bucket, amount=amount, dated=there.document_date),
        "in_period": True,
        "found": Found(body=there, void=void),
        "status": "Canceled" if void else "New",
        "mark": plain(as_order(there).confirm_with),
        "vendor": there.vendor_id,
    }
    return GPRecord(**(fitting | fields))


def linked(
    sent: GPPurchaseOrder | None, held: GPPurchaseOrder | None, end: End = End.WRITTEN, **fields: Any
) -> LedgerSide:
    """What the ledger says of an order that was written; a body is held as it was sent, but for what is ours alone."""
    number = next((there.number for there in (sent, held) if there is not None), "PF1")
    target = TargetRef(side="gp", company="TWO", number=number)
    stops = fields.pop("stopped_by", "")
    return LedgerSide(end=end, stopped_by=stops, link=Link(target=target, sent=sent, held=held, **fields))


@attrs.define
class Books:
    """Both systems and the ledger; `rows` compares them."""

    sources: list[SourceRecord] = attrs.field(factory=list)
    records: list[GPRecord] = attrs.field(factory=list)
    ledger: dict[str, LedgerSide] = attrs.field(factory=dict)
    owners: dict[tuple[str, str], str] = attrs.field(factory=dict)
    marks: dict[str, str] = attrs.field(factory=dict)
    gone: dict[str, SourceRecord] = attrs.field(factory=dict)
    unreadable: frozenset[tuple[str, str]] = frozenset()
    early: frozenset[str] = frozenset()
    flows: tuple[str, ...] = (PURCHASE_ORDERS,)

    def add(
        self, ours: SourceRecord | None = None, theirs: GPRecord | None = None, ledger: LedgerSide | None = None
    ) -> "Books":
        """Add one order; the ledger's link owns GP's record."""
        if ours is not None:
            self.sources.append(ours)
            if ledger is not None:
                self.ledger[ours.source_id] = ledger
        if theirs is not None:
            self.records.append(theirs)
            if ours is not None and ledger is not None and ledger.link is not None:
                self.owners[theirs.side.bucket.company, theirs.number.casefold()] = ours.source_id
        return self

    @property
    def rows(self) -> tuple[OrderRow, ...]:
        """The orders as they are compared."""
        known = Known(
            ledger=self.ledger, owners=self.owners, marks=self.marks, gone=self.gone, unreadable=self.unreadable
        )
        sources = {row.source_id: row for row in self.sources}
        return order_rows(sources, self.records, known, before_start=self.early)

    @property
    def ties(self) -> tuple[Tie, ...]:
        """How the totals tie."""
        return tie_out(self.sources, self.records, self.rows)

    @property
    def made(self) -> Reconciliation:
        """The whole reconciliation."""
        return Reconciliation(
            connection="test",
            period=NOVEMBER,
            made_at=NOW,
            made_by="pat",
            companies={"TWO": "Fabrikam, Inc."},
            flows=self.flows,
            orders=self.rows,
            ties=self.ties,
        )


def reasons(row: OrderRow) -> list[tuple[str, str]]:
    """The parts of a difference, as reason and amount."""
    return [(item.reason.value, str(item.amount)) for item in row.items]


def only(books: Books) -> OrderRow:
    """The one order of some books, which tie."""
    (row,) = books.rows
    assert all(tie.ties for tie in books.ties)
    return row
