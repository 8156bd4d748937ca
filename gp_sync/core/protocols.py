"""What a user may implement: the mapper and the rules of a flow, and the target that its records are written to.

`gp_sync.testing` has a contract suite for each: `MapperContract` and `TargetContract`.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Protocol, TypeVar

from gp_sync.core.model import Case, Facts, Finding, Found, Mapped, Ref, TargetRef, Verdict, Write

__all__ = ["Mapper", "RecordsUnreadable", "Rule", "Target"]

S = TypeVar("S")
D = TypeVar("D")
S_contra = TypeVar("S_contra", contravariant=True)


class RecordsUnreadable(Exception):
    """A list of records was given as far as it can be read; these are in it too.

    Args:
        records: each in words, with its number and what is wrong with it.
    """

    def __init__(self, records: Sequence[str]) -> None:
        super().__init__("; ".join(records))
        self.records = tuple(records)


class Mapper(Protocol[S_contra, D]):
    """Turns source documents into target documents. It does no I/O: what it must know it asks for first."""

    def needs(self, source: S_contra, facts: Facts) -> frozenset[Ref]:
        """Name the facts that `map` will read, as far as the facts at hand allow to name them.

        The engine looks them up and asks again, until nothing new is named.
        """
        ...

    def map(self, source: S_contra, facts: Facts) -> Mapped[D]:
        """Make the target's bodies, with a finding for everything that stands in the way. Never raises for data."""
        ...


class Target(Protocol[D]):
    """A system that records are written to, one implementation per kind of record.

    Attributes:
        refuses_existing: a second create with the same number is refused, proved by a conformance run.
        atomic: a record is written whole or not at all.
        reads_history: `read` also sees records that were moved to history.
        longest_execution: seconds after the deadline in which a request that timed out may still land.
    """

    refuses_existing: bool
    atomic: bool
    reads_history: bool
    longest_execution: float

    def read(self, target: TargetRef) -> Found[D] | None:
        """Read one record, or None if it exists neither in work nor in history.

        Raises:
            Unavailable: the target cannot be used now.
            RecordUnusable: this record cannot be asked for or read, others can.
        """
        ...

    def send(self, write: Write[D], deadline: datetime) -> Found[D]:
        """Carry out one write and give what the target then holds.

        Raises:
            Refused: nothing was written, for a reason of the target.
            RecordMoved: nothing was written, since the record changed after it was read; decide anew.
            Unavailable: nothing was written, since the target could not take it.
            OutcomeUnknown: it may have been written; only a read can tell.
        """
        ...

    def find_ours(self, company: str, since: datetime | None) -> Iterable[tuple[TargetRef, Found[D]]]:
        """List records that carry our marker, changed since an instant where the target can tell.

        Raises:
            Unavailable: the target cannot be used now.
            RecordsUnreadable: after the last record that can be read, there are others that cannot.
        """
        ...

    def compare(self, body: D, found: Found[D]) -> Verdict:
        """Judge a record that stands under the number of `body`: is it ours, and is it what we meant to write?"""
        ...


Rule = Callable[[Case[S, D], Mapped[D]], Iterable[Finding]]
"""A small function that looks at one case and tells what it finds."""
