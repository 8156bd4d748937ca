"""The settings of the purchase-order flow, as the configuration gives them.

What no table lists is a finding, or the default that the table has; never a guess.
"""

from collections.abc import Iterable, Mapping
from datetime import date, tzinfo
from decimal import Decimal
from zoneinfo import ZoneInfo

import attrs

from gp_sync.core.model import Severity
from gp_sync.flows.purchase_orders.checks import (
    between,
    is_zone,
    no_spaces_around,
    not_blank,
    not_negative,
    one_of,
    template,
    template_fields,
    texts,
    unique,
)
from gp_sync.flows.purchase_orders.order_checks import long_texts, severities, vendor_types
from gp_sync.flows.purchase_orders.tables import (
    AccountException,
    ChargeLine,
    CustomField,
    DepartmentPolicy,
    LocationPolicy,
    looked_up,
    most_specific,
    same,
)

__all__ = [
    "CompanyPolicy",
    "OrderPolicy",
    "PurchaseOrderPolicy",
    "SkipRule",
    "with_external_ids",
]

_CODING = ("account_code", "department", "location")
_NOTE = ("number", "external_number", "requesters", "approvers", "buyer", "comment", "url", "moved", "shortened")


@attrs.frozen(kw_only=True)
class CompanyPolicy:
    """One GP company and its tables.

    Args:
        id: a short name for reports and keys, by custom the database's name.
        name: the display name, which the GP service is addressed by.
        time_zone: where an order's instant becomes its date, an IANA name such as `America/Chicago`.
        documents: what GP gets: the `purchase_order`, the `requisition`, or `both`, of which the requisition gives way
            to its order.
        locations: the Procurify locations that belong to this company.
        departments: segment values of departments.
        account: template of the GL account over `{account_code}`, `{department}`, `{location}` and custom fields.
        accounts: codings whose GL account is not the template's.
        custom_fields: custom fields of Procurify that the account template uses.
        cost_centre_segments: positions, from 1, of the segments of the account that are cost centres.
        currencies: GP currency IDs by Procurify's currency; others are found by their ISO code.
        functional_currency: the company's own currency ID, where GP does not tell it. Others need an exchange rate.
        rate: `gp_table` takes GP's exchange rate of the order's date, `source` sends the one that Procurify bought at.
        payment_terms: GP payment terms by Procurify's; others are taken as they are, if GP has them.
        shipping_methods: GP shipping methods by Procurify's; an empty text leaves it to GP's default.
        units: GP units of measure by Procurify's; others are found in GP without case.
        default_unit: the unit of lines whose own is neither listed nor in GP; empty blocks them.
        buyers: GP buyer IDs by the purchaser's name in Procurify; others are left out.
        requesters: what GP shall hold as requested by, by the requester's name in Procurify; others as they are.
        default_site: the site of lines whose location has none.
        default_ship_to: the ship-to address of orders whose location has none; GP's default if empty.
        default_bill_to: the bill-to address of orders whose location has none; GP's default if empty.
        quantity_decimals: most decimals of quantities; never more than GP's purchase order setup has, where it tells; 2
            where neither does.
        tax: `source_amount` sends Procurify's tax, `gp_calculates` leaves it to GP, `none` sends none.
        tax_schedule: GP's tax schedule of orders; GP's default if empty.
        tax_tolerance: by how much the tax that GP calculates may differ before that is told.
        freight_line: freight becomes this line; GP's freight amount if not given.
        other_line: other charges become this line; GP's miscellaneous amount if not given.
        inventory_classes: GP item classes whose items are written as inventory; `*` for all. Others are free text.
        inventory_sites: only lines of these sites are inventory; all if empty.
        commitments: PO commitments or encumbrance are on in GP; as GP tells if not given.
        external_ids: a vendor's external ID in Procurify is its ID in this company. If not given, it is where the
            connection has no other company: with several, the configuration must say whose IDs they are.
        vendor_links: GP vendor IDs by Procurify vendor id, from the link table; they win over external IDs.
    """

    id: str = attrs.field(validator=not_blank)
    name: str = attrs.field(validator=not_blank)
    time_zone: str = attrs.field(default="UTC", validator=is_zone)
    documents: str = attrs.field(default="purchase_order", validator=one_of("purchase_order", "requisition", "both"))
    locations: tuple[LocationPolicy, ...] = ()
    departments: tuple[DepartmentPolicy, ...] = ()
    account: str = attrs.field(default="{account_code}")
    accounts: tuple[AccountException, ...] = ()
    custom_fields: tuple[CustomField, ...] = ()
    cost_centre_segments: tuple[int, ...] = attrs.field(
        default=(), validator=attrs.validators.deep_iterable(between(1, 10))
    )
    currencies: Mapping[str, str] = attrs.field(factory=dict, validator=texts)
    functional_currency: str = attrs.field(default="", validator=no_spaces_around)
    rate: str = attrs.field(default="gp_table", validator=one_of("gp_table", "source"))
    payment_terms: Mapping[str, str] = attrs.field(factory=dict, validator=texts)
    shipping_methods: Mapping[str, str] = attrs.field(factory=dict, validator=texts)
    units: Mapping[str, str] = attrs.field(factory=dict, validator=texts)
    default_unit: str = attrs.field(default="EACH", validator=no_spaces_around)
    buyers: Mapping[str, str] = attrs.field(factory=dict, validator=texts)
    requesters: Mapping[str, str] = attrs.field(factory=dict, validator=texts)
    default_site: str = attrs.field(default="", validator=no_spaces_around)
    default_ship_to: str = attrs.field(default="", validator=no_spaces_around)
    default_bill_to: str = attrs.field(default="", validator=no_spaces_around)
    quantity_decimals: int | None = attrs.field(default=None, validator=between(0, 5))
    tax: str = attrs.field(default="source_amount", validator=one_of("source_amount", "gp_calculates", "none"))
    tax_schedule: str = attrs.field(default="", validator=no_spaces_around)
    tax_tolerance: Decimal = attrs.field(default=Decimal(0), validator=not_negative)
    freight_line: ChargeLine | None = None
    other_line: ChargeLine | None = None
    inventory_classes: tuple[str, ...] = ()
    inventory_sites: tuple[str, ...] = ()
    commitments: bool | None = None
    external_ids: bool | None = None
    vendor_links: Mapping[str, str] = attrs.field(factory=dict)

    def __attrs_post_init__(self) -> None:
        if not self.default_unit and (self.freight_line or self.other_line):
            raise ValueError(
                "freight_line and other_line are in the default_unit, and it is empty: give one of GP's units"
            )
        called = [field.called for field in self.custom_fields]
        unique("custom_fields", [(name,) for name in called])
        unique("departments", [(row.name, row.location) for row in self.departments])
        unique("accounts", [(row.account_code, row.department, row.location) for row in self.accounts])
        check = template(*_CODING, *called)
        check(self, attrs.fields(CompanyPolicy).account, self.account)

    @property
    def zone(self) -> tzinfo:
        """The company's time zone."""
        return ZoneInfo(self.time_zone)

    @property
    def account_fields(self) -> frozenset[str]:
        """The names in braces of the account template."""
        return template_fields(self.account)

    def location(self, name: str) -> LocationPolicy | None:
        """The table's row for a location, or None."""
        return next((row for row in self.locations if same(row.name, name)), None)

    def unit(self, name: str) -> str | None:
        """GP's unit of measure for Procurify's, or None where the table is silent."""
        return looked_up(self.units, name)

    def department(self, name: str, location: str) -> DepartmentPolicy | None:
        """The row for a department; one that names the location wins over one for any."""
        return most_specific((row for row in self.departments if same(row.name, name)), location=location)

    def is_inventory(self, item_class: str, site: str) -> bool:
        """Whether items of a class are written as inventory at a site."""
        classes = "*" in self.inventory_classes or any(same(row, item_class) for row in self.inventory_classes)
        return classes and (not self.inventory_sites or any(same(row, site) for row in self.inventory_sites))


def with_external_ids(companies: Iterable[CompanyPolicy]) -> frozenset[str]:
    """The companies whose vendors Procurify's external IDs name: the only one, and those that say so."""
    listed = tuple(companies)
    only = len(listed) == 1
    return frozenset(row.id for row in listed if (only if row.external_ids is None else row.external_ids))


@attrs.frozen(kw_only=True)
class SkipRule:
    """Orders that are not wanted in GP. What is empty stands for any; an order must fit all that is given.

    Args:
        reason: why, for the reports.
        vendor: the vendor's name.
        department: the department of all its lines.
        location: the location of all its lines.
        account_code: the account code of all its lines.
        custom_field: the name of a custom field of the order.
        value: its value; an empty text for orders on which it is empty.
    """

    reason: str = attrs.field(validator=not_blank)
    vendor: str = ""
    department: str = ""
    location: str = ""
    account_code: str = ""
    custom_field: str = ""
    value: str | None = None

    def __attrs_post_init__(self) -> None:
        if bool(self.custom_field) != (self.value is not None):
            raise ValueError("a skip rule has custom_field and value together: give both; value may be an empty text")
        if not any((self.vendor, self.department, self.location, self.account_code, self.custom_field)):
            raise ValueError("a skip rule without a condition would skip every order: give vendor, department, ...")


@attrs.frozen(kw_only=True)
class OrderPolicy:
    """What holds for the orders of all companies.

    Args:
        number: template of the GP number over `{number}` (Procurify's, such as PF52) and `{external_number}`.
        marker: template of the text that makes a record ours, over `{key}` and `{number}`.
        item_number: template of a line's item number over `{line}` (its id), `{number}` and `{sku}`.
        note: template of the order's note in GP, a line that has only empty names is left out; empty writes none.
        order_url: template of an order's address in Procurify over `{key}` and `{number}`, for the note; where the
            web application has its orders is not published, so look at the address of one.
        start: orders dated before this day are not captured; needed for the first run. The zone furthest east (UTC+14)
            dates them, so that no order of the day itself is left out.
        vendor_types: Procurify's vendor types whose orders flow; those of others are skipped.
        card_orders: `skip` leaves out orders that are paid by a card, `write` does not.
        punchout_orders: the same for orders that were placed in a vendor's own shop.
        skip: other orders that are not wanted in GP.
        closed_period: `hold` keeps an order whose period is closed, `next_open` dates it to the next open one.
        next_open_days: so many days an order may be moved by that; 0 for any number.
        required_dates: `warn` tells required dates in closed periods, `hold` keeps the order.
        blanket: `block` stops orders with blanket items, `flatten` writes them as standard lines.
        by_amount: `unit_cost_1` writes lines that are received by amount as so many at 1, `hold` keeps the order.
        split_quantity: `one_each` gives each part of a split line quantity 1, `proportional` its part of the quantity.
        long_texts: what becomes of a text that is too long for GP, by its field, one of `description`, `comment`,
            `requested_by` and `note`: `shorten`, the default, cuts it, and the note has it whole; `block` stops it.
        other_letters: `replace` writes letters that GP cannot store in other letters, `block` stops the order.
        check_requisition: compare an order's coding and vendor with its requisitions before it is written.
        severity: other severities of findings than the catalogue's, by code.
    """

    number: str = attrs.field(default="{number}", validator=template("external_number", "number"))
    marker: str = attrs.field(default="PROCURIFY {key}", validator=template("key", "number"))
    item_number: str = attrs.field(default="PROC-{line}", validator=template("line", "number", "sku"))
    note: str = attrs.field(
        default="Procurify {number} {external_number}\nRequested by {requesters}\nApproved by {approvers}\n"
        "Purchased by {buyer}\n{url}\n{moved}\n{comment}\n{shortened}",
        validator=template(*_NOTE, needed=False),
    )
    order_url: str = attrs.field(default="", validator=template("key", "number", needed=False))
    start: date | None = None
    vendor_types: tuple[str, ...] = attrs.field(default=("preferred", "regular"), validator=vendor_types)
    card_orders: str = attrs.field(default="skip", validator=one_of("skip", "write"))
    punchout_orders: str = attrs.field(default="skip", validator=one_of("skip", "write"))
    skip: tuple[SkipRule, ...] = ()
    closed_period: str = attrs.field(default="hold", validator=one_of("hold", "next_open"))
    next_open_days: int = attrs.field(default=0, validator=between(0, 366))
    required_dates: str = attrs.field(default="warn", validator=one_of("warn", "hold"))
    blanket: str = attrs.field(default="block", validator=one_of("block", "flatten"))
    by_amount: str = attrs.field(default="unit_cost_1", validator=one_of("unit_cost_1", "hold"))
    split_quantity: str = attrs.field(default="one_each", validator=one_of("one_each", "proportional"))
    long_texts: Mapping[str, str] = attrs.field(factory=dict, validator=long_texts)
    other_letters: str = attrs.field(default="replace", validator=one_of("replace", "block"))
    check_requisition: bool = False
    severity: Mapping[str, str] = attrs.field(factory=dict, validator=severities)


@attrs.frozen(kw_only=True)
class PurchaseOrderPolicy:
    """The flow's settings over all companies.

    Args:
        companies: the GP companies that this connection writes to.
        limits: GP's usable lengths by the field's name in `GPPurchaseOrder` and its lines.
        orders: what holds for the orders of all companies.
    """

    companies: tuple[CompanyPolicy, ...]
    limits: Mapping[str, int]
    orders: OrderPolicy = attrs.field(factory=OrderPolicy)

    @property
    def severities(self) -> dict[str, Severity]:
        """The severities that the configuration gives, by code."""
        return {code: Severity(severity) for code, severity in self.orders.severity.items()}

    def company_of(self, location: str) -> CompanyPolicy | None:
        """The company that a location belongs to."""
        return next((company for company in self.companies if company.location(location) is not None), None)

    def company(self, company_id: str) -> CompanyPolicy:
        """A company by its short name."""
        return next(company for company in self.companies if company.id == company_id)
