"""From an order in Procurify to an unposted Work order in Dynamics GP, by the tables of the configuration."""

from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal

from gp_sync.core import facts as names
from gp_sync.core.facts import AccountFormat, Currency
from gp_sync.core.fiscal import FiscalCalendar
from gp_sync.core.model import Facts, Finding, Mapped, Ref, TargetRef
from gp_sync.flows.purchase_orders.amounts import discount_of, rounded, tax_of
from gp_sync.flows.purchase_orders.document import GPPurchaseOrder, OrderState, SourceOrder
from gp_sync.flows.purchase_orders.fields import Fields
from gp_sync.flows.purchase_orders.lines import map_lines
from gp_sync.flows.purchase_orders.policy import CompanyPolicy, PurchaseOrderPolicy
from gp_sync.flows.purchase_orders.routing import codings, cost_centres, gl_account, route

__all__ = ["PurchaseOrderMapper"]

_FIRST_YEAR, _LAST_YEAR = 1901, 9998  # GP's 1900-01-01 is no date; and room for a time zone before the calendar ends


class PurchaseOrderMapper:
    """Maps orders by the tables of a `PurchaseOrderPolicy`; a `Mapper[SourceOrder, GPPurchaseOrder]`."""

    def __init__(self, policy: PurchaseOrderPolicy) -> None:
        self.policy = policy

    def needs(self, source: SourceOrder, facts: Facts) -> frozenset[Ref]:
        """The company's calendar, currencies and account format; the order's accounts, sites, terms and vendor."""
        company = route(source, self.policy)
        if not isinstance(company, CompanyPolicy) or source.state is OrderState.CANCELLED:
            return frozenset()
        if _out_of_range(source, self.policy):
            return frozenset()
        needed = {
            names.fiscal_calendar(company.id),
            names.currencies(company.id),
            names.account_format(company.id),
            *_coding_refs(source, company, facts),
            *_period_refs(source, company, facts),
        }
        if source.payment_terms:
            needed.add(names.payment_terms(company.id, _terms(source, company)))
        if source.vendor is not None:
            link = names.vendor_link(company.id, source.vendor.id)
            needed.add(link)
            if link in facts.asked and facts.get(link):
                needed.add(names.gp_vendor(company.id, str(facts.get(link))))
        return frozenset(needed)

    def map(self, source: SourceOrder, facts: Facts) -> Mapped[GPPurchaseOrder]:
        """Map the order. A cancelled one needs no mapping: Procurify may have taken its lines away."""
        if source.state is OrderState.CANCELLED:
            return Mapped(ended=True)
        company = route(source, self.policy)
        fields = Fields(self.policy.limits, str(source.key))
        impossible = _out_of_range(source, self.policy)
        if impossible:
            return Mapped(findings=impossible)
        if isinstance(company, Finding):
            return Mapped(findings=(company,))
        if company is None:
            fields.add("VALUE_MISSING", where="the coding of all lines") if source.lines else fields.add("NO_LINES")
            return Mapped(findings=tuple(fields.findings))
        number = self._number(source, fields)
        body = self._body(source, company, number, facts, fields)
        wanted = {TargetRef(side="gp", company=company.id, number=number): body} if body is not None else {}
        return Mapped(wanted=wanted, findings=tuple(fields.findings))

    def _number(self, source: SourceOrder, fields: Fields) -> str:
        template = self.policy.templates.number
        number = template.format(number=source.number, external_number=source.external_number).strip().upper()
        if not number:
            fields.add("PO_NUMBER_MISSING", tried=f"'{template}' with number '{source.number}'")
        return fields.key("number", number, "the purchase order number")

    def _body(
        self, source: SourceOrder, company: CompanyPolicy, number: str, facts: Facts, fields: Fields
    ) -> GPPurchaseOrder | None:
        """The order in GP's terms, or None where something that no amount or date can do without is missing."""
        currency = _currency(source, company, facts, fields)
        if not fields.required(source.ordered_at, "the order's date"):
            return None
        if currency is None or source.ordered_at is None:
            return None
        step = currency.step
        lines = map_lines(source, company, self.policy, currency.decimals, fields)
        shipping = sum((line.shipping for line in source.lines), Decimal(0))
        return GPPurchaseOrder(
            number=number,
            vendor_id=_vendor(source, company, facts, fields),
            document_date=_document_date(source.ordered_at, company),
            promised_date=source.promise_date,
            currency_id=currency.id,
            payment_terms_id=_existing_terms(source, company, facts, fields),
            shipping_method=_shipping(source, company, fields),
            ship_to_address_id=_ship_to(source, company),
            confirm_with=fields.key("confirm_with", self._marker(source), "the marker"),
            comment=fields.text("comment", source.comment, "the comment"),
            subtotal=sum((line.extended_cost for line in lines), rounded(Decimal(0), step)),
            trade_discount=discount_of(source, step),
            freight=rounded(source.freight + shipping, step),
            miscellaneous=rounded(source.other, step),
            tax_amount=tax_of(source, step),
            lines=lines,
        )

    def _marker(self, source: SourceOrder) -> str:
        return self.policy.templates.marker.format(key=str(source.key), number=source.number)


def _out_of_range(source: SourceOrder, policy: PurchaseOrderPolicy) -> tuple[Finding, ...]:
    """Numbers and dates that no arithmetic should be tried on: Procurify's limits are wider than GP's."""
    fields = Fields(policy.limits, str(source.key))
    for name, amount in _amounts(source):
        fields.amount(amount, name)
    for name, day in _dates(source):
        if not _FIRST_YEAR <= day.year <= _LAST_YEAR:
            fields.add("VALUE_OUT_OF_RANGE", where=name, tried=day.isoformat())
    return tuple(fields.findings)


def _amounts(source: SourceOrder) -> Iterator[tuple[str, Decimal | None]]:
    yield from (("the subtotal", source.subtotal), ("the freight", source.freight))
    yield from (("the other cost", source.other), ("the total", source.total))
    for name, modifier in (("the discount", source.discount), ("the tax", source.tax)):
        yield name, modifier.value if modifier else None
    for line in source.lines:
        yield from ((f"{line.label}: quantity", line.quantity), (f"{line.label}: price", line.unit_price))
        yield from ((f"{line.label}: total", line.total), (f"{line.label}: tax", line.tax))
        yield f"{line.label}: shipping", line.shipping
        yield from ((f"{line.label}: an allocation", part.amount) for part in line.allocations)


def _dates(source: SourceOrder) -> Iterator[tuple[str, date]]:
    days: list[tuple[str, date | None]] = [
        ("the order's date", source.ordered_at),
        ("the promise date", source.promise_date),
    ]
    days += [(f"{line.label}: required date", line.date_required) for line in source.lines]
    yield from ((name, day) for name, day in days if day is not None)


def _document_date(ordered_at: datetime, company: CompanyPolicy) -> date:
    """GP's dates are days: the one that it was at the company when the order was made."""
    return ordered_at.astimezone(company.zone).date()


def _period_refs(source: SourceOrder, company: CompanyPolicy, facts: Facts) -> set[Ref]:
    """The year and period of the order's date, once the calendar is known: so that a later run sees them change."""
    ref = names.fiscal_calendar(company.id)
    if source.ordered_at is None or ref not in facts.asked:
        return set()
    day = _document_date(source.ordered_at, company)
    calendar: FiscalCalendar | None = facts.get(ref)
    period = calendar.period_of(day) if calendar else None
    year = {names.fiscal_year(company.id, day.year)}
    return year if period is None else year | {names.fiscal_period(company.id, period.year, period.period)}


def _coding_refs(source: SourceOrder, company: CompanyPolicy, facts: Facts) -> set[Ref]:
    needed: set[Ref] = set()
    format_ref = names.account_format(company.id)
    account_format: AccountFormat | None = facts.get(format_ref) if format_ref in facts.asked else None
    for line in source.lines:
        for coding in codings(line):
            number = gl_account(company, coding)
            location = company.location(coding.location)
            site = (location.site if location else "") or company.default_site
            if site:
                needed.add(names.site(company.id, site))
            if number is not None:
                needed.add(names.account(company.id, number))
                needed.update(cost_centres(company, account_format, number))
    return needed


def _vendor(source: SourceOrder, company: CompanyPolicy, facts: Facts, fields: Fields) -> str:
    if source.vendor is None:
        fields.add("VALUE_MISSING", where="the vendor")
        return ""
    link = names.vendor_link(company.id, source.vendor.id)
    vendor_id: str | None = facts.get(link)
    named = f"'{source.vendor.name}' (Procurify id {source.vendor.id})"
    if not vendor_id:
        fields.add("VENDOR_UNLINKED", cause=link, tried=f"{named} is not linked to a GP vendor")
        return ""
    if facts.get(names.gp_vendor(company.id, vendor_id)) is None:
        cause = names.gp_vendor(company.id, vendor_id)
        fields.add("VENDOR_UNLINKED", cause=cause, tried=f"{named} is linked to {vendor_id}, which GP does not have")
        return ""
    return fields.key("vendor_id", vendor_id, "the vendor ID")


def _currency(source: SourceOrder, company: CompanyPolicy, facts: Facts, fields: Fields) -> Currency | None:
    known: tuple[Currency, ...] = facts.get(names.currencies(company.id)) or ()
    wanted = company.currencies.get(source.currency)
    if wanted:
        matches = [currency for currency in known if currency.id == wanted]
    else:
        matches = [currency for currency in known if currency.iso_code == source.currency]
    if len(matches) == 1:
        return matches[0]
    tried = f"'{source.currency}'" if not matches else f"'{source.currency}' ({len(matches)} GP currencies match)"
    fields.add("CURRENCY_UNMAPPED", cause=names.currencies(company.id), tried=tried)
    return None


def _terms(source: SourceOrder, company: CompanyPolicy) -> str:
    return company.payment_terms.get(source.payment_terms, source.payment_terms)


def _existing_terms(source: SourceOrder, company: CompanyPolicy, facts: Facts, fields: Fields) -> str | None:
    if not source.payment_terms:
        return None
    wanted = _terms(source, company)
    ref = names.payment_terms(company.id, wanted)
    if facts.get(ref) is None:
        fields.add("TERMS_UNMAPPED", cause=ref, tried=f"'{wanted}'")
        return None
    return wanted


def _shipping(source: SourceOrder, company: CompanyPolicy, fields: Fields) -> str | None:
    method = source.shipping_method
    if not method:
        return None
    if method not in company.shipping_methods:
        cause = Ref("shipping_method", (company.id, method))
        fields.add("SHIPPING_METHOD_UNMAPPED", cause=cause, tried=f"'{method}'")
        return None
    return company.shipping_methods[method] or None


def _ship_to(source: SourceOrder, company: CompanyPolicy) -> str | None:
    """The first coded location's address: GP's order has one ship-to."""
    for line in source.lines:
        for coding in codings(line):
            location = company.location(coding.location)
            if location is not None and location.ship_to:
                return location.ship_to
    return None
