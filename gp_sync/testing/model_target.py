"""A small honest model of Dynamics GP in memory, for tests of applications that embed the engine.

`ModelTarget` behaves like Dynamics GP as far as the engine can tell: numbers are unique over work and history, what
is left out of a new order has a default and stays as it is in a changed one, a changed row has a new stamp. What goes
wrong is asked for, one send at a time.
"""

import itertools
import threading
from collections import Counter, deque
from collections.abc import Callable, Collection, Iterator
from datetime import datetime
from typing import Any

import attrs

from gp_sync.clock import Clock
from gp_sync.core.canonical import bare
from gp_sync.core.findings import finding
from gp_sync.core.model import Finding, Found, Ref, TargetRef, Unavailable, Verdict, Write
from gp_sync.core.refusals import OutcomeUnknown, RecordMoved, Refused
from gp_sync.flows.purchase_orders.document import GPPurchaseOrder
from gp_sync.testing.held import as_held

__all__ = ["ModelTarget"]

Order = Found[GPPurchaseOrder]
Fault = Callable[[Write[GPPurchaseOrder]], Order]


class ModelTarget:
    """Purchase orders in memory; a `Target[GPPurchaseOrder]` that may be used by several threads.

    Args:
        now: the clock, by which late requests land.
        refuses_existing: a second create with the same number is refused; if not, it replaces the record.
        atomic: told to the engine; `write_half_next` is what a target that is not atomic may do.
        reads_history: `read` also sees what `archive` moved.
        longest_execution: seconds after a deadline in which a request may still land.
        marker: what the cross-reference of our records begins with.
        vendors: the vendors that exist; None takes any.

    Attributes:
        sends: every write that reached the target, in order.
        reads: how often each record was read.
        executed: every write that took effect, in order.
        down: if set, why the target cannot be used.
    """

    def __init__(
        self,
        now: Clock,
        *,
        refuses_existing: bool = True,
        atomic: bool = True,
        reads_history: bool = True,
        longest_execution: float = 900.0,
        marker: str = "PROCURIFY ",
        vendors: Collection[str] | None = None,
    ) -> None:
        self.refuses_existing = refuses_existing
        self.atomic = atomic
        self.reads_history = reads_history
        self.longest_execution = longest_execution
        self.sends: list[Write[GPPurchaseOrder]] = []
        self.reads: Counter[TargetRef] = Counter()
        self.executed: list[Write[GPPurchaseOrder]] = []
        self.down: Finding | None = None
        self._now = now
        self._marker = marker
        self._vendors = vendors
        self._work: dict[TargetRef, Order] = {}
        self._history: dict[TargetRef, Order] = {}
        self._changed: dict[TargetRef, datetime] = {}
        self._faults: deque[Fault] = deque()
        self._late: list[tuple[datetime, Write[GPPurchaseOrder]]] = []
        self._stamps = itertools.count(1)
        self._lock = threading.RLock()

    # --- what the engine uses ---

    def read(self, target: TargetRef) -> Order | None:
        """Read one record. Raises Unavailable."""
        with self._lock:
            self._look()
            self.reads[target] += 1
            return self._work.get(target) or (self._history.get(target) if self.reads_history else None)

    def send(self, write: Write[GPPurchaseOrder], deadline: datetime) -> Order:
        """Carry out a write, or do what the next fault says.

        Raises:
            Refused, RecordMoved, Unavailable, OutcomeUnknown: as `Target` says, and nothing else.
        """
        with self._lock:
            self._look()
            if deadline <= self._now():
                late = "the deadline passed before the write was sent"
                raise Unavailable(finding("GP_UNAVAILABLE", Ref("side", ("gp",)), tried=late))
            self.sends.append(write)
            return self._faults.popleft()(write) if self._faults else self._execute(write)

    def find_ours(self, company: str, since: datetime | None) -> Iterator[tuple[TargetRef, Order]]:
        """List records with our marker, changed at an instant or later. Raises Unavailable."""
        with self._lock:
            self._look()
            records = {**self._history, **self._work} if self.reads_history else dict(self._work)
            changed = dict(self._changed)
        for target, found in sorted(records.items()):
            ours = target.company == company and found.body.confirm_with.startswith(self._marker)
            if ours and (since is None or changed[target] >= since):
                yield target, found

    def compare(self, body: GPPurchaseOrder, found: Order) -> Verdict:
        """Ours by the marker, and equal in everything that was not left to the target."""
        there, wanted = found.body, as_held(body, found.body)
        if there.confirm_with != wanted.confirm_with:
            return "foreign"
        if there == wanted:
            return "equal"
        missing = there.lines != wanted.lines and there.lines == wanted.lines[: len(there.lines)]
        return "partial" if missing else "different"

    # --- what people do in the target ---

    def records(self) -> dict[TargetRef, Order]:
        """Everything that the target holds now, work and history."""
        with self._lock:
            self._land_what_is_due()
            return {**self._history, **self._work}

    def put(self, target: TargetRef, body: GPPurchaseOrder) -> None:
        """Somebody enters a record by hand."""
        with self._lock:
            self._keep(target, self._stamped(as_held(body)))

    def edit(self, target: TargetRef, **changes: Any) -> None:
        """Somebody changes fields of a record by hand."""
        with self._lock:
            found = self._work[target]
            edited = self._stamped(bare(attrs.evolve(found.body, **changes)))
            self._keep(target, attrs.evolve(edited, obstacle=found.obstacle))

    def hinder(self, target: TargetRef, obstacle: Finding | None) -> None:
        """Give a record a reason why it may not be changed, such as a receipt, or take it away."""
        with self._lock:
            self._keep(target, attrs.evolve(self._work[target], obstacle=obstacle))

    def void(self, target: TargetRef) -> None:
        """Somebody voids a record by hand."""
        with self._lock:
            self._keep(target, self._voided(target))

    def delete(self, target: TargetRef) -> None:
        """Somebody deletes a record, which frees its number."""
        with self._lock:
            del self._work[target]

    def archive(self, target: TargetRef) -> None:
        """The target moves a record to history, where nothing is changed."""
        with self._lock:
            moved = self._work.pop(target)
            obstacle = finding("PO_IN_HISTORY", target.ref, tried=target.number)
            self._history[target] = attrs.evolve(moved, obstacle=obstacle)
            self._changed[target] = self._now()

    # --- what goes wrong with the next send ---

    def lose_next_answer(self, *, done: bool) -> None:
        """The next answer is lost: after the work was done, or before it began."""

        def fault(write: Write[GPPurchaseOrder]) -> Order:
            if done:
                self._execute(write)
            raise OutcomeUnknown("the connection broke before the answer")

        self._faults.append(fault)

    def land_next_at(self, at: datetime) -> None:
        """The next answer is lost, and its work is done at an instant."""

        def fault(write: Write[GPPurchaseOrder]) -> Order:
            self._late.append((at, write))
            raise OutcomeUnknown("no answer within the deadline")

        self._faults.append(fault)

    def land_with_next_send(self) -> None:
        """What would land later lands just before the next write is done."""

        def fault(write: Write[GPPurchaseOrder]) -> Order:
            self._land(lambda _: True)
            return self._execute(write)

        self._faults.append(fault)

    def write_half_next(self) -> None:
        """The next answer is lost after the first line was written."""

        def fault(write: Write[GPPurchaseOrder]) -> Order:
            if write.body is not None:
                self._execute(attrs.evolve(write, body=attrs.evolve(write.body, lines=write.body.lines[:1])))
            raise OutcomeUnknown("the connection broke before the answer")

        self._faults.append(fault)

    def refuse_next(self, *findings: Finding, exists: bool = False) -> None:
        """The next send is refused."""

        def fault(_: Write[GPPurchaseOrder]) -> Order:
            raise Refused(findings, exists=exists)

        self._faults.append(fault)

    def answer_next_with(self, **changes: Any) -> None:
        """The next write is done, but its answer shows other values."""

        def fault(write: Write[GPPurchaseOrder]) -> Order:
            found = self._execute(write)
            return attrs.evolve(found, body=attrs.evolve(found.body, **changes))

        self._faults.append(fault)

    # --- how it works ---

    def _look(self) -> None:
        if self.down is not None:
            raise Unavailable(self.down)
        self._land_what_is_due()

    def _land_what_is_due(self) -> None:
        self._land(lambda at: at <= self._now())

    def _land(self, is_due: Callable[[datetime], bool]) -> None:
        due = [write for at, write in self._late if is_due(at)]
        self._late = [(at, write) for at, write in self._late if not is_due(at)]
        for write in due:
            try:
                self._execute(write)
            except (Refused, RecordMoved):
                continue  # nobody waits for this answer any more

    def _execute(self, write: Write[GPPurchaseOrder]) -> Order:
        self._check(write)
        there = None if write.op == "create" else self._work[write.target].body
        found = self._voided(write.target) if write.body is None else self._stamped(as_held(write.body, there))
        self._keep(write.target, found)
        self.executed.append(write)
        return found

    def _check(self, write: Write[GPPurchaseOrder]) -> None:
        """Say what stands against a write. Raises Refused or RecordMoved."""
        known = self._work.get(write.target) or self._history.get(write.target)
        if write.op == "create":
            if known is not None and self.refuses_existing:
                raise Refused((_refusal(write.target, "the number exists"),), exists=True)
        elif known is None:
            raise Refused((_refusal(write.target, "there is no such record"),))
        elif known.obstacle is not None:
            raise Refused((_refusal(write.target, known.obstacle.code),))
        elif known.stamp != write.stamp:
            raise RecordMoved(f"{write.target}: the record was changed meanwhile")
        if write.body is not None and self._vendors is not None and write.body.vendor_id not in self._vendors:
            raise Refused((_refusal(write.target, f"there is no vendor {write.body.vendor_id}"),))

    def _keep(self, target: TargetRef, found: Order) -> None:
        self._work[target] = found
        self._changed[target] = self._now()

    def _voided(self, target: TargetRef) -> Order:
        obstacle = finding("PO_NOT_NEW", target.ref, tried=f"{target.number} is Canceled")
        return attrs.evolve(self._stamped(self._work[target].body), void=True, obstacle=obstacle)

    def _stamped(self, body: GPPurchaseOrder) -> Order:
        return Found(body=body, stamp=str(next(self._stamps)))


def _refusal(target: TargetRef, reason: str) -> Finding:
    return finding("GP_REFUSED", target.ref, tried=f"{target}: {reason}")
