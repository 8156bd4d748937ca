"""The tables of one GP company: what Procurify says, and what GP calls it.

In a table of texts, `*` stands for everything that is not listed. Names are compared without case and outer spaces.
"""

from collections.abc import Iterable, Mapping
from typing import Any, TypeVar

import attrs

from gp_sync.flows.purchase_orders.checks import has_capitals, no_spaces_around, not_blank, texts

__all__ = [
    "ANY",
    "AccountException",
    "ChargeLine",
    "CustomField",
    "DepartmentPolicy",
    "LocationPolicy",
    "looked_up",
    "most_specific",
    "said_in",
    "same",
]

ANY = "*"
"""In a table of texts: everything that is not listed."""

Row = TypeVar("Row", "AccountException", "DepartmentPolicy")


def same(one: str, other: str) -> bool:
    """Whether two names are the same."""
    return one.strip().casefold() == other.strip().casefold()


def said_in(custom_fields: Mapping[str, str], name: str) -> str:
    """What a custom field says; empty where nobody set it."""
    return next((value for field, value in custom_fields.items() if same(field, name)), "")


def looked_up(table: Mapping[str, str], name: str) -> str | None:
    """What a table makes of a name, else of everything that is not listed; None where it is silent."""
    listed = next((value for key, value in table.items() if same(key, name)), None)
    return table.get(ANY) if listed is None else listed


@attrs.frozen(kw_only=True)
class LocationPolicy:
    """A Procurify location and what a GP company makes of it.

    Args:
        name: the location's name in Procurify, compared without case. A location belongs to one company.
        segment: its value in account numbers, for `{location}`.
        site: the GP site of its lines; the company's `default_site` if none.
        ship_to: the company address ID that its orders are shipped to; the company's `default_ship_to` if none.
        bill_to: the company address ID that its orders are billed to; the company's `default_bill_to` if none.
    """

    name: str = attrs.field(validator=not_blank)
    segment: str = attrs.field(default="", validator=no_spaces_around)
    site: str = attrs.field(default="", validator=no_spaces_around)
    ship_to: str = attrs.field(default="", validator=no_spaces_around)
    bill_to: str = attrs.field(default="", validator=no_spaces_around)


@attrs.frozen(kw_only=True)
class DepartmentPolicy:
    """A Procurify department and its value in account numbers, for `{department}` of the account template.

    Args:
        name: the department's name in Procurify, compared without case.
        segment: its value in account numbers, for `{department}`.
        location: only departments of this location, since names repeat; any location if none. A row with a location
            wins over one without.
    """

    name: str = attrs.field(validator=not_blank)
    segment: str = attrs.field(validator=no_spaces_around)
    location: str = ""


@attrs.frozen(kw_only=True)
class CustomField:
    """A custom field of lines or orders in Procurify, and its value in account numbers.

    Args:
        name: the field's name in Procurify. A line's own value wins over the order's.
        called: its name in braces in the account template: one word, such as `project`.
        values: the value in account numbers by Procurify's; others are taken as they are.
        default: the value where the field is empty.
    """

    name: str = attrs.field(validator=not_blank)
    called: str = attrs.field()
    values: Mapping[str, str] = attrs.field(factory=dict, validator=texts)
    default: str = attrs.field(default="", validator=no_spaces_around)

    @called.validator
    def _is_name(self, _: "attrs.Attribute[str]", value: str) -> None:
        if not value.isidentifier() or value in {"account_code", "department", "location"}:
            raise ValueError(f"called is '{value}': give a word of letters, such as project, that is not taken")


@attrs.frozen(kw_only=True)
class AccountException:
    """A coding whose GL account is not the template's. What is empty stands for any; the most exact row counts.

    Args:
        account: the GL account as GP writes it, with separators.
        account_code: Procurify's account code.
        department: the department.
        location: the location.
    """

    account: str = attrs.field(validator=[not_blank, no_spaces_around])
    account_code: str = ""
    department: str = ""
    location: str = ""

    def __attrs_post_init__(self) -> None:
        if not (self.account_code.strip() or self.department.strip() or self.location.strip()):
            raise ValueError(
                f"the account {self.account} would take every line: give account_code, department or location"
            )


@attrs.frozen(kw_only=True)
class ChargeLine:
    """The line that a header amount becomes, for companies whose orders have no freight or miscellaneous charge.

    Args:
        item_number: the line's free-text item number, such as `FREIGHT`.
        account: its GL account as GP writes it.
        description: its text; the item number if none.
    """

    item_number: str = attrs.field(validator=[not_blank, has_capitals])
    account: str = attrs.field(validator=[not_blank, no_spaces_around])
    description: str = ""

    @property
    def number(self) -> str:
        """The item number as it is written."""
        return self.item_number.strip().upper()


def most_specific(rows: Iterable[Row], **wanted: str) -> Row | None:
    """The row that fits all these names with the fewest of them left open; of equal ones, the first."""

    def fits(row: Any) -> bool:
        return all(not getattr(row, name) or same(getattr(row, name), value) for name, value in wanted.items())

    fitting = [row for row in rows if fits(row)]
    return max(fitting, key=lambda row: sum(bool(getattr(row, name)) for name in wanted), default=None)
