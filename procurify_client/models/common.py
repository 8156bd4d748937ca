"""Small values that several records share: terms, addresses, taxes of a header, custom fields."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

import attrs

from procurify_client.strict import OpenEnum

__all__ = [
    "Address",
    "AddressAssociation",
    "CustomField",
    "CustomFieldType",
    "CustomFieldValue",
    "NamedTerm",
    "PriceModifier",
    "PriceModifierType",
    "extra",
]


def extra() -> Any:
    """Make the field that keeps members of the wire's object for which the class has no field."""
    return attrs.field(factory=dict, repr=False, hash=False)


@attrs.frozen(kw_only=True, slots=False)
class NamedTerm:
    """A payment term, shipping term, payment method label or shipping method (contract section 9.3).

    No endpoint lists them: a table of them can only be gathered from vendors and orders.

    The API writes it in three forms: an object, a bare id, and in order lists a bare text. So at least one of `id`
    and `name` is there.

    Attributes:
        id: its key; missing in requests and where the wire has a text.
        name: at most 100 characters; missing where the wire has a bare id.
        description: free text.
        active: False when it is no longer offered.
        extra: members that this version has no name for.
    """

    id: int | None = None
    name: str | None = None
    description: str | None = None
    active: bool | None = None
    extra: Mapping[str, Any] = extra()


class AddressAssociation(int, OpenEnum):
    """What an address is for."""

    BILLING = 1
    SHIPPING = 2
    VENDOR = 3
    GENERAL = 4
    USER = 5
    TRAVEL = 6
    PRIVATE = 7


@attrs.frozen(kw_only=True, slots=False)
class Address:
    """An address in Procurify's address book (contract sections 10.1 and 13.1).

    Locations show it without `line_two` and what follows `country`. The answer to a revision has the bare id.

    Attributes:
        id: its key.
        name: at most 150 characters.
        line_one: `addressLineOne`, at most 300 characters.
        line_two: `addressLineTwo`, at most 300 characters.
        postal_code: `postalCode`, at most 20 characters.
        city: at most 50 characters.
        state_province: at most 40 characters.
        country: at most 80 characters, free text.
        association: `addressAssociation`, what it is for.
        is_active: False when it is no longer offered.
        created_at: when it was made.
        updated_at: when it last changed.
        last_changed_by: the profile id of who changed it last.
        extra: members that this version has no name for.
    """

    id: int | None = None
    name: str | None = None
    line_one: str | None = None
    line_two: str | None = None
    postal_code: str | None = None
    city: str | None = None
    state_province: str | None = None
    country: str | None = None
    association: AddressAssociation | None = None
    is_active: bool | None = None
    created_at: datetime | None = None
    updated_at: datetime | None = None
    last_changed_by: int | None = None
    extra: Mapping[str, Any] = extra()


class PriceModifierType(str, OpenEnum):  # noqa: SLOT000  # an enumeration
    """How a header tax or discount is meant."""

    AMOUNT = "amount"
    PERCENTAGE = "percentage"


@attrs.frozen(kw_only=True, slots=False)
class PriceModifier:
    """A header tax or discount (contract section 10).

    Attributes:
        value: in the order's currency, or in percent.
        type: which of the two.
        extra: members that this version has no name for.
    """

    value: Decimal | None = None
    type: PriceModifierType | None = None
    extra: Mapping[str, Any] = extra()


class CustomFieldType(str, OpenEnum):  # noqa: SLOT000  # an enumeration
    """What a custom field holds."""

    TEXT = "t"
    LARGE_TEXT = "a"
    INTEGER = "i"
    DECIMAL = "f"
    BOOLEAN = "b"
    DROPDOWN = "m"
    DATE = "d"
    DATE_TIME = "h"


@attrs.frozen(kw_only=True, slots=False)
class CustomField:
    """The definition of a custom field (contract section 13.5).

    Attributes:
        id: its key.
        name: at most 200 characters.
        content_type: a code for the kind of record that has it.
        default_value: at most 5000 characters.
        is_required: whether a value must be given.
        field_choices: the texts to choose from, for a dropdown.
        field_type: what it holds.
        field_label: the same in words.
        is_active: False when it is no longer in use.
        extra: members that this version has no name for.
    """

    id: int | None = None
    name: str | None = None
    content_type: int | None = None
    default_value: str | None = None
    is_required: bool | None = None
    field_choices: tuple[str, ...] = ()
    field_type: CustomFieldType | None = None
    field_label: str | None = None
    is_active: bool | None = None
    extra: Mapping[str, Any] = extra()


@attrs.frozen(kw_only=True, slots=False)
class CustomFieldValue:
    """What a record holds for one custom field (contract section 13.5).

    Attributes:
        id: the key of the value.
        value: a text or a boolean; numbers come as `Decimal` or int.
        field: the definition.
        extra: members that this version has no name for.
    """

    id: int | None = None
    value: Any = attrs.field(default=None, hash=False)
    field: CustomField | None = None
    extra: Mapping[str, Any] = extra()

    @property
    def name(self) -> str | None:
        """The name of the field."""
        return None if self.field is None else self.field.name
