"""What is sent to make and change departments and account codes (contract sections 13.2 and 13.3)."""

from collections.abc import Mapping
from typing import Annotated, ClassVar

import attrs

from procurify_client.bodies.base import UNSET, Body, Text, Unset
from procurify_client.models.organisation import AccountType

__all__ = ["AccountCodeChange", "DepartmentChange", "NewAccountCode", "NewDepartment"]


@attrs.frozen(kw_only=True)
class NewDepartment(Body):
    """A department to make.

    Attributes:
        location_id: `branch`, the id of its location.
        name: at most 150 characters.
        external_id: the id in the other system, at most 100 characters.
        active: False closes it.
        punchout_email: the address that orders of vendors' own shops are sent for.
    """

    wire_names: ClassVar[Mapping[str, str]] = {"location_id": "branch"}

    location_id: int
    name: Annotated[str, Text(150)]
    external_id: Annotated[str | Unset | None, Text(100)] = UNSET
    active: bool | Unset = UNSET
    punchout_email: str | Unset | None = UNSET


@attrs.frozen(kw_only=True)
class DepartmentChange(NewDepartment):
    """A whole department to put in the place of one. What becomes of fields that are not given is not documented."""


@attrs.frozen(kw_only=True)
class AccountCodeChange(Body):
    """An account code as it is to be. `active` cannot be written.

    Attributes:
        code: the code text, at most 50 characters.
        description: at most 200 characters.
        account_type: see `AccountType`.
        parent_id: `parent`, the id of the code above it.
    """

    wire_names: ClassVar[Mapping[str, str]] = {"parent_id": "parent", "department_ids": "departments"}

    code: Annotated[str, Text(50)]
    description: Annotated[str, Text(200)]
    account_type: AccountType | Unset = UNSET
    parent_id: int | Unset | None = UNSET


@attrs.frozen(kw_only=True)
class NewAccountCode(AccountCodeChange):
    """An account code to make.

    Attributes:
        department_ids: `departments`, the ids of the departments that may use it.
    """

    department_ids: tuple[int, ...] | Unset = UNSET
