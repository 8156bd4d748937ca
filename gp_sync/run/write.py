"""Effectively once into a target without idempotency: reserve, send once, confirm, and look after every doubt.

The order of the steps is the point. The intent is durable before the request leaves, so a crash at any place leaves a
state from which `Resolver.resolve` knows what may have happened.
"""

import logging
from datetime import datetime
from typing import Any

from gp_sync.core.decide import adopt
from gp_sync.core.findings import finding
from gp_sync.core.flow import Flow
from gp_sync.core.model import Finding, Found, Key, Link, RecordUnusable, TargetRef, Unavailable, Write
from gp_sync.core.recognise import landed
from gp_sync.core.refusals import OutcomeUnknown, RecordMoved, Refused
from gp_sync.core.states import DocumentState, End, WriteState
from gp_sync.failpoints import failpoint
from gp_sync.ledger.values import Confirmed, Fenced, Moved, Open, Reserved, Settlement, StoredLink
from gp_sync.run.attempt import Attempt, Outcome, Rest, unseen_landing
from gp_sync.run.guarded import NotProcessedError, guarded
from gp_sync.run.records import with_rival
from gp_sync.run.resolve import Resolver
from gp_sync.run.session import LeaseLost, Session
from gp_sync.run.stored import digest, intent_of

__all__ = ["Writer"]

_LOGGER = logging.getLogger("gp_sync")


class Writer:
    """Carries writes out for one flow.

    Args:
        session: the run's hold on its connection.
        flow: whose target is written to.
        resolver: who reads doubts back.
        send_seconds: how long one send may take, beside what its body needs; the lease outlasts it.

    Attributes:
        last_written: a record that took a write just now, if any.
    """

    def __init__(self, session: Session, flow: Flow[Any, Any], resolver: Resolver, *, send_seconds: float) -> None:
        self._session = session
        self._flow = flow
        self._target = flow.target
        self._resolver = resolver
        self._send_seconds = send_seconds
        self.last_written: TargetRef | None = None

    def carry_out(self, key: Key, version: int, write: Write[Any], rest: Rest) -> Outcome:
        """Write once, and settle the document with it.

        Args:
            key: the document.
            version: the captured version that is carried out.
            write: what to write.
            rest: what else there is about the document, such as what was found, and how it stands once this is done.

        Raises:
            Unavailable: the target cannot be used; nothing was written, and the document stays pending.
            LeaseLost: another process took over.
        """
        ledger, session = self._session.ledger, self._session
        intent = intent_of(write)
        event = session.event("write.reserved", op=intent.op, before=intent.before, after=intent.body)
        attempts = ledger.attempts(key, write.target)
        match ledger.reserve(key, version, intent, attempts, session.fence, event):
            case Reserved(number):
                failpoint("write.reserved")
                attempt = Attempt(
                    session=session,
                    flow=self._flow,
                    key=key,
                    version=version,
                    number=number,
                    write=write,
                    rest=rest,
                )
                return self._send_if_free(attempt) if self._is_shared(attempt) else self._send(attempt)
            case Open(write=other) if other.key != key:
                return self._taken(key, version, write, rest, other.key)
            case Open(write=other):
                quarantined = other.state is WriteState.QUARANTINED
                return Outcome(end=End.QUARANTINED if quarantined else End.IN_DOUBT)
            case Confirmed(link):
                return self._done_before(key, version, link, rest)
            case Fenced():
                raise LeaseLost(f"the lease of '{key.connection}' was taken over while {key} was written")
            case Moved(attempt):
                # Only another process could have added an attempt between the two lines above.
                raise LeaseLost(f"another process wrote {key}: its attempts are {attempt}, not {attempts}")

    def _taken(self, key: Key, version: int, write: Write[Any], rest: Rest, maker: Key) -> Outcome:
        """Another document makes this very record at the moment: two have one number. It waits for the other's end."""
        session, target = self._session, write.target
        taken = with_rival(session, key, finding("PO_NUMBER_TAKEN", target.ref, tried=target.number), maker)
        settled = Settlement(
            version=version,
            state=DocumentState.PENDING,
            end=End.BLOCKED,
            findings=(*rest.findings, taken),
            digests=rest.digests,
            links=rest.links,
        )
        row = session.ledger.document(key)
        if row is None or (row.end, row.findings) != (settled.end, settled.findings):
            session.check(session.ledger.settle(key, settled, session.fence, session.event("document.blocked")))
        return Outcome(end=End.BLOCKED, findings=settled.findings, digests=settled.digests)

    def _is_shared(self, attempt: Attempt) -> bool:
        """Whether another document has made the record to be created, where a create would write over it."""
        key, write = attempt.key, attempt.write
        if write.op != "create" or self._target.refuses_existing:
            return False
        linked = self._session.ledger.linked(key.connection, key.flow, [write.target]).get(write.target, ())
        return any(record.key != key and not record.link.given_up for record in linked)

    def _send_if_free(self, attempt: Attempt) -> Outcome:
        """Send where the other document's record has gone; it may have been made since ours was read as absent.

        From the reservation on nobody else makes it, so this read holds.
        """
        target = attempt.write.target
        try:
            found = self._target.read(target)
        except Unavailable as error:
            waiting = attempt.waiting(error.finding)
            attempt.move(WriteState.RESERVED, WriteState.ABANDONED, "write.abandoned", waiting)
            raise
        except RecordUnusable as error:
            return attempt.abandon(error.finding, {error.finding.cause: digest(error.finding.tried)})
        if found is None and self._target.reads_history:
            return self._send(attempt)
        taken = with_rival(self._session, attempt.key, finding("PO_NUMBER_TAKEN", target.ref, tried=target.number))
        return attempt.abandon(taken, {target.ref: digest(found)})

    def _done_before(self, key: Key, version: int, link: StoredLink, rest: Rest) -> Outcome:
        """The newest confirmed write is this very one: there is nothing to send."""
        session = self._session
        end = End.UNCHANGED if rest.state is DocumentState.SETTLED else rest.end
        settled = Settlement(
            version=version, state=rest.state, end=end, findings=rest.findings, links=(*rest.links, link)
        )
        session.check(session.ledger.settle(key, settled, session.fence, session.event(f"document.{end.value}")))
        return Outcome(end=end, findings=rest.findings, done=True)

    def _send(self, attempt: Attempt) -> Outcome:
        deadline = self._session.deadline(self._send_seconds + self._extra_seconds(attempt.write))
        attempt.begin(deadline)
        try:
            found = self._target.send(attempt.write, deadline)
        except Refused as refusal:
            failpoint("write.answered")
            return self._refused(attempt, refusal)
        except Unavailable as error:
            waiting = attempt.waiting(error.finding)
            attempt.move(WriteState.SENDING, WriteState.NOT_EXECUTED, "write.not_executed", waiting)
            raise
        except RecordMoved as moved:
            # Somebody changed the record after it was read: nothing was written, and the next run decides anew.
            waiting = attempt.waiting()
            attempt.move(WriteState.SENDING, WriteState.REFUSED, "write.record_moved", waiting, reason=str(moved))
            return Outcome(end=End.PENDING)
        except OutcomeUnknown as doubt:
            return self._doubted(attempt, deadline, str(doubt))
        except Exception as error:
            # The target may be a user's. What it raises beside its contract tells nothing about whether the request
            # has left, so it is a doubt as well: a run that ended here would leave the write to the next one.
            _LOGGER.exception("the target raised what it should not; the outcome of the write is unknown")
            return self._doubted(attempt, deadline, f"{type(error).__name__}: {error}")
        failpoint("write.answered")
        return self._answered(attempt, deadline, found)

    def _extra_seconds(self, write: Write[Any]) -> float:
        if write.body is None:
            return 0.0
        try:
            return guarded(self._flow.extra_seconds, write.body)
        except NotProcessedError:
            return 0.0  # a time-out that is too short makes a doubt, which is looked after

    def _answered(self, attempt: Attempt, deadline: datetime, found: Found[Any]) -> Outcome:
        try:
            arrived = self._has_arrived(attempt.write, found)
        except NotProcessedError as error:
            return self._doubted(attempt, deadline, f"the answer cannot be judged: {error}")
        if not arrived:
            return self._doubted(attempt, deadline, "the answer does not hold what was sent")
        self.last_written = attempt.write.target
        return attempt.confirm(WriteState.SENDING, found)

    def _has_arrived(self, write: Write[Any], found: Found[Any]) -> bool:
        """Whether an answer shows what the write made, be it all that was sent or what the target took of it."""
        if landed(write, found, self._target.compare):
            return True
        if not self._flow.keeps_what_is_held or write.body is None or found.void:
            return False
        return self._target.compare(write.body, found) == "different"

    def _doubted(self, attempt: Attempt, deadline: datetime, reason: str) -> Outcome:
        attempt.doubt(reason)
        try:
            return self._resolver.read_back(attempt, deadline)
        except NotProcessedError:
            return Outcome(end=End.IN_DOUBT)  # the log says why; the next run tries again

    def _refused(self, attempt: Attempt, refusal: Refused) -> Outcome:
        """A refusal wrote nothing. Where it says that the number is taken, a read tells by whom."""
        target = attempt.write.target
        # Nothing is silent, also where a target gives no finding.
        reasons = refusal.findings or (finding("GP_REFUSED", target.ref, tried=f"{target}: no reason was given"),)
        if not refusal.exists or attempt.write.op != "create":
            return attempt.refuse("write.refused", reasons, {}, reason=str(refusal))
        try:
            found = self._standing(attempt)
            if found is None:
                # A read that misses what the target says is there, as in history it cannot see, may see it later.
                unseen = {target.ref: digest(None)}
                return attempt.refuse("write.refused", reasons, unseen, reason=str(refusal))
            judged = self._judged(attempt, found)
        except RecordUnusable as error:
            # It cannot be looked into, which stops this document alone, until the record reads otherwise.
            seen = {error.finding.cause: digest(error.finding.tried)}
            return attempt.refuse("write.refused", (error.finding,), seen, reason=str(refusal))
        except NotProcessedError as error:
            reason = finding("ORDER_NOT_PROCESSED", target.ref, tried=str(error))
            return attempt.refuse("write.refused", (reason,), {}, reason=str(refusal))
        if isinstance(judged, Link):
            return attempt.adopt(WriteState.SENDING, WriteState.REFUSED, "write.adopted", judged)
        return attempt.refuse("write.refused", (judged,), {judged.cause: digest(found)}, reason=str(refusal))

    def _judged(self, attempt: Attempt, found: Found[Any]) -> Link[Any] | Finding:
        """Whose the record is that stands under the number of a refused create."""
        target, body = attempt.write.target, attempt.write.body
        judged = adopt(target, body, found, self._target.compare(body, found))
        if isinstance(judged, Link):
            return judged
        # An earlier request of ours may have landed after it was given up.
        late = unseen_landing(self._session, self._flow, attempt.key, found, target)
        return late or with_rival(self._session, attempt.key, judged)

    def _standing(self, attempt: Attempt) -> Found[Any] | None:
        """What stands under the number of a refused create, or None if it went away meanwhile."""
        try:
            return self._target.read(attempt.write.target)
        except Unavailable as error:
            waiting = attempt.waiting(error.finding)
            attempt.move(WriteState.SENDING, WriteState.REFUSED, "write.refused", waiting)
            raise
