"""People: as other records show them, as the list of users does, and who we are ourselves."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

import attrs

from procurify_client.models.common import extra
from procurify_client.models.organisation import Department, LocationSummary
from procurify_client.strict import OpenEnum

__all__ = ["CurrentUser", "PendingApprovals", "Role", "User", "UserRole"]


@attrs.frozen(kw_only=True, slots=False)
class Role:
    """The role of a user (contract section 15).

    Attributes:
        id: its key.
        name: at most 150 characters.
        type: a code that is not documented; it is none of `UserRole`.
        extra: members that this version has no name for.
    """

    id: int | None = None
    name: str | None = None
    type: int | None = None
    extra: Mapping[str, Any] = extra()


@attrs.frozen(kw_only=True, slots=False)
class PendingApprovals:
    """How much waits for a user's approval (contract section 15).

    Attributes:
        order: how many requisitions.
        expense: how many expense reports.
        travel: how many travel requests.
        bill: how many bills.
        payment: how many payments.
        extra: members that this version has no name for.
    """

    order: int | None = None
    expense: int | None = None
    travel: int | None = None
    bill: int | None = None
    payment: int | None = None
    extra: Mapping[str, Any] = extra()


@attrs.frozen(kw_only=True, slots=False)
class User:
    """A person, as listed or embedded in other records (contract section 15).

    One class for all six forms: the smallest has names and `email` alone, and what a record leaves out is None. Only
    the list has `location`, `role` with its id and `pending_approvals`; only purchasers, requesters of requisitions
    and people in logs have what is documented below from `address` on.

    Attributes:
        id: the profile id, which references such as `purchaser` use.
        login_id: `user`, the id of the login, another number.
        first_name: `firstName`, at most 100 characters.
        last_name: `lastName`, at most 100 characters.
        email: at most 254 characters.
        department: the department; inside a delegatee only its `id` is set.
        location: the location.
        role: the role.
        position: at most 100 characters.
        phone: at most 30 characters.
        is_active: whether the user can still sign in.
        profile_image: the address of a picture.
        approval_delegatee: who approves in the user's place.
        expected_return_date: until which day.
        pending_approvals: `pending_approvals_count`, what waits for the user.
        address: free text.
        notifications: whether the user wants to be notified.
        mobile: a switch.
        slack_user_id: at most 50 characters.
        is_sso_enabled: whether the user signs in elsewhere.
        created_at: when the profile was made.
        updated_at: when it last changed.
        last_changed_by: the profile id of who changed it last.
        extra: members that this version has no name for.
    """

    id: int | None = None
    login_id: int | None = None
    first_name: str | None = None
    last_name: str | None = None
    email: str | None = None
    department: Department | None = None
    location: LocationSummary | None = None
    role: Role | None = None
    position: str | None = None
    phone: str | None = None
    is_active: bool | None = None
    profile_image: str | None = None
    approval_delegatee: "User | None" = None
    expected_return_date: date | None = None
    pending_approvals: PendingApprovals | None = None
    address: str | None = None
    notifications: bool | None = None
    mobile: bool | None = None
    slack_user_id: str | None = None
    is_sso_enabled: bool | None = None
    created_at: datetime | None = None
    updated_at: datetime | None = None
    last_changed_by: int | None = None
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


@attrs.frozen(kw_only=True, slots=False)
class CurrentUser:
    """The user whose rights the application has: the one who created it (contract section 15).

    Attributes:
        id: the profile id.
        login_id: `user`, the id of the login.
        uuid: a second key.
        email: at most 254 characters.
        first_name: `firstName`, at most 100 characters.
        last_name: `lastName`, at most 100 characters.
        role: see `UserRole`; elsewhere a user's role is an object.
        is_active: whether the user can still sign in.
        pending_invite: whether the user has yet to accept the invitation.
        position: at most 100 characters.
        phone: at most 30 characters.
        address: free text.
        department: the department as the wire has it, with more in it than elsewhere.
        domains: the tenant as the wire has it.
        headquarter_logo: the address of a picture.
        system_access: `systemaccess_cache`, what the user may open, as the wire has it.
        approval_delegatee: who approves in the user's place.
        is_approval_delegatee: whether the user approves in somebody's place.
        notifications: whether the user wants to be notified.
        mobile: a switch.
        profile_image: the address of a picture.
        slack_user_id: at most 50 characters.
        is_sso_enabled: whether the user signs in elsewhere.
        created_at: when the profile was made.
        updated_at: when the profile last changed.
        last_changed_by: the profile id of who changed it last.
        extra: members that this version has no name for.
    """

    id: int
    login_id: int | None = None
    uuid: UUID | None = None
    email: str | None = None
    first_name: str | None = None
    last_name: str | None = None
    role: UserRole | None = None
    is_active: bool | None = None
    pending_invite: bool | None = None
    position: str | None = None
    phone: str | None = None
    address: str | None = None
    department: Any = attrs.field(default=None, repr=False, hash=False)
    domains: Any = attrs.field(default=None, repr=False, hash=False)
    headquarter_logo: str | None = None
    system_access: Any = attrs.field(default=None, repr=False, hash=False)
    approval_delegatee: User | None = None
    is_approval_delegatee: bool | None = None
    notifications: bool | None = None
    mobile: bool | None = None
    profile_image: str | None = None
    slack_user_id: str | None = None
    is_sso_enabled: bool | None = None
    created_at: datetime | None = None
    updated_at: datetime | None = None
    last_changed_by: int | None = None
    extra: Mapping[str, Any] = extra()

    @property
    def role_name(self) -> str | None:
        """The role in words, such as `accounts payable`; a role without a name here gives its number."""
        if self.role is None:
            return None
        return self.role.name.lower().replace("_", " ") if self.role.is_known else f"role {self.role.value}"
