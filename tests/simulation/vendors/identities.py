"""What people do to the identity of vendors: IDs become others or are lost, and vendors vanish and come back."""

from random import Random

from tests.simulation.vendors.company import Company
from tests.simulation.vendors.desk import link
from tests.simulation.vendors.people import NAMES, Action, enter_in_gp, enter_in_procurify
from tests.simulation.vendors.world import VendorWorld

__all__ = ["IDENTITIES"]


def gp_renumbers_a_vendor(world: VendorWorld, random: Random) -> None:
    """Somebody gives a vendor another ID in GP."""
    if world.cards:
        company, vendor_id = random.choice(world.cards)
        new_id = f"NEW{world.moment()}"
        company.gp.rename(vendor_id, new_id)
        _becomes(company, vendor_id, new_id)
        world.done_by_hand(f"in GP, {company.named(vendor_id)} becomes {new_id}", "GP renumbers a vendor")


def gp_combines_two_vendors(world: VendorWorld, random: Random) -> None:
    """Somebody combines a vendor with another one in GP, which stays as it is."""
    company = random.choice(world.companies)
    if len(company.gp.cards) > 1:
        vendor_id, other = random.sample(sorted(company.gp.cards), 2)
        company.gp.delete(vendor_id)
        _becomes(company, vendor_id, other)
        world.done_by_hand(
            f"in GP, {company.named(vendor_id)} is combined with {other}, which stays", "GP combines two vendors"
        )


def gp_deletes_a_vendor(world: VendorWorld, random: Random) -> None:
    """Somebody deletes a vendor in GP."""
    if world.cards:
        company, vendor_id = random.choice(world.cards)
        world.excused.add(company.named(vendor_id))
        company.gp.delete(vendor_id)
        world.done_by_hand(f"in GP, {company.named(vendor_id)} is deleted", "GP deletes a vendor")


def procurify_archives_a_vendor(world: VendorWorld, random: Random) -> None:
    """Somebody archives a vendor, brings one back, or has one deleted."""
    if not world.procurify.rows:
        return
    vendor = random.choice(list(world.procurify.rows))
    world.excused |= {str(vendor), world.master.named(world.procurify.rows[vendor].get("external_id") or "")}
    if random.random() < 0.2:
        world.procurify.delete(vendor)
        world.done_by_hand(f"in Procurify, vendor {vendor} is deleted", "Procurify deletes a vendor")
        return
    active = not world.procurify.rows[vendor]["active"]
    world.procurify.change(vendor, active=active)
    what = "brings a vendor back" if active else "archives a vendor"
    world.done_by_hand(f"in Procurify, vendor {vendor}: active is {active}", f"Procurify {what}")


def an_external_id_is_emptied(world: VendorWorld, random: Random) -> None:
    """Somebody empties the external ID of a vendor, of an archived one as it is brought back."""
    named = [row for row in world.procurify.rows.values() if row.get("external_id")]
    if named:
        row = random.choice([row for row in named if not row["active"]] or named)
        back = "" if row["active"] else ", which is back"
        world.procurify.change(row["id"], external_id=random.choice(("", None)), active=True)
        told = f"in Procurify, the external ID of vendor {row['id']}{back}, is emptied"
        world.done_by_hand(told, "Procurify empties an external ID")


def a_vendor_has_another_systems_id(world: VendorWorld, random: Random) -> None:
    """A vendor is entered with an external ID that is none of the master's, and a person links it there."""
    name, company = random.choice(NAMES), random.choice(world.companies)
    vendor_id = enter_in_gp(world.master, random, name)
    if vendor_id is None:
        return
    foreign = "ERP-0077"
    if not company.is_master:
        # It may also be the ID of a vendor of another company.
        foreign = f"OTHER{world.moment()}"
        company.gp.enter(foreign, name)
    vendor = enter_in_procurify(world, random, name, external_id=foreign)
    link(world.master, str(vendor), vendor_id)
    world.count("an external ID of another system")


def _becomes(company: Company, vendor_id: str, new_id: str) -> None:
    company.world.excused |= {company.named(vendor_id), company.named(new_id)}
    company.moved[vendor_id], company.moved_at[vendor_id] = new_id, company.world.now()


IDENTITIES: dict[str, Action] = {
    "GP renumbers a vendor": gp_renumbers_a_vendor,
    "GP combines two vendors": gp_combines_two_vendors,
    "GP deletes a vendor": gp_deletes_a_vendor,
    "Procurify archives a vendor": procurify_archives_a_vendor,
    "an external ID is emptied": an_external_id_is_emptied,
    "a vendor has another system's ID": a_vendor_has_another_systems_id,
}
"""All of it, by its name."""
