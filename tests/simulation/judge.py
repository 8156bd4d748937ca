"""Looking at each request as it leaves: what its process was told and what the ledger holds must allow it."""

from typing import TYPE_CHECKING

from gp_sync.core.model import TargetRef, Write
from gp_sync.flows.purchase_orders.document import GPPurchaseOrder
from tests.simulation.mind import Mind
from tests.simulation.oracle import overwrites, wrong_with
from tests.simulation.source import Order

if TYPE_CHECKING:
    from tests.simulation.world import World

__all__ = ["judge"]


def judge(world: "World", mind: Mind, write: Write[GPPurchaseOrder], order: Order) -> None:
    """Note what is wrong with a write that is about to leave for an order."""
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
    _judge_company(world, write.target, order)
    if write.op == "update" and standing is not None and str(standing.stamp) == write.stamp:
        world.wrongs += overwrites(standing, order)


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
