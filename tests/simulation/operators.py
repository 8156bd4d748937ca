"""What people do with the tool: they look at what it has stopped, and let it go, replay it or decide about it.

They are well informed: nobody confirms what is not theirs, or releases what may still land.
"""

from collections.abc import Callable, Iterable
from functools import partial
from random import Random

from gp_sync.core.model import Key, RecordUnusable, TargetRef, Unavailable
from gp_sync.core.states import DocumentState
from gp_sync.engine import Engine
from gp_sync.flows.purchase_orders import PURCHASE_ORDERS
from gp_sync.ledger.values import OpenWrite
from gp_sync.people.by_hand import ByHandError, Decided
from gp_sync.people.quarantine import QuarantineError, quarantined
from gp_sync.run.guards import IDENTITY, standing
from gp_sync.run.session import ConnectionBusy
from tests.simulation.records import Record
from tests.simulation.world import CONNECTION, World

__all__ = [
    "blocked_orders_are_settled_by_hand",
    "guards_are_let_go",
    "quarantines_are_decided",
    "take_as_said",
    "what_stopped_is_replayed",
]

_DECIDED = Decided(by="the controller", why="looked at in GP")


def guards_are_let_go(world: World, _: Random) -> None:
    """What a guard has stopped is let go."""
    for stop in standing(world.ledger, CONNECTION):
        if _asked(world, partial(_release, name=stop.name)):
            world.let_go |= {item.partition(",")[0] for item in stop.items}
            world.trusted |= {world.identity} if stop.name == IDENTITY else set()
            world.count(f"guard released: {stop.name}")
            world.tell(f"a person lets the guard {stop.name} go")


def what_stopped_is_replayed(world: World, _: Random) -> None:
    """Everything that was held or blocked is to be decided anew."""
    if _asked(world, Engine.replay):
        world.count("replay")
        world.tell("a person replays what was stopped")


def quarantines_are_decided(world: World, random: Random) -> None:
    """Somebody looks at each write in quarantine, and says what became of it."""
    for stuck in quarantined(world.ledger, CONNECTION):
        if is_awaited(world, stuck.intent.target):
            continue
        _asked(world, partial(_decide, world=world, stuck=stuck, random=random))


def _release(engine: Engine, *, name: str) -> None:
    engine.release(name, by=_DECIDED.by, why=_DECIDED.why)


def blocked_orders_are_settled_by_hand(world: World, random: Random) -> None:
    """Somebody goes through the blocked orders: what was deleted is written again, the rest is done by hand."""
    for row in list(world.ledger.documents(CONNECTION, PURCHASE_ORDERS, (DocumentState.BLOCKED,))):
        targets = world.records_of(world.source.orders[int(row.key.source_id)])
        gone = not any(world.gp.standing(target) for target in targets)
        again = gone and bool(row.links) and not any(is_awaited(world, target) for target in targets)
        name = "recreate" if again else "done"
        if random.random() < 0.5 and _asked(world, partial(_by_hand, name=name, key=row.key)):
            take_as_said(world, targets)
            world.count(f"by hand: {name}")
            world.tell(f"a person settles {row.label} by hand: {name}")


def take_as_said(world: World, targets: Iterable[TargetRef]) -> None:
    """A person has said how some records stand: what is in them may be brought to what the source says."""
    for target in targets:
        world.done_by_hand.add(target)
        world.gp.touched.add(target)
        record = world.gp.standing(target)
        if record is not None:
            record.ours = record.body


def is_awaited(world: World, target: TargetRef) -> bool:
    """Whether a request for a record may still land."""
    return any(request.write.target == target for request in world.gp.late)


def _by_hand(engine: Engine, *, name: str, key: Key) -> None:
    with engine.by_hand(PURCHASE_ORDERS) as by_hand:
        act: Callable[[Key, Decided], None] = getattr(by_hand, name)
        act(key, _DECIDED)


def _decide(engine: Engine, *, world: World, stuck: OpenWrite, random: Random) -> None:
    target = stuck.intent.target
    record = world.gp.standing(target)
    with engine.quarantine(stuck) as quarantine:
        name = random.choice(_choices(record, world.source.orders[int(stuck.key.source_id)].marker))
        try:
            act: Callable[[OpenWrite, Decided], None] = getattr(quarantine, name)
            act(stuck, _DECIDED)
        except QuarantineError as error:
            world.tell(f"a person is told: {error}")
            return
    world.count(f"quarantine: {name}")
    world.tell(f"a person decides about the quarantined write of {target.number}: {name}")
    world.decided.add((stuck.key.source_id, target, stuck.attempt))
    if name in {"keep", "void"}:
        take_as_said(world, [target])
    elif record is not None:
        record.ours = record.body


def _choices(record: Record | None, marker: str) -> tuple[str, ...]:
    """What a well informed person may say about a write, from what stands under its number."""
    if record is None:
        return ("release",)
    theirs = record.ours is not None and record.body.confirm_with == marker
    return ("confirm", "keep", "void") if theirs else ("keep", "release")


def _asked(world: World, act: Callable[[Engine], object]) -> bool:
    """Ask the tool for something; tells whether it could be done."""
    try:
        act(world.engine_of_a_person())
    except (ByHandError, ConnectionBusy, Unavailable, RecordUnusable):
        return False
    return True
