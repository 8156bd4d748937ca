"""What must be known before a vendor can be mapped and decided, as far as the facts at hand allow to name it."""

from collections.abc import Iterator

from gp_sync.core import facts as names
from gp_sync.core.model import Facts, Ref
from gp_sync.flows.purchase_orders.fields import Fields
from gp_sync.flows.purchase_orders.spelling import spellings
from gp_sync.flows.vendors.document import FIELDS, VendorPair, VendorRecord, gp_target
from gp_sync.flows.vendors.known_links import written_before
from gp_sync.flows.vendors.laying import new_target, translator, vendor_ref
from gp_sync.flows.vendors.lengths import GP_LENGTHS
from gp_sync.flows.vendors.policy import VendorFlowPolicy
from gp_sync.flows.vendors.translating import gp_value, terms_in_gp

__all__ = ["needed_facts"]


def needed_facts(source: VendorPair, policy: VendorFlowPolicy, facts: Facts) -> frozenset[Ref]:
    """Name the facts about one vendor; called again with what was found, until nothing new is named."""
    if source.id is None:
        return frozenset(_only_in_gp(source, policy, facts))
    record = source.procurify
    if record is None or record.active is False:
        return frozenset()
    return frozenset(
        ref for company in policy.companies for ref in _in_company(source, record, company.id, policy, facts)
    )


def _only_in_gp(source: VendorPair, policy: VendorFlowPolicy, facts: Facts) -> Iterator[Ref]:
    company, vendor_id = next(iter(source.links.items()))
    if policy.vendors.create_in_procurify == "confirmed" and company == policy.master:
        confirmed = names.vendor_confirmed(company, vendor_id)
        yield confirmed
        if not facts.written and confirmed in facts.asked and facts.get(confirmed) is not None:
            yield names.procurify_candidates(company, vendor_id)
        yield names.vendor_holders(company, vendor_id)
        yield names.currencies(company)
        yield names.purchasing_setup(company)


def _in_company(
    source: VendorPair, record: VendorRecord, company: str, policy: VendorFlowPolicy, facts: Facts
) -> Iterator[Ref]:
    linked, key = source.links.get(company), source.id or 0
    if company in source.shared:
        if source.shared[company] or company in source.left_by:
            yield names.vendor_link(company, key)
        return
    if not linked:
        yield names.vendor_refusals(company, key)
    new = not linked and not written_before(company, source, facts)
    if new and (company not in policy.create_companies or policy.vendors.create_in_gp == "never"):
        return
    if new:
        yield names.vendor_link_said(company, key)
        yield from _alike(company, key, facts)
        yield names.currencies(company)
        number = new_target(source, record, company, policy, Fields(GP_LENGTHS, vendor_ref(source))).number
        yield names.vendor_holders(company, number)
    if record.payment_terms and (new or policy.vendors.flows_to("gp", "payment_terms")):
        terms = terms_in_gp(record.payment_terms, policy.company(company))
        yield from spellings(facts, names.payment_terms(company, terms))
    if not linked:
        return
    there = source.gp.get(company)
    if there is None:
        yield names.linked_vendor(company, key)
        yield names.vendor_link_said(company, key)
        yield names.vendor_candidates(company, key)
        return
    written = facts.written.get(gp_target(company, linked))
    if written is not None:
        yield names.vendor_release(source.source_id, company)
    yield from _choices(source, record, there, company, policy, facts)


def _alike(company: str, key: int, facts: Facts) -> Iterator[Ref]:
    """What a new vendor looks like. GP's list may be older than a vendor that somebody entered there by hand."""
    candidates = names.vendor_candidates(company, key)
    yield candidates
    if candidates in facts.asked and facts.get(candidates) is None:
        yield names.fresh_vendor_candidates(company, key)


def _choices(
    source: VendorPair, record: VendorRecord, there: VendorRecord, company: str, policy: VendorFlowPolicy, facts: Facts
) -> Iterator[Ref]:
    """What people chose for the fields that differ: any of them may be open."""
    offered = translator(source, company, policy, facts).to_gp(record).texts
    for field in FIELDS:
        alike = offered[field] == gp_value(field, there.text(field))
        if not alike and any(policy.vendors.flows_to(side, field) for side in ("gp", "procurify")):
            yield names.vendor_choice(source.source_id, company, field)
