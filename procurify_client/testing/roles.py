"""Roles, and what each may do.

The roles are documented. Which right belongs to which operation is not: this table is a plain choice, so that an
integration can be tested with a role that lacks one. Nobody but a role 0 is kept from reading anything.
"""

from collections.abc import Mapping
from enum import IntEnum

__all__ = ["Role", "may"]


class Role(IntEnum):
    """The role of a user, by the number in `/api/v3/users/me/`."""

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

    @property
    def label(self) -> str:
        """The name that people see."""
        first, *rest = self.name.split("_")
        return " ".join([first if first in _ABBREVIATIONS else first.capitalize(), *(word.lower() for word in rest)])


_ABBREVIATIONS = {"EKA", "FNG"}
_NOT_EVERYBODY = frozenset(Role) - {Role.USER}
_BUYERS = frozenset({Role.PURCHASER, Role.SUPERUSER})
_ADMINISTRATORS = frozenset({Role.ADMINISTRATOR, Role.SUPERUSER})
_KEEPERS_OF_VENDORS = _BUYERS | {Role.ADMINISTRATOR, Role.ACCOUNTING, Role.ACCOUNTS_PAYABLE}
_KEEPERS_OF_ACCOUNTS = _ADMINISTRATORS | {Role.ACCOUNTING}

_ALLOWED: Mapping[str, frozenset[Role]] = {
    "createVendor": _KEEPERS_OF_VENDORS,
    "replaceVendor": _KEEPERS_OF_VENDORS,
    "updateVendor": _KEEPERS_OF_VENDORS,
    "listPurchaseOrders": _NOT_EVERYBODY,
    "getPurchaseOrder": _NOT_EVERYBODY,
    "updatePurchaseOrder": _BUYERS,
    "closePurchaseOrder": _BUYERS,
    "reopenPurchaseOrder": _BUYERS,
    "getBillingHistory": _NOT_EVERYBODY,
    "listReceiptItems": _NOT_EVERYBODY,
    "createReceiptItem": _BUYERS | {Role.RECEIVER},
    "createDepartment": _ADMINISTRATORS,
    "updateDepartment": _ADMINISTRATORS,
    "createAccountCode": _KEEPERS_OF_ACCOUNTS,
    "updateAccountCode": _KEEPERS_OF_ACCOUNTS,
    "listAccounts": _NOT_EVERYBODY,
    "listUsers": _NOT_EVERYBODY,
}
"""Who may execute an operation; those that are not here are everybody's."""


def may(role: int, operation: str) -> bool:
    """Tell whether a role has the right that an operation needs."""
    return role in _ALLOWED.get(operation, frozenset(Role))
