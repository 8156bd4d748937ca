"""What must be known of GP before an order can be mapped and judged, as far as the facts at hand allow to name it."""

from collections.abc import Iterator
from itertools import product

from gp_sync.core import facts as names
from gp_sync.core.fact_values import AccountFormat, Currency, PurchasingSetup, Requisition, RequisitionLine
from gp_sync.core.model import Facts, Ref
from gp_sync.flows.purchase_orders.dates import document_date, own_day, period_refs
from gp_sync.flows.purchase_orders.document import SourceLine, SourceOrder
from gp_sync.flows.purchase_orders.functions import OrderFunctions, part_codings
from gp_sync.flows.purchase_orders.items import Asking, item_refs, unit_refs
from gp_sync.flows.purchase_orders.policy import CompanyPolicy, PurchaseOrderPolicy
from gp_sync.flows.purchase_orders.routing import cost_centres
from gp_sync.flows.purchase_orders.spelling import spellings
from gp_sync.flows.purchase_orders.tables import looked_up, same

__all__ = [
    "currencies_called",
    "currencies_of",
    "foreign_currency",
    "foreign_rate",
    "has_commitments",
    "may_be_foreign",
    "needed_facts",
    "other_account",
    "own_currency",
    "shipping_method_of",
    "tells_commitments",
]


def needed_facts(
    source: SourceOrder, company: CompanyPolicy, policy: PurchaseOrderPolicy, functions: OrderFunctions, facts: Facts
) -> frozenset[Ref]:
    """Name the facts about one order; called again with what was found, until nothing new is named."""
    asking = Asking(company, policy, facts)
    return frozenset(
        {
            names.fiscal_calendar(company.id),
            names.currencies(company.id),
            names.account_format(company.id),
            names.purchasing_setup(company.id),
            names.document_date(str(source.key), source.flow),
            *_header_refs(source, functions, asking),
            *_vendor_refs(source, company, facts),
            *_line_refs(source, functions, asking),
            *_date_refs(source, asking),
            *_currency_refs(source, asking),
            *_requisition_refs(source, company, policy, facts),
        }
    )


def currencies_of(source: SourceOrder, company: CompanyPolicy, facts: Facts) -> list[Currency]:
    """GP's currencies that an order's may be: one by the table, else all with its ISO code."""
    return currencies_called(source.currency, company, facts)


def currencies_called(name: str, company: CompanyPolicy, facts: Facts) -> list[Currency]:
    """GP's currencies that one of Procurify's may be."""
    ref = names.currencies(company.id)
    known: tuple[Currency, ...] = (facts.get(ref) if ref in facts.asked else None) or ()
    wanted = looked_up(company.currencies, name)
    if wanted:
        return [currency for currency in known if same(currency.id, wanted)]
    return [currency for currency in known if currency.iso_code == name]


def shipping_method_of(source: SourceOrder, company: CompanyPolicy) -> str | None:
    """GP's shipping method by the table; empty leaves it to GP, None where the table is silent."""
    return looked_up(company.shipping_methods, source.shipping_method) if source.shipping_method else ""


def has_commitments(company: CompanyPolicy, facts: Facts) -> bool:
    """Whether PO commitments or encumbrance are on, by the configuration, else as GP tells."""
    return bool(_commitments(company, facts))


def tells_commitments(company: CompanyPolicy, facts: Facts) -> bool:
    """Whether it is known at all if PO commitments or encumbrance are on."""
    return _commitments(company, facts) is not None


def _commitments(company: CompanyPolicy, facts: Facts) -> bool | None:
    setup = _setup(company, facts)
    told = setup.commitments if setup else None
    return told if company.commitments is None else company.commitments


def foreign_currency(source: SourceOrder, asking: Asking) -> str:
    """GP's ID of an order's currency, if it is another than the company's own; empty if it is not, or not told."""
    currencies = currencies_of(source, asking.company, asking.facts)
    functional = own_currency(asking.company, asking.facts)
    if len(currencies) != 1 or not functional or same(currencies[0].id, functional):
        return ""
    return currencies[0].id


def foreign_rate(source: SourceOrder, asking: Asking) -> Ref | None:
    """The exchange rate of an order in another currency than the company's own; None if it needs none."""
    currency = foreign_currency(source, asking)
    dated = document_date(source, asking.company, asking.policy.orders, asking.facts)
    return names.exchange_rate(asking.company.id, currency, dated.day) if currency and dated else None


def may_be_foreign(asking: Asking) -> bool:
    """Whether an order may be in a foreign currency, since nobody tells the company's own, and GP has several."""
    known = asking.facts.get(names.currencies(asking.company.id)) or ()
    return not own_currency(asking.company, asking.facts) and len(known) > 1


def own_currency(company: CompanyPolicy, facts: Facts) -> str:
    """The ID of the company's own currency as GP tells, else by the configuration; empty where neither does."""
    setup = _setup(company, facts)
    return (setup.functional_currency if setup else "") or company.functional_currency


def _setup(company: CompanyPolicy, facts: Facts) -> PurchasingSetup | None:
    ref = names.purchasing_setup(company.id)
    return facts.get(ref) if ref in facts.asked else None


def _header_refs(source: SourceOrder, functions: OrderFunctions, asking: Asking) -> Iterator[Ref]:
    company = asking.company
    wanted = (
        (names.payment_terms, functions.payment_terms(source, company)),
        (names.shipping_method, shipping_method_of(source, company)),
        (names.company_address, functions.ship_to(source, company)),
        (names.company_address, functions.bill_to(source, company)),
        (names.buyer, functions.buyer(source, company)),
        (names.tax_schedule, company.tax_schedule),
    )
    for name, value in wanted:
        if value:
            yield from spellings(asking.facts, name(company.id, value))


def _vendor_refs(source: SourceOrder, company: CompanyPolicy, facts: Facts) -> Iterator[Ref]:
    if source.vendor is None:
        return
    link = names.vendor_link(company.id, source.vendor.id)
    yield link
    if link not in facts.asked:
        return
    if not facts.get(link):
        yield names.vendor_candidates(company.id, source.vendor.id)
        return
    vendor_id = str(facts.get(link))
    ref = names.gp_vendor(company.id, vendor_id)
    yield from spellings(facts, ref)
    if ref in facts.asked and ref not in facts.unusable and facts.get(ref) is None:
        yield names.vendor_candidates(company.id, source.vendor.id)
        yield names.linked_vendor(company.id, source.vendor.id)
        yield names.vendor_link_said(company.id, source.vendor.id)
        yield names.vendor_order(company.id, vendor_id)


def _line_refs(source: SourceOrder, functions: OrderFunctions, asking: Asking) -> Iterator[Ref]:
    company, facts = asking.company, asking.facts
    link = names.vendor_link(company.id, source.vendor.id) if source.vendor else None
    linked = str(facts.get(link) or "") if link in facts.asked and link is not None else ""
    vendors = spellings(facts, names.gp_vendor(company.id, linked))
    for line in source.lines:
        yield from unit_refs(asking, functions.unit(source, line, company))
        for part, coding in part_codings(line):
            sites = spellings(facts, names.site(company.id, functions.site(source, line, coding, company)))
            yield from (site for site in sites if site.key[-1])
            for site, vendor in product(sites, vendors):
                yield from item_refs(source, line, part, site.key[-1], vendor.key[-1], asking)
            yield from _account_refs(functions.gl_account(source, line, coding, company), asking)
    for charge in (company.freight_line, company.other_line):
        if charge is not None:
            yield names.item(company.id, charge.number)
            yield from unit_refs(asking, "")
            yield from _account_refs(charge.account, asking)


def _account_refs(number: str, asking: Asking) -> Iterator[Ref]:
    """An account, its cost centres, and those near to it where GP has no such account."""
    if not number:
        return
    company, facts = asking.company.id, asking.facts
    ref, format_ref = names.account(company, number), names.account_format(company)
    account_format: AccountFormat | None = facts.get(format_ref) if format_ref in facts.asked else None
    for spelt in spellings(facts, ref):
        yield spelt
        yield from cost_centres(asking.company, account_format, spelt.key[-1])
    if ref in facts.asked and ref not in facts.unusable and facts.get(ref) is None:
        yield names.accounts_near(company, number)


def _date_refs(source: SourceOrder, asking: Asking) -> Iterator[Ref]:
    company, facts, orders = asking.company, asking.facts, asking.policy.orders
    own, dated = own_day(source, company), document_date(source, company, orders, facts)
    for day in (own, dated.day if dated else None):
        if day is not None:
            yield from period_refs(company, day, facts)
    if orders.required_dates == "hold" or has_commitments(company, facts):
        for line in source.lines:
            if line.date_required is not None:
                yield from period_refs(company, line.date_required, facts)


def _currency_refs(source: SourceOrder, asking: Asking) -> Iterator[Ref]:
    currency, rate = foreign_currency(source, asking), foreign_rate(source, asking)
    if currency:
        yield names.currency_access(asking.company.id, currency)
    if rate is not None:
        yield rate if asking.company.rate == "gp_table" else names.base_currency()


def other_account(line: SourceLine, asked: RequisitionLine) -> int | None:
    """Procurify's key of the account that a line was requested for, if that is another than the order's."""
    differs = None not in {asked.account_id, line.account_id} and asked.account_id != line.account_id
    return asked.account_id if differs else None


def _requisition_refs(
    source: SourceOrder, company: CompanyPolicy, policy: PurchaseOrderPolicy, facts: Facts
) -> Iterator[Ref]:
    for number in source.requisitions:
        yield names.our_requisition(number)
        if company.documents == "requisition":
            yield names.made_way(number)
    for line in source.lines:
        if line.requisition is None or not policy.orders.check_requisition:
            continue
        ref = names.requisition(line.requisition)
        yield ref
        requisition: Requisition | None = facts.get(ref) if ref in facts.asked else None
        for asked in requisition.lines if requisition else ():
            account = other_account(line, asked) if asked.id == line.id else None
            if account is not None:
                yield names.procurify_account(account)
