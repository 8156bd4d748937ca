"""Receipts: what has come in, and what is billed of it."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import attrs

from procurify_client.models.common import extra
from procurify_client.models.people import User

__all__ = ["BilledItem", "BillingHistory", "Receipt"]


@attrs.frozen(kw_only=True, slots=False)
class Receipt:
    """One receiving action on one order item (contract section 12).

    Attributes:
        id: its key.
        order_item_id: `order_item`, the key of the order item.
        received_quantity: `pass_quantity`, accepted, up to 5 decimals; in the item's unit of measure, or
            in the item's currency where it is received by amount (inferred).
        rejected_quantity: `fail_quantity`, rejected, up to 5 decimals; in the item's unit of measure, or
            in the item's currency where it is received by amount (inferred).
        total_quantity: both together, up to 5 decimals; in the item's unit of measure, or in the item's currency
            where it is received by amount (inferred).
        received_date: `received_at`, the day on which it came.
        created_at: when it was entered.
        created_by: who entered it.
        is_edited: whether it was changed afterwards; nothing else marks a change.
        extra: members that this version has no name for.
    """

    id: int
    order_item_id: int | None = None
    received_quantity: Decimal | None = None
    rejected_quantity: Decimal | None = None
    total_quantity: Decimal | None = None
    received_date: date | None = None
    created_at: datetime | None = None
    created_by: User | None = None
    is_edited: bool | None = None
    extra: Mapping[str, Any] = extra()


@attrs.frozen(kw_only=True, slots=False)
class BilledItem:
    """How much of an order item is billed and received (contract section 10.5).

    Attributes:
        id: the key of the order item.
        billed_quantity: `billed_qty`, up to 8 decimals; in the item's unit of measure, or in the item's currency where
            it is received by amount (inferred).
        received_quantity: `received_qty`, up to 5 decimals; in the item's unit of measure, or in the item's currency
            where it is received by amount (inferred).
        extra: members that this version has no name for.
    """

    id: int
    billed_quantity: Decimal | None = None
    received_quantity: Decimal | None = None
    extra: Mapping[str, Any] = extra()


@attrs.frozen(kw_only=True, slots=False)
class BillingHistory:
    """How much of a purchase order is billed and received (contract section 10.5).

    Attributes:
        id: the key of the purchase order.
        number: its internal number, such as PF52.
        has_unbilled_unreceived_items: whether something is still to come, as goods or as a bill (inferred).
        items: line by line.
        extra: members that this version has no name for.
    """

    id: int
    number: str | None = None
    has_unbilled_unreceived_items: bool | None = None
    items: tuple[BilledItem, ...] = ()
    extra: Mapping[str, Any] = extra()
