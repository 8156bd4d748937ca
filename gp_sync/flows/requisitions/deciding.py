"""Deciding about a requisition where GP tells of none in history: as about an order, but for one that is gone."""

import attrs

from gp_sync.core.canonical import bare, canonical
from gp_sync.core.decide import decide, stopped_by, weighed
from gp_sync.core.findings import finding
from gp_sync.core.model import Case, Decision, Finding, Mapped
from gp_sync.flows.requisitions.document import GPRequisition, SourceRequisition

__all__ = ["OUT_OF_WORK", "decide_without_history"]

OUT_OF_WORK = "REQUISITION_OUT_OF_WORK"
"""What is told of a requisition that GP has no more in work, while Procurify asks for it as before."""

RequisitionCase = Case[SourceRequisition, GPRequisition]


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
        and not (link.given_up or link.by_hand)
        and canonical(bare(mapped.wanted.get(target))) == canonical(bare(link.sent)) != canonical(None)
    )
    if left and stopped_by(findings) is None:
        return Decision(action="unchanged", findings=(*findings, *left))
    decision = decide(case, mapped, findings)
    return attrs.evolve(decision, findings=tuple(_not_known(case, found) for found in decision.findings))


def _not_known(case: RequisitionCase, found: Finding) -> Finding:
    if found.code != "DELETED_IN_GP":
        return found
    return weighed(finding("REQUISITION_GONE", found.cause, tried=found.tried), case)
