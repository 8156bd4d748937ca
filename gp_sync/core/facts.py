"""The names under which facts are asked for; `fact_values` has what they are.

A name is a `Ref`: a kind and a key whose first part is the company, where the fact is one of GP.
"""

from datetime import date

from gp_sync.core.kinds import PURCHASE_ORDERS, kind_of
from gp_sync.core.model import DOCUMENT, RECORD, Ref

__all__ = [
    "CODING",
    "SETTING",
    "account",
    "account_format",
    "accounts_near",
    "base_currency",
    "buyer",
    "company_address",
    "currencies",
    "currency_access",
    "document_date",
    "exchange_rate",
    "fiscal_calendar",
    "fiscal_period",
    "fiscal_year",
    "fresh_vendor_candidates",
    "gp_vendor",
    "item",
    "item_site",
    "item_vendor",
    "linked_vendor",
    "made_way",
    "named",
    "order_codings",
    "order_day",
    "our_order",
    "our_requisition",
    "payment_terms",
    "procurify_account",
    "procurify_candidates",
    "purchasing_setup",
    "requisition",
    "segment",
    "setting",
    "shipping_method",
    "site",
    "table",
    "tax_schedule",
    "unit",
    "units_of_schedule",
    "vendor_candidates",
    "vendor_choice",
    "vendor_confirmed",
    "vendor_holders",
    "vendor_link",
    "vendor_link_said",
    "vendor_order",
    "vendor_refusals",
    "vendor_release",
]


CODING = "coding"
"""The kind of a cause that is what a line is charged to: the tables of the configuration make no account of it."""

SETTING = "setting"
"""The kind of a `Ref` that names a key of the configuration."""


def named(ref: Ref) -> str:
    """What people call a fact, such as `vendor ACETRAVE0001 of TWO`."""
    thing = ref.kind.removeprefix("gp_").replace("_", " ").replace("gl account", "GL account")
    if ref.kind == RECORD:
        return f"{kind_of(ref.key[0]).record} {ref.key[3]} of {ref.key[2]}"
    if ref.kind == DOCUMENT:
        return f"{kind_of(ref.key[0]).document} {ref.key[1]}"
    if ref.kind in {"made_way", "our_requisition", "requisition"}:
        return f"requisition {ref.key[0]}"
    if ref.kind == "our_order":
        return f"order {ref.key[0]} of Procurify"
    return f"{thing} {' '.join(ref.key[1:])}".strip() + f" of {ref.key[0]}"


def account(company: str, number: str) -> Ref:
    """An `Account` by its formatted number."""
    return Ref("gl_account", (company, number))


def accounts_near(company: str, number: str) -> Ref:
    """The accounts that take entries and are nearest to a number, as a tuple of at most three numbers."""
    return Ref("gl_accounts_near", (company, number))


def account_format(company: str) -> Ref:
    """The company's `AccountFormat`."""
    return Ref("account_format", (company,))


def segment(company: str, position: int, value: str) -> Ref:
    """Whether a segment value exists; the fact is its description."""
    return Ref("segment", (company, str(position), value))


def fiscal_calendar(company: str) -> Ref:
    """The company's `FiscalCalendar`."""
    return Ref("fiscal_calendar", (company,))


def fiscal_period(company: str, year: int, period: int) -> Ref:
    """One `FiscalPeriod`, as the cause of a finding."""
    return Ref("fiscal_period", (company, str(year), str(period)))


def fiscal_year(company: str, year: int) -> Ref:
    """The `FiscalYear` rows that touch a calendar year, as the cause of a finding."""
    return Ref("fiscal_year", (company, str(year)))


def gp_vendor(company: str, vendor_id: str) -> Ref:
    """A `GPVendor`."""
    return Ref("gp_vendor", (company, vendor_id))


def vendor_link(company: str, procurify_vendor: int) -> Ref:
    """The GP vendor ID that a Procurify vendor is linked to: by the link table, a person, or its external ID."""
    return Ref("vendor_link", (company, str(procurify_vendor)))


def linked_vendor(company: str, procurify_vendor: int) -> Ref:
    """The GP vendor ID that a Procurify vendor is linked to, if GP has that vendor."""
    return Ref("linked_vendor", (company, str(procurify_vendor)))


def vendor_order(company: str, vendor_id: str) -> Ref:
    """The number of an order that was written to a GP vendor, if any ever was."""
    return Ref("vendor_order", (company, vendor_id))


def vendor_candidates(company: str, procurify_vendor: int) -> Ref:
    """The GP vendors that a Procurify vendor may be, as a tuple of `VendorCandidate`, the likeliest first."""
    return Ref("vendor_candidates", (company, str(procurify_vendor)))


def fresh_vendor_candidates(company: str, procurify_vendor: int) -> Ref:
    """The same among GP's vendors as they are since the run began: a vendor is created where these are none too."""
    return Ref("fresh_vendor_candidates", (company, str(procurify_vendor)))


def procurify_candidates(company: str, vendor_id: str) -> Ref:
    """The vendors of Procurify that a GP vendor may be, as they are since the run began; see `vendor_candidates`."""
    return Ref("procurify_candidates", (company, vendor_id))


def vendor_choice(source_id: str, company: str, field: str) -> Ref:
    """The `VendorChoice` by which a person ended a conflict about one field of a vendor, if one did."""
    return Ref("vendor_choice", (source_id, company, field))


def vendor_confirmed(company: str, vendor_id: str) -> Ref:
    """Whether a person named a GP vendor that may be created in Procurify; the fact is its ID."""
    return Ref("vendor_confirmed", (company, vendor_id))


def vendor_link_said(company: str, procurify_vendor: int) -> Ref:
    """The GP vendor ID that a person linked a Procurify vendor to, which GP had then."""
    return Ref("vendor_link_said", (company, str(procurify_vendor)))


def vendor_refusals(company: str, procurify_vendor: int) -> Ref:
    """The GP vendor IDs that a person said a Procurify vendor is not, as a tuple."""
    return Ref("vendor_refusals", (company, str(procurify_vendor)))


def vendor_holders(company: str, vendor_id: str) -> Ref:
    """The keys of the Procurify vendors that a GP vendor is by a person's word, or was created for, as a tuple."""
    return Ref("vendor_holders", (company, vendor_id))


def vendor_release(source_id: str, company: str) -> Ref:
    """When a person let a vendor's frozen link go on, as a text in ISO 8601; what was written before counts no more."""
    return Ref("vendor_release", (source_id, company))


def payment_terms(company: str, terms_id: str) -> Ref:
    """Whether payment terms exist, in this spelling; the fact is the ID."""
    return Ref("payment_terms", (company, terms_id))


def shipping_method(company: str, method: str) -> Ref:
    """Whether a shipping method exists (SY03000); the fact is its ID."""
    return Ref("shipping_method", (company, method))


def currencies(company: str) -> Ref:
    """All `Currency` values of the company, as a tuple."""
    return Ref("currencies", (company,))


def currency_access(company: str, currency_id: str) -> Ref:
    """Whether the company may use a currency; the fact is its ID."""
    return Ref("currency_access", (company, currency_id))


def site(company: str, site_id: str) -> Ref:
    """Whether a site exists and is active; the fact is its ID."""
    return Ref("site", (company, site_id))


def company_address(company: str, address_id: str) -> Ref:
    """Whether a company address exists (SY00600), for ship-to and bill-to; the fact is its ID."""
    return Ref("company_address", (company, address_id))


def unit(company: str, name: str) -> Ref:
    """A unit of measure in any schedule, found without case (IV40202); the fact is GP's exact spelling."""
    return Ref("unit", (company, name))


def units_of_schedule(company: str, schedule: str) -> Ref:
    """The units of one schedule in GP's spelling, as a tuple."""
    return Ref("units_of_schedule", (company, schedule))


def item(company: str, number: str) -> Ref:
    """An `Item`."""
    return Ref("item", (company, number))


def item_site(company: str, number: str, site_id: str) -> Ref:
    """Whether an item is assigned to a site (IV00102); the fact is the site's ID."""
    return Ref("item_site", (company, number, site_id))


def item_vendor(company: str, number: str, vendor_id: str) -> Ref:
    """Whether a vendor is assigned to an item (IV00103); the fact is the vendor's item number, or the item's."""
    return Ref("item_vendor", (company, number, vendor_id))


def buyer(company: str, buyer_id: str) -> Ref:
    """Whether a buyer exists (POP00101); the fact is its ID."""
    return Ref("buyer", (company, buyer_id))


def purchasing_setup(company: str) -> Ref:
    """The company's `PurchasingSetup`."""
    return Ref("purchasing_setup", (company,))


def tax_schedule(company: str, schedule: str) -> Ref:
    """Whether a tax schedule exists; the fact is its ID."""
    return Ref("tax_schedule", (company, schedule))


def exchange_rate(company: str, currency_id: str, day: date) -> Ref:
    """The `ExchangeRate` of a currency on a day."""
    return Ref("exchange_rate", (company, currency_id, day.isoformat()))


def requisition(number: int) -> Ref:
    """The `Requisition` that an order came from, as Procurify has it now."""
    return Ref("requisition", (str(number),))


def setting(section: str, name: str) -> Ref:
    """A key of the configuration, as the cause of findings that another value of it mends: no fact, never asked for."""
    return Ref(SETTING, (section, name))


def procurify_account(key: int) -> Ref:
    """The code, department and location of an account in Procurify, in words, such as `6100, Stores, Plant North`."""
    return Ref("procurify_account", (str(key),))


def base_currency() -> Ref:
    """The name of the tenant's base currency in Procurify, which its exchange rates lead to."""
    return Ref("base_currency", ("Procurify",))


def document_date(source_id: str, flow: str = PURCHASE_ORDERS) -> Ref:
    """The date that a person gave a document for GP, if any; the fact is a day."""
    return Ref("document_date", (flow, source_id))


def our_order(key: int) -> Ref:
    """What of a Procurify order stands in GP by our hand: its name there, such as `PF52 in TWO`; absent if nothing."""
    return Ref("our_order", (str(key),))


def our_requisition(number: int) -> Ref:
    """`OurRequisition`: what of a Procurify requisition stands in GP by our hand; absent if nothing does."""
    return Ref("our_requisition", (str(number),))


def made_way(number: int) -> Ref:
    """Whether a Procurify requisition makes way for its orders, or made way already; absent if it does not."""
    return Ref("made_way", (str(number),))


def order_codings(order: int) -> Ref:
    """What the lines of an order in Procurify are charged to: `OrderedLine` values, by the order's key."""
    return Ref("order_codings", (str(order),))


def order_day(order: int) -> Ref:
    """The day of an order in Procurify for the fence of the start, by the order's key; the fact is a day."""
    return Ref("order_day", (str(order),))


def table(company: str, name: str) -> Ref:
    """A table of reference data; the fact is its `TableState`."""
    return Ref("table", (company, name))
