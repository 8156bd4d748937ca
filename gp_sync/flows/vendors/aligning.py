"""Aligning a vendor of Procurify with its vendor in one GP company, field by field."""

from collections.abc import Mapping
from datetime import datetime

import attrs

from gp_sync.core import facts as names
from gp_sync.core.canonical import plain
from gp_sync.core.findings import finding
from gp_sync.core.model import Finding, Found, Link, TargetRef, Write
from gp_sync.flows.vendors.agreement import Base, agree, moves
from gp_sync.flows.vendors.document import VendorRecord, procurify_target
from gp_sync.flows.vendors.gates import keep_back
from gp_sync.flows.vendors.keeping import held_otherwise, missed
from gp_sync.flows.vendors.lanes import Lane
from gp_sync.flows.vendors.laying import vendor_ref
from gp_sync.flows.vendors.loops import flips, trail_of
from gp_sync.flows.vendors.settling import Settled, settle
from gp_sync.flows.vendors.standing import Standing, VendorCase, field_states, known, policy_of, standing

__all__ = ["Step", "align"]

_EXTERNAL_ID = "external_id"


@attrs.frozen(kw_only=True)
class Step:
    """What is to be done for one company, and why."""

    writes: tuple[Write[VendorRecord], ...] = ()
    adopted: tuple[Link[VendorRecord], ...] = ()
    findings: tuple[Finding, ...] = ()


@attrs.frozen(kw_only=True)
class _Meant:
    """What is meant to be written, before it is known whether the link is frozen.

    Args:
        settled: what becomes of each field, by GP's record.
        to_gp: the values for GP, by its record.
        to_procurify: the values for Procurify, with the external ID among them.
    """

    settled: Mapping[TargetRef, Mapping[str, Settled]]
    to_gp: Mapping[TargetRef, dict[str, str]]
    to_procurify: dict[str, str]


def align(case: VendorCase, lane: Lane) -> Step:
    """Align one lane; nothing is done where a record is another than the one that was captured.

    Args:
        case: the vendor, with its records as they are now.
        lane: what each side would be if the other counted.
    """
    stands = standing(case, lane)
    if stands is None:
        return Step()
    settled, findings = dict[TargetRef, Mapping[str, Settled]](), list[Finding]()
    for target in lane.fields:
        states = tuple(field_states(case, lane, stands, target))
        kept = keep_back(
            case, lane, stands, target, [(state, settle(state, policy_of(case).vendors)) for state in states]
        )
        settled[target] = kept.settled
        findings += kept.findings
    findings += held_otherwise(procurify_target(case.source.id or 0), lane, stands, settled)
    external_id, foreign = _external_id(case, lane, stands)
    meant = _Meant(
        settled=settled,
        to_gp={target: _texts(steps, Settled.TO_GP, lane.to_gp.texts) for target, steps in settled.items()},
        to_procurify={
            field: text
            for steps in settled.values()
            for field, text in _texts(steps, Settled.TO_PROCURIFY, lane.to_procurify.texts).items()
        }
        | external_id,
    )
    frozen = _frozen(case, lane, stands, meant)
    if frozen is not None:
        meant, findings = _stopped(meant), [*findings, frozen]
    return _carried_out(case, lane, stands, meant, (*findings, *foreign))


def _texts(settled: Mapping[str, Settled], step: Settled, texts: Mapping[str, str]) -> dict[str, str]:
    return {field: texts[field] for field, became in settled.items() if became is step}


def _external_id(case: VendorCase, lane: Lane, stands: Standing) -> tuple[dict[str, str], tuple[Finding, ...]]:
    """The GP vendor ID for Procurify, which the master company owns; one that names something else stays."""
    if lane.company != policy_of(case).master:
        return {}, ()
    there = stands.procurify.body.external_id.strip()
    if not there:
        return {_EXTERNAL_ID: lane.vendor.number}, ()
    if plain(there) == plain(lane.vendor.number):
        return {}, ()
    tried = f"'{there}', and the vendor is linked to {lane.vendor}"
    return {}, (finding("VENDOR_EXTERNAL_ID_FOREIGN", vendor_ref(case.source), tried=tried),)


def _frozen(case: VendorCase, lane: Lane, stands: Standing, meant: _Meant) -> Finding | None:
    """What is said of a link of which something else keeps on changing a field back."""
    vendors = policy_of(case).vendors
    cause = names.vendor_release(case.source.source_id, lane.company)
    told = known(case.facts, cause)
    released = datetime.fromisoformat(told) if isinstance(told, str) else None
    links = [(case.last.get(target), texts) for target, texts in meant.to_gp.items()]
    links.append((stands.link, meant.to_procurify))
    flipping = sorted(
        field.replace("_", " ")
        for link, texts in links
        for field, text in texts.items()
        if link is not None and link.sent is not None and flips(link.sent.trail, field, text, vendors, released)
    )
    if not flipping:
        return None
    return finding("VENDOR_LINK_FROZEN", cause, where=", ".join(flipping), tried=str(lane.vendor))


def _stopped(meant: _Meant) -> _Meant:
    """Nothing is written, and what would have been stays open."""
    stopped = {Settled.TO_GP, Settled.TO_PROCURIFY}
    settled = {
        target: {field: Settled.OPEN if step in stopped else step for field, step in steps.items()}
        for target, steps in meant.settled.items()
    }
    return _Meant(settled=settled, to_gp={target: {} for target in meant.to_gp}, to_procurify={})


def _carried_out(case: VendorCase, lane: Lane, stands: Standing, meant: _Meant, findings: tuple[Finding, ...]) -> Step:
    writes, adopted = list[Write[VendorRecord]](), list[Link[VendorRecord]]()
    for target, texts in meant.to_gp.items():
        found, link = stands.gp[target], stands.last.get(target)
        body = _agreed(case, lane, stands, target, meant)
        if texts:
            writes.append(_gp_write(target, found, body.with_texts(texts), texts, stands))
        elif found is not None:
            after = Link(target=target, sent=body, held=found.body, stamp=found.stamp)
            if moves(meant.settled[target], link, after):
                adopted.append(after)
    if meant.to_procurify:
        writes.append(_procurify_write(case, lane, stands, meant.to_procurify))
    return Step(writes=tuple(writes), adopted=tuple(adopted), findings=findings)


def _agreed(case: VendorCase, lane: Lane, stands: Standing, target: TargetRef, meant: _Meant) -> VendorRecord:
    """A record of GP with what it agrees on with Procurify once this decision is carried out."""
    found, link = stands.gp[target], case.last.get(target)
    settles, settled = {Settled.AGREED, Settled.TO_GP}, meant.settled[target]
    bases: dict[str, Base] = {
        field: stands.base(field, target) for field in lane.fields[target] if settled.get(field) not in settles
    }
    wrote = stands.link.sent if stands.link is not None else None
    before = link.sent if link is not None else None
    turn = max(row.turn if row is not None else 0 for row in (wrote, before))
    there = found.body if found is not None else lane.body
    body = agree(there, stands.procurify.body, bases, turn=turn, pairing=lane.pairing)
    kept_otherwise = missed(stands.last.get(target), there)
    left = {field: text for field, text in kept_otherwise.items() if field not in meant.to_gp[target]}
    return attrs.evolve(body, missed=left, trail=before.trail if before is not None else ())


def _gp_write(
    target: TargetRef, found: Found[VendorRecord] | None, body: VendorRecord, texts: dict[str, str],
    stands: Standing,
) -> Write[VendorRecord]:  # fmt: skip
    trail = trail_of(body, texts, body.turn, stands.modified)
    body = attrs.evolve(body, trail=trail, sent_fields=tuple(texts))
    if found is None:
        return Write(op="create", target=target, body=body)
    return Write(op="update", target=target, body=body, before=found.body, stamp=found.stamp)


def _procurify_write(case: VendorCase, lane: Lane, stands: Standing, texts: dict[str, str]) -> Write[VendorRecord]:
    """The changes for Procurify, with what GP held then."""
    found, before = stands.procurify, stands.link.sent if stands.link is not None else None
    turns = [before, *(link.sent for target in lane.fields if (link := case.last.get(target)) is not None)]
    turn = max(row.turn if row is not None else 0 for row in turns) + 1
    there = VendorRecord()
    for target, fields in lane.fields.items():
        record = stands.gp[target]
        if record is not None:
            there = there.with_texts(record.body.texts(fields))
    body = attrs.evolve(
        found.body.with_texts({field: text for field, text in texts.items() if field != _EXTERNAL_ID}),
        external_id=texts.get(_EXTERNAL_ID, found.body.external_id),
        counterpart=there,
        sent_fields=tuple(field for field in texts if field != _EXTERNAL_ID),
        missed={field: text for field, text in missed(stands.link, found.body).items() if field not in texts},
        trail=trail_of(before, texts, turn, stands.modified),
        turn=turn,
        agreed_with=lane.pairing,
    )
    target = procurify_target(case.source.id or 0)
    return Write(op="update", target=target, body=body, before=found.body, stamp=found.stamp)
