"""Orders and requisitions in the same terms, so that one comparison does for both.

A requisition is an order that nobody has made: what this package says of orders holds for requisitions too.
"""

from collections.abc import Callable, Mapping
from typing import Any

import attrs

from gp_sync.core.flow import Flow
from gp_sync.core.kinds import PURCHASE_ORDERS, REQUISITIONS, kind_of
from gp_sync.flows.purchase_orders.document import GPPurchaseOrder, OrderState, SourceOrder
from gp_sync.flows.purchase_orders.policy import PurchaseOrderPolicy
from gp_sync.flows.requisitions.document import GPRequisition, RequisitionState, SourceRequisition
from gp_sync.reconcile.reading import OrderLists

__all__ = ["Documents", "as_order", "currency_ids", "documents_of"]

_OVER = frozenset({RequisitionState.DENIED, RequisitionState.CANCELLED})


@attrs.frozen(kw_only=True)
class Documents:
    """One flow of a connection that is compared.

    Args:
        flow: the flow.
        lists: both systems' lists of its documents.
        policy: its settings, as those of orders.
        asked: what a document of Procurify asks for, as an order.
        is_cancelled: whether nothing of a document of Procurify counts.
    """

    flow: Flow[Any, Any]
    lists: OrderLists
    policy: PurchaseOrderPolicy
    asked: Callable[[Any], SourceOrder]
    is_cancelled: Callable[[Any], bool]

    @property
    def word(self) -> str:
        """What one of them is called: `order` or `requisition`."""
        return kind_of(self.flow.name).document


def documents_of(flows: tuple[Flow[Any, Any], ...], lists: Mapping[str, OrderLists]) -> tuple[Documents, ...]:
    """The flows of orders and of requisitions, as far as the connection has them; orders first.

    Args:
        flows: those of the connection.
        lists: both systems' lists, by the flow's name.
    """
    known = {flow.name: flow for flow in flows}
    made = []
    if PURCHASE_ORDERS in known:
        made.append(_orders(known[PURCHASE_ORDERS], lists[PURCHASE_ORDERS]))
    if REQUISITIONS in known:
        made.append(_requisitions(known[REQUISITIONS], lists[REQUISITIONS]))
    return tuple(made)


def as_order(body: GPPurchaseOrder | GPRequisition) -> GPPurchaseOrder:
    """What GP holds as an order: a requisition as one of all its lines, without a vendor and without tax."""
    return body.as_order() if isinstance(body, GPRequisition) else body


def currency_ids(body: GPPurchaseOrder | GPRequisition) -> tuple[str, ...]:
    """The IDs of all its currencies: one of an order, while each line of a requisition has its own."""
    if isinstance(body, GPRequisition):
        return tuple(dict.fromkeys(line.currency_id for line in body.lines)) or ("",)
    return (body.currency_id,)


def _orders(flow: Flow[Any, Any], lists: OrderLists) -> Documents:
    return Documents(flow=flow, lists=lists, policy=flow.policy, asked=_itself, is_cancelled=_order_is_cancelled)


def _itself(order: SourceOrder) -> SourceOrder:
    return order


def _order_is_cancelled(order: SourceOrder) -> bool:
    return order.state is OrderState.CANCELLED


def _requisitions(flow: Flow[Any, Any], lists: OrderLists) -> Documents:
    return Documents(
        flow=flow, lists=lists, policy=flow.policy.as_orders, asked=_request, is_cancelled=_requisition_is_over
    )


def _request(requisition: SourceRequisition) -> SourceOrder:
    return requisition.request


def _requisition_is_over(requisition: SourceRequisition) -> bool:
    return requisition.state in _OVER
