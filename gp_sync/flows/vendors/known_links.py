"""What is known of a vendor's links beside the captured ones: what it was written to before, and what people said."""

from gp_sync.core import facts as names
from gp_sync.core.canonical import plain
from gp_sync.core.model import Facts, Ref, TargetRef
from gp_sync.flows.vendors.document import VendorPair, VendorRecord, address_of
from gp_sync.flows.vendors.policy import VendorFlowPolicy

__all__ = ["created_before", "is_of_others", "written_before"]


def written_before(company: str, source: VendorPair, facts: Facts) -> dict[TargetRef, VendorRecord]:
    """The GP vendors of a company that the vendor was aligned with or created as, unless a person said otherwise."""
    refused = _refused(company, source, facts)
    return {
        target: body
        for target, body in facts.written.items()
        if (target.side, target.company) == ("gp", company) and address_of(target) is None
        if body is not None and plain(target.number) not in refused
    }


def created_before(company: str, source: VendorPair, facts: Facts) -> TargetRef | None:
    """The GP vendor that this flow created for the vendor: it is the vendor's before anything else says so."""
    written = written_before(company, source, facts)
    return next((target for target, body in written.items() if body.created_by_us), None)


def is_of_others(target: TargetRef, source: VendorPair, policy: VendorFlowPolicy, facts: Facts) -> bool:
    """Whether a GP vendor is another vendor of Procurify, or a person said that it is not this one.

    Args:
        target: GP's vendor.
        source: the vendor; of one that only GP has, all vendors of Procurify are others.
        policy: the flow's settings, with the companies' link tables.
        facts: what was looked up.
    """
    company, number = target.company, plain(target.number)
    table = policy.company(company).vendor_links
    listed = {vendor for vendor, vendor_id in table.items() if plain(vendor_id) == number}
    holders = listed.union(_known(facts, names.vendor_holders(company, target.number)))
    return bool(holders - {source.source_id}) or number in _refused(company, source, facts)


def _refused(company: str, source: VendorPair, facts: Facts) -> set[str]:
    return {plain(vendor_id) for vendor_id in _known(facts, names.vendor_refusals(company, source.id or 0))}


def _known(facts: Facts, ref: Ref) -> tuple[str, ...]:
    """A fact that is a tuple; empty where it was not asked for."""
    return (facts.get(ref) if ref in facts.asked else None) or ()
