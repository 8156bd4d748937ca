"""What a flow's mapping and rules say about a document, without a trace: nothing is captured, stored or sent.

It is the code of a run up to the point where that reads what GP has, and also beyond it where that is asked for.
"""

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Any, Literal

import attrs

from gp_sync.core.decide import judge, stopped_by
from gp_sync.core.findings import finding
from gp_sync.core.flow import Flow, References
from gp_sync.core.model import Decision, Finding, Key, RecordUnusable, Severity, TargetRef
from gp_sync.core.summary import Summary
from gp_sync.ledger.rules import unreadable_finding
from gp_sync.ledger.values import Pending, StoredLink
from gp_sync.run.decider import Decider
from gp_sync.run.guarded import NotProcessedError, guarded
from gp_sync.run.records import RecordReader, with_rival
from gp_sync.run.session import Session

__all__ = ["Judge", "Judged", "Outcome", "unreadable"]

Outcome = Literal["pass", "skip", "block", "hold"]

_STOPPING = frozenset({Severity.BLOCK, Severity.HOLD})


def _as_it_is(source: Any) -> Any:
    return source


@attrs.frozen(kw_only=True)
class Judged:
    """What mapping and rules say about one document.

    Args:
        key: the document.
        label: how people call it.
        outcome: `pass`, it would be written, or stands in the target as it should; `skip`, it is none that flows;
            `block` or `hold`, findings stop it.
        findings: everything that was found, also what only warns.
        summary: what people tell it by; empty where it cannot be read.
        source: the document itself; None where it cannot be read.
        wanted: what GP would get.
    """

    key: Key
    label: str
    outcome: Outcome
    findings: tuple[Finding, ...]
    summary: Summary = attrs.field(factory=Summary)
    source: Any = attrs.field(default=None, repr=False)
    wanted: Mapping[TargetRef, Any] = attrs.field(factory=dict, repr=False)

    @property
    def name(self) -> str:
        """What people call it; its key where it has no number."""
        return self.label or self.key.source_id

    @property
    def stops(self) -> tuple[Finding, ...]:
        """What stops it; nothing where it passes or does not flow."""
        return tuple(found for found in self.findings if found.severity in _STOPPING) if self.is_stopped else ()

    @property
    def is_stopped(self) -> bool:
        """Whether findings stop it."""
        return self.outcome in {"block", "hold"}


class Judge:
    """Judges documents of one flow.

    Args:
        session: for the clock and the ledger; it need not be entered.
        flow: whose mapping and rules.
        references: where facts come from.
        max_age: how old a fact may be.
        start: documents dated before this day are left alone, unless they were written.
    """

    def __init__(
        self,
        session: Session,
        flow: Flow[Any, Any],
        references: References,
        *,
        max_age: timedelta,
        start: date | None = None,
    ) -> None:
        self._session = session
        self._flow = flow
        self._decider = Decider(session, flow, references, max_age=max_age, start=start)

    def judge(
        self,
        source_id: str,
        payload: bytes,
        label: str = "",
        *,
        as_if: Callable[[Any], Any] = _as_it_is,
        links: Mapping[TargetRef, StoredLink] | None = None,
    ) -> Judged:
        """Judge a document as one that was never written, or with a look at what the target has of it.

        Args:
            source_id: its key.
            payload: the document as received.
            label: how people call it.
            as_if: changes the document before it is judged, such as into one that was approved.
            links: what was written of it, to be compared with what the target has now, as is the number of a new
                record; None looks at no record.

        Raises:
            Unavailable: a side cannot be used.
        """
        key = Key(connection=self._session.connection, flow=self._flow.name, source_id=source_id)
        try:
            source = guarded(self._flow.decode, payload, planned=(ValueError,))
            summary = guarded(self._flow.summary, source)
            judged = self._judged(key, payload, label, guarded(as_if, source), links)
            return attrs.evolve(judged, summary=summary, source=source)
        except ValueError as error:
            return _blocked(key, label, unreadable_finding(key, str(error)))
        except NotProcessedError as error:
            return _blocked(key, label, finding("ORDER_NOT_PROCESSED", key.ref, tried=str(error)))
        except RecordUnusable as error:
            return _blocked(key, label, error.finding)

    def _judged(
        self, key: Key, payload: bytes, label: str, source: Any, links: Mapping[TargetRef, StoredLink] | None
    ) -> Judged:
        pending = Pending(
            key=key,
            version=1,
            payload=payload,
            label=label,
            captured_at=self._session.now(),
            links=links or {},
            open_targets=frozenset(),
        )
        early = self._decider.before_start(pending, source)
        if early is not None:
            return Judged(key=key, label=label, outcome="skip", findings=(early,))
        case, mapped = self._decider.case(pending, source)
        findings = guarded(judge, case, mapped, self._flow.rules)
        unclear: tuple[Finding, ...] = ()
        if links is not None and stopped_by(findings) is None:
            reader = RecordReader(self._session, self._flow, pending, looks_first=True)
            case, mapped, _, unclear = reader.with_records(case, mapped)
        decision = guarded(self._flow.decide, case, mapped, findings)
        if decision.writes and unclear:
            decision = Decision(action="block", findings=(*decision.findings, *unclear))
        return Judged(
            key=key,
            label=label,
            outcome=_outcome(decision.action, ended=mapped.ended),
            findings=tuple(with_rival(self._session, key, found) for found in decision.findings),
            wanted=mapped.wanted,
        )


def unreadable(key: Key, label: str, problem: str) -> Judged:
    """What is told of a document that cannot be read."""
    return _blocked(key, label, unreadable_finding(key, problem))


def _blocked(key: Key, label: str, reason: Finding) -> Judged:
    return Judged(key=key, label=label, outcome="block", findings=(reason,))


def _outcome(action: str, *, ended: bool) -> Outcome:
    if action == "block":
        return "block"
    if action == "hold":
        return "hold"
    return "skip" if ended or action == "skip" else "pass"
