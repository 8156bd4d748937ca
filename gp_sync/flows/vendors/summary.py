"""What people tell a vendor by, in Procurify and in Dynamics GP."""

from gp_sync.core.summary import Summary
from gp_sync.flows.vendors.document import VendorPair, VendorRecord

__all__ = ["summarise", "summarise_written"]


def summarise(pair: VendorPair) -> Summary:
    """A vendor as both systems have it; its company is told where it is linked in one alone."""
    record = pair.procurify
    ids = (str(pair.id) if pair.id is not None else "", record.external_id if record is not None else "")
    return Summary(
        vendor=pair.label,
        vendor_ids=tuple(dict.fromkeys(filter(None, (*ids, *pair.links.values())))),
        company=next(iter(pair.links)) if len(pair.links) == 1 else "",
    )


def summarise_written(record: VendorRecord) -> Summary:
    """A vendor as one side has it, or will have it."""
    return Summary(vendor=record.name, vendor_ids=(record.external_id,) if record.external_id else ())
