"""What must hold for vendors: after every step, and once all has calmed down."""

from collections import Counter
from collections.abc import Iterator

import dynamicsgp_sba as gp
from gp_sync.core.model import Finding, Severity
from gp_sync.core.states import OPEN_WRITE_STATES, DocumentState, End
from gp_sync.flows.vendors import VENDORS
from gp_sync.ledger.views import DocumentRow
from tests.simulation.bench import CONNECTION
from tests.simulation.invariants import STOPPED
from tests.simulation.vendors.truth import MEMBERS
from tests.simulation.vendors.world import COMPANY, VendorWorld, key_of

__all__ = ["in_calm", "in_step"]

_STANDS_STILL = {
    "VENDOR_SHARED",
    "VENDOR_LINK_FROZEN",
    "VENDOR_IN_APPROVAL",
    "VENDOR_UNDER_APPROVAL",
    "VENDOR_INACTIVE",
}
"""The codes of what keeps all fields of a vendor as they are."""


def in_step(world: VendorWorld) -> list[str]:
    """What is wrong after a step."""
    found = [*_twice(world)]
    if world.checked != world.watch.rows:
        found += [*_counted(world), *_open(world)]
    world.checked = world.watch.rows
    return found


def in_calm(world: VendorWorld) -> list[str]:
    """What is wrong once faults have stopped and nothing changes any more."""
    return [*_in_procurify(world), *_only_in_gp(world)]


def _twice(world: VendorWorld) -> Iterator[str]:
    """No vendor exists twice because of us; a second one only after a person took the first, or landed too late."""
    excused = world.excused | world.overdue
    in_gp = Counter(vendor for vendor, _ in world.gp.made_for)
    for vendor, number in in_gp.items():
        ids = {vendor_id for source, vendor_id in world.gp.made_for if source == vendor}
        if number > 1 and not ids & excused:
            yield f"vendor {vendor} was made {number} times in GP"
    in_procurify = Counter(named for named, _ in world.procurify.made_for)
    for named, number in in_procurify.items():
        made = {str(vendor) for external, vendor in world.procurify.made_for if external == named}
        if number > 1 and not (made | {named}) & excused:
            yield f"GP's vendor {named} was made {number} times in Procurify"


def _counted(world: VendorWorld) -> Iterator[str]:
    """Every vendor is counted, under a name, and says what stops it."""
    rows = list(world.ledger.documents(CONNECTION, VENDORS))
    counts = world.ledger.counts(CONNECTION, VENDORS)
    if sum(counts.values()) != len(rows):
        yield f"{len(rows)} vendors are counted as {dict(counts)}"
    for row in rows:
        severity = STOPPED.get(row.state)
        if severity is not None and all(found.severity is not severity for found in row.findings):
            yield f"vendor {row.key.source_id} is {row.state} without a finding that says why"


def _open(world: VendorWorld) -> Iterator[str]:
    """The open writes are those that the audit tells."""
    kept = {(write.key.source_id, write.intent.target): str(write.state) for write in world.open_writes()}
    told = {lane: state for lane, state in world.watch.writes.items() if state in OPEN_WRITE_STATES}
    if kept != told:
        yield f"open writes are {kept}, and by the audit {told}"


def _in_procurify(world: VendorWorld) -> Iterator[str]:
    """Each vendor of Procurify agrees with GP in every field, or says why not, and that is true."""
    for vendor, row in world.procurify.rows.items():
        document = world.ledger.document(key_of(vendor))
        if document is None:
            if row["active"]:
                yield f"vendor {vendor} was never captured"
            continue
        world.count(f"in the end: {document.state}")
        codes = sorted(found.code for found in document.findings)
        named = f"vendor {vendor} is {document.state} ({document.end}, {', '.join(codes) or 'no finding'})"
        for problem in _unsettled(world, str(vendor), document):
            yield f"{named}: {problem}"


def _unsettled(world: VendorWorld, vendor: str, document: DocumentRow) -> Iterator[str]:
    if document.end is End.QUARANTINED:
        return  # what was found before is not looked at again until a person has decided
    if document.state is DocumentState.PENDING:
        yield "for ever"
    for found in document.findings:
        if not _is_true(world, vendor, found):
            yield f"{found.code} is not so"
    stops = any(found.severity is not Severity.WARN for found in document.findings)
    if not world.procurify.rows[int(vendor)]["active"]:
        return
    codes = {found.code for found in document.findings}
    linked = [vendor_id for vendor_id in world.linked_to(vendor) if vendor_id in world.gp.cards]
    if not linked and not stops:
        yield "it has no vendor in GP, and nothing says why"
    if codes & {"GP_REFUSED", "PROCURIFY_REFUSED"}:
        if vendor not in world.refused:
            yield "nobody refused it"
    elif linked and not codes & _STANDS_STILL:
        yield from _apart(world, vendor, linked[0], document)


def _apart(world: VendorWorld, vendor: str, vendor_id: str, document: DocumentRow) -> Iterator[str]:
    """The fields in which a vendor differs from GP's though nothing says why."""
    told = {found.cause.key[2] for found in document.findings if found.cause.kind == "vendor_choice"}
    told |= {field for field in MEMBERS if (vendor, field) in world.chosen}
    if any(found.code == "VENDOR_REMIT_TO" for found in document.findings):
        told |= {*MEMBERS} - {"name"}
    for field in sorted(MEMBERS.keys() - told):
        if world.truth.differs(vendor, vendor_id, field):
            yield f"its {field} differs from that of {vendor_id}, and nothing says why"


def _is_true(world: VendorWorld, vendor: str, found: Finding) -> bool:
    """Whether what a finding says is so."""
    linked = next(world.linked_to(vendor), "")
    card = world.gp.cards.get(linked)
    if found.cause.kind == "vendor_choice":
        return card is not None and world.truth.differs(vendor, linked, found.cause.key[2])
    holds = {
        "VENDOR_GONE": card is None,
        "VENDOR_UNLINKED": card is None,
        "VENDOR_INACTIVE": card is not None and card.status is gp.VendorStatus.INACTIVE,
        "VENDOR_IN_APPROVAL": card is not None and card.workflow_status is gp.WorkflowStatus.PENDING,
        "VENDOR_ON_HOLD": card is not None and bool(card.on_hold),
        "VENDOR_REMIT_TO": card is not None and world.gp.pays_to_primary(linked),
        "VENDOR_INACTIVE_IN_PROCURIFY": not world.procurify.rows[int(vendor)]["active"],
        "VENDOR_CANDIDATES": len(world.gp.cards) + len(world.procurify.rows) > 1,
        "VENDOR_SHARED": _shares(world, vendor),
    }
    return holds.get(found.code, True)


def _shares(world: VendorWorld, vendor: str) -> bool:
    """Whether another vendor is linked to what this one is linked to, also if GP has it no more."""
    mine = {vendor_id for known, vendor_id in world.links() if known == vendor}
    return any(other != vendor and vendor_id in mine for other, vendor_id in world.links())


def _only_in_gp(world: VendorWorld) -> Iterator[str]:
    """Each vendor of GP has its vendor in Procurify, or is counted as one that only GP has."""
    linked = {vendor_id for ids in world.truth.linked.values() for vendor_id in ids}
    for vendor_id in sorted(world.gp.cards.keys() - linked):
        document = world.ledger.document(key_of(f"gp {COMPANY} {vendor_id}"))
        if document is None:
            yield f"GP's vendor {vendor_id} was never captured"
        elif document.state is DocumentState.PENDING and document.end is not End.QUARANTINED:
            yield f"GP's vendor {vendor_id} is pending for ever"
