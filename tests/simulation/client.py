"""The GP client as one process holds it: a company's purchase orders, over the model, with places to stop and faults.

The engine's own target stands on it, so what it leaves out of a request and how it judges an answer are the product's.
"""

from datetime import datetime, timedelta
from typing import Any

import attrs

import dynamicsgp_sba as gp
from gp_sync.core.model import Key, TargetRef, Write
from gp_sync.flows.purchase_orders.document import GPPurchaseOrder
from tests.simulation.faults import READ_FAULTS, SEND_FAULTS, Sending
from tests.simulation.mind import Mind
from tests.simulation.records import Record, Request

__all__ = ["Leaving", "Listed", "Orders"]


@attrs.frozen(kw_only=True)
class Leaving:
    """What a worker is about to send, and for which document."""

    key: Key
    write: Write[GPPurchaseOrder]
    deadline: datetime


class Listed(list[gp.PurchaseOrder]):
    """A list as the client gives it, all of which can be read."""

    unreadable: tuple[Any, ...] = ()


class Orders:
    """Purchase orders of one company; so much of the client's resource as the target uses.

    Args:
        mind: the process.
        company: the company's short name.
    """

    def __init__(self, mind: Mind, company: str) -> None:
        self._mind, self._company = mind, company
        self._reads_history = mind.world.site.reads_history
        self.leaving: dict[int, Leaving] = {}

    def get(self, number: str) -> gp.PurchaseOrder:
        """One document. Raises DynamicsGPError."""
        mind, target = self._mind, TargetRef(side="gp", company=self._company, number=number)
        mind.world.look_at_gp()
        self._read_fault()
        mind.answered.add("gp")
        mind.seen[target] = mind.world.moment()
        record = mind.gp.standing(target, with_history=self._reads_history)
        if record is None and target in mind.gp.history:
            mind.world.count("read: history is not seen")
        if record is None or self._is_missed(target):
            raise gp.NotFoundError("no such order", status=404)
        return record.told()

    def list(self, *, marker_prefix: str, changed_since: datetime | None) -> Listed:
        """The documents that carry a marker and changed since an instant. Raises DynamicsGPError."""
        mind = self._mind
        mind.world.look_at_gp()
        self._read_fault()
        mind.answered.add("gp")
        rows = mind.gp.records() if self._reads_history else iter(mind.gp.work.values())
        ours = [row for row in rows if row.target.company == self._company]
        marked = [row for row in ours if row.body.confirm_with.startswith(marker_prefix)]
        changed = [row for row in marked if changed_since is None or row.changed >= changed_since]
        return Listed(row.told() for row in sorted(changed, key=lambda row: row.target))

    def create(self, document: gp.NewPurchaseOrder, *, known_new: bool, timeout: float) -> gp.PurchaseOrder:
        """Send a new document; whether its number is free is the protocol's to know. Raises DynamicsGPError."""
        if not known_new:
            raise ValueError("the client is asked to look first")
        return self._send(document, timeout)

    def update(self, document: gp.NewPurchaseOrder, *, row_stamp: gp.RowStamp, timeout: float) -> gp.PurchaseOrder:
        """Send a changed document; the model compares the stamp. Raises DynamicsGPError."""
        return self._send(document, timeout, row_stamp)

    def void(self, number: str, *, row_stamp: gp.RowStamp, timeout: float) -> gp.PurchaseOrder:
        """Ask for a document to be voided. Raises DynamicsGPError."""
        if number != self.leaving[self._mind.process.worker].write.target.number:
            raise ValueError(f"{number} is voided instead")
        return self._send(None, timeout, row_stamp)

    def _send(
        self, document: gp.NewPurchaseOrder | None, timeout: float, row_stamp: str | None = None
    ) -> gp.PurchaseOrder:
        mind, world = self._mind, self._mind.world
        leaving = self.leaving[mind.process.worker]
        write, order = leaving.write, int(leaving.key.source_id)
        if row_stamp != write.stamp:
            raise ValueError(f"{write.target} is sent with stamp {row_stamp} instead of {write.stamp}")
        if leaving.deadline != mind.now() + timedelta(seconds=timeout):
            raise ValueError(f"{write.target} is given {timeout} seconds until {leaving.deadline}")
        request = Request(
            write=write,
            order=order,
            document=document,
            seen=mind.seen.get(write.target, mind.born),
            settles=world.now() + timedelta(seconds=timeout + world.site.longest_execution),
            attempt=world.judge(mind, write, document, leaving.key),
        )
        world.requests.append(request)
        mind.reach("target.socket")
        mind.linger()
        told = self._carry(request).told()
        mind.answered.add("gp")
        return told

    def _read_fault(self) -> None:
        """Fail now and then. Raises DynamicsGPError."""
        mind = self._mind
        if mind.happens(mind.world.weather.read):
            raise mind.drawn(READ_FAULTS)

    def _is_missed(self, target: TargetRef) -> bool:
        """Whether a record on its way to another table is not seen.

        Once for each record: missed twice in a row is more than the two reads of a doubt allow for. And only where a
        second create is refused, since nothing else guards a create against a read that saw nothing.
        """
        mind, world = self._mind, self._mind.world
        refuses = world.site.refuses_existing
        if target in world.missed or not refuses or not mind.happens(world.weather.missed):
            return False
        world.missed.add(target)
        world.count("read: a record is missed")
        world.tell(f"{mind.process.name} reads {target.number} and misses it")
        return True

    def _carry(self, request: Request) -> Record:
        mind, world = self._mind, self._mind.world
        world.look_at_gp()
        world.sends += 1
        if mind.fence < world.fence:
            world.count("a zombie sends")
        job = Sending(gp=mind.gp, request=request, now=world.now(), atomic=world.site.atomic, random=mind.random)
        world.tell(f"{mind.process.name} sends {request.write.op} {request.write.target.number}")
        if world.now() > request.settles:
            mind.gp.overdue.add(request.write.target)
        return mind.drawn(SEND_FAULTS)(job) if mind.happens(world.weather.send) else job.execute()
