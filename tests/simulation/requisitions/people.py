"""What people do to requisitions: in Procurify, in GP, and with the tool."""

from collections.abc import Callable
from functools import partial
from operator import methodcaller
from random import Random
from typing import Any

import attrs

import dynamicsgp_sba as gp
from gp_sync.core.model import RecordUnusable, Unavailable
from gp_sync.engine import Engine
from gp_sync.flows.requisitions.document import RequisitionState
from gp_sync.people.by_hand import Decided
from gp_sync.people.quarantine import QuarantineError, quarantined
from gp_sync.run.guards import standing
from gp_sync.run.session import ConnectionBusy
from tests.simulation.bench import CONNECTION
from tests.simulation.requisitions.source import Asked
from tests.simulation.requisitions.world import RequisitionWorld

__all__ = ["PEOPLE", "guards_are_let_go", "people_decide"]

_BY = {"by": "the controller", "why": "looked at on both sides"}

Action = Callable[[RequisitionWorld, Random], None]


def a_requisition_appears(world: RequisitionWorld, random: Random) -> None:
    """Somebody asks for something; it may be approved at once."""
    number = len(world.asked) + 1
    world.asked[number] = Asked(number=number, changed=world.now().date())
    if random.random() < 0.7:
        world.asked[number].states.append(RequisitionState.APPROVED)
    _told(world, world.asked[number], f"is made, {world.asked[number].state}")


def one_is_approved(world: RequisitionWorld, random: Random) -> None:
    """An approver says yes, perhaps after all."""
    _move(world, random, {RequisitionState.PENDING, RequisitionState.DENIED}, RequisitionState.APPROVED)


def one_is_denied(world: RequisitionWorld, random: Random) -> None:
    """An approver says no, perhaps after all."""
    _move(world, random, {RequisitionState.PENDING, RequisitionState.APPROVED}, RequisitionState.DENIED)


def one_is_cancelled(world: RequisitionWorld, random: Random) -> None:
    """Who asked has no need any more."""
    _move(world, random, {RequisitionState.PENDING, RequisitionState.APPROVED}, RequisitionState.CANCELLED)


def one_is_bought(world: RequisitionWorld, random: Random) -> None:
    """A buyer in Procurify puts a requisition on an order."""
    _move(world, random, {RequisitionState.APPROVED}, RequisitionState.PURCHASED, ordered=True)


def one_is_revised(world: RequisitionWorld, random: Random) -> None:
    """Somebody asks for another quantity."""
    _move(world, random, {RequisitionState.APPROVED}, RequisitionState.APPROVED, quantity=random.randrange(1, 99))


def an_order_is_cancelled(world: RequisitionWorld, random: Random) -> None:
    """A buyer cancels an order."""
    found = [row for row in world.asked.values() if row.ordered]
    if found:
        asked = random.choice(found)
        asked.cancelled, asked.changed = True, world.now().date()
        _told(world, asked, "has its order cancelled")


def a_hand_in_gp(world: RequisitionWorld, random: Random) -> None:
    """Somebody in GP edits a requisition, buys from it, submits it, or deletes it."""
    if not world.requisitions:
        return
    row = random.choice(list(world.requisitions.values()))
    what = random.choice(("edits", "buys", "submits", "deletes"))
    changes: dict[str, dict[str, Any]] = {
        "edits": {"description": f"agreed {world.moment()}"},
        "buys": {"status": gp.RequisitionStatus.PURCHASED},
        "submits": {"status": gp.RequisitionStatus.SUBMITTED},
    }
    if what == "deletes":
        del world.requisitions[row.number]
    else:
        world.requisitions[row.number] = attrs.evolve(row, **changes[what])
    world.touched.add(row.number)
    world.count(f"hand in GP: {what}")
    world.tell(f"in GP, somebody {what} {row.number}")


def guards_are_let_go(world: RequisitionWorld, _: Random) -> None:
    """What a guard has stopped is let go."""
    for stop in standing(world.ledger, CONNECTION):
        _asked(world, methodcaller("release", stop.name, **_BY))


def what_stopped_is_replayed(world: RequisitionWorld, _: Random) -> None:
    """Everything that was held or blocked is decided anew."""
    if _asked(world, Engine.replay):
        world.refused.clear()
        world.count("replay")


def quarantines_are_decided(world: RequisitionWorld, _: Random) -> None:
    """Somebody looks at each write in quarantine, and says what became of it."""
    for stuck in quarantined(world.ledger, CONNECTION):
        if not world.awaits(stuck.intent.target.number):
            _asked(world, partial(_decide, world=world, stuck=stuck))


def people_decide(world: RequisitionWorld, random: Random) -> None:
    """People decide about everything that waits for them."""
    quarantines_are_decided(world, random)
    what_stopped_is_replayed(world, random)


def _decide(engine: Engine, *, world: RequisitionWorld, stuck: Any) -> None:
    number = stuck.intent.target.number
    with engine.quarantine(stuck) as quarantine:
        for name in ("confirm", "keep", "release"):
            try:
                getattr(quarantine, name)(stuck, Decided(**_BY))
            except QuarantineError as error:
                world.tell(f"a person is told: {error}")
            else:
                world.touched.add(number)
                world.count(f"quarantine: {name}")
                world.tell(f"a person decides about {number}: {name}")
                return


def _asked(world: RequisitionWorld, act: Callable[[Engine], object]) -> bool:
    try:
        act(world.engine_of_a_person())
    except (ConnectionBusy, Unavailable, RecordUnusable):
        return False
    return True


def _move(
    world: RequisitionWorld, random: Random, before: set[RequisitionState], after: RequisitionState, **changes: Any
) -> None:
    found = [row for row in world.asked.values() if row.state in before]
    if not found:
        return
    asked = random.choice(found)
    asked.states.append(after)
    for name, value in changes.items():
        setattr(asked, name, value)
    asked.changed = world.now().date()
    _told(world, asked, f"is {after} {changes or ''}")


def _told(world: RequisitionWorld, asked: Asked, what: str) -> None:
    world.count(f"requisition: {asked.state}")
    world.tell(f"in Procurify, requisition {asked.number} {what}")


PEOPLE: dict[str, Action] = {
    "a requisition appears": a_requisition_appears,
    "one is approved": one_is_approved,
    "one is denied": one_is_denied,
    "one is cancelled": one_is_cancelled,
    "one is bought": one_is_bought,
    "one is revised": one_is_revised,
    "an order is cancelled": an_order_is_cancelled,
    "a hand in GP": a_hand_in_gp,
    "guards are let go": guards_are_let_go,
    "what stopped is replayed": what_stopped_is_replayed,
    "quarantines are decided": quarantines_are_decided,
}
"""What people do, by its name."""
