"""What was agreed with one vendor says nothing about another that took its place."""

from datetime import date
from typing import Any

import pytest

from tests.gp_sync.flows.vendors.settled import in_gp, in_procurify, settled
from tests.gp_sync.flows.vendors.two_systems import codes, company, linked, policy, there


class TestAnotherVendor:
    """GP's vendor is another record than the one that was agreed with: a person says what counts."""

    @pytest.mark.parametrize("changes", [{"created_by_us": False}, {"entered": date(2026, 11, 3)}], ids=["mark", "day"])
    def test_edge_30_one_that_was_deleted_and_entered_anew_changed_nothing(self, changes: dict[str, Any]) -> None:
        world = linked(policy(address_id="PRIMARY"), gp=there(entered=date(2020, 1, 1)))
        world.rest()
        world.gp["TWO", "LAKESHORE0001"] = there(**({"name": "Lakeshore Boats", "contact": ""} | changes))

        world.rest()

        assert (in_procurify(world).name, in_procurify(world).contact) == ("Lakeshore Office Supply", "A. Buyer")
        assert (in_gp(world).contact, codes(world.findings)) == ("A. Buyer", ["VENDOR_FIELD_CONFLICT"])

    def test_edge_30_one_that_is_without_the_address_of_ours_may_be_another(self) -> None:
        world = linked(policy(), gp=there(created_by_us=False))
        world.rest()
        world.addresses.clear()
        world.edit_there(name="Lakeshore Boats")

        world.rest()

        assert (in_procurify(world).name, in_procurify(world).contact) == ("Lakeshore Office Supply", "A. Buyer")
        assert [found.where for found in world.findings] == ["name"]

    def test_edge_30_after_a_relink_what_was_written_for_the_earlier_vendor_is_no_base(self) -> None:
        world = settled()
        world.edit_there(phone_1="31255577770000", contact="G. Clerk")
        world.rest()
        world.gp["TWO", "OTHER0001"] = there(phone_1="41655599990000", contact="", entered=date(2020, 1, 1))
        world.links["TWO"] = "OTHER0001"

        world.rest()

        assert (in_procurify(world).phone_1, in_procurify(world).contact) == ("312-555-7777", "G. Clerk")
        assert world.gp["TWO", "OTHER0001"].contact == "G. Clerk"
        assert [found.where for found in world.findings if found.code == "VENDOR_FIELD_CONFLICT"] == ["phone 1"]

    def test_edge_58_after_a_change_of_the_master_what_was_written_for_the_earlier_one_is_no_base(self) -> None:
        both = company(), company("NORTH")
        world = linked(policy(*both, master="TWO"))
        world.rest()
        world.edit_there(contact="G. Clerk")
        world.round()
        world.settings = policy(*both, master="NORTH")

        world.rest()

        assert (in_procurify(world).contact, world.gp["NORTH", "LAKESHORE0001"].contact) == ("G. Clerk", "G. Clerk")
