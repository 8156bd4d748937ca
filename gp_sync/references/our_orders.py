"""What of a Procurify order stands in GP by our hand: no requisition of its lines is written beside it.

A company may have got orders before it got requisitions. The ledger tells it.
"""

from datetime import datetime
from typing import Any

from gp_sync.core.flow import MoreReferences, References
from gp_sync.core.kinds import PURCHASE_ORDERS
from gp_sync.core.model import Key, Ref
from gp_sync.ledger.protocols import Ledger

__all__ = ["OurOrders"]

_KIND = "our_order"


class OurOrders(MoreReferences):
    """`References` that also know our orders; other facts are asked of another one. May be used by threads.

    Args:
        references: who knows all other facts.
        ledger: where the orders are that were written.
        connection: whose.
    """

    def __init__(self, references: References, ledger: Ledger, connection: str) -> None:
        super().__init__(references, {_KIND})
        self._ledger = ledger
        self._connection = connection

    def answer(self, ref: Ref, _: datetime) -> Any | None:
        """See `MoreReferences.answer`; the ledger's orders are those of this moment."""
        return self._standing(Key(connection=self._connection, flow=PURCHASE_ORDERS, source_id=ref.key[0]))

    def _standing(self, key: Key) -> str | None:
        """An order that was written and is not void, or may have been written just now; None if there is none."""
        row = self._ledger.document(key)
        if row is None:
            return None
        links = (str(link.target) for link in row.links if not (link.void or link.given_up))
        doubts = (str(open_.intent.target) for open_ in self._ledger.open_writes(self._connection) if open_.key == key)
        return next(links, None) or next(doubts, None)
