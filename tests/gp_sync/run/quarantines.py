"""Writes in quarantine for the engine's tests: how they come about, and what a person decides about them."""

from decimal import Decimal

import attrs

from gp_sync.ledger.values import OpenWrite
from gp_sync.people.by_hand import Decided
from gp_sync.people.quarantine import quarantined
from gp_sync.testing.examples import line, order
from gp_sync.testing.model_connection import ModelConnection

WHO = Decided(by="dana", why="looked at both")
SETTLED = {"seconds": 120 + 900}
"""The deadline of a send and the longest execution after it, as `HandClock.advance` takes them."""

TWO_LINES = (line(), line(id=9002, number=2, name="Gloves", sku="GLV-9", quantity=Decimal(4)))


def the_write(world: ModelConnection) -> OpenWrite:
    (write,) = quarantined(world.ledger, world.name)
    return write


def confirm(world: ModelConnection) -> None:
    stuck = the_write(world)
    with world.engine().quarantine(stuck) as held:
        held.confirm(stuck, WHO)


def release(world: ModelConnection) -> None:
    stuck = the_write(world)
    with world.engine().quarantine(stuck) as held:
        held.release(stuck, WHO)


def void(world: ModelConnection) -> None:
    stuck = the_write(world)
    with world.engine().quarantine(stuck) as held:
        held.void(stuck, WHO)


def lines_in_gp(world: ModelConnection) -> list[str]:
    return [row.description for row in world.target.records()[world.record()].body.lines]


def leave_partial(world: ModelConnection) -> ModelConnection:
    """Of an order of two lines, GP has one, and the answer was lost."""
    world.target.write_half_next()
    world.put(order(lines=TWO_LINES))
    world.run()
    return world


def leave_absent(world: ModelConnection) -> ModelConnection:
    """An order whose answer was lost three times, and which GP does not have."""
    for _ in range(3):
        world.target.lose_next_answer(done=False)
    world.put(order())
    for _ in range(8):
        world.run()
        world.clock.advance(**SETTLED)
    return world


def leave_foreign(world: ModelConnection) -> ModelConnection:
    """An order whose answer was lost, and a person's record under its number."""
    world.target.lose_next_answer(done=False)
    world.put(order())
    world.run()
    elsewhere = ModelConnection(world.clock)
    elsewhere.put(order())
    elsewhere.run()
    body = elsewhere.target.records()[world.record()].body
    world.target.put(world.record(), attrs.evolve(body, confirm_with="KIM"))
    world.run()
    return world
