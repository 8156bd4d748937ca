"""What both sides agree on from the moment at which a vendor is created in GP."""

import attrs

from gp_sync.flows.vendors.document import gp_target
from tests.gp_sync.flows.vendors.held import in_gp
from tests.gp_sync.flows.vendors.two_systems import World, policy

NEW = gp_target("TWO", "LAKESHOREOFFI17")


class TestBetweenTheCreateAndTheNextLook:
    def created(self) -> World:
        """A vendor that was created in GP, and whose ID Procurify has by now; GP was not looked at since."""
        world = World(settings=policy())
        world.round()
        card = world.gp["TWO", NEW.number]
        world.gp["TWO", NEW.number] = attrs.evolve(in_gp(card), remit_to_address_id="REMIT TO")
        world.round()
        world.links["TWO"] = NEW.number
        return world

    def test_edge_45_what_a_person_empties_in_gp_is_not_filled_again(self) -> None:
        """The contact was created with a value, so its being empty is a change."""
        world = self.created()
        world.edit_there(contact="")

        world.rest()

        assert world.here is not None
        assert (world.gp["TWO", NEW.number].contact, world.here.contact) == ("", "")

    def test_edge_45_a_field_that_one_side_alone_changed_is_no_conflict(self) -> None:
        world = self.created()
        world.edit_there(city="Joliet")

        world.rest()

        assert world.here is not None
        assert (world.here.city, world.findings) == ("Joliet", ())
