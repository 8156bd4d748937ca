"""What becomes of one field of a vendor: which side's value goes to the other, or why it stays open."""

from enum import StrEnum

import attrs

from gp_sync.core.fact_values import VendorChoice
from gp_sync.core.merge import Change, Side, merge
from gp_sync.flows.vendors.agreement import Base
from gp_sync.flows.vendors.policy import VendorPolicy

__all__ = ["FieldState", "Settled", "settle"]


class Settled(StrEnum):
    """What becomes of a field.

    `AGREED` moves nothing: both sides hold the same, or a person let them differ.
    """

    AGREED = "agreed"
    TO_GP = "to gp"
    TO_PROCURIFY = "to procurify"
    OPEN = "open"


@attrs.frozen(kw_only=True)
class FieldState:
    """A field as both sides have it.

    Args:
        field: its name.
        procurify: Procurify's value.
        gp: GP's value.
        to_gp: Procurify's value in GP's terms; None if it cannot be told.
        to_procurify: GP's value in Procurify's terms; None if it cannot be told.
        base: what both last agreed on.
        back: GP's value may flow back to Procurify.
        choice: what a person chose, if anybody did.
        writes: see `writes_of`.
        new: GP has no such record: it is made with all that Procurify has, whoever owns a field.
    """

    field: str
    procurify: str
    gp: str
    to_gp: str | None
    to_procurify: str | None
    base: Base
    back: bool
    choice: VendorChoice | None = None
    writes: str = ""
    new: bool = False

    @property
    def chosen(self) -> str:
        """The side that a person took, while all is as the person saw it, and it was not carried out; else empty."""
        choice, now = self.choice, (self.procurify, self.gp, self.writes)
        return "" if choice is None or (choice.procurify, choice.gp, choice.after) != now else choice.take


def settle(state: FieldState, policy: VendorPolicy) -> Settled:
    """Decide about one field by what changed, whose it is, and what a person chose."""
    if not state.new:
        return _of_both(state, policy)
    return Settled.TO_GP if state.procurify else Settled.AGREED


def _of_both(state: FieldState, policy: VendorPolicy) -> Settled:
    """Decide about a field that both sides have."""
    change = merge(
        Side(now=state.procurify, base=state.base.procurify, offered=state.to_procurify),
        Side(now=state.gp, base=state.base.gp, offered=state.to_gp),
    )
    if change is Change.NONE:
        return Settled.AGREED
    if state.chosen:
        return _taken(state, state.chosen, policy)
    owner = policy.field(state.field).owner
    if owner != "both":
        # The other side does not own the field, so what was changed there goes back.
        return _counting(state, owner, policy)
    if change is Change.LEFT:
        return Settled.TO_GP
    if change is Change.RIGHT and state.back:
        return Settled.TO_PROCURIFY
    both_changed = policy.field(state.field).both_changed
    return Settled.OPEN if both_changed == "review" else _counting(state, both_changed, policy)


def _counting(state: FieldState, side: str, policy: VendorPolicy) -> Settled:
    """By the policy, one side's value counts. Before both ever agreed, that it is empty was not made so by anybody."""
    value = state.procurify if side == "procurify" else state.gp
    if not value and state.base == Base(procurify=None, gp=None):
        return Settled.AGREED
    return _taken(state, side, policy)


def _taken(state: FieldState, side: str, policy: VendorPolicy) -> Settled:
    """One side's value counts; where it may not flow to the other, both stay as they are."""
    if side == "procurify":
        return Settled.TO_GP if policy.flows_to("gp", state.field) else Settled.AGREED
    return Settled.TO_PROCURIFY if state.back else Settled.AGREED
