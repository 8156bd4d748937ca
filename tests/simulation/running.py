"""Runs of the schedulers of a world that is reached through clients: whole ones, and such that die or pause."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from random import Random
from typing import Literal

from gp_sync.failpoints import FAILPOINTS
from tests.simulation.caller_world import CalledWorld
from tests.simulation.schedule import Stop

__all__ = ["CRASHES", "RUNS"]

_ONCE_OR_SO = (1, 1, 2, 4)
_PLACES = (*FAILPOINTS, "gp.socket", "procurify.socket", "before reserve", "after reserve", "before settle")
_SOON, _LATER = timedelta(minutes=6), timedelta(minutes=61)

Run = Callable[[CalledWorld, Random], None]


def _stop(random: Random, action: Literal["die", "pause"]) -> Stop:
    if random.random() < 0.3:
        return Stop(action=action, place=None, count=random.randrange(1, 120))
    return Stop(action=action, place=random.choice(_PLACES), count=random.choice(_ONCE_OR_SO))


def a_run(world: CalledWorld, random: Random) -> None:
    """The scheduler runs; lists that are read every hour are due."""
    world.pass_time(random.choice((_SOON, _LATER, _LATER)))
    world.run("A", random)


def another_run(world: CalledWorld, random: Random) -> None:
    """The second scheduler runs, perhaps while the first one is paused."""
    world.pass_time(random.choice((timedelta(0), _SOON, _LATER)))
    world.run("B", random, _stop(random, "die") if random.random() < 0.2 else None)


def a_run_that_dies(world: CalledWorld, random: Random) -> None:
    """The scheduler's process dies somewhere."""
    world.pass_time(_LATER)
    world.run("A", random, _stop(random, "die"))


def a_run_that_pauses(world: CalledWorld, random: Random) -> None:
    """The scheduler's process stands still somewhere."""
    world.pass_time(_LATER)
    world.run("A", random, _stop(random, "pause"))


def a_run_that_pauses_at_the_socket(world: CalledWorld, random: Random) -> None:
    """The scheduler's process stands still right before a request leaves."""
    world.pass_time(_LATER)
    place = random.choice(("gp.socket", "procurify.socket"))
    world.run("A", random, Stop(action="pause", place=place, count=1))


def a_paused_run_goes_on(world: CalledWorld, random: Random) -> None:
    """What has been paused longest goes on, as the owner of the lease or as a zombie."""
    if world.paused:
        world.go_on(random, kill=random.random() < 0.1)


def time_passes(world: CalledWorld, random: Random) -> None:
    """Minutes, hours or days go by."""
    world.pass_time(random.choice((timedelta(minutes=16), timedelta(hours=2), timedelta(days=1))))


def a_side_goes_down(world: CalledWorld, random: Random) -> None:
    """GP or Procurify does not answer for a while."""
    until = world.now() + timedelta(minutes=random.choice((10, 90, 600)))
    if random.random() < 0.5:
        world.gp_down_until = until
    else:
        world.source_down_until = until


def _dies_at(point: str, world: CalledWorld, random: Random) -> None:
    world.pass_time(_LATER)
    # A run lists and stores much, and writes little: a later write than the first is seldom met.
    count = 1 if point.startswith("write.") else random.choice(_ONCE_OR_SO)
    world.run("A", random, Stop(action="die", place=point, count=count))


RUNS: dict[str, Run] = {
    "a run": a_run,
    "another run": another_run,
    "a run that dies": a_run_that_dies,
    "a run that pauses": a_run_that_pauses,
    "a run that pauses at the socket": a_run_that_pauses_at_the_socket,
    "a paused run goes on": a_paused_run_goes_on,
    "time passes": time_passes,
    "a side goes down": a_side_goes_down,
}
"""What schedulers do, by its name."""

CRASHES: dict[str, Run] = {f"a run that dies at {point}": partial(_dies_at, point) for point in FAILPOINTS}
"""A run that dies at each of the engine's failpoints."""
