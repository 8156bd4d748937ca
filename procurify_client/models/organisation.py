"""The tenant's organisation: locations, departments, account codes, currencies, and who we are."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

import attrs

from procurify_client.models.common import Address, extra
from procurify_client.strict import OpenEnum

__all__ = [
    "Account",
    "AccountCode",
    "AccountType",
    "Currency",
    "CurrentUser",
    "Department",
    "Location",
    "LocationSummary",
    "UserRole",
]


@attrs.frozen(kw_only=True)
class Currency:
    """A currency of the tenant (contract section 14).

    Attributes:
        id: its key.
        name: an ISO-like code such as USD.
        description: free text.
        rate: an amount times this gives base currency (inferred); 1.000000 for the base.
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


@attrs.frozen(kw_only=True)
class Location:
    """A location, which other records call `branch` (contract section 13.1).

    Attributes:
        id: its key.
        name: at most 150 characters.
        time_zone: `locationTimezone`, an IANA name; may be empty.
        currency: the location's currency.
        billing_address: `primary_billing_address`.
        shipping_address: `primary_shipping_address`.
        shipping_addresses: all of them.
        headquarter: whether it is the head office.
        active: False when closed.
        external_id: the id in the other system.
        extra: members that this version has no name for.
    """

    id: int
    name: str | None = None
    time_zone: str | None = None
    currency: Currency | None = None
    billing_address: Address | None = None
    shipping_address: Address | None = None
    shipping_addresses: tuple[Address, ...] = ()
    headquarter: bool | None = None
    active: bool | None = None
    external_id: str | None = None
    extra: Mapping[str, Any] = extra()


@attrs.frozen(kw_only=True)
class LocationSummary:
    """A location inside a department (`branch` on the wire).

    Attributes:
        id: the location's key.
        name: its name.
        extra: members that this version has no name for.
    """

    id: int | None = None
    name: str | None = None
    extra: Mapping[str, Any] = extra()


@attrs.frozen(kw_only=True)
class Department:
    """A department: the cost centre of Procurify. Names repeat across locations (contract section 13.2).

    Attributes:
        id: its key.
        name: at most 150 characters.
        location: `branch`, the location that it belongs to.
        external_id: the id in the other system.
        active: False when closed.
        extra: members that this version has no name for.
    """

    id: int
    name: str | None = None
    location: LocationSummary | None = None
    external_id: str | None = None
    active: bool | None = None
    extra: Mapping[str, Any] = extra()


class AccountType(int, OpenEnum):
    """The kind of account that a code stands for."""

    ASSETS = 0
    LIABILITY = 1
    EXPENSE = 2
    INCOME = 3
    EQUITY = 4
    OTHER = 5


@attrs.frozen(kw_only=True)
class AccountCode:
    """A GL code (contract section 13.3).

    Attributes:
        id: its key.
        code: the code text, at most 50 characters.
        description: at most 200 characters.
        account_type: see `AccountType`.
        active: False when it is no longer offered.
        extra: members that this version has no name for.
    """

    id: int
    code: str | None = None
    description: str | None = None
    account_type: AccountType | None = None
    active: bool | None = None
    extra: Mapping[str, Any] = extra()


@attrs.frozen(kw_only=True)
class Account:
    """An account code in one department: what a line is charged to. The GL code is `account_code.code`.

    Attributes:
        id: its key.
        account_code: the GL code.
        department: the department, with its location.
        active: False when closed.
        extra: members that this version has no name for.
    """

    id: int
    account_code: AccountCode | None = None
    department: Department | None = None
    active: bool | None = None
    extra: Mapping[str, Any] = extra()


class UserRole(int, OpenEnum):
    """The role that an application's owner has (contract section 15)."""

    USER = 0
    APPROVER = 1
    PURCHASER = 2
    RECEIVER = 3
    ADMINISTRATOR = 4
    EKA = 5
    ACCOUNTING = 6
    SUPERUSER = 7
    ACCOUNTS_PAYABLE = 8
    FNG_APPROVER = 9
    FNG_CONTROLLER = 10


@attrs.frozen(kw_only=True)
class CurrentUser:
    """The user whose rights the application has: the one who created it.

    Attributes:
        id: the profile id.
        email: the e-mail address.
        first_name: `firstName`.
        last_name: `lastName`.
        role: see `UserRole`.
        is_active: whether the user can still sign in.
        updated_at: when the profile last changed.
        extra: members that this version has no name for.
    """

    id: int
    email: str | None = None
    first_name: str | None = None
    last_name: str | None = None
    role: UserRole | None = None
    is_active: bool | None = None
    updated_at: datetime | None = None
    extra: Mapping[str, Any] = extra()

    @property
    def role_name(self) -> str | None:
        """The role in words, such as `accounts payable`; a role without a name here gives its number."""
        if self.role is None:
            return None
        return self.role.name.lower().replace("_", " ") if self.role.is_known else f"role {self.role.value}"
