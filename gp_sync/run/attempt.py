"""One attempt to write one record, and its moves: each is one commit, with the document's part in it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import attrs

from gp_sync.core.canonical import canonical
from gp_sync.core.findings import finding
from gp_sync.core.flow import Flow
from gp_sync.core.model import Finding, Found, Key, Link, Ref, Severity, TargetRef, Write
from gp_sync.core.recognise import recognise
from gp_sync.core.states import DocumentState, End, WriteState
from gp_sync.failpoints import failpoint
from gp_sync.ledger.values import Settlement, StoredLink
from gp_sync.run.guarded import NotProcessedError, guarded
from gp_sync.run.session import Session
from gp_sync.run.stored import link_from, store_link, write_from

__all__ = ["DOUBT_CODES", "Attempt", "Outcome", "Rest", "remarks_of", "unseen_landing"]

DOUBT_CODES = frozenset({"WRITE_IN_DOUBT", "WRITE_QUARANTINED"})
"""Findings that speak of a write under way, and end with it."""


@attrs.frozen(kw_only=True)
class Outcome:
    """How a document ended in this run, with the findings that say why.

    Args:
        end: the word of the report.
        findings: what was found.
        digests: of the causes of what stopped it.
        done: the target holds what one write of the document asks for, whatever its other writes still wait for.
    """

    end: End
    findings: tuple[Finding, ...] = ()
    done: bool = False
    digests: Mapping[Ref, str] = attrs.field(factory=dict)


@attrs.frozen(kw_only=True)
class Rest:
    """What there is about a document beside the write under way: how it stands when that write is done.

    Args:
        state: settled if nothing else is left to do for it.
        end: how it is counted then.
        findings: what was found when it was decided.
        digests: of the causes of what stopped an earlier write of the same decision.
        links: records of other targets, which were adopted or recognised with the decision.
        more: other writes of the decision follow, so that the document stays pending until the last.
    """

    state: DocumentState = DocumentState.SETTLED
    end: End = End.WRITTEN
    findings: tuple[Finding, ...] = ()
    digests: Mapping[Ref, str] = attrs.field(factory=dict)
    links: tuple[StoredLink, ...] = ()
    more: bool = False


def remarks_of(flow: Flow[Any, Any], body: Any, found: Found[Any]) -> tuple[Finding, ...]:
    """What people are told of a record that the target holds as it was asked for.

    Args:
        flow: the flow.
        body: what was asked for; None for a void.
        found: the record.
    """
    try:
        told = guarded(lambda: tuple(flow.remarks(body, found)))
    except NotProcessedError:
        told = ()  # the record is as it should be all the same; the log says why
    return tuple(attrs.evolve(remark, flow=flow.name) for remark in (*found.remarks, *told))


@attrs.frozen(kw_only=True)
class Attempt:
    """A write under way: what the steps of the protocol share.

    Args:
        session: the run's hold on its connection.
        flow: whose target is written to.
        key: the document.
        version: the captured version that the write carries out.
        number: the number of the attempt.
        write: what is written.
        rest: what else there is about the document.
    """

    session: Session
    flow: Flow[Any, Any]
    key: Key
    version: int
    number: int
    write: Write[Any]
    rest: Rest

    def begin(self, deadline: datetime) -> None:
        """From here on the request may have left."""
        self.move(WriteState.RESERVED, WriteState.SENDING, "write.sending", deadline=deadline)
        failpoint("write.sending")

    def confirm(self, old: WriteState, found: Found[Any]) -> Outcome:
        """The target holds it."""
        body = self.write.body
        link = store_link(Link(target=self.write.target, sent=body, held=found.body, stamp=found.stamp))
        findings = (*self.rest.findings, *remarks_of(self.flow, body, found))
        settled = attrs.evolve(self._settlement(), links=(*self.rest.links, link), findings=findings)
        held = canonical(found.body)
        self.move(old, WriteState.CONFIRMED, "write.confirmed", settled, held=held, stamp=found.stamp)
        return Outcome(end=self.rest.end, findings=findings, done=True)

    def doubt(self, reason: str) -> None:
        """It may have taken effect: only reads can tell."""
        doubt = finding("WRITE_IN_DOUBT", self.write.target.ref, tried=f"{self.write.target}: {reason}")
        waiting = self.waiting(doubt, end=End.IN_DOUBT)
        self.move(WriteState.SENDING, WriteState.IN_DOUBT, "write.in_doubt", waiting, reason=reason)
        failpoint("write.doubted")

    def quarantine(self, reason: str) -> Outcome:
        """Only a person can tell."""
        stuck = finding("WRITE_QUARANTINED", self.write.target.ref, tried=f"{self.write.target}: {reason}")
        waiting = self.waiting(stuck, end=End.QUARANTINED)
        self.move(WriteState.IN_DOUBT, WriteState.QUARANTINED, "write.quarantined", waiting, reason=reason)
        return Outcome(end=End.QUARANTINED, findings=(stuck,))

    def refuse(self, what: str, findings: tuple[Finding, ...], seen: dict[Ref, str], **detail: Any) -> Outcome:
        """Nothing was written. What only waits for a moment, such as a lock, stays pending for the next run."""
        stopped = self._stopped(findings, seen)
        self.move(WriteState.SENDING, WriteState.REFUSED, what, stopped, **detail)
        return Outcome(end=stopped.end, findings=stopped.findings, digests=stopped.digests)

    def abandon(self, reason: Finding, seen: dict[Ref, str]) -> Outcome:
        """Nothing is sent, for this reason."""
        stopped = self._stopped((reason,), seen)
        self.move(WriteState.RESERVED, WriteState.ABANDONED, "write.abandoned", stopped)
        return Outcome(end=stopped.end, findings=stopped.findings, digests=stopped.digests)

    def adopt(self, old: WriteState, new: WriteState, what: str, link: Link[Any]) -> Outcome:
        """This attempt wrote nothing, but the record is ours: an equal one ends the matter, another is decided anew."""
        links = (*self.rest.links, store_link(link))
        equal = link.sent == self.write.body
        if equal:
            settled = attrs.evolve(self._settlement(), links=links, end=End.ADOPTED)
        else:
            settled = attrs.evolve(self.waiting(), links=links)
        self.move(old, new, what, settled)
        return Outcome(end=settled.end, findings=self.rest.findings, done=equal)

    def waiting(self, *reasons: Finding, end: End = End.PENDING) -> Settlement:
        """The document waits, for these reasons, also where a newer version of it came meanwhile."""
        findings, row = (*self.rest.findings, *reasons), self.session.ledger.document(self.key)
        version = self.version if row is None else row.version
        return Settlement(
            version=version, state=DocumentState.PENDING, end=end, findings=findings, links=self.rest.links
        )

    def move(
        self,
        old: WriteState,
        new: WriteState,
        what: str,
        settlement: Settlement | None = None,
        *,
        deadline: datetime | None = None,
        **detail: Any,
    ) -> None:
        """Make one move.

        Raises:
            LeaseLost: another process took over, and nothing was changed.
        """
        done = self.session.ledger.move(
            self.key,
            self.write.target,
            self.number,
            old,
            new,
            self.session.fence,
            self.session.event(what, **detail),
            deadline=deadline,
            settlement=settlement,
        )
        self.session.check(done)
        if old is not WriteState.RESERVED and new is not WriteState.IN_DOUBT:
            failpoint("write.ended")

    def _stopped(self, findings: tuple[Finding, ...], seen: dict[Ref, str]) -> Settlement:
        """The document as these findings leave it: what does not block waits for the next run."""
        findings = (*self.rest.findings, *findings)
        blocked = any(reason.severity is Severity.BLOCK for reason in findings)
        return Settlement(
            version=self.version,
            state=DocumentState.BLOCKED if blocked and not self.rest.more else DocumentState.PENDING,
            end=End.BLOCKED if blocked else End.HELD,
            findings=findings,
            digests={**self.rest.digests, **seen},
            links=self.rest.links,
        )

    def _settlement(self) -> Settlement:
        rest = self.rest
        return Settlement(
            version=self.version, state=rest.state, end=rest.end, findings=rest.findings, digests=rest.digests
        )


def unseen_landing(
    session: Session, flow: Flow[Any, Any], key: Key, found: Found[Any], target: TargetRef
) -> Link[Any] | None:
    """Tell whether a record was made by a request of ours that was given up: it landed late.

    Args:
        session: the run's hold on its connection.
        flow: the record's.
        key: the document under whose number it stands.
        found: the record as it is, and not as it was left.
        target: where it stands.

    Raises:
        NotProcessedError: what was sent or confirmed cannot be read any more.
    """
    row = session.ledger.document(key)
    links = () if row is None else row.links
    # A record that was given up had gone, so what stands there now is another.
    known = next((link_from(flow, link) for link in links if link.target == target and not link.given_up), None)
    unseen = [write_from(flow, intent) for intent in session.ledger.sent_unseen(key, target)]
    return recognise(found, known, unseen, flow.target.compare)
