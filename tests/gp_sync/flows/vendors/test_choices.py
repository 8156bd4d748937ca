"""What a person chose in a conflict counts until it was carried out, and for no later change."""

import pytest

from gp_sync.flows.vendors.document import gp_target
from gp_sync.flows.vendors.loops import writes_of
from tests.gp_sync.flows.vendors.settled import VENDOR, in_gp, in_procurify, settled
from tests.gp_sync.flows.vendors.two_systems import World, sent, there


def decided(take: str) -> World:
    """A vendor whose contact both sides changed, and for which a person took one side long ago."""
    world = settled()
    world.edit_here(contact="B. Payer")
    world.edit_there(contact="C. Clerk")
    world.round()
    world.choose("contact", take)
    world.rest()
    return world


class TestLaterChanges:
    def test_the_same_change_in_procurify_later_on_is_meant_and_goes_to_gp(self) -> None:
        world = decided("gp")
        world.edit_here(contact="B. Payer")

        world.rest()

        assert (in_procurify(world).contact, in_gp(world).contact) == ("B. Payer", "B. Payer")

    def test_the_same_change_in_gp_later_on_is_meant_and_goes_to_procurify(self) -> None:
        world = decided("procurify")
        world.edit_there(contact="C. Clerk")

        world.rest()

        assert (in_procurify(world).contact, in_gp(world).contact) == ("C. Clerk", "C. Clerk")

    def test_edge_21_a_city_that_was_taken_back_once_is_asked_about_again(self) -> None:
        """The base is the same as then, since GP's value counted."""
        world = settled()
        for _ in range(2):
            world.edit_here(city="Aurora")
            world.round()
            assert [found.code for found in world.findings] == ["VENDOR_REAPPROVAL"]
            world.choose("city", "gp")
            world.rest()
            assert in_procurify(world).city == "Chicago"

    @pytest.mark.parametrize("take", ["gp", "procurify"])
    def test_what_is_written_of_other_fields_meanwhile_takes_no_choice_away(self, take: str) -> None:
        world = settled()
        world.edit_here(contact="B. Payer")
        world.edit_there(contact="C. Clerk")
        world.round()
        world.choose("contact", take)
        world.edit_here(postal_code="60602")

        world.rest()

        contact = {"gp": "C. Clerk", "procurify": "B. Payer"}[take]
        assert (in_procurify(world).contact, in_gp(world).contact, world.findings) == (contact, contact, ())


class TestWrites:
    def test_those_of_another_company_or_field_tell_nothing(self) -> None:
        world = decided("procurify")
        elsewhere = {gp_target("NORTH", "X"): sent(world)[VENDOR]}

        assert writes_of(sent(world), "TWO", "contact") != ""
        assert writes_of(sent(world), "TWO", "fax") == writes_of(elsewhere, "TWO", "contact") == ""

    def test_one_more_is_told_from_those_before(self) -> None:
        world = decided("procurify")
        before = writes_of(sent(world), "TWO", "contact")
        world.edit_here(contact="D. Other")
        world.rest()

        after = writes_of(sent(world), "TWO", "contact")

        assert before != after

    def test_none_are_told_of_a_record_that_was_only_found(self) -> None:
        found = {gp_target("TWO", "X"): there(), gp_target("TWO", "Y"): None}

        assert writes_of(found, "TWO", "name") == ""
