"""What people decide about vendors with the tool."""

from collections.abc import Callable
from functools import partial
from operator import methodcaller
from random import Random
from typing import Any

from gp_sync.core.model import Unavailable
from gp_sync.engine import Engine
from gp_sync.matching.matcher import LOW
from gp_sync.people import vendor_decisions as decisions
from gp_sync.people import vendor_desk as desk
from gp_sync.people.by_hand import Decided
from gp_sync.people.quarantine import QuarantineError, quarantined
from gp_sync.people.vendor_linking import CompanyVendors, LinkError
from gp_sync.run.guards import standing
from gp_sync.run.session import ConnectionBusy
from tests.simulation.bench import CONNECTION
from tests.simulation.vendors.company import Company
from tests.simulation.vendors.truth import MEMBERS
from tests.simulation.vendors.world import VendorWorld

__all__ = ["DECISIONS", "guards_are_let_go", "link", "people_decide"]

_BY = {"by": "the controller", "why": "looked at on both sides"}


def a_link_is_confirmed(world: VendorWorld, random: Random) -> None:
    """Somebody links a vendor that is linked to none, or to one that GP has no more."""
    company = random.choice(world.companies)
    vendors = company.vendors()
    open_ones = [card for card in vendors.procurify if not vendors.is_settled(card.key)]
    free = [card for card in vendors.gp if not vendors.holders.get(card.key.casefold())]
    if not open_ones or not free:
        return
    card = random.choice(open_ones)
    named = [other for other in free if other.name.split()[:1] == card.name.split()[:1]] or free  # a name may be empty
    link(company, card.key, random.choice(named).key)


def link(company: Company, vendor: str, vendor_id: str) -> None:
    """Somebody says which GP vendor a vendor is."""

    def linked(seen: CompanyVendors) -> decisions.Decided:
        return decisions.change(seen, vendor, "vendor.linked", seen.link(vendor, vendor_id))

    if _said(company, linked):
        company.said[vendor] = vendor_id
        told = f"a person links vendor {vendor} to {company.named(vendor_id)}"
        company.world.done_by_hand(told, "a link is confirmed")


def a_vendor_is_confirmed(world: VendorWorld, random: Random) -> None:
    """Somebody lets a GP vendor be created in Procurify, perhaps although one that is there looks like it."""
    if not world.master.gp.cards:
        return
    vendor_id, anyway = random.choice(list(world.master.gp.cards)), random.random() < 0.3
    others = list[str]()

    def confirmed(seen: CompanyVendors) -> decisions.Decided:
        made = decisions.confirmed(seen, vendor_id, low=LOW, anyway=anyway)
        others[:] = [said.source_id for said in made.said if said.what == "vendor.refused"]
        return made

    if _said(world.master, confirmed):
        world.confirmed.add(vendor_id)
        world.master.refused |= {(other, vendor_id) for other in others}
        world.done_by_hand(f"a person lets {vendor_id} be created in Procurify", "a vendor is confirmed")


def a_conflict_is_decided(world: VendorWorld, random: Random) -> None:
    """Somebody takes a side in a conflict."""
    found = list(desk.conflicts(world.ledger, CONNECTION))
    if found:
        conflict, take = random.choice(found), random.choice((("gp"), ("procurify")))
        side: desk.Side = "gp" if take == "gp" else "procurify"
        if _with_session(world, lambda session: desk.resolve(session, conflict, side, **_BY)):
            world.company(conflict.company).chosen.add((conflict.vendor, conflict.field))
            world.done_by_hand(
                f"a person takes {take} in the {conflict.field} of {conflict.vendor} in {conflict.company}",
                "a conflict is decided",
            )


def a_frozen_link_goes_on(world: VendorWorld, _: Random) -> None:
    """Somebody lets all links go on that were frozen."""
    for row, company in list(desk.frozen(world.ledger, CONNECTION)):
        vendor = row.key.source_id
        if _with_session(
            world, partial(desk.release, vendor=vendor, companies=[company], by=_BY["by"], why=_BY["why"])
        ):
            world.done_by_hand(f"a person lets the link of {vendor} go on", "a frozen link goes on")


def guards_are_let_go(world: VendorWorld, _: Random) -> None:
    """What a guard has stopped is let go."""
    for stop in standing(world.ledger, CONNECTION):
        if _asked(world, methodcaller("release", stop.name, **_BY)):
            world.done_by_hand(f"a person lets the guard {stop.name} go", f"guard released: {stop.name}")


def what_stopped_is_replayed(world: VendorWorld, _: Random) -> None:
    """Everything that was held or blocked is decided anew."""
    if _asked(world, Engine.replay):
        world.refused.clear()
        world.done_by_hand("a person replays what was stopped", "replay")


def quarantines_are_decided(world: VendorWorld, _: Random) -> None:
    """Somebody looks at each write in quarantine, and says what became of it."""
    for stuck in quarantined(world.ledger, CONNECTION):
        number = stuck.intent.target.number.rpartition(" ")[2]
        if not any(map(world.awaits, (number, *(company.named(number) for company in world.companies)))):
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
                for company in world.companies:
                    if stuck.intent.target.company in {"", company.name}:
                        company.chosen |= {(stuck.key.source_id, field) for field in MEMBERS}
                world.done_by_hand(f"a person decides about {stuck.intent.target}: {name}", f"quarantine: {name}")
                return


def _said(company: Company, word: Callable[[CompanyVendors], decisions.Decided]) -> bool:
    """A person's word about links, as a command carries it out; tells whether it was taken."""
    try:
        return _with_session(
            company.world, lambda session: decisions.carry_out(session, company.vendors(), word, **_BY)
        )
    except LinkError as error:
        company.world.tell(f"a person is told: {error}")
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


DECISIONS: dict[str, Callable[[VendorWorld, Random], None]] = {
    "a link is confirmed": a_link_is_confirmed,
    "a vendor is confirmed": a_vendor_is_confirmed,
    "a conflict is decided": a_conflict_is_decided,
    "a frozen link goes on": a_frozen_link_goes_on,
    "guards are let go": guards_are_let_go,
    "what stopped is replayed": what_stopped_is_replayed,
    "quarantines are decided": quarantines_are_decided,
}
"""What people decide, by its name."""
