"""What the mapping of an order begins with: who fits its values, and what all steps share."""

from gp_sync.core import facts as names
from gp_sync.core.fact_values import Currency, PurchasingSetup
from gp_sync.core.model import Facts
from gp_sync.flows.purchase_orders.context import Context
from gp_sync.flows.purchase_orders.document import SourceOrder
from gp_sync.flows.purchase_orders.fields import Fields
from gp_sync.flows.purchase_orders.functions import OrderFunctions
from gp_sync.flows.purchase_orders.needs import currencies_of, own_currency
from gp_sync.flows.purchase_orders.policy import CompanyPolicy, PurchaseOrderPolicy
from gp_sync.flows.purchase_orders.tables import same

__all__ = ["context_of", "fields_of"]

_QUANTITY_DECIMALS = 2  # where neither the configuration nor GP tells them


def fields_of(source: SourceOrder, policy: PurchaseOrderPolicy) -> Fields:
    """Who fits the values of an order, and collects what is found."""
    orders = policy.orders
    return Fields(
        policy.limits,
        source.ref,
        whole=frozenset(field for field, choice in orders.long_texts.items() if choice == "block"),
        replace=orders.other_letters == "replace",
    )


def context_of(
    source: SourceOrder,
    company: CompanyPolicy,
    policy: PurchaseOrderPolicy,
    functions: OrderFunctions,
    facts: Facts,
    fields: Fields,
) -> Context | None:
    """What the steps share, or None where no amount could be told."""
    currencies = currencies_of(source, company, facts)
    if len(currencies) != 1:
        tried = f"'{source.currency}'" + (f" ({len(currencies)} GP currencies match)" if currencies else "")
        fields.add("CURRENCY_UNMAPPED", cause=names.currencies(company.id), tried=tried)
        return None
    currency = currencies[0]
    setup: PurchasingSetup = facts.get(names.purchasing_setup(company.id)) or PurchasingSetup()
    told = [known for known in (company.quantity_decimals, setup.quantity_decimals) if known is not None]
    own = own_currency(company, facts)
    return Context(
        order=source,
        company=company,
        policy=policy,
        functions=functions,
        facts=facts,
        fields=fields,
        currency=currency,
        quantity_decimals=min(told, default=_QUANTITY_DECIMALS),
        cost_decimals=_cost_decimals(currency, setup, own),
        foreign=bool(own) and not same(own, currency.id),
    )


def _cost_decimals(currency: Currency, setup: PurchasingSetup, own: str) -> int:
    """Decimals of a unit cost without an item: the setup's in the company's own currency, else the currency's."""
    told = setup.cost_decimals
    if told is None or (own and not same(own, currency.id)):
        return currency.decimals
    # Where GP does not tell its own currency, either may hold.
    return told if own else min(told, currency.decimals)
