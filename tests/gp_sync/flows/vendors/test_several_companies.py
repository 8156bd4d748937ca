"""Several GP companies under one tenant: a link for each, and one of them is the master of what flows back."""

from typing import Any

import pytest

from gp_sync.core.fact_values import VendorCandidate
from gp_sync.core.facts import vendor_candidates
from gp_sync.flows.vendors.policy import FieldPolicy
from tests.gp_sync.flows.vendors.two_systems import World, codes, company, here, linked, policy, there

BOTH = company(), company("NORTH")


def settled(**rules: Any) -> World:
    world = linked(policy(*BOTH, master="TWO", **rules))
    world.rest()
    world.written.clear()
    return world


def contacts(world: World) -> tuple[str, str, str]:
    """In Procurify, in the master company, in the other one."""
    assert world.here is not None
    return (
        world.here.contact,
        world.gp["TWO", "LAKESHORE0001"].contact,
        world.gp["NORTH", "LAKESHORE0001"].contact,
    )


class TestSeveralCompanies:
    def test_edge_58_a_change_in_procurify_goes_to_each_company(self) -> None:
        world = settled()
        world.edit_here(contact="B. Payer")

        world.rest()

        assert contacts(world) == ("B. Payer",) * 3

    def test_edge_58_a_change_in_the_master_goes_to_procurify_and_from_there_to_the_other(self) -> None:
        world = settled()
        world.edit_there(contact="B. Payer")

        world.rest()

        assert contacts(world) == ("B. Payer",) * 3

    def test_edge_58_a_change_in_another_company_is_asked_about_and_never_flows_back(self) -> None:
        world = settled()
        world.edit_there("NORTH", contact="C. Clerk")

        decision = world.round()

        assert (decision.action, codes(decision.findings)) == ("hold", ["VENDOR_FIELD_CONFLICT"])
        assert world.written == []

    @pytest.mark.parametrize(("take", "north"), [("gp", "C. Clerk"), ("procurify", "A. Buyer")])
    def test_edge_58_a_person_may_let_it_stay_or_take_it_back(self, take: str, north: str) -> None:
        world = settled()
        world.edit_there("NORTH", contact="C. Clerk")
        world.round()
        world.choose("contact", take, "NORTH")

        world.rest()

        assert (contacts(world), world.findings) == (("A. Buyer", "A. Buyer", north), ())

    def test_edge_58_what_stays_different_follows_the_next_change_in_procurify(self) -> None:
        world = settled()
        world.edit_there("NORTH", contact="C. Clerk")
        world.round()
        world.choose("contact", "gp", "NORTH")
        world.rest()
        world.edit_here(contact="B. Payer")

        world.rest()

        assert contacts(world) == ("B. Payer",) * 3

    def test_edge_58_a_field_that_gp_owns_flows_back_from_the_master_alone(self) -> None:
        world = settled(fields={"contact": FieldPolicy(owner="gp")})
        world.edit_there("NORTH", contact="C. Clerk")

        world.rest()

        assert world.written == []

    @pytest.mark.parametrize(("both_changed", "north"), [("gp", "C. Clerk"), ("procurify", "B. Payer")])
    def test_without_review_one_value_counts_in_another_company_and_nobody_is_asked(
        self, both_changed: str, north: str
    ) -> None:
        """With `gp` what came from Procurify does not reach that company, until Procurify changes once more."""
        world = settled(fields={"contact": FieldPolicy(both_changed=both_changed)})
        world.edit_there("NORTH", contact="C. Clerk")
        world.edit_here(contact="B. Payer")
        world.rest()
        first = contacts(world), world.findings

        world.edit_here(contact="D. Chief")
        world.rest()

        assert first == (("B. Payer", "B. Payer", north), ())
        assert (contacts(world), world.findings) == (("D. Chief",) * 3, ())

    def test_edge_58_a_foreign_external_id_is_never_overwritten(self) -> None:
        world = settled()
        world.edit_here(external_id="QB-1142")

        decision = world.round()

        assert (decision.action, codes(decision.findings)) == ("unchanged", ["VENDOR_EXTERNAL_ID_FOREIGN"])
        assert world.written == []

    def test_edge_58_an_empty_one_is_filled_in_by_the_master(self) -> None:
        world = linked(policy(*BOTH, master="NORTH"))
        world.gp["NORTH", "LAKE-N"] = there()
        world.links["NORTH"] = "LAKE-N"
        world.edit_here(external_id="")

        world.rest()

        assert world.here is not None
        assert world.here.external_id == "LAKE-N"
        assert [write.target.side for write in world.written] == ["procurify"]

    def test_edge_58_one_that_is_emptied_again_and_again_is_left(self) -> None:
        world = settled()
        for _ in range(5):
            world.edit_here(external_id="")
            world.round()

        assert len(world.written) == 3
        assert codes(world.findings) == ["VENDOR_LINK_FROZEN"]

    def test_an_inactive_vendor_in_one_company_does_not_stop_the_other(self) -> None:
        world = settled()
        world.edit_there("NORTH", active=False)
        world.edit_here(contact="B. Payer")

        world.rest()

        assert contacts(world) == ("B. Payer", "B. Payer", "A. Buyer")
        assert codes(world.findings) == ["VENDOR_INACTIVE"]

    def test_candidates_in_one_company_do_not_stop_the_other(self) -> None:
        world = settled(create_companies=("NORTH",))
        del world.links["NORTH"]
        like = VendorCandidate(vendor_id="LAKE-N", name="Lakeshore", score=90)
        world.facts[vendor_candidates("NORTH", 17)] = (like,)
        world.ledger = {target: link for target, link in world.ledger.items() if target.company != "NORTH"}
        world.edit_here(contact="B. Payer")

        beside, alone = world.round(), world.round()

        assert (beside.action, codes(beside.findings)) == ("write", ["VENDOR_CANDIDATES"])
        assert (alone.action, contacts(world)[1]) == ("hold", "B. Payer")

    def test_new_vendors_are_created_in_the_master_alone(self) -> None:
        world = World(settings=policy(*BOTH, master="NORTH"), here=here())

        assert [write.target.company for write in world.round().writes] == ["NORTH"]

    def test_or_in_the_companies_that_the_policy_names(self) -> None:
        world = World(settings=policy(*BOTH, master="NORTH", create_companies=("TWO", "NORTH")), here=here())

        assert [write.target.company for write in world.round().writes] == ["TWO", "NORTH"]

    def test_it_is_left_out_of_the_others_without_a_word(self) -> None:
        world = settled(create_in_gp="never")
        del world.links["NORTH"]

        decision = world.round()

        assert decision.findings == ()
