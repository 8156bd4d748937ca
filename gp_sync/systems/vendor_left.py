"""What our last writes left in both systems, held against what the lists have.

A list tells a change by its content. What somebody puts back to what it was before our write, and before the next look,
has the content that was seen last: only what the write left tells that it was undone.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping

import attrs

from gp_sync.core.canonical import revive
from gp_sync.core.model import TargetRef
from gp_sync.flows.vendors import VENDORS
from gp_sync.flows.vendors.document import (
    ADDRESS_FIELDS,
    FIELDS,
    VENDOR_FIELDS,
    VendorRecord,
    address_target,
    gp_target,
    procurify_target,
)
from gp_sync.ledger.protocols import Ledger
from gp_sync.systems.gp_vendor_table import GPRow

__all__ = ["LeftRecords", "left_records"]


@attrs.frozen
class LeftRecords:
    """What the last writes left.

    Args:
        held: each record as its last write left it, by the vendor's key in the ledger.
    """

    held: Mapping[str, Mapping[TargetRef, VendorRecord]] = attrs.field(factory=dict)

    def are_as_left(
        self, source_id: str, procurify: VendorRecord | None, gp: Mapping[str, GPRow | None], *, unlisted: bool
    ) -> bool:
        """Whether all records of a vendor are as our writes left them, as far as we wrote any.

        Args:
            source_id: the vendor's key in the ledger.
            procurify: Procurify's record, if it is listed.
            gp: GP's, by company, as far as they were listed.
            unlisted: the answer of the last look, for a vendor of which nothing was listed now.
        """
        held = self.held.get(source_id, {})
        told = [_is_as_left(held, company, row) for company, row in gp.items() if row is not None]
        if procurify is not None and source_id.isdecimal():
            left = held.get(procurify_target(int(source_id)))
            told.append(left is None or left.texts() == procurify.texts())
        return all(told) and (unlisted or None not in gp.values())


def _is_as_left(held: Mapping[TargetRef, VendorRecord], company: str, row: GPRow) -> bool:
    """Whether a vendor of GP, and the address of ours beside its card, are as our writes left them."""
    record, whole = row.record, row.whole
    if record is None or whole is None:
        return True  # it cannot be read, which its own document says
    beside = record.address_id != whole.address_id
    card, fields = held.get(gp_target(company, row.vendor_id)), VENDOR_FIELDS if beside else FIELDS
    if card is not None and card.texts(fields) != whole.texts(fields):
        return False
    ours = [
        left
        for target, left in held.items()
        if beside and target == address_target(company, row.vendor_id, record.address_id or left.address_id)
    ]
    return all(left.texts(ADDRESS_FIELDS) == record.texts(ADDRESS_FIELDS) for left in ours)


def left_records(ledger: Ledger, connection: str, companies: Iterable[str]) -> LeftRecords:
    """Read from the ledger what the last writes left, in GP's companies and in Procurify."""
    held: defaultdict[str, dict[TargetRef, VendorRecord]] = defaultdict(dict)
    for company in ("", *companies):
        for record in ledger.links(connection, VENDORS, company):
            body = None if record.link.given_up else revive(record.link.held, VendorRecord)
            if body is not None:
                held[record.key.source_id][record.link.target] = body
    return LeftRecords(held)
