"""Requisitions in Procurify as they truly are, with the orders that they become."""

from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal

import attrs

from gp_sync.core.canonical import canonical, fingerprint, revive
from gp_sync.core.flow import FeedPage, Fetched, Listed, Touched
from gp_sync.flows.purchase_orders.document import OrderState
from gp_sync.flows.requisitions import REQUISITIONS
from gp_sync.flows.requisitions.document import RequisitionState, SourceRequisition
from gp_sync.systems.procurify import unavailable
from gp_sync.testing.examples import encode_order, line, order
from tests.simulation.caller import Caller

__all__ = ["Asked", "ListFeed", "decode", "given", "ordered"]


@attrs.define(kw_only=True)
class Asked:
    """A requisition, and its order once it was bought.

    Args:
        changed: the day of its last change.
        states: all states that it was in, the newest last.
        ordered: whether it was put on an order.
        cancelled: whether that order was cancelled.
    """

    number: int
    changed: date
    quantity: int = 10
    states: list[RequisitionState] = attrs.field(factory=lambda: [RequisitionState.PENDING])
    ordered: bool = False
    cancelled: bool = False

    @property
    def state(self) -> RequisitionState:
        """Where it stands."""
        return self.states[-1]

    @property
    def record(self) -> str:
        """Its number in GP."""
        return f"PREQ{self.number}"

    @property
    def order_record(self) -> str:
        """The number of its order in GP."""
        return f"PF{self.number}"


def given(asked: Asked) -> SourceRequisition:
    """A requisition as Procurify gives it."""
    request = order(
        flow=REQUISITIONS, key=asked.number, number=str(asked.number), vendor=None, payment_terms="", buyer="",
        shipping_method="", promise_date=None, lines=(line(id=asked.number, quantity=Decimal(asked.quantity)),),
    )  # fmt: skip
    return SourceRequisition(
        number=asked.number,
        state=asked.state,
        state_value=str(asked.state),
        request=request,
        description="Oil",
        orders={str(asked.number): (1000 + asked.number,)} if asked.ordered else {},
    )


def ordered(asked: Asked) -> bytes:
    """The order of a requisition as Procurify gives it."""
    state = OrderState.CANCELLED if asked.cancelled else OrderState.PURCHASED
    bought = line(id=asked.number, quantity=Decimal(asked.quantity), requisition=asked.number)
    return encode_order(
        order(key=1000 + asked.number, number=asked.order_record, state=state, state_value=str(state), lines=(bought,))
    )


def decode(payload: bytes) -> SourceRequisition:
    """Read what a feed gave. Raises ValueError."""
    found = revive(payload.decode(), SourceRequisition)
    if found is None:
        raise ValueError("there is nothing in it")
    return found


class ListFeed:
    """One of Procurify's lists as a process reaches it; a `Feed`.

    Args:
        caller: the process.
        asked: all requisitions.
        orders: tell their orders instead.
    """

    def __init__(self, caller: Caller, asked: dict[int, Asked], *, orders: bool) -> None:
        self._caller, self._asked, self._orders = caller, asked, orders
        self.name = "model.orders" if orders else "model.requisitions"

    def pages(self, since: date | None, until: date) -> Iterator[FeedPage]:
        """The list, each page read when it is asked for."""
        for first in range(0, max(len(self._asked), 1), 2):
            with_faults(self._caller, "page")
            rows = [row for row in self._rows() if (since is None or since <= row.changed) and row.changed <= until]
            yield FeedPage(rows=tuple(map(self._listed, rows[first : first + 2])))

    def touched(self, since: date, until: date) -> list[Touched]:
        """Nothing: a row shows each change of its items."""
        return []

    def fetch(self, source_id: str) -> Fetched:
        """One document, whole."""
        with_faults(self._caller, "one")
        asked = self._asked[int(source_id) - (1000 if self._orders else 0)]
        payload = ordered(asked) if self._orders else canonical(given(asked)).encode()
        return Fetched(payload=payload, label=source_id)

    def _rows(self) -> list[Asked]:
        return [row for row in self._asked.values() if row.ordered or not self._orders]

    def _listed(self, asked: Asked) -> Listed:
        key = asked.number + (1000 if self._orders else 0)
        return Listed(
            source_id=str(key),
            token=fingerprint(repr(asked)),
            changed=datetime.combine(asked.changed, datetime.min.time()).astimezone(),
            dated=date(2026, 11, 4),
            label=str(key),
        )


def with_faults(caller: Caller, place: str) -> None:
    """A call of Procurify, which may fail. Raises Unavailable."""
    with unavailable():
        caller.read("procurify", place)
