"""The records of one lane as they stand when it is decided, and the state of each of their fields."""

from collections.abc import Iterator, Mapping
from datetime import datetime

import attrs

from gp_sync.core import facts as names
from gp_sync.core.canonical import plain
from gp_sync.core.decide import weighed
from gp_sync.core.fact_values import VendorChoice
from gp_sync.core.model import Case, Facts, Found, Link, Ref, Severity, TargetRef
from gp_sync.flows.vendors.agreement import Base, agreed_on, pairing_of
from gp_sync.flows.vendors.document import (
    ADDRESS_FIELDS,
    FIELDS,
    VendorPair,
    VendorRecord,
    address_of,
    procurify_target,
)
from gp_sync.flows.vendors.lanes import Lane
from gp_sync.flows.vendors.loops import writes_of
from gp_sync.flows.vendors.policy import VendorFlowPolicy
from gp_sync.flows.vendors.settling import FieldState
from gp_sync.flows.vendors.translating import Offer, gp_value, procurify_value

__all__ = ["Standing", "VendorCase", "field_states", "known", "policy_of", "standing"]

VendorCase = Case[VendorPair, VendorRecord]


@attrs.frozen(kw_only=True)
class Standing:
    """The records of a lane.

    Args:
        procurify: Procurify's vendor.
        gp: GP's records; None for an address that GP does not have.
        last: the last confirmed states of GP's records; none where the vendor may have been entered anew under its ID.
            Such a one never agreed with Procurify's: what it lacks is no change that somebody made.
        link: the last write to Procurify, as far as it was made for this lane's records; None if none was.
        pairing: the lane's.
    """

    procurify: Found[VendorRecord]
    gp: Mapping[TargetRef, Found[VendorRecord] | None]
    last: Mapping[TargetRef, Link[VendorRecord]]
    link: Link[VendorRecord] | None
    pairing: str

    @property
    def modified(self) -> datetime | None:
        """When any of the records was changed last: what is written now answers that, whichever value it takes."""
        records = (self.procurify, *self.gp.values())
        moved = (record.body.modified for record in records if record is not None)
        return max((at for at in moved if at is not None), default=None)

    def base(self, field: str, target: TargetRef) -> Base:
        """What both sides last agreed on in a field of a record of GP."""
        there = self.last.get(target)
        if there is not None and field in ADDRESS_FIELDS and pairing_of(there) != self.pairing:
            there = None  # the address of ours was another record then
        return agreed_on(field, there, self.link)


def policy_of(case: VendorCase) -> VendorFlowPolicy:
    """The flow's settings."""
    policy: VendorFlowPolicy = case.policy
    return policy


def known(facts: Facts, ref: Ref) -> object | None:
    """A fact that may not have been asked for, since the mapper did not expect the decision to need it."""
    return facts.get(ref) if ref in facts.asked else None


def standing(case: VendorCase, lane: Lane) -> Standing | None:
    """The records of a lane, or None where one is another than was captured: the next capture brings it."""
    source, target = case.source, procurify_target(case.source.id or 0)
    here, captured = case.now.get(target), source.procurify
    there = {ref: case.now.get(ref) for ref in lane.fields}
    if here is None or captured is None or there[lane.vendor] is None or not _same(here.body, captured, FIELDS):
        return None
    gp = source.gp.get(lane.company) or VendorRecord()
    if not all(_is_as_captured(ref, there[ref], gp, fields) for ref, fields in lane.fields.items()):
        return None
    last = {ref: link for ref in lane.fields if (link := case.last.get(ref)) is not None}
    if any(_is_another(link, there[ref]) for ref, link in last.items()):
        return Standing(procurify=here, gp=there, last={}, link=None, pairing=lane.pairing)
    written = case.last.get(target)
    # One that was made for another vendor, company or address of GP says nothing about these.
    link = written if written is not None and pairing_of(written) == lane.pairing else None
    return Standing(procurify=here, gp=there, last=last, link=link, pairing=lane.pairing)


def _is_another(link: Link[VendorRecord], found: Found[VendorRecord] | None) -> bool:
    """Whether a record shows that its vendor was perhaps deleted, and another one entered under the same ID.

    It is gone, as our address is then; has lost our mark; or was entered on another day.
    """
    held, now = link.held, found.body if found is not None else None
    if held is None or now is None:
        return now is None
    other_day = None not in {held.entered, now.entered} and held.entered != now.entered
    return other_day or (held.created_by_us and not now.created_by_us)


def _is_as_captured(
    target: TargetRef, now: Found[VendorRecord] | None, captured: VendorRecord, fields: tuple[str, ...]
) -> bool:
    """Whether a record of GP is what was captured. Where GP lacks the address of ours, the capture has no ID of it."""
    if address_of(target) is not None and not captured.address_id:
        return now is None
    return _same(now.body if now is not None else VendorRecord(), captured, fields)


def _same(now: VendorRecord, captured: VendorRecord, fields: tuple[str, ...]) -> bool:
    return now.texts(fields) == captured.texts(fields) and now.external_id == captured.external_id


def field_states(case: VendorCase, lane: Lane, stands: Standing, target: TargetRef) -> Iterator[FieldState]:
    """The fields of one record of GP that the policy aligns; of one that is to be made, all that it has."""
    vendors, master = policy_of(case).vendors, lane.company == policy_of(case).master
    found = stands.gp[target]
    if found is None and _would_repeat(case, lane, stands, target):
        return
    there = found.body if found is not None else VendorRecord()
    sent = {ref: link.sent for ref, link in case.last.items()}
    for field in lane.fields[target]:
        back = master and vendors.flows_to("procurify", field)
        if found is not None and not back and not vendors.flows_to("gp", field):
            continue
        chosen = known(case.facts, names.vendor_choice(case.source.source_id, lane.company, field))
        yield FieldState(
            field=field,
            procurify=procurify_value(stands.procurify.body.text(field)),
            gp=gp_value(field, there.text(field)),
            to_gp=_offered(case, lane.to_gp, field),
            to_procurify=_offered(case, lane.to_procurify, field),
            base=stands.base(field, target),
            back=back,
            choice=chosen if isinstance(chosen, VendorChoice) else None,
            writes=writes_of(sent, lane.company, field),
            new=found is None,
        )


def _would_repeat(case: VendorCase, lane: Lane, stands: Standing, target: TargetRef) -> bool:
    """Whether an address of ours that GP never had would say what the first one of a vendor that we created says.

    A field that does not flow to GP is no reason for another address.
    """
    vendor = stands.gp[lane.vendor]
    if vendor is None or not vendor.body.created_by_us or target in case.last:
        return False
    flowing = (field for field in lane.fields[target] if policy_of(case).vendors.flows_to("gp", field))
    offered = {field: _offered(case, lane.to_gp, field) for field in flowing}
    return all(
        text is not None and plain(text) == plain(gp_value(field, vendor.body.text(field)))
        for field, text in offered.items()
    )


def _offered(case: VendorCase, offer: Offer, field: str) -> str | None:
    """A value in the other side's terms, unless a finding keeps it from being written there."""
    stops = any(weighed(row, case).severity is not Severity.WARN for row in offer.findings.get(field, ()))
    return None if stops else offer.texts[field]
