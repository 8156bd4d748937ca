"""The configuration lets a field flow that it did not let before, or stops one for a while."""

from gp_sync.flows.vendors.policy import FieldPolicy
from tests.gp_sync.flows.vendors.settled import in_gp, in_procurify, settled
from tests.gp_sync.flows.vendors.two_systems import codes, company, linked, policy, there

NEITHER = FieldPolicy(owner="none")


class TestAFieldThatFlowsFromNowOn:
    """What did not flow was never agreed on, however long both sides have stood as they are."""

    def test_edge_45_values_that_differ_are_a_conflict_as_at_the_first_look(self) -> None:
        world = linked(policy(fields={"contact": NEITHER}), gp=there(contact="C. Clerk"))
        world.rest()
        world.settings = policy()

        world.rest()

        assert (codes(world.findings), world.written) == (["VENDOR_FIELD_CONFLICT"], [])

    def test_edge_45_what_one_side_lacks_is_filled(self) -> None:
        world = linked(policy(fields={"contact": NEITHER}), gp=there(contact=""))
        world.rest()
        world.settings = policy()

        world.rest()

        assert (in_gp(world).contact, world.findings) == ("A. Buyer", ())

    def test_edge_45_payment_terms_of_gp_reach_procurify_once_they_may(self) -> None:
        world = linked(policy(), gp=there(payment_terms="Net 60"))
        world.rest()
        world.settings = policy(terms_to_procurify=True)

        world.rest()

        assert in_procurify(world).payment_terms == "Net 60 days"

    def test_edge_45_an_owner_who_has_nothing_blanks_nothing(self) -> None:
        world = linked(policy(fields={"contact": NEITHER}), gp=there(contact=""))
        world.rest()
        world.settings = policy(fields={"contact": FieldPolicy(owner="gp")})

        world.rest()

        assert (in_procurify(world).contact, world.written) == ("A. Buyer", [])

    def test_edge_58_what_another_company_holds_flows_back_once_it_is_the_master(self) -> None:
        two = company(), company("NORTH")
        world = linked(policy(*two, master="TWO", fields={"contact": FieldPolicy(owner="gp")}))
        world.gp["NORTH", "LAKESHORE0001"] = there(contact="C. Clerk")
        world.rest()
        world.settings = policy(*two, master="NORTH", fields={"contact": FieldPolicy(owner="gp")})

        world.rest()

        assert in_procurify(world).contact == "C. Clerk"


class TestAFieldThatFlowsAgain:
    def test_edge_45_what_was_agreed_on_before_counts_on(self) -> None:
        """One side alone changed it meanwhile, so it is no conflict; another field that flowed stays the base's."""
        world = settled()
        world.settings = policy(fields={"contact": NEITHER})
        world.edit_here(contact="B. Payer")
        world.edit_there(name="Lakeshore Ltd")
        world.rest()
        assert (in_gp(world).contact, in_procurify(world).name) == ("A. Buyer", "Lakeshore Ltd")
        world.settings = policy()

        world.rest()

        assert (in_gp(world).contact, world.findings) == ("B. Payer", ())

    def test_edge_45_what_was_emptied_meanwhile_is_emptied_on_the_other_side(self) -> None:
        world = settled()
        world.settings = policy(fields={"contact": NEITHER})
        world.edit_there(contact="", name="Lakeshore Ltd")
        world.rest()
        world.settings = policy()

        world.rest()

        assert (in_procurify(world).contact, world.findings) == ("", ())
