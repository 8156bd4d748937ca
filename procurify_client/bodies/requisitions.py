"""What is sent to make a requisition: it names things by text, not by id (contract section 11.3)."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Annotated, ClassVar

import attrs

from procurify_client.bodies.base import Body, Digits, Text

__all__ = ["NewCustomFieldValue", "NewRequisition", "NewRequisitionLine"]


@attrs.frozen(kw_only=True)
class NewCustomFieldValue(Body):
    """The value of a custom field.

    Attributes:
        name: `custom_field_name`, the field's name.
        value: `custom_field_value`, as text.
    """

    wire_names: ClassVar[Mapping[str, str]] = {"name": "custom_field_name", "value": "custom_field_value"}

    name: str
    value: str


@attrs.frozen(kw_only=True)
class NewRequisitionLine(Body):
    """A line to ask for. All of its fields are required.

    Attributes:
        name: `item_name`, at most 255 characters.
        vendor: `vendor_name`, the name of a vendor. Names are not unique; which of several is taken is not documented.
        account_code: the code text, such as 000-6100-00.
        unit_price: in the item's currency (`currency`), at most 13 digits before and 8 after the point.
        quantity: in the item's unit of measure (`unit`), at most 10 digits before and 5 after the point.
        unit: unit of measure, at most 30 characters.
        currency: `currency_code`, such as USD.
        custom_fields: values of custom fields.
    """

    wire_names: ClassVar[Mapping[str, str]] = {
        "name": "item_name",
        "vendor": "vendor_name",
        "currency": "currency_code",
    }

    name: Annotated[str, Text(255)]
    vendor: str
    account_code: str
    unit_price: Annotated[Decimal, Digits(13, 8)]
    quantity: Annotated[Decimal, Digits(10, 5)]
    unit: Annotated[str, Text(30)]
    currency: str
    custom_fields: tuple[NewCustomFieldValue, ...] = ()


@attrs.frozen(kw_only=True)
class NewRequisition(Body):
    """A requisition to make.

    Attributes:
        required_date: the day by which it is needed.
        location: `location_name`, the name of a location.
        department: `department_name`, the name of a department of that location.
        lines: `line_items`, what is asked for.
    """

    wire_names: ClassVar[Mapping[str, str]] = {
        "location": "location_name",
        "department": "department_name",
        "lines": "line_items",
    }

    required_date: date
    location: str
    department: str
    lines: tuple[NewRequisitionLine, ...]
