"""What a revised requisition is beside the one that was written, by the same rules as an order."""

import attrs

from gp_sync.core.kinds import REQUISITIONS
from gp_sync.core.model import DOCUMENT, Finding, Ref
from gp_sync.flows.purchase_orders.revision import is_taken_over, revised_lines, revised_row
from gp_sync.flows.requisitions.document import GPRequisition

__all__ = ["revise"]


def revise(wanted: GPRequisition, written: GPRequisition) -> tuple[GPRequisition, tuple[Finding, ...]]:
    """Give a revised requisition the identities of the one that was written, and say what of it was cleared.

    Returns:
        The requisition, and a finding for each line that cannot be told apart.
    """
    document = Ref(DOCUMENT, (REQUISITIONS, wanted.number))
    lines, unclear = revised_lines(wanted.lines, written.lines, document)
    revised = revised_row(wanted, written, taken_over=is_taken_over(written.lines))
    same_day = wanted.ordered_on is not None and wanted.ordered_on == written.ordered_on
    day = written.document_date if same_day else wanted.document_date
    return attrs.evolve(revised, lines=lines, document_date=day), unclear
