"""The lines of a purchase order, with their coding, taxes and history."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import attrs

from procurify_client.models.attachments import Attachment, Comment, ItemAttachment
from procurify_client.models.common import CustomFieldValue, extra
from procurify_client.models.log import LogEntry, approvers
from procurify_client.models.order_items import Item
from procurify_client.models.organisation import Account, Currency
from procurify_client.models.people import User
from procurify_client.models.vendors import Vendor
from procurify_client.strict import OpenEnum

__all__ = [
    "CostDetails",
    "PurchaseOrderLine",
    "Recurrence",
    "RecurrencePeriod",
    "SpendAllocation",
    "Tax",
    "TaxType",
]


class TaxType(str, OpenEnum):  # noqa: SLOT000  # an enumeration
    """How a line tax is meant. The wire also has the numbers 0 and 1, kept here as their text."""

    PERCENT = "percent"
    AMOUNT = "amount"


@attrs.frozen(kw_only=True, slots=False)
class Tax:
    """One tax on a line (contract section 10.3).

    Attributes:
        id: its key.
        name: such as `State tax`.
        type: percent or amount.
        value: in percent, or in the item's currency, up to 8 decimals.
        extra: members that this version has no name for.
    """

    id: int | None = None
    name: str | None = None
    type: TaxType | None = None
    value: Decimal | None = None
    extra: Mapping[str, Any] = extra()


@attrs.frozen(kw_only=True, slots=False)
class SpendAllocation:
    """One part of a line's cost, and what it is charged to (contract section 10.3).

    Attributes:
        id: its key.
        amount: in the item's currency, up to 8 decimals.
        account: the account that bears it.
        extra: members that this version has no name for.
    """

    id: int | None = None
    amount: Decimal | None = None
    account: Account | None = None
    extra: Mapping[str, Any] = extra()


class RecurrencePeriod(int, OpenEnum):
    """How long a period of a recurring item is."""

    YEAR = 0
    MONTH = 1


@attrs.frozen(kw_only=True, slots=False)
class Recurrence:
    """How often a recurring item comes (contract section 10.3).

    Attributes:
        id: its key.
        start_date: the first day.
        frequency: how often.
        duration: in what its length is counted.
        duration_quantity: how many of those it goes on.
        recurring_price: for each period, in the item's currency, up to 8 decimals.
        periods_count: how many periods there are.
        extra: members that this version has no name for.
    """

    id: int | None = None
    start_date: date | None = None
    frequency: RecurrencePeriod | None = None
    duration: RecurrencePeriod | None = None
    duration_quantity: int | None = None
    recurring_price: Decimal | None = None
    periods_count: int | None = None
    extra: Mapping[str, Any] = extra()


@attrs.frozen(kw_only=True, slots=False)
class CostDetails:
    """Totals that Procurify worked out for a purchase order or a line, up to 8 decimals (contract section 10.2).

    Attributes:
        subtotal: before tax, in the currency of the order or line (inferred).
        total_cost: in all, in the currency of the order or line (inferred).
        total_cost_in_base_currency: the same in the tenant's base currency.
        tax_amount: the tax, in the currency of the order or line (inferred).
        extra: members that this version has no name for.
    """

    subtotal: Decimal | None = None
    total_cost: Decimal | None = None
    total_cost_in_base_currency: Decimal | None = None
    tax_amount: Decimal | None = None
    extra: Mapping[str, Any] = extra()


@attrs.frozen(kw_only=True, slots=False)
class PurchaseOrderLine(Item):
    """A line of a purchase order, with its coding (contract section 10.3).

    Attributes:
        account: what the line is charged to; the GL code is `account.account_code.code`.
        spend_allocations: `spend_allocation`, the split coding. Whether it is filled for lines with one account is
            not documented.
        taxes: the tax breakdown.
        cost_details: totals that Procurify worked out.
        currency: the currency of its amounts.
        purchased_currency_rate: at purchase, in base currency per unit of `currency` (inferred), up to 6 decimals.
        approved_total_cost: the total at approval, in the item's currency (inferred), up to 8 decimals.
        vendor: `pref_vendor`, the vendor's record as it is now.
        date_required: the calendar date by which it is needed.
        fully_received_date: `fully_received_actual_receive_date`, the day on which the last of it came.
        receive_log_count: how often something was received.
        requester: who asked for it.
        purchaser: who bought it.
        custom_fields: custom field values of the line.
        requisition_uuid: `order_uuid`, the second key of the requisition.
        requisition_description: `order_description`.
        requisition_status: `order_status`, the requisition's status as a number (see `RequisitionStatus`, inferred).
        purchase_order_number: the internal number of its order, such as PF52.
        purchase_order_uuid: the second key of its order.
        submitted_at: `submitted_date`, when it was asked for.
        line_comment: a note that is read-only; `requester_note` and `buyer_note` are not.
        comments: what was said about it.
        attachments: files that were added to it.
        item_attachments: files in the store.
        catalog_item: the catalog item, as the wire has it.
        recurrence: for a recurring item.
        has_sibling_items: whether there are items of the same origin.
        confirmation_status: a code that is not documented.
        confirmation_status_description: the same in words.
        flags: as the wire has them.
        logs: what was done with it.
        approval_history: who approved or denied it.
        punchout_system: set for what was put together in a vendor's own shop.
        punchout_supplier_name: that vendor's name.
        punchout_supplier_icon: the address of the shop's picture.
        punchout_vendor_reference: that vendor's key.
        punchout_supplier_can_update_quantity: whether the shop may change the quantity.
    """

    account: Account | None = None
    spend_allocations: tuple[SpendAllocation, ...] = ()
    taxes: tuple[Tax, ...] = ()
    cost_details: CostDetails | None = None
    currency: Currency | None = None
    purchased_currency_rate: Decimal | None = None
    approved_total_cost: Decimal | None = None
    vendor: Vendor | None = None
    date_required: date | None = None
    fully_received_date: date | None = None
    receive_log_count: int | None = None
    requester: User | None = None
    purchaser: User | None = None
    custom_fields: tuple[CustomFieldValue, ...] = ()
    requisition_uuid: UUID | None = None
    requisition_description: str | None = None
    requisition_status: int | None = None
    purchase_order_number: str | None = None
    purchase_order_uuid: UUID | None = None
    submitted_at: datetime | None = None
    line_comment: str | None = None
    comments: tuple[Comment, ...] = ()
    attachments: tuple[ItemAttachment, ...] = ()
    item_attachments: tuple[Attachment, ...] = ()
    catalog_item: Any = attrs.field(default=None, repr=False, hash=False)
    recurrence: Recurrence | None = None
    has_sibling_items: bool | None = None
    confirmation_status: int | None = None
    confirmation_status_description: str | None = None
    flags: Any = attrs.field(default=None, repr=False, hash=False)
    logs: tuple[LogEntry, ...] = ()
    approval_history: tuple[LogEntry, ...] = ()
    punchout_system: int | None = None
    punchout_supplier_name: str | None = None
    punchout_supplier_icon: str | None = None
    punchout_vendor_reference: int | None = None
    punchout_supplier_can_update_quantity: bool | None = None

    @property
    def approvers(self) -> tuple[User, ...]:
        """Those who approved it, each once and in order."""
        return approvers(self.approval_history)
