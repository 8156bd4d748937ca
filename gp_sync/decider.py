"""One document from its stored version to its end: gather the facts, decide, and carry the decision out."""

import logging
from collections.abc import Callable
from datetime import timedelta
from typing import Any, TypeVar

import attrs

from gp_sync.core.decide import decide, judge, stopped_by, to_read
from gp_sync.core.findings import finding
from gp_sync.core.flow import Flow, References
from gp_sync.core.model import Case, Decision, Facts, Finding, Mapped, RecordUnusable, Ref
from gp_sync.core.states import DocumentState, End
from gp_sync.ledger.rules import unreadable_finding
from gp_sync.ledger.values import Pending, Settlement
from gp_sync.session import Session
from gp_sync.stored import digests, link_from, store_link
from gp_sync.write import Outcome, Writer

__all__ = ["Decider"]

T = TypeVar("T")

_LOGGER = logging.getLogger("gp_sync")

_ENDS = {
    "adopt": (DocumentState.SETTLED, End.ADOPTED),
    "unchanged": (DocumentState.SETTLED, End.UNCHANGED),
    "skip": (DocumentState.SKIPPED, End.SKIPPED),
    "hold": (DocumentState.HELD, End.HELD),
    "block": (DocumentState.BLOCKED, End.BLOCKED),
}


class _NotProcessedError(Exception):
    """A mapper or rule failed on a document."""


def _guarded(step: Callable[..., T], *arguments: Any) -> T:
    """Run a step of the flow that only computes. It may be a user's: whatever it raises stops its document alone."""
    try:
        return step(*arguments)
    except Exception as error:  # whatever a user's code may raise; no request is sent in here
        _LOGGER.exception("a document could not be processed")
        raise _NotProcessedError(f"{type(error).__name__}: {error}") from error


class Decider:
    """Decides pending documents of one flow; may be used by several threads.

    Args:
        session: the run's hold on its connection.
        flow: the flow.
        references: where facts come from.
        writer: who carries writes out.
        max_age: how old a fact may be.
    """

    def __init__(
        self, session: Session, flow: Flow[Any, Any], references: References, writer: Writer, *, max_age: timedelta
    ) -> None:
        self._session = session
        self._flow = flow
        self._references = references
        self._writer = writer
        self._max_age = max_age

    def process(self, pending: Pending) -> Outcome:
        """Decide one document and carry the decision out.

        Raises:
            Unavailable: a side cannot be used; the document stays pending.
            LeaseLost: another process took over.
        """
        try:
            source = self._flow.decode(pending.payload)
        except ValueError as error:
            return self._block(pending, unreadable_finding(pending.key.source_id, str(error)))
        try:
            decision, facts = self._decide(pending, source)
            if decision.action != "write":
                return self._settle(pending, decision, facts)
            outcome = Outcome(end=End.UNCHANGED)
            for write in decision.writes:
                outcome = self._writer.carry_out(pending.key, pending.version, write, decision.findings)
                if outcome.end is not End.WRITTEN:
                    break
        except RecordUnusable as error:
            reason = error.finding
            # What was read stands in for the fact, so that a later run sees when the record can be used again.
            facts = Facts(
                as_of=self._session.now(), asked=frozenset({reason.cause}), found={reason.cause: reason.tried}
            )
            return self._settle(pending, Decision(action="block", findings=(reason,)), facts)
        except _NotProcessedError as error:
            cause = Ref("order", (pending.key.source_id,))
            return self._block(pending, finding("ORDER_NOT_PROCESSED", cause, tried=str(error)))
        return outcome

    def _block(self, pending: Pending, reason: Finding) -> Outcome:
        return self._settle(pending, Decision(action="block", findings=(reason,)), Facts(as_of=self._session.now()))

    def _gather(self, source: Any) -> Facts:
        """Ask the mapper what it must know, look it up, and ask again until nothing new is named."""
        not_before = self._session.now() - self._max_age
        facts = Facts(as_of=self._session.now())
        while needed := _guarded(self._flow.mapper.needs, source, facts) - facts.asked:
            found = {
                ref: fact for ref in sorted(needed) if (fact := self._references.find(ref, not_before)) is not None
            }
            facts = Facts(as_of=facts.as_of, asked=facts.asked | needed, found={**facts.found, **found})
        return facts

    def _decide(self, pending: Pending, source: Any) -> tuple[Decision[Any], Facts]:
        """Decide, and give the facts that the decision rests on: those looked up, and the target's records."""
        for ref, fact in _guarded(self._flow.seeds, source).items():
            self._references.seed(ref, fact, pending.captured_at)
        facts = self._gather(source)
        case: Case[Any, Any] = Case(
            key=pending.key,
            source=source,
            last={target: link_from(self._flow, link) for target, link in pending.links.items()},
            now={},
            facts=facts,
            policy=self._flow.policy,
        )
        mapped = _guarded(self._flow.mapper.map, source, facts)
        findings = _guarded(judge, case, mapped, self._flow.rules)
        stopped = stopped_by(findings)
        if stopped is not None:
            return stopped, facts
        case = self._with_now(case, mapped)
        read = {target.ref: found for target, found in case.now.items()}
        facts = attrs.evolve(facts, asked=facts.asked | read.keys(), found={**facts.found, **read})
        return decide(case, mapped, findings), facts

    def _with_now(self, case: Case[Any, Any], mapped: Mapped[Any]) -> Case[Any, Any]:
        """Read what must be known of the target's records, and judge them against what is wanted."""
        target = self._flow.target
        now = {ref: target.read(ref) for ref in sorted(to_read(case, mapped, refuses_existing=target.refuses_existing))}
        verdicts = {
            ref: target.compare(mapped.wanted[ref], found)
            for ref, found in now.items()
            if found is not None and ref in mapped.wanted
        }
        return attrs.evolve(case, now=now, verdicts=verdicts)

    def _settle(self, pending: Pending, decision: Decision[Any], facts: Facts) -> Outcome:
        state, end = _ENDS[decision.action]
        settlement = Settlement(
            version=pending.version,
            state=state,
            end=end,
            findings=decision.findings,
            digests=digests(decision.findings, facts),
            links=tuple(store_link(link) for link in decision.adopted),
        )
        event = self._session.event(
            f"document.{end.value}",
            findings=[f"{found.code} {found.cause}" for found in decision.findings] or None,
        )
        self._session.check(self._session.ledger.settle(pending.key, settlement, self._session.fence, event))
        return Outcome(end=end, findings=decision.findings)
