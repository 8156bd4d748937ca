"""What happened to a requisition or a line, and who did it."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

import attrs

from procurify_client.models.common import extra
from procurify_client.models.people import User
from procurify_client.strict import OpenEnum

__all__ = ["LogAction", "LogEntry", "approvers"]


class LogAction(int, OpenEnum):
    """What somebody did (contract section 11)."""

    REQUEST = 0
    FINAL_APPROVAL = 1
    APPROVAL_DENIED = 2
    APPROVE_AND_PASS_ON = 3
    PURCHASE = 4
    REJECT_LINE_ITEMS = 5
    UPDATE_ON_RECEIVE = 6
    MARK_RECEIVED = 7
    CLOSE_PURCHASE_ORDER = 8
    UNMARK_RECEIVED = 9
    OPEN_PURCHASE_ORDER = 10
    REQUEST_LINE_ITEM = 11
    UNDO_RECEIVE = 12
    CANCEL_PURCHASE_ORDER = 13
    STOCK_LINE_ITEM = 14
    TRANSACTION_APPROVED = 15
    TRANSACTION_DENIED = 16
    TRANSACTION_PARTIALLY_DENIED = 17
    TRANSACTION_ALLOCATION = 18
    ORDER_PURCHASED = 19
    RECORD_PURCHASE_ORDER = 20


@attrs.frozen(kw_only=True, slots=False)
class LogEntry:
    """One thing that was done with a requisition, a line or a purchase order (contract section 11).

    Attributes:
        id: its key.
        action: what was done.
        user: who did it.
        at: `dateTime`, when.
        next_approver: whose turn it was then.
        next_approver_too: `nextApprover`, an older name of the same (inferred).
        next_approvers: the profile ids of all whose turn it was.
        approval_delegation: who acted for whom, as the wire has it.
        received_quantity: `line_qty_pass`, accepted on receiving, up to 5 decimals; in the item's unit of measure, or
            in the item's currency where that is received by amount (inferred).
        rejected_quantity: `line_qty_fail`, rejected on receiving, up to 5 decimals; in the item's unit of measure, or
            in the item's currency where that is received by amount (inferred).
        requisition_number: `order`, the key of a requisition.
        order_item_id: `lineItem`, the key of an order item.
        purchase_order: `PO`, the key of a purchase order.
        inventory_item: `inventoryItem`, the key of a stock item.
        stocking_parent: the key of the entry that stocking began with (inferred).
        extra: members that this version has no name for.
    """

    id: int | None = None
    action: LogAction | None = None
    user: User | None = None
    at: datetime | None = None
    next_approver: User | None = None
    next_approver_too: User | None = None
    next_approvers: tuple[int, ...] = ()
    approval_delegation: Any = attrs.field(default=None, repr=False, hash=False)
    received_quantity: Decimal | None = None
    rejected_quantity: Decimal | None = None
    requisition_number: int | None = None
    order_item_id: int | None = None
    purchase_order: int | None = None
    inventory_item: int | None = None
    stocking_parent: int | None = None
    extra: Mapping[str, Any] = extra()


def approvers(entries: Iterable[LogEntry]) -> tuple[User, ...]:
    """Give those who approved, finally or to pass it on, each once and in the order of the entries."""
    found: dict[int | None, User] = {}
    for entry in entries:
        if entry.user is not None and entry.action in {LogAction.FINAL_APPROVAL, LogAction.APPROVE_AND_PASS_ON}:
            found.setdefault(entry.user.id, entry.user)
    return tuple(found.values())
