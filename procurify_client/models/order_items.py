"""Order items: what is asked for and bought, as a list of its own and as the lines of a purchase order."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import attrs

from procurify_client.models.common import CustomFieldValue, User, extra
from procurify_client.models.log import LogEntry, approvers
from procurify_client.models.organisation import Account
from procurify_client.strict import OpenEnum

__all__ = [
    "Item",
    "OrderItem",
    "OrderItemStatus",
    "OrderItemType",
    "PurchaseOrderLine",
    "ReceiveMethod",
    "SpendAllocation",
    "Tax",
    "TaxType",
]


class OrderItemStatus(int, OpenEnum):
    """How far an item has come (contract section 11)."""

    PURCHASE_PENDING = 0
    IN_USE = 1
    RECEIVE_PENDING = 2
    RECEIVED = 3
    PURCHASE_REJECTED = 4
    PARTIALLY_RECEIVED = 5
    FULFILLED = 6
    APPROVAL_DENIED = 7
    DRAFT = 8


class OrderItemType(int, OpenEnum):
    """How an item is ordered."""

    ONE_TIME = 0
    RECURRING = 1
    BLANKET = 2


class ReceiveMethod(int, OpenEnum):
    """What is counted when an item is received."""

    QUANTITY = 0
    AMOUNT = 1


class TaxType(str, OpenEnum):  # noqa: SLOT000  # an enumeration
    """How a line tax is meant. The wire also has the numbers 0 and 1, kept here as their text."""

    PERCENT = "percent"
    AMOUNT = "amount"


@attrs.frozen(kw_only=True)
class Tax:
    """One tax on a line.

    Attributes:
        id: its key.
        name: such as `State tax`.
        type: percent or amount.
        value: the percentage or the amount.
        extra: members that this version has no name for.
    """

    id: int | None = None
    name: str | None = None
    type: TaxType | None = None
    value: Decimal | None = None
    extra: Mapping[str, Any] = extra()


@attrs.frozen(kw_only=True)
class SpendAllocation:
    """One part of a line's cost, and what it is charged to.

    Attributes:
        id: its key.
        amount: in the line's currency, up to 8 decimals.
        account: the account that bears it.
        extra: members that this version has no name for.
    """

    id: int | None = None
    amount: Decimal | None = None
    account: Account | None = None
    extra: Mapping[str, Any] = extra()


@attrs.frozen(kw_only=True)
class Item:
    """What an order item in the list and a line of a purchase order have in common.

    Attributes:
        id: its key; whether it survives a revision of its order is unknown.
        line_number: `PO_line_num`, the number on the purchase order.
        name: at most 255 characters.
        item_number: `num`, at most 50 characters.
        sku: at most 100 characters.
        quantity: ordered, up to 5 decimals.
        unit: unit of measure, free text of at most 30 characters.
        unit_price: `price`, in the item's currency, up to 8 decimals.
        total_cost: without tax and shipping (assumed), 2 decimals.
        tax_amount: the line's tax, up to 8 decimals.
        shipping_amount: the line's shipping, up to 8 decimals.
        account_code_text: `accountCode`, free text that may be empty; the coding is in the account.
        approved_quantity: the quantity at approval.
        approved_unit_price: `approved_price`, the price at approval.
        approved_at: `approved_datetime`.
        received_quantity: `receivedPassQty`, received and accepted.
        rejected_quantity: `receivedFailQty`, received and rejected.
        status: see `OrderItemStatus`.
        type: one time, recurring or blanket.
        receive_method: by quantity or by amount.
        purchase_order: `purchase_order`, the key of the order that it is on now.
        purchase_orders: `PO`, the keys of all orders that it has ever been on.
        requisition_number: `orderNum`, the key of the requisition.
        external_id: the id in the other system.
        requester_note: `lineComment`.
        buyer_note: `po_note`.
        active: the row flag.
        last_modified: the change marker.
        extra: members that this version has no name for.
    """

    id: int
    line_number: int | None = None
    name: str | None = None
    item_number: str | None = None
    sku: str | None = None
    quantity: Decimal | None = None
    unit: str | None = None
    unit_price: Decimal | None = None
    total_cost: Decimal | None = None
    tax_amount: Decimal | None = None
    shipping_amount: Decimal | None = None
    account_code_text: str | None = None
    approved_quantity: Decimal | None = None
    approved_unit_price: Decimal | None = None
    approved_at: datetime | None = None
    received_quantity: Decimal | None = None
    rejected_quantity: Decimal | None = None
    status: OrderItemStatus | None = None
    type: OrderItemType | None = None
    receive_method: ReceiveMethod | None = None
    purchase_order: int | None = None
    purchase_orders: tuple[int, ...] = ()
    requisition_number: int | None = None
    external_id: str | None = None
    requester_note: str | None = None
    buyer_note: str | None = None
    active: bool | None = None
    last_modified: datetime | None = None
    extra: Mapping[str, Any] = extra()


@attrs.frozen(kw_only=True)
class OrderItem(Item):
    """An order item as the list shows it, with bare ids for what it refers to (contract section 11.1).

    Attributes:
        account_id: `account`. The list of order items says nothing of account code, department or split coding.
        currency_id: `currency`.
        vendor_id: `pref_vendor`.
        purchaser_id: `purchaser`.
    """

    account_id: int | None = None
    currency_id: int | None = None
    vendor_id: int | None = None
    purchaser_id: int | None = None


@attrs.frozen(kw_only=True)
class PurchaseOrderLine(Item):
    """A line of a purchase order, with its coding (contract section 10.3).

    Attributes:
        account: what the line is charged to; the GL code is `account.account_code.code`.
        spend_allocations: `spend_allocation`, the split coding. Whether it is filled for lines with one account is
            not documented.
        taxes: the tax breakdown.
        date_required: the calendar date by which it is needed.
        requester: who asked for it.
        custom_fields: custom field values of the line.
        requisition_uuid: `order_uuid`, the second key of the requisition.
        requisition_description: `order_description`.
        submitted_at: `submitted_date`, when it was asked for.
        approval_history: who approved or denied it.
        punchout_system: set for what was put together in a vendor's own shop.
        punchout_supplier_name: that vendor's name.
        punchout_vendor_reference: that vendor's key.
    """

    account: Account | None = None
    spend_allocations: tuple[SpendAllocation, ...] = ()
    taxes: tuple[Tax, ...] = ()
    date_required: date | None = None
    requester: User | None = None
    custom_fields: tuple[CustomFieldValue, ...] = ()
    requisition_uuid: UUID | None = None
    requisition_description: str | None = None
    submitted_at: datetime | None = None
    approval_history: tuple[LogEntry, ...] = ()
    punchout_system: int | None = None
    punchout_supplier_name: str | None = None
    punchout_vendor_reference: int | None = None

    @property
    def approvers(self) -> tuple[User, ...]:
        """Those who approved it, each once and in order."""
        return approvers(self.approval_history)
