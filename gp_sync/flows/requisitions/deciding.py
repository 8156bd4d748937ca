"""Deciding about a requisition where GP tells of none in history: as about an order, but for one that is gone."""

import attrs

from gp_sync.core.decide import decide, weighed
from gp_sync.core.findings import finding
from gp_sync.core.model import Case, Decision, Finding, Mapped
from gp_sync.flows.requisitions.document import GPRequisition, SourceRequisition

__all__ = ["decide_without_history"]

RequisitionCase = Case[SourceRequisition, GPRequisition]


def decide_without_history(
    case: RequisitionCase, mapped: Mapped[GPRequisition], findings: tuple[Finding, ...]
) -> Decision[GPRequisition]:
    """Decide where GP does not tell what it has bought: a requisition that is gone need not have been deleted.

    Args:
        case: with the records.
        mapped: what the mapper made of the source.
        findings: what `judge` found.
    """
    decision = decide(case, mapped, findings)
    return attrs.evolve(decision, findings=tuple(_not_known(case, found) for found in decision.findings))


def _not_known(case: RequisitionCase, found: Finding) -> Finding:
    if found.code != "DELETED_IN_GP":
        return found
    return weighed(finding("REQUISITION_GONE", found.cause, tried=found.tried), case)
