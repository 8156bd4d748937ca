"""Requisitions: what somebody asked for, before it is bought. The API calls them orders."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import attrs

from procurify_client.models.common import extra
from procurify_client.models.log import LogEntry, approvers
from procurify_client.models.organisation import Branch, Currency, Department
from procurify_client.models.people import User
from procurify_client.strict import OpenEnum

__all__ = ["CreatedRequisition", "DenialReason", "Requisition", "RequisitionStatus"]


class RequisitionStatus(int, OpenEnum):
    """How far a requisition has come (contract section 11). 4 is a legacy code."""

    PENDING = 0
    APPROVED = 1
    DENIED = 2
    PURCHASED = 3
    CANCELLED = 4
    RECEIVED = 5
    DRAFT = 6


class DenialReason(int, OpenEnum):
    """Why a requisition was denied."""

    OTHER = 1
    OVER_BUDGET = 2
    UNAPPROVED_VENDOR = 3
    DUPLICATE_REQUEST = 4
    POLICY_VIOLATION = 5
    INCORRECT_SPECS = 6
    PER_REQUEST = 7
    MISSING_INFORMATION = 8
    INCORRECT_TIMING = 9
    PROCESS_NOT_FOLLOWED = 10


@attrs.frozen(kw_only=True, slots=False)
class Requisition:
    """A requisition without its lines (contract section 11.2); `requisitions.lines` reads those.

    Attributes:
        number: `num`, its number and key, to which order items point with `requisition_number`.
        uuid: a second key.
        status: see `RequisitionStatus`.
        requester: `user`, who asked.
        department: the requester's department.
        location: `branch`, with its settings.
        description: free text.
        requested_at: `date`, when it was made.
        date_required: the calendar date by which it is needed.
        last_modified: `dateModified`, the change marker.
        currency: the currency of the total.
        total: `totalPrice`, in the requisition's currency (inferred), 2 decimals.
        total_cost_in_base_currency: the same in the tenant's base currency.
        item_count: how many lines it has.
        line_count: `lineCount`, the same as the API counts otherwise.
        purchased_count: `purchasedCount`, how many of them are bought.
        has_blanket_items: `has_blanket_order_items`.
        next_approver: whose turn it is.
        next_approvers: all whose turn it may be.
        logs: what was done with it, and by whom.
        approval_workflow: where the approval stands, as the wire has it.
        denial_reason: why it was denied.
        denial_comment: at most 300 characters.
        approval_delegatee: the profile id of who approves in the approver's place.
        ip_address: from where it was made.
        punchout_supplier_name: set for what was put together in a vendor's own shop.
        punchout_supplier_icon: the address of the shop's picture.
        punchout_vendor_reference: the vendor's key.
        punchout_purchase_order: `punchout_order_purchase_order_id`, the key of the order that it became at once.
        punchout_group: what the shop said of it, as the wire has it.
        punchout_shipping_address: where the shop sends it, as the wire has it.
        punchout_items_rejected: whether the shop refused items.
        punchout_is_retriable: whether it may be sent to the shop again.
        extra: members that this version has no name for.
    """

    number: int
    uuid: UUID | None = None
    status: RequisitionStatus | None = None
    requester: User | None = None
    department: Department | None = None
    location: Branch | None = None
    description: str | None = None
    requested_at: datetime | None = None
    date_required: date | None = None
    last_modified: datetime | None = None
    currency: Currency | None = None
    total: Decimal | None = None
    total_cost_in_base_currency: Decimal | None = None
    item_count: int | None = None
    line_count: int | None = None
    purchased_count: int | None = None
    has_blanket_items: bool | None = None
    next_approver: User | None = None
    next_approvers: tuple[User, ...] = ()
    logs: tuple[LogEntry, ...] = ()
    approval_workflow: Any = attrs.field(default=None, repr=False, hash=False)
    denial_reason: DenialReason | None = None
    denial_comment: str | None = None
    approval_delegatee: int | None = None
    ip_address: str | None = None
    punchout_supplier_name: str | None = None
    punchout_supplier_icon: str | None = None
    punchout_vendor_reference: int | None = None
    punchout_purchase_order: int | None = None
    punchout_group: Any = attrs.field(default=None, repr=False, hash=False)
    punchout_shipping_address: Any = attrs.field(default=None, repr=False, hash=False)
    punchout_items_rejected: bool | None = None
    punchout_is_retriable: bool | None = None
    extra: Mapping[str, Any] = extra()

    @property
    def approvers(self) -> tuple[User, ...]:
        """Those who approved it, each once and in order."""
        return approvers(self.logs)


@attrs.frozen(kw_only=True, slots=False)
class CreatedRequisition:
    """All that is told of a requisition that was made through the API (contract section 11.3).

    Attributes:
        uuid: its second key. Neither its number nor its lines are in the answer; the list of requisitions has them.
        extra: members that this version has no name for.
    """

    uuid: UUID
    extra: Mapping[str, Any] = extra()
