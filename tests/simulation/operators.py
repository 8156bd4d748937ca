"""What people do with the tool: they look at what it has stopped, and let it go, replay it or decide about it.

They are well informed: nobody confirms what is not theirs, or releases what may still land.
"""

from random import Random
from typing import Any

from gp_sync.core.model import RecordUnusable, Unavailable
from gp_sync.engine import Engine
from gp_sync.guards import IDENTITY, standing
from gp_sync.ledger.values import OpenWrite
from gp_sync.quarantine import Decided, Quarantine, QuarantineError, quarantined
from gp_sync.session import ConnectionBusy
from tests.simulation.world import CONNECTION, World

__all__ = ["guards_are_let_go", "quarantines_are_decided", "what_stopped_is_replayed"]

_DECIDED = Decided(by="the controller", why="looked at in GP")


def guards_are_let_go(world: World, _: Random) -> None:
    """What a guard has stopped is let go."""
    for stop in standing(world.ledger, CONNECTION):
        if _asked(world, lambda engine, name=stop.name: engine.release(name, by=_DECIDED.by, why=_DECIDED.why)):
            world.let_go |= set(stop.items)
            world.trusted |= {world.identity} if stop.name == IDENTITY else set()
            world.count(f"guard released: {stop.name}")
            world.tell(f"a person lets the guard {stop.name} go")


def what_stopped_is_replayed(world: World, _: Random) -> None:
    """Everything that was held or blocked is to be decided anew."""
    if _asked(world, lambda engine: engine.replay()):
        world.count("replay")
        world.tell("a person replays what was stopped")


def quarantines_are_decided(world: World, random: Random) -> None:
    """Somebody looks at each write in quarantine, and says what became of it."""
    for stuck in quarantined(world.ledger, CONNECTION):
        number = stuck.intent.target.number
        if any(request.write.target == stuck.intent.target for request in world.gp.late):
            continue
        if _asked(world, lambda engine, stuck=stuck: _decide(world, engine, stuck, random)):
            world.tell(f"a person decides about the quarantined write of {number}")


def _decide(world: World, engine: Engine, stuck: OpenWrite, random: Random) -> None:
    record = world.gp.standing(stuck.intent.target)
    is_ours = record is not None and record.ours is not None
    with engine.quarantine(stuck) as quarantine:
        names = ("confirm", "void") if is_ours else ("release",)
        name = random.choice(names)
        world.count(f"quarantine: {name}")
        _say(quarantine, name, stuck)


def _say(quarantine: Quarantine, name: str, stuck: OpenWrite) -> None:
    act: Any = getattr(quarantine, name)
    try:
        act(stuck, _DECIDED)
    except QuarantineError:
        quarantine.confirm(stuck, _DECIDED) if name == "void" else None


def _asked(world: World, act: Any) -> bool:
    """Ask the tool for something; tells whether it could be done."""
    try:
        act(world.engine_of_a_person())
    except (ConnectionBusy, Unavailable, RecordUnusable):
        return False
    return True
