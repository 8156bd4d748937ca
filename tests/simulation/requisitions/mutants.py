"""Planted bugs around requisitions: each takes one safeguard out of the product, and must be caught."""

from typing import Any
from unittest.mock import patch

from gp_sync.flows.requisitions import rules
from gp_sync.flows.requisitions.mapper import RequisitionMapper
from gp_sync.references.our_requisitions import OurRequisitions
from tests.simulation.play import Planted

__all__ = ["REQUISITION_MUTANTS"]


def _order_does_not_wait() -> Any:
    """An order is written although its requisition may still be in GP."""
    return patch.object(OurRequisitions, "_standing", lambda *_: None)


def _never_gives_way() -> Any:
    """A requisition stays although its order asks for the same."""
    honest = RequisitionMapper._is_over

    def is_over(self: RequisitionMapper, source: Any, company: Any, facts: Any) -> bool:
        return honest(self, source, company, facts) and not source.ordered_as

    return patch.object(RequisitionMapper, "_is_over", is_over)


def _not_approved_yet() -> Any:
    """A requisition is written in any state."""
    without = tuple(rule for rule in rules.RULES if rule is not rules.state_flows)
    return patch.object(rules, "RULES", without)


REQUISITION_MUTANTS: dict[str, Planted] = {
    "an order does not wait": Planted(plant=_order_does_not_wait, within=100, site={"documents": "both"}),
    "a requisition never gives way": Planted(plant=_never_gives_way, within=60, site={"documents": "both"}),
    "written before it is approved": Planted(plant=_not_approved_yet, within=60, site={"documents": "requisition"}),
}
"""Every planted bug by its name, with how soon it is caught."""
