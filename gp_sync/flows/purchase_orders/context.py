"""What the steps of mapping one order share."""

import attrs

from gp_sync.core.fact_values import Currency
from gp_sync.core.model import Facts, Ref
from gp_sync.flows.purchase_orders.document import SourceOrder
from gp_sync.flows.purchase_orders.fields import Fields
from gp_sync.flows.purchase_orders.functions import OrderFunctions
from gp_sync.flows.purchase_orders.policy import CompanyPolicy, PurchaseOrderPolicy

__all__ = ["Context"]


@attrs.frozen(kw_only=True)
class Context:
    """One order on its way into one company.

    Args:
        order: the order.
        company: the GP company.
        policy: the flow's settings.
        functions: what may be replaced of the mapping.
        facts: what was looked up.
        fields: fits values, and collects the findings.
        currency: the order's.
        quantity_decimals: decimals of a quantity without an item.
        cost_decimals: decimals of a unit cost without an item.
        foreign: the order is not in the company's own currency.
    """

    order: SourceOrder
    company: CompanyPolicy
    policy: PurchaseOrderPolicy
    functions: OrderFunctions
    facts: Facts
    fields: Fields
    currency: Currency
    quantity_decimals: int
    cost_decimals: int
    foreign: bool

    def cannot_tell(self, ref: Ref, where: str, new: str) -> bool:
        """Whether a fact cannot be had now, so that its field is left as GP has it; a finding says so.

        Args:
            ref: the fact that alone tells the field's value.
            where: how messages call the field.
            new: what a new order has instead.
        """
        problem = self.facts.unusable.get(ref)
        if problem is None:
            return False
        self.fields.add("LEFT_AS_IN_GP", cause=problem.cause, where=where, tried=new)
        return True
