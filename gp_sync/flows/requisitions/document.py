"""A requisition on its way: as Procurify has it, and as Dynamics GP will have it.

What is asked for is held in the terms of an order, whose steps map it: a requisition is an order that nobody has made.
"""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from enum import StrEnum

import attrs

from gp_sync.core.canonical import OURS_ALONE
from gp_sync.core.model import Ref
from gp_sync.flows.purchase_orders.document import GPPurchaseOrder, GPPurchaseOrderLine, SourceOrder, SourceVendor

__all__ = ["GPRequisition", "GPRequisitionLine", "RequisitionState", "SourceRequisition", "seconds_for_lines"]


def seconds_for_lines(requisition: "GPRequisition") -> float:
    """How much longer than one without lines a send may take: a guess on the safe side, as for orders."""
    return 0.25 * len(requisition.lines)


class RequisitionState(StrEnum):
    """Where a requisition stands in Procurify. `UNKNOWN` is any state that this version has no name for."""

    PENDING = "pending"
    APPROVED = "approved"
    DENIED = "denied"
    PURCHASED = "purchased"
    CANCELLED = "cancelled"
    RECEIVED = "received"
    DRAFT = "draft"
    UNKNOWN = "unknown"


@attrs.frozen(kw_only=True)
class SourceRequisition:
    """A requisition in Procurify.

    Args:
        state_value: the state as received, for messages about unknown ones.
        request: what is asked for, as an order without a vendor: its lines, currency, requester and comment.
        description: what it is about.
        required_on: the day by which it is needed.
        vendors: the vendor that each line names, by the line's id; lines without one are not among them.
        orders: the keys of the orders that each line is or was on, by the line's id.
        currencies: how many currencies its lines have.
        beside: what its total may have in it beside its lines, as the tax of these: one of these amounts. Empty where
            Procurify does not tell a total.
    """

    number: int
    state: RequisitionState
    state_value: str
    request: SourceOrder
    description: str = ""
    required_on: date | None = None
    vendors: Mapping[str, SourceVendor] = attrs.field(factory=dict)
    orders: Mapping[str, tuple[int, ...]] = attrs.field(factory=dict)
    currencies: int = 1
    beside: tuple[Decimal, ...] = ()

    @property
    def ref(self) -> Ref:
        """The requisition as the cause of findings that are in the requisition itself."""
        return self.request.ref

    @property
    def ordered_as(self) -> tuple[int, ...]:
        """The keys of all orders that any of its lines is or was on."""
        return tuple(sorted({key for keys in self.orders.values() for key in keys}))

    @property
    def parts(self) -> tuple[SourceOrder, ...]:
        """What is asked of each vendor, and of none, as orders: each line is in one of them."""
        named: dict[int | None, SourceVendor | None] = {}
        for line in self.request.lines:
            vendor = self.vendors.get(str(line.id))
            named.setdefault(vendor.id if vendor else None, vendor)
        return tuple(self._part(vendor) for vendor in named.values())

    def _part(self, vendor: SourceVendor | None) -> SourceOrder:
        wanted = vendor.id if vendor else None
        lines = (line for line in self.request.lines if self._vendor_id(line.id) == wanted)
        return attrs.evolve(self.request, vendor=vendor, lines=tuple(lines))

    def _vendor_id(self, line: int) -> int | None:
        vendor = self.vendors.get(str(line))
        return vendor.id if vendor else None


@attrs.frozen(kw_only=True)
class GPRequisitionLine(GPPurchaseOrderLine):
    """A line in Dynamics GP; `vendor_item_number` is always empty, for requisitions have none.

    Args:
        vendor_id: the vendor; empty leaves the choice to who buys.
        currency_id: the currency, by GP's ID.
        mark: which line of Procurify it is. GP makes one line of identical ones when it buys: no two have one mark.
    """

    vendor_id: str = ""
    currency_id: str = ""
    mark: str = ""


@attrs.frozen(kw_only=True)
class GPRequisition:
    """A purchase requisition in work in Dynamics GP, status Saved.

    What holds for the fields of an order holds here: one without a value is left to GP, `cleared` names those that are
    to be blank, and `kept` those that cannot be told now. GP does not keep the last fields.
    """

    number: str
    description: str
    document_date: date
    required_date: date | None
    requested_by: str
    ship_to_address_id: str | None
    marker: str
    lines: tuple[GPRequisitionLine, ...]
    cleared: tuple[str, ...] = attrs.field(default=(), metadata=OURS_ALONE)
    kept: tuple[str, ...] = attrs.field(default=(), metadata=OURS_ALONE)
    ordered_on: date | None = attrs.field(default=None, metadata=OURS_ALONE)

    @property
    def total(self) -> Decimal:
        """What its lines come to."""
        return sum((line.extended_cost for line in self.lines), Decimal(0))

    def as_order(self) -> GPPurchaseOrder:
        """All that is asked for as one order without a vendor, for the rules that orders must pass."""
        return self._as_order("", self.lines)

    def part(self, source: SourceOrder) -> GPPurchaseOrder:
        """What is asked of one vendor, or of none, as an order: see `SourceRequisition.parts`."""
        ids = {str(line.id) for line in source.lines}
        lines = tuple(line for line in self.lines if line.source_line.partition(":")[0] in ids)
        return self._as_order(lines[0].vendor_id if lines else "", lines)

    def _as_order(self, vendor_id: str, lines: tuple[GPRequisitionLine, ...]) -> GPPurchaseOrder:
        return GPPurchaseOrder(
            number=self.number,
            vendor_id=vendor_id,
            document_date=self.document_date,
            promised_date=None,
            currency_id=self.lines[0].currency_id if self.lines else "",
            payment_terms_id=None,
            shipping_method=None,
            ship_to_address_id=self.ship_to_address_id,
            confirm_with=self.marker,
            comment="",
            subtotal=sum((line.extended_cost for line in lines), Decimal(0)),
            trade_discount=Decimal(0),
            freight=Decimal(0),
            miscellaneous=Decimal(0),
            tax_amount=Decimal(0),
            lines=lines,
            ordered_on=self.ordered_on,
        )
