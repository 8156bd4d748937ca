"""What can be relied on at the site of one history."""

from datetime import timedelta
from random import Random

import attrs

from gp_sync.run.guards import GuardLimits

__all__ = ["Site"]


@attrs.frozen(kw_only=True)
class Site:
    """What can be relied on at this site.

    Args:
        refuses_existing: whether GP refuses a second record with a number, or writes the first one over.
        atomic: whether GP writes a document whole or not at all.
        reads_history: whether anybody but a person can see what is in history.
        longest_execution: seconds after its deadline in which a request lands.
        page_size: rows to a page of Procurify's list.
        by_change: whether that list is ordered by day of change, so that an edit moves a row to the end.
        limits: how much one run may do.
        concurrency: how many documents a scheduler decides and writes at once.
        skew: how far the clock of the second scheduler is ahead.
    """

    refuses_existing: bool = True
    atomic: bool = True
    reads_history: bool = True
    longest_execution: float = 900.0
    page_size: int = 2
    by_change: bool = False
    limits: GuardLimits = attrs.field(factory=GuardLimits)
    concurrency: int = 1
    skew: timedelta = timedelta()

    @classmethod
    def draw(cls, random: Random) -> "Site":
        """The site of one history."""
        return cls(
            refuses_existing=random.random() < 0.6,
            atomic=random.random() < 0.6,
            reads_history=random.random() < 0.8,
            page_size=random.choice((1, 2, 3)),
            by_change=random.random() < 0.3,
            limits=GuardLimits(max_writes=1, always_allowed=1) if random.random() < 0.1 else GuardLimits(),
            concurrency=random.choice((1, 1, 2, 3)),
            skew=timedelta(seconds=random.choice((0, 0, 50, -50))),
        )
