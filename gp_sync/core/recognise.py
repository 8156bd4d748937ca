"""Recognising a request of ours that landed late: a record that holds a body we sent and never saw arrive."""

from collections.abc import Callable, Iterable
from typing import Any

from gp_sync.core.differences import leaves_out
from gp_sync.core.model import Found, Link, Verdict, Write

__all__ = ["landed", "recognise"]

Compare = Callable[[Any, Found[Any]], Verdict]


def landed(write: Write[Any], found: Found[Any], compare: Compare) -> bool:
    """Whether a record shows that a write took effect.

    What a target compares may leave out what an update changed, such as a comment; its stamp moves in any case.
    """
    if write.op != "create" and write.stamp is not None and found.stamp == write.stamp:
        return False
    if write.body is None:
        return found.void
    return not found.void and compare(write.body, found) == "equal"


def recognise(
    found: Found[Any], known: Link[Any] | None, unseen: Iterable[Write[Any]], compare: Compare
) -> Link[Any] | None:
    """The link of a record that one of our lost requests made, or None if it holds none of them.

    What a request leaves to the target fits anything that stands there. So a record that was confirmed, and has moved
    since in such a field, was changed by somebody else.

    Args:
        found: the record as it is.
        known: how it was confirmed last; None if it never was.
        unseen: what was sent and never seen to land, oldest first. What was confirmed is not among it: that arrived
            once, so a record that holds it again was put back by a person.
        compare: the target's judgement.
    """
    for write in reversed(list(unseen)):
        if landed(write, found, compare) and not (known and leaves_out(write.body, known.held, found.body)):
            return Link(target=write.target, sent=write.body, held=found.body, stamp=found.stamp)
    return None
