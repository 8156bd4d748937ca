"""Order items: what is asked for and bought, as a list of its own; the lines of purchase orders build on them."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

import attrs

from procurify_client.models.common import extra
from procurify_client.strict import OpenEnum

__all__ = [
    "Blanket",
    "Item",
    "OrderItem",
    "OrderItemStatus",
    "OrderItemType",
    "ReceiveMethod",
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


@attrs.frozen(kw_only=True, slots=False)
class Blanket:
    """The figures of an item of a blanket order (contract section 11.1).

    Attributes:
        price: in the item's currency, up to 8 decimals.
        quantity: what may be called off (inferred), in the item's unit of measure.
        amount: what may be called off in all (inferred), in the item's currency.
        extra: members that this version has no name for.
    """

    price: Decimal | None = None
    quantity: Decimal | None = None
    amount: Decimal | None = None
    extra: Mapping[str, Any] = extra()


@attrs.frozen(kw_only=True, slots=False)
class Item:
    """What an order item in the list and a line of a purchase order have in common (contract sections 10.3 and 11.1).

    Quantities are texts in the list and numbers in a line; both are read exactly.

    Attributes:
        id: its key; whether it survives a revision of its order is unknown.
        line_number: `PO_line_num`, the number on the purchase order.
        name: at most 255 characters.
        item_number: `num`, at most 50 characters.
        sku: at most 100 characters.
        quantity: ordered, in the item's unit of measure, up to 5 decimals.
        unit: unit of measure, free text of at most 30 characters.
        unit_price: `price`, in the item's currency, up to 8 decimals.
        total_cost: in the item's currency, 2 decimals; without tax and shipping (assumed).
        tax_amount: the line's tax, in the item's currency, up to 8 decimals.
        shipping_amount: the line's shipping, in the item's currency, up to 8 decimals.
        account_code_text: `accountCode`, free text that may be empty; the coding is in the account.
        approved_quantity: the quantity at approval, in the item's unit of measure, up to 5 decimals.
        approved_unit_price: `approved_price`, the price at approval, in the item's currency, up to 8 decimals.
        approved_tax_amount: the tax at approval, in the item's currency, up to 8 decimals.
        approved_shipping_amount: the shipping at approval, in the item's currency, up to 8 decimals.
        approved_currency_rate: at approval, in base currency per unit of the item's (inferred), up to 6 decimals.
        approved_at: `approved_datetime`.
        received_quantity: `receivedPassQty`, received and accepted, up to 5 decimals; in the item's unit of measure, or
            in the item's currency where `receive_method` is AMOUNT (inferred).
        rejected_quantity: `receivedFailQty`, received and rejected, up to 5 decimals; in the item's unit of measure, or
            in the item's currency where `receive_method` is AMOUNT (inferred).
        status: see `OrderItemStatus`.
        type: one time, recurring or blanket.
        receive_method: by quantity or by amount.
        blanket: the figures of a blanket order.
        purchase_order: `purchase_order`, the key of the order that it is on now.
        purchase_orders: `PO`, the keys of all orders that it has ever been on.
        purchase_order_version: `po_version`, the revision of the order that it belongs to.
        requisition_number: `orderNum`, the key of the requisition.
        order_number: the same, under its newer name.
        vendor_name: `vendor`, free text of at most 100 characters.
        external_id: the id in the other system, at most 100 characters.
        inventory_item: `inventoryItem`, the key of a stock item.
        requester_note: `lineComment`.
        buyer_note: `po_note`.
        hot: whether it is urgent.
        active: the row flag.
        is_active: a second row flag.
        invoiced_at: `dateInvoiced`.
        created_at: when it was made.
        updated_at: when it last changed.
        last_modified: the change marker.
        last_changed_by: the profile id of who changed it last.
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
    approved_tax_amount: Decimal | None = None
    approved_shipping_amount: Decimal | None = None
    approved_currency_rate: Decimal | None = None
    approved_at: datetime | None = None
    received_quantity: Decimal | None = None
    rejected_quantity: Decimal | None = None
    status: OrderItemStatus | None = None
    type: OrderItemType | None = None
    receive_method: ReceiveMethod | None = None
    blanket: Blanket | None = None
    purchase_order: int | None = None
    purchase_orders: tuple[int, ...] = ()
    purchase_order_version: int | None = None
    requisition_number: int | None = None
    order_number: int | None = None
    vendor_name: str | None = None
    external_id: str | None = None
    inventory_item: int | None = None
    requester_note: str | None = None
    buyer_note: str | None = None
    hot: bool | None = None
    active: bool | None = None
    is_active: bool | None = None
    invoiced_at: datetime | None = None
    created_at: datetime | None = None
    updated_at: datetime | None = None
    last_modified: datetime | None = None
    last_changed_by: int | None = None
    extra: Mapping[str, Any] = extra()


@attrs.frozen(kw_only=True, slots=False)
class OrderItem(Item):
    """An order item as the list shows it, with bare ids for what it refers to (contract section 11.1).

    Attributes:
        account_id: `account`. The list of order items says nothing of account code, department or split coding; the
            list of accounts does.
        currency_id: `currency`.
        vendor_id: `pref_vendor`.
        purchaser_id: `purchaser`.
        catalog_item_id: `catalog_item`.
        attachments: a text that is not described further.
        item_attachment_ids: `item_attachments`, the keys of files.
    """

    account_id: int | None = None
    currency_id: int | None = None
    vendor_id: int | None = None
    purchaser_id: int | None = None
    catalog_item_id: int | None = None
    attachments: str | None = None
    item_attachment_ids: tuple[int, ...] = ()
