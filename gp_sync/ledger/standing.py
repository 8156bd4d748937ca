"""How documents and writes stand: what the audit's rows tell and what the other tables hold, which must be the same."""

from collections.abc import Mapping

import attrs

from gp_sync.core.model import Key, TargetRef

__all__ = ["Lane", "NewestWrite", "States", "lane_of"]

Lane = tuple[Key, str, str]
"""What may have one open write: a document, and the side and company that it is written to."""


def lane_of(key: Key, target: TargetRef) -> Lane:
    """What a write of a document to a target occupies while it is open."""
    return key, target.side, target.company


@attrs.frozen(kw_only=True)
class NewestWrite:
    """The last attempt in a lane, and its state."""

    attempt: int
    state: str

    def __str__(self) -> str:
        return f"attempt {self.attempt}, {self.state}"


@attrs.frozen(kw_only=True)
class States:
    """The state of each document, and the newest write of each lane."""

    documents: Mapping[Key, str]
    writes: Mapping[Lane, NewestWrite]
