"""Vendors and their addresses (Purchasing, PM00200 and PM00300)."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

import attrs

from dynamicsgp_sba.models.purchase_orders import WorkflowStatus, approval_obstacle
from dynamicsgp_sba.models.records import extra
from dynamicsgp_sba.strict import OpenEnum

__all__ = ["NewVendor", "NewVendorAddress", "Vendor", "VendorAddress", "VendorStatus"]


class VendorStatus(int, OpenEnum):
    """VENDSTTS. No transaction can be entered for an inactive vendor; a temporary one takes them."""

    ACTIVE = 1
    INACTIVE = 2
    TEMPORARY = 3


@attrs.frozen(kw_only=True)
class Vendor:
    """A vendor as GP holds it.

    Args:
        id: VENDORID, at most 15 characters of any kind.
        name: VENDNAME.
        status: VENDSTTS.
        on_hold: HOLD: payments are blocked, transactions are not.
        class_id: VNDCLSID.
        primary_address_id: VADDCDPR.
        purchase_address_id: VADCDPAD, where orders go by default.
        remit_to_address_id: VADCDTRO.
        ship_from_address_id: VADCDSFR.
        phone_1: PHNUMBR1, digits only: ten and a four-digit extension; all zeros mean none.
        currency_id: CURNCYID; blank means the functional currency.
        shipping_method: SHIPMTHD, what orders take by default.
        tax_schedule_id: TAXSCHID.
        payables_account_index: PMAPINDX, an account's ACTINDX; 0 for none.
        purchases_account_index: PMPRCHIX, the same.
        user_defined_1: USERDEF1.
        workflow_status: Workflow_Status of the vendor approval.
        modified: MODIFDT, a day in the user's calendar; edits of addresses do not move it.
        changed_at: DEX_ROW_TS, the instant of the last change of the row.
    """

    id: str
    name: str = ""
    status: VendorStatus | None = None
    on_hold: bool | None = None
    short_name: str = ""
    check_name: str = ""
    class_id: str = ""
    primary_address_id: str = ""
    purchase_address_id: str = ""
    remit_to_address_id: str = ""
    ship_from_address_id: str = ""
    contact: str = ""
    address_1: str = ""
    address_2: str = ""
    address_3: str = ""
    city: str = ""
    state: str = ""
    postal_code: str = ""
    country_code: str = ""
    country: str = ""
    phone_1: str = ""
    phone_2: str = ""
    phone_3: str = ""
    fax: str = ""
    shipping_method: str = ""
    tax_schedule_id: str = ""
    currency_id: str = ""
    payment_terms_id: str = ""
    payables_account_index: int | None = None
    purchases_account_index: int | None = None
    form_1099_type: int | None = None
    tax_id: str = ""
    account_number: str = ""
    comment_1: str = ""
    comment_2: str = ""
    user_defined_1: str = ""
    user_defined_2: str = ""
    workflow_status: WorkflowStatus | None = None
    created: date | None = None
    modified: date | None = None
    changed_at: datetime | None = None
    extra: Mapping[str, Any] = extra()

    @property
    def has_payables_account(self) -> bool | None:
        """Whether the vendor has an accounts payable account of its own; None where the answer does not tell."""
        return None if self.payables_account_index is None else self.payables_account_index != 0

    @property
    def has_purchases_account(self) -> bool | None:
        """Whether the vendor has a purchases account of its own; None where the answer does not tell."""
        return None if self.purchases_account_index is None else self.purchases_account_index != 0

    @property
    def is_open_for_change(self) -> bool:
        """Whether this client may change it; `why_not_open_for_change` gives the reason when not."""
        return not self.why_not_open_for_change

    @property
    def why_not_open_for_change(self) -> str:
        """Say why this client will not change the vendor, or an empty text if it may.

        A vendor is no document: an inactive one may be changed. One that waits for approval may not.
        """
        return approval_obstacle(self.workflow_status) if self.workflow_status is WorkflowStatus.PENDING else ""


@attrs.frozen(kw_only=True)
class VendorAddress:
    """An address of a vendor.

    Args:
        vendor_id: VENDORID.
        id: ADRSCODE, such as `PRIMARY`; unique for the vendor.
        phone_1: PHNUMBR1, digits only: ten and a four-digit extension; all zeros mean none.
        shipping_method: SHIPMTHD.
        tax_schedule_id: TAXSCHID.
        changed_at: DEX_ROW_TS, the instant of the last change of the row.
    """

    vendor_id: str
    id: str
    contact: str = ""
    address_1: str = ""
    address_2: str = ""
    address_3: str = ""
    city: str = ""
    state: str = ""
    postal_code: str = ""
    country_code: str = ""
    country: str = ""
    phone_1: str = ""
    phone_2: str = ""
    phone_3: str = ""
    fax: str = ""
    ups_zone: str = ""
    shipping_method: str = ""
    tax_schedule_id: str = ""
    changed_at: datetime | None = None
    extra: Mapping[str, Any] = extra()


@attrs.frozen(kw_only=True)
class NewVendor:
    """A vendor to write, or changes to one.

    What is None is not sent: GP takes its default on a create and keeps what it has on an update. An empty text blanks
    a text.

    Args:
        id: at most 15 characters; GP upper-cases it.
        name: at most 64 characters. A create needs it, and it cannot be blanked.
        primary_address_id: where the address, phones, tax schedule and shipping method belong to; a create with any of
            them needs it. GP creates addresses that do not exist.
        phone_1: digits only: ten and a four-digit extension.
        form_1099_type: TEN99TYPE, 1 to 5.
    """

    id: str
    name: str | None = None
    status: VendorStatus | None = None
    on_hold: bool | None = None
    short_name: str | None = None
    check_name: str | None = None
    class_id: str | None = None
    primary_address_id: str | None = None
    purchase_address_id: str | None = None
    remit_to_address_id: str | None = None
    ship_from_address_id: str | None = None
    contact: str | None = None
    address_1: str | None = None
    address_2: str | None = None
    address_3: str | None = None
    city: str | None = None
    state: str | None = None
    postal_code: str | None = None
    country_code: str | None = None
    country: str | None = None
    phone_1: str | None = None
    phone_2: str | None = None
    phone_3: str | None = None
    fax: str | None = None
    shipping_method: str | None = None
    tax_schedule_id: str | None = None
    currency_id: str | None = None
    payment_terms_id: str | None = None
    form_1099_type: int | None = None
    tax_id: str | None = None
    account_number: str | None = None
    comment_1: str | None = None
    comment_2: str | None = None
    user_defined_1: str | None = None
    user_defined_2: str | None = None


@attrs.frozen(kw_only=True)
class NewVendorAddress:
    """An address of a vendor to write, or changes to one; what is None is not sent, an empty text blanks a text.

    Args:
        vendor_id: at most 15 characters; the vendor exists.
        id: at most 15 characters, such as `REMIT TO`; GP upper-cases it.
        phone_1: digits only: ten and a four-digit extension.
        ups_zone: at most 3 characters.
    """

    vendor_id: str
    id: str
    contact: str | None = None
    address_1: str | None = None
    address_2: str | None = None
    address_3: str | None = None
    city: str | None = None
    state: str | None = None
    postal_code: str | None = None
    country_code: str | None = None
    country: str | None = None
    phone_1: str | None = None
    phone_2: str | None = None
    phone_3: str | None = None
    fax: str | None = None
    ups_zone: str | None = None
    shipping_method: str | None = None
    tax_schedule_id: str | None = None
