"""What our last writes left in both systems, held against what the lists have.

A list tells a change by its content. What somebody puts back to what it was before our write, and before the next look,
has the content that was seen last: only what the write left tells that it was undone.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

import attrs

from gp_sync.core.canonical import fingerprint, revive
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

__all__ = ["Left", "LeftRecords", "left_records"]


@attrs.frozen(kw_only=True)
class Left:
    """What one write left.

    Args:
        record: the record as it was then.
        write: tells the write from every other one of the same record, also of the same values.
    """

    record: VendorRecord
    write: str


@attrs.frozen
class LeftRecords:
    """What the last writes left.

    Args:
        held: the last write of each record, by the vendor's key in the ledger.
    """

    held: Mapping[str, Mapping[TargetRef, Left]] = attrs.field(factory=dict)

    def undone(
        self,
        source_id: str,
        procurify: VendorRecord | None,
        gp: Mapping[str, GPRow | None],
        *,
        before: Mapping[str, str],
    ) -> dict[str, str]:
        """Tell which of our last writes of a vendor somebody took back: see `VendorPair.undone`.

        Args:
            source_id: the vendor's key in the ledger.
            procurify: Procurify's record, if it is listed.
            gp: GP's, by company, as far as they were listed.
            before: the answer of the last look, which counts for what is not listed now.
        """
        held = self.held.get(source_id, {})
        found = {
            company: before.get(company, "")
            if row is None
            else " ".join(left.write for left in _undone(held, company, row))
            for company, row in gp.items()
        }
        if procurify is not None and source_id.isdecimal():
            left = held.get(procurify_target(int(source_id)))
            if left is not None and left.record.texts() != procurify.texts():
                found[""] = left.write
        return {side: writes for side, writes in found.items() if writes}


def _undone(held: Mapping[TargetRef, Left], company: str, row: GPRow) -> Iterator[Left]:
    """Our writes of a vendor of GP, and of the address of ours beside its card, that it is not as they left it."""
    record, whole = row.record, row.whole
    if record is None or whole is None:
        return  # it cannot be read, which its own document says
    card, fields = held.get(gp_target(company, row.vendor_id)), VENDOR_FIELDS if row.beside else FIELDS
    if card is not None and card.record.texts(fields) != whole.texts(fields):
        yield card
    for target, left in held.items():
        ours = address_target(company, row.vendor_id, record.address_id or left.record.address_id)
        if row.beside and target == ours and left.record.texts(ADDRESS_FIELDS) != record.texts(ADDRESS_FIELDS):
            yield left


def left_records(ledger: Ledger, connection: str, companies: Iterable[str]) -> LeftRecords:
    """Read from the ledger what the last writes left, in GP's companies and in Procurify."""
    held: defaultdict[str, dict[TargetRef, Left]] = defaultdict(dict)
    for company in ("", *companies):
        for record in ledger.links(connection, VENDORS, company):
            body = None if record.link.given_up else revive(record.link.held, VendorRecord)
            if body is not None:
                # What is sent names the earlier writes of each field, so no two writes send the same.
                left = Left(record=body, write=fingerprint(record.link.sent))
                held[record.key.source_id][record.link.target] = left
    return LeftRecords(held)
