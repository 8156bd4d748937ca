"""One history, drawn from a seed and played: steps, then calm; and the smallest part of it that still fails."""

from collections import Counter
from collections.abc import Sequence
from datetime import timedelta
from random import Random

import attrs

from tests.simulation.actions import ACTIONS, CRASHES, SCENES
from tests.simulation.calm import check_calm, check_chain
from tests.simulation.faults import Weather
from tests.simulation.invariants import Crash, Violation, check_step
from tests.simulation.operators import guards_are_let_go, quarantines_are_decided, what_stopped_is_replayed
from tests.simulation.site import Site
from tests.simulation.stores import MakeLedger
from tests.simulation.world import World

__all__ = ["History", "Played", "Step", "draw", "play", "shrink"]

_QUIET_ROUNDS = 2
_MOST_ROUNDS = 14
_ASKED = 3
"""In every so many histories people are asked in the end."""

_FIRST_A_BASELINE = ("an old order is there", "somebody takes a number", "an order appears", "a baseline")
_CRASHES = tuple(CRASHES)
_FULL_CHECK = timedelta(hours=25)


@attrs.frozen
class Step:
    """One action, with the seed of its details."""

    action: str
    seed: int


@attrs.frozen(kw_only=True)
class History:
    """What will happen: the site, the weather and the steps."""

    seed: int
    site: Site
    weather: Weather
    steps: tuple[Step, ...]


@attrs.frozen(kw_only=True)
class Played:
    """What happened.

    Args:
        wrong: the invariant that did not hold, in words; empty if all held.
        story: line by line.
        met: how often each fault, place, state and end was met.
        crashed: it ended with something raised that nobody plans for, and no invariant failed.
    """

    history: History
    wrong: str
    story: tuple[str, ...]
    met: Counter[str]
    crashed: bool


def draw(seed: int, *, scenes: int = 8) -> History:
    """The history of a seed.

    Args:
        seed: the seed.
        scenes: how many it has at most.
    """
    random = Random(seed)
    site, weather = Site.draw(random), Weather.draw(random)
    weights = [weight for weight, _ in SCENES]
    chosen = random.choices([names for _, names in SCENES], weights, k=random.randrange(2, scenes + 1))
    begin = ("an order appears",) if random.random() < 0.85 else _FIRST_A_BASELINE
    names = [*begin, *(name for scene in chosen for name in scene)]
    # Every failpoint has its turn, so that a batch of some hundred seeds has died at all of them.
    names.insert(random.randrange(1, len(names) + 1), _CRASHES[seed % len(_CRASHES)])
    steps = tuple(Step(name, random.getrandbits(32)) for name in names)
    return History(seed=seed, site=site, weather=weather, steps=steps)


def play(history: History, make_ledger: MakeLedger) -> Played:
    """Play a history to its end, or to the first invariant that does not hold."""
    world = World(make_ledger, history.site, history.weather)
    world.tell(f"{history.site}, {history.weather}")
    wrong, crashed = "", False
    with world.at_work():
        try:
            for step in history.steps:
                take(world, step)
            check_chain(world)
            calm_down(world, Random(history.seed))
            check_calm(world)
            if history.seed % _ASKED == 0:
                ask_people(world, Random(history.seed))
                check_calm(world, asked=True)
        except Violation as violation:
            wrong, crashed = str(violation), isinstance(violation, Crash)
        finally:
            while world.paused:
                world.go_on(Random(0), kill=True)
    world.ledger.close()
    return Played(history=history, wrong=wrong, story=tuple(world.story), met=world.met, crashed=crashed)


def take(world: World, step: Step) -> None:
    """One step, and what must hold after it. Raises Violation."""
    world.count(step.action)
    world.pass_time(timedelta(seconds=1))
    (ACTIONS | CRASHES)[step.action](world, Random(step.seed))
    check_step(world)


def calm_down(world: World, random: Random) -> None:
    """Faults stop, time passes, runs go on until nothing changes. Raises Violation."""
    world.weather = Weather()
    world.tell("all calms down")
    while world.paused:
        world.go_on(random, kill=random.random() < 0.5)
        check_step(world)
    world.pass_time(timedelta(days=4))
    quiet = 0
    for _ in range(_MOST_ROUNDS):
        guards_are_let_go(world, random)
        before = _activity(world)
        # In the end a full check finds nothing to do either.
        world.pass_time(_FULL_CHECK if quiet else timedelta(hours=1))
        world.run("A", random)
        check_step(world)
        quiet = quiet + 1 if _activity(world) == before else 0
        if quiet == _QUIET_ROUNDS:
            return
    raise Violation("it never calms down: writes or audit rows go on for ever")


def ask_people(world: World, random: Random) -> None:
    """People decide about everything that waits for them; then all calms down again. Raises Violation."""
    world.tell("people are asked")
    quarantines_are_decided(world, random)
    what_stopped_is_replayed(world, random)
    calm_down(world, random)


def shrink(history: History, make_ledger: MakeLedger) -> History:
    """The same history with every step left out that it fails without."""
    steps: Sequence[Step] = history.steps
    at = 0
    while at < len(steps):
        fewer = (*steps[:at], *steps[at + 1 :])
        if play(attrs.evolve(history, steps=fewer), make_ledger).wrong:
            steps = fewer
        else:
            at += 1
    return attrs.evolve(history, steps=tuple(steps))


def _activity(world: World) -> tuple[int, int]:
    """Requests and audit rows; that a window was captured whole is told by every run."""
    return world.sends, world.watch.changes
