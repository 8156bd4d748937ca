"""What must hold for vendors: after every step, and once all has calmed down."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

import dynamicsgp_sba as gp
from gp_sync.core.model import Finding, Severity
from gp_sync.core.states import OPEN_WRITE_STATES, DocumentState, End
from gp_sync.flows.vendors import VENDORS
from gp_sync.flows.vendors.document import gp_only_id
from gp_sync.ledger.views import DocumentRow
from tests.simulation.bench import CONNECTION
from tests.simulation.invariants import STOPPED
from tests.simulation.vendors.company import Company
from tests.simulation.vendors.truth import MEMBERS
from tests.simulation.vendors.world import VendorWorld

__all__ = ["in_calm", "in_step"]

_STANDS_STILL = {
    "VENDOR_SHARED",
    "VENDOR_FIRST_GONE",
    "VENDOR_LINK_FROZEN",
    "VENDOR_IN_APPROVAL",
    "VENDOR_UNDER_APPROVAL",
    "VENDOR_INACTIVE",
}
"""The codes of what keeps all fields of a vendor as they are."""

_VANISHED = {"VENDOR_GONE", "VENDOR_UNLINKED"}
"""The codes of a link to a vendor that GP has not got."""


def in_step(world: VendorWorld) -> list[str]:
    """What is wrong after a step."""
    found = [*_twice(world)]
    if world.checked != world.watch.rows:
        found += [*_counted(world), *_open(world)]
    world.checked = world.watch.rows
    return found


def in_calm(world: VendorWorld) -> list[str]:
    """What is wrong once faults have stopped and nothing changes any more."""
    return [*_in_procurify(world), *(wrong for company in world.companies for wrong in _only_in_gp(company))]


def _twice(world: VendorWorld) -> Iterator[str]:
    """No vendor exists twice because of us; a second one only after a person took the first, or landed too late."""
    excused = world.excused | world.overdue
    for company in world.companies:
        for vendor, number in Counter(vendor for vendor, _ in company.gp.made_for).items():
            ids = {company.named(vendor_id) for source, vendor_id in company.gp.made_for if source == vendor}
            if number > 1 and not ids & excused:
                yield f"vendor {vendor} was made {number} times in {company.name}"
    in_procurify = Counter(named for named, _ in world.procurify.made_for)
    for named, number in in_procurify.items():
        made = {str(vendor) for external, vendor in world.procurify.made_for if external == named}
        if number > 1 and not (made | {world.master.named(named)}) & excused:
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
        document = world.document(str(vendor))
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
        if not any(_is_true(company, vendor, found) for company in world.companies if company.is_meant(found)):
            yield f"{found.code} is not so"
    if not world.procurify.rows[int(vendor)]["active"]:
        return
    if {found.code for found in document.findings} & {"GP_REFUSED", "PROCURIFY_REFUSED"}:
        if vendor not in world.refused:
            yield "nobody refused it"
        return
    for company in world.companies:
        yield from _unaligned(company, vendor, [found for found in document.findings if company.is_meant(found)])


def _unaligned(company: Company, vendor: str, findings: Sequence[Finding]) -> Iterator[str]:
    """What is not as it should be between a vendor and a company, with the findings about these two."""
    named = next(company.linked_to(vendor), "")
    linked = [vendor_id for vendor_id in (named,) if vendor_id in company.gp.cards]
    yield from _not_looked_for(company, vendor, named, findings)
    if company.named(named) in company.world.overdue and any(found.code == "VENDOR_CANDIDATES" for found in findings):
        return  # it came too late to be known as the one that we created
    stops = any(found.severity is not Severity.WARN for found in findings)
    expected = company.is_master or company.world.site.other == "created"
    if not linked and not stops and expected:
        yield f"it has no vendor in {company.name}, and nothing says why"
    if linked and not {found.code for found in findings} & _STANDS_STILL:
        yield from _apart(company, vendor, linked[0], findings)


def _not_looked_for(company: Company, vendor: str, named: str, findings: Sequence[Finding]) -> Iterator[str]:
    """A vendor ID that vanished is asked about once; what GP renumbered it to is told, if the name still says so."""
    asked = [found for found in findings if found.code in _VANISHED]
    if len(asked) > 1:
        yield f"it is asked {len(asked)} times what {company.named(named)} is now"
    now = company.gp.cards.get(company.moved.get(named, ""))
    alike = now is not None and now.name == company.world.procurify.rows[int(vendor)]["name"]
    proposed = now is not None and (vendor, now.id) not in company.refused
    if alike and proposed and now is not None and now.changed_at == company.moved_at.get(named):
        yield from (f"{found.code} does not name {now.id}" for found in asked if now.id not in (found.tried or ""))


def _apart(company: Company, vendor: str, vendor_id: str, findings: Iterable[Finding]) -> Iterator[str]:
    """The fields in which a vendor differs from GP's though nothing says why."""
    told = {found.cause.key[2] for found in findings if found.cause.kind == "vendor_choice"}
    told |= {field for field in MEMBERS if (vendor, field) in company.chosen or _stays(company, field)}
    if any(found.code == "VENDOR_REMIT_TO" for found in findings):
        told |= {*MEMBERS} - {"name"}
    for field in sorted(MEMBERS.keys() - told):
        if company.truth.differs(vendor, vendor_id, field) and not _counts_empty(company, vendor, vendor_id, field):
            yield f"its {field} differs from that of {company.named(vendor_id)}, and nothing says why"


def _stays(company: Company, field: str) -> bool:
    """Whether GP's value counts and goes nowhere: from the master alone it flows back to Procurify."""
    rule = company.world.site.policy.field(field)
    return not company.is_master and "gp" in {rule.owner, rule.both_changed}


def _counts_empty(company: Company, vendor: str, vendor_id: str, field: str) -> bool:
    """Whether the side that counts has none: before both ever agreed, that blanks nothing on the other."""
    rule = company.world.site.policy.field(field)
    side = rule.owner if rule.owner in {"gp", "procurify"} else rule.both_changed
    if side == "procurify":
        return not company.truth.value("procurify", vendor, field)
    return side == "gp" and not company.truth.value("gp", vendor_id, field)


def _is_true(company: Company, vendor: str, found: Finding) -> bool:
    """Whether what a finding says is so in a company."""
    linked, world = next(company.linked_to(vendor), ""), company.world
    card = company.gp.cards.get(linked)
    if found.cause.kind == "vendor_choice":
        return card is not None and company.truth.differs(vendor, linked, found.cause.key[2])
    holds = {
        "VENDOR_GONE": card is None,
        "VENDOR_LINK_LOST": not linked,
        "VENDOR_EXTERNAL_ID_FOREIGN": linked != world.procurify.rows[int(vendor)].get("external_id"),
        "VENDOR_UNLINKED": card is None,
        "VENDOR_INACTIVE": card is not None and card.status is gp.VendorStatus.INACTIVE,
        "VENDOR_IN_APPROVAL": card is not None and card.workflow_status is gp.WorkflowStatus.PENDING,
        "VENDOR_ON_HOLD": card is not None and bool(card.on_hold),
        "VENDOR_REMIT_TO": card is not None and company.gp.pays_to_ours(linked),
        "VENDOR_INACTIVE_IN_PROCURIFY": not world.procurify.rows[int(vendor)]["active"],
        "VENDOR_CANDIDATES": len(company.gp.cards) + len(world.procurify.rows) > 1,
        "VENDOR_SHARED": _shares(company, vendor),
    }
    return holds.get(found.code, True)


def _shares(company: Company, vendor: str) -> bool:
    """Whether another vendor is linked to what this one is linked to, also if GP has it no more."""
    mine = {vendor_id for known, vendor_id in company.links() if known == vendor}
    return any(other != vendor and vendor_id in mine for other, vendor_id in company.links())


def _only_in_gp(company: Company) -> Iterator[str]:
    """Each vendor of GP has its vendor in Procurify, or is counted as one that only GP has."""
    linked = {vendor_id for ids in company.truth.linked.values() for vendor_id in ids}
    for vendor_id in sorted(company.gp.cards.keys() - linked):
        document = company.world.document(gp_only_id(company.name, vendor_id))
        if document is None:
            yield f"GP's vendor {company.named(vendor_id)} was never captured"
        elif document.state is DocumentState.PENDING and document.end is not End.QUARANTINED:
            yield f"GP's vendor {company.named(vendor_id)} is pending for ever"
