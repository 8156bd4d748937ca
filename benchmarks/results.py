"""What was measured: sections of rows, with the targets that they are held to."""

import statistics
from collections.abc import Sequence
from typing import Literal

import attrs

__all__ = ["Check", "Section", "spread"]


@attrs.frozen(kw_only=True)
class Check:
    """A figure that has a target.

    Args:
        name: what the figure is.
        value: what was measured.
        target: what it must reach.
        is_limit: it must not be more, where others must not be less.
    """

    name: str
    value: float
    target: float
    is_limit: bool = False

    @property
    def holds(self) -> bool:
        """Whether the target is reached."""
        return self.value <= self.target if self.is_limit else self.value >= self.target

    @property
    def words(self) -> str:
        """The check in one line."""
        bound: Literal["at most", "at least"] = "at most" if self.is_limit else "at least"
        verdict = "holds" if self.holds else "MISSED"
        return f"{self.name}: {self.value:.2f}, target {bound} {self.target:g}: {verdict}"


@attrs.frozen(kw_only=True)
class Section:
    """One table.

    Args:
        title: what was measured.
        how: in which way, in a few sentences.
        columns: the heads of the columns.
        rows: a text or a number for each column; numbers are rounded for display alone.
        checks: what must hold.
    """

    title: str
    how: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str | float, ...], ...]
    checks: tuple[Check, ...] = ()


def spread(values: Sequence[float]) -> tuple[float, float, float]:
    """The median of several rounds, and the least and the most."""
    return statistics.median(values), min(values), max(values)
