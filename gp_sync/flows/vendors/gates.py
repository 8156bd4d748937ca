"""What keeps a field from being written though its value should go to the other side, and what is said of that."""

from collections.abc import Iterable, Iterator, Mapping

import attrs

from gp_sync.core import facts as names
from gp_sync.core.decide import weighed
from gp_sync.core.findings import finding
from gp_sync.core.model import Difference, Finding, Severity, TargetRef
from gp_sync.flows.purchase_orders.tables import same
from gp_sync.flows.vendors.approval import approval_obstacle
from gp_sync.flows.vendors.document import ADDRESS_FIELDS, PENDING, procurify_target
from gp_sync.flows.vendors.lanes import Lane
from gp_sync.flows.vendors.settling import FieldState, Settled
from gp_sync.flows.vendors.standing import Standing, VendorCase, policy_of

__all__ = ["Kept", "keep_back"]


@attrs.frozen(kw_only=True)
class Kept:
    """What becomes of each field of one GP record in the end, and what is said of those that stay open."""

    settled: Mapping[str, Settled]
    findings: tuple[Finding, ...]


def keep_back(
    case: VendorCase, lane: Lane, stands: Standing, target: TargetRef, wanted: Iterable[tuple[FieldState, Settled]]
) -> Kept:
    """Keep back what may not be written.

    Args:
        case: the vendor.
        lane: its lane.
        stands: the lane's records.
        target: the GP record whose fields these are.
        wanted: what should become of each field.
    """
    settled, findings = dict[str, Settled](), list[Finding]()
    closed = {Settled.TO_GP: _gate(lane, stands, target), Settled.TO_PROCURIFY: _procurify_gate(case, stands)}
    for state, step in wanted:
        reasons = _reasons(case, lane, stands, target, state, step)
        gate = closed.get(step)
        if gate is not None and not reasons:
            reasons = (gate,)
        stops = step is Settled.OPEN or any(weighed(row, case).severity is not Severity.WARN for row in reasons)
        settled[state.field] = Settled.OPEN if stops else step
        findings += reasons
    if any(step is Settled.TO_GP for step in settled.values()):
        findings += _told(case, lane, stands, target)
    return Kept(settled=settled, findings=tuple(dict.fromkeys(findings)))


def _reasons(
    case: VendorCase, lane: Lane, stands: Standing, target: TargetRef, state: FieldState, step: Settled
) -> tuple[Finding, ...]:
    """What is said of one field."""
    if step is Settled.OPEN:
        return (_open("VENDOR_FIELD_CONFLICT", case, lane, state),)
    if step is Settled.TO_PROCURIFY:
        return lane.to_procurify.findings.get(state.field, ())
    if step is Settled.AGREED:
        return ()
    vendors = policy_of(case).vendors
    if state.field in vendors.reapproval_fields and stands.gp[target] is not None and state.chosen != "procurify":
        return (_open("VENDOR_REAPPROVAL", case, lane, state),)
    return lane.to_gp.findings.get(state.field, ()) + _remit_to(lane, stands, state)


def _open(code: str, case: VendorCase, lane: Lane, state: FieldState) -> Finding:
    where = state.field.replace("_", " ")
    tried = f"'{state.procurify}' in Procurify, '{state.gp}' in {lane.company}".replace("\n", " / ")
    base = state.base.gp or state.base.procurify or ""
    difference = Difference(field=state.field, written=base, there=state.gp, wanted=state.procurify)
    cause = names.vendor_choice(case.source.source_id, lane.company, state.field)
    return finding(code, cause, where=where, tried=tried, differences=(difference,))


def _remit_to(lane: Lane, stands: Standing, state: FieldState) -> tuple[Finding, ...]:
    """The address that payments go to is never written, whatever else it is."""
    found = stands.gp[lane.vendor]
    paid = found.body.paid_address_id if found is not None else ""
    if state.field not in ADDRESS_FIELDS or not paid or not same(paid, lane.body.address_id):
        return ()
    return (finding("VENDOR_REMIT_TO", lane.vendor.ref, tried=f"{paid} of {lane.vendor}"),)


def _gate(lane: Lane, stands: Standing, target: TargetRef) -> Finding | None:
    """Why nothing of a GP record may be changed now, if so."""
    found, vendor = stands.gp[target], stands.gp[lane.vendor]
    if vendor is None:
        return None
    named = f"'{vendor.body.name}' ({lane.vendor})"
    if vendor.body.active is False and not vendor.body.temporary:
        return finding("VENDOR_INACTIVE", lane.vendor.ref, tried=named)
    waits = approval_obstacle(lane.vendor, vendor.body) if vendor.body.workflow == PENDING else None
    if waits is not None:
        return waits  # the vendor as a whole: one issue, whichever of its records would be changed
    obstacle = found.obstacle if found is not None else None
    obstacle = obstacle or approval_obstacle(target, vendor.body)
    return None if obstacle is None else attrs.evolve(obstacle, cause=target.ref)


def _procurify_gate(case: VendorCase, stands: Standing) -> Finding | None:
    """The same for Procurify's vendor."""
    obstacle, target = stands.procurify.obstacle, procurify_target(case.source.id or 0)
    return None if obstacle is None else attrs.evolve(obstacle, cause=target.ref)


def _told(case: VendorCase, lane: Lane, stands: Standing, target: TargetRef) -> Iterator[Finding]:
    """What is only said of a GP vendor that is written to."""
    vendor = stands.gp[lane.vendor]
    if vendor is not None and vendor.body.on_hold:
        yield finding("VENDOR_ON_HOLD", lane.vendor.ref, tried=f"'{vendor.body.name}' ({lane.vendor})")
    if stands.gp[target] is None and target in case.last:
        yield finding("VENDOR_ADDRESS_GONE", target.ref, tried=str(target))
