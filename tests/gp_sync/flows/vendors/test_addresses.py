"""Which of the addresses of GP's vendor is written."""

import pytest

from gp_sync.flows.vendors.document import gp_target
from gp_sync.flows.vendors.policy import FieldPolicy
from tests.gp_sync.flows.vendors.settled import in_gp, in_procurify, settled
from tests.gp_sync.flows.vendors.two_systems import World, codes, linked, policy, there


class TestAddresses:
    def beside(self) -> World:
        """A vendor that GP had before, whose own address is beside the primary one."""
        world = linked(policy(), gp=there(created_by_us=False))
        world.links["TWO"] = "LAKESHORE0001"
        return world

    def test_edge_20_an_address_of_our_own_is_made_beside_gp_s(self) -> None:
        world = self.beside()

        world.rest()

        (write,) = world.written
        assert (write.op, write.target.number) == ("create", "PROCURIFY of LAKESHORE0001")
        own = world.addresses["TWO", "LAKESHORE0001", "PROCURIFY"]
        assert (own.street, own.city, own.name) == (("106 Example Street",), "Chicago", "")

    def test_edge_20_it_is_made_with_all_that_procurify_has_whoever_owns_a_field(self) -> None:
        """
        That GP has not got a field yet is no change that its owner made.
        """
        world = linked(policy(fields={"contact": FieldPolicy(owner="gp")}), gp=there(created_by_us=False))

        world.rest()

        assert world.addresses["TWO", "LAKESHORE0001", "PROCURIFY"].contact == "A. Buyer"
        assert in_procurify(world).contact == "A. Buyer"

    def test_edge_20_only_the_address_of_our_own_is_changed(self) -> None:
        world = self.beside()
        world.rest()
        world.edit_here(street=("1 Oak Road",), name="Lakeshore Ltd")

        world.rest()

        assert world.addresses["TWO", "LAKESHORE0001", "PROCURIFY"].street == ("1 Oak Road",)
        assert (in_gp(world).street, in_gp(world).name) == (("106 Example Street",), "Lakeshore Ltd")

    @pytest.mark.parametrize("pointer", ["PRIMARY", ""], ids=["pointer", "blank"])
    def test_edge_20_where_payments_go_to_the_primary_address_one_of_our_own_is_beside_it(self, pointer: str) -> None:
        """
        GP pays to the primary address where the remit-to pointer is blank.
        """
        world = settled()
        world.edit_there(remit_to_address_id=pointer)
        world.edit_here(street=("1 Oak Road",), name="Lakeshore Ltd")

        world.rest()

        assert world.addresses["TWO", "LAKESHORE0001", "PROCURIFY"].street == ("1 Oak Road",)
        assert (in_gp(world).street, in_gp(world).name) == (("106 Example Street",), "Lakeshore Ltd")
        assert world.findings == ()

    def test_edge_20_back_on_the_primary_address_nothing_that_was_changed_meanwhile_is_lost(self) -> None:
        world = settled()
        world.edit_there(remit_to_address_id="PRIMARY")
        world.rest()
        world.edit_here(street=("1 Oak Road",), name="Lakeshore Ltd")
        world.rest()
        world.edit_there(remit_to_address_id="REMIT TO")

        world.rest()

        assert in_procurify(world).street == ("1 Oak Road",)
        assert (in_gp(world).street, codes(world.findings)) == (("106 Example Street",), ["VENDOR_FIELD_CONFLICT"])

    @pytest.mark.parametrize("pointer", ["PRIMARY", ""], ids=["pointer", "blank"])
    def test_edge_20_an_address_that_payments_go_to_is_never_written(self, pointer: str) -> None:
        world = settled(address_id="PRIMARY")
        world.edit_there(remit_to_address_id=pointer)
        world.edit_here(street=("1 Oak Road",), name="Lakeshore Ltd")

        beside, alone = world.round(), world.round()

        assert (beside.action, in_gp(world).name, in_gp(world).street) == (
            "write", "Lakeshore Ltd", ("106 Example Street",),
        )  # fmt: skip
        assert (alone.action, codes(alone.findings)) == ("hold", ["VENDOR_REMIT_TO"])

    def test_edge_20_an_address_of_ours_that_was_deleted_in_gp_is_made_again_and_blanks_nothing(self) -> None:
        world = self.beside()
        world.rest()
        world.edit_there(contact="C. Clerk")
        world.rest()
        world.addresses.clear()

        made = world.round()
        world.rest()

        assert [(write.op, write.target.side) for write in made.writes] == [("create", "gp")]
        assert codes(made.findings) == ["VENDOR_ADDRESS_GONE"]
        own = world.addresses["TWO", "LAKESHORE0001", "PROCURIFY"]
        assert (own.contact, own.street, in_procurify(world).contact) == (
            "C. Clerk",
            ("106 Example Street",),
            "C. Clerk",
        )
        assert world.findings == ()

    def test_edge_20_the_pointers_to_addresses_are_never_written(self) -> None:
        world = settled()
        world.edit_here(street=("1 Oak Road",))
        world.rest()

        assert in_gp(world).remit_to_address_id == "REMIT TO"


class TestTheFirstAddressOfAVendorThatWeCreated:
    """Payments go to it, so that it is not ours; it is all that GP has as long as nothing differs."""

    def created(self) -> World:
        return linked(policy(), gp=there(remit_to_address_id=""))

    def test_edge_20_where_it_holds_all_none_is_added_beside_it(self) -> None:
        world = self.created()

        world.rest()

        assert (world.written, world.addresses, world.findings) == ([], {}, ())

    def test_edge_20_in_other_capitals_it_holds_the_same(self) -> None:
        """
        GP has whole sites that hold addresses in capitals.
        """
        world = linked(policy(), gp=there(remit_to_address_id="", street=("106 EXAMPLE STREET",), city="CHICAGO"))

        world.rest()

        assert (world.written, world.findings) == ([], ())

    def test_edge_20_one_is_added_with_all_of_it_once_procurify_says_something_else(self) -> None:
        world = self.created()
        world.rest()
        world.edit_here(contact="B. Payer")

        world.rest()

        (write,) = world.written
        own = world.addresses["TWO", "LAKESHORE0001", "PROCURIFY"]
        assert (write.op, own.contact, own.street) == ("create", "B. Payer", ("106 Example Street",))
        assert (in_gp(world).contact, world.findings) == ("A. Buyer", ())

    def test_edge_20_what_people_change_in_it_is_not_written_over_and_goes_nowhere(self) -> None:
        """
        It is where payments go: from there on ours stands beside it, as Procurify has it.
        """
        world = self.created()
        world.rest()
        world.gp["TWO", "LAKESHORE0001"] = there(remit_to_address_id="", contact="C. Clerk")

        world.rest()

        assert (in_gp(world).contact, in_procurify(world).contact) == ("C. Clerk", "A. Buyer")
        assert world.addresses["TWO", "LAKESHORE0001", "PROCURIFY"].contact == "A. Buyer"

    @pytest.mark.parametrize("owner", ["gp", "none"])
    def test_edge_20_a_field_that_does_not_flow_is_no_reason_for_another(self, owner: str) -> None:
        world = linked(policy(fields={"contact": FieldPolicy(owner=owner)}), gp=there(remit_to_address_id=""))
        world.rest()
        world.edit_here(contact="B. Payer")

        world.rest()

        assert (world.written, world.addresses, in_procurify(world).contact) == ([], {}, "B. Payer")

    def test_edge_20_a_name_still_flows_while_there_is_none(self) -> None:
        world = self.created()
        world.rest()
        world.edit_here(name="Lakeshore Ltd")

        world.rest()

        assert [write.target for write in world.written] == [gp_target("TWO", "LAKESHORE0001")]
        assert (in_gp(world).name, world.addresses) == ("Lakeshore Ltd", {})

    def test_edge_20_what_gp_may_not_be_told_is_not_taken_for_the_same(self) -> None:
        """
        A postcode that does not fit is told, also where its beginning is what GP has.
        """
        world = linked(policy(), gp=there(remit_to_address_id="", postal_code="6060112345"), postal_code="60601123456")

        world.rest()

        assert "FIELD_TOO_LONG" in codes(world.findings)

    def test_edge_20_an_address_of_ours_that_was_there_is_made_again(self) -> None:
        world = self.created()
        world.edit_here(contact="B. Payer")
        world.rest()
        world.edit_here(contact="A. Buyer")
        world.rest()
        world.addresses.clear()

        world.rest()

        assert world.addresses["TWO", "LAKESHORE0001", "PROCURIFY"].contact == "A. Buyer"
