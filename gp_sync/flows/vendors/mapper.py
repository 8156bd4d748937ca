"""From a vendor as both systems have it to what each side's record would be if the other side counted."""

from collections.abc import Iterable

from gp_sync.core import facts as names
from gp_sync.core.findings import finding
from gp_sync.core.model import Facts, Finding, Ref, Severity, TargetRef
from gp_sync.flows.vendors.document import (
    VendorPair,
    VendorRecord,
    gp_target,
    procurify_target,
    to_create_in_procurify,
)
from gp_sync.flows.vendors.known_links import is_of_others
from gp_sync.flows.vendors.lanes import Lane, MappedVendor
from gp_sync.flows.vendors.laying import alike_in, lane_of, translator, vendor_ref
from gp_sync.flows.vendors.needs import needed_facts
from gp_sync.flows.vendors.policy import VendorFlowPolicy

__all__ = ["VendorMapper"]


class VendorMapper:
    """Maps vendors both ways by the tables of a `VendorFlowPolicy`; a `Mapper[VendorPair, VendorRecord]`.

    Args:
        policy: the tables.
    """

    def __init__(self, policy: VendorFlowPolicy) -> None:
        self.policy = policy

    def needs(self, source: VendorPair, facts: Facts) -> frozenset[Ref]:
        """What must be known: candidates and confirmations, GP's terms and currencies, and what people chose."""
        return needed_facts(source, self.policy, facts)

    def map(self, source: VendorPair, facts: Facts) -> MappedVendor:
        """Map the vendor. What is wrong with a single field is told in its lane, and keeps that field alone back."""
        if source.id is None:
            return self._only_in_gp(source, facts)
        record = source.procurify
        if record is None or record.active is False:
            return MappedVendor()  # a rule tells it
        steps = [lane_of(source, record, company.id, self.policy, facts) for company in self.policy.companies]
        lanes = tuple(step for step in steps if isinstance(step, Lane))
        reasons = tuple(step for step in steps if isinstance(step, Finding))
        if not lanes:
            return MappedVendor(findings=reasons)
        # That a vendor is left out of one company is no news while it is aligned with another.
        stopped = tuple(reason for reason in reasons if reason.severity is not Severity.SKIP)
        wanted = _wanted(procurify_target(source.id), record, lanes, facts)
        return MappedVendor(wanted=wanted, lanes=lanes, stopped=stopped)

    def _only_in_gp(self, source: VendorPair, facts: Facts) -> MappedVendor:
        """A vendor that only GP has: it is created in Procurify where a person named it."""
        company, vendor_id = next(iter(source.links.items()))
        holder = source.shared.get(company)
        if holder and not facts.written:
            tried = f"'{source.label}' ({vendor_id} in {company}) is linked to Procurify's vendor {holder} by now"
            since = finding("VENDOR_LINKED_SINCE", vendor_ref(source), tried=tried)
            return MappedVendor(findings=(since,))
        record, confirmed = source.gp.get(company), names.vendor_confirmed(company, vendor_id)
        if record is None or confirmed not in facts.asked or facts.get(confirmed) is None:
            only = f"'{source.label}' ({vendor_id} in {company})"
            return MappedVendor(findings=(finding("VENDOR_ONLY_IN_GP", confirmed, tried=only),))
        there = gp_target(company, vendor_id)
        if is_of_others(there, source, self.policy, facts):
            return MappedVendor()  # it was linked since; the next capture knows it by Procurify's key
        may_be = f"'{source.label}' ({vendor_id} in {company}) may be one of Procurify's"
        alike = alike_in(facts, names.procurify_candidates(company, vendor_id), may_be)
        if alike is not None:
            return MappedVendor(findings=(alike,))
        if record.active is False and not record.temporary:
            named = f"'{source.label}' ({vendor_id} in {company})"
            return MappedVendor(findings=(finding("VENDOR_INACTIVE", there.ref, tried=named),))
        vendors = self.policy.vendors
        offer = translator(source, company, self.policy, facts).to_procurify(record)
        texts = {field: text for field, text in offer.texts.items() if field != "vendor_class"}
        if not vendors.terms_to_procurify:
            texts["payment_terms"] = ""
        made = VendorRecord(external_id=vendor_id, active=True, vendor_type=vendors.vendor_types[0])
        findings = tuple(found for rows in offer.findings.values() for found in rows)
        wanted = {there: record, to_create_in_procurify(vendor_id): made.with_texts(texts)}
        return MappedVendor(wanted=wanted, findings=findings)


def _wanted(
    target: TargetRef, record: VendorRecord, lanes: Iterable[Lane], facts: Facts
) -> dict[TargetRef, VendorRecord]:
    """What each record would be if the other side counted, and what was written under an ID that is linked no more."""
    wanted = {target: record}
    for lane in lanes:
        for ref, fields in lane.fields.items():
            wanted[ref] = lane.body.with_texts({field: lane.to_gp.texts[field] for field in fields})
    # A vendor that was relinked is not in two places: the earlier record is left as it is.
    left = {ref: body for ref, body in facts.written.items() if ref not in wanted and body is not None}
    return {**left, **wanted}
