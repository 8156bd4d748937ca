"""What the orders that were captured say: who bought, in which currency, and what their lines are charged to."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

import attrs

from gp_sync.core.flow import Flow
from gp_sync.flows.purchase_orders.document import GPPurchaseOrder, OrderState, SourceLine, SourceOrder
from gp_sync.flows.purchase_orders.functions import OrderFunctions, codings, custom_value
from gp_sync.flows.purchase_orders.policy import CompanyPolicy, PurchaseOrderPolicy
from gp_sync.flows.purchase_orders.routing import route
from gp_sync.ledger.protocols import Ledger
from gp_sync.run.guarded import NotProcessedError, guarded

__all__ = ["Said", "captured_orders", "said_by"]


@attrs.define(kw_only=True)
class Said:
    """What the orders of one company say.

    Args:
        buyers: how many orders each purchaser bought.
        currencies: how many orders are in each currency.
        custom_fields: the names of the custom fields that have a value on an order or a line.
        coded: a line with its order for each account code, and for each value of the custom fields beside it.
    """

    buyers: Counter[str] = attrs.field(factory=Counter)
    currencies: Counter[str] = attrs.field(factory=Counter)
    custom_fields: set[str] = attrs.field(factory=set)
    coded: dict[tuple[str, ...], tuple[SourceOrder, SourceLine]] = attrs.field(factory=dict)


def captured_orders(ledger: Ledger, connection: str, flow: Flow[SourceOrder, GPPurchaseOrder]) -> Iterator[SourceOrder]:
    """The newest version of each captured order that can be read and was not cancelled."""
    for row in ledger.documents(connection, flow.name):
        newest = ledger.newest(row.key)
        if newest is None:
            continue
        try:
            order = flow.decode(newest.payload)
        except ValueError:
            continue  # coverage and the issues tell them
        if order.state is not OrderState.CANCELLED:
            yield order


def said_by(
    orders: Iterable[SourceOrder], policy: PurchaseOrderPolicy, functions: OrderFunctions | None
) -> Mapping[str, Said]:
    """What orders say, by the short name of their company; those of no company or of several are left out."""
    found: dict[str, Said] = {}
    for order in orders:
        try:
            company = guarded(route, order, policy, functions)
        except NotProcessedError:
            continue  # a function of the user's failed, which the issues tell
        if isinstance(company, CompanyPolicy):
            _note(found.setdefault(company.id, Said()), order, company)
    return found


def _note(said: Said, order: SourceOrder, company: CompanyPolicy) -> None:
    said.currencies[order.currency] += 1
    if order.buyer.strip():
        said.buyers[order.buyer.strip()] += 1
    said.custom_fields.update(order.custom_fields)
    for line in order.lines:
        said.custom_fields.update(line.custom_fields)
        values = tuple(custom_value(order, line, field) for field in company.custom_fields)
        for coding in codings(line):
            said.coded.setdefault((coding.account_code, *values), (order, line))
