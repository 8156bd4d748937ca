"""Histories of a world that is reached through clients: drawn from a seed, played, and cut down to what still fails."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import nullcontext
from datetime import timedelta
from random import Random
from typing import Any, Generic, TypeVar

import attrs

from gp_sync.ledger.audit_check import check_audit
from tests.simulation.caller_world import CalledWorld
from tests.simulation.faults import Weather
from tests.simulation.history import Step
from tests.simulation.invariants import Crash, Violation, fail
from tests.simulation.stores import STORES, MakeLedger

__all__ = ["Drawn", "Game", "Outcome", "Planted", "Result", "first_caught", "play_game"]

W = TypeVar("W", bound=CalledWorld)

_QUIET_ROUNDS = 2
_MOST_ROUNDS = 14
_ASKED = 3
"""In every so many histories people are asked in the end."""
_FULL_CHECK = timedelta(hours=25)


@attrs.frozen(kw_only=True)
class Drawn:
    """What will happen: the site, the weather and the steps."""

    seed: int
    site: Any
    weather: Weather
    steps: tuple[Step, ...]


@attrs.frozen(kw_only=True)
class Outcome:
    """What happened.

    Args:
        wrong: the invariant that did not hold, in words; empty if all held.
        story: line by line.
        met: how often each fault, place, state and end was met.
        crashed: it ended with something raised that nobody plans for, and no invariant failed.
    """

    wrong: str
    story: tuple[str, ...]
    met: Counter[str]
    crashed: bool


@attrs.frozen(kw_only=True)
class Game(Generic[W]):
    """What is played.

    Args:
        site: draws what can be relied on.
        world: makes a world.
        actions: everything that can happen, by its name.
        crashes: the names of those that die at a failpoint; every history has one.
        scenes: what tends to follow each other, with how often it is drawn.
        opening: what every history begins with.
        in_step: gives what is wrong after a step.
        in_calm: gives what is wrong once all has calmed down.
        asked: people decide about everything that waits for them.
        calmed: people let go what they are asked to, between the last runs.
    """

    site: Callable[[Random], Any]
    world: Callable[[MakeLedger, Any, Weather], W]
    actions: Mapping[str, Callable[[W, Random], None]]
    crashes: tuple[str, ...]
    scenes: tuple[tuple[int, tuple[str, ...]], ...]
    opening: tuple[str, ...]
    in_step: Callable[[W], list[str]]
    in_calm: Callable[[W], list[str]]
    asked: Callable[[W, Random], None]
    calmed: Callable[[W, Random], None]

    def draw(self, seed: int, *, scenes: int = 6) -> Drawn:
        """The history of a seed, with at most so many scenes."""
        random = Random(seed)
        site, weather = self.site(random), Weather.draw(random)
        weights = [weight for weight, _ in self.scenes]
        chosen = random.choices([names for _, names in self.scenes], weights, k=random.randrange(2, scenes + 1))
        names = [*self.opening, *(name for scene in chosen for name in scene)]
        # Every failpoint has its turn, so that a batch of some hundred seeds has died at all of them.
        names.insert(random.randrange(1, len(names) + 1), self.crashes[seed % len(self.crashes)])
        steps = tuple(Step(name, random.getrandbits(32)) for name in names)
        return Drawn(seed=seed, site=site, weather=weather, steps=steps)

    def play(self, history: Drawn, make_ledger: MakeLedger) -> Outcome:
        """Play a history to its end, or to the first invariant that does not hold."""
        world = self.world(make_ledger, history.site, history.weather)
        world.tell(f"{history.site}, {history.weather}")
        wrong, crashed = "", False
        with world.at_work():
            try:
                self._play_out(world, history)
            except Violation as violation:
                wrong, crashed = str(violation), isinstance(violation, Crash)
            finally:
                while world.paused:
                    world.go_on(Random(0), kill=True)
        world.ledger.close()
        return Outcome(wrong=wrong, story=tuple(world.story), met=world.met, crashed=crashed)

    def shrink(self, history: Drawn, make_ledger: MakeLedger) -> Drawn:
        """The same history with every step left out that it fails without."""
        steps: Sequence[Step] = history.steps
        at = 0
        while at < len(steps):
            fewer = (*steps[:at], *steps[at + 1 :])
            if self.play(attrs.evolve(history, steps=fewer), make_ledger).wrong:
                steps = fewer
            else:
                at += 1
        return attrs.evolve(history, steps=tuple(steps))

    def _play_out(self, world: W, history: Drawn) -> None:
        for step in history.steps:
            world.count(step.action)
            world.pass_time(timedelta(seconds=1))
            self.actions[step.action](world, Random(step.seed))
            self._check_step(world)
        self._calm_down(world, Random(history.seed))
        if history.seed % _ASKED == 0:
            world.tell("people are asked")
            self.asked(world, Random(history.seed))
            self._calm_down(world, Random(history.seed))

    def _check_step(self, world: W) -> None:
        fail(world, [*world.wrongs, *world.harm, *world.watch.follow(), *self.in_step(world)])
        fail(world, world.crashes, Crash)

    def _calm_down(self, world: W, random: Random) -> None:
        """Faults stop, time passes, runs go on until nothing changes. Raises Violation."""
        world.weather = Weather()
        world.tell("all calms down")
        while world.paused:
            world.go_on(random, kill=random.random() < 0.5)
            self._check_step(world)
        world.pass_time(timedelta(days=4))
        quiet = 0
        for _ in range(_MOST_ROUNDS):
            self.calmed(world, random)
            before = (world.sends, world.watch.changes)
            # In the end a full check finds nothing to do either.
            world.pass_time(_FULL_CHECK if quiet else timedelta(hours=2))
            world.run("A", random)
            self._check_step(world)
            quiet = quiet + 1 if (world.sends, world.watch.changes) == before else 0
            if quiet == _QUIET_ROUNDS:
                fail(world, [*check_audit(world.ledger, world.connection).problems, *self.in_calm(world)])
                return
        raise Violation("it never calms down: writes or audit rows go on for ever")


@attrs.frozen(kw_only=True)
class Planted:
    """A planted bug.

    Args:
        plant: gives the context manager under which the product has it.
        within: in so many histories it is caught.
        site: what the site must be like.
        weather: how often calls must go wrong.
    """

    plant: Callable[[], Any]
    within: int
    site: dict[str, Any] = attrs.field(factory=dict)
    weather: dict[str, float] = attrs.field(factory=dict)

    def suited(self, history: Drawn) -> Drawn:
        """A history with the site and the weather that the bug needs."""
        site, weather = attrs.evolve(history.site, **self.site), attrs.evolve(history.weather, **self.weather)
        return attrs.evolve(history, site=site, weather=weather)


@attrs.define(kw_only=True)
class Result:
    """What some histories came to: how many there were, what they met, and those that failed, with their stories."""

    count: int = 0
    met: Counter[str] = attrs.field(factory=Counter)
    failures: list[tuple[int, str, tuple[str, ...]]] = attrs.field(factory=list)


def play_game(
    game: Game[Any], seeds: Iterable[int], *, store: str = "memory", bug: Planted | None = None, shrink: bool = True
) -> Result:
    """Play the histories of some seeds.

    Args:
        game: what is played.
        seeds: in this order.
        store: where the ledger is kept.
        bug: one that is planted, if any.
        shrink: cut a history that fails down to its smallest part that does.
    """
    result = Result()
    with STORES[store]() as make_ledger, bug.plant() if bug else nullcontext():
        for seed in seeds:
            history = game.draw(seed)
            history = bug.suited(history) if bug else history
            try:
                played = game.play(history, make_ledger)
            except Exception as error:
                error.add_note(f"seed {seed}")
                raise
            result.count += 1
            result.met += played.met
            if played.wrong:
                smallest = game.shrink(history, make_ledger) if shrink else history
                result.failures.append((seed, played.wrong, game.play(smallest, make_ledger).story))
    return result


def first_caught(game: Game[Any], bug: Planted) -> Outcome | None:
    """The first history in memory that fails under a planted bug and holds without it, or None.

    What the bug makes the engine raise is no catch, since it may be the patch that is broken.
    """
    with STORES["memory"]() as make_ledger:
        for seed in range(bug.within):
            history = bug.suited(game.draw(seed))
            with bug.plant():
                played = game.play(history, make_ledger)
            if played.wrong and not (played.crashed or game.play(history, make_ledger).wrong):
                return played
    return None
