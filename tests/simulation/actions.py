"""What may happen next in a history: people in both systems, trouble, time, and runs of the engine.

Each action draws its details from a random source of its own, so that leaving one step out changes no other.
"""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import Literal

import attrs

from gp_sync.core import facts as names
from gp_sync.core.flow import Touched
from gp_sync.failpoints import FAILPOINTS
from gp_sync.flows.purchase_orders.document import GPPurchaseOrder, OrderState
from gp_sync.testing.examples import calendar
from tests.simulation.gp import Record, Status
from tests.simulation.schedule import Stop
from tests.simulation.source import CODES, Order, OrderLine
from tests.simulation.world import World, record_of

__all__ = ["ACTIONS", "SCENES", "Action"]

Action = Callable[[World, Random], None]

_AROUND_A_WRITE = (
    *(name for name in FAILPOINTS if name.startswith(("write.", "ledger."))),
    *("references.find", "target.read", "target.read.answered", "target.send", "target.socket", "target.answered"),
    *("before attempts", "before reserve", "after reserve", "before move", "after move", "before settle"),
)
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
_MOST_ORDERS = 4


def draw_stop(random: Random, action: Literal["die", "pause"]) -> Stop:
    """A place at which a process dies or pauses: most often around a write, else anywhere."""
    places = random.choices((_AROUND_A_WRITE, _ELSEWHERE, None), (5, 3, 2))[0]
    if places is None:
        return Stop(action=action, place=None, count=random.randrange(1, 90))
    return Stop(action=action, place=random.choice(places), count=random.choice((1, 1, 1, 2)))


# --- Procurify --------------------------------------------------------------------------------------------------------


def an_order_appears(world: World, random: Random) -> None:
    """Somebody buys something."""
    if len(world.source.orders) >= _MOST_ORDERS:
        return
    key = len(world.source.orders) + 1
    lines = tuple(_new_line(key * 100 + number, random) for number in range(1, random.choice((2, 2, 3, 4))))
    now = world.now()
    late = timedelta(days=3) if random.random() < 0.1 else timedelta()
    order = Order(key=key, ordered_at=now, lines=lines, changed=now.date(), listed_from=now + late)
    world.source.orders[key] = order
    order.publish()
    order.move(now)
    world.count("row listed late" if late else "row listed at once")
    world.tell(f"order {key} appears with {len(lines)} lines{', and is listed three days later' if late else ''}")


def an_order_is_revised(world: World, random: Random) -> None:
    """Amounts, account codes, lines added, removed or in another order, a split; the list may not show it."""
    order = _order(world, random)
    if order is None or order.state is not OrderState.PURCHASED:
        return
    name, revise = random.choice(list(_REVISIONS.items()))
    revise(order, random)
    how = random.choices(("list row moves", "list row keeps its day", "only an item is touched"), (8, 1, 2))[0]
    if how == "only an item is touched":
        world.source.touches.append(Touched(source_id=str(order.key), at=world.now()))
    order.publish()
    if how == "list row moves":
        order.move(world.now())
    elif how == "list row keeps its day":
        order.row += 1
    world.count(f"revision: {name}")
    world.count(f"revision: {how}")
    world.tell(f"order {order.key} is revised: {name}; {how}")


def an_order_is_cancelled(world: World, random: Random) -> None:
    """Somebody cancels an order."""
    order = _order(world, random)
    if order is None or order.state is not OrderState.PURCHASED:
        return
    order.state = OrderState.CANCELLED
    order.publish()
    order.move(world.now())
    world.tell(f"order {order.key} is cancelled")


# --- GP ---------------------------------------------------------------------------------------------------------------


def a_hand_in_gp(world: World, random: Random) -> None:
    """Somebody works on a document in GP."""
    records = sorted(world.gp.records(), key=lambda row: row.target)
    deleted = sorted(world.gp.deleted)
    if deleted and random.random() < 0.5 and world.gp.standing(deleted[0]) is None:
        world.gp.restore(deleted[0])
        world.tell(f"{deleted[0].number} is restored in GP")
        return
    if not records:
        return
    record = random.choice(records)
    name, act = random.choice(list(_HANDS.items()))
    if act(world, record):
        world.count(f"hand in GP: {name}")
        world.tell(f"{record.target.number} in GP: {name}")


def somebody_takes_a_number(world: World, random: Random) -> None:
    """Somebody enters a document of their own under a number that ours would have."""
    target = record_of(random.choice((len(world.source.orders), len(world.source.orders) + 1)) or 1)
    if world.gp.standing(target) is None:
        world.gp.enter(target, somebodys_order(target.number))
        world.count("hand in GP: takes a number")
        world.tell(f"somebody enters a document under {target.number}")


def somebodys_order(number: str) -> GPPurchaseOrder:
    """A document without lines and without our marker."""
    nothing = Decimal(0)
    return GPPurchaseOrder(
        number=number,
        vendor_id="LAKESHORE0001",
        document_date=date(2026, 11, 2),
        promised_date=None,
        currency_id="Z-US$",
        payment_terms_id="NET 30",
        shipping_method="GROUND",
        ship_to_address_id="PRIMARY",
        confirm_with="",
        comment="entered by hand",
        subtotal=nothing,
        trade_discount=nothing,
        freight=nothing,
        miscellaneous=nothing,
        tax_amount=nothing,
        lines=(),
    )


def the_setup_changes(world: World, random: Random) -> None:
    """Somebody closes or opens the period, or switches an account or the vendor off or on."""
    facts = world.facts.facts
    what = random.choice(("period", "account", "vendor"))
    if what == "period":
        ref = names.fiscal_calendar("TWO")
        facts[ref] = calendar() if facts[ref].period(2026, 11).closed else calendar(11)
    else:
        account = names.account("TWO", f"000-{random.choice(CODES)}-01")
        ref = account if what == "account" else names.gp_vendor("TWO", "LAKESHORE0001")
        facts[ref] = attrs.evolve(facts[ref], active=not facts[ref].active)
    world.count(f"setup: {what}")
    world.tell(f"in GP's setup, somebody switches the {what} ({ref})")


# --- trouble and time -------------------------------------------------------------------------------------------------


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


def a_person_looks_at_the_guards(world: World, _: Random) -> None:
    """What a guard has stopped is let go."""
    world.release_guards()


# --- runs -------------------------------------------------------------------------------------------------------------


def a_run(world: World, random: Random) -> None:
    """The first scheduler runs once."""
    world.pass_time(timedelta(minutes=random.choice((1, 6, 6, 18))))
    world.run("A", random)


def a_run_that_dies(world: World, random: Random) -> None:
    """A process is killed somewhere."""
    world.pass_time(timedelta(minutes=random.choice((1, 6, 6, 18))))
    world.run(random.choice("AB"), random, draw_stop(random, "die"))


def a_run_that_pauses(world: World, random: Random) -> None:
    """A process stops somewhere; it may go on much later."""
    world.pass_time(timedelta(minutes=random.choice((1, 6, 6, 18))))
    world.run(random.choice("AB"), random, draw_stop(random, "pause"))


def another_run(world: World, random: Random) -> None:
    """The second scheduler runs, perhaps after the lease of the first has run out."""
    world.pass_time(timedelta(minutes=random.choice((0, 6, 6, 30))))
    world.run("B", random)


def a_paused_run_goes_on(world: World, random: Random) -> None:
    """A process that was paused goes on: as the owner of the lease, or as a zombie."""
    if world.paused:
        stop = random.choice((None, draw_stop(random, "pause"), draw_stop(random, "die")))
        world.go_on(random, stop, kill=random.random() < 0.1)


ACTIONS: dict[str, Action] = {
    "an order appears": an_order_appears,
    "an order is revised": an_order_is_revised,
    "an order is cancelled": an_order_is_cancelled,
    "a hand in GP": a_hand_in_gp,
    "somebody takes a number": somebody_takes_a_number,
    "the setup changes": the_setup_changes,
    "a side goes down": a_side_goes_down,
    "time passes": time_passes,
    "a person looks at the guards": a_person_looks_at_the_guards,
    "a run": a_run,
    "a run that dies": a_run_that_dies,
    "a run that pauses": a_run_that_pauses,
    "another run": another_run,
    "a paused run goes on": a_paused_run_goes_on,
}
"""Every action by its name."""

_OVERTAKEN = ("a run that pauses", "another run", "a paused run goes on")

SCENES: tuple[tuple[int, tuple[str, ...]], ...] = (
    *((1, (name,)) for name in ACTIONS),
    (3, ("an order appears", "a run")),
    (3, ("an order appears", "a run that dies", "another run")),
    (3, ("an order appears", *_OVERTAKEN)),
    (2, ("somebody takes a number", "an order appears", "a run")),
    (4, ("an order is revised", "a run")),
    (3, ("an order is revised", "a run that dies", "another run")),
    (3, ("an order is revised", *_OVERTAKEN)),
    (3, ("an order appears", "a run that pauses", "an order is revised", *_OVERTAKEN[1:])),
    (2, ("an order is revised", "a run that pauses", "an order is revised", *_OVERTAKEN[1:])),
    (2, ("a hand in GP", "an order is revised", "a run")),
    (2, ("a run that dies", "a hand in GP", "a run", "a run")),
    (1, ("an order is cancelled", "a run that dies", "a run")),
    (1, ("the setup changes", "an order is revised", "a run")),
)
"""What tends to follow each other, with how often it is drawn: trouble is where two things meet."""


def _order(world: World, random: Random) -> Order | None:
    """Any order, most likely the newest, which is where trouble meets trouble."""
    keys = sorted(world.source.orders)
    return world.source.orders[random.choice((*keys, *keys[-1:] * 2))] if keys else None


def _new_line(line_id: int, random: Random) -> OrderLine:
    codes = CODES if random.random() < 0.2 else (random.choice(CODES),)
    return OrderLine(
        id=line_id, quantity=random.randrange(1, 10), price=Decimal(random.randrange(1, 9999)) / 100, codes=codes
    )


def _amount(order: Order, random: Random) -> None:
    at = random.randrange(len(order.lines))
    line = attrs.evolve(order.lines[at], price=Decimal(random.randrange(1, 9999)) / 100)
    order.lines = (*order.lines[:at], line, *order.lines[at + 1 :])


def _codes(order: Order, random: Random) -> None:
    at = random.randrange(len(order.lines))
    codes = random.choice([codes for codes in ((CODES[0],), (CODES[1],), CODES) if codes != order.lines[at].codes])
    order.lines = (*order.lines[:at], attrs.evolve(order.lines[at], codes=codes), *order.lines[at + 1 :])


def _freight(order: Order, random: Random) -> None:
    order.freight = Decimal(random.randrange(0, 9))


def _line_added(order: Order, random: Random) -> None:
    line_id = order.key * 100 + 10 + len(order.versions)
    order.lines = (*order.lines, _new_line(line_id, random))


def _line_removed(order: Order, random: Random) -> None:
    if len(order.lines) > 1:
        at = random.randrange(len(order.lines))
        order.lines = (*order.lines[:at], *order.lines[at + 1 :])


def _reordered(order: Order, _: Random) -> None:
    order.lines = order.lines[::-1]


_REVISIONS: dict[str, Callable[[Order, Random], None]] = {
    "amount": _amount,
    "account codes": _codes,
    "freight": _freight,
    "line added": _line_added,
    "line removed": _line_removed,
    "lines reordered": _reordered,
}


def _edit(world: World, record: Record) -> bool:
    if record.touchable:
        world.gp.change(record, freight=record.body.freight + 1)
    return record.touchable


def _release(world: World, record: Record) -> bool:
    return _move(world, record, Status.NEW, Status.RELEASED)


def _receive(world: World, record: Record) -> bool:
    return _move(world, record, Status.RELEASED, Status.RECEIVED)


def _void(world: World, record: Record) -> bool:
    return _move(world, record, Status.NEW, Status.CANCELED)


def _move(world: World, record: Record, before: Status, after: Status) -> bool:
    moves = record.status is before and not record.in_history
    if moves:
        world.gp.change(record, after)
    return moves


def _delete(world: World, record: Record) -> bool:
    deletes = record.touchable
    if deletes:
        world.gp.delete(record)
    return deletes


def _archive(world: World, record: Record) -> bool:
    archives = not record.in_history
    if archives:
        world.gp.archive(record)
    return archives


def _unarchive(world: World, record: Record) -> bool:
    comes_back = record.in_history and world.gp.standing(record.target) is record
    if comes_back:
        world.gp.unarchive(record)
    return comes_back


_HANDS: dict[str, Callable[[World, Record], bool]] = {
    "edits": _edit,
    "releases": _release,
    "receives": _receive,
    "voids": _void,
    "deletes": _delete,
    "moves to history": _archive,
    "takes back from history": _unarchive,
}
