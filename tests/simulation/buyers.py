"""What people do in Procurify: they buy, revise, receive, cancel and close."""

from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta
from decimal import Decimal
from random import Random

import attrs

from gp_sync.flows.purchase_orders.document import OrderState
from tests.simulation.companies import CODES, PLANTS
from tests.simulation.hands import another_tool_writes, somebodys_order
from tests.simulation.source import START, Order, OrderLine
from tests.simulation.words import Words, revised
from tests.simulation.world import World

__all__ = [
    "an_item_is_received",
    "an_old_order_is_there",
    "an_order_appears",
    "an_order_has_a_number_of_another",
    "an_order_is_cancelled",
    "an_order_is_closed",
    "an_order_is_revised",
]

_MOST_ORDERS = 4


def an_order_appears(world: World, random: Random) -> None:
    """Somebody buys something."""
    late = timedelta(days=3) if random.random() < 0.1 else timedelta()
    order = _add(world, random, world.now(), late)
    if order is None:
        return
    order.move(world.now())
    world.count("row listed late" if late else "row listed at once")
    world.count(f"order for the {order.plant}")
    how = ", and is listed three days later" if late else ""
    world.tell(f"order {order.key} appears for the {order.plant} with {len(order.lines)} lines{how}")


def an_order_has_a_number_of_another(world: World, random: Random) -> None:
    """Somebody buys something, and the order is given a number that was given before, perhaps written otherwise."""
    if not world.source.orders:
        return
    first = random.choice(list(world.source.orders.values()))
    order = _add(world, random, world.now(), timedelta(), random.choice((first.number, first.number.lower())))
    if order is None:
        return
    order.move(world.now())
    world.count("order with a number of another")
    world.tell(f"order {order.key} appears for the {order.plant}, with the number {order.number}")


def an_old_order_is_there(world: World, random: Random) -> None:
    """It is noticed that there is an order from before the first day; what GP has of it was not made by us."""
    order = _add(world, random, datetime.combine(START, time(15), UTC) - timedelta(days=12), timedelta())
    if order is None:
        return
    how = random.choice(("not in GP", "entered in GP by hand", "written to GP as we would"))
    if how == "entered in GP by hand":
        world.gp.enter(order.record, somebodys_order(order.number))
    elif how == "written to GP as we would":
        another_tool_writes(world, order)
    world.count(f"old order: {how}")
    world.tell(f"there is an old order {order.key} for the {order.plant}: {how}")


def _add(world: World, random: Random, at: datetime, late: timedelta, number: str = "") -> Order | None:
    """A new order, unless there are enough."""
    if len(world.source.orders) >= _MOST_ORDERS:
        return None
    key = len(world.source.orders) + 1
    lines = tuple(_new_line(key * 100 + number, random) for number in range(1, random.choice((2, 2, 3, 4))))
    plant = random.choices(list(PLANTS), (3, 1))[0]
    order = Order(
        key=key,
        number=number or f"PF{key}",
        ordered_at=at,
        lines=lines,
        words=Words.draw(random),
        changed=at.date(),
        listed_from=world.now() + late,
        plant=plant,
    )
    world.source.orders[key] = order
    order.publish()
    return order


def an_order_is_revised(world: World, random: Random) -> None:
    """Amounts, account codes, lines added, removed or in another order, a split, words; the list may not show it."""
    order = _order(world, random)
    if order is None or order.state is not OrderState.PURCHASED:
        return
    name = _revise(order, random)
    how = random.choices(("list row moves", "list row keeps its day", "only an item is touched"), (8, 1, 2))[0]
    order.publish()
    if how == "list row moves":
        order.move(world.now())
    elif how == "list row keeps its day":
        order.change_row()
    else:
        _touch(world, order, random)
    world.count(f"revision: {name}")
    world.count(f"revision: {how}")
    world.tell(f"order {order.key} is revised: {name}; {how}")


def _revise(order: Order, random: Random) -> str:
    """Change something that GP should be told; gives what."""
    if random.random() < 0.3:
        name, order.words = revised(order.words, random)
        return name
    name, revise = random.choice(list(_REVISIONS.items()))
    revise(order, random)
    return name


def an_order_is_cancelled(world: World, random: Random) -> None:
    """Somebody cancels an order."""
    order = _order(world, random)
    if order is None or order.state is not OrderState.PURCHASED:
        return
    order.state = OrderState.CANCELLED
    order.publish()
    order.move(world.now())
    world.tell(f"order {order.key} is cancelled")


def an_order_is_closed(world: World, random: Random) -> None:
    """Somebody closes an order: nothing more is bought by it."""
    order = _order(world, random)
    if order is None or order.state is not OrderState.PURCHASED:
        return
    order.state = OrderState.CLOSED
    order.publish()
    order.move(world.now())
    world.tell(f"order {order.key} is closed")


def an_item_is_received(world: World, random: Random) -> None:
    """Somebody notes that goods came: the item is touched, and nothing changes that GP would be told."""
    order = _order(world, random)
    if order is not None:
        world.tell(f"an item of order {order.key} is received")
        _touch(world, order, random)


def _touch(world: World, order: Order, random: Random) -> None:
    """An item changes; the list of items may show it late, also when it has come below the overlap."""
    late = timedelta(hours=random.choice((0, 0, 0, 0, 1, 30, 72)))
    world.source.touch(order, world.now(), late)
    if late:
        world.count("item touched late")
        world.tell(f"that is listed {late} later")


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


def _another_plant(order: Order, _: Random) -> None:
    order.plant = next(plant for plant in PLANTS if plant != order.plant)


_REVISIONS: dict[str, Callable[[Order, Random], None]] = {
    "amount": _amount,
    "account codes": _codes,
    "freight": _freight,
    "line added": _line_added,
    "line removed": _line_removed,
    "lines reordered": _reordered,
    "another plant": _another_plant,
}
