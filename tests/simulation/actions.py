"""What may happen next in a history: people in both systems, trouble, time, and runs of the engine.

Each action draws its details from a random source of its own, so that leaving one step out changes no other.
"""

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from random import Random
from typing import Literal

from gp_sync.failpoints import FAILPOINTS
from tests.simulation.buyers import (
    an_item_is_received,
    an_old_order_is_there,
    an_order_appears,
    an_order_has_a_number_of_another,
    an_order_is_cancelled,
    an_order_is_closed,
    an_order_is_revised,
)
from tests.simulation.careless import somebody_decides_without_looking, somebody_settles_any_order_by_hand
from tests.simulation.elsewhere import the_configuration_points_elsewhere
from tests.simulation.hands import (
    a_hand_in_gp,
    somebody_copies_a_record,
    somebody_takes_a_number,
    the_company_is_backed_up_or_restored,
    the_company_is_renamed,
    the_newest_record_is_deleted,
    the_newest_record_is_edited,
    the_newest_record_moves_to_history,
    the_setup_changes,
)
from tests.simulation.operators import (
    blocked_orders_are_settled_by_hand,
    guards_are_let_go,
    quarantines_are_decided,
    what_stopped_is_replayed,
)
from tests.simulation.schedule import Stop
from tests.simulation.world import World

__all__ = ["ACTIONS", "CRASHES", "SCENES", "Action"]

Action = Callable[[World, Random], None]

_AROUND_A_WRITE = (
    *(name for name in FAILPOINTS if name.startswith(("write.", "ledger."))),
    *("references.find", "target.read", "target.read.answered", "target.send", "target.socket", "target.answered"),
    *("before attempts", "before reserve", "after reserve", "before move", "after move", "before settle"),
)
_BEFORE_A_WRITE = ("references.find", "target.read.answered", "before attempts", "before reserve", "write.reserved")
_AFTER_A_WRITE = ("target.answered", "write.answered", "write.doubted", "write.read_back")
_ELSEWHERE = (
    *(name for name in FAILPOINTS if name.startswith("capture.")),
    *(
        "feed.page",
        "feed.fetch",
        "feed.touched",
        "target.find_ours",
        "after acquire",
        "before capture",
        "after capture",
    ),
    *("after pending", "before absent", "after absent", "after settle", "before remember", "before release"),
)


def draw_stop(random: Random, action: Literal["die", "pause"]) -> Stop:
    """A place at which a process dies or pauses: most often around a write, else anywhere."""
    places = random.choices((_AROUND_A_WRITE, _ELSEWHERE, None), (5, 3, 2))[0]
    if places is None:
        return Stop(action=action, place=None, count=random.randrange(1, 90))
    return Stop(action=action, place=random.choice(places), count=random.choice((1, 1, 1, 2)))


def a_side_goes_down(world: World, random: Random) -> None:
    """A side cannot be used for a while."""
    until = world.now() + timedelta(minutes=random.choice((3, 30)))
    if random.random() < 0.5:
        world.gp_down_until = until
    else:
        world.source_down_until = until
    world.tell("a side goes down")


def time_passes(world: World, random: Random) -> None:
    """Minutes, hours or days."""
    world.pass_time(timedelta(minutes=random.choice((1, 4, 6, 20, 90, 24 * 60, 3 * 24 * 60))))


def a_run(world: World, random: Random) -> None:
    """The first scheduler runs once."""
    world.pass_time(timedelta(minutes=random.choice((1, 6, 6, 18))))
    world.run("A", random)


def a_baseline(world: World, random: Random) -> None:
    """Somebody has what GP has already linked, without any write; that may die or pause as a run does."""
    world.pass_time(timedelta(minutes=6))
    stop = random.choice((None, None, draw_stop(random, "die"), draw_stop(random, "pause")))
    world.run("A", random, stop, baseline=True)


def a_run_that_dies(world: World, random: Random) -> None:
    """A process is killed somewhere."""
    world.pass_time(timedelta(minutes=random.choice((1, 6, 6, 18))))
    world.run(random.choice("AB"), random, draw_stop(random, "die"))


def _a_run_that_dies_at(point: str, world: World, random: Random) -> None:
    world.pass_time(timedelta(minutes=6))
    world.run("A", random, Stop(action="die", place=point, count=1))


def a_run_that_pauses(world: World, random: Random) -> None:
    """A process stops somewhere; it may go on much later."""
    world.pass_time(timedelta(minutes=random.choice((1, 6, 6, 18))))
    world.run(random.choice("AB"), random, draw_stop(random, "pause"))


def a_run_that_pauses_before_it_writes(world: World, random: Random) -> None:
    """A process stops with a decision in mind that is not carried out yet."""
    world.pass_time(timedelta(minutes=6))
    world.run("A", random, Stop(action="pause", place=random.choice(_BEFORE_A_WRITE), count=1))


def a_run_that_pauses_at_the_socket(world: World, random: Random) -> None:
    """A process stops between its last check of the deadline and the request, which leaves when it goes on."""
    world.pass_time(timedelta(minutes=6))
    world.run("A", random, Stop(action="pause", place="target.socket", count=random.choice((1, 1, 2))))


def a_run_that_dies_after_it_sent(world: World, random: Random) -> None:
    """A process is killed when GP has done what it asked for, and the ledger does not know it yet."""
    world.pass_time(timedelta(minutes=6))
    world.run("A", random, Stop(action="die", place=random.choice(_AFTER_A_WRITE), count=1))


def a_run_takes_over(world: World, random: Random) -> None:
    """The second scheduler runs after any lease has run out."""
    world.pass_time(timedelta(minutes=random.choice((6, 30))))
    world.run("B", random)


def another_run(world: World, random: Random) -> None:
    """The second scheduler runs, perhaps after the lease of the first has run out."""
    world.pass_time(timedelta(minutes=random.choice((0, 6, 6, 30))))
    world.run("B", random)


def a_paused_run_goes_on(world: World, random: Random) -> None:
    """A process that was paused goes on: as the owner of the lease, or as a zombie."""
    if world.paused:
        stop = random.choice((None, draw_stop(random, "pause"), draw_stop(random, "die")))
        world.go_on(random, stop, kill=random.random() < 0.1)


def a_run_that_pauses_while_it_lists(world: World, random: Random) -> None:
    """A process stops between two pages of the list."""
    world.pass_time(timedelta(minutes=6))
    world.run("A", random, Stop(action="pause", place="feed.page", count=2))


ACTIONS: dict[str, Action] = {
    "an order appears": an_order_appears,
    "an old order is there": an_old_order_is_there,
    "an order has a number of another": an_order_has_a_number_of_another,
    "an order is revised": an_order_is_revised,
    "an order is cancelled": an_order_is_cancelled,
    "an order is closed": an_order_is_closed,
    "an item is received": an_item_is_received,
    "a hand in GP": a_hand_in_gp,
    "the newest record moves to history": the_newest_record_moves_to_history,
    "the newest record is deleted": the_newest_record_is_deleted,
    "the newest record is edited": the_newest_record_is_edited,
    "somebody copies a record": somebody_copies_a_record,
    "somebody takes a number": somebody_takes_a_number,
    "the setup changes": the_setup_changes,
    "the company is backed up or restored": the_company_is_backed_up_or_restored,
    "the company is renamed": the_company_is_renamed,
    "the configuration points elsewhere": the_configuration_points_elsewhere,
    "a side goes down": a_side_goes_down,
    "time passes": time_passes,
    "guards are let go": guards_are_let_go,
    "what stopped is replayed": what_stopped_is_replayed,
    "quarantines are decided": quarantines_are_decided,
    "blocked orders are settled by hand": blocked_orders_are_settled_by_hand,
    "somebody decides without looking": somebody_decides_without_looking,
    "somebody settles any order by hand": somebody_settles_any_order_by_hand,
    "a baseline": a_baseline,
    "a run": a_run,
    "a run that dies": a_run_that_dies,
    "a run that pauses": a_run_that_pauses,
    "a run that pauses while it lists": a_run_that_pauses_while_it_lists,
    "a run that pauses before it writes": a_run_that_pauses_before_it_writes,
    "a run that pauses at the socket": a_run_that_pauses_at_the_socket,
    "a run that dies after it sent": a_run_that_dies_after_it_sent,
    "a run takes over": a_run_takes_over,
    "another run": another_run,
    "a paused run goes on": a_paused_run_goes_on,
}
"""Every action by its name."""

CRASHES: dict[str, Action] = {
    f"a run that dies at {point}": partial(_a_run_that_dies_at, point) for point in FAILPOINTS
}
"""A run that dies at each of the engine's failpoints."""

_SETTLED_BY_HAND = ("blocked orders are settled by hand", "a run")
_QUARANTINED = (
    *("an order is revised", "an order appears"),
    *("a run that dies after it sent", "the newest record is edited", "a run"),
)
_OVERTAKEN = ("a run that pauses", "another run", "a paused run goes on")
_ZOMBIE = ("a run that pauses at the socket", "a run takes over", "time passes", "a run takes over")
_OUTDATED = ("a run that pauses before it writes", "an order is revised", "a run takes over", "a paused run goes on")

SCENES: tuple[tuple[int, tuple[str, ...]], ...] = (
    *((1, (name,)) for name in ACTIONS),
    (2, ("an old order is there", "a baseline", "an order is revised", "a run")),
    (3, ("an order appears", "a run")),
    (3, ("an order appears", "a run that dies", "another run")),
    (3, ("an order appears", *_OVERTAKEN)),
    (2, ("somebody takes a number", "an order appears", "a run")),
    (4, ("an order is revised", "a run")),
    (3, ("an order is revised", "a run that dies", "another run")),
    (3, ("an order is revised", *_OVERTAKEN)),
    (3, ("an order appears", *_OUTDATED)),
    (2, ("an order is revised", *_OUTDATED)),
    (2, ("an order appears", *_ZOMBIE, "a paused run goes on")),
    (2, ("an order is revised", *_ZOMBIE, "a paused run goes on")),
    (2, ("a run", "the newest record is deleted", "an order is revised", "a run", *_SETTLED_BY_HAND)),
    (2, ("a run that pauses while it lists", "an order is revised", "an order appears", "a paused run goes on")),
    (1, ("a hand in GP", "an order is revised", "a run", *_SETTLED_BY_HAND)),
    (2, ("a run", "time passes", "quarantines are decided", "a run")),
    (2, ("a hand in GP", "an order is revised", "a run")),
    (3, (*_QUARANTINED, "quarantines are decided", "a run")),
    (5, (*_QUARANTINED, "somebody decides without looking", "a run")),
    (1, ("a run", "time passes", "a run", "somebody decides without looking", "an order is revised", "a run")),
    (2, ("the newest record is deleted", "a run", "somebody settles any order by hand", "a run")),
    (2, ("a run that dies after it sent", "a hand in GP", "a run", "a run")),
    (1, ("an order appears", "a run that dies after it sent", "the newest record moves to history", "a run", "a run")),
    (1, ("the company is renamed", "an order is revised", "a run")),
    (2, ("a run", "the configuration points elsewhere", "a run")),
    (2, ("an order appears", "an order has a number of another", "a run")),
    (1, ("an order appears", "a run that dies", "an order has a number of another", "a run", "a run")),
    (1, ("an order is revised", "a run that dies", "the configuration points elsewhere", "a run")),
    (1, ("the company is backed up or restored", "an order appears", "a run", "the company is backed up or restored")),
    (1, ("an order is cancelled", "a run that dies", "a run")),
    (1, ("the setup changes", "an order is revised", "a run")),
)
"""What tends to follow each other, with how often it is drawn: trouble is where two things meet."""
