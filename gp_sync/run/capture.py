"""Capture: a frozen window of changes becomes versions in the ledger, one transaction per page.

The cursor means "everything before it is durably captured", never "written".
"""

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any

import attrs

from gp_sync.core.findings import finding
from gp_sync.core.flow import FeedPage, Fetched, Flow, Listed, Touched
from gp_sync.core.model import Finding, Ref, Unavailable
from gp_sync.core.problems import storable
from gp_sync.core.protocols import RecordsUnreadable
from gp_sync.core.states import End
from gp_sync.failpoints import failpoint
from gp_sync.ledger.rules import UNREADABLE
from gp_sync.ledger.values import CapturedPage, CapturedVersion
from gp_sync.run.report import RunReport
from gp_sync.run.session import RunCancelled, Session
from gp_sync.run.tokens import is_token_of, listed_token, made_token, touched_token
from gp_sync.run.unknown import note_unknown

__all__ = ["PASSES", "FirstRunNeedsStart", "Taker", "capture", "start_of"]

_OVERLAP = timedelta(days=2)
"""Source filters cut by whole days in an unknown zone, so each window starts earlier than the last one ended."""

PASSES = 3
"""How often a window is read again when the list changes while it is read."""

_FAILURES = 3
"""Failing on so many documents in a row, the side cannot be used; on fewer, it is these documents that it fails on."""

_ASKED_AGAIN = "asked for again"
"""The token of a document that no list named: it is fetched once more when a list does."""

_TIE = timedelta(seconds=5)
"""A list cannot tell two changes of one instant apart, so what changed so shortly before is fetched once more."""


class FirstRunNeedsStart(Exception):
    """Nothing was captured yet and no start is given: years of old orders must not be written by accident."""

    def __init__(self, connection: str) -> None:
        super().__init__(
            f"the connection '{connection}' has not run yet, and no start date says which orders it should take: "
            "give purchase_orders.start in the configuration, or `gp-sync sync --from YYYY-MM-DD`, or link what GP has "
            "already with `gp-sync baseline`"
        )


def capture(
    session: Session, flow: Flow[Any, Any], report: RunReport, *, full: bool = False, slack: timedelta = timedelta(0)
) -> None:
    """Capture what changed since the cursor, less the overlap, up to this moment.

    Documents that could not be fetched before are asked for again, although no list names them any more. The cursor
    stays where the list kept changing while it was read, or has rows without a readable key: the next run lists the
    same days again, so that nothing is passed over.

    Args:
        session: the run's hold on its connection.
        flow: whose feed is read.
        report: filled as the capture goes on, so that it also tells about a capture that stopped half-way.
        full: list everything, with what was touched since the start, and fetch what is unfinished: what was changed
            below the overlap, or without a word in the list, comes up.
        slack: how far the source's clock is off; the window is wider by it.

    Raises:
        FirstRunNeedsStart: there is neither a cursor nor a start.
        Unavailable: the source cannot be used; what was captured so far is kept, and the cursor stays.
        LeaseLost: another process took over.
    """
    frozen = session.now().astimezone(UTC)
    start = start_of(session, flow)
    since = _since(session, flow, start, slack)
    # A day ahead of UTC: a filter date may be cut in a zone where tomorrow has begun.
    until = (frozen + slack).date() + timedelta(days=1)
    # Before any document is fetched: what is fetched from here on has these changes in it.
    touches = _newest(session, flow.feed.touched(min(since, start or since) if full else since, until), report)
    taker = Taker(
        session=session, flow=flow, start=start, report=report, touches=touches, tie=_TIE + slack, unfinished=full
    )
    first = None if full else since
    held_still = any(not taker.list_all(flow.feed.pages(first, until)) for _ in range(PASSES))
    taker.take_touched()
    report.captured.whole = held_still
    report.captured.full = held_still and full
    if held_still and not report.captured.unreadable:
        _advance(session, flow, frozen, since, until)
        report.captured.complete = True
    taker.ask_again()


def _advance(session: Session, flow: Flow[Any, Any], frozen: datetime, since: date, until: date) -> None:
    failpoint("capture.complete")
    event = session.event("capture.complete", since=since.isoformat(), until=until.isoformat())
    session.check(session.ledger.advance(session.connection, flow.feed.name, frozen.isoformat(), session.fence, event))
    failpoint("capture.advanced")


def start_of(session: Session, flow: Flow[Any, Any]) -> date | None:
    """The first day of documents that are taken. Once said, it holds for every later run too.

    A later run without it would otherwise take up older documents as soon as somebody touches them.
    """
    name = f"start {session.connection} {flow.feed.name}"
    remembered = session.ledger.recall(name)
    if flow.start is None:
        return date.fromisoformat(remembered) if remembered else None
    if remembered != flow.start.isoformat():
        session.remember(name, flow.start.isoformat(), expected=remembered)
    return flow.start


def _since(session: Session, flow: Flow[Any, Any], start: date | None, slack: timedelta) -> date:
    cursor = session.ledger.cursor(session.connection, flow.feed.name)
    if cursor is not None:
        return (datetime.fromisoformat(cursor) - _OVERLAP - slack).date()
    if start is None:
        raise FirstRunNeedsStart(session.connection)
    return start - _OVERLAP


@attrs.define(kw_only=True)
class Taker:
    """Takes documents of a feed into the ledger: those that are listed with an unknown token, or touched since.

    What the ledger keeps as a document's token is the one of the list, and the instant of the newest touch.

    Args:
        session: the run's hold on its connection.
        flow: whose feed is read.
        start: the first day of documents that are taken, unless they are known.
        report: what the capture saw.
        touches: the instant of each document's newest touch.
        tie: a document that changed so shortly before it is fetched is fetched once more by the next run.
        unfinished: fetch documents that may have changed without a word in the list.
        seen: the token of each document that was listed.
        taken: the documents that were fetched.
        failures: why the side failed on the last documents, without one between that it gave.
    """

    session: Session
    flow: Flow[Any, Any]
    start: date | None
    report: RunReport
    touches: Mapping[str, str] = attrs.field(factory=dict)
    tie: timedelta = _TIE
    unfinished: bool = False
    seen: dict[str, str] = attrs.field(factory=dict)
    taken: set[str] = attrs.field(factory=set)
    failures: list[Finding] = attrs.field(factory=list)

    def list_all(self, pages: Iterable[FeedPage]) -> bool:
        """Read the list once; tells whether it changed meanwhile."""
        drifted, report = False, self.report.captured
        for page in pages:
            self.session.keep()
            failpoint("capture.listed")
            drifted |= page.drifted
            report.unreadable.extend(problem for problem in page.unreadable if problem not in report.unreadable)
            rows = [row for row in page.rows if self.seen.get(row.source_id) != row.token]
            fresh = [row for row in rows if row.source_id not in self.seen]
            known = self._tokens(row.source_id for row in rows)
            known_only = self.flow.known_only
            left = {row.source_id for row in rows if row.source_id not in known and (known_only or self._is_early(row))}
            self.seen.update({row.source_id: row.token for row in rows})
            report.before_start += sum(row.source_id in left and self._is_early(row) for row in fresh)
            report.listed += sum(row.source_id not in left for row in fresh)
            rows = [row for row in rows if row.source_id not in left]
            changed = [row for row in rows if self._may_have_changed(row, known)]
            report.unchanged += len(rows) - len(changed)
            self._take(changed, known)
        return drifted

    def _may_have_changed(self, row: Listed, known: Mapping[str, str]) -> bool:
        if not is_token_of(known.get(row.source_id, ""), row.token):
            return True
        return self.unfinished and row.unfinished and row.source_id not in self.taken

    def take_touched(self) -> None:
        """Fetch known documents of which a part changed after the version that is kept was fetched."""
        known = self._tokens(source_id for source_id in self.touches if source_id not in self.taken)
        rows = [
            Listed(source_id=source_id, token=listed_token(token))
            for source_id, token in sorted(known.items())
            if token and self.touches[source_id] > touched_token(token)
        ]
        self.report.captured.touched += len(rows)
        self._take(rows, known)

    def _is_early(self, row: Listed) -> bool:
        return bool(self.start and row.dated and row.dated < self.start)

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
        """Fetch documents and store them in one transaction, also those before the side went down or the run ended."""
        versions: list[CapturedVersion] = []
        unknown: Counter[str] = Counter()
        try:
            for row in rows:
                # Reading the details may take long: keep the lease alive, and stop if it is gone.
                self.session.keep()
                fetched = self.flow.feed.fetch(row.source_id)
                failpoint("capture.fetched")
                self.taken.add(row.source_id)
                versions.append(self.version(row, fetched, known.get(row.source_id, "")))
                unknown.update(fetched.unknown)
                self.report.captured.fetched += 1
                self.session.progress(f"{self.flow.name}: read", self.report.captured.fetched, None)
                if fetched.problem is not None:
                    self.report.ends[End.UNREADABLE] += 1
                self._check_side(fetched, failed_before=known.get(row.source_id) == "")
        except (Unavailable, RunCancelled):
            self._store(versions, unknown)
            raise
        self._store(versions, unknown)

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

    def version(self, row: Listed, fetched: Fetched, known: str) -> CapturedVersion:
        """A document as the ledger takes it.

        Args:
            row: the list's.
            fetched: what the feed gave.
            known: the token that the ledger has.
        """
        touched = max(touched_token(known), self.touches.get(row.source_id, ""))
        changed = max(touched, _text(row.changed) if row.changed else "")
        token = made_token(row.token, touched=touched, recent=changed > _text(self.session.now() - self.tie))
        return CapturedVersion(
            source_id=row.source_id,
            # Without an answer there is nothing that the token stands for: the next run asks again.
            token=token if fetched.payload else "",
            payload=fetched.payload,
            fingerprint=hashlib.sha256(fetched.payload or (fetched.problem or "").encode()).hexdigest(),
            problem=None if fetched.problem is None else storable(fetched.problem),
            label=storable(fetched.label or row.label),
        )

    def _store(self, versions: list[CapturedVersion], unknown: Counter[str]) -> None:
        if versions:
            session = self.session
            page = CapturedPage(
                connection=session.connection, flow=self.flow.name, versions=tuple(versions), at=session.now()
            )
            session.check(session.ledger.capture(page, session.fence))
            failpoint("capture.stored")
            self.report.captured.unknown += unknown
            note_unknown(session, unknown)


def _text(instant: datetime) -> str:
    """An instant as a text that sorts by time."""
    return instant.astimezone(UTC).isoformat(timespec="microseconds")


def _readable(touches: Iterable[Touched], report: RunReport) -> Iterator[Touched]:
    try:
        yield from touches
    except RecordsUnreadable as error:
        for part in error.records:
            report.warn(finding("TOUCH_UNREADABLE", Ref("unreadable", (part,)), tried=part))


def _newest(session: Session, touches: Iterable[Touched], report: RunReport) -> dict[str, str]:
    """The newest touch of each document, as a text that sorts by time; what cannot be read is told."""
    newest: dict[str, str] = {}
    for touch in _readable(touches, report):
        session.keep()
        at = _text(touch.at)
        newest[touch.source_id] = max(at, newest.get(touch.source_id, at))
    return newest
