"""What must hold after every step."""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta

from gp_sync.core.model import Severity
from gp_sync.core.states import DocumentState, WriteState
from gp_sync.flows.purchase_orders import PURCHASE_ORDERS
from tests.simulation.gp import Request
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
    found = [*world.wrongs, *world.gp.harm, *_twice(world), *world.watch.follow()]
    now = (world.watch.rows, len(world.requests))
    if world.checked != now:
        # What the ledger tells changes with its audit alone.
        found += [*_writes(world), *_requests(world), *_counts(world), *_passed_over(world)]
    world.checked = now
    fail(world, found)
    fail(world, world.crashes, Crash)


def fail(world: World, problems: list[str], kind: type[Violation] = Violation) -> None:
    """Raise a Violation, if there are problems."""
    if problems:
        world.tell(f"WRONG: {'; '.join(problems)}")
        raise kind("; ".join(problems))


def _twice(world: World) -> Iterator[str]:
    """At most one GP document per source document, in whichever company.

    A second one only after a person deleted the first, or by a request that landed when it could not be waited for.
    """
    made: Counter[str] = Counter()
    for target, births in world.gp.births.items():
        made[target.number] += births
    excused = {target.number for target in world.gp.vanished | world.gp.overdue}
    for number, births in made.items():
        if births > 1 and number not in excused:
            companies = [target.company for target in world.gp.births if target.number == number]
            yield f"{number} was made {births} times, in {', '.join(companies)}"


def _writes(world: World) -> Iterator[str]:
    """The open writes are those that the audit tells."""
    kept = {
        (write.key.source_id, write.intent.target.company, write.intent.target.number): str(write.state)
        for write in world.ledger.open_writes(CONNECTION)
    }
    if kept != world.watch.still_open():
        yield f"open writes are {kept}, and by the audit {world.watch.still_open()}"


def _requests(world: World) -> Iterator[str]:
    """What took effect in time is not noted as something that did not; what is confirmed took effect."""
    for request in world.requests:
        target = request.write.target
        if target in world.gp.touched or (target, request.attempt) in world.decided:
            continue  # a person may have taken it away, done the same by hand, or said what became of it
        named, end = f"attempt {request.attempt} of {target}", world.watch.ends.get((target, request.attempt))
        if end is None:
            yield f"{named} left, and the ledger does not know it"
        elif request.changed and end in _NOTHING_DONE and target not in world.gp.overdue:
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
    until = datetime.fromisoformat(cursor) - _CLOCKS_DIFFER
    orders = [row for row in world.source.orders.values() if row.moved_at is not None and row.moved_at <= until]
    yield from world.passed_over({row.key: row.moved for row in orders})


def _counts(world: World) -> Iterator[str]:
    """Every document is counted, under a name."""
    rows = list(world.ledger.documents(CONNECTION, PURCHASE_ORDERS))
    counts = world.ledger.counts(CONNECTION, PURCHASE_ORDERS)
    if sum(counts.values()) != len(rows):
        yield f"{len(rows)} documents are counted as {dict(counts)}"
    for row in rows:
        severity = STOPPED.get(row.state)
        if severity is not None and all(found.severity is not severity for found in row.findings):
            yield f"order {row.key.source_id} is {row.state} without a finding that says why"
