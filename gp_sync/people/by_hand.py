"""What a person did by hand, or wants done again, for one document: each is audited with who and why."""

from datetime import date, timedelta
from typing import Any

import attrs

from gp_sync.core.findings import finding
from gp_sync.core.flow import Flow, References
from gp_sync.core.kinds import kind_of
from gp_sync.core.model import Key, Link, TargetRef
from gp_sync.core.states import DocumentState, End
from gp_sync.ledger.values import Pending, Settlement, StoredLink
from gp_sync.ledger.views import DocumentRow
from gp_sync.people.date_preview import DateMove, preview_date
from gp_sync.people.moved_dates import moved_date, remember_date
from gp_sync.run.capture import start_of
from gp_sync.run.decider import Decider
from gp_sync.run.guarded import NotProcessedError
from gp_sync.run.session import Session
from gp_sync.run.stored import link_from, store_link

__all__ = ["ByHand", "ByHandError", "Decided"]


_WAITING = frozenset({DocumentState.PENDING, DocumentState.HELD, DocumentState.BLOCKED})
_STOPPED = frozenset({DocumentState.HELD, DocumentState.BLOCKED, DocumentState.SKIPPED})
_DRIFT = "CHANGED_IN_GP"
"""What is told of a settled document as long as GP holds another record than the one that was confirmed."""


class ByHandError(Exception):
    """What a person asked for does not fit how the document stands; the message says what would."""


@attrs.frozen(kw_only=True)
class Decided:
    """Who decided, and why, for the audit."""

    by: str
    why: str


@attrs.frozen(kw_only=True)
class ByHand:
    """Carries out what a person says about documents of one flow.

    Args:
        session: the hold on the connection.
        flow: the flow.
        references: where facts come from.
        max_age: how old a fact may be.
    """

    session: Session
    flow: Flow[Any, Any]
    references: References
    max_age: timedelta

    def done(self, key: Key, decided: Decided) -> None:
        """Take what the source asks for as done by hand, as the target holds it now.

        Later changes of the source are compared with this state. They are written if the record is ours and holds what
        the source asks for. Any other, also one under another number, is a person's from here on, so that no later
        update takes back what the person decided.

        Raises:
            ByHandError: a write is open, nothing of the document could be read, or nothing stops it, and the target
                holds what was written and would take a change of it.
            Unavailable, RecordUnusable: a side cannot be used, or a record cannot be read.
            LeaseLost: another process took over.
        """
        newest = self._newest(key)
        row = self.session.ledger.document(key)
        told = row is not None and (row.state in _STOPPED or any(found.code == _DRIFT for found in row.findings))
        if row is None or not (told or self._is_no_more_ours(newest)):
            state = "unknown" if row is None else f"{row.state}, and nobody changed it in GP"
            raise ByHandError(
                f"it is {state}: only what is held, blocked, skipped or changed there can be done by hand"
            )
        links = tuple(self._as_it_stands(newest, target, body) for target, body in self._wanted(newest).items())
        if not links:
            codes = ", ".join(dict.fromkeys(found.code for found in row.findings))
            raise ByHandError(
                f"nothing tells which record in GP it would be ({codes}): mend that first, then say it again"
            )
        settled = Settlement(
            version=newest.version, state=DocumentState.DONE_BY_HAND, end=End.DONE_BY_HAND, links=links
        )
        event = self.session.event("document.by_hand", by=decided.by, why=decided.why)
        self.session.ledger.reopen([key], self.session.fence, event)
        elsewhere = [str(link.target) for link in links if link.elsewhere]
        self._settle(key, settled, "document.done_by_hand", decided, elsewhere=elsewhere or None)

    def _is_no_more_ours(self, newest: Pending) -> bool:
        """Whether a record that was written is gone or changed, or may not be changed by us any more.

        No run need have seen that: it may not be watched, since its company gets other documents by now.
        """
        links = (link_from(self.flow, link) for link in newest.links.values())
        for link in (link for link in links if link.sent is not None and link.held is not None):
            found = self.flow.target.read(link.target)
            if found is None or found.obstacle is not None or not link.is_held(found):
                return True
        return False

    def _as_it_stands(self, newest: Pending, target: TargetRef, body: Any) -> StoredLink:
        """The record as the person left it. What is not as the source asks for is the person's from here on too.

        Where nothing stands under our number, it was entered under another one.
        """
        found, known = self.flow.target.read(target), newest.links.get(target)
        if found is None:
            return store_link(Link(target=target, sent=body, held=None, by_hand=True))
        equal = body is not None and self.flow.target.compare(body, found) == "equal"
        by_hand = not equal or (known is not None and known.by_hand)
        sent = None if found.void else body
        return store_link(Link(target=target, sent=sent, held=found.body, stamp=found.stamp, by_hand=by_hand))

    def recreate(self, key: Key, decided: Decided) -> None:
        """Let records that were written and are gone be written again by the next run.

        Raises:
            ByHandError: a write is open, or a record is still there.
            Unavailable, RecordUnusable: the target cannot be used, or a record cannot be read.
            LeaseLost: another process took over.
        """
        newest = self._newest(key)
        there = [str(target) for target in newest.links if self.flow.target.read(target) is not None]
        if there:
            raise ByHandError(f"GP has {', '.join(there)}: only what is gone can be written again")
        if not newest.links:
            raise ByHandError("it was never written: replay it")
        links = tuple(attrs.evolve(link, given_up=True) for link in newest.links.values())
        settled = Settlement(version=newest.version, state=DocumentState.PENDING, end=End.PENDING, links=links)
        self._settle(key, settled, "document.recreated", decided)

    def skip(self, key: Key, decided: Decided) -> None:
        """Leave a document out that was never written. A later version of it in the source is looked at again.

        Raises:
            ByHandError: a write is open, it was written, or it does not wait.
            LeaseLost: another process took over.
        """
        newest = self._unwritten(key, "it cannot be left out any more. Cancel it in Procurify, or take it as done")
        row = self._waiting(key)
        reason = finding("SKIPPED_BY_HAND", key.ref, tried=f"{decided.by}, '{decided.why}'")
        settled = Settlement(version=newest.version, state=DocumentState.SKIPPED, end=End.SKIPPED, findings=(reason,))
        if row.state is not DocumentState.PENDING:
            event = self.session.event("document.by_hand", by=decided.by, why=decided.why)
            self.session.ledger.reopen([key], self.session.fence, event)
        self._settle(key, settled, "document.skipped_by_hand", decided)

    def preview_date(self, key: Key, day: date | None) -> DateMove:
        """What another date in the target would make of a document; nothing is changed.

        Args:
            key: the document, which waits and was never written.
            day: the date; None for its own.

        Raises:
            ByHandError: a write is open, it was written, or it does not wait.
            Unavailable: a side cannot be used.
        """
        newest = self._unwritten(key, f"a written {kind_of(key.flow).document} keeps its date")
        self._waiting(key)
        start = start_of(self.session, self.flow)
        return preview_date(self.session, self.flow, self.references, newest, day, max_age=self.max_age, start=start)

    def move_date(self, key: Key, day: date | None, decided: Decided) -> None:
        """Give a document another date in the target, or its own back. A replay decides it anew.

        Raises:
            ByHandError: a write is open, it was written, or it does not wait.
            LeaseLost: another process took over.
        """
        self._unwritten(key, f"a written {kind_of(key.flow).document} keeps its date")
        self._waiting(key)
        if moved_date(self.session.ledger, key) != day:
            remember_date(self.session, key, day, by=decided.by, why=decided.why)

    def _unwritten(self, key: Key, so: str) -> Pending:
        newest = self._newest(key)
        if newest.links:
            raise ByHandError(f"GP has it as {', '.join(map(str, sorted(newest.links)))}: {so}")
        return newest

    def _waiting(self, key: Key) -> DocumentRow:
        row = self.session.ledger.document(key)
        if row is None or row.state not in _WAITING:
            raise ByHandError(f"it is {'unknown' if row is None else row.state}: it does not wait for anything")
        return row

    def _newest(self, key: Key) -> Pending:
        newest = self.session.ledger.newest(key)
        if newest is None:
            raise ByHandError("no version of it could be read yet: replay it")
        if newest.open_targets:
            raise ByHandError("a write of it is still open: `gp-sync quarantine list` tells whether it waits for you")
        return newest

    def _wanted(self, newest: Pending) -> dict[TargetRef, Any]:
        """What the source asks for, in the identities of what was written; what cannot be mapped stays as written."""
        last = {target: link_from(self.flow, link) for target, link in newest.links.items()}
        wanted: dict[TargetRef, Any] = {target: link.sent for target, link in last.items()}
        decider = Decider(self.session, self.flow, self.references, max_age=self.max_age, start=None)
        try:
            _, mapped = decider.case(newest, self.flow.decode(newest.payload))
        except (ValueError, NotProcessedError) as error:
            raise ByHandError(f"it cannot be processed: {error}") from error
        for target, body in mapped.wanted.items():
            known = last.get(target)
            written = known.sent if known is not None else None
            wanted[target] = body if written is None else self.flow.align(body, written)[0]
        return dict.fromkeys(last) if mapped.ended else wanted

    def _settle(self, key: Key, settled: Settlement, what: str, decided: Decided, **more: Any) -> None:
        event = self.session.event(what, by=decided.by, why=decided.why, **more)
        self.session.check(self.session.ledger.settle(key, settled, self.session.fence, event))
