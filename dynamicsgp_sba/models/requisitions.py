"""Purchase requisitions: what GP holds (POP10200 and POP10210, history POP30200 and POP30210), and what is sent."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import attrs

from dynamicsgp_sba.models.purchase_orders import WorkflowStatus, approval_obstacle
from dynamicsgp_sba.models.records import extra
from dynamicsgp_sba.strict import OpenEnum

__all__ = [
    "NewRequisition",
    "NewRequisitionLine",
    "Requisition",
    "RequisitionLine",
    "RequisitionLineStatus",
    "RequisitionStatus",
]


class RequisitionStatus(int, OpenEnum):
    """RequisitionStatus. Only a Saved requisition may be changed by this client."""

    SAVED = 1
    SUBMITTED = 2
    PARTIALLY_PURCHASED = 3
    PURCHASED = 4
    CANCELED = 5
    VOIDED = 6


class RequisitionLineStatus(int, OpenEnum):
    """RequisitionLineStatus."""

    NEW = 1
    ORDERED = 2
    CANCELED = 3


@attrs.frozen(kw_only=True)
class RequisitionLine:
    """A line as GP holds it.

    Args:
        sequence: ORD, usually a multiple of 16384.
        line_number: LineNumber, from 1.
        non_inventory: NONINVEN: the item is free text and not in GP's item master.
        vendor_id: VENDORID; blank where the vendor is chosen when the line is bought.
        account_number: ACTNUMST of the account INVINDX points to; blank where the service does not tell.
        account_index: INVINDX, an account's ACTINDX; 0 for none.
        extended_cost: EXTDCOST: unit cost times quantity, rounded to the currency.
        invalid_data: InvalidDataFlag, a bit mask; 0 means that GP finds nothing wrong with the line.
    """

    sequence: int
    line_number: int | None = None
    status: RequisitionLineStatus | None = None
    non_inventory: bool | None = None
    item_number: str = ""
    description: str = ""
    vendor_id: str = ""
    unit: str = ""
    site_id: str = ""
    quantity_ordered: Decimal | None = None
    unit_cost: Decimal | None = None
    extended_cost: Decimal | None = None
    currency_id: str = ""
    account_number: str = ""
    account_index: int | None = None
    required_date: date | None = None
    requested_by: str = ""
    user_defined_1: str = ""
    user_defined_2: str = ""
    invalid_data: int | None = None
    extra: Mapping[str, Any] = extra()


@attrs.frozen(kw_only=True)
class Requisition:
    """A purchase requisition as GP holds it, in work or in history.

    Args:
        number: POPRequisitionNumber.
        ship_to_address_id: PRSTADCD, an address of the company.
        total: DOCAMNT.
        user_id: USER2ENT, the GP user who entered it.
        domain_user: DomainUserName, the Windows account of who entered it.
        user_defined_1: USERDEF1, 20 characters of free text, which can carry the cross-reference of an integration.
        changed_at: DEX_ROW_TS. In many releases it marks the insert alone, so it is no sign of a change.
        modified: MODIFDT, a day.
        voided: VOIDED, in history; None where the service does not tell.
        in_history: whether it was found in history, where the service tells.
    """

    number: str
    status: RequisitionStatus
    description: str = ""
    document_date: date | None = None
    required_date: date | None = None
    requested_by: str = ""
    ship_to_address_id: str = ""
    total: Decimal | None = None
    user_id: str = ""
    domain_user: str = ""
    user_defined_1: str = ""
    user_defined_2: str = ""
    workflow_status: WorkflowStatus | None = None
    created: date | None = None
    modified: date | None = None
    changed_at: datetime | None = None
    voided: bool | None = None
    in_history: bool = False
    lines: tuple[RequisitionLine, ...] = ()
    extra: Mapping[str, Any] = extra()

    @property
    def is_open_for_change(self) -> bool:
        """Whether this client may change or delete it; `why_not_open_for_change` gives the reason when not."""
        return not self.why_not_open_for_change

    @property
    def why_not_open_for_change(self) -> str:
        """Say why this client will not change the requisition, or an empty text if it may.

        Only a requisition in work that is Saved, of which nothing is ordered and no approval is under way, may be
        changed.
        """
        if self.in_history:
            return "it is in history"
        if self.voided:
            return "it is voided"
        if self.status is not RequisitionStatus.SAVED:
            return f"its status is {self.status.name} ({self.status.value}), not SAVED (1)"
        for line in self.lines:
            if line.status not in {None, RequisitionLineStatus.NEW}:
                return f"its line {line.line_number or line.sequence} is {line.status.name} ({line.status.value})"
        return approval_obstacle(self.workflow_status)


@attrs.frozen(kw_only=True)
class NewRequisitionLine:
    """A line to write. As in the requisition, what is None is not sent; an empty text or `NO_DATE` blanks the field.

    Args:
        sequence: ORD; None numbers the lines in steps of 16384.
        non_inventory: True for free text; the item number must then not exist in GP's item master.
        item_number: at most 30 characters.
        quantity_ordered: not negative, at most 5 decimals, fewer by the setup of Purchase Order Processing.
        unit_cost: not negative, at most 5 decimals, fewer by the currency, or by the item of the master.
        vendor_id: None leaves the choice to who buys.
        account_number: the account as GP formats it, such as `000-2100-00`.
    """

    item_number: str
    description: str
    unit: str
    quantity_ordered: Decimal
    unit_cost: Decimal
    sequence: int | None = None
    non_inventory: bool = True
    vendor_id: str | None = None
    site_id: str | None = None
    currency_id: str | None = None
    account_number: str | None = None
    required_date: date | None = None
    requested_by: str | None = None
    user_defined_1: str | None = None
    user_defined_2: str | None = None


@attrs.frozen(kw_only=True)
class NewRequisition:
    """A requisition to write: status Saved, in work.

    A text or date that is None is not sent: GP takes its default on a create and keeps what it has on an update. An
    empty text blanks a text, and `NO_DATE` a date.

    Args:
        number: at most 17 characters, from a range that GP's own numbering does not use.
        description: at most 60 characters.
        ship_to_address_id: an address of the company.
        user_defined_1: at most 20 characters, such as the number of the request in another system.
        lines: at least one. An update replaces all lines.
    """

    number: str
    document_date: date
    lines: tuple[NewRequisitionLine, ...]
    description: str | None = None
    required_date: date | None = None
    requested_by: str | None = None
    ship_to_address_id: str | None = None
    user_defined_1: str | None = None
    user_defined_2: str | None = None
