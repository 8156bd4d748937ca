"""What of a Procurify requisition stands in GP by our hand, which the ledger tells: an order waits until it is gone."""

from datetime import datetime
from typing import Any

from gp_sync.core.canonical import canonical
from gp_sync.core.fact_values import OurRequisition
from gp_sync.core.flow import References
from gp_sync.core.kinds import REQUISITIONS
from gp_sync.core.model import Key, Ref
from gp_sync.core.states import DocumentState
from gp_sync.ledger.protocols import Ledger

__all__ = ["OurRequisitions"]

_KIND = "our_requisition"
_VOID = canonical(None)


class OurRequisitions:
    """`References` that also know our requisitions; other facts are asked of another one. May be used by threads.

    Args:
        references: who knows all other facts.
        ledger: where the requisitions are that were written.
        connection: whose.
    """

    def __init__(self, references: References, ledger: Ledger, connection: str) -> None:
        self._references = references
        self._ledger = ledger
        self._connection = connection
        self.kinds = references.kinds | {_KIND}

    def begin_run(self, at: datetime) -> None:
        """See `References.begin_run`."""
        self._references.begin_run(at)

    def seed(self, ref: Ref, fact: Any, at: datetime) -> None:
        """See `References.seed`."""
        self._references.seed(ref, fact, at)

    def find(self, ref: Ref, not_before: datetime) -> Any | None:
        """See `References.find`; the ledger's requisitions are those of this moment."""
        if ref.kind != _KIND:
            return self._references.find(ref, not_before)
        return self._standing(Key(connection=self._connection, flow=REQUISITIONS, source_id=ref.key[0]))

    def _standing(self, key: Key) -> OurRequisition | None:
        """A requisition that was written and is not void, or may have been written just now; None if there is none.

        One that a person is done with stands in nobody's way any more.
        """
        row = self._ledger.document(key)
        opened = [write.intent.target for write in self._ledger.open_writes(self._connection) if write.key == key]
        if row is None or (row.state is DocumentState.DONE_BY_HAND and not opened):
            return None
        standing = [link.target for link in row.links if link.sent != _VOID and not link.given_up]
        for target in [*standing, *opened]:
            return OurRequisition(record=str(target), bought=row.state is DocumentState.BLOCKED)
        return None
