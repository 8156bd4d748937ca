"""One document from its stored version to its end: gather the facts, decide, and carry the decision out."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from typing import Any

import attrs

from gp_sync.core.decide import judge, stopped_by
from gp_sync.core.findings import STANDS_ELSEWHERE, finding
from gp_sync.core.flow import Flow, References
from gp_sync.core.model import (
    Case,
    Decision,
    Facts,
    Finding,
    Mapped,
    RecordUnusable,
    Ref,
    TargetRef,
    Unavailable,
    Write,
)
from gp_sync.core.states import DocumentState, End
from gp_sync.ledger.rules import unreadable_finding
from gp_sync.ledger.texts import reasons_of
from gp_sync.ledger.values import Pending, Settlement
from gp_sync.run.attempt import Outcome, Rest, remarks_of
from gp_sync.run.guarded import NotProcessedError, guarded
from gp_sync.run.records import RecordReader, with_rival
from gp_sync.run.session import Session
from gp_sync.run.stored import digests, link_from, store_link
from gp_sync.run.write import Writer

__all__ = ["Decider"]

_ENDS = {
    "adopt": (DocumentState.SETTLED, End.ADOPTED),
    "unchanged": (DocumentState.SETTLED, End.UNCHANGED),
    "skip": (DocumentState.SKIPPED, End.SKIPPED),
    "hold": (DocumentState.HELD, End.HELD),
    "block": (DocumentState.BLOCKED, End.BLOCKED),
}


@attrs.frozen
class _Decided:
    """A decision, with the facts that it rests on: those looked up, and the target's records."""

    decision: Decision[Any]
    facts: Facts


class Decider:
    """Decides pending documents of one flow; may be used by several threads.

    Args:
        session: the run's hold on its connection.
        flow: the flow.
        references: where facts come from.
        max_age: how old a fact may be.
        start: documents dated before this day are left alone, unless they are linked.
        looks_first: read also whether the number of a new record is taken, where the target would refuse the record;
            a run leaves that to the refusal, which costs no request.
    """

    def __init__(
        self,
        session: Session,
        flow: Flow[Any, Any],
        references: References,
        *,
        max_age: timedelta,
        start: date | None,
        looks_first: bool = False,
    ) -> None:
        self._session = session
        self._flow = flow
        self._references = references
        self._max_age = max_age
        self._start = start
        self._looks_first = looks_first

    def plan(self, pending: Pending) -> Decision[Any]:
        """What would be done for a document, without doing it.

        Raises:
            Unavailable: a side cannot be used.
        """
        return self._decided(pending).decision

    def process(self, pending: Pending, writer: Writer | None) -> Outcome | None:
        """Decide one document and carry the decision out. None where it only waits for a write that is open.

        Args:
            pending: the document.
            writer: who writes; without one, a document that would be written waits.

        Raises:
            Unavailable: a side cannot be used; the document stays pending.
            LeaseLost: another process took over.
        """
        decided = self._decided(pending)
        decision = decided.decision
        if pending.open_targets and not decision.writes:
            return None
        if decision.action != "write":
            return self._settle(pending, decided)
        if writer is None:
            return Outcome(end=End.PENDING)
        links = tuple(store_link(link) for link in decision.adopted)
        rest = Rest(findings=decision.findings, links=links)
        if decision.again:
            rest = attrs.evolve(rest, state=DocumentState.PENDING)
        if pending.open_targets:
            rest = attrs.evolve(rest, state=DocumentState.PENDING, end=End.IN_DOUBT)
        return _carry_out(pending, decision.writes, rest, writer)

    def _decided(self, pending: Pending) -> _Decided:
        now = self._session.now()
        if pending.open_targets and not self._flow.several_targets:
            # Its one record may be there already, and the newest version may want it in another company.
            return _Decided(Decision(action="hold"), Facts(as_of=now))
        try:
            return self._decide(pending)
        except RecordUnusable as error:
            reason = error.finding
            # What was read stands in for the fact, so that a later run sees when the record can be used again.
            facts = Facts(as_of=now, asked=frozenset({reason.cause}), found={reason.cause: reason.tried})
            return _blocked(reason, facts)
        except NotProcessedError as error:
            return _blocked(finding("ORDER_NOT_PROCESSED", pending.key.ref, tried=str(error)), Facts(as_of=now))

    def _decide(self, pending: Pending) -> _Decided:
        try:
            source = guarded(self._flow.decode, pending.payload, planned=(ValueError,))
        except ValueError as error:
            reason = unreadable_finding(pending.key, str(error))
            return _blocked(reason, Facts(as_of=self._session.now()))
        early = self.before_start(pending, source)
        if early is not None:
            return _Decided(Decision(action="skip", findings=(early,)), Facts(as_of=self._session.now()))
        case, mapped = self.case(pending, source)
        to_void = {target: link for target, link in case.last.items() if link.to_void}
        if to_void:
            # A person wants it, whatever the source says; the rest is decided when that is done.
            case, mapped = attrs.evolve(case, last=to_void), Mapped(ended=True)
        findings = guarded(judge, case, mapped, self._flow.rules)
        stopped = stopped_by(findings)
        if stopped is not None:
            return _Decided(stopped, case.facts)
        reader = RecordReader(self._session, self._flow, pending, self._looks_first)
        case, mapped, recognised, unclear = reader.with_records(case, mapped)
        decision = guarded(self._flow.decide, case, mapped, findings)
        told = [with_rival(self._session, pending.key, found) for found in decision.findings]
        if decision.action in {"unchanged", "adopt"}:
            told += self._remarks(case, mapped)
        decision = attrs.evolve(decision, findings=tuple(told))
        if decision.writes and unclear:
            decision = Decision(action="block", findings=(*decision.findings, *unclear))
        read = {target.ref: found for target, found in case.now.items()}
        facts = attrs.evolve(case.facts, asked=case.facts.asked | read.keys(), found={**case.facts.found, **read})
        return _Decided(attrs.evolve(decision, adopted=(*recognised, *decision.adopted)), facts)

    def _remarks(self, case: Case[Any, Any], mapped: Mapped[Any]) -> Iterator[Finding]:
        """What is told of records that are as they should be: a write would tell it of the record that it leaves."""
        for target, body in mapped.wanted.items():
            found = case.now.get(target)
            if found is not None:
                yield from remarks_of(self._flow, body, found)

    def before_start(self, pending: Pending, source: Any) -> Finding | None:
        """Why a document is left alone that was made before the start, and never written; None if it is not."""
        dated = guarded(self._flow.dated, source)
        if self._start is None or dated is None or dated >= self._start or pending.links:
            return None
        tried = f"{dated.isoformat()}, and the start is {self._start.isoformat()}"
        return finding("BEFORE_START", pending.key.ref, tried=tried)

    def case(self, pending: Pending, source: Any) -> tuple[Case[Any, Any], Mapped[Any]]:
        """What is known about a document before the target is asked, and what the mapper makes of it.

        Raises:
            Unavailable: a side cannot be used.
        """
        for ref, fact in guarded(self._flow.seeds, source).items():
            self._references.seed(ref, fact, pending.captured_at)
        last = {target: link_from(self._flow, link) for target, link in pending.links.items()}
        facts = self._gather(source, {target: link.sent for target, link in last.items()})
        case: Case[Any, Any] = Case(
            key=pending.key,
            source=source,
            last=last,
            now={},
            facts=facts,
            policy=self._flow.policy,
            severities=self._flow.severities,
        )
        return case, self._own(guarded(self._flow.mapper.map, source, facts))

    def _own(self, mapped: Mapped[Any]) -> Mapped[Any]:
        """What was mapped, its records being of this flow, whatever its mapper calls them."""
        name = self._flow.name
        if all(target.flow == name for target in mapped.wanted):
            return mapped
        wanted = {attrs.evolve(target, flow=name): body for target, body in mapped.wanted.items()}
        return attrs.evolve(mapped, wanted=wanted)

    def _gather(self, source: Any, written: Mapping[TargetRef, Any]) -> Facts:
        """Ask the mapper what it must know, look it up, and ask again until nothing new is named."""
        not_before = self._session.now() - self._max_age
        facts = Facts(as_of=self._session.now(), written=written)
        while needed := self._needed(source, facts) - facts.asked:
            found, unusable = dict(facts.found), dict(facts.unusable)
            for ref in sorted(needed):
                try:
                    fact = self._fact(ref, not_before)
                except RecordUnusable as error:
                    unusable[ref] = error.finding
                else:
                    if fact is not None:
                        found[ref] = fact
            facts = attrs.evolve(facts, asked=facts.asked | needed, found=found, unusable=unusable)
        return facts

    def _needed(self, source: Any, facts: Facts) -> frozenset[Ref]:
        """What the mapper names, and the causes of what cannot be had: a later run sees when they change."""
        causes = {found.cause for found in facts.unusable.values() if found.cause.kind in self._references.kinds}
        return frozenset(guarded(self._flow.mapper.needs, source, facts) | causes)

    def _fact(self, ref: Ref, not_before: datetime) -> Any | None:
        return guarded(self._references.find, ref, not_before, planned=(Unavailable, RecordUnusable))

    def _settle(self, pending: Pending, decided: _Decided) -> Outcome:
        decision = decided.decision
        state, end = _ENDS[decision.action]
        if end is End.SKIPPED and any(found.code in STANDS_ELSEWHERE for found in decision.findings):
            end = End.SUPERSEDED
        settlement = Settlement(
            version=pending.version,
            state=state,
            end=end,
            findings=decision.findings,
            digests=digests(decision.findings, decided.facts),
            links=tuple(store_link(link) for link in decision.adopted),
        )
        event = self._session.event(
            f"document.{end.value}",
            findings=[f"{found.code} {found.cause}" for found in decision.findings] or None,
            reasons=reasons_of(decision.findings) or None,
        )
        self._session.check(self._session.ledger.settle(pending.key, settlement, self._session.fence, event))
        return Outcome(end=end, findings=decision.findings)


def _blocked(reason: Finding, facts: Facts) -> _Decided:
    return _Decided(Decision(action="block", findings=(reason,)), facts)


def _carry_out(pending: Pending, writes: tuple[Write[Any], ...], rest: Rest, writer: Writer) -> Outcome:
    """One write after the other. The document is settled with the last; what goes wrong with one stops only that."""
    outcome = Outcome(end=rest.end, findings=rest.findings)
    for write in writes:
        more = write is not writes[-1]
        given = attrs.evolve(rest, state=DocumentState.PENDING, end=End.PENDING, more=True) if more else rest
        done = writer.carry_out(pending.key, pending.version, write, given)
        if done.done:
            outcome = done if rest.state is DocumentState.SETTLED else outcome
            continue
        outcome = done
        state = DocumentState.BLOCKED if done.end is End.BLOCKED else DocumentState.PENDING
        rest = attrs.evolve(rest, state=state, end=done.end, findings=done.findings, digests=done.digests)
    return outcome
