"""Dynamics GP as it truly is: records with a row stamp and a status, what people do to them, and late requests.

This is the ground truth, kept apart from the engine: what the engine may see of it goes through `client.Orders`.
"""

import copy
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

import attrs

import dynamicsgp_sba as gp
from gp_sync.clock import Clock
from gp_sync.core.model import TargetRef, Write
from gp_sync.flows.purchase_orders.document import GPPurchaseOrder
from tests.simulation.records import Record, Request, Status, written

__all__ = ["GPModel"]


class GPModel:
    """Numbers unique over work and history, or a create that replaces; changes guarded by the row stamp.

    Args:
        moment: numbers everything that happens, in order.
        now: the true time.
        count: counts something that was met.
        refuses_existing: whether a second create of a number is refused.
        reads_history: whether anybody but a person can see what is in history.

    Attributes:
        work: the open documents.
        history: those that were moved there.
        births: how many documents our requests for an order brought into being under each number.
        harm: what was done to a record that nobody but a person may change.
        late: requests that have not landed yet.
        overdue: numbers under which a request landed after it should have.
        partial: numbers under which a document was once written in part.
        vanished: numbers whose record a person deleted once.
        touched: numbers whose record a person changed or entered.
        refused: numbers that a business rule stood against once.
    """

    def __init__(
        self,
        moment: Callable[[], int],
        now: Clock,
        count: Callable[[str], None],
        *,
        refuses_existing: bool,
        reads_history: bool,
    ) -> None:
        self.refuses_existing, self.reads_history = refuses_existing, reads_history
        self.work: dict[TargetRef, Record] = {}
        self.history: dict[TargetRef, Record] = {}
        self.deleted: dict[TargetRef, Record] = {}
        self.births: Counter[tuple[int, TargetRef]] = Counter()
        self.harm: list[str] = []
        self.late: list[Request] = []
        self.overdue: set[TargetRef] = set()
        self.partial: set[TargetRef] = set()
        self.vanished: set[TargetRef] = set()
        self.touched: set[TargetRef] = set()
        self.refused: set[TargetRef] = set()
        self._backup: tuple[dict[TargetRef, Record], dict[TargetRef, Record]] | None = None
        self._moment = moment
        self._now = now
        self._count = count

    def records(self) -> Iterator[Record]:
        """All documents, work and history."""
        yield from self.work.values()
        yield from self.history.values()

    def standing(self, target: TargetRef, *, with_history: bool = True) -> Record | None:
        """What stands under a number."""
        return self.work.get(target) or (self.history.get(target) if with_history else None)

    def land_due(self, now: datetime) -> list[Request]:
        """Let the requests land whose time has come; gives those that took effect."""
        due = sorted((row for row in self.late if row.lands and row.lands <= now), key=lambda row: str(row.lands))
        self.late = [row for row in self.late if row not in due]
        return [request for request in due if self._lands(request)]

    def execute(self, request: Request, *, lines: int | None = None) -> Record:
        """Carry a request out, perhaps with its first lines only.

        Raises:
            DynamicsGPError: it is refused, and nothing was written.
        """
        write, document = request.write, request.document
        there = self.standing(write.target)
        before = None if there is None else (there.body, there.status)
        record = self._create(request, there) if write.op == "create" else self._change(write, there)
        if document is not None:
            cut = document if lines is None else attrs.evolve(document, lines=document.lines[:lines])
            record.body = written(cut, record.body if record is there else None)
        record.ours = record.body
        if lines is not None:
            self.partial.add(write.target)
            self._count("a document stands in part")
        record.stamp, record.changed = self._moment(), self._now()
        request.executed += 1
        request.changed |= before != (record.body, record.status)
        return record

    def receive(self, record: Record) -> None:
        """Somebody enters a receipt against a document."""
        self._by_hand(record)
        record.received = True

    def enter(self, target: TargetRef, body: GPPurchaseOrder) -> None:
        """Somebody enters a document by hand."""
        moment = self._moment()
        self.touched.add(target)
        self.work[target] = Record(
            target=target, body=body, stamp=moment, life=moment, changed=self._now(), by_hand=moment
        )

    def change(self, record: Record, status: Status | None = None, **fields: Any) -> None:
        """Somebody changes a document by hand."""
        record.body = attrs.evolve(record.body, **fields)
        record.status = status or record.status
        self._by_hand(record)

    def delete(self, record: Record) -> None:
        """Somebody deletes a document, which frees its number."""
        self._by_hand(record)
        self.vanished.add(record.target)
        self.deleted[record.target] = self.work.pop(record.target)

    def restore(self, target: TargetRef) -> None:
        """A deleted document comes back as it was."""
        record = self.deleted.pop(target)
        self._by_hand(record)
        self.work[target] = record

    def archive(self, record: Record) -> None:
        """A document moves to history."""
        self._by_hand(record)
        record.in_history = True
        self.history[record.target] = self.work.pop(record.target)

    def unarchive(self, record: Record) -> None:
        """A document comes back from history."""
        self._by_hand(record)
        record.in_history = False
        self.work[record.target] = self.history.pop(record.target)

    def back_up(self) -> None:
        """Somebody makes a backup of the whole company."""
        self._backup = copy.deepcopy((self.work, self.history))

    def restore_backup(self) -> bool:
        """The company is put back to the last backup; tells whether there is one."""
        if self._backup is None:
            return False
        before = {record.target: record.told() for record in self.records()}
        self.work, self.history = copy.deepcopy(self._backup)
        after = {record.target: record.told() for record in self.records()}
        changed = {target for target in {*before, *after} if before.get(target) != after.get(target)}
        self.touched |= changed
        self.vanished |= changed
        return True

    def _by_hand(self, record: Record) -> None:
        record.by_hand = record.stamp = self._moment()
        record.changed = self._now()
        self.touched.add(record.target)

    def _lands(self, request: Request) -> bool:
        try:
            self.execute(request)
        except gp.DynamicsGPError:
            return False  # nobody waits for this answer any more
        if request.lands is not None and request.lands > request.settles:
            self.overdue.add(request.write.target)
        return True

    def _create(self, request: Request, there: Record | None) -> Record:
        target, body, moment = request.write.target, request.write.body, self._moment()
        if body is None:
            raise ValueError("a create has a body")
        if there is not None and self.refuses_existing:
            self._count("refused with 409 since the number exists")
            raise gp.AlreadyExistsError("the number exists", status=409)
        visible = there is not None and (self.reads_history or not there.in_history)
        if there is not None and visible and there.by_hand and there.by_hand < request.seen:
            self.harm.append(f"a create replaced {target}, which a person had changed and the sender had seen")
        if there is not None and not there.in_history:
            self._count("a create writes over a record")
            if there.ours is not None and there.body.confirm_with != body.confirm_with and target not in self.overdue:
                self.harm.append(f"a create for order {request.order} replaced {target} of another order")
            return there
        self.births[request.order, target] += 1
        self.work[target] = Record(target=target, body=body, stamp=moment, life=moment, changed=self._now())
        return self.work[target]

    def _change(self, write: Write[GPPurchaseOrder], there: Record | None) -> Record:
        if there is None:
            raise gp.NotFoundError("no such order", status=404)
        if str(there.stamp) != write.stamp:
            raise gp.RowChangedError("the row changed", status=409)
        if not there.touchable:
            where = "in history" if there.in_history else "received" if there.received else there.status.name
            self.harm.append(f"{write.target} was changed by us although it is {where}")
        if write.op == "void":
            there.status = Status.CANCELED
        return there
