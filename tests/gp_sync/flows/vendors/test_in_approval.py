"""A vendor that waits for its approval in GP: one thing to do there, whichever of its records would be changed."""

from gp_sync.flows.vendors.document import PENDING
from tests.gp_sync.flows.vendors.settled import VENDOR, in_gp
from tests.gp_sync.flows.vendors.two_systems import World, codes, linked, policy, there


def waiting() -> World:
    """A vendor with an address of ours beside its card, both of which Procurify changed while it waits."""
    world = linked(policy(), gp=there(created_by_us=False))
    world.rest()
    world.edit_here(name="Lakeshore Ltd", contact="B. Payer")
    world.edit_there(workflow=PENDING)
    world.round()
    return world


class TestWaiting:
    def test_edge_21_it_is_told_once(self) -> None:
        world = waiting()

        (found,) = world.findings

        assert (found.code, found.cause, found.tried) == ("VENDOR_IN_APPROVAL", VENDOR.ref, "LAKESHORE0001 in GP")

    def test_edge_21_nothing_of_it_is_written(self) -> None:
        world = waiting()

        (address,) = world.addresses.values()

        assert (in_gp(world).name, address.contact) == ("Lakeshore Office Supply", "A. Buyer")

    def test_edge_21_both_records_follow_when_it_is_over(self) -> None:
        world = waiting()
        world.edit_there(workflow="not_activated")

        world.rest()

        (address,) = world.addresses.values()
        assert (in_gp(world).name, address.contact, codes(world.findings)) == ("Lakeshore Ltd", "B. Payer", [])

    def test_edge_21_what_a_service_says_of_an_address_alone_is_told_of_that(self) -> None:
        world = waiting()
        world.edit_there(workflow="completed")
        world.round()

        causes = {found.cause for found in world.findings}

        assert codes(world.findings) == ["VENDOR_UNDER_APPROVAL", "VENDOR_UNDER_APPROVAL"]
        assert len(causes) == 2
