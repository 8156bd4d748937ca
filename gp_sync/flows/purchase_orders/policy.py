"""The settings of the purchase-order flow, as the configuration gives them.

Every table maps what Procurify says to what one GP company calls it. What is not listed is a finding, never a guess.
"""

from collections.abc import Callable, Mapping
from datetime import date, tzinfo
from string import Formatter
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import attrs

__all__ = [
    "CompanyPolicy",
    "DepartmentPolicy",
    "LocationPolicy",
    "OrderTemplates",
    "PurchaseOrderPolicy",
    "template_fields",
]


Validator = Callable[[Any, "attrs.Attribute[Any]", Any], None]


def _same(one: str, other: str) -> bool:
    return one.strip().casefold() == other.strip().casefold()


def _not_blank(_: Any, attribute: "attrs.Attribute[Any]", value: str) -> None:
    if not value.strip():
        raise ValueError(f"{attribute.name} is empty: give its text")


def _is_zone(_: Any, attribute: "attrs.Attribute[Any]", value: str) -> None:
    try:
        ZoneInfo(value)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ValueError(f"{attribute.name} is '{value}': give an IANA name such as America/Chicago") from error


def _between(low: int, high: int) -> Validator:
    def check(_: Any, attribute: "attrs.Attribute[Any]", value: int) -> None:
        if not low <= value <= high:
            raise ValueError(f"{attribute.name} is {value}: give a number from {low} to {high}")

    return check


def template_fields(template: str) -> frozenset[str]:
    """The names in braces of a template. Raises ValueError if it is none."""
    return frozenset(name for _, name, _, _ in Formatter().parse(template) if name is not None)


def _template(*names: str) -> Validator:
    """A template may use these names in braces, and needs at least one, or all records would get the same text."""
    accepted = ", ".join(f"{{{name}}}" for name in names)

    def check(_: Any, attribute: "attrs.Attribute[Any]", value: str) -> None:
        try:
            used = template_fields(value)
            known = bool(used) and used <= set(names)
            if known:
                value.format(**dict.fromkeys(names, "1"))
        except (ValueError, LookupError) as error:
            raise ValueError(f"{attribute.name} is '{value}': {error}; it takes {accepted}") from error
        if not known:
            raise ValueError(f"{attribute.name} is '{value}': it takes {accepted}, and at least one of them")

    return check


@attrs.frozen(kw_only=True)
class LocationPolicy:
    """A Procurify location and what a GP company makes of it.

    Args:
        name: the location's name in Procurify; compared without case.
        segment: its value in account numbers, for `{location}` of the account template.
        site: the GP site of its lines; the company's `default_site` if empty.
        ship_to: the company address ID that its orders are shipped to; GP's default if empty.
    """

    name: str
    segment: str = ""
    site: str = ""
    ship_to: str = ""


@attrs.frozen(kw_only=True)
class DepartmentPolicy:
    """A Procurify department and its value in account numbers, for `{department}` of the account template.

    Args:
        name: the department's name in Procurify; compared without case.
        segment: the value.
        location: only departments of this location, since names repeat; empty means any.
    """

    name: str
    segment: str
    location: str = ""


@attrs.frozen(kw_only=True)
class CompanyPolicy:
    """One GP company and its tables.

    Args:
        id: a short name for reports and keys, by custom the database's name.
        name: the display name, which the GP service is addressed by.
        time_zone: where an order's instant becomes its date, an IANA name such as `America/Chicago`.
        locations: the Procurify locations that belong to this company.
        departments: segment values of departments.
        account: template of the GL account over `{account_code}`, `{department}` and `{location}`.
        cost_centre_segments: positions, from 1, of the segments of the account that are cost centres.
        currencies: GP currency IDs by Procurify's currency; others are found by their ISO code.
        payment_terms: GP payment terms by Procurify's; others are taken as they are, if GP has them.
        shipping_methods: GP shipping methods by Procurify's; an empty text leaves it to GP's default.
        units: GP units of measure by Procurify's; others are taken as they are, if they are short enough.
        default_site: the site of lines whose location has none.
        quantity_decimals: decimals of quantities, as GP's purchase order setup has them.
        vendor_links: GP vendor IDs by Procurify vendor id, from the link table; they win over external IDs.
    """

    id: str = attrs.field(validator=_not_blank)
    name: str = attrs.field(validator=_not_blank)
    time_zone: str = attrs.field(default="UTC", validator=_is_zone)
    locations: tuple[LocationPolicy, ...] = ()
    departments: tuple[DepartmentPolicy, ...] = ()
    account: str = attrs.field(default="{account_code}", validator=_template("account_code", "department", "location"))
    cost_centre_segments: tuple[int, ...] = attrs.field(
        default=(), validator=attrs.validators.deep_iterable(_between(1, 10))
    )
    currencies: Mapping[str, str] = attrs.field(factory=dict)
    payment_terms: Mapping[str, str] = attrs.field(factory=dict)
    shipping_methods: Mapping[str, str] = attrs.field(factory=dict)
    units: Mapping[str, str] = attrs.field(factory=dict)
    default_site: str = ""
    quantity_decimals: int = attrs.field(default=2, validator=_between(0, 5))
    vendor_links: Mapping[str, str] = attrs.field(factory=dict)

    @property
    def zone(self) -> tzinfo:
        """The company's time zone."""
        return ZoneInfo(self.time_zone)

    def location(self, name: str) -> LocationPolicy | None:
        """The table's row for a location, or None."""
        return next((row for row in self.locations if _same(row.name, name)), None)

    def unit(self, name: str) -> str:
        """GP's unit of measure for Procurify's, compared without case; as it is where the table is silent."""
        return next((unit for key, unit in self.units.items() if _same(key, name)), name.strip())

    def department(self, name: str, location: str) -> DepartmentPolicy | None:
        """The row for a department; one that names the location wins over one for any."""
        named = [row for row in self.departments if _same(row.name, name)]
        rows = [row for row in named if not row.location or _same(row.location, location)]
        return max(rows, key=lambda row: bool(row.location), default=None)


@attrs.frozen(kw_only=True)
class OrderTemplates:
    """How numbers and markers of orders are made.

    Args:
        number: template of the GP number over `{number}` (Procurify's, such as PF52) and `{external_number}`.
        marker: template of the text that makes a record ours, over `{key}` and `{number}`.
        item_number: template of a line's item number over `{line}` (its id), `{number}` and `{sku}`.
        start: orders dated before this day are not captured; needed for the first run. The zone furthest east (UTC+14)
            dates them, so that no order of the day itself is left out.
    """

    number: str = attrs.field(default="{number}", validator=_template("external_number", "number"))
    marker: str = attrs.field(default="PROCURIFY {key}", validator=_template("key", "number"))
    item_number: str = attrs.field(default="PROC-{line}", validator=_template("line", "number", "sku"))
    start: date | None = None


@attrs.frozen(kw_only=True)
class PurchaseOrderPolicy:
    """The flow's settings over all companies.

    Args:
        companies: the GP companies that this connection writes to.
        limits: GP's usable lengths by the field's name in `GPPurchaseOrder` and its lines.
        templates: how numbers and markers are made.
    """

    companies: tuple[CompanyPolicy, ...]
    limits: Mapping[str, int]
    templates: OrderTemplates = attrs.field(factory=OrderTemplates)

    def company_of(self, location: str) -> CompanyPolicy | None:
        """The company that a location belongs to."""
        return next((company for company in self.companies if company.location(location) is not None), None)

    def company(self, company_id: str) -> CompanyPolicy:
        """A company by its short name."""
        return next(company for company in self.companies if company.id == company_id)
