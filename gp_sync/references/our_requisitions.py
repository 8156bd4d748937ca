"""What of a Procurify requisition stands in GP by our hand: an order waits until it is gone.

The ledger tells it, as long as a run takes the requisition away. Where none does any more, since a person is done with
it or its company gets no requisitions now, GP is asked.
"""

from datetime import datetime
from typing import Any

from gp_sync.core.fact_values import OurRequisition
from gp_sync.core.flow import MoreReferences, References
from gp_sync.core.kinds import REQUISITIONS
from gp_sync.core.model import Key, Ref, TargetRef
from gp_sync.core.protocols import Target
from gp_sync.core.states import DocumentState
from gp_sync.flows.requisitions.document import GPRequisition
from gp_sync.ledger.protocols import Ledger

__all__ = ["OurRequisitions"]

_KINDS = frozenset({"made_way", "our_requisition"})
_MADE_WAY = frozenset({"ORDERED_BEFORE_WRITE", "REQUISITION_GAVE_WAY"})
"""What is told of a requisition that is not in GP since it became an order."""

_OVER = {"REQUISITION_BOUGHT": "is bought", "PO_IN_HISTORY": "is in history"}
"""What GP says of a requisition that nobody can take away there either, by the code of the obstacle."""


class OurRequisitions(MoreReferences):
    """`References` that also know our requisitions; other facts are asked of another one. May be used by threads.

    Args:
        references: who knows all other facts.
        ledger: where the requisitions are that were written.
        connection: whose.
        target: where the requisitions are.
        giving_way: the companies whose requisitions give way to their orders.
    """

    def __init__(
        self,
        references: References,
        ledger: Ledger,
        connection: str,
        target: Target[GPRequisition],
        giving_way: frozenset[str],
    ) -> None:
        super().__init__(references, _KINDS)
        self._ledger = ledger
        self._connection = connection
        self._target = target
        self._giving_way = giving_way

    def answer(self, ref: Ref, _: datetime) -> Any | None:
        """See `MoreReferences.answer`; the ledger's requisitions are those of this moment."""
        key = Key(connection=self._connection, flow=REQUISITIONS, source_id=ref.key[0])
        return self._makes_way(key) if ref.kind == "made_way" else self._standing(key)

    def _makes_way(self, key: Key) -> bool | None:
        """Whether a requisition makes way for its orders, or made way already, so that they alone stand for it."""
        row = self._ledger.document(key)
        if row is None:
            return None
        makes = any(not link.void and link.target.company in self._giving_way for link in row.links)
        return True if makes or any(found.code in _MADE_WAY for found in row.findings) else None

    def _standing(self, key: Key) -> OurRequisition | None:
        """A requisition that was written and is not void, or may have been written just now; None if there is none."""
        row = self._ledger.document(key)
        if row is None:
            return None
        for write in self._ledger.open_writes(self._connection):
            if write.key == key:
                return OurRequisition(record=str(write.intent.target), bought=row.state is DocumentState.BLOCKED)
        for link in row.links:
            if link.given_up or (link.void and link.stamp is None):
                continue  # nothing was there any more when it was confirmed
            done = link.void or row.state is DocumentState.DONE_BY_HAND
            if done or link.target.company not in self._giving_way:
                left = self._left(link.target, done=done or link.elsewhere)
                return OurRequisition(record=str(link.target), left=left) if left else None
            return OurRequisition(record=str(link.target), bought=row.state is DocumentState.BLOCKED)
        return None

    def _left(self, target: TargetRef, *, done: bool) -> str:
        """How a requisition is in GP that nobody takes away; empty where it stands in nobody's way.

        A person who is done with it has looked at what GP bought of it, or what it does not tell of any more.
        """
        found = self._target.read(target)
        if found is None:
            known = done or self._target.reads_history
            return "" if known else "was deleted or bought, which GP does not tell without its history"
        over = _OVER.get(found.obstacle.code) if found.obstacle is not None else None
        if found.void or (done and over):
            return ""
        return over or "is still there"
