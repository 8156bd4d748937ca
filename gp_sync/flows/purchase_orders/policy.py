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
from gp_sync.flows.purchase_orders.skip_rules import SkipRule
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
    "CODING",
    "CompanyPolicy",
    "OrderPolicy",
    "PurchaseOrderPolicy",
    "with_external_ids",
]

CODING = ("account_code", "department", "location")
"""What a line is coded to in Procurify, beside fields of one's own."""
_NOTE = ("number", "external_number", "requesters", "approvers", "buyer", "comment", "url", "moved", "shortened")


@attrs.frozen(kw_only=True)
class CompanyPolicy:
    """One GP company and its tables.

    Args:
        id: a short name for reports, by custom the database's name. Keep it.
        name: the company's name as GP shows it; the service is addressed by it.
        time_zone (IANA name): an order's instant becomes its date in this zone, such as `"America/Chicago"`.
        documents (`"purchase_order"`, `"requisition"` or `"both"`): what GP gets: orders,
            requisitions, or both, of which a requisition gives way to its order.
        locations (list of tables or a CSV file): its Procurify locations.
        departments (list of tables or a CSV file): segments of departments.
        account (template): the GL account of a line. Takes `{account_code}`, `{department}`, `{location}`, and what
            custom fields are `called`.
        accounts (list of tables or a CSV file): codings whose account is not the template's.
        custom_fields: custom fields of Procurify for the template.
        cost_centre_segments (list of numbers from 1 to 10): positions, from 1, of the segments of the account that are
            cost centres: their values must exist in GP.
        currencies: GP's currency ID by Procurify's currency; others are found by their ISO code.
        functional_currency: the company's own currency ID, where GP does not tell it (no `purchasing_setup`). Orders in
            others need an exchange rate; where neither tells it and GP has several, all orders wait
            (`OWN_CURRENCY_UNKNOWN`).
        rate (`"gp_table"` or `"source"`): the exchange rate of orders in another currency: GP's of the order's date, or
            the one that Procurify bought at. Procurify's rates lead to its base currency, so `"source"` takes companies
            whose own currency that is.
        payment_terms: GP's payment terms by Procurify's; others are taken as they are, if GP has them. An empty text
            leaves them to the vendor's.
        shipping_methods: GP's shipping method by Procurify's. An empty text leaves a new order to GP's default, and
            blanks the method that a revised one was written with; a method that is not listed blocks the order, since
            GP would create it.
        units: GP's unit of measure by Procurify's; others are found in GP without case.
        default_unit: the unit of lines whose own is neither listed nor in GP, with a warning; an empty text blocks
            them, and cannot stand beside `freight_line` or `other_line`. Found in GP without case.
        buyers: GP's buyer ID by the purchaser's name in Procurify; others are left out.
        requesters: what GP's *requested by* holds, by the requester's name in Procurify; others as they are.
        default_site: the GP site of lines whose location has none.
        default_ship_to: the company address ID that orders are shipped to whose location has none; GP's default if
            none.
        default_bill_to: the same for the bill-to address.
        quantity_decimals (number from 0 to 5): the most decimals of quantities; never more than GP's purchase order
            setup has, where it tells, and 2 where neither does.
        tax (`"source_amount"`, `"gp_calculates"` or `"none"`): Procurify's tax is sent, GP calculates it by its
            schedules, or none is sent.
        tax_schedule: GP's tax schedule of the orders; GP's default if none.
        tax_tolerance (number from 0): by how much the tax that GP calculates may differ from Procurify's before that is
            told.
        freight_line: freight becomes a line like this instead of the header's freight.
        other_line: the same for other charges, instead of the header's miscellaneous amount.
        inventory_classes: GP's item classes whose items are written as inventory, `"*"` for all. Everything else is
            free text.
        inventory_sites: only lines of these sites are inventory; all sites if none.
        commitments: PO commitments or encumbrance are on, so that required dates must lie in open periods; as GP tells
            if not given. Files and databases do not tell: say it here, or each order carries the warning
            `COMMITMENTS_UNKNOWN`.
        external_ids: a vendor's external ID in Procurify is its ID in this company. If not given, it is where there is
            one company only; with several companies say in which; the others take the link table only.
        vendor_class: GP's class of a vendor that is created in this company, by Procurify's type, `"*"` for all others;
            `vendors.vendor_class` counts for types that are not listed here.
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
    vendor_class: Mapping[str, str] = attrs.field(factory=dict, validator=texts)
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
        check = template(*CODING, *called)
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
class OrderPolicy:
    """What holds for the orders of all companies.

    Args:
        number (template): the number in GP. Takes `{number}` (Procurify's own, such as `PF52`, always set) and
            `{external_number}` (the one that the vendor sees). At most 17 characters, written in capitals.
        marker (template): the text in GP's confirm-with field that makes an order ours. Takes `{key}` and `{number}`.
            At most 20 characters.
        item_number (template): the item number of a line that is not inventory, which GP demands. Takes `{line}` (the
            line's id), `{number}` and `{sku}`. At most 30 characters; GP must not have such an item.
        note (template): the order's note in GP. A line whose names are all empty is left out. It is written with a new
            order and never again. An empty text writes none, unless the order's date was moved.
        order_url (template): an order's address in Procurify, for `{url}` of the note. Takes `{key}` and `{number}`.
            Procurify does not publish it: copy it from the browser.
        start: orders dated before this day are left alone; the zone furthest east (UTC+14) dates them, so that none of
            the day itself is left out. The first run needs it, here or as `sync --from`.
        vendor_types: the types of Procurify's vendors whose orders flow; others are skipped. There are also `other`,
            `amazon_punchout`, `employee`, `credit_card_provider` and `checkout`. A vendor without a type flows, and one
            of a type that this version does not know does with a warning.
        card_orders (`"skip"` or `"write"`): what becomes of orders that are paid by a card.
        punchout_orders (`"skip"` or `"write"`): what becomes of orders that were placed in a vendor's own shop.
        skip: other orders that are not wanted in GP.
        closed_period (`"hold"` or `"next_open"`): an order whose date lies in a period that is closed for Purchasing
            waits, or is dated to the first day of the next open one; one in a historical year waits in any case.
        next_open_days (days from 0 to 366): by how many days an order may be moved by that, else it waits; 0 for any
            number.
        required_dates (`"warn"` or `"hold"`): what a required date in a closed period does. With PO commitments, an
            order always waits for it.
        blanket (`"block"` or `"flatten"`): orders with blanket items are stopped, or their items are written as
            standard lines.
        by_amount (`"unit_cost_1"` or `"hold"`): a line that is received by amount, or a part of one, is written as so
            many at a cost of 1, or the order waits. Stock is counted all the same; an amount that GP's quantities
            cannot hold blocks.
        split_quantity (`"one_each"` or `"proportional"`): the quantity of each part of a split line: 1 at the part's
            amount, or its share; a part whose share then has another unit cost than the line is told
            (`SPLIT_PRICE_DIFFERS`). Inventory is always shared, at the line's price; what that does not give to the
            cent blocks.
        long_texts: what becomes of a text that is too long for GP, by its field: `description`, `comment`,
            `requested_by` or `note`. `"shorten"`, the default of each, cuts it, and the note has it whole; `"block"`
            stops the order. IDs and numbers always stop it.
        other_letters (`"replace"` or `"block"`): letters that GP's code page lacks are written in others, such as
            `Łódź` as `Lódz`, or stop the order. In IDs and numbers they always stop it.
        check_requisition: compare each line's coding and vendor with its requisition in Procurify before it is written;
            of a split line the parts are not compared, since Procurify does not list them. Costs one request for each
            requisition.
        severity: other severities of findings, by code.
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
