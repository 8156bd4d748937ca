"""What must hold when all has calmed down: everything is as its source wants it, or says why not, and that is true."""

from gp_sync.core import facts as names
from gp_sync.core.model import TargetRef
from gp_sync.core.states import DocumentState, End
from gp_sync.flows.purchase_orders import PURCHASE_ORDERS
from gp_sync.flows.purchase_orders.document import OrderState
from gp_sync.ledger.audit_check import check_audit
from gp_sync.ledger.views import DocumentRow
from tests.simulation.invariants import STOPPED, fail
from tests.simulation.oracle import holds
from tests.simulation.records import Status
from tests.simulation.source import Order
from tests.simulation.watch import DOUBTS_FOR_A_PERSON
from tests.simulation.world import CONNECTION, World, key_of

__all__ = ["check_calm", "check_chain"]


def check_chain(world: World) -> None:
    """The audit is a whole chain, and leads to what the ledger holds. Raises Violation."""
    fail(world, [*check_audit(world.ledger, CONNECTION).problems])


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
        if world.careless & set(world.records_of(order)):
            continue
        if row is not None:
            problems += _unsettled(world, order, row, asked=asked)
        elif world.should_flow(order):
            problems.append(f"order {order.key} was never captured")
    fail(world, problems)


def _unsettled(world: World, order: Order, row: DocumentRow, *, asked: bool) -> list[str]:
    """Why an order is not as its source wants it, where nothing explains that."""
    target = _target(order, row)
    codes = {found.code for found in row.findings}
    named = f"order {order.key} is {row.state} ({row.end}, {', '.join(sorted(codes)) or 'no finding'})"
    world.count(f"in the end: {row.state}")
    records = set(world.records_of(order))
    excused = bool(records & (world.gp.touched | world.gp.overdue))
    if row.state is DocumentState.SETTLED:
        told = target in world.done_by_hand or (excused and "CHANGED_IN_GP" in codes)
        return [] if told or _is_as_wanted(world, order) else [f"{named}, and GP holds something else"]
    if row.state is DocumentState.DONE_BY_HAND:
        return [] if excused else [f"{named}, and nobody did"]
    if row.state is DocumentState.SKIPPED:
        skips = order.is_old or order.versions[-1][0].ended
        return [] if skips and not row.links else [f"{named}, and should flow"]
    if row.end is End.QUARANTINED:
        doubtful = excused or (not asked and _is_doubtful(world, order, records))
        return [] if codes and doubtful else [f"{named}, for no reason"]
    if row.state in STOPPED or "PO_NUMBER_TAKEN" in codes:
        reasons = _standing_facts(world, order) | _standing_records(world, order, target)
        reasons |= {"ROUTE_CHANGED"} if any(link.target != order.record for link in row.links) else set()
        rivals = [other for other in world.source.orders.values() if other is not order and other.record == target]
        if "PO_NUMBER_TAKEN" in codes and rivals:
            world.count("in the end: the number is another order's")
        refused = target in world.gp.refused and "GP_REFUSED" in codes and not asked
        return [] if refused or codes & reasons else [f"{named}, for no reason"]
    return [f"{named}, for ever"]


def _target(order: Order, row: DocumentRow) -> TargetRef:
    """The record that an order has, or else that it should have."""
    return row.links[0].target if row.links else order.record


def _standing_facts(world: World, order: Order) -> set[str]:
    """The codes of what stands in the way of any order as things are now, and of this one."""
    facts, wanted = world.facts.facts, order.versions[-1][0]
    closed = facts[names.fiscal_calendar(wanted.company)].period(2026, order.ordered_at.month).closed
    accounts = [facts[names.account(wanted.company, account)] for account, _ in wanted.charges]
    standing = {
        "PERIOD_CLOSED": closed,
        "GP_ACCOUNT_INACTIVE": not all(account.active for account in accounts),
        "VENDOR_INACTIVE": not facts[names.gp_vendor(wanted.company, "LAKESHORE0001")].active,
        "CLOSED_BEFORE_WRITE": order.state is OrderState.CLOSED,
    }
    return {code for code, stands in standing.items() if stands}


def _standing_records(world: World, order: Order, target: TargetRef) -> set[str]:
    """The codes of what an order's record stands in the way with, as it is now."""
    record = world.gp.standing(target, with_history=world.site.reads_history)
    hidden = record is None and target in world.gp.history
    changed = target in world.gp.touched | world.gp.overdue
    others = [write.intent.target for write in world.open_writes() if write.key != key_of(order.key)]
    awaited = target in others
    # Where history cannot be read, the number of a record that has gone may still be taken there.
    unfree = record is None and not world.site.reads_history and _is_linked_by_another(world, order, target)
    standing = {
        "DELETED_IN_GP": record is None,
        "ENTERED_BY_HAND": target in world.done_by_hand,
        "GP_REFUSED": hidden,
        "PO_IN_HISTORY": record is not None and record.in_history,
        "PO_HAS_RECEIPT": record is not None and record.received,
        "PO_NOT_NEW": record is not None and record.status is not Status.NEW,
        "PO_NUMBER_TAKEN": awaited or unfree or (record is not None and record.body.confirm_with != order.marker),
        "PO_DIFFERS": record is not None and changed,
        "CHANGED_IN_BOTH": record is not None and changed,
    }
    return {code for code, stands in standing.items() if stands}


def _is_linked_by_another(world: World, order: Order, target: TargetRef) -> bool:
    rows = (world.ledger.document(key_of(key)) for key in world.source.orders if key != order.key)
    return any(link.target == target for row in rows if row is not None for link in row.links)


def _is_doubtful(world: World, order: Order, records: set[TargetRef]) -> bool:
    """Whether reads could not tell what became of a write of the order."""
    many = world.watch.doubts[str(order.key)] >= DOUBTS_FOR_A_PERSON
    standing = [world.gp.standing(target) for target in records]
    many |= any(record is not None and record.body.confirm_with != order.marker for record in standing)
    return many or bool(records & world.gp.partial) or not world.site.reads_history


def _is_as_wanted(world: World, order: Order) -> bool:
    wanted, _ = order.versions[-1]
    if wanted.ended:
        records = [world.gp.standing(target) for target in world.records_of(order)]
        ours = [record for record in records if record and record.ours and record.body.confirm_with == order.marker]
        return all(record.status is Status.CANCELED for record in ours)
    record = world.gp.standing(order.record)
    stands = record is not None and record.status is not Status.CANCELED
    return (
        record is not None
        and stands
        and record.body.confirm_with == order.marker
        and holds(record.body, wanted, at_least=order.record in world.early | world.gp.overdue)
    )
