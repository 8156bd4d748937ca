"""Capture: a frozen window of changes becomes versions in the ledger, one transaction per page.

The cursor means "everything before it is durably captured", never "written".
"""

import hashlib
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any

import attrs

from gp_sync.core.flow import FeedPage, Fetched, Flow, Listed
from gp_sync.core.model import Finding, Unavailable
from gp_sync.core.states import End
from gp_sync.ledger.rules import UNREADABLE
from gp_sync.ledger.values import CapturedPage, CapturedVersion
from gp_sync.report import RunReport
from gp_sync.session import Session

__all__ = ["FirstRunNeedsStart", "capture"]

_OVERLAP = timedelta(days=2)
"""Source filters cut by whole days in an unknown zone, so each window starts earlier than the last one ended."""

_PASSES = 3
"""How often a window is read again when the list changes while it is read."""

_FAILURES = 3
"""Failing on so many documents in a row, the side cannot be used; on fewer, it is these documents that it fails on."""

_ASKED_AGAIN = "asked for again"
"""The token of a document that no list named: it is fetched once more when a list does."""


class FirstRunNeedsStart(Exception):
    """Nothing was captured yet and no start is given: years of old orders must not be written by accident."""

    def __init__(self, connection: str) -> None:
        super().__init__(
            f"the connection '{connection}' has not run yet, and no start date says which orders it should take: "
            "give purchase_orders.start in the configuration, or `gp-sync sync --from YYYY-MM-DD`"
        )


def capture(session: Session, flow: Flow[Any, Any], report: RunReport) -> None:
    """Capture what changed since the cursor, less the overlap, up to this moment.

    Documents that could not be fetched before are asked for again, although no list names them any more. The cursor
    stays where the list kept changing while it was read, or has rows without a readable key: the next run lists the
    same days again, so that nothing is passed over.

    Args:
        report: filled as the capture goes on, so that it also tells about a capture that stopped half-way.

    Raises:
        FirstRunNeedsStart: there is neither a cursor nor a start.
        Unavailable: the source cannot be used; what was captured so far is kept, and the cursor stays.
        LeaseLost: another process took over.
    """
    frozen = session.now().astimezone(UTC)
    start = _start(session, flow)
    since = _since(session, flow, start)
    # A day ahead of UTC: a filter date may be cut in a zone where tomorrow has begun.
    until = frozen.date() + timedelta(days=1)
    taking = _Capture(session=session, flow=flow, start=start, report=report)
    held_still = any(not taking.list_all(flow.feed.pages(since, until)) for _ in range(_PASSES))
    if held_still and not report.captured.unreadable:
        event = session.event("capture.complete", since=since.isoformat(), until=until.isoformat())
        session.check(
            session.ledger.advance(session.connection, flow.feed.name, frozen.isoformat(), session.fence, event)
        )
        report.captured.complete = True
    taking.ask_again()


def _start(session: Session, flow: Flow[Any, Any]) -> date | None:
    """The first day of documents that are taken. Once said, it holds for every later run too.

    A later run without it would otherwise take up older documents as soon as somebody touches them.
    """
    name = f"start {session.connection} {flow.feed.name}"
    remembered = session.ledger.recall(name)
    if flow.start is None:
        return date.fromisoformat(remembered) if remembered else None
    if remembered != flow.start.isoformat():
        session.ledger.remember(name, flow.start.isoformat(), expected=remembered)
    return flow.start


def _since(session: Session, flow: Flow[Any, Any], start: date | None) -> date:
    cursor = session.ledger.cursor(session.connection, flow.feed.name)
    if cursor is not None:
        return (datetime.fromisoformat(cursor) - _OVERLAP).date()
    if start is None:
        raise FirstRunNeedsStart(session.connection)
    return start - _OVERLAP


@attrs.define(kw_only=True)
class _Capture:
    """One capture under way.

    Args:
        start: the first day of documents that are taken.
        seen: the token of each document that was listed.
        failures: why the side failed on the last documents, without one between that it gave.
    """

    session: Session
    flow: Flow[Any, Any]
    start: date | None
    report: RunReport
    seen: dict[str, str] = attrs.field(factory=dict)
    failures: list[Finding] = attrs.field(factory=list)

    def list_all(self, pages: Iterable[FeedPage]) -> bool:
        """Read the list once; tells whether it changed meanwhile."""
        drifted, report = False, self.report.captured
        for page in pages:
            drifted |= page.drifted
            report.unreadable.extend(problem for problem in page.unreadable if problem not in report.unreadable)
            rows = [row for row in page.rows if self.seen.get(row.source_id) != row.token]
            fresh = [row for row in rows if row.source_id not in self.seen]
            early = {row.source_id for row in rows if self.start and row.dated and row.dated < self.start}
            self.seen.update({row.source_id: row.token for row in rows})
            report.before_start += sum(row.source_id in early for row in fresh)
            report.listed += sum(row.source_id not in early for row in fresh)
            rows = [row for row in rows if row.source_id not in early]
            known = self._tokens(row.source_id for row in rows)
            changed = [row for row in rows if known.get(row.source_id) != row.token]
            report.unchanged += len(rows) - len(changed)
            self._take(changed, known)
        return drifted

    def ask_again(self) -> None:
        """Fetch what could not be fetched before, or is replayed, and was not listed."""
        issues = self.session.ledger.issues(self.session.connection)
        keys = [key for issue in issues if issue.code == UNREADABLE for key in issue.keys]
        known = self._tokens(key.source_id for key in keys if key.flow == self.flow.name)
        waiting = sorted(source_id for source_id, token in known.items() if not token and source_id not in self.seen)
        self._take([Listed(source_id=source_id, token=_ASKED_AGAIN) for source_id in waiting], known)

    def _tokens(self, source_ids: Iterable[str]) -> Mapping[str, str]:
        return self.session.ledger.tokens(self.session.connection, self.flow.name, source_ids)

    def _take(self, rows: list[Listed], known: Mapping[str, str]) -> None:
        """Fetch documents and store them in one transaction, also those before the side went down."""
        versions: list[CapturedVersion] = []
        try:
            for row in rows:
                # Reading the details may take long: keep the lease alive, and stop if it is gone.
                self.session.keep()
                fetched = self.flow.feed.fetch(row.source_id)
                versions.append(_version(row, fetched))
                self.report.captured.fetched += 1
                if fetched.problem is not None:
                    self.report.ends[End.UNREADABLE] += 1
                self._check_side(fetched, failed_before=known.get(row.source_id) == "")
        except Unavailable:
            self._store(versions)
            raise
        self._store(versions)

    def _check_side(self, fetched: Fetched, *, failed_before: bool) -> None:
        """Tell a side that fails on everything from one that fails on some documents.

        A document that it failed on in an earlier run says nothing: some of those may stand together in the list.
        """
        if fetched.failure is None:
            self.failures.clear()
        elif not failed_before:
            self.failures.append(fetched.failure)
        if len(self.failures) == _FAILURES:
            raise Unavailable(self.failures[-1])

    def _store(self, versions: list[CapturedVersion]) -> None:
        if versions:
            session = self.session
            page = CapturedPage(
                connection=session.connection, flow=self.flow.name, versions=tuple(versions), at=session.now()
            )
            session.check(session.ledger.capture(page, session.fence))


def _version(row: Listed, fetched: Fetched) -> CapturedVersion:
    return CapturedVersion(
        source_id=row.source_id,
        # Without an answer there is nothing that the token stands for: the next run asks again.
        token=row.token if fetched.payload else "",
        payload=fetched.payload,
        fingerprint=hashlib.sha256(fetched.payload or (fetched.problem or "").encode()).hexdigest(),
        problem=fetched.problem,
        label=fetched.label or row.label,
    )
