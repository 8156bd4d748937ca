"""IDs as GP spells them. It compares them without case and keeps its own spelling, so an order is written in that one.

Else a revision would seem to change what stays as it is.
"""

from gp_sync.core.fact_values import Account, GPVendor
from gp_sync.core.model import Facts, Ref

__all__ = ["in_gp", "spellings"]


def in_gp(facts: Facts, ref: Ref) -> str:
    """The ID at the end of a fact's name, as GP spells it; as it is where GP does not have it or was not asked yet."""
    found = facts.get(ref) if ref in facts.asked else None
    if isinstance(found, Account):
        return found.number
    if isinstance(found, GPVendor):
        return found.id
    return found if isinstance(found, str) else ref.key[-1]


def spellings(facts: Facts, ref: Ref) -> frozenset[Ref]:
    """A fact by the ID that is looked for, and by GP's spelling, by which the rules ask for what the order names."""
    return frozenset({ref, Ref(ref.kind, (*ref.key[:-1], in_gp(facts, ref)))})
