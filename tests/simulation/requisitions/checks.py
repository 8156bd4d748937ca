"""What must hold for requisitions and their orders: after every step, and once all has calmed down."""

from collections import Counter
from collections.abc import Iterator

from gp_sync.core.states import OPEN_WRITE_STATES, DocumentState, End
from gp_sync.flows.purchase_orders import PURCHASE_ORDERS
from gp_sync.flows.requisitions import REQUISITIONS
from gp_sync.flows.requisitions.document import RequisitionState
from gp_sync.ledger.views import DocumentRow
from tests.simulation.bench import CONNECTION
from tests.simulation.invariants import STOPPED
from tests.simulation.records import Status
from tests.simulation.requisitions.source import Asked
from tests.simulation.requisitions.world import RequisitionWorld, order_key, requisition_key
from tests.simulation.watch import DOUBTS_FOR_A_PERSON

__all__ = ["in_calm", "in_step"]

_OVER = {RequisitionState.DENIED, RequisitionState.CANCELLED}


def in_step(world: RequisitionWorld) -> list[str]:
    """What is wrong after a step."""
    excused = world.touched | world.overdue
    found = [f"{record} is in GP beside its order" for record in world.both_live() if record not in excused]
    for number, times in Counter(world.made).items():
        if times > 1 and number not in excused:
            found.append(f"{number} was made {times} times")
    if world.checked != world.watch.rows:
        found += [*_counted(world), *_open(world)]
    world.checked = world.watch.rows
    return found


def in_calm(world: RequisitionWorld) -> list[str]:
    """What is wrong once faults have stopped and nothing changes any more."""
    return [
        problem for asked in world.asked.values() for problem in (*_requisition(world, asked), *_order(world, asked))
    ]


def _counted(world: RequisitionWorld) -> Iterator[str]:
    """Every document is counted, under a name, and says what stops it."""
    for flow in (REQUISITIONS, PURCHASE_ORDERS):
        rows = list(world.ledger.documents(CONNECTION, flow))
        counts = world.ledger.counts(CONNECTION, flow)
        if sum(counts.values()) != len(rows):
            yield f"{len(rows)} documents of {flow} are counted as {dict(counts)}"
        for row in rows:
            severity = STOPPED.get(row.state)
            if severity is not None and all(found.severity is not severity for found in row.findings):
                yield f"{row.key} is {row.state} without a finding that says why"


def _open(world: RequisitionWorld) -> Iterator[str]:
    """The open writes are those that the audit tells."""
    kept = {(write.key.source_id, write.intent.target): str(write.state) for write in world.open_writes()}
    told = {lane: state for lane, state in world.watch.writes.items() if state in OPEN_WRITE_STATES}
    if kept != told:
        yield f"open writes are {kept}, and by the audit {told}"


def _requisition(world: RequisitionWorld, asked: Asked) -> Iterator[str]:
    """A requisition is in GP as it is asked for, or gone as it should be, or says why not."""
    there = world.requisitions.get(asked.record)
    if world.site.documents == "purchase_order":
        if there is not None:
            yield f"{asked.record} is in GP, which gets orders alone"
        return
    row = world.ledger.document(requisition_key(asked))
    if row is None:
        yield f"requisition {asked.number} was never captured"
        return
    world.count(f"in the end: {row.state}")
    if asked.record in world.touched | world.overdue or str(asked.number) in world.refused:
        return
    if _is_for_a_person(world, row):
        return
    named = f"requisition {asked.number} is {asked.state}, and {row.state} ({row.end})"
    gone = asked.state in _OVER or (world.site.documents == "both" and asked.ordered)
    if row.end is End.QUARANTINED or (row.state is DocumentState.PENDING):
        yield f"{named} for ever"
    elif gone and there is not None:
        yield f"{named}, and is still in GP"
    elif asked.state is RequisitionState.APPROVED and not gone:
        there_is = [] if there is None else [line.quantity_ordered for line in there.lines]
        if there_is != [asked.quantity]:
            yield f"{named}, and GP has {there_is} of it instead of {asked.quantity}"


def _is_for_a_person(world: RequisitionWorld, row: DocumentRow) -> bool:
    """Whether so many writes of a document ended in doubt that it rests until a person has looked."""
    doubts = world.watch.doubts[row.key.source_id]
    return row.end is End.QUARANTINED and doubts >= DOUBTS_FOR_A_PERSON


def _order(world: RequisitionWorld, asked: Asked) -> Iterator[str]:
    """An order is in GP once its requisition is out of its way, and void once it was cancelled."""
    if not asked.ordered or world.site.documents == "requisition":
        return
    row = world.ledger.document(order_key(asked))
    if row is None:
        yield f"the order of requisition {asked.number} was never captured"
        return
    numbers, keys = {asked.record, asked.order_record}, {str(asked.number), str(1000 + asked.number)}
    if numbers & (world.touched | world.overdue) or keys & world.refused:
        return
    if _is_for_a_person(world, row):
        return
    there = world.orders.get(asked.order_record)
    live = there is not None and there.status is not Status.CANCELED
    if live == asked.cancelled:
        yield f"the order of requisition {asked.number} is {row.state} ({row.end}), and in GP: {live}"
