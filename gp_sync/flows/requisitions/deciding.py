"""Deciding about a requisition: as about an order, but for one that is gone.

What a run took away leaves nothing in GP, so that the same is written anew when it is asked for again. Where GP tells
of none in history, one that is gone may have been bought.
"""

import attrs

from gp_sync.core.canonical import bare, canonical
from gp_sync.core.decide import decide, stopped_by, weighed
from gp_sync.core.findings import finding
from gp_sync.core.model import Case, Decision, Finding, Mapped, TargetRef
from gp_sync.flows.requisitions.document import GPRequisition, SourceRequisition

__all__ = ["OUT_OF_WORK", "decide_requisition", "decide_without_history"]

OUT_OF_WORK = "REQUISITION_OUT_OF_WORK"
"""What is told of a requisition that GP has no more in work, while Procurify asks for it as before."""

RequisitionCase = Case[SourceRequisition, GPRequisition]


def decide_requisition(
    case: RequisitionCase, mapped: Mapped[GPRequisition], findings: tuple[Finding, ...]
) -> Decision[GPRequisition]:
    """Decide where GP tells what it has bought, such as that one which was denied, and deleted, is approved after all.

    Args:
        case: with the records.
        mapped: what the mapper made of the source.
        findings: what `judge` found.
    """
    return decide(_taken_away(case), mapped, findings)


def decide_without_history(
    case: RequisitionCase, mapped: Mapped[GPRequisition], findings: tuple[Finding, ...]
) -> Decision[GPRequisition]:
    """Decide where GP does not tell what it has bought: a requisition that is gone need not have been deleted.

    One that Procurify asks for as before is done with, which is told; a change of it is left to a person.

    Args:
        case: with the records.
        mapped: what the mapper made of the source.
        findings: what `judge` found.
    """
    left = tuple(
        weighed(finding(OUT_OF_WORK, target.ref, tried=target.number), case)
        for target, link in case.last.items()
        if case.now.get(target) is None
        and not (link.given_up or case.is_of_a_person(link))
        and canonical(bare(mapped.wanted.get(target))) == canonical(bare(link.sent)) != canonical(None)
    )
    if left and stopped_by(findings) is None:
        return Decision(action="unchanged", findings=(*findings, *left))
    decision = decide_requisition(case, mapped, findings)
    return attrs.evolve(decision, findings=tuple(_not_known(case, found) for found in decision.findings))


def _taken_away(case: RequisitionCase) -> RequisitionCase:
    """The case, in which a record that we deleted counts as given up: it may be written again."""

    def is_free(target: TargetRef) -> bool:
        link = case.last[target]
        return link.sent is None and not link.by_hand and target in case.now and case.now[target] is None

    last = {
        target: attrs.evolve(link, given_up=True) if is_free(target) else link for target, link in case.last.items()
    }
    return attrs.evolve(case, last=last)


def _not_known(case: RequisitionCase, found: Finding) -> Finding:
    if found.code != "DELETED_IN_GP":
        return found
    return weighed(finding("REQUISITION_GONE", found.cause, tried=found.tried), case)
