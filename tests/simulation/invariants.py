"""What must hold after every step, and what must hold when all has calmed down."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from gp_sync.core import facts as names
from gp_sync.core.model import Severity
from gp_sync.core.states import DocumentState, End, WriteState
from gp_sync.flows.purchase_orders import PURCHASE_ORDERS
from gp_sync.flows.purchase_orders.document import OrderState
from gp_sync.ledger.audit_check import check_audit
from gp_sync.ledger.values import DocumentRow
from tests.simulation.gp import Request, Status
from tests.simulation.oracle import holds, missed
from tests.simulation.source import Order
from tests.simulation.world import CONNECTION, World, record_of

__all__ = ["Violation", "check_calm", "check_chain", "check_step"]

_NOTHING_DONE = {WriteState.NOT_EXECUTED, WriteState.REFUSED, WriteState.ABANDONED}
_CLOCKS_DIFFER = timedelta(minutes=2)
_TOLD = {"CHANGED_IN_GP"}
_STOPPED = {DocumentState.BLOCKED: Severity.BLOCK, DocumentState.HELD: Severity.HOLD}


class Violation(AssertionError):
    """An invariant does not hold."""


def check_step(world: World) -> None:
    """What holds after every step. Raises Violation."""
    found = [*world.wrongs, *world.gp.harm, *_twice(world)]
    before = (world.watch.rows, world.checked)
    found += world.watch.follow()
    if before != (world.watch.rows, len(world.requests)):
        # What the ledger tells changes with its audit alone.
        found += [*_writes(world), *_requests(world), *_counts(world), *_passed_over(world)]
    world.checked = len(world.requests)
    _raise(world, found)


def check_chain(world: World) -> None:
    """The audit is a whole chain, and leads to what the ledger holds. Raises Violation."""
    _raise(world, [*check_audit(world.ledger, CONNECTION).problems])


def check_calm(world: World, *, asked: bool = False) -> None:
    """What holds once faults have stopped and nothing changes any more.

    Args:
        world: the world.
        asked: people have decided about everything that waited for them.

    Raises:
        Violation: something is not as its source wants it, and nothing says why.
    """
    rows = {row.key.source_id: row for row in world.ledger.documents(CONNECTION, PURCHASE_ORDERS)}
    check_chain(world)
    problems: list[str] = []
    for order in world.source.orders.values():
        row = rows.get(str(order.key))
        problems += (
            _unsettled(world, order, row, asked=asked) if row is not None else [f"order {order.key} was never captured"]
        )
    _raise(world, problems)


def _raise(world: World, problems: list[str]) -> None:
    if problems:
        world.tell(f"WRONG: {'; '.join(problems)}")
        raise Violation("; ".join(problems))


def _twice(world: World) -> Iterator[str]:
    """At most one GP document per source document.

    A second one only after a person deleted the first, or by a request that landed when it could not be waited for.
    """
    for target, births in world.gp.births.items():
        if births > 1 and target not in world.gp.vanished | world.gp.overdue:
            yield f"{target} was made {births} times"


def _writes(world: World) -> Iterator[str]:
    """The open writes are those that the audit tells."""
    kept = {
        (write.key.source_id, write.intent.target.number): str(write.state)
        for write in world.ledger.open_writes(CONNECTION)
    }
    if kept != world.watch.still_open():
        yield f"open writes are {kept}, and by the audit {world.watch.still_open()}"


def _requests(world: World) -> Iterator[str]:
    """What took effect in time is not noted as something that did not; what is confirmed took effect."""
    for request in world.requests:
        target = request.write.target
        if target in world.gp.touched:
            continue  # a person may have taken it away, or done the same by hand
        named, end = f"attempt {request.attempt} of {target}", world.watch.ends.get((target.number, request.attempt))
        if end is None:
            yield f"{named} left, and the ledger does not know it"
        elif request.executed and end in _NOTHING_DONE and target not in world.gp.overdue:
            yield f"{named} took effect, and the ledger says {end}"
        elif end == WriteState.CONFIRMED and not _took_effect(world, request):
            yield f"{named} is confirmed, and nothing of the kind took effect"


def _took_effect(world: World, request: Request) -> bool:
    return any(other.executed and other.write.body == request.write.body for other in world.requests)


def _passed_over(world: World) -> Iterator[str]:
    """The cursor means that everything before it is captured."""
    cursor = world.ledger.cursor(CONNECTION, world.source.name)
    if cursor is None:
        return
    for order in world.source.orders.values():
        if order.moved_at is None or order.moved_at > datetime.fromisoformat(cursor) - _CLOCKS_DIFFER:
            continue
        yield from missed({order.key: order.moved}, world.source.orders, world.watch.captured)


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


def _unsettled(world: World, order: Order, row: DocumentRow, *, asked: bool) -> list[str]:
    """Why an order is not as its source wants it, where nothing explains that."""
    target = record_of(order.key)
    codes = {found.code for found in row.findings}
    named = f"order {order.key} is {row.state} ({row.end}, {', '.join(sorted(codes)) or 'no finding'})"
    world.count(f"in the end: {row.state}")
    excused = target in world.gp.touched or target in world.gp.overdue
    if row.state is DocumentState.SETTLED:
        told = target in world.done_by_hand or (excused and codes & _TOLD)
        return [] if told or _is_as_wanted(world, order) else [f"{named}, and GP holds something else"]
    if row.state is DocumentState.DONE_BY_HAND:
        return [] if excused else [f"{named}, and nobody did"]
    if row.state is DocumentState.SKIPPED:
        return [] if order.versions[-1][0].ended and not row.links else [f"{named}, and should flow"]
    if row.end is End.QUARANTINED:
        return [] if codes and (excused or not asked) else [f"{named} without a reason"]
    if row.state in _STOPPED:
        refused = target in world.gp.refused and "GP_REFUSED" in codes and not asked
        return [] if excused or refused or codes & _standing_facts(world, order) else [f"{named}, for no reason"]
    return [f"{named}, for ever"]


def _standing_facts(world: World, order: Order) -> set[str]:
    """The codes of what stands in the way of any order as things are now, and of this one."""
    facts = world.facts.facts
    closed = facts[names.fiscal_calendar("TWO")].period(2026, 11).closed
    accounts = [facts[names.account("TWO", account)] for account, _ in order.versions[-1][0].charges]
    standing = {
        "PERIOD_CLOSED": closed,
        "GP_ACCOUNT_INACTIVE": not all(account.active for account in accounts),
        "VENDOR_INACTIVE": not facts[names.gp_vendor("TWO", "LAKESHORE0001")].active,
        "CLOSED_BEFORE_WRITE": order.state is OrderState.CLOSED,
    }
    return {code for code, stands in standing.items() if stands}


def _is_as_wanted(world: World, order: Order) -> bool:
    wanted, _ = order.versions[-1]
    record = world.gp.standing(record_of(order.key))
    if wanted.ended:
        return record is None or record.status is Status.CANCELED
    return record is not None and record.status is not Status.CANCELED and holds(record.body, wanted)
