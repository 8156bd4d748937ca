"""The decision: from the source, what we last wrote, what the target holds now and the facts, to what happens next.

Pure: the same code gives the run, the dry run and the property tests.
"""

from collections.abc import Iterable, Mapping
from typing import Any

import attrs

from gp_sync.core.canonical import bare, canonical
from gp_sync.core.differences import differences, is_made
from gp_sync.core.findings import finding
from gp_sync.core.model import (
    Case,
    Decision,
    Finding,
    Found,
    Link,
    Mapped,
    Severity,
    TargetRef,
    Verdict,
    Write,
)
from gp_sync.core.protocols import Rule

__all__ = ["adopt", "decide", "judge", "stopped_by", "to_read", "weighed"]


def judge(case: Case[Any, Any], mapped: Mapped[Any], rules: Iterable[Rule[Any, Any]]) -> tuple[Finding, ...]:
    """All findings about a case: the mapper's, then those of every rule, not only up to the first that fails."""
    found = [*mapped.findings, *_stray(case, mapped)]
    for rule in rules:
        found.extend(rule(case, mapped))
    # Of a fact that could not be had, nothing else can be said.
    found = [*case.facts.unusable.values(), *(row for row in found if row.cause not in case.facts.unusable)]
    if case.stands:
        # What was written and is to flow no more cannot be left out: the target would keep it alive.
        found = [attrs.evolve(row, severity=Severity.BLOCK) if row.severity is Severity.SKIP else row for row in found]
    return tuple(dict.fromkeys(weighed(row, case) for row in found))


def weighed(found: Finding, case: Case[Any, Any]) -> Finding:
    """A finding as one about this case, with the severity that the configuration gives its code.

    It keeps the severity that the configuration gave to this very cause.
    """
    if found.flow != case.key.flow:
        found = attrs.evolve(found, flow=case.key.flow)
    if found.usual is not None:
        return found
    chosen = case.severities.get(found.code, found.severity)
    return found if chosen is found.severity else attrs.evolve(found, severity=chosen, usual=found.severity)


def to_read(case: Case[Any, Any], mapped: Mapped[Any], *, refuses_existing: bool) -> frozenset[TargetRef]:
    """Name the records that must be read before deciding.

    What we wrote is read, so that a change that somebody made there is seen. A new record needs no read where the
    target refuses a second one with the same number.
    """
    wanted = _wanted(case, mapped)
    return frozenset(target for target in wanted if target in case.last or not refuses_existing)


def decide(case: Case[Any, Any], mapped: Mapped[Any], findings: tuple[Finding, ...]) -> Decision[Any]:
    """Decide about one case.

    Args:
        case: with `now` filled for every target that `to_read` named.
        mapped: what the mapper made of the source.
        findings: what `judge` found.
    """
    if not mapped.wanted and not mapped.ended and stopped_by(findings) is None:
        findings += (_nothing_wanted(case),)
    stopped = stopped_by(findings)
    if stopped is not None:
        return stopped
    writes: list[Write[Any]] = []
    adopted: list[Link[Any]] = []
    more: list[Finding] = []
    for target, body in _wanted(case, mapped).items():
        step = _step(case, target, body)
        if isinstance(step, Write):
            writes.append(step)
        elif isinstance(step, Link):
            adopted.append(step)
        elif step is not None:
            more.append(weighed(step, case))
    findings += tuple(more)
    stopped = stopped_by(findings)
    if stopped is not None:
        return stopped
    action: Any = "write" if writes else "adopt" if adopted else "unchanged"
    return Decision(action=action, writes=tuple(writes), adopted=tuple(adopted), findings=findings)


def stopped_by(findings: tuple[Finding, ...]) -> Decision[Any] | None:
    """The decision where findings stop a document, else None.

    One outcome per document: SKIP before BLOCK before HOLD; every finding is reported all the same.
    """
    severities = {found.severity for found in findings}
    if Severity.SKIP in severities:
        return Decision(action="skip", findings=findings)
    if Severity.BLOCK in severities:
        return Decision(action="block", findings=findings)
    if Severity.HOLD in severities:
        return Decision(action="hold", findings=findings)
    return None


def _nothing_wanted(case: Case[Any, Any]) -> Finding:
    """Why a document of which the mapper made nothing stops: settled as it is, it would be lost without a word."""
    tried = "the mapping made no record of it, and gives no reason that stops it"
    return finding("ORDER_NOT_PROCESSED", case.key.ref, tried=tried)


def _stray(case: Case[Any, Any], mapped: Mapped[Any]) -> Iterable[Finding]:
    """A document that was written stays where it was written: it is never in two places."""
    stray = [str(target) for target in case.last if target not in mapped.wanted]
    if stray and mapped.wanted:
        yield finding("ROUTE_CHANGED", case.key.ref, tried=", ".join(stray))


def _wanted(case: Case[Any, Any], mapped: Mapped[Any]) -> Mapping[TargetRef, Any]:
    """The body that each target should have; None means void."""
    return dict.fromkeys(case.last) if mapped.ended else mapped.wanted


def _step(case: Case[Any, Any], target: TargetRef, body: Any) -> Write[Any] | Link[Any] | Finding | None:
    link = case.last.get(target)
    now = case.now.get(target)
    if link is not None and link.given_up:
        return _again(case, link, now, body)
    if link is not None:
        same = canonical(bare(body)) == canonical(bare(link.sent))
        return _untouched(case, link, now, body) if same else _revision(case, link, now, body)
    if now is None:
        return Write(op="create", target=target, body=body)
    return adopt(target, body, now, case.verdicts[target])


def adopt(target: TargetRef, body: Any, now: Found[Any], verdict: Verdict) -> Link[Any] | Finding:
    """Judge a record that stands under our number before anything of ours is confirmed there.

    An equal one of ours is linked without a write. Any other is a person's to resolve, never overwritten.
    """
    if verdict == "equal" and not now.void:
        return Link(target=target, sent=body, held=now.body, stamp=now.stamp)
    code = "PO_NUMBER_TAKEN" if verdict == "foreign" else "PO_DIFFERS"
    return finding(code, target.ref, tried=target.number)


def _again(
    case: Case[Any, Any], link: Link[Any], now: Found[Any] | None, body: Any
) -> Write[Any] | Link[Any] | Finding | None:
    """A person wants a record that is gone written again: as a new one, and not over what stands there now."""
    if now is not None:
        return adopt(link.target, body, now, case.verdicts[link.target]) if body is not None else None
    # That it was there before tells this write from the first one.
    return None if body is None else Write(op="create", target=link.target, body=body, before=link.held)


def _untouched(case: Case[Any, Any], link: Link[Any], now: Found[Any] | None, body: Any) -> Finding | Link[Any] | None:
    """The source is as we wrote it: what GP did meanwhile is only told, and nothing is written over it."""
    target = link.target
    if now is None:
        # A void that GP has removed from its history is gone as it should be; a person's record is the person's.
        quiet = body is None or case.is_of_a_person(link)
        return None if quiet else finding("DELETED_IN_GP", target.ref, tried=target.number)
    if link.is_held(now):
        # The source may have new ids for the same lines, by which the next revision will find them.
        return None if canonical(body) == canonical(link.sent) else attrs.evolve(link, sent=body)
    tried = f"{target.number}, which was voided there," if now.void else target.number
    return finding("CHANGED_IN_GP", target.ref, tried=tried, differences=differences(link, now, body))


def _is_done(link: Link[Any], now: Found[Any] | None, body: Any, verdict: Verdict | None) -> bool:
    """Whether a person has made a record what the source asks for, in every field that the source changed."""
    if now is None or body is None:
        return now is not None and now.void
    return verdict == "equal" and not now.void and is_made(link, now, body)


def _entered(link: Link[Any], now: Found[Any] | None, body: Any) -> str:
    """What is said of a record that a person entered, and of what the source asks for now."""
    elsewhere = " (which has another number there)" if link.held is None else " (which is gone)" if now is None else ""
    return f"{link.target.number}{elsewhere}{', which is cancelled in Procurify,' if body is None else ''}"


def _revision(
    case: Case[Any, Any], link: Link[Any], now: Found[Any] | None, body: Any
) -> Write[Any] | Link[Any] | Finding:
    """Only the source changed: write. Both changed: a person. Gone: never created again by itself."""
    target = link.target
    done = _is_done(link, now, body, case.verdicts.get(target))
    if link.by_hand and not done:
        rows = () if now is None else differences(link, now, body)
        return finding("ENTERED_BY_HAND", target.ref, tried=_entered(link, now, body), differences=rows)
    if now is None:
        return finding("DELETED_IN_GP", target.ref, tried=target.number)
    held = link.is_held(now)
    # A person may have made the source's change by hand, as the findings below ask for: then nothing is left to do.
    if done and (body is None or link.by_hand or not held):
        return Link(target=target, sent=body, held=now.body, stamp=now.stamp)
    if now.obstacle is not None:
        return attrs.evolve(now.obstacle, cause=target.ref, differences=differences(link, now, body))
    if not held:
        return finding("CHANGED_IN_BOTH", target.ref, tried=target.number, differences=differences(link, now, body))
    op: Any = "void" if body is None else "update"
    return Write(op=op, target=target, body=body, before=now.body, stamp=now.stamp)
