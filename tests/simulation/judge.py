"""Looking at what processes do: at each request as it leaves, at what they capture, and at what a baseline links."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

import dynamicsgp_sba as gp
from gp_sync.core.model import TargetRef, Write
from gp_sync.flows.purchase_orders.document import GPPurchaseOrder
from gp_sync.ledger.rules import UNREADABLE
from tests.simulation.mind import Mind
from tests.simulation.oracle import holds, missed, overwrites, wrong_with
from tests.simulation.records import Status
from tests.simulation.source import Order

if TYPE_CHECKING:
    from tests.simulation.world import World

__all__ = ["judge", "note_adopted", "passed_over"]


def judge(
    world: "World", mind: Mind, write: Write[GPPurchaseOrder], document: gp.NewPurchaseOrder | None, order: Order
) -> None:
    """Note what is wrong with a write that is about to leave for an order, as a document or to void one."""
    if mind.baseline:
        world.wrongs.append(f"a baseline sends {write.op} {write.target}")
    linked = world.is_linked(order.key, write.target)
    if order.is_old and not linked:
        world.wrongs.append(f"{write.op} {write.target} is sent although it is from before the start")
    standing = world.gp.standing(write.target)
    if write.op != "void" or write.target not in world.done_by_hand:
        ours = linked and write.target not in world.done_by_hand
        world.wrongs += wrong_with(write, order, mind.known(), linked=ours)
    _judge_guards(world, mind, f"{order.number} ({order.key})")
    if write.op != "void":  # that is the way out of two companies
        _judge_company(world, write.target, order)
    if standing is None or str(standing.stamp) != write.stamp:
        return
    if standing.body.confirm_with != order.marker and write.target not in world.done_by_hand:
        world.wrongs.append(f"{write.op} {write.target} is sent for order {order.key}, and it is another one's")
    if document is not None:
        world.wrongs += overwrites(standing, document, order)


def _judge_guards(world: "World", mind: Mind, named: str) -> None:
    if mind.identity not in (world.trusted or {mind.identity}):
        world.wrongs.append(f"a write is sent to {mind.identity}, which nobody has let go")
    world.trusted.add(mind.identity)
    mind.sent |= {named} - world.let_go
    if len(mind.sent) > world.site.limits.max_writes:
        world.wrongs.append(f"one run wrote {len(mind.sent)} orders, which nobody has let go")


def _judge_company(world: "World", target: TargetRef, order: Order) -> None:
    """An order is never in two companies, nor on its way to a second one."""
    awaited = {
        write.intent.target: write.state for write in world.open_writes() if write.key.source_id == str(order.key)
    }
    for other in world.records_of(order):
        if other != target and (other in awaited or world.is_linked(order.key, other)):
            world.wrongs.append(f"{target} is sent while the order is {awaited.get(other, 'linked')} in {other}")


def passed_over(world: "World", versions: Mapping[int, int]) -> list[str]:
    """Orders of which a version, by its number, or a later one should be captured and is not.

    One that was asked for and not given is told as unreadable, and asked for again.
    """
    wanted = {key: version for key, version in versions.items() if world.should_flow(world.source.orders[key])}
    keys = missed(wanted, world.source.orders, world.watch.captured)
    return [f"order {key} was passed over" for key in keys if not _is_unreadable(world, key)]


def note_adopted(world: "World", mind: Mind) -> None:
    """What a baseline has linked stays a person's, unless it is as the order is now."""
    for order in world.source.orders.values():
        link = world.link_of(order.key, order.record)
        if order.key in mind.linked or link is None:
            continue
        record, wanted = world.gp.standing(order.record), order.versions[-1][0]
        ours = record is not None and record.ours is not None and record.status is not Status.CANCELED
        if record is None or not ours or not holds(record.body, wanted, in_order=True):
            world.done_by_hand.add(order.record)
            held = record is not None and any(holds(record.body, asked) for asked, _ in order.versions)
            if not (held or link.by_hand or mind.paused):
                world.wrongs.append(f"a baseline takes {order.record} for what order {order.key} wants")


def _is_unreadable(world: "World", order: int) -> bool:
    row = world.document(order)
    return row is not None and any(found.code == UNREADABLE for found in row.findings)
