"""What people do to vendors: in Procurify, in GP, and with the tool."""

from collections.abc import Callable
from functools import partial
from operator import methodcaller
from random import Random
from typing import Any

import dynamicsgp_sba as gp
from gp_sync.core.model import Unavailable
from gp_sync.engine.engine import Engine
from gp_sync.engine.guards import standing
from gp_sync.engine.session import ConnectionBusy
from gp_sync.people import vendor_decisions as decisions
from gp_sync.people import vendor_desk as desk
from gp_sync.people.by_hand import Decided
from gp_sync.people.quarantine import QuarantineError, quarantined
from gp_sync.people.vendor_linking import CompanyVendors, LinkError
from tests.simulation.bench import CONNECTION
from tests.simulation.vendors.truth import COLUMNS, MEMBERS
from tests.simulation.vendors.world import VendorWorld

__all__ = ["PEOPLE", "guards_are_let_go", "people_decide"]

_NAMES = ("Lakeshore Office Supply", "Northwind Paper", "Tailspin Toys", "Wingtip Bakery", "Adventure Cycles")
_BY = {"by": "the controller", "why": "looked at on both sides"}
_VALUES = {
    "name": ("{} of Joliet", "{} Group"),
    "contact": ("Pat Doe", "Kim Roe", ""),
    "postal_code": ("60431", "60601", ""),
    "phone_1": ("312-555-0101", "312-555-0199 x7", ""),
    "city": ("Joliet", "Chicago"),
}
_IN_GP = {"312-555-0101": "31255501010000", "312-555-0199 x7": "31255501990007"}

Action = Callable[[VendorWorld, Random], None]


def a_vendor_appears_in_procurify(world: VendorWorld, random: Random) -> None:
    """Somebody enters a vendor in Procurify, perhaps one that GP has."""
    _enter_in_procurify(world, random, random.choice(_NAMES))


def a_vendor_appears_in_gp(world: VendorWorld, random: Random) -> None:
    """Somebody enters a vendor in GP, perhaps one that Procurify has."""
    _enter_in_gp(world, random, random.choice(_NAMES))


def a_linked_vendor_is_there(world: VendorWorld, random: Random) -> None:
    """A vendor that both sides have, linked by its external ID: they agree, or not."""
    name = random.choice(_NAMES)
    vendor_id = _enter_in_gp(world, random, name)
    if vendor_id is not None:
        _enter_in_procurify(world, random, name, external_id=vendor_id)


def procurify_is_edited(world: VendorWorld, random: Random) -> None:
    """Somebody changes a field in Procurify."""
    if world.procurify.rows:
        _edit_procurify(world, random.choice(list(world.procurify.rows)), *_drawn(random))


def gp_is_edited(world: VendorWorld, random: Random) -> None:
    """Somebody changes a field in GP."""
    if world.gp.cards:
        _edit_gp(world, random.choice(list(world.gp.cards)), *_drawn(random))


def both_edit_one_field(world: VendorWorld, random: Random) -> None:
    """Two people change one field of a vendor, each on their side."""
    pairs = list(world.pairs())
    if pairs:
        vendor, vendor_id = random.choice(pairs)
        field, here = _drawn(random)
        _edit_procurify(world, int(vendor), field, here)
        _edit_gp(world, vendor_id, field, random.choice(_VALUES[field]))


def gp_s_master_changes(world: VendorWorld, random: Random) -> None:
    """Somebody in GP holds a vendor, makes it inactive or active, submits or approves it, or edits another address."""
    if not world.gp.cards:
        return
    vendor_id = random.choice(list(world.gp.cards))
    changes: dict[str, dict[str, Any]] = {
        "hold": {"on_hold": not world.gp.cards[vendor_id].on_hold},
        "inactive": {"status": gp.VendorStatus.INACTIVE},
        "active": {"status": gp.VendorStatus.ACTIVE},
        "submitted": {"workflow_status": gp.WorkflowStatus.PENDING},
        "approved": {"workflow_status": gp.WorkflowStatus.COMPLETED},
        "without approvals": {"workflow_status": gp.WorkflowStatus.NOT_ACTIVATED},
        "terms": {"payment_terms_id": "2% 10/Net 30"},
        "remit-to": {"remit_to_address_id": random.choice(("PRIMARY", "REMIT TO"))},
    }
    what = random.choice(list(changes))
    world.gp.change(vendor_id, **changes[what])
    _told(world, f"in GP, {vendor_id} is changed: {what}", f"GP's master: {what}")


def payments_go_to_our_address(world: VendorWorld, _: Random) -> None:
    """Somebody lets payments go to the primary address of each vendor that we created, which is ours."""
    for vendor_id in [key for key in world.gp.cards if world.gp.owns_primary(key)]:
        world.gp.change(vendor_id, remit_to_address_id="PRIMARY")
        _told(world, f"in GP, payments for {vendor_id} go to its primary address", "GP's master: our address")


def our_address_is_deleted(world: VendorWorld, random: Random) -> None:
    """Somebody in GP deletes the address that we keep beside a vendor's own."""
    found = sorted(key for key in world.gp.addresses if key[1] == "PROCURIFY")
    if found:
        vendor_id, address_id = random.choice(found)
        del world.gp.addresses[vendor_id, address_id]
        _told(world, f"in GP, the address {address_id} of {vendor_id} is deleted", "GP deletes our address")


def gp_renumbers_a_vendor(world: VendorWorld, random: Random) -> None:
    """Somebody gives a vendor another ID in GP."""
    if world.gp.cards:
        vendor_id = random.choice(list(world.gp.cards))
        new_id = f"NEW{world.moment()}"
        world.excused |= {vendor_id, new_id}
        world.gp.rename(vendor_id, new_id)
        _told(world, f"in GP, {vendor_id} becomes {new_id}", "GP renumbers a vendor")


def gp_deletes_a_vendor(world: VendorWorld, random: Random) -> None:
    """Somebody deletes a vendor in GP."""
    if world.gp.cards:
        vendor_id = random.choice(list(world.gp.cards))
        world.excused.add(vendor_id)
        world.gp.delete(vendor_id)
        _told(world, f"in GP, {vendor_id} is deleted", "GP deletes a vendor")


def procurify_archives_a_vendor(world: VendorWorld, random: Random) -> None:
    """Somebody archives a vendor, brings one back, or has one deleted."""
    if not world.procurify.rows:
        return
    vendor = random.choice(list(world.procurify.rows))
    world.excused |= {str(vendor), world.procurify.rows[vendor].get("external_id") or ""}
    if random.random() < 0.2:
        world.procurify.delete(vendor)
        _told(world, f"in Procurify, vendor {vendor} is deleted", "Procurify deletes a vendor")
        return
    active = not world.procurify.rows[vendor]["active"]
    world.procurify.change(vendor, active=active)
    what = "brings a vendor back" if active else "archives a vendor"
    _told(world, f"in Procurify, vendor {vendor}: active is {active}", f"Procurify {what}")


def a_link_is_confirmed(world: VendorWorld, random: Random) -> None:
    """Somebody links a vendor that is linked to none, or to one that GP has no more."""
    vendors = world.company_vendors()
    open_ones = [card for card in vendors.procurify if not vendors.is_settled(card.key)]
    free = [card for card in vendors.gp if not vendors.holders.get(card.key.casefold())]
    if not open_ones or not free:
        return
    card = random.choice(open_ones)
    named = [other for other in free if other.name.split()[0] == card.name.split()[0]] or free
    other = random.choice(named)

    def linked(seen: CompanyVendors) -> decisions.Decided:
        return decisions.change(seen, card.key, "vendor.linked", seen.link(card.key, other.key))

    if _said(world, linked):
        world.said[card.key] = other.key
        _told(world, f"a person links vendor {card.key} to {other.key}", "a link is confirmed")


def a_vendor_is_confirmed(world: VendorWorld, random: Random) -> None:
    """Somebody lets a GP vendor be created in Procurify."""
    vendors = world.company_vendors()
    if not vendors.gp:
        return
    card = random.choice(vendors.gp)
    if _said(world, lambda vendors: decisions.confirmed(vendors, card.key, low=85, anyway=False)):
        world.confirmed.add(card.key)
        _told(world, f"a person lets {card.key} be created in Procurify", "a vendor is confirmed")


def a_conflict_is_decided(world: VendorWorld, random: Random) -> None:
    """Somebody takes a side in a conflict."""
    found = list(desk.conflicts(world.ledger, CONNECTION))
    if found:
        conflict, take = random.choice(found), random.choice((("gp"), ("procurify")))
        side: desk.Side = "gp" if take == "gp" else "procurify"
        if _with_session(world, lambda session: desk.resolve(session, conflict, side, **_BY)):
            world.chosen.add((conflict.vendor, conflict.field))
            _told(world, f"a person takes {take} in the {conflict.field} of {conflict.vendor}", "a conflict is decided")


def a_frozen_link_goes_on(world: VendorWorld, _: Random) -> None:
    """Somebody lets all links go on that were frozen."""
    for row, company in list(desk.frozen(world.ledger, CONNECTION)):
        vendor = row.key.source_id
        if _with_session(
            world, partial(desk.release, vendor=vendor, companies=[company], by=_BY["by"], why=_BY["why"])
        ):
            _told(world, f"a person lets the link of {vendor} go on", "a frozen link goes on")


def guards_are_let_go(world: VendorWorld, _: Random) -> None:
    """What a guard has stopped is let go."""
    for stop in standing(world.ledger, CONNECTION):
        if _asked(world, methodcaller("release", stop.name, **_BY)):
            _told(world, f"a person lets the guard {stop.name} go", f"guard released: {stop.name}")


def what_stopped_is_replayed(world: VendorWorld, _: Random) -> None:
    """Everything that was held or blocked is decided anew."""
    if _asked(world, Engine.replay):
        world.refused.clear()
        _told(world, "a person replays what was stopped", "replay")


def quarantines_are_decided(world: VendorWorld, _: Random) -> None:
    """Somebody looks at each write in quarantine, and says what became of it."""
    for stuck in quarantined(world.ledger, CONNECTION):
        number = stuck.intent.target.number.removeprefix("external id ")
        if not world.awaits(number):
            _asked(world, partial(_decide, world=world, stuck=stuck))


def people_decide(world: VendorWorld, random: Random) -> None:
    """People decide about everything that waits for them."""
    for act in (quarantines_are_decided, a_frozen_link_goes_on, what_stopped_is_replayed):
        act(world, random)
    for _ in range(5):
        a_conflict_is_decided(world, random)
        a_link_is_confirmed(world, random)


def _decide(engine: Engine, *, world: VendorWorld, stuck: Any) -> None:
    with engine.quarantine(stuck) as quarantine:
        for name in ("confirm", "keep", "release"):
            try:
                getattr(quarantine, name)(stuck, Decided(**_BY))
            except QuarantineError as error:
                world.tell(f"a person is told: {error}")
            else:
                # Who says that what stands there is what was to be written takes that for agreed on.
                world.chosen |= {(stuck.key.source_id, field) for field in MEMBERS}
                _told(world, f"a person decides about {stuck.intent.target}: {name}", f"quarantine: {name}")
                return


def _said(world: VendorWorld, word: Callable[[CompanyVendors], decisions.Decided]) -> bool:
    """A person's word about links, as a command carries it out; tells whether it was taken."""
    try:
        return _with_session(world, lambda session: decisions.carry_out(session, world.company_vendors(), word, **_BY))
    except LinkError as error:
        world.tell(f"a person is told: {error}")
        return False


def _with_session(world: VendorWorld, act: Callable[[Any], object]) -> bool:
    """Do something while nobody else works on the connection; tells whether it could be done."""

    def within(engine: Engine) -> None:
        with engine.session() as session:
            act(session)

    return _asked(world, within)


def _asked(world: VendorWorld, act: Callable[[Engine], object]) -> bool:
    try:
        act(world.engine_of_a_person())
    except (ConnectionBusy, Unavailable):
        return False
    return True


def _drawn(random: Random) -> tuple[str, str]:
    field = random.choice(list(_VALUES))
    return field, random.choice(_VALUES[field])


def _enter_in_procurify(world: VendorWorld, random: Random, name: str, **members: Any) -> None:
    drawn = {MEMBERS[field]: random.choice(_VALUES[field]) for field in ("contact", "postal_code", "phone_1", "city")}
    vendor = world.procurify.enter(name, currency=1, **(drawn | members))
    _told(world, f"in Procurify, '{name}' is entered as vendor {vendor} {members or ''}", "a vendor in Procurify")


def _enter_in_gp(world: VendorWorld, random: Random, name: str) -> str | None:
    vendor_id = f"{name.split(maxsplit=1)[0].upper()[:8]}01"
    if vendor_id in world.gp.cards:
        return None
    world.gp.enter(vendor_id, name, contact=random.choice(_VALUES["contact"]))
    if random.random() < 0.5:
        drawn = {field: random.choice(_VALUES[field]) for field in ("contact", "postal_code", "phone_1", "city")}
        drawn["phone_1"] = _IN_GP.get(drawn["phone_1"], "")
        world.gp.change_address(vendor_id, "PROCURIFY", **drawn)
    _told(world, f"in GP, '{name}' is entered as {vendor_id}", "a vendor in GP")
    return vendor_id


def _edit_procurify(world: VendorWorld, vendor: int, field: str, value: str) -> None:
    value = value.format(_plain_name(world.procurify.rows[vendor]["name"]))
    world.procurify.change(vendor, **{MEMBERS[field]: value})
    _told(world, f"in Procurify, the {field} of vendor {vendor} becomes '{value}'", f"Procurify edits the {field}")


def _edit_gp(world: VendorWorld, vendor_id: str, field: str, value: str) -> None:
    value = _IN_GP.get(value, value).format(_plain_name(world.gp.cards[vendor_id].name))
    if field == "name" or world.gp.owns_primary(vendor_id):
        world.gp.change(vendor_id, **{COLUMNS[field]: value})
    else:
        world.gp.change_address(vendor_id, "PROCURIFY", **{COLUMNS[field]: value})
    _told(world, f"in GP, the {field} of {vendor_id} becomes '{value}'", f"GP edits the {field}")


def _plain_name(name: str) -> str:
    return next((known for known in _NAMES if name.startswith(known)), name)


def _told(world: VendorWorld, line: str, met: str) -> None:
    world.truth.look(by_hand=True)
    world.count(met)
    world.tell(line)


PEOPLE: dict[str, Action] = {
    "a vendor appears in Procurify": a_vendor_appears_in_procurify,
    "a vendor appears in GP": a_vendor_appears_in_gp,
    "a linked vendor is there": a_linked_vendor_is_there,
    "Procurify is edited": procurify_is_edited,
    "GP is edited": gp_is_edited,
    "both edit one field": both_edit_one_field,
    "GP's master changes": gp_s_master_changes,
    "payments go to our address": payments_go_to_our_address,
    "our address is deleted": our_address_is_deleted,
    "GP renumbers a vendor": gp_renumbers_a_vendor,
    "GP deletes a vendor": gp_deletes_a_vendor,
    "Procurify archives a vendor": procurify_archives_a_vendor,
    "a link is confirmed": a_link_is_confirmed,
    "a vendor is confirmed": a_vendor_is_confirmed,
    "a conflict is decided": a_conflict_is_decided,
    "a frozen link goes on": a_frozen_link_goes_on,
    "guards are let go": guards_are_let_go,
    "what stopped is replayed": what_stopped_is_replayed,
    "quarantines are decided": quarantines_are_decided,
}
"""What people do, by its name."""
