"""Effectively once into a target without idempotency: reserve, send once, confirm, and look after every doubt.

The order of the steps is the point. The intent is durable before the request leaves, so a crash at any place leaves a
state from which `Writer.resolve` knows what may have happened. Nothing that is in doubt is sent again before reads,
after the settle time, have shown twice that it never landed.
"""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import attrs

from gp_sync.core.canonical import canonical
from gp_sync.core.decide import adopt
from gp_sync.core.findings import finding
from gp_sync.core.flow import Flow
from gp_sync.core.model import (
    Finding,
    Found,
    Key,
    Link,
    OutcomeUnknown,
    RecordMoved,
    RecordUnusable,
    Refused,
    Severity,
    Unavailable,
    Write,
)
from gp_sync.core.states import DocumentState, End, WriteState
from gp_sync.ledger.values import Confirmed, Fenced, Moved, Open, OpenWrite, Reserved, Settlement
from gp_sync.session import LeaseLost, Session
from gp_sync.stored import digest, intent_of, store_link

__all__ = ["Outcome", "Writer"]

_DOUBTS_BEFORE_A_PERSON = 3
_ABSENCES_THAT_COUNT = 2


@attrs.frozen(kw_only=True)
class Outcome:
    """How a document ended in this run, with the findings that say why."""

    end: End
    findings: tuple[Finding, ...] = ()


@attrs.frozen(kw_only=True)
class _Sent:
    """One write under way: what the steps of the protocol share."""

    key: Key
    version: int
    attempt: int
    write: Write[Any]
    findings: tuple[Finding, ...]


class Writer:
    """Carries writes out for one flow.

    Args:
        session: the run's hold on its connection.
        flow: whose target is written to.
        send_seconds: how long one send may take; the lease outlasts it.
    """

    def __init__(self, session: Session, flow: Flow[Any, Any], *, send_seconds: float) -> None:
        self._session = session
        self._flow = flow
        self._target = flow.target
        self._send_seconds = send_seconds

    def carry_out(self, key: Key, version: int, write: Write[Any], findings: tuple[Finding, ...]) -> Outcome:
        """Write once, and settle the document with it.

        Raises:
            Unavailable: the target cannot be used; nothing was written, and the document stays pending.
            LeaseLost: another process took over.
        """
        ledger, session = self._session.ledger, self._session
        intent = intent_of(write)
        event = session.event("write.reserved", op=intent.op, before=intent.before, after=intent.body)
        attempts = ledger.attempts(key, write.target)
        match ledger.reserve(key, version, intent, attempts, session.fence, event):
            case Reserved(attempt):
                return self._send(
                    _Sent(key=key, version=version, attempt=attempt, write=write, findings=findings),
                )
            case Open(write=other):
                return Outcome(end=_end_of(other.state))
            case Confirmed(link):
                settled = Settlement(
                    version=version,
                    state=DocumentState.SETTLED,
                    end=End.UNCHANGED,
                    findings=findings,
                    links=(link,),
                )
                session.check(ledger.settle(key, settled, session.fence, session.event("document.unchanged")))
                return Outcome(end=End.UNCHANGED, findings=findings)
            case Fenced():
                raise LeaseLost(f"the lease of '{key.connection}' was taken over while {key} was written")
            case Moved(attempt):
                # Only another process could have added an attempt between the two lines above.
                raise LeaseLost(f"another process wrote {key}: its attempts are {attempt}, not {attempts}")

    def _send(self, sent: _Sent) -> Outcome:
        deadline = self._session.deadline(self._send_seconds)
        self._move(sent, WriteState.RESERVED, WriteState.SENDING, "write.sending", deadline=deadline)
        try:
            found = self._target.send(sent.write, deadline)
        except Refused as refusal:
            return self._refused(sent, refusal)
        except Unavailable as error:
            settled = self._waiting(sent, error.finding)
            self._move(sent, WriteState.SENDING, WriteState.NOT_EXECUTED, "write.not_executed", settled)
            raise
        except RecordMoved as moved:
            # Somebody changed the record after it was read: nothing was written, and the next run decides anew.
            settled = Settlement(version=sent.version, state=DocumentState.PENDING, end=End.PENDING)
            self._move(sent, WriteState.SENDING, WriteState.REFUSED, "write.record_moved", settled, reason=str(moved))
            return Outcome(end=End.PENDING)
        except OutcomeUnknown as doubt:
            self._doubt(sent, str(doubt))
            return self._read_back(sent, settled_long_ago=False)
        if not _landed(sent.write, found, self._target.compare):
            self._doubt(sent, "the answer does not hold what was sent")
            return self._read_back(sent, settled_long_ago=False)
        return self._confirm(sent, WriteState.SENDING, found)

    def resolve(self, open_write: OpenWrite) -> Outcome:
        """Take up a write that an earlier run left open, or that is still in doubt.

        Raises:
            Unavailable: the target cannot be read; the write stays as it is.
            LeaseLost: another process took over.
        """
        sent = self._revive(open_write)
        if open_write.state is WriteState.QUARANTINED:
            return Outcome(end=End.QUARANTINED)
        if open_write.state is WriteState.RESERVED:
            self._move(sent, WriteState.RESERVED, WriteState.ABANDONED, "write.abandoned")
            return Outcome(end=End.PENDING)
        if open_write.state is WriteState.SENDING:
            self._doubt(sent, "the process that sent it ended before the answer")
        deadline = open_write.deadline or self._session.now()
        settles = deadline + timedelta(seconds=self._target.longest_execution)
        return self._read_back(sent, settled_long_ago=self._session.now() >= settles)

    def _revive(self, open_write: OpenWrite) -> _Sent:
        intent = open_write.intent
        write = Write(
            op=intent.op,
            target=intent.target,
            body=None if intent.body is None else self._flow.revive(intent.body),
            before=None if intent.before is None else self._flow.revive(intent.before),
            stamp=intent.stamp,
        )
        return _Sent(
            key=open_write.key, version=open_write.version, attempt=open_write.attempt, write=write, findings=()
        )

    def _doubt(self, sent: _Sent, reason: str) -> None:
        doubt = finding("WRITE_IN_DOUBT", sent.write.target.ref, tried=f"{sent.write.target}: {reason}")
        waiting = self._waiting(sent, doubt, End.IN_DOUBT)
        self._move(sent, WriteState.SENDING, WriteState.IN_DOUBT, "write.in_doubt", waiting, reason=reason)

    def _read_back(self, sent: _Sent, *, settled_long_ago: bool) -> Outcome:
        """Judge a write in doubt by what the target holds. A positive read counts at once, a negative one late."""
        try:
            found = self._target.read(sent.write.target)
        except RecordUnusable as error:
            # It cannot tell whether the write landed, so the doubt stays.
            return Outcome(end=End.IN_DOUBT, findings=(error.finding,))
        if found is not None:
            if _landed(sent.write, found, self._target.compare):
                return self._confirm(sent, WriteState.IN_DOUBT, found)
            if not _untouched(sent.write, found):
                return self._quarantine(sent, "the target holds something else under its number")
        if not settled_long_ago:
            return Outcome(end=End.IN_DOUBT)
        if found is None and not self._target.reads_history:
            return self._quarantine(sent, "it is absent from work, and history cannot be read")
        return self._absent(sent)

    def _absent(self, sent: _Sent) -> Outcome:
        """Count an absence; only after two of them the write surely never landed."""
        event = self._session.event("write.absent")
        count = self._session.ledger.absent(sent.key, sent.write.target, sent.attempt, self._session.fence, event)
        if count < _ABSENCES_THAT_COUNT:
            return Outcome(end=End.IN_DOUBT)
        audit = self._session.ledger.audit(self._session.connection, key=sent.key)
        doubts = sum(row.what == "write.in_doubt" for row in audit)
        if doubts >= _DOUBTS_BEFORE_A_PERSON:
            return self._quarantine(sent, f"{doubts} attempts ended in doubt")
        self._move(sent, WriteState.IN_DOUBT, WriteState.NOT_EXECUTED, "write.not_executed")
        return Outcome(end=End.PENDING)

    def _refused(self, sent: _Sent, refusal: Refused) -> Outcome:
        """A refusal wrote nothing. Where it says that the number is taken, a read tells by whom."""
        findings, seen = sent.findings + refusal.findings, {}
        found = self._standing(sent) if refusal.exists and sent.write.op == "create" else None
        if found is not None:
            judged = adopt(sent.write.target, sent.write.body, found, self._target.compare(sent.write.body, found))
            if isinstance(judged, Link):
                settled = self._settled(sent, End.ADOPTED, found)
                self._move(sent, WriteState.SENDING, WriteState.REFUSED, "write.adopted", settled)
                return Outcome(end=End.ADOPTED, findings=sent.findings)
            findings, seen = (*sent.findings, judged), {judged.cause: digest(found)}
        blocked = any(reason.severity is Severity.BLOCK for reason in findings)
        settlement = Settlement(
            version=sent.version,
            # What only waits for a moment, such as a lock, stays pending, so that the next run tries again.
            state=DocumentState.BLOCKED if blocked else DocumentState.PENDING,
            end=End.BLOCKED if blocked else End.HELD,
            findings=findings,
            digests=seen,
        )
        self._move(sent, WriteState.SENDING, WriteState.REFUSED, "write.refused", settlement, reason=str(refusal))
        return Outcome(end=settlement.end, findings=findings)

    def _standing(self, sent: _Sent) -> Found[Any] | None:
        """What stands under the number of a refused create, or None if it went away meanwhile."""
        try:
            return self._target.read(sent.write.target)
        except (Unavailable, RecordUnusable) as error:
            settled = self._waiting(sent, error.finding)
            self._move(sent, WriteState.SENDING, WriteState.REFUSED, "write.refused", settled)
            raise

    def _confirm(self, sent: _Sent, old: WriteState, found: Found[Any]) -> Outcome:
        settled = self._settled(sent, End.WRITTEN, found)
        held = canonical(found.body)
        self._move(sent, old, WriteState.CONFIRMED, "write.confirmed", settled, held=held, stamp=found.stamp)
        return Outcome(end=End.WRITTEN, findings=sent.findings)

    def _quarantine(self, sent: _Sent, reason: str) -> Outcome:
        stuck = finding("WRITE_QUARANTINED", sent.write.target.ref, tried=f"{sent.write.target}: {reason}")
        self._move(
            sent,
            WriteState.IN_DOUBT,
            WriteState.QUARANTINED,
            "write.quarantined",
            self._waiting(sent, stuck, End.QUARANTINED),
            reason=reason,
        )
        return Outcome(end=End.QUARANTINED, findings=(stuck,))

    def _settled(self, sent: _Sent, end: End, found: Found[Any]) -> Settlement:
        link = Link(target=sent.write.target, sent=sent.write.body, held=found.body, stamp=found.stamp)
        return Settlement(
            version=sent.version,
            state=DocumentState.SETTLED,
            end=end,
            findings=sent.findings,
            links=(store_link(link),),
        )

    def _waiting(self, sent: _Sent, reason: Finding, end: End = End.PENDING) -> Settlement:
        findings = (*sent.findings, reason)
        return Settlement(version=sent.version, state=DocumentState.PENDING, end=end, findings=findings)

    def _move(
        self,
        sent: _Sent,
        old: WriteState,
        new: WriteState,
        what: str,
        settlement: Settlement | None = None,
        *,
        deadline: Any = None,
        **detail: Any,
    ) -> None:
        done = self._session.ledger.move(
            sent.key,
            sent.write.target,
            sent.attempt,
            old,
            new,
            self._session.fence,
            self._session.event(what, **detail),
            deadline=deadline,
            settlement=settlement,
        )
        self._session.check(done)


def _landed(write: Write[Any], found: Found[Any], compare: Callable[..., str]) -> bool:
    return found.void if write.body is None else compare(write.body, found) == "equal"


def _untouched(write: Write[Any], found: Found[Any]) -> bool:
    """Whether the record is still what it was before an update or void, so that the write has not landed."""
    return write.before is not None and canonical(found.body) == canonical(write.before)


def _end_of(state: WriteState) -> End:
    return End.QUARANTINED if state is WriteState.QUARANTINED else End.IN_DOUBT
