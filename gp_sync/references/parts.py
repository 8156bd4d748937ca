"""References that come from several places: each kind from the one that knows it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from gp_sync.core.flow import References
from gp_sync.core.model import Ref

__all__ = ["ReferencesByKind"]


class ReferencesByKind:
    """`References` put together from others.

    Args:
        parts: who is asked; no two may know one kind.

    Raises:
        ValueError: two parts know one kind.
    """

    def __init__(self, parts: Sequence[References]) -> None:
        self._parts = tuple(parts)
        self._by_kind = {kind: part for part in parts for kind in part.kinds}
        self.kinds = frozenset(self._by_kind)
        twice = sorted(kind for kind in self.kinds if sum(kind in part.kinds for part in parts) > 1)
        if twice:
            raise ValueError(f"more than one part knows {', '.join(twice)}: give each kind one place to come from")

    def find(self, ref: Ref, not_before: datetime) -> Any | None:
        """Give a fact as it was at `not_before` or later. Raises Unavailable or RecordUnusable."""
        return self._by_kind[ref.kind].find(ref, not_before)

    def seed(self, ref: Ref, fact: Any, at: datetime) -> None:
        """Remember a fact that came along with a document."""
        self._by_kind[ref.kind].seed(ref, fact, at)

    def begin_run(self, at: datetime) -> None:
        """Say that a run begins."""
        for part in self._parts:
            part.begin_run(at)
