"""Rules about an order's currency: the company may use it, and where it is foreign, there is a rate to its own."""

from collections.abc import Iterator

from gp_sync.core import facts as names
from gp_sync.core.fact_values import ExchangeRate
from gp_sync.core.findings import finding
from gp_sync.core.model import Finding
from gp_sync.flows.purchase_orders.document import GPPurchaseOrder
from gp_sync.flows.purchase_orders.items import Asking
from gp_sync.flows.purchase_orders.needs import (
    currencies_called,
    foreign_currency,
    foreign_rate,
    may_be_foreign,
    own_currency,
)
from gp_sync.flows.purchase_orders.rules.common import (
    MappedOrder,
    OrderCase,
    bodies,
    company_of,
    order_ref,
    policy_of,
)
from gp_sync.flows.purchase_orders.tables import same

__all__ = ["currency_is_open", "own_currency_is_known", "rate_exists"]


def currency_is_open(case: OrderCase, mapped: MappedOrder) -> Iterator[Finding]:
    """An order in a foreign currency is in one that the company has access to."""
    for company, _ in bodies(mapped):
        # Of the source and not of the body: a requisition none of whose lines could be mapped has no currency.
        currency = foreign_currency(case.source, _asking(case, company))
        ref = names.currency_access(company, currency)
        if currency and case.facts.get(ref) is None:
            yield finding("CURRENCY_NO_ACCESS", ref, tried=currency)


def own_currency_is_known(case: OrderCase, mapped: MappedOrder) -> Iterator[Finding]:
    """Without the company's own currency, nobody can tell whether an order needs a rate."""
    for company, _ in bodies(mapped):
        if may_be_foreign(_asking(case, company)):
            setup = names.purchasing_setup(company)
            missing = case.facts.unusable.get(setup)
            yield finding("OWN_CURRENCY_UNKNOWN", setup if missing is None else missing.cause, tried=company)


def rate_exists(case: OrderCase, mapped: MappedOrder) -> Iterator[Finding]:
    """An order in a foreign currency has an exchange rate to the company's own, by GP's table or by Procurify."""
    for company, body in bodies(mapped):
        by_procurify = company_of(case, company).rate == "source"
        yield from _by_procurify(case, company, body) if by_procurify else _by_gp(case, company, body)


def _by_procurify(case: OrderCase, company: str, body: GPPurchaseOrder) -> Iterator[Finding]:
    """Procurify's rate leads to the tenant's base currency, which has to be the company's own."""
    settings = company_of(case, company)
    if not foreign_currency(case.source, _asking(case, company)):
        return
    base: str = case.facts.get(names.base_currency()) or ""
    own = own_currency(settings, case.facts)
    if not any(same(currency.id, own) for currency in currencies_called(base, settings, case.facts)):
        tried = f"{base or 'an unknown currency'}, and {company}'s own currency is {own}"
        cause = names.setting(company, "rate") if base else names.base_currency()
        yield finding("RATE_TO_OTHER_CURRENCY", cause, tried=tried)
    elif body.exchange_rate is None:
        yield finding("RATE_MISSING", order_ref(case), tried=f"{body.currency_id}, and Procurify tells none")


def _by_gp(case: OrderCase, company: str, body: GPPurchaseOrder) -> Iterator[Finding]:
    """GP has a rate on the order's date that has not expired."""
    ref = foreign_rate(case.source, _asking(case, company))
    rate: ExchangeRate | None = case.facts.get(ref) if ref is not None else None
    if ref is None or (rate is not None and (rate.expires is None or rate.expires >= body.document_date)):
        return
    expired = f", whose last one expired on {rate.expires}" if rate is not None else ""
    yield finding("RATE_MISSING", ref, tried=f"{body.currency_id} on {body.document_date}{expired}")


def _asking(case: OrderCase, company: str) -> Asking:
    return Asking(company_of(case, company), policy_of(case), case.facts)
