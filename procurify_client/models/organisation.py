"""The tenant's organisation: locations, departments, account codes and accounts, currencies."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import attrs

from procurify_client.models.common import Address, extra
from procurify_client.strict import OpenEnum

__all__ = [
    "Account",
    "AccountCode",
    "AccountType",
    "Branch",
    "Currency",
    "Department",
    "LegalEntity",
    "Location",
    "LocationSummary",
]


@attrs.frozen(kw_only=True, slots=False)
class Currency:
    """A currency of the tenant (contract section 14).

    Attributes:
        id: its key.
        name: an ISO-like code such as USD, at most 10 characters.
        description: at most 100 characters.
        rate: in base currency per unit of this one (inferred), up to 6 decimals; 1.000000 for the base.
        base: whether it is the tenant's base currency.
        active: False when it is no longer offered.
        extra: members that this version has no name for.
    """

    id: int
    name: str | None = None
    description: str | None = None
    rate: Decimal | None = None
    base: bool | None = None
    active: bool | None = None
    extra: Mapping[str, Any] = extra()


@attrs.frozen(kw_only=True, slots=False)
class LegalEntity:
    """The legal entity that a location belongs to (contract section 13.1).

    Attributes:
        id: its key.
        uuid: a second key.
        name: its name.
        extra: members that this version has no name for.
    """

    id: int | None = None
    uuid: UUID | None = None
    name: str | None = None
    extra: Mapping[str, Any] = extra()


@attrs.frozen(kw_only=True, slots=False)
class Location:
    """A location, which other records call `branch` (contract section 13.1).

    Attributes:
        id: its key.
        name: at most 150 characters.
        url: website, at most 200 characters.
        logo: the address of its picture.
        time_zone: `locationTimezone`, an IANA name; may be empty.
        language: a code; 1 is English.
        currency: the location's currency.
        phone_one: `phoneOne`, at most 20 characters.
        fax: at most 20 characters.
        email: at most 254 characters.
        billing_address: `primary_billing_address`.
        shipping_address: `primary_shipping_address`.
        shipping_addresses: all of them.
        headquarter: whether it is the head office.
        department_count: how many departments it has.
        active: False when closed.
        external_id: the id in the other system, at most 100 characters.
        legal_entity: whom it belongs to.
        extra: members that this version has no name for.
    """

    id: int
    name: str | None = None
    url: str | None = None
    logo: str | None = None
    time_zone: str | None = None
    language: int | None = None
    currency: Currency | None = None
    phone_one: str | None = None
    fax: str | None = None
    email: str | None = None
    billing_address: Address | None = None
    shipping_address: Address | None = None
    shipping_addresses: tuple[Address, ...] = ()
    headquarter: bool | None = None
    department_count: int | None = None
    active: bool | None = None
    external_id: str | None = None
    legal_entity: LegalEntity | None = None
    extra: Mapping[str, Any] = extra()


@attrs.frozen(kw_only=True, slots=False)
class LocationSummary:
    """A location inside a department (`branch` on the wire) or a user (contract sections 13.2 and 15).

    Attributes:
        id: the location's key.
        name: at most 150 characters.
        headquarter: whether it is the head office.
        extra: members that this version has no name for.
    """

    id: int | None = None
    name: str | None = None
    headquarter: bool | None = None
    extra: Mapping[str, Any] = extra()


@attrs.frozen(kw_only=True, slots=False)
class Branch(LocationSummary):
    """A location with its settings, as requisitions carry it (contract section 11.2).

    Attributes:
        external_id: the id in the other system, at most 100 characters.
        url: website, at most 200 characters.
        logo: the address of its picture.
        language: a code; 1 is English.
        time_zone: `locationTimezone`, an IANA name; may be empty.
        currency_id: `localCurrency`, the id of its currency.
        phone_one: `phoneOne`, at most 20 characters.
        phone_two: `phoneTwo`, at most 20 characters.
        fax: at most 20 characters.
        email: at most 254 characters.
        contact_person: `contactPerson`, a profile id.
        buyer_address_id: `buyerAddress`, the id of an address.
        shipping_address_id: `shippingAddress`, the id of an address.
        fiscal_year_end_day: `fiscalYearEndDay`, the day of the month.
        fiscal_year_end_month: `fiscalYearEndMonth`, from 1.
        begins_at: `beginDate`.
        active: False when closed.
        activated: whether its set-up is finished.
        setup_stage: COMP, DEPT, USER, COA, BDGT, APPR or FIN.
        multiple_locations: `multipleLocations`, a switch.
        user_limit: `userLimit`, how many users it may have.
        may_exceed_budget: `budgetOvertureToggle`, a switch (its meaning is inferred).
        purchase_filtering: a switch.
        catalog_permission: a switch.
        separate_expense_approval: a switch.
        standalone_travel_approval: a switch.
        ported: whether it came from an earlier system of Procurify's.
        ported_at: `port_date`, when it did.
    """

    external_id: str | None = None
    url: str | None = None
    logo: str | None = None
    language: int | None = None
    time_zone: str | None = None
    currency_id: int | None = None
    phone_one: str | None = None
    phone_two: str | None = None
    fax: str | None = None
    email: str | None = None
    contact_person: int | None = None
    buyer_address_id: int | None = None
    shipping_address_id: int | None = None
    fiscal_year_end_day: int | None = None
    fiscal_year_end_month: int | None = None
    begins_at: datetime | None = None
    active: bool | None = None
    activated: bool | None = None
    setup_stage: str | None = None
    multiple_locations: bool | None = None
    user_limit: int | None = None
    may_exceed_budget: bool | None = None
    purchase_filtering: bool | None = None
    catalog_permission: bool | None = None
    separate_expense_approval: bool | None = None
    standalone_travel_approval: bool | None = None
    ported: bool | None = None
    ported_at: datetime | None = None


@attrs.frozen(kw_only=True, slots=False)
class Department:
    """A department: the cost centre of Procurify. Names repeat across locations (contract section 13.2).

    Some records have its bare id: then nothing else is there.

    Attributes:
        id: its key.
        name: at most 150 characters.
        location: `branch`, or `location` inside a user: where it belongs.
        external_id: the id in the other system, at most 100 characters.
        active: False when closed.
        punchout_email: the address that orders of vendors' own shops are sent for.
        is_active_for_account_code: asked for with the filter `for_account_code`.
        extra: members that this version has no name for.
    """

    id: int
    name: str | None = None
    location: LocationSummary | None = None
    external_id: str | None = None
    active: bool | None = None
    punchout_email: str | None = None
    is_active_for_account_code: bool | None = None
    extra: Mapping[str, Any] = extra()


class AccountType(int, OpenEnum):
    """The kind of account that a code stands for."""

    ASSETS = 0
    LIABILITY = 1
    EXPENSE = 2
    INCOME = 3
    EQUITY = 4
    OTHER = 5


@attrs.frozen(kw_only=True, slots=False)
class AccountCode:
    """A GL code (contract section 13.3).

    Attributes:
        id: its key.
        code: the code text, at most 50 characters.
        code_length: how many characters it has.
        description: at most 200 characters.
        account_type: see `AccountType`.
        active: False when it is no longer offered.
        applied_accounts_count: how many departments use it.
        parent: the code above it; only its `id` is set but in split coding, where the wire may have all of it.
        extra: members that this version has no name for.
    """

    id: int
    code: str | None = None
    code_length: int | None = None
    description: str | None = None
    account_type: AccountType | None = None
    active: bool | None = None
    applied_accounts_count: int | None = None
    parent: "AccountCode | None" = None
    extra: Mapping[str, Any] = extra()


@attrs.frozen(kw_only=True, slots=False)
class Account:
    """An account code in one department: what a line is charged to. The GL code is `account_code.code`.

    The list of accounts and the lines of purchase orders show all of it, split coding only the first four fields
    (contract sections 10.3 and 13.4).

    Attributes:
        id: its key.
        account_code: the GL code.
        department: the department, with its location.
        active: False when closed.
        budget: what may be spent, in the tenant's base currency (assumed), 2 decimals.
        budget_used_approved: what of it is approved, in the tenant's base currency (assumed), 2 decimals.
        budget_used_purchased: what of it is purchased, in the tenant's base currency (assumed), 2 decimals.
        balance_approved: what is left after approvals, in the tenant's base currency (assumed), 2 decimals.
        balance_purchased: what is left after purchases, in the tenant's base currency (assumed), 2 decimals.
        starts_at: `start_datetime`, the beginning of the budget's period.
        ends_at: `end_datetime`, its end.
        warning_indicator: whether the budget is in trouble; in lines of purchase orders only (contract section 10.3).
        extra: members that this version has no name for.
    """

    id: int
    account_code: AccountCode | None = None
    department: Department | None = None
    active: bool | None = None
    budget: Decimal | None = None
    budget_used_approved: Decimal | None = None
    budget_used_purchased: Decimal | None = None
    balance_approved: Decimal | None = None
    balance_purchased: Decimal | None = None
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    warning_indicator: bool | None = None
    extra: Mapping[str, Any] = extra()
