"""Which GP vendor a vendor of Procurify is in a company: the linked one, or a new one where the policy creates it."""

from collections.abc import Iterable

from gp_sync.core import facts as names
from gp_sync.core.fact_values import VendorCandidate
from gp_sync.core.findings import finding
from gp_sync.core.model import Facts, Finding, Ref, TargetRef
from gp_sync.flows.purchase_orders.fields import Fields
from gp_sync.flows.purchase_orders.tables import same
from gp_sync.flows.vendor_candidates import looks_like
from gp_sync.flows.vendors import VENDORS
from gp_sync.flows.vendors.document import (
    ADDRESS_FIELDS,
    FIELDS,
    PENDING,
    VENDOR_FIELDS,
    VendorPair,
    VendorRecord,
    address_target,
    gp_target,
)
from gp_sync.flows.vendors.known_links import created_before, written_before
from gp_sync.flows.vendors.lanes import Lane
from gp_sync.flows.vendors.lengths import GP_LENGTHS
from gp_sync.flows.vendors.numbers import new_vendor_id
from gp_sync.flows.vendors.policy import VendorFlowPolicy
from gp_sync.flows.vendors.translating import Offer, Translator

__all__ = ["alike_in", "lane_of", "new_target", "translator", "vendor_ref"]


def vendor_ref(source: VendorPair) -> Ref:
    """The vendor itself, as a cause that a new version mends."""
    return Ref("document", (VENDORS, source.source_id))


def translator(source: VendorPair, company: str, policy: VendorFlowPolicy, facts: Facts) -> Translator:
    """Who translates the vendor for a company."""
    return Translator(company=policy.company(company), policy=policy.vendors, facts=facts, document=vendor_ref(source))


def lane_of(
    source: VendorPair, record: VendorRecord, company: str, policy: VendorFlowPolicy, facts: Facts
) -> Lane | Finding | None:
    """The vendor's lane in a company; a finding where it has none, or None where nobody expects one.

    Args:
        source: the vendor.
        record: Procurify's record of it.
        company: the company's short name.
        policy: the flow's settings.
        facts: what was looked up.
    """
    linked = source.links.get(company)
    if company in source.shared:
        return _shared(source, company)
    if linked:
        there = source.gp.get(company)
        if there is None:
            return _lost(source, company, linked, facts)
        return _linked(source, record, gp_target(company, linked), there, policy, facts)
    return _not_linked(source, record, company, policy, facts)


def _not_linked(
    source: VendorPair, record: VendorRecord, company: str, policy: VendorFlowPolicy, facts: Facts
) -> Lane | Finding | None:
    """The lane of a vendor that nothing links: it was created just now, or lost its link, or is new."""
    created = created_before(company, source, facts)
    if created is not None:
        nothing = Offer(texts=dict.fromkeys(FIELDS, ""))
        made = facts.written.get(created) or VendorRecord()
        # With its address, what was agreed on when it was created stays the base of what is done next.
        body = VendorRecord(address_id=made.address_id, created_by_us=True)
        return Lane(
            company=company, vendor=created, fields={created: ()}, to_gp=nothing, to_procurify=nothing, body=body,
            unread=True,
        )  # fmt: skip
    before = written_before(company, source, facts)
    if before:
        return _unlinked(source, company, before)
    said = names.vendor_link_said(company, source.id or 0)
    if company not in policy.create_companies or (said in facts.asked and facts.get(said)):
        return None  # one that a person linked since it was captured is brought with its link by the next capture
    return _not_created(source, record, company, policy, facts) or _new(source, record, company, policy, facts)


def _shared(source: VendorPair, company: str) -> Finding | None:
    """What is said of a vendor that another one of Procurify is too, unless a person said so and that one is there."""
    other, left_by = source.shared[company], source.left_by.get(company, "")
    if not other and not left_by:
        return None
    named, linked = f"'{source.label}' (Procurify id {source.source_id})", source.links.get(company, "")
    tried = f"{named} is linked to {linked} of {company}, and so is Procurify's vendor {other or left_by}"
    code = "VENDOR_SHARED" if other else "VENDOR_FIRST_GONE"
    return finding(code, names.vendor_link(company, source.id or 0), tried=tried)


def _lost(source: VendorPair, company: str, linked: str, facts: Facts) -> Finding:
    """What is said of a link to a vendor that GP lacks: it held once, or it never did."""
    key = source.id or 0
    cause, alike = names.linked_vendor(company, key), looks_like(facts, company, key)
    named = f"'{source.label}' (Procurify id {source.source_id})"
    said = names.vendor_link_said(company, key)
    written = any(target.side == "gp" and same(target.number, linked) for target in facts.written)
    if written or (said in facts.asked and facts.get(said)):
        tried = f"{named} was linked to {linked}, which is no longer in {company}{alike}"
        return finding("VENDOR_GONE", cause, tried=tried)
    tried = f"{named} is linked to {linked}, which {company} does not have{alike}"
    return finding("VENDOR_UNLINKED", cause, tried=tried)


def _unlinked(source: VendorPair, company: str, before: Iterable[TargetRef]) -> Finding:
    """What is said of a vendor that was aligned, and that nothing links any more, such as an external ID taken away."""
    numbers = ", ".join(target.number for target in before)
    tried = f"'{source.label}' (Procurify id {source.source_id}) was aligned with {numbers} of {company}"
    return finding("VENDOR_LINK_LOST", names.vendor_refusals(company, source.id or 0), tried=tried)


def _linked(
    source: VendorPair, record: VendorRecord, target: TargetRef, there: VendorRecord, policy: VendorFlowPolicy,
    facts: Facts,
) -> Lane:  # fmt: skip
    """The lane to a vendor that GP has; its address is a record of its own unless it is the primary one."""
    address = there.address_id or policy.vendors.owned_address(there)
    fields: dict[TargetRef, tuple[str, ...]] = {target: FIELDS}
    if not same(address, there.primary_address_id):
        fields = {target: VENDOR_FIELDS, address_target(target.company, target.number, address): ADDRESS_FIELDS}
    translating = translator(source, target.company, policy, facts)
    return Lane(
        company=target.company,
        vendor=target,
        fields=fields,
        to_gp=translating.to_gp(record),
        to_procurify=translating.to_procurify(there),
        body=VendorRecord(address_id=address, primary_address_id=there.primary_address_id),
    )


def _not_created(
    source: VendorPair, record: VendorRecord, company: str, policy: VendorFlowPolicy, facts: Facts
) -> Finding | None:
    """Why a vendor that is not linked is not created, if so."""
    named, cause = f"'{record.name}' (Procurify id {source.source_id})", vendor_ref(source)
    if policy.vendors.create_in_gp == "never":
        return finding("VENDOR_NOT_CREATED", cause, tried=named)
    if record.workflow == PENDING:
        return finding("VENDOR_NOT_APPROVED_YET", cause, tried=named)
    key = source.id or 0
    refs = names.vendor_candidates(company, key), names.fresh_vendor_candidates(company, key)
    found = (alike_in(facts, ref, f"{named} may be one of {company}'s") for ref in refs)
    return next(filter(None, found), None)


def alike_in(facts: Facts, ref: Ref, may_be: str) -> Finding | None:
    """Why a vendor is not created that looks like others; None where there are none, or nobody asked.

    Args:
        facts: what was looked up.
        ref: the fact that has them.
        may_be: the beginning of the sentence.
    """
    found: tuple[VendorCandidate, ...] = (facts.get(ref) if ref in facts.asked else None) or ()
    alike = ", ".join(f"{row.vendor_id} {row.name} ({row.score} of 100)" for row in found)
    return finding("VENDOR_CANDIDATES", ref, tried=f"{may_be}: {alike}") if found else None


def new_target(
    source: VendorPair, record: VendorRecord, company: str, policy: VendorFlowPolicy, fitting: Fields
) -> TargetRef:
    """The GP vendor that would be created for the vendor; `fitting` is told where its ID is too long."""
    return gp_target(company, new_vendor_id(policy.vendors.number, record.name, source.id or 0, fitting))


def _new(
    source: VendorPair, record: VendorRecord, company: str, policy: VendorFlowPolicy, facts: Facts
) -> Lane | Finding:
    """The lane to a vendor that is to be created, with one address that is ours; a finding if it would have no ID."""
    fitting = Fields(GP_LENGTHS, vendor_ref(source))
    target = new_target(source, record, company, policy, fitting)
    if not target.number:
        return finding("VALUE_MISSING", vendor_ref(source), where="the vendor ID, made of the letters of the name,")
    address = policy.vendors.owned_address(None)
    offer = translator(source, company, policy, facts).to_gp(record)
    vendor_class = policy.class_of_new(company, record.vendor_type)
    return Lane(
        company=company,
        vendor=target,
        fields={target: FIELDS},
        to_gp=Offer(
            texts={**offer.texts, "vendor_class": fitting.key("vendor_class", vendor_class, "the vendor class")},
            findings={**offer.findings, "vendor_id": tuple(fitting.findings)},
        ),
        to_procurify=Offer(texts={}),
        body=VendorRecord(
            active=True, created_by_us=True, address_id=address, primary_address_id=address,
            purchase_address_id=address,
        ),
        new=True,
    )  # fmt: skip
