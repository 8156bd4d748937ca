"""A purchase order on its way: as Procurify has it, and as Dynamics GP will have it.

Both are in the engine's own terms, so that neither side's client is needed to map, test or replay an order.
"""

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

import attrs

__all__ = [
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
]


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
    coding: Coding


@attrs.frozen(kw_only=True)
class SourceLine:
    """A line of the order in Procurify. `total` excludes tax and shipping."""

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

    @property
    def label(self) -> str:
        """How messages call the line."""
        return f"line {self.number or '?'} ({self.name})"


@attrs.frozen(kw_only=True)
class Modifier:
    """A header tax or discount: an amount, or a percentage of what it applies to."""

    value: Decimal
    percentage: bool


@attrs.frozen(kw_only=True)
class SourceVendor:
    """The order's vendor as Procurify has it."""

    id: int
    name: str
    external_id: str
    active: bool


@attrs.frozen(kw_only=True)
class SourceOrder:
    """An order in Procurify. `state_value` is the state as received, for messages about unknown ones."""

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

    @property
    def label(self) -> str:
        """How people call the order."""
        return self.number or f"order {self.key}"


@attrs.frozen(kw_only=True)
class GPPurchaseOrderLine:
    """A line in Dynamics GP. `source_line` is which line, or which part of it, it came from; GP does not keep it."""

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
    source_line: str = ""


@attrs.frozen(kw_only=True)
class GPPurchaseOrder:
    """An unposted Work order in Dynamics GP: type standard, status New. None leaves a field to GP's default."""

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
    tax_amount: Decimal
    lines: tuple[GPPurchaseOrderLine, ...]

    @property
    def total(self) -> Decimal:
        """What the vendor will be paid: lines, less discount, with freight, miscellaneous charges and tax."""
        return self.subtotal - self.trade_discount + self.freight + self.miscellaneous + self.tax_amount
