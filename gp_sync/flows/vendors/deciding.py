"""The decision about a vendor: each field goes to the side that has not got it yet, or stays open and says why."""

from collections.abc import Iterable
from typing import Any

import attrs

from gp_sync.core.canonical import bare
from gp_sync.core.decide import stopped_by, weighed
from gp_sync.core.findings import finding
from gp_sync.core.model import Decision, Finding, Link, Mapped, Severity, Write
from gp_sync.flows.vendors.aligning import Step, align
from gp_sync.flows.vendors.document import FIELDS, VENDOR_FIELDS, VendorRecord, address_of, procurify_target
from gp_sync.flows.vendors.known_links import is_of_others
from gp_sync.flows.vendors.lanes import Lane, MappedVendor
from gp_sync.flows.vendors.standing import VendorCase, policy_of

__all__ = ["decide_vendor"]


def decide_vendor(
    case: VendorCase, mapped: Mapped[VendorRecord], findings: tuple[Finding, ...]
) -> Decision[VendorRecord]:
    """Decide about one vendor; the `decide` of the vendor flow.

    What is wrong with a field keeps that field alone back. It is a warning beside a write, and else stops the vendor:
    so it is one open issue, whatever else is written meanwhile.

    Args:
        case: with `now` filled for every record that is wanted.
        mapped: what the mapper made of the vendor.
        findings: those about the vendor as a whole.
    """
    stopped = stopped_by(findings)
    if stopped is not None:
        return stopped
    if not isinstance(mapped, MappedVendor):
        raise TypeError(f"the mapper of vendors gives a MappedVendor, got {type(mapped).__name__}")
    if case.source.id is None:
        return _in_procurify(case, mapped, findings)
    steps = [Step(findings=mapped.stopped)]
    steps += [_created(case, lane) if lane.new else align(case, lane) for lane in mapped.lanes if _free(mapped, lane)]
    return _together(case, steps, findings)


def _free(mapped: MappedVendor, lane: Lane) -> bool:
    """Whether no write is under way to a record of the lane: what it will be is not known before that has ended."""
    procurify = any(target.side == "procurify" for target in mapped.wanted)
    return procurify and all(target in mapped.wanted for target in lane.fields)


def _together(case: VendorCase, steps: Iterable[Step], findings: tuple[Finding, ...]) -> Decision[VendorRecord]:
    """One decision of what is to be done for each company."""
    steps = list(steps)
    writes = tuple(write for step in steps for write in step.writes)
    adopted = tuple(link for step in steps for link in step.adopted)
    found = tuple(weighed(row, case) for step in steps for row in step.findings)
    if writes:
        findings = tuple(dict.fromkeys((*findings, *map(_softened, found))))
        # Procurify gets the ID of a new GP vendor next, and only if GP has taken it.
        again = any(write.op == "create" and address_of(write.target) is None for write in writes)
        return Decision(action="write", writes=writes, adopted=adopted, findings=findings, again=again)
    findings = tuple(dict.fromkeys((*findings, *found)))
    stopped = stopped_by(findings)
    if stopped is not None:
        return attrs.evolve(stopped, adopted=adopted)
    return Decision(action="adopt" if adopted else "unchanged", adopted=adopted, findings=findings)


def _softened(found: Finding) -> Finding:
    # It is no choice of the configuration, and none is told.
    return attrs.evolve(found, severity=Severity.WARN, usual=None)


def _created(case: VendorCase, lane: Lane) -> Step:
    """Create a GP vendor, unless GP has one of that ID: a create would change it."""
    if not _as_captured(case):
        return Step()  # the next capture brings it
    rows = [weighed(row, case) for rows in lane.to_gp.findings.values() for row in rows]
    if any(row.severity is not Severity.WARN for row in rows):
        return Step(findings=tuple(rows))
    source: Any = case.source.procurify
    texts = {**lane.to_gp.texts}
    counterpart = VendorRecord().with_texts(source.texts())
    body = attrs.evolve(
        lane.body.with_texts(texts), sent_fields=FIELDS, counterpart=counterpart, agreed_with=lane.pairing
    )
    now = case.now.get(lane.vendor)
    if now is None:
        return Step(writes=(Write(op="create", target=lane.vendor, body=body),), findings=tuple(rows))
    ours = now.body.created_by_us and not is_of_others(lane.vendor, case.source, policy_of(case), case.facts)
    if ours and case.verdicts.get(lane.vendor) == "equal":
        return Step(adopted=(Link(target=lane.vendor, sent=body, held=now.body, stamp=now.stamp),))
    taken = f"{lane.vendor.number} ('{now.body.name}')"
    return Step(findings=(finding("VENDOR_ID_TAKEN", lane.vendor.ref, tried=taken),))


def _as_captured(case: VendorCase) -> bool:
    """Whether Procurify's vendor is what it was when it was captured: it may have waited long for a person."""
    now, captured = case.now.get(procurify_target(case.source.id or 0)), case.source.procurify
    return now is not None and captured is not None and _bare(now.body) == _bare(captured)


def _bare(record: VendorRecord) -> VendorRecord:
    return attrs.evolve(bare(record), modified=None)


def _in_procurify(case: VendorCase, mapped: MappedVendor, findings: tuple[Finding, ...]) -> Decision[VendorRecord]:
    """Create a vendor in Procurify, unless it has one with this external ID: then that is the vendor.

    GP's vendor may have waited long for a person: if it is another by now, the next capture brings it.
    """
    steps, captured = list[Step](), next(iter(case.source.gp.values()), None)
    for target, body in mapped.wanted.items():
        now = case.now.get(target)
        if target.side == "gp":
            if now is None or captured is None or now.body.texts(VENDOR_FIELDS) != captured.texts(VENDOR_FIELDS):
                return _together(case, (), findings)
            continue
        if target in case.last:
            continue  # what was created has a key of its own
        if now is None:
            steps.append(Step(writes=(Write(op="create", target=target, body=body),)))
        else:
            steps.append(Step(adopted=(Link(target=target, sent=body, held=now.body, stamp=now.stamp),)))
    return _together(case, steps, findings)
