"""What must hold after every step, and what must hold when all has calmed down."""

from collections.abc import Iterator

from gp_sync.core.model import Severity
from gp_sync.core.states import OPEN_WRITE_STATES, WRITE_MOVES, DocumentState, End, WriteState
from gp_sync.flows.purchase_orders import PURCHASE_ORDERS
from gp_sync.ledger.values import AuditRow, DocumentRow
from tests.simulation.gp import Status
from tests.simulation.oracle import holds
from tests.simulation.source import Order
from tests.simulation.world import CONNECTION, World, record_of

__all__ = ["Violation", "check_calm", "check_step"]

_STOPPED = {DocumentState.BLOCKED: Severity.BLOCK, DocumentState.HELD: Severity.HOLD}


class Violation(AssertionError):
    """An invariant does not hold."""


def check_step(world: World) -> None:
    """What holds after every step. Raises Violation."""
    _raise(world, [*world.wrongs, *world.gp.harm, *_twice(world), *_writes(world), *_counts(world)])


def check_calm(world: World) -> None:
    """What holds once faults have stopped and nothing changes any more. Raises Violation."""
    rows = {row.key.source_id: row for row in world.ledger.documents(CONNECTION, PURCHASE_ORDERS)}
    problems: list[str] = []
    for order in world.source.orders.values():
        row = rows.get(str(order.key))
        problems += _unsettled(world, order, row) if row is not None else [f"order {order.key} was never captured"]
    _raise(world, problems)


def _raise(world: World, problems: list[str]) -> None:
    if problems:
        world.tell(f"WRONG: {'; '.join(problems)}")
        raise Violation("; ".join(problems))


def _twice(world: World) -> Iterator[str]:
    """At most one GP document per source document; a second one only after a person took the first away."""
    for target, births in world.gp.births.items():
        both = target in world.gp.work and target in world.gp.history
        if both or (births > 1 and target not in world.gp.touched):
            yield f"{target} was made {births} times"


def _writes(world: World) -> Iterator[str]:
    """Each write moves only as it may, one at a time for each target."""
    states: dict[tuple[str, str], str] = {}
    for row in world.ledger.audit(CONNECTION):
        if row.target_number is None or row.source_id is None:
            continue
        lane = (row.source_id, row.target_number)
        yield from _move_is_wrong(row, states.get(lane))
        states[lane] = row.new_state or ""
        world.met[f"write {row.new_state}"] += 0
    still = {(write.key.source_id, write.intent.target.number): write for write in world.ledger.open_writes(CONNECTION)}
    for lane, state in states.items():
        is_open = state in OPEN_WRITE_STATES
        if is_open != (lane in still) or (is_open and still[lane].state != state):
            yield f"the audit says that a write of order {lane[0]} is {state}, the ledger says otherwise"


def _move_is_wrong(row: AuditRow, known: str | None) -> Iterator[str]:
    if row.old_state is None:
        if known in OPEN_WRITE_STATES:
            yield f"a second write of order {row.source_id} was reserved while one is {known}"
    elif row.old_state != known:
        yield f"a write of order {row.source_id} moved from {row.old_state}, but was {known}"
    elif row.new_state != row.old_state and row.new_state not in WRITE_MOVES.get(WriteState(row.old_state), ()):
        yield f"a write of order {row.source_id} moved from {row.old_state} to {row.new_state}"


def _counts(world: World) -> Iterator[str]:
    """Every document is counted, under a name."""
    rows = list(world.ledger.documents(CONNECTION, PURCHASE_ORDERS))
    counts = world.ledger.counts(CONNECTION, PURCHASE_ORDERS)
    if sum(counts.values()) != len(rows):
        yield f"{len(rows)} documents are counted as {dict(counts)}"
    for row in rows:
        severity = _STOPPED.get(row.state)
        if severity is not None and all(found.severity is not severity for found in row.findings):
            yield f"order {row.key.source_id} is {row.state} without a finding that says why"


def _unsettled(world: World, order: Order, row: DocumentRow) -> list[str]:
    """Why an order is not as its source wants it, where nothing explains that."""
    target = record_of(order.key)
    codes = sorted(found.code for found in row.findings)
    named = f"order {order.key} is {row.state} ({row.end}, {', '.join(codes) or 'no finding'})"
    world.count(f"in the end: {row.state}")
    excused = target in world.gp.touched or target in world.gp.overdue
    if row.state is DocumentState.SETTLED:
        told = excused and set(codes) & _TOLD
        return [] if told or _is_as_wanted(world, order) else [f"{named}, and GP holds something else"]
    if row.state is DocumentState.SKIPPED:
        return [] if order.versions[-1][0].ended and not row.links else [f"{named}, and should flow"]
    if row.end is End.QUARANTINED:
        return [] if codes else [f"{named} without a reason"]
    if row.state in _STOPPED:
        refused = target in world.gp.refused and "GP_REFUSED" in codes
        return [] if excused or refused or set(codes) & _FACTS else [f"{named}, and nothing stands in the way"]
    return [f"{named}, for ever"]


_TOLD = {"CHANGED_IN_GP"}
_FACTS = {"PERIOD_CLOSED", "GP_ACCOUNT_INACTIVE", "VENDOR_INACTIVE"}


def _is_as_wanted(world: World, order: Order) -> bool:
    wanted, _ = order.versions[-1]
    record = world.gp.standing(record_of(order.key))
    if wanted.ended:
        return record is None or record.status is Status.CANCELED
    return record is not None and record.status is not Status.CANCELED and holds(record.body, wanted)
