"""A purchase order on its way: as Procurify has it, and as Dynamics GP will have it.

Both are in the engine's own terms, so that neither side's client is needed to map, test or replay an order.
"""

from collections.abc import Mapping
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from enum import StrEnum

import attrs

from gp_sync.core.canonical import OURS_ALONE
from gp_sync.core.kinds import PURCHASE_ORDERS
from gp_sync.core.model import DOCUMENT, Ref

__all__ = [
    "ORD_STEP",
    "Allocation",
    "Coding",
    "GPPurchaseOrder",
    "GPPurchaseOrderLine",
    "LineKind",
    "Modifier",
    "OrderState",
    "SourceLine",
    "SourceOrder",
    "SourceVendor",
    "latest_day",
    "seconds_for_lines",
]


_FURTHEST_EAST = timezone(timedelta(hours=14))


def seconds_for_lines(order: "GPPurchaseOrder") -> float:
    """How much longer than one without lines a send of an order may take: a quarter of a second for each of its lines.

    Nothing public says how long GP takes, so it is a guess on the safe side.
    """
    return 0.25 * len(order.lines)


def latest_day(instant: datetime | None) -> date | None:
    """The latest day that an instant may have been where it was, for the fence of the start.

    An instant does not tell the buyer's day: an order of the morning of the 10th in Auckland is one of the 9th in UTC.
    Dated by the zone furthest east (UTC+14), no order of the start's day is left out.
    """
    return instant.astimezone(_FURTHEST_EAST).date() if instant else None


class OrderState(StrEnum):
    """Where an order stands in Procurify. `UNKNOWN` is any state that this version has no name for."""

    PURCHASED = "purchased"
    CANCELLED = "cancelled"
    CLOSED = "closed"
    PAID = "paid"
    REOPENED = "reopened"
    UNKNOWN = "unknown"


class LineKind(StrEnum):
    """How a line is delivered."""

    ONE_TIME = "one time"
    RECURRING = "recurring"
    BLANKET = "blanket"
    UNKNOWN = "unknown"


@attrs.frozen(kw_only=True)
class Coding:
    """What a line or a part of it is charged to: an account code, in a department, of a location."""

    account_code: str
    department: str
    location: str


@attrs.frozen(kw_only=True)
class Allocation:
    """One part of a split line. Amounts are weights; they should add up to the line."""

    amount: Decimal
    coding: Coding | None


@attrs.frozen(kw_only=True)
class SourceLine:
    """A line of the order in Procurify. `total` excludes tax and shipping.

    Args:
        by_amount: an amount of it is received, and no quantity.
        unknown_receive_method: how it is received, as Procurify says it, where this version has no name for that.
        requisition: the number of the requisition that it came from.
        account_id: Procurify's key of the account that it is coded to.
        approvers: who approved it, in order.
        custom_fields: the values of custom fields as texts, by the field's name.
    """

    id: int
    number: int | None
    name: str
    sku: str
    unit: str
    quantity: Decimal | None
    unit_price: Decimal | None
    total: Decimal | None
    tax: Decimal
    shipping: Decimal
    coding: Coding | None
    allocations: tuple[Allocation, ...] = ()
    date_required: date | None = None
    requester: str = ""
    kind: LineKind = LineKind.ONE_TIME
    by_amount: bool = False
    unknown_receive_method: str = ""
    requisition: int | None = None
    account_id: int | None = None
    approvers: tuple[str, ...] = ()
    custom_fields: Mapping[str, str] = attrs.field(factory=dict)

    @property
    def label(self) -> str:
        """How messages call the line."""
        return f"line {self.number or '?'} ({self.name})"


@attrs.frozen(kw_only=True)
class Modifier:
    """A header tax or discount: an amount, or a percentage of what it applies to.

    Args:
        value: the amount or percentage.
        percentage: which of the two it is; None where Procurify does not say.
        unknown_type: what it is instead, where this version has no name for it; it is taken as an amount.
    """

    value: Decimal
    percentage: bool | None
    unknown_type: str = ""


@attrs.frozen(kw_only=True)
class SourceVendor:
    """The order's vendor as Procurify has it. `kind` is its type in words, such as `regular`; empty if it has none."""

    id: int
    name: str
    external_id: str
    active: bool
    kind: str = ""


@attrs.frozen(kw_only=True)
class SourceOrder:
    """An order in Procurify; also what a requisition asks for, whose lines are mapped as those of an order.

    Args:
        state_value: the state as received, for messages about unknown ones.
        custom_fields: the values of custom fields as texts, by the field's name.
        by_card: it is paid by a card.
        punchout: it was placed in a vendor's own shop.
        currency_rate: what a unit of its currency was worth in the tenant's base currency when it was bought.
        flow: whose document it is.
    """

    key: int
    number: str
    external_number: str
    version: int
    state: OrderState
    state_value: str
    ordered_at: datetime | None
    vendor: SourceVendor | None
    payment_terms: str
    shipping_method: str
    promise_date: date | None
    buyer: str
    subtotal: Decimal
    freight: Decimal
    other: Decimal
    discount: Modifier | None
    tax: Modifier | None
    total: Decimal
    currency: str
    comment: str
    lines: tuple[SourceLine, ...]
    custom_fields: Mapping[str, str] = attrs.field(factory=dict)
    by_card: bool = False
    punchout: bool = False
    currency_rate: Decimal | None = None
    flow: str = PURCHASE_ORDERS

    @property
    def requisitions(self) -> tuple[int, ...]:
        """The numbers of the requisitions that its lines came from."""
        return tuple(dict.fromkeys(line.requisition for line in self.lines if line.requisition is not None))

    @property
    def label(self) -> str:
        """How people call the order."""
        return self.number or f"order {self.key}"

    @property
    def ref(self) -> Ref:
        """The order as the cause of findings that are in the order itself."""
        return Ref(DOCUMENT, (self.flow, str(self.key)))


ORD_STEP = 16384
"""GP numbers lines in steps of this, so that lines can be put between (contract dynamicsgp-data, section 2)."""


@attrs.frozen(kw_only=True)
class GPPurchaseOrderLine:
    """A line in Dynamics GP, known by its sequence (ORD).

    GP does not keep the last fields: `source_line` is which line, or which part of it, it came from, and
    `source_number` that line's number in Procurify. By them a revision finds the line again. `cleared` and `kept` are
    as in the order.
    """

    sequence: int
    item_number: str
    vendor_item_number: str
    description: str
    unit: str
    site_id: str
    quantity: Decimal
    unit_cost: Decimal
    extended_cost: Decimal
    account_number: str
    required_date: date | None
    requested_by: str
    non_inventory: bool = True
    source_line: str = attrs.field(default="", metadata=OURS_ALONE)
    source_number: int | None = attrs.field(default=None, metadata=OURS_ALONE)
    cleared: tuple[str, ...] = attrs.field(default=(), metadata=OURS_ALONE)
    kept: tuple[str, ...] = attrs.field(default=(), metadata=OURS_ALONE)

    @property
    def label(self) -> str:
        """How messages call the line: its place, such as `line 2`, or `line 2.5` between two others."""
        return f"line {Decimal(self.sequence) / ORD_STEP:f}"


@attrs.frozen(kw_only=True)
class GPPurchaseOrder:
    """An unposted Work order in Dynamics GP: type standard, status New.

    A field without a value, which is None or an empty text, is left to GP: its default in a new order, and what it has
    in a changed one. But those that `cleared` names had a value when the order was written and have none any more: they
    are to be blank in GP. GP calculates a tax that is None, and takes a rate that is None from its table.

    What `kept` names cannot be told now, and is in a changed order what it was when the order was written.

    GP does not keep the last fields: `ordered_on` is the order's own day in Procurify, where GP's may be moved,
    `source_tax` what Procurify says of a tax that GP calculates, and `tax_tolerance` by how much the two may differ.
    The note is written once, with a new order: people add to it in GP, so it is never compared.
    """

    number: str
    vendor_id: str
    document_date: date
    promised_date: date | None
    currency_id: str
    payment_terms_id: str | None
    shipping_method: str | None
    ship_to_address_id: str | None
    confirm_with: str
    comment: str
    subtotal: Decimal
    trade_discount: Decimal
    freight: Decimal
    miscellaneous: Decimal
    tax_amount: Decimal | None
    lines: tuple[GPPurchaseOrderLine, ...]
    bill_to_address_id: str | None = None
    buyer_id: str | None = None
    tax_schedule_id: str | None = None
    exchange_rate: Decimal | None = None
    note: str = attrs.field(default="", metadata=OURS_ALONE)
    cleared: tuple[str, ...] = attrs.field(default=(), metadata=OURS_ALONE)
    kept: tuple[str, ...] = attrs.field(default=(), metadata=OURS_ALONE)
    ordered_on: date | None = attrs.field(default=None, metadata=OURS_ALONE)
    source_tax: Decimal | None = attrs.field(default=None, metadata=OURS_ALONE)
    tax_tolerance: Decimal = attrs.field(default=Decimal(0), metadata=OURS_ALONE)

    @property
    def total(self) -> Decimal:
        """What the vendor will be paid: lines, less discount, with freight, miscellaneous charges and tax.

        Without the tax, where GP calculates it.
        """
        charges = self.freight + self.miscellaneous + (self.tax_amount or 0)
        return self.subtotal - self.trade_discount + charges
