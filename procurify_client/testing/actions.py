"""What an operation on single records gets and gives, and those that are only reads."""

import re
from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

import attrs

from procurify_client.testing.procurement import Procurement
from procurify_client.testing.refusals import not_found
from procurify_client.testing.shapes import Wire

__all__ = ["READS", "Action", "Answer", "Request", "number_of", "single"]


@attrs.frozen(kw_only=True)
class Request:
    """A request that is as the document describes it.

    Attributes:
        actor: the id of the user as whom it acts.
        arguments: what the path says, by the names of its parameters.
        body: what was sent, checked; empty where nothing is sent.
    """

    actor: int
    arguments: Mapping[str, str]
    body: Wire = attrs.field(factory=dict)


@attrs.frozen
class Answer:
    """A status, and a body in wire form; None for an empty one."""

    status: int
    body: Any = None


Action: TypeAlias = Callable[[Procurement, Request], Answer]


def single(record: Wire, status: int = 200, **metadata: Any) -> Answer:
    """Answer one record in the usual envelope."""
    return Answer(status, {"data": record, "metadata": metadata})


def number_of(request: Request, name: str = "id") -> int:
    """Read a number of the path. One that is longer than any id belongs to nothing.

    Raises:
        Refusal: 404, where it is no number or too long.
    """
    text = request.arguments[name]
    if not re.fullmatch(r"[0-9]{1,18}", text):
        raise not_found()
    return int(text)


def _found(get: Callable[[int], Wire], number: int) -> Wire:
    try:
        return get(number)
    except LookupError as error:
        raise not_found() from error


def _vendor(tenant: Procurement, request: Request) -> Answer:
    return single(_found(tenant.detailed_vendor, number_of(request)))


def _location(tenant: Procurement, request: Request) -> Answer:
    return single(_found(lambda number: tenant.existing("locations", number), number_of(request)))


def _purchase_order(tenant: Procurement, request: Request) -> Answer:
    wanted = request.arguments["id"].lower()
    for order in tenant.orders:
        if wanted in {str(order.key), str(order.uuid), order.uuid.hex}:
            return single(tenant.order_detail(order), can_edit=True, can_delete=False)
    raise not_found()


def _billing_history(tenant: Procurement, _: Request) -> Answer:
    return Answer(200, {"metadata": {}, "data": [tenant.billing(order) for order in tenant.orders]})


def _me(tenant: Procurement, request: Request) -> Answer:
    return single(tenant.own_profile(request.actor))


READS: Mapping[str, Action] = {
    "getVendor": _vendor,
    "getLocation": _location,
    "getPurchaseOrder": _purchase_order,
    "getBillingHistory": _billing_history,
    "getCurrentUser": _me,
}
"""The reads of single records, by operation."""
