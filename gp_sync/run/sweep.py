"""The sweep: GP's records that carry our marker, compared with what the ledger says we wrote.

Each run looks at the records that changed since the last one, a full check at all of them. What somebody changed is
decided anew, which tells it and writes nothing over it. A record that one of our lost requests made is linked after
all; one that no document owns, or that has gone, is told, and several of them look like a restored backup.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from itertools import islice
from typing import Any

import attrs

from gp_sync.core.canonical import canonical
from gp_sync.core.findings import finding
from gp_sync.core.flow import Flow
from gp_sync.core.model import Finding, Found, Key, RecordUnusable, Ref, TargetRef
from gp_sync.core.protocols import RecordsUnreadable
from gp_sync.core.states import DocumentState, End
from gp_sync.ledger.rules import WATCHED
from gp_sync.ledger.values import Settlement, StoredLink
from gp_sync.ledger.views import LinkedRecord
from gp_sync.run.attempt import unseen_landing
from gp_sync.run.guarded import NotProcessedError
from gp_sync.run.guards import RESTORED, Guards
from gp_sync.run.report import SweepReport
from gp_sync.run.session import Session
from gp_sync.run.stored import digest, link_from, store_link

__all__ = ["DONE", "Sweep"]

_OVERLAP = timedelta(minutes=15)
"""A change becomes visible later than it is stamped."""

DONE = frozenset({DocumentState.SETTLED, DocumentState.DONE_BY_HAND})
"""What is in one of these is looked at by nothing but the sweep."""

_CHUNK = 200

Record = tuple[TargetRef, Found[Any]]


@attrs.define
class Sweep:
    """One sweep of one flow.

    Args:
        session: the run's hold on its connection.
        flow: whose target is listed.
        report: what the sweep sees.

    Attributes:
        listed: the records that were listed.
        unreadable: in words, the records that are listed and cannot be read.
    """

    session: Session
    flow: Flow[Any, Any]
    report: SweepReport
    listed: set[TargetRef] = attrs.field(factory=set, init=False)
    unreadable: list[str] = attrs.field(factory=list, init=False)
    _told: dict[tuple[Key, Ref], str] = attrs.field(factory=dict, init=False)
    _open: frozenset[tuple[Key, TargetRef]] = attrs.field(default=frozenset(), init=False)

    def run(self, *, full: bool, restored_records: int, slack: timedelta = timedelta(0)) -> Finding | None:
        """Compare, and have decided anew what differs.

        Args:
            full: compare all records, and look for those that have gone.
            restored_records: so many records in only one of ledger and GP look like a restored backup.
            slack: how far the target's clock is off.

        Returns:
            Why the connection must be stopped, or None.

        Raises:
            Unavailable: the target cannot be used.
            LeaseLost: another process took over.
        """
        session, ledger = self.session, self.session.ledger
        began, name = session.now(), f"swept {session.connection} {self.flow.name}"
        last = ledger.recall(name)
        self.report.full, self.report.listed = full or last is None, 0
        since = None if self.report.full else datetime.fromisoformat(str(last)) - _OVERLAP - slack
        watched = [issue for issue in ledger.issues(session.connection) if issue.code in WATCHED]
        self._told = {(key, issue.cause): issue.digest for issue in watched for key in issue.keys}
        self._open = frozenset((write.key, write.intent.target) for write in ledger.open_writes(session.connection))
        orphans: set[TargetRef] = set()
        gone: list[LinkedRecord] = []
        # A person who was told to delete what was left of another time need not be told of it as gone.
        for company in () if self.flow.known_only else self.flow.companies:
            self._compare_listed(company, since, orphans)
            if self.report.full:
                gone += self._compare_unlisted(company)
        orphans = self._with_known(orphans)
        self.report.orphans = [str(target) for target in sorted(orphans)]
        if not self.flow.gone:
            self.report.vanished = [str(record.link.target) for record in gone]
        stop = self._restored(restored_records)
        if stop is None:
            for record in gone:
                self._reopen(record.key, "record.gone", record.link.target)
            session.remember(name, began.isoformat(), expected=last)
        return stop

    def _compare_listed(self, company: str, since: datetime | None, orphans: set[TargetRef]) -> None:
        """Compare what the target lists."""
        records = self._readable(company, since)
        while some := list(islice(records, _CHUNK)):
            self.session.keep()
            self.report.listed += len(some)
            self.listed.update(target for target, _ in some)
            orphans.update(self._compare(some))

    def _readable(self, company: str, since: datetime | None) -> Iterator[Record]:
        """What can be read of the list; a hole means nothing, since a read tells whether a record has gone."""
        try:
            yield from self.flow.target.find_ours(company, since)
        except RecordsUnreadable as error:
            self.unreadable += error.records

    def _compare(self, records: list[Record]) -> Iterator[TargetRef]:
        """Compare records with the links to them; gives those that no document owns."""
        connection, flow = self.session.connection, self.flow.name
        owners = self._owners(target for target, _ in records)
        lonely = [target for target, _ in records if target not in owners]
        writers = self.session.ledger.writers(connection, flow, lonely)
        awaited = {target for _, target in self._open}
        for target, found in records:
            for record in owners.get(target, ()):
                self._compare_one(record, found)
            if target in owners or target in awaited:
                continue
            if target not in writers or not self._is_one_of_ours(writers[target], target, found):
                yield target

    def _owners(self, targets: Iterable[TargetRef]) -> Mapping[TargetRef, list[LinkedRecord]]:
        """The links to records. What was given up owns nothing: its record was gone, and is made anew."""
        linked = self.session.ledger.linked(self.session.connection, self.flow.name, targets)
        held = {target: [row for row in rows if not row.link.given_up] for target, rows in linked.items()}
        return {target: rows for target, rows in held.items() if rows}

    def _compare_one(self, record: LinkedRecord, found: Found[Any]) -> None:
        target = record.link.target
        if (record.key, target) in self._open:
            return  # its write is read back by itself
        told = self._told.get((record.key, target.ref))
        try:
            now = None if self._is_as_left(record, found) else digest(found)
        except NotProcessedError:
            # What is kept of it cannot be read any more: its document says so when it is decided.
            self._reopen(record.key, "record.not_processed", target)
            return
        if now != told:
            self.report.changed += self._reopen(record.key, "record.changed", target)

    def _is_as_left(self, record: LinkedRecord, found: Found[Any]) -> bool:
        """Whether a record is as the last write left it, or a person who was done with a cancelled order without it."""
        link = link_from(self.flow, record.link)
        if link.is_held(found):
            return True
        if link.sent is not None or found.void or canonical(found.body) != canonical(link.held):
            return False
        row = self.session.ledger.document(record.key)
        return row is not None and row.state is DocumentState.DONE_BY_HAND

    def _compare_unlisted(self, company: str) -> Iterator[LinkedRecord]:
        """Look for what was written and is not listed: it lost its marker, or has gone."""
        for record in self.session.ledger.links(self.session.connection, self.flow.name, company):
            link = record.link
            # A void may leave the history.
            if link.void or link.given_up or link.target in self.listed or (record.key, link.target) in self._open:
                continue
            if link.by_hand and not self._is_marked(link):
                continue
            if self.flow.gone and self._is_told_gone(record):
                continue  # it is done with, so that nothing is read of it each time
            self.session.keep()
            try:
                found = self.flow.target.read(link.target)
            except RecordUnusable:
                continue  # its own document says so when it is decided
            if found is not None:
                self._compare_one(record, found)
            elif self._is_settled(record.key):
                yield record

    def _is_marked(self, stored: StoredLink) -> bool:
        """Whether what a person left is a record of ours, and none that a person entered."""
        try:
            link = link_from(self.flow, stored)
        except NotProcessedError:
            return False  # its document says so when it is decided
        return link.held is not None and self.flow.target.compare(link.sent, Found(body=link.held)) != "foreign"

    def _is_one_of_ours(self, key: Key, target: TargetRef, found: Found[Any]) -> bool:
        try:
            return self._landed_late(key, target, found)
        except NotProcessedError:
            return False  # what was sent cannot be read any more, so nothing shows that this is it

    def _landed_late(self, key: Key, target: TargetRef, found: Found[Any]) -> bool:
        """Link a record that a request of ours made after it was given up, and have its document decided anew."""
        session, row = self.session, self.session.ledger.document(key)
        if row is None or not row.version:
            return False
        link = unseen_landing(session, self.flow, key, found, target)
        if link is None:
            return row.state is DocumentState.PENDING  # its decision will look at the record
        settled = Settlement(
            version=row.version,
            state=DocumentState.PENDING,
            end=End.PENDING,
            findings=row.findings,
            links=(store_link(link),),
        )
        event = session.event("record.landed_late", record=str(target))
        session.check(session.ledger.settle(key, settled, session.fence, event))
        self.report.landed_late += 1
        return True

    def _with_known(self, orphans: Iterable[TargetRef]) -> set[TargetRef]:
        """Add orphans of earlier sweeps that still are, and remember them all."""
        session, name = self.session, f"orphans {self.session.connection} {self.flow.name}"
        known = session.ledger.recall(name)
        earlier = [] if self.report.full else [TargetRef(**row) for row in json.loads(known or "[]")]
        owners = self._owners(earlier)
        found = {*orphans, *(target for target in earlier if target not in owners)}
        now = canonical(sorted(found))
        if now != (known or "[]"):
            session.remember(name, now, expected=known)
        return found

    def _restored(self, limit: int) -> Finding | None:
        """Many records in only one of ledger and GP: one of the two was put back to an earlier state."""
        guards, items = Guards(self.session, self.flow.name), [*self.report.orphans, *self.report.vanished]
        left = guards.unreleased(RESTORED, items)
        if len(left) < limit:
            if self.report.full:
                guards.passed(RESTORED, items)
            return None
        tried = (
            f"{len(self.report.vanished)} written records are not in GP, and {len(self.report.orphans)} of ours are "
        )
        tried += f"not in the ledger, such as {', '.join(sorted(left)[:3])}"
        reason = finding("BACKUP_RESTORED", Ref("connection", (self.session.connection,)), tried=tried)
        guards.stop(RESTORED, reason, items)
        return reason

    def _is_told_gone(self, record: LinkedRecord) -> bool:
        row = self.session.ledger.document(record.key)
        gone = (self.flow.gone, record.link.target.ref)
        return row is not None and any((found.code, found.cause) == gone for found in row.findings)

    def _is_settled(self, key: Key) -> bool:
        row = self.session.ledger.document(key)
        return row is not None and row.state in DONE

    def _reopen(self, key: Key, what: str, target: TargetRef) -> bool:
        """Have a document that is done with decided anew; what waits or is stopped is looked at again anyway."""
        if not self._is_settled(key):
            return False
        session = self.session
        return session.ledger.reopen([key], session.fence, session.event(what, record=str(target))) == 1
