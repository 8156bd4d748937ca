"""People who use the tool without looking: about any write or order, at any time, they try what it takes.

What they say may be wrong, so how their order ends is theirs. Two things hold all the same, or the tool refuses: an
order has at most one document in GP, and nothing is written that a rule stands against.
"""

from collections.abc import Callable
from functools import partial
from random import Random

from gp_sync.core.model import Key, RecordUnusable, TargetRef, Unavailable
from gp_sync.engine import Engine
from gp_sync.flows.purchase_orders import PURCHASE_ORDERS
from gp_sync.ledger.values import OpenWrite
from gp_sync.people.by_hand import ByHandError, Decided
from gp_sync.people.quarantine import QuarantineError, quarantined
from gp_sync.run.session import ConnectionBusy, LeaseLost
from tests.simulation.operators import take_as_said
from tests.simulation.world import CONNECTION, World

__all__ = ["somebody_decides_without_looking", "somebody_settles_any_order_by_hand"]

_DECIDED = Decided(by="somebody", why="it should be all right")
_REFUSALS = (ByHandError, QuarantineError, ConnectionBusy, LeaseLost, Unavailable, RecordUnusable)


def somebody_decides_without_looking(world: World, random: Random) -> None:
    """Somebody says anything about any open write, also one that may still land or is not in quarantine."""
    writes = quarantined(world.ledger, CONNECTION) or list(world.ledger.open_writes(CONNECTION))
    if not writes:
        return
    stuck = random.choice(writes)
    target = stuck.intent.target
    for name in random.sample(("confirm", "keep", "void", "release"), 4):
        if _is_taken(world, partial(_decide, name=name, stuck=stuck), f"quarantine {name} of {target}"):
            world.count(f"careless: {name}")
            world.decided.add((stuck.key.source_id, target, stuck.attempt))
            _note(world, target)
            return


def somebody_settles_any_order_by_hand(world: World, random: Random) -> None:
    """Somebody says of any order that it was done by hand, or that its records shall be written again."""
    rows = list(world.ledger.documents(CONNECTION, PURCHASE_ORDERS))
    if not rows:
        return
    row = random.choice(rows)
    for name in random.sample(("done", "recreate"), 2):
        if _is_taken(world, partial(_by_hand, name=name, key=row.key), f"{name} of order {row.key.source_id}"):
            world.count(f"careless: {name}")
            _note(world, *world.records_of(world.source.orders[int(row.key.source_id)]))
            return


def _decide(engine: Engine, *, name: str, stuck: OpenWrite) -> None:
    with engine.quarantine(stuck) as quarantine:
        act: Callable[[OpenWrite, Decided], None] = getattr(quarantine, name)
        act(stuck, _DECIDED)


def _by_hand(engine: Engine, *, name: str, key: Key) -> None:
    with engine.by_hand(PURCHASE_ORDERS) as by_hand:
        act: Callable[[Key, Decided], None] = getattr(by_hand, name)
        act(key, _DECIDED)


def _is_taken(world: World, act: Callable[[Engine], None], what: str) -> bool:
    """Ask the tool for something; tells whether it did it."""
    try:
        act(world.engine_of_a_person())
    except _REFUSALS as error:
        world.count("careless: refused by the tool")
        world.tell(f"somebody asks for {what}, and is refused: {error}")
        return False
    world.tell(f"somebody asks without looking for {what}")
    return True


def _note(world: World, *targets: TargetRef) -> None:
    """From here on the records are as somebody said that they are."""
    world.careless.update(targets)
    take_as_said(world, targets)
    if not world.site.reads_history:
        # They may have said that it is gone, and nothing else can see that it is not.
        world.gp.vanished.update(target for target in targets if target in world.gp.history)
