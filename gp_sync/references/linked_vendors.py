"""A vendor's link by both its ends, and the orders that were written by it.

Procurify's vendor names one of GP's, and GP has it: either may change, and both together decide about an order, so they
are one fact.
"""

import json
import threading
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from gp_sync.core.canonical import plain
from gp_sync.core.flow import MoreReferences, References
from gp_sync.core.model import Ref
from gp_sync.ledger.protocols import Ledger

__all__ = ["LinkedVendors"]


class LinkedVendors(MoreReferences):
    """`References` that also know links of vendors by both ends; other facts are asked of another one.

    May be used by several threads.

    Args:
        references: who knows all other facts.
        ledger: where the orders are that were written.
        connection: whose orders.
        flow: the name of their flow.
    """

    def __init__(self, references: References, ledger: Ledger, connection: str, flow: str) -> None:
        super().__init__(references, {"linked_vendor", "vendor_order"})
        self._ledger = ledger
        self._connection = connection
        self._flow = flow
        self._written: dict[str, Mapping[str, str]] = {}
        # One reader at a time: what many orders wait for is read once.
        self._lock = threading.Lock()

    def begin_run(self, at: datetime) -> None:
        """See `References.begin_run`; from here on, the ledger's orders are read once more."""
        with self._lock:
            self._written.clear()
        super().begin_run(at)

    def answer(self, ref: Ref, not_before: datetime) -> Any | None:
        """See `MoreReferences.answer`."""
        if ref.kind == "linked_vendor":
            return self._linked(ref, not_before)
        company, vendor_id = ref.key
        return self._orders(company).get(plain(vendor_id))

    def _linked(self, ref: Ref, not_before: datetime) -> str | None:
        vendor_id = self._references.find(Ref("vendor_link", ref.key), not_before)
        if not vendor_id:
            return None
        vendor = self._references.find(Ref("gp_vendor", (ref.key[0], vendor_id)), not_before)
        return None if vendor is None else str(vendor_id)

    def _orders(self, company: str) -> Mapping[str, str]:
        """An order that was written to each vendor of a company, by the vendor's ID as GP compares it."""
        with self._lock:
            if company not in self._written:
                found: dict[str, str] = {}
                for record in self._ledger.links(self._connection, self._flow, company):
                    for text in (record.link.sent, record.link.held):
                        # Of a void nothing was sent, and of an order that a person entered elsewhere nothing is held.
                        body = json.loads(text) or {}
                        found[plain(body.get("vendor_id", ""))] = record.link.target.number
                self._written[company] = found
            return self._written[company]
