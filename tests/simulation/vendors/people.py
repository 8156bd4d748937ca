"""What people do to vendors in Procurify and in GP."""

from collections.abc import Callable
from random import Random
from typing import Any

import dynamicsgp_sba as gp
from tests.simulation.vendors.company import Company
from tests.simulation.vendors.desk import link
from tests.simulation.vendors.truth import COLUMNS, MEMBERS
from tests.simulation.vendors.world import VendorWorld

__all__ = ["NAMES", "PEOPLE", "Action", "enter_in_gp", "enter_in_procurify"]

NAMES = ("Lakeshore Office Supply", "Northwind Paper", "Tailspin Toys", "Wingtip Bakery", "Adventure Cycles")
"""What vendors are called: no two are alike."""
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
    enter_in_procurify(world, random, random.choice(NAMES))


def a_vendor_appears_in_gp(world: VendorWorld, random: Random) -> None:
    """Somebody enters a vendor in GP, perhaps one that Procurify has."""
    enter_in_gp(random.choice(world.companies), random, random.choice(NAMES))


def a_linked_vendor_is_there(world: VendorWorld, random: Random) -> None:
    """A vendor that all have, linked by its external ID, in another company by a person: they agree, or not."""
    name = random.choice(NAMES)
    vendor_id = enter_in_gp(world.master, random, name)
    if vendor_id is None:
        return
    vendor = enter_in_procurify(world, random, name, external_id=vendor_id)
    for company in world.companies[1:]:
        other_id = enter_in_gp(company, random, name)
        if other_id is not None and company.takes_external_ids:
            world.count("a vendor of two companies that take external IDs")
        elif other_id is not None:
            link(company, str(vendor), other_id)


def a_vendor_is_on_both_sides(world: VendorWorld, random: Random) -> None:
    """A vendor that both systems have, and that nothing links."""
    name = random.choice(NAMES)
    enter_in_gp(random.choice(world.companies), random, name)
    enter_in_procurify(world, random, name)


def a_confirmed_vendor_is_entered_by_hand(world: VendorWorld, random: Random) -> None:
    """Somebody enters a vendor in Procurify that is to be created there, since a person confirmed it."""
    there = sorted(world.confirmed & world.master.gp.cards.keys())
    if there:
        enter_in_procurify(world, random, world.master.gp.cards[random.choice(there)].name)


def procurify_is_edited(world: VendorWorld, random: Random) -> None:
    """Somebody changes a field in Procurify."""
    if world.procurify.rows:
        _edit_procurify(world, random.choice(list(world.procurify.rows)), *_drawn(random))


def gp_is_edited(world: VendorWorld, random: Random) -> None:
    """Somebody changes a field in GP."""
    if world.cards:
        _edit_gp(*random.choice(world.cards), *_drawn(random))


def both_edit_one_field(world: VendorWorld, random: Random) -> None:
    """Two people change one field of a vendor, each on their side."""
    pairs = [(company, *pair) for company in world.companies for pair in company.pairs()]
    if pairs:
        company, vendor, vendor_id = random.choice(pairs)
        field, here = _drawn(random)
        _edit_procurify(world, int(vendor), field, here)
        _edit_gp(company, vendor_id, field, random.choice(_VALUES[field]))


def gp_s_master_changes(world: VendorWorld, random: Random) -> None:
    """Somebody in GP holds a vendor, makes it inactive or active, submits or approves it, or edits another address."""
    if not world.cards:
        return
    company, vendor_id = random.choice(world.cards)
    changes: dict[str, dict[str, Any]] = {
        "hold": {"on_hold": not company.gp.cards[vendor_id].on_hold},
        "inactive": {"status": gp.VendorStatus.INACTIVE},
        "active": {"status": gp.VendorStatus.ACTIVE},
        "submitted": {"workflow_status": gp.WorkflowStatus.PENDING},
        "approved": {"workflow_status": gp.WorkflowStatus.COMPLETED},
        "without approvals": {"workflow_status": gp.WorkflowStatus.NOT_ACTIVATED},
        "terms": {"payment_terms_id": "2% 10/Net 30"},
        "remit-to": {"remit_to_address_id": random.choice(("PRIMARY", "REMIT TO", "PROCURIFY"))},
    }
    what = random.choice(list(changes))
    company.gp.change(vendor_id, **changes[what])
    world.done_by_hand(f"in GP, {company.named(vendor_id)} is changed: {what}", f"GP's master: {what}")


def payments_go_to_our_address(world: VendorWorld, _: Random) -> None:
    """Somebody lets payments go to the primary address of each vendor that we created, which is ours."""
    for company, vendor_id in world.cards:
        if company.gp.owns_primary(vendor_id):
            company.gp.change(vendor_id, remit_to_address_id="PRIMARY")
            told = f"in GP, payments for {company.named(vendor_id)} go to its primary address"
            world.done_by_hand(told, "GP's master: our address")


def our_address_is_deleted(world: VendorWorld, random: Random) -> None:
    """Somebody in GP deletes the address that we keep beside a vendor's own."""
    found = [
        (company, vendor_id, address_id)
        for company in world.companies
        for vendor_id, address_id in sorted(company.gp.addresses)
        if vendor_id in company.gp.cards and address_id == company.gp.own_address(vendor_id)
    ]
    if found:
        company, vendor_id, address_id = random.choice(found)
        del company.gp.addresses[vendor_id, address_id]
        told = f"in GP, the address {address_id} of {company.named(vendor_id)} is deleted"
        world.done_by_hand(told, "GP deletes our address")


def _drawn(random: Random) -> tuple[str, str]:
    field = random.choice(list(_VALUES))
    return field, random.choice(_VALUES[field])


def enter_in_procurify(world: VendorWorld, random: Random, name: str, **members: Any) -> int:
    """Somebody enters a vendor in Procurify; gives its id."""
    drawn = {MEMBERS[field]: random.choice(_VALUES[field]) for field in ("contact", "postal_code", "phone_1", "city")}
    vendor = world.procurify.enter(name, currency=1, **(drawn | members))
    world.done_by_hand(f"in Procurify, '{name}' is entered as vendor {vendor} {members or ''}", "a vendor in Procurify")
    return vendor


def enter_in_gp(company: Company, random: Random, name: str) -> str | None:
    """Somebody enters a vendor in GP; gives its ID, or None where GP has it."""
    vendor_id = f"{name.split(maxsplit=1)[0].upper()[:8]}01"
    if vendor_id in company.gp.cards:
        return None
    company.gp.enter(vendor_id, name, contact=random.choice(_VALUES["contact"]) if company.world.site.primary else "")
    if random.random() < 0.5:
        drawn = {field: random.choice(_VALUES[field]) for field in ("contact", "postal_code", "phone_1", "city")}
        drawn["phone_1"] = _IN_GP.get(drawn["phone_1"], "")
        _change_own_address(company, vendor_id, drawn)
    company.world.done_by_hand(f"in GP, '{name}' is entered as {company.named(vendor_id)}", "a vendor in GP")
    return vendor_id


def _edit_procurify(world: VendorWorld, vendor: int, field: str, value: str) -> None:
    value = value.format(_plain_name(world.procurify.rows[vendor]["name"]))
    world.procurify.change(vendor, **{MEMBERS[field]: value})
    world.done_by_hand(
        f"in Procurify, the {field} of vendor {vendor} becomes '{value}'", f"Procurify edits the {field}"
    )


def _edit_gp(company: Company, vendor_id: str, field: str, value: str) -> None:
    value = _IN_GP.get(value, value).format(_plain_name(company.gp.cards[vendor_id].name))
    if field == "name":
        company.gp.change(vendor_id, name=value)
    else:
        _change_own_address(company, vendor_id, {COLUMNS[field]: value})
    told = f"in GP, the {field} of {company.named(vendor_id)} becomes '{value}'"
    company.world.done_by_hand(told, f"GP edits the {field}")


def _change_own_address(company: Company, vendor_id: str, columns: dict[str, str]) -> None:
    """Change the address of ours, which is on the card where it is the primary one."""
    if company.gp.owns_primary(vendor_id):
        company.gp.change(vendor_id, **columns)
    else:
        company.gp.change_address(vendor_id, company.gp.own_address(vendor_id), **columns)


def _plain_name(name: str) -> str:
    return next((known for known in NAMES if name.startswith(known)), name)


PEOPLE: dict[str, Action] = {
    "a vendor appears in Procurify": a_vendor_appears_in_procurify,
    "a vendor appears in GP": a_vendor_appears_in_gp,
    "a linked vendor is there": a_linked_vendor_is_there,
    "a vendor is on both sides": a_vendor_is_on_both_sides,
    "a confirmed vendor is entered by hand": a_confirmed_vendor_is_entered_by_hand,
    "Procurify is edited": procurify_is_edited,
    "GP is edited": gp_is_edited,
    "both edit one field": both_edit_one_field,
    "GP's master changes": gp_s_master_changes,
    "payments go to our address": payments_go_to_our_address,
    "our address is deleted": our_address_is_deleted,
}
"""What people do, by its name."""
