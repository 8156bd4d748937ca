"""What stops documents, grouped by cause: which few things, once mended, let most of them through."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

import attrs

from gp_sync.checks.judge import Judged
from gp_sync.core.findings import CATALOGUE
from gp_sync.core.model import DOCUMENT, Finding
from gp_sync.core.summary import add_up

__all__ = ["Cause", "Fix", "amounts_of", "best_fixes", "causes_of"]

CauseKey = tuple[str, str]
"""A code and a cause; the cause is empty where it is each document itself."""


@attrs.frozen(kw_only=True)
class Cause:
    """One thing that stops documents.

    Args:
        code: the findings' code.
        cause: the fact behind it; empty where it is in each document itself.
        finding: the first of its findings.
        documents: what it stops.
    """

    code: str
    cause: str
    finding: Finding
    documents: tuple[Judged, ...]

    @property
    def sentence(self) -> str:
        """What is wrong."""
        return CATALOGUE[self.code].words(self.finding, shared=len(self.documents) > 1)

    @property
    def remedy(self) -> str:
        """What to do."""
        return CATALOGUE[self.code].advice(self.finding)

    @property
    def who(self) -> str:
        """Who can do it."""
        return CATALOGUE[self.code].who

    @property
    def names(self) -> tuple[str, ...]:
        """How people call what it stops."""
        return tuple(row.name for row in self.documents)

    @property
    def amounts(self) -> Mapping[str, Decimal]:
        """What it stops comes to, by currency."""
        return amounts_of(self.documents)


@attrs.frozen(kw_only=True)
class Fix:
    """A cause that is mended after those in front of it.

    Args:
        cause: what is mended.
        passing: how many documents pass then.
        more: how many of them did not pass before.
        amounts: what those that pass then come to, by currency.
    """

    cause: Cause
    passing: int
    more: int
    amounts: Mapping[str, Decimal]


def amounts_of(documents: Iterable[Judged]) -> Mapping[str, Decimal]:
    """What documents come to, by currency; those of which that is not known are left out."""
    return add_up(row.summary.amount for row in documents if row.summary.amount is not None)


def causes_of(documents: Iterable[Judged]) -> tuple[Cause, ...]:
    """What stops documents, the cause with most of them first."""
    found: dict[CauseKey, tuple[Finding, dict[str, Judged]]] = {}
    for row in documents:
        for stop in row.stops:
            _, stopped = found.setdefault(_key(stop), (stop, {}))
            stopped[row.key.source_id] = row
    causes = (
        Cause(code=code, cause=cause, finding=stop, documents=tuple(rows.values()))
        for (code, cause), (stop, rows) in found.items()
    )
    return tuple(sorted(causes, key=lambda cause: (-len(cause.documents), cause.code, cause.cause)))


def best_fixes(documents: Sequence[Judged], most: int | None = None) -> Iterator[Fix]:
    """The causes in the order in which mending them lets most documents through, each after those before.

    Each step takes the cause that lets most documents through at once. Where none does, since each document has
    several causes left, it takes the one that brings most of them nearest to that.

    Args:
        documents: all that flow, also those that pass.
        most: how many fixes at most; None for all.
    """
    left = {row.key.source_id: {_key(stop) for stop in row.stops} for row in documents}
    open_causes = {(cause.code, cause.cause): cause for cause in causes_of(documents)}
    passing = [row for row in documents if not row.is_stopped]
    while open_causes and (most is None or most > 0):
        key = _best(open_causes, left)
        cause = open_causes.pop(key)
        for row in cause.documents:
            left[row.key.source_id].discard(key)
        before = len(passing)
        passing = [row for row in documents if not left[row.key.source_id]]
        yield Fix(cause=cause, passing=len(passing), more=len(passing) - before, amounts=amounts_of(passing))
        most = None if most is None else most - 1


def _best(causes: Mapping[CauseKey, Cause], left: Mapping[str, set[CauseKey]]) -> CauseKey:
    def gain(key: CauseKey) -> tuple[Any, ...]:
        sizes = [len(left[row.key.source_id]) for row in causes[key].documents]
        return sizes.count(1), sum(Decimal(1) / size for size in sizes), len(sizes)

    # The first of equal ones, in the order in which the causes are told.
    return max(causes, key=gain)


def _key(stop: Finding) -> CauseKey:
    return stop.code, "" if stop.cause.kind == DOCUMENT else str(stop.cause)
