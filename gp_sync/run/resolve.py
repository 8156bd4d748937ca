"""Writes whose outcome is unknown: read back until it is known, and given to a person where reads cannot tell.

A read-back has five verdicts. Equal: confirmed at once. Foreign, partial, or ours with contents that we never sent: a
person. Absent, or as it was before, or holding an earlier request of ours that landed late: this attempt has not
landed, which counts only after the settle time, and twice, since a request that timed out can still land.

Our clock may be set while a request is under way, so it alone must not say that the settle time is over: it
is longer by what the clocks of the two sides are known to be off, which a jump of ours shows.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from gp_sync.core.canonical import canonical
from gp_sync.core.flow import Flow
from gp_sync.core.model import Found, Link, RecordUnusable, Write
from gp_sync.core.recognise import landed
from gp_sync.core.states import DocumentState, End, WriteState
from gp_sync.failpoints import failpoint
from gp_sync.ledger.values import OpenWrite
from gp_sync.run.attempt import DOUBT_CODES, Attempt, Outcome, Rest, unseen_landing
from gp_sync.run.session import Session
from gp_sync.run.stored import write_from

__all__ = ["Resolver", "attempt_of"]

_DOUBTS_BEFORE_A_PERSON = 3
_ABSENCES_THAT_COUNT = 2


class Resolver:
    """Looks after the open writes of one flow.

    Args:
        session: the run's hold on its connection.
        flow: whose target is read.
        slack: how far the clocks are off, as far as it is known.
    """

    def __init__(self, session: Session, flow: Flow[Any, Any], slack: Callable[[], timedelta] = timedelta) -> None:
        self._session = session
        self._flow = flow
        self._target = flow.target
        self._slack = slack

    def resolve(self, open_write: OpenWrite) -> Outcome:
        """Take up a write that an earlier run left open, or that is still in doubt.

        Raises:
            Unavailable: the target cannot be read; the write stays as it is.
            LeaseLost: another process took over.
        """
        if open_write.state is WriteState.QUARANTINED:
            return Outcome(end=End.QUARANTINED)
        attempt = attempt_of(self._session, self._flow, open_write)
        if open_write.state is WriteState.RESERVED:
            attempt.move(WriteState.RESERVED, WriteState.ABANDONED, "write.abandoned")
            return Outcome(end=End.PENDING)
        if open_write.state is WriteState.SENDING:
            attempt.doubt("the process that sent it ended before the answer")
        return self.read_back(attempt, open_write.deadline or self._session.now())

    def read_back(self, attempt: Attempt, deadline: datetime) -> Outcome:
        """Judge a write in doubt by what the target holds.

        Args:
            attempt: the write.
            deadline: its own; when its settle time is over, a negative read counts.

        Raises:
            Unavailable: the target cannot be read; the write stays in doubt.
            LeaseLost: another process took over.
        """
        write = attempt.write
        try:
            found = self._target.read(write.target)
        except RecordUnusable as error:
            # It cannot tell whether the write landed, so the doubt stays.
            return Outcome(end=End.IN_DOUBT, findings=(error.finding,))
        failpoint("write.read_back")
        if found is None and self._shows_that_it_is_deleted(write):
            found = Found(body=write.before, void=True)
        earlier = None
        if found is not None:
            if landed(write, found, self._target.compare):
                return attempt.confirm(WriteState.IN_DOUBT, found)
            if not _is_untouched(write, found):
                earlier = unseen_landing(self._session, self._flow, attempt.key, found, write.target)
                if earlier is None:
                    return attempt.quarantine("something else stands under its number")
        # After the read, whose answer tells how far the clocks are off now.
        if not self._is_settled(deadline):
            return Outcome(end=End.IN_DOUBT)
        if found is None and not self._target.reads_history:
            return attempt.quarantine("it is absent from work, and history cannot be read")
        return self._absent(attempt, earlier)

    def _shows_that_it_is_deleted(self, write: Write[Any]) -> bool:
        """Whether a record that is neither in work nor in history shows that a void of it landed."""
        return write.op == "void" and self._flow.void_deletes and self._target.reads_history

    def _is_settled(self, deadline: datetime) -> bool:
        """Whether a request that had to end by then can have no effect any more."""
        longest = timedelta(seconds=self._target.longest_execution)
        return self._session.now() >= deadline + longest + self._slack()

    def _absent(self, attempt: Attempt, earlier: Link[Any] | None) -> Outcome:
        """Count a negative read; only after two of them the write surely never landed."""
        session = self._session
        event = session.event("write.absent")
        count = session.ledger.absent(attempt.key, attempt.write.target, attempt.number, session.fence, event)
        if count < _ABSENCES_THAT_COUNT:
            return Outcome(end=End.IN_DOUBT)
        if earlier is not None:
            return attempt.adopt(WriteState.IN_DOUBT, WriteState.NOT_EXECUTED, "write.landed_before", earlier)
        doubts = self._doubts_in_a_row(attempt)
        if doubts >= _DOUBTS_BEFORE_A_PERSON:
            return attempt.quarantine(f"{doubts} attempts ended in doubt")
        attempt.move(WriteState.IN_DOUBT, WriteState.NOT_EXECUTED, "write.not_executed", attempt.waiting())
        return Outcome(end=End.PENDING)

    def _doubts_in_a_row(self, attempt: Attempt) -> int:
        """How many attempts ended in doubt since one was confirmed or a person released one, with this one."""
        doubts, target = 0, attempt.write.target
        for row in self._session.ledger.audit(self._session.connection, key=attempt.key):
            if (row.side, row.company, row.target_number) == (target.side, target.company, target.number):
                if row.new_state == WriteState.CONFIRMED or row.what == "quarantine.released":
                    doubts = 0
                doubts += row.what == "write.in_doubt"
        return doubts


def attempt_of(session: Session, flow: Flow[Any, Any], open_write: OpenWrite) -> Attempt:
    """An open write as an attempt that goes on, with what was found when its document was decided.

    A document with records in several targets is decided again when one of its doubts ends.
    """
    row = session.ledger.document(open_write.key)
    findings = () if row is None else tuple(found for found in row.findings if found.code not in DOUBT_CODES)
    state, end = (DocumentState.PENDING, End.PENDING) if flow.several_targets else (DocumentState.SETTLED, End.WRITTEN)
    return Attempt(
        session=session,
        flow=flow,
        key=open_write.key,
        version=open_write.version,
        number=open_write.attempt,
        write=write_from(flow, open_write.intent),
        rest=Rest(state=state, end=end, findings=findings),
    )


def _is_untouched(write: Write[Any], found: Found[Any]) -> bool:
    """Whether the record is still what it was before an update or void, so that the write has not landed."""
    return write.op != "create" and not found.void and canonical(found.body) == canonical(write.before)
