"""Small values that several records share: terms, addresses, people, custom fields."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import attrs

from procurify_client.strict import OpenEnum

__all__ = [
    "Address",
    "CustomField",
    "CustomFieldValue",
    "NamedTerm",
    "PriceModifier",
    "PriceModifierType",
    "User",
    "extra",
]


def extra() -> Any:
    """Make the field that keeps members of the wire's object for which the class has no field."""
    return attrs.field(factory=dict, repr=False, hash=False)


@attrs.frozen(kw_only=True)
class NamedTerm:
    """A payment term, shipping term, payment method label or shipping method (contract section 9.3).

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


@attrs.frozen(kw_only=True)
class Address:
    """An address in Procurify's address book (`Address`, `AddressSummary`).

    Attributes:
        id: its key.
        name: at most 150 characters.
        line_one: `addressLineOne`, at most 300 characters.
        line_two: `addressLineTwo`, at most 300 characters.
        postal_code: `postalCode`, at most 20 characters.
        city: at most 50 characters.
        state_province: at most 40 characters.
        country: at most 80 characters, free text.
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
    extra: Mapping[str, Any] = extra()


@attrs.frozen(kw_only=True)
class User:
    """A person, as embedded in other records.

    Attributes:
        id: the profile id, which references such as `purchaser` use; the login id is another number.
        first_name: `firstName`.
        last_name: `lastName`.
        email: the e-mail address.
        extra: members that this version has no name for.
    """

    id: int | None = None
    first_name: str | None = None
    last_name: str | None = None
    email: str | None = None
    extra: Mapping[str, Any] = extra()


class PriceModifierType(str, OpenEnum):  # noqa: SLOT000  # an enumeration
    """How a header tax or discount is meant."""

    AMOUNT = "amount"
    PERCENTAGE = "percentage"


@attrs.frozen(kw_only=True)
class PriceModifier:
    """A header tax or discount.

    Attributes:
        value: an amount in the order's currency, or a percentage.
        type: which of the two.
        extra: members that this version has no name for.
    """

    value: Decimal | None = None
    type: PriceModifierType | None = None
    extra: Mapping[str, Any] = extra()


@attrs.frozen(kw_only=True)
class CustomField:
    """The definition of a custom field (contract section 13.5).

    Attributes:
        id: its key.
        name: at most 200 characters.
        field_type: t text, a large text, i integer, f decimal, b boolean, m dropdown, d date, h date and time.
        extra: members that this version has no name for.
    """

    id: int | None = None
    name: str | None = None
    field_type: str | None = None
    extra: Mapping[str, Any] = extra()


@attrs.frozen(kw_only=True)
class CustomFieldValue:
    """What a record holds for one custom field.

    Attributes:
        id: the key of the value.
        value: a text or a boolean; numbers come as `Decimal` or int.
        field: the definition.
        extra: members that this version has no name for.
    """

    id: int | None = None
    value: Any = None
    field: CustomField | None = None
    extra: Mapping[str, Any] = extra()

    @property
    def name(self) -> str | None:
        """The name of the field."""
        return None if self.field is None else self.field.name
