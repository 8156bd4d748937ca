"""What people do in GP: they work on documents, take numbers, change the setup, and restore backups."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from random import Random

import attrs

from gp_sync.core import facts as names
from gp_sync.core.model import Facts
from gp_sync.flows.purchase_orders.document import GPPurchaseOrder
from gp_sync.flows.purchase_orders.mapper import PurchaseOrderMapper
from gp_sync.testing.examples import calendar, decode_order
from tests.simulation.companies import CODES, COMPANIES, PLANTS, TWO_COMPANIES, account_number, record_in, setup
from tests.simulation.records import Record, Status, kept
from tests.simulation.source import Order
from tests.simulation.world import World

__all__ = [
    "a_hand_in_gp",
    "another_tool_writes",
    "somebody_copies_a_record",
    "somebody_takes_a_number",
    "somebodys_order",
    "the_company_is_backed_up_or_restored",
    "the_company_is_renamed",
    "the_newest_record_is_deleted",
    "the_newest_record_is_edited",
    "the_newest_record_moves_to_history",
    "the_setup_changes",
]


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
        world.tell(f"{record.target} in GP: {name}")


def the_newest_record_moves_to_history(world: World, _: Random) -> None:
    """A document is finished with as soon as it is there."""
    _on_the_newest(world, "moves to history", _archive)


def the_newest_record_is_deleted(world: World, _: Random) -> None:
    """Somebody deletes a document that has just come."""
    _on_the_newest(world, "deletes", _delete)


def the_newest_record_is_edited(world: World, random: Random) -> None:
    """Somebody edits a document that has just come, or its comment."""
    _on_the_newest(world, *random.choice((("edits", _edit), ("edits the comment", _rewrite))))


def _on_the_newest(world: World, name: str, act: Callable[[World, Record], bool]) -> None:
    newest = max(world.gp.work.values(), key=lambda row: row.life, default=None)
    if newest is not None and act(world, newest):
        world.count(f"hand in GP: {name}")
        world.tell(f"{newest.target} in GP: {name}")


def somebody_takes_a_number(world: World, random: Random) -> None:
    """Somebody enters a document of their own under a number that ours would have."""
    number = random.choice((len(world.source.orders), len(world.source.orders) + 1)) or 1
    order = world.source.orders.get(number)
    target = order.record if order is not None else record_in(random.choices(COMPANIES, (3, 1))[0], f"PF{number}")
    if world.gp.standing(target) is None:
        world.gp.enter(target, somebodys_order(target.number))
        world.count("hand in GP: takes a number")
        world.tell(f"somebody enters a document under {target}")


def another_tool_writes(world: World, order: Order) -> None:
    """Another tool writes an order exactly as we would, before we did."""
    facts = setup()
    known = Facts(as_of=world.now(), asked=frozenset(facts), found=facts)
    mapped = PurchaseOrderMapper(TWO_COMPANIES).map(decode_order(order.versions[-1][1]), known)
    body = kept(mapped.wanted[order.record])
    world.gp.enter(order.record, body)
    world.gp.work[order.record].ours = body


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
    plant = random.choices(list(PLANTS), (3, 1))[0]
    company = PLANTS[plant]
    if what == "period":
        ref = names.fiscal_calendar(company)
        facts[ref] = calendar() if facts[ref].period(2026, 11).closed else calendar(11)
    else:
        account = names.account(company, account_number(plant, random.choice(CODES)))
        ref = account if what == "account" else names.gp_vendor(company, "LAKESHORE0001")
        facts[ref] = attrs.evolve(facts[ref], active=not facts[ref].active)
    world.count(f"setup: {what}")
    world.tell(f"in GP's setup, somebody switches the {what} ({ref})")


def the_company_is_backed_up_or_restored(world: World, random: Random) -> None:
    """An administrator makes a backup of the company, or puts it back to the last one."""
    if random.random() < 0.5 or not world.gp.restore_backup():
        world.gp.back_up()
        return
    world.count("hand in GP: restores a backup")
    world.tell("GP is put back to an earlier backup")


def the_company_is_renamed(world: World, _: Random) -> None:
    """Somebody renames the company in GP, or gives it its old name: for all that a run can tell, it is another one."""
    world.identity = "Fabrikam" if world.identity != "Fabrikam" else "Fabrikam Test"
    world.tell(f"the company says that it is {world.identity}")


def somebody_copies_a_record(world: World, _: Random) -> None:
    """Somebody copies a document of ours with its marker, under a number of their own."""
    ours = [row for row in world.gp.work.values() if row.ours is not None]
    target = attrs.evolve(ours[0].target, number="PO-BY-HAND") if ours else None
    if target is not None and world.gp.standing(target) is None:
        world.gp.enter(target, attrs.evolve(ours[0].body, number=target.number))
        world.count("hand in GP: copies a record of ours")
        world.tell(f"somebody copies {ours[0].target.number} with its marker")


def _edit(world: World, record: Record) -> bool:
    if record.touchable:
        world.gp.change(record, freight=record.body.freight + 1)
    return record.touchable


def _rewrite(world: World, record: Record) -> bool:
    if record.touchable:
        # Never none: a site may tell no comment where there is one, so that would show nothing.
        comment = "Agreed once more" if record.body.comment == "Agreed" else "Agreed"
        _note_early(world, record)
        world.gp.change(record, comment=comment)
    return record.touchable


def _note_early(world: World, record: Record) -> None:
    """What we leave to GP is GP's, so nobody can tell who changed it before our write was seen to be done."""
    orders = world.source.orders.values()
    seen = any(world.is_linked(order.key, record.target) for order in orders)
    if not seen or any(write.intent.target == record.target for write in world.open_writes()):
        world.early.add(record.target)


def _release(world: World, record: Record) -> bool:
    return _move(world, record, Status.NEW, Status.RELEASED)


def _receive(world: World, record: Record) -> bool:
    return _move(world, record, Status.RELEASED, Status.RECEIVED)


def _enter_receipt(world: World, record: Record) -> bool:
    enters = record.touchable
    if enters:
        world.gp.receive(record)
    return enters


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
    archives = not record.in_history and record.target not in world.gp.history
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
    "edits the comment": _rewrite,
    "releases": _release,
    "receives": _receive,
    "enters a receipt": _enter_receipt,
    "voids": _void,
    "deletes": _delete,
    "moves to history": _archive,
    "takes back from history": _unarchive,
}
