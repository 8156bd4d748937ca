"""The settings of the purchase-order flow, as the configuration gives them.

Every table maps what Procurify says to what one GP company calls it. What is not listed is a finding, never a guess.
"""

from collections.abc import Mapping
from datetime import date, tzinfo
from zoneinfo import ZoneInfo

import attrs

__all__ = ["CompanyPolicy", "DepartmentPolicy", "LocationPolicy", "PurchaseOrderPolicy"]


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

    id: str
    name: str
    time_zone: str = "UTC"
    locations: tuple[LocationPolicy, ...] = ()
    departments: tuple[DepartmentPolicy, ...] = ()
    account: str = "{account_code}"
    cost_centre_segments: tuple[int, ...] = ()
    currencies: Mapping[str, str] = attrs.field(factory=dict)
    payment_terms: Mapping[str, str] = attrs.field(factory=dict)
    shipping_methods: Mapping[str, str] = attrs.field(factory=dict)
    units: Mapping[str, str] = attrs.field(factory=dict)
    default_site: str = ""
    quantity_decimals: int = 2
    vendor_links: Mapping[str, str] = attrs.field(factory=dict)

    @property
    def zone(self) -> tzinfo:
        """The company's time zone."""
        return ZoneInfo(self.time_zone)

    def location(self, name: str) -> LocationPolicy | None:
        """The table's row for a location, or None."""
        return next((row for row in self.locations if _same(row.name, name)), None)

    def department(self, name: str, location: str) -> DepartmentPolicy | None:
        """The row for a department; one that names the location wins over one for any."""
        rows = [row for row in self.departments if _same(row.name, name) and row.location in {"", location}]
        return max(rows, key=lambda row: bool(row.location), default=None)


@attrs.frozen(kw_only=True)
class PurchaseOrderPolicy:
    """The flow's settings over all companies.

    Args:
        companies: the GP companies that this connection writes to.
        limits: GP's usable lengths by the field's name in `GPPurchaseOrder` and its lines.
        number: template of the GP number over `{number}` (Procurify's, such as PF52) and `{external_number}`.
        marker: template of the text that makes a record ours, over `{key}` and `{number}`.
        item_number: template of a line's item number over `{line}` (its id), `{number}` and `{sku}`.
        start: orders dated before this day (in UTC) are not captured.
    """

    companies: tuple[CompanyPolicy, ...]
    limits: Mapping[str, int]
    number: str = "{number}"
    marker: str = "PROCURIFY {key}"
    item_number: str = "PROC-{line}"
    start: date | None = None

    def company_of(self, location: str) -> CompanyPolicy | None:
        """The company that a location belongs to."""
        return next((company for company in self.companies if company.location(location) is not None), None)

    def company(self, company_id: str) -> CompanyPolicy:
        """A company by its short name."""
        return next(company for company in self.companies if company.id == company_id)


def _same(one: str, other: str) -> bool:
    return one.strip().casefold() == other.strip().casefold()
