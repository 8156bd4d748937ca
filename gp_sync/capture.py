"""Capture: a frozen window of changes becomes versions in the ledger, one transaction per page.

The cursor means "everything before it is durably captured", never "written".
"""

import hashlib
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import attrs

from gp_sync.core.flow import FeedPage, Flow, Listed
from gp_sync.ledger.values import CapturedPage, CapturedVersion
from gp_sync.session import Session

__all__ = ["CaptureReport", "FirstRunNeedsStart", "capture"]

_OVERLAP = timedelta(days=2)
"""Source filters cut by whole days in an unknown zone, so each window starts earlier than the last one ended."""

_PASSES = 3
"""How often a window is read again when the list changes while it is read."""


class FirstRunNeedsStart(Exception):
    """Nothing was captured yet and no start is given: years of old orders must not be written by accident."""

    def __init__(self, connection: str) -> None:
        super().__init__(
            f"the connection '{connection}' has not run yet, and no start date says which orders it should take: "
            "give purchase_orders.start in the configuration, or `gp-sync sync --from YYYY-MM-DD`"
        )


@attrs.define
class CaptureReport:
    """What one capture saw.

    Args:
        listed: distinct documents in the window.
        unchanged: of these, the ones whose change token was known.
        fetched: documents read whole.
        unreadable: in words, rows without a readable key.
        complete: the window was read without the list changing meanwhile, and the cursor moved.
    """

    listed: int = 0
    unchanged: int = 0
    fetched: int = 0
    before_start: int = 0
    unreadable: list[str] = attrs.field(factory=list)
    complete: bool = False


def capture(session: Session, flow: Flow[Any, Any], report: CaptureReport) -> None:
    """Capture what changed since the cursor, less the overlap, up to this moment.

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
    seen: dict[str, str] = {}
    for _ in range(_PASSES):
        drifted = _pass(session, flow, flow.feed.pages(since, until), start, seen, report)
        if not drifted:
            event = session.event("capture.complete", since=since.isoformat(), until=until.isoformat())
            done = session.ledger.advance(session.connection, flow.feed.name, frozen.isoformat(), session.fence, event)
            session.check(done)
            report.complete = True
            return


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


def _pass(
    session: Session,
    flow: Flow[Any, Any],
    pages: Iterable[FeedPage],
    start: date | None,
    seen: dict[str, str],
    report: CaptureReport,
) -> bool:
    drifted = False
    for page in pages:
        drifted |= page.drifted
        report.unreadable.extend(problem for problem in page.unreadable if problem not in report.unreadable)
        rows = [row for row in page.rows if seen.get(row.source_id) != row.token]
        fresh = [row for row in rows if row.source_id not in seen]
        early = {row.source_id for row in rows if start and row.dated and row.dated < start}
        seen.update({row.source_id: row.token for row in rows})
        report.before_start += sum(row.source_id in early for row in fresh)
        report.listed += sum(row.source_id not in early for row in fresh)
        _store(session, flow, [row for row in rows if row.source_id not in early], report)
    return drifted


def _store(session: Session, flow: Flow[Any, Any], rows: list[Listed], report: CaptureReport) -> None:
    known = session.ledger.tokens(session.connection, flow.name, [row.source_id for row in rows])
    changed = [row for row in rows if known.get(row.source_id) != row.token]
    report.unchanged += len(rows) - len(changed)
    if not changed:
        return
    versions = []
    for row in changed:
        # Reading the details may take long: keep the lease alive, and stop if it is gone.
        session.keep()
        versions.append(_version(flow, row))
        report.fetched += 1
    page = CapturedPage(connection=session.connection, flow=flow.name, versions=tuple(versions), at=session.now())
    session.check(session.ledger.capture(page, session.fence))


def _version(flow: Flow[Any, Any], row: Listed) -> CapturedVersion:
    fetched = flow.feed.fetch(row.source_id)
    return CapturedVersion(
        source_id=row.source_id,
        token=row.token,
        payload=fetched.payload,
        fingerprint=hashlib.sha256(fetched.payload).hexdigest(),
        problem=fetched.problem,
        label=fetched.label,
    )
