"""What must hold after every step."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any

from gp_sync.core.model import Severity, TargetRef
from gp_sync.core.states import DocumentState, WriteState
from gp_sync.flows.purchase_orders import PURCHASE_ORDERS
from gp_sync.ledger.views import DocumentRow
from tests.simulation.bench import Bench
from tests.simulation.judge import passed_over
from tests.simulation.records import Request
from tests.simulation.world import CONNECTION, World

__all__ = ["STOPPED", "Crash", "Violation", "check_step", "fail"]

_NOTHING_DONE = {WriteState.NOT_EXECUTED, WriteState.REFUSED, WriteState.ABANDONED}
_CLOCKS_DIFFER = timedelta(minutes=2)
STOPPED = {DocumentState.BLOCKED: Severity.BLOCK, DocumentState.HELD: Severity.HOLD}
"""The states that a finding of this severity must explain."""


class Violation(AssertionError):
    """An invariant does not hold."""


class Crash(Violation):
    """Something was raised that nobody plans for; by itself it tells nothing about what else holds."""


def check_step(world: World) -> None:
    """What holds after every step. Raises Violation, which is a Crash if nothing else is wrong."""
    found = [*world.wrongs, *world.gp.harm, *_twice(world), *world.watch.follow(), *_foreign(world)]
    now = (world.watch.rows, len(world.requests))
    if world.checked != now:
        # What the ledger tells changes with its audit alone.
        found += [*_writes(world), *_requests(world), *_documents(world), *_passed_over(world)]
    world.checked = now
    fail(world, found)
    fail(world, world.crashes, Crash)


def fail(world: Bench[Any], problems: list[str], kind: type[Violation] = Violation) -> None:
    """Raise a Violation, if there are problems."""
    if problems:
        world.tell(f"WRONG: {'; '.join(problems)}")
        raise kind("; ".join(problems))


def _twice(world: World) -> Iterator[str]:
    """At most one GP document per source document, in whichever company.

    A second one only after a person deleted the first, or by a request that landed when it could not be waited for.
    """
    made: dict[int, list[TargetRef]] = {}
    for (order, target), births in world.gp.births.items():
        made.setdefault(order, []).extend([target] * births)
    excused = world.gp.vanished | world.gp.overdue
    for order, targets in made.items():
        if len(targets) > 1 and not excused & set(world.records_of(world.source.orders[order])):
            companies = [f"{target.number} in {target.company}" for target in targets]
            yield f"order {order} was made {len(targets)} times: {', '.join(companies)}"


def _foreign(world: World) -> Iterator[str]:
    """Nothing is taken from another tenant."""
    for order, fingerprints in world.watch.captured.items():
        if fingerprints & world.foreign:
            yield f"order {order} was captured from another tenant"


def _writes(world: World) -> Iterator[str]:
    """The open writes are those that the audit tells."""
    kept = {
        (write.key.source_id, write.intent.target): str(write.state) for write in world.ledger.open_writes(CONNECTION)
    }
    if kept != world.watch.still_open():
        yield f"open writes are {kept}, and by the audit {world.watch.still_open()}"


def _requests(world: World) -> Iterator[str]:
    """What took effect in time is not noted as something that did not; what is confirmed took effect."""
    for request in world.requests:
        target = request.write.target
        attempt = (str(request.order), target, request.attempt)
        if target in world.gp.touched or attempt in world.decided:
            continue  # a person may have taken it away, done the same by hand, or said what became of it
        named, end = f"attempt {request.attempt} of order {request.order} at {target}", world.watch.ends.get(attempt)
        if end is None:
            yield f"{named} left, and the ledger does not know it"
        elif request.changed and end in _NOTHING_DONE and target not in world.gp.overdue:
            yield f"{named} took effect, and the ledger says {end}"
        elif end == WriteState.CONFIRMED and not _took_effect(world, request) and target not in world.gp.overdue:
            yield f"{named} is confirmed, and nothing of the kind took effect"


def _took_effect(world: World, request: Request) -> bool:
    return any(other.executed and other.write.body == request.write.body for other in world.requests)


def _passed_over(world: World) -> Iterator[str]:
    """The cursor means that everything before it is captured."""
    cursor = world.ledger.cursor(CONNECTION, world.source.name)
    if cursor is None:
        return
    until = datetime.fromisoformat(cursor) - _CLOCKS_DIFFER
    orders = [row for row in world.source.orders.values() if row.moved_at is not None and row.moved_at <= until]
    yield from passed_over(world, {row.key: row.moved for row in orders})


def _documents(world: World) -> Iterator[str]:
    rows = list(world.ledger.documents(CONNECTION, PURCHASE_ORDERS))
    yield from _counts(world, rows)
    yield from _owners(world, rows)


def _counts(world: World, rows: Sequence[DocumentRow]) -> Iterator[str]:
    """Every document is counted, under a name."""
    counts = world.ledger.counts(CONNECTION, PURCHASE_ORDERS)
    if sum(counts.values()) != len(rows):
        yield f"{len(rows)} documents are counted as {dict(counts)}"
    for row in rows:
        severity = STOPPED.get(row.state)
        if severity is not None and all(found.severity is not severity for found in row.findings):
            yield f"order {row.key.source_id} is {row.state} without a finding that says why"


def _owners(world: World, rows: Sequence[DocumentRow]) -> Iterator[str]:
    """Of several orders with one number, one at most has written the record, unless that was deleted once."""
    owners: dict[TargetRef, list[str]] = {}
    for row in rows:
        for link in row.links:
            if not (link.by_hand or link.given_up) and link.target not in world.gp.vanished | world.done_by_hand:
                owners.setdefault(link.target, []).append(row.key.source_id)
    for target, orders in owners.items():
        if len(orders) > 1:
            yield f"{target} is written for orders {' and '.join(orders)}"
