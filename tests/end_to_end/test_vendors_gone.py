"""A vendor of orders that were written is combined or renumbered in GP, so that its link leads nowhere."""

import pytest

from tests.end_to_end.world import World


@pytest.fixture
def renumbered(world: World) -> World:
    """A world in which one order was written, GP renumbers its vendor there too, and a second order waits."""
    world.order()
    world.run("sync")
    world.company.vendors["CONTOSO-NEW"] = world.company.vendors.pop("CONTOSUP0001") | {"VENDORID": "CONTOSO-NEW"}
    world.company.edit_order("PF1", VENDORID="CONTOSO-NEW")
    world.order(name="Envelopes")
    return world


class TestRenumberedVendor:
    def test_its_orders_are_blocked_and_say_which_vendor_it_was(self, renumbered: World) -> None:
        answer = renumbered.answer("sync")

        (issue,) = answer["issues"]
        assert answer["run"]["ends"] == {"blocked": 2}
        assert issue["code"] == "VENDOR_GONE"
        assert issue["cause"] == f"linked_vendor TWO {renumbered.vendor}"
        assert issue["sentence"] == (
            f"The vendor 'Contoso Office Supplies' (Procurify id {renumbered.vendor}) was linked to CONTOSUP0001 when "
            "PF1 was written, and CONTOSUP0001 is no longer in GP; it looks like CONTOSO-NEW 'Contoso Office Supplies' "
            "(90 of 100: the same name, GP has PF1 under it now); it may have been combined with another one, "
            "renumbered or deleted there."
        )

    def test_they_follow_when_the_vendor_is_linked_to_its_new_id(self, renumbered: World) -> None:
        renumbered.run("sync")
        renumbered.procurify.edit_vendor(renumbered.vendor, external_id="CONTOSO-NEW")

        answer = renumbered.answer("sync")

        assert (answer["run"]["ends"], answer["issues"]) == ({"adopted": 1, "written": 1}, [])
        assert renumbered.company.purchase_orders["PF2"]["VENDORID"] == "CONTOSO-NEW"

    def test_they_follow_when_gp_has_the_vendor_again(self, renumbered: World) -> None:
        renumbered.run("sync")
        row = renumbered.company.vendors["CONTOSO-NEW"] | {"VENDORID": "CONTOSUP0001"}
        renumbered.company.vendors["CONTOSUP0001"] = row

        answer = renumbered.answer("sync")

        assert answer["run"]["ends"]["written"] == 1
        assert renumbered.company.purchase_orders["PF2"]["VENDORID"] == "CONTOSUP0001"
