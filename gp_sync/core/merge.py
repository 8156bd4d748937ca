"""The three-way merge of one field that two systems hold, each in its own terms. It knows nothing of what the field is.

Neither side's value can be compared with the other's as it stands: one is longer, in capitals, or of digits alone. So
each is compared with what the other would be there.
"""

from enum import StrEnum

import attrs

from gp_sync.core.canonical import plain

__all__ = ["Change", "Side", "merge"]


class Change(StrEnum):
    """What happened to a field since both sides last agreed on it.

    `NONE` also stands for sides that agree, however they came to.
    """

    NONE = "none"
    LEFT = "left"
    RIGHT = "right"
    BOTH = "both"


@attrs.frozen(kw_only=True)
class Side:
    """A field as one side has it.

    Args:
        now: its value.
        base: its value when both sides last agreed; None if they never did, which then counts as empty.
        offered: the other side's value as it would be here; None if it cannot be told.
    """

    now: str
    base: str | None
    offered: str | None

    @property
    def changed(self) -> bool:
        """Whether it is another value than the one that was agreed on."""
        return self.now != (self.base or "")


def merge(left: Side, right: Side) -> Change:
    """Tell which side changed a field since both last agreed on it, unless they agree.

    A change of case alone is a change of one side. Where both changed, or never agreed before, values that differ in
    case alone count as one: neither is better than the other.
    """
    if any(side.offered == side.now for side in (left, right)):
        return Change.NONE
    alike = any(side.offered is not None and plain(side.offered) == plain(side.now) for side in (left, right))
    never_agreed = left.base is None and right.base is None
    if alike and (never_agreed or (left.changed and right.changed)):
        return Change.NONE
    if left.changed and right.changed:
        return Change.BOTH
    if left.changed or right.changed:
        return Change.LEFT if left.changed else Change.RIGHT
    return Change.NONE
