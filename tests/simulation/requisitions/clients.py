"""GP's requisitions and orders as one process reaches them, over what GP truly holds."""

from collections.abc import Callable
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import attrs

import dynamicsgp_sba as gp
from gp_sync.core.model import TargetRef
from tests.simulation.caller import Caller
from tests.simulation.records import Record, Status, written

if TYPE_CHECKING:
    from tests.simulation.requisitions.world import RequisitionWorld

__all__ = ["OrderClient", "RequisitionClient", "told"]


class Listed(list[Any]):
    """A list as the client gives it, all of which can be read."""

    unreadable: tuple[Any, ...] = ()


def told(document: gp.NewRequisition) -> gp.Requisition:
    """What GP holds of a new requisition, or one that is written over."""
    lines = tuple(
        gp.RequisitionLine(
            **{name: value for name, value in attrs.asdict(row).items() if value is not None and name in _LINE},
            status=gp.RequisitionLineStatus.NEW,
            extended_cost=row.quantity_ordered * row.unit_cost,
        )
        for row in document.lines
    )
    header = {name: value for name, value in attrs.asdict(document, recurse=False).items() if value is not None}
    total = sum((line.extended_cost or Decimal(0) for line in lines), Decimal(0))
    return gp.Requisition(**(header | {"lines": lines}), status=gp.RequisitionStatus.SAVED, total=total)


_LINE = {field.name for field in attrs.fields(gp.RequisitionLine)}


class RequisitionClient:
    """A company's requisitions."""

    def __init__(self, caller: Caller, world: "RequisitionWorld") -> None:
        self._caller, self._world = caller, world

    def get(self, number: str) -> gp.Requisition:
        """One of them. Raises DynamicsGPError."""
        self._caller.read("gp", "requisition", number)
        if number not in self._world.requisitions:
            raise gp.NotFoundError("no such requisition", status=404)
        return self._world.requisitions[number]

    def list(self) -> Listed:
        """All of them. Raises DynamicsGPError."""
        self._caller.read("gp", "requisitions")
        return Listed(row for _, row in sorted(self._world.requisitions.items()))

    def create(self, document: gp.NewRequisition, *, known_new: bool, timeout: float) -> gp.Requisition:
        """Create one. Raises DynamicsGPError."""
        if not known_new:
            raise ValueError("the client is asked to look first")
        self._world.judge_requisition(self._caller, document.number, "create")
        return self._send(document.number, "create", timeout, lambda: self._world.enter(told(document)))

    def update(self, document: gp.NewRequisition, *, seen: gp.Requisition, timeout: float) -> gp.Requisition:
        """Change one that is what was seen. Raises DynamicsGPError."""
        self._check(document.number, seen)
        self._world.judge_requisition(self._caller, document.number, "update")
        return self._send(document.number, "update", timeout, lambda: self._world.replace(told(document)))

    def delete(self, number: str, *, seen: gp.Requisition, timeout: float) -> None:
        """Delete one that is what was seen. Raises DynamicsGPError."""
        self._check(number, seen)
        self._world.judge_requisition(self._caller, number, "delete")
        self._send(number, "delete", timeout, lambda: self._world.delete(number))

    def _check(self, number: str, seen: gp.Requisition) -> None:
        now = self.get(number)
        if now != seen:
            raise gp.RowChangedError("it is no longer what was seen", status=409)
        if now.why_not_open_for_change:
            raise gp.GuardError("it may not be changed")

    def _send(self, number: str, op: str, timeout: float, act: Callable[[], gp.Requisition]) -> gp.Requisition:
        return self._caller.send("gp", number, f"{op} {number}", timeout, act)


class OrderClient:
    """A company's purchase orders."""

    def __init__(self, caller: Caller, world: "RequisitionWorld") -> None:
        self._caller, self._world = caller, world

    def get(self, number: str) -> gp.PurchaseOrder:
        """One of them. Raises DynamicsGPError."""
        self._caller.read("gp", "order", number)
        if number not in self._world.orders:
            raise gp.NotFoundError("no such order", status=404)
        return self._world.orders[number].told()

    def list(self, **_: object) -> Listed:
        """All of them, each of which is ours. Raises DynamicsGPError."""
        self._caller.read("gp", "orders")
        return Listed(row.told() for _, row in sorted(self._world.orders.items()))

    def create(self, document: gp.NewPurchaseOrder, *, known_new: bool, timeout: float) -> gp.PurchaseOrder:
        """Create one. Raises DynamicsGPError."""
        if not known_new:
            raise ValueError("the client is asked to look first")
        number = document.number
        self._world.judge_order(number)

        def act() -> gp.PurchaseOrder:
            if number in self._world.orders:
                raise gp.AlreadyExistsError("the number exists", status=409)
            target = TargetRef(side="gp", company="TWO", number=number)
            moment, now = self._world.moment(), self._world.now()
            body = written(document, None)
            self._world.orders[number] = Record(target=target, body=body, stamp=moment, life=moment, changed=now)
            self._world.made.append(number)
            return self._world.orders[number].told()

        return self._caller.send("gp", number, f"create {number}", timeout, act)

    def update(self, document: gp.NewPurchaseOrder, *, row_stamp: str, timeout: float) -> gp.PurchaseOrder:
        """Change one. Raises DynamicsGPError."""
        return self._change(document.number, row_stamp, timeout, document)

    def void(self, number: str, *, row_stamp: str, timeout: float) -> gp.PurchaseOrder:
        """Void one. Raises DynamicsGPError."""
        return self._change(number, row_stamp, timeout, None)

    def _change(
        self, number: str, row_stamp: str, timeout: float, document: gp.NewPurchaseOrder | None
    ) -> gp.PurchaseOrder:
        def act() -> gp.PurchaseOrder:
            there = self._world.orders[number]
            if str(there.stamp) != row_stamp:
                raise gp.RowChangedError("the row changed", status=409)
            if document is None:
                there.status = Status.CANCELED
            else:
                there.body = written(document, there.body)
            there.stamp, there.changed = self._world.moment(), self._world.now()
            return there.told()

        what = f"{'void' if document is None else 'update'} {number}"
        return self._caller.send("gp", number, what, timeout, act)
