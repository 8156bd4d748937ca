"""Purchase orders: what GP holds (POP10100 and POP10110, history POP30100 and POP30110), and what is sent."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any, NewType

import attrs

from dynamicsgp_sba.models.records import extra
from dynamicsgp_sba.strict import OpenEnum

__all__ = [
    "NO_DATE",
    "NewPurchaseOrder",
    "NewPurchaseOrderLine",
    "PurchaseOrder",
    "PurchaseOrderLine",
    "PurchaseOrderStatus",
    "PurchaseOrderType",
    "RowStamp",
    "WorkflowStatus",
    "approval_obstacle",
]

NO_DATE = date(1900, 1, 1)
"""GP's empty date. It is read as None; sent in an order, it blanks a date that GP can do without."""

RowStamp = NewType("RowStamp", str)
"""DEX_ROW_TS exactly as the service wrote it: opaque, to be sent back with an update or a void."""


class PurchaseOrderStatus(int, OpenEnum):
    """POSTATUS and POLNESTA. Only a New order that has no receipts may be changed by this client."""

    NEW = 1
    RELEASED = 2
    CHANGE_ORDER = 3
    RECEIVED = 4
    CLOSED = 5
    CANCELED = 6


class PurchaseOrderType(int, OpenEnum):
    """POTYPE."""

    STANDARD = 1
    DROP_SHIP = 2
    BLANKET = 3
    DROP_SHIP_BLANKET = 4


class WorkflowStatus(int, OpenEnum):
    """Workflow_Status; 9 where no approval workflow is active (contract section 8 of the data reference)."""

    NOT_SUBMITTED = 1
    NO_ACTION_NEEDED = 3
    PENDING = 4
    RECALLED = 5
    COMPLETED = 6
    REJECTED = 7
    NOT_ACTIVATED = 9


def approval_obstacle(status: WorkflowStatus | None) -> str:
    """Say why a document cannot be changed by the state of its approval, or an empty text if it can."""
    if status in {None, WorkflowStatus.NOT_SUBMITTED, WorkflowStatus.NOT_ACTIVATED}:
        return ""
    return f"its approval workflow stands at {status.name} ({status.value})"


@attrs.frozen(kw_only=True)
class PurchaseOrderLine:
    """A line as GP holds it.

    Args:
        sequence: ORD, usually a multiple of 16384.
        line_number: LineNumber, from 1.
        non_inventory: NONINVEN: the item is free text and not in GP's item master.
        item_number: ITEMNMBR.
        vendor_item_number: VNDITNUM.
        description: ITEMDESC.
        unit: UOFM.
        site_id: LOCNCODE.
        quantity_ordered: QTYORDER.
        quantity_canceled: QTYCANCE.
        unit_cost: UNITCOST.
        extended_cost: EXTDCOST: unit cost times (ordered less canceled), rounded to the currency.
        account_number: ACTNUMST of the account INVINDX points to; blank where the service does not tell.
        requested_by: REQSTDBY.
        status: POLNESTA.
    """

    sequence: int
    line_number: int | None = None
    non_inventory: bool
    item_number: str
    vendor_item_number: str = ""
    description: str
    unit: str
    site_id: str = ""
    quantity_ordered: Decimal
    quantity_canceled: Decimal
    unit_cost: Decimal
    extended_cost: Decimal
    account_number: str = ""
    required_date: date | None = None
    promised_date: date | None = None
    requested_by: str = ""
    status: PurchaseOrderStatus
    extra: Mapping[str, Any] = extra()


@attrs.frozen(kw_only=True)
class PurchaseOrder:
    """A purchase order as GP holds it, in work or in history.

    Args:
        number: PONUMBER, unique over work and history.
        ship_to_address_id: PRSTADCD, an address of the company.
        bill_to_address_id: PRBTADCD, an address of the company.
        purchase_address_id: VADCDPAD, an address of the vendor.
        confirm_with: CONFIRM1, 20 characters of free text, which carries the cross-reference of an integration.
        comment: the comment's text (POP10150).
        note: the text of the order's record note (SY03900); blank where the service does not give it.
        tax_schedule_id: TAXSCHID, the schedule of the purchase.
        exchange_rate: XCHGRATE, 0 in the company's own currency; None where the service does not tell.
        trade_discount: TRDISAMT.
        freight: FRTAMNT.
        miscellaneous: MSCCHAMT.
        tax_amount: TAXAMNT.
        subtotal: SUBTOTAL, the sum of the lines' extended costs.
        revision: Revision_Number.
        row_stamp: DEX_ROW_TS as the service wrote it; it moves with every change.
        changed_at: the same as an instant.
        last_edited: LSTEDTDT, a day.
        in_history: whether it was found in history.
        has_receipts: whether anything was received against it, posted or not; None where the service does not tell.
        has_unposted_receipts: whether a receipt against it waits to be posted; None where the service does not tell.
    """

    number: str
    type: PurchaseOrderType
    status: PurchaseOrderStatus
    vendor_id: str
    vendor_name: str = ""
    document_date: date
    required_date: date | None = None
    promised_date: date | None = None
    due_date: date | None = None
    buyer_id: str = ""
    currency_id: str = ""
    payment_terms_id: str = ""
    shipping_method: str = ""
    ship_to_address_id: str = ""
    bill_to_address_id: str = ""
    purchase_address_id: str = ""
    confirm_with: str = ""
    comment: str = ""
    note: str = ""
    tax_schedule_id: str = ""
    exchange_rate: Decimal | None = None
    trade_discount: Decimal
    freight: Decimal
    miscellaneous: Decimal
    tax_amount: Decimal
    subtotal: Decimal
    on_hold: bool
    workflow_status: WorkflowStatus | None = None
    revision: int | None = None
    row_stamp: RowStamp
    changed_at: datetime | None = None
    created: date | None = None
    last_edited: date | None = None
    in_history: bool = False
    has_receipts: bool | None = None
    has_unposted_receipts: bool | None = None
    lines: tuple[PurchaseOrderLine, ...]
    extra: Mapping[str, Any] = extra()

    @property
    def total(self) -> Decimal:
        """Subtotal less trade discount, plus freight, miscellaneous and tax."""
        return self.subtotal - self.trade_discount + self.freight + self.miscellaneous + self.tax_amount

    @property
    def is_open_for_change(self) -> bool:
        """Whether this client may change or void it; `why_not_open_for_change` gives the reason when not."""
        return not self.why_not_open_for_change

    @property
    def why_not_open_for_change(self) -> str:
        """Say why this client will not change the order, or an empty text if it may.

        Only a Standard order in work may be changed, with status New in its header and all its lines, no receipt and
        no approval under way.
        """
        if self.in_history:
            return "it is in history"
        if self.status is not PurchaseOrderStatus.NEW:
            return f"its status is {self.status.name} ({self.status.value}), not NEW (1)"
        if self.has_receipts is None:
            return "the service does not tell whether it has receipts"
        if self.has_receipts or self.has_unposted_receipts:
            return "it has receipts"
        return self._not_as_written() or approval_obstacle(self.workflow_status)

    def _not_as_written(self) -> str:
        """Say what of it would be turned into a Standard order, or into a New line, by being written."""
        if self.type is not PurchaseOrderType.STANDARD:
            return f"its type is {self.type.name} ({self.type.value}), not STANDARD (1)"
        for line in self.lines:
            if line.status is not PurchaseOrderStatus.NEW:
                return f"its line {line.line_number or line.sequence} is {line.status.name} ({line.status.value})"
        return ""


@attrs.frozen(kw_only=True)
class NewPurchaseOrderLine:
    """A line to write. As in the order, what is None is not sent; an empty text or `NO_DATE` blanks the field.

    Args:
        sequence: ORD; None numbers the lines in steps of 16384.
        non_inventory: True for free text; the item number must then not exist in GP's item master. False for an item
            of the master, which GP takes if it is active and neither discontinued nor a kit, belongs to the vendor
            (`ItemVendor`) and to the site (`ItemSite`), and has the unit in its schedule.
        item_number: at most 30 characters.
        quantity_ordered: not negative, at most 5 decimals, fewer by the setup of Purchase Order Processing.
        unit_cost: not negative, at most 5 decimals, fewer by the currency, or by the item of the master. GP refuses
            more; it never rounds.
        account_number: the account as GP formats it, such as `000-2100-00`; an item of the master has one by default.
    """

    item_number: str
    description: str
    unit: str
    quantity_ordered: Decimal
    unit_cost: Decimal
    quantity_canceled: Decimal = Decimal(0)
    sequence: int | None = None
    non_inventory: bool = True
    vendor_item_number: str | None = None
    site_id: str | None = None
    account_number: str | None = None
    required_date: date | None = None
    promised_date: date | None = None
    requested_by: str | None = None


@attrs.frozen(kw_only=True)
class NewPurchaseOrder:
    """An unposted purchase order to write: type Standard, status New.

    A text or date that is None is not sent: GP takes its default on a create and keeps what it has on an update. An
    empty text blanks a text, and `NO_DATE` a date.

    Args:
        number: at most 17 characters; GP upper-cases it.
        bill_to_address_id: an address of the company; None takes its main one.
        purchase_address_id: an address of the vendor; None takes the one for purchases.
        comment: at most 500 characters.
        note: the order's record note, at most 8000 characters.
        tax_schedule_id: the schedule of the purchase; None takes the company's.
        exchange_rate: at most 7 decimals, in the terms of GP's rate table; None takes the table's on the document
            date.
        tax_amount: the tax as it is, or None to have GP calculate it by the tax schedule, on an update too; what it
            came to is in the answer.
        subtotal: the sum of the lines if you want GP to check it, or None to have it computed.
        lines: at least one. An update replaces all lines.
    """

    number: str
    vendor_id: str
    document_date: date
    lines: tuple[NewPurchaseOrderLine, ...]
    required_date: date | None = None
    promised_date: date | None = None
    buyer_id: str | None = None
    currency_id: str | None = None
    payment_terms_id: str | None = None
    shipping_method: str | None = None
    ship_to_address_id: str | None = None
    bill_to_address_id: str | None = None
    purchase_address_id: str | None = None
    confirm_with: str | None = None
    comment: str | None = None
    note: str | None = None
    tax_schedule_id: str | None = None
    exchange_rate: Decimal | None = None
    trade_discount: Decimal = Decimal(0)
    freight: Decimal = Decimal(0)
    miscellaneous: Decimal = Decimal(0)
    tax_amount: Decimal | None = Decimal(0)
    subtotal: Decimal | None = None
    on_hold: bool = False
