"""Going through all pending documents of a flow, by one thread or several."""

import threading
from collections.abc import Collection, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import attrs

from gp_sync.core.flow import Flow
from gp_sync.core.model import Unavailable
from gp_sync.core.states import End
from gp_sync.ledger.values import Pending
from gp_sync.run.decider import Decider
from gp_sync.run.locked import LockWaits
from gp_sync.run.report import RunReport
from gp_sync.run.session import Session
from gp_sync.run.write import Writer

__all__ = ["Work", "pending_of"]

_BATCH = 200


@attrs.define
class Work:
    """What the threads of one run share while they decide documents.

    Args:
        allowed: the documents that may be written; None if all may be.
        locks: the waits for records that somebody has open.
        most: how many documents may be written before the rest is left for the next run; None for any number.
        down: the target cannot be used any more, so that nothing can be written.
        enough: so many were written.
    """

    session: Session
    flow: Flow[Any, Any]
    decider: Decider
    writer: Writer
    report: RunReport
    allowed: Collection[str] | None
    locks: LockWaits
    most: int | None = None
    down: threading.Event = attrs.field(factory=threading.Event)
    enough: threading.Event = attrs.field(factory=threading.Event)
    _written: int = 0
    _lock: threading.Lock = attrs.field(factory=threading.Lock)

    def do_all(self, concurrency: int) -> None:
        """Decide all documents that are pending; one at a time is done in the calling thread.

        Raises:
            LeaseLost: another process took over.
            RunCancelled: the run is to end; the documents in hand were finished.
        """
        if concurrency == 1:
            for pending in pending_of(self.session, self.flow):
                if self._is_over():
                    return
                self.do(pending)
            return
        with ThreadPoolExecutor(max_workers=concurrency, thread_name_prefix="gp-sync") as pool:
            for batch in _batches(self.session, self.flow):
                # list() hands on the first exception of a worker, such as a lost lease.
                list(pool.map(self.do, batch))
                if self.down.is_set() or self.report.cut_short:
                    return

    def do(self, pending: Pending) -> None:
        """Decide one document, and write it."""
        if self._is_over() or self._is_out_of_date(pending):
            return
        self.session.keep()
        try:
            may_write = self.allowed is None or pending.key.source_id in self.allowed
            outcome = self.locks.go_through(lambda: self.decider.process(pending, self.writer if may_write else None))
        except Unavailable as error:
            # Without the target nothing can be written; without another side, some documents still can.
            if self.flow.stops_with(error.finding):
                self.down.set()
            with self._lock:
                self.report.stop(error.finding)
            return
        if outcome is not None:
            with self._lock:
                self.report.count(outcome.end, outcome.findings)
                self.session.progress(f"{self.flow.name}: decided", self.report.ends.total(), None)
                self._written += outcome.end is End.WRITTEN
                if self._written == self.most:
                    self.enough.set()

    def _is_out_of_date(self, pending: Pending) -> bool:
        """Whether its flow decides no older version, and a newer one is there that cannot be read."""
        row = self.session.ledger.document(pending.key) if self.flow.fresh_only else None
        return row is not None and row.end is End.UNREADABLE

    def _is_over(self) -> bool:
        """Whether a document that is there is left for the next run."""
        if self.enough.is_set():
            self.report.cut_short = True
        return self.down.is_set() or self.enough.is_set()


def pending_of(session: Session, flow: Flow[Any, Any]) -> Iterator[Pending]:
    """All pending documents of a flow, by source id."""
    for batch in _batches(session, flow):
        yield from batch


def _batches(session: Session, flow: Flow[Any, Any]) -> Iterator[Sequence[Pending]]:
    after: str | None = None
    while batch := session.ledger.pending(session.connection, flow.name, after, _BATCH):
        yield batch
        after = batch[-1].key.source_id
