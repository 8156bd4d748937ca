"""The baseline: what GP has already is linked to its documents, by number and without any write.

For the start of a connection whose orders were entered by hand until now. Documents from the start's day on that GP
does not have are left to the next run, which writes them; earlier ones are left alone.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import attrs

from gp_sync.core.flow import Fetched, Listed
from gp_sync.core.model import Finding, Found, Key, Link, RecordUnusable, TargetRef, Unavailable
from gp_sync.core.states import DocumentState, End
from gp_sync.ledger.values import CapturedPage, Pending, Settlement, StoredLink
from gp_sync.run.capture import PASSES, Taker
from gp_sync.run.decider import Decider
from gp_sync.run.guarded import NotProcessedError, guarded
from gp_sync.run.session import Session
from gp_sync.run.stored import store_link

__all__ = ["Baseline", "BaselineReport", "run_baseline"]


@attrs.define(kw_only=True)
class BaselineReport:
    """What a baseline found.

    Args:
        start: documents from this day on are written by later runs, if GP does not have them.
        read: what was looked into: each is one of `linked`, `absent`, `to_write`, `ended` and `unclear`.
        linked: the ones that GP has, by the number that people know them by.
        by_hand: those of them that a person entered: they are not what would be written, or lack our marker. A later
            change of them in the source is a person's to make in GP too.
        known: documents that were linked before.
        absent: documents that GP does not have, and that are dated before the start: they are left alone.
        to_write: documents that GP does not have, from the start on: the next run writes them.
        ended: documents that have ended in the source, such as cancelled ones: nothing tells their number in GP any
            more, so they are not looked for there. What GP has of them is a person's to look after.
        unclear: documents whose number in GP cannot be told, and rows of the list without a readable key, each with
            the reason.
        drifted: the list kept changing while it was read, so documents may have been missed; run it again for them.
        stopped: why a side could not be used, if so. What was linked stays; run it again for the rest.
    """

    start: date
    read: int = 0
    linked: list[str] = attrs.field(factory=list)
    by_hand: list[str] = attrs.field(factory=list)
    known: int = 0
    absent: int = 0
    to_write: int = 0
    ended: list[str] = attrs.field(factory=list)
    unclear: list[str] = attrs.field(factory=list)
    drifted: bool = False
    stopped: list[Finding] = attrs.field(factory=list)


@attrs.frozen(kw_only=True)
class Baseline:
    """Links what GP has of one flow.

    Args:
        session: the hold on the connection.
        taker: who reads documents from the feed.
        decider: who maps them.
        report: filled as it goes on.
    """

    session: Session
    taker: Taker
    decider: Decider
    report: BaselineReport
    _open: frozenset[Key] = attrs.field(init=False)

    @_open.default
    def _open_writes(self) -> frozenset[Key]:
        return frozenset(write.key for write in self.session.ledger.open_writes(self.session.connection))

    def run(self) -> None:
        """Go through all documents of the feed.

        Raises:
            Unavailable: a side cannot be used.
            LeaseLost: another process took over.
        """
        rows = self._listed()
        for done, row in enumerate(rows, start=1):
            self._take(row)
            self.session.progress(f"{self.taker.flow.name}: compared", done, len(rows))

    def _listed(self) -> list[Listed]:
        """All rows, before any document is read: so each is read once, however often the list has to be."""
        until = self.session.now().date() + timedelta(days=1)
        rows: dict[str, Listed] = {}
        unreadable: dict[str, None] = {}
        drifted = False
        for _ in range(PASSES):
            drifted = False
            for page in self.taker.flow.feed.pages(None, until):
                self.session.keep()
                rows.update({row.source_id: row for row in page.rows})
                unreadable.update(dict.fromkeys(page.unreadable))
                drifted = drifted or page.drifted
            if not drifted:
                break
        self.report.drifted = self.report.drifted or drifted
        self.report.unclear += unreadable
        self.report.read += len(unreadable)
        return list(rows.values())

    def _take(self, row: Listed) -> None:
        self.session.keep()
        key = self._key(row)
        known = self.session.ledger.document(key)
        if known is not None and known.links:
            self.report.known += 1
            return
        if key in self._open:
            self.report.unclear.append(
                f"{known.label if known else row.label}: a write of it is open: see `gp-sync status`"
            )
            self.report.read += 1
            return
        fetched = self.taker.flow.feed.fetch(row.source_id)
        name = fetched.label or row.label or row.source_id
        try:
            links = list(self._links(row, fetched, name))
        except (ValueError, NotProcessedError) as error:
            self.report.unclear.append(f"{name}: {error}")
        except RecordUnusable as error:
            self.report.unclear.append(f"{name}: {error.finding.tried}")
        else:
            if links:
                self._store(row, fetched, links)
                self.report.linked.append(name)
        self.report.read += 1

    def _links(self, row: Listed, fetched: Fetched, name: str) -> Iterator[StoredLink]:
        """The link of each record that GP has under the document's number; without one, the document is counted."""
        if fetched.problem is not None:
            raise ValueError(fetched.problem)
        flow = self.taker.flow
        source = guarded(flow.decode, fetched.payload, planned=(ValueError,))
        _, mapped = self.decider.case(self._pending(row, fetched), source)
        found = {target: flow.target.read(target) for target in mapped.wanted}
        for target, record in found.items():
            if record is not None:
                yield self._link(target, mapped.wanted[target], record, name)
        if any(found.values()):
            return
        if mapped.ended:
            self.report.ended.append(name)
            return
        if not mapped.wanted:
            raise ValueError(", ".join(reason.code for reason in mapped.findings) or "nothing would be written")
        dated = guarded(flow.dated, source)
        early = dated is not None and dated < self.report.start
        self.report.absent += early
        self.report.to_write += not early

    def _link(self, target: TargetRef, body: Any, record: Found[Any], name: str) -> StoredLink:
        """What the source says now counts as carried over. What we did not write is not changed by us later either."""
        equal = not record.void and self.taker.flow.target.compare(body, record) == "equal"
        if not equal:
            self.report.by_hand.append(name)
        return store_link(Link(target=target, sent=body, held=record.body, stamp=record.stamp, by_hand=not equal))

    def _store(self, row: Listed, fetched: Fetched, links: list[StoredLink]) -> None:
        session, key = self.session, self._key(row)
        version = self.taker.version(row, fetched, "")
        page = CapturedPage(
            connection=session.connection, flow=self.taker.flow.name, versions=(version,), at=session.now()
        )
        session.check(session.ledger.capture(page, session.fence))
        stored = session.ledger.document(key)
        if stored is None:
            raise LookupError(f"{key} was captured and is not in the ledger")
        session.ledger.reopen([key], session.fence, session.event("document.reopened"))
        settled = Settlement(version=stored.version, state=DocumentState.SETTLED, end=End.ADOPTED, links=tuple(links))
        session.check(session.ledger.settle(key, settled, session.fence, session.event("document.baseline")))

    def _key(self, row: Listed) -> Key:
        return Key(connection=self.session.connection, flow=self.taker.flow.name, source_id=row.source_id)

    def _pending(self, row: Listed, fetched: Fetched) -> Pending:
        return Pending(
            key=self._key(row),
            version=0,
            payload=fetched.payload,
            label=fetched.label,
            captured_at=self.session.now(),
            links={},
            open_targets=frozenset(),
        )


def run_baseline(baseline: Baseline) -> None:
    """Run it; a side that cannot be used ends it, with the reason in its report."""
    try:
        baseline.run()
    except Unavailable as error:
        baseline.report.stopped.append(error.finding)
