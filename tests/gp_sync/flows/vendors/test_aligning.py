"""One vendor that both systems have: what goes where, and what is left alone."""

import attrs
import pytest

from gp_sync.core.model import Found, TargetRef
from gp_sync.flows.vendors.document import procurify_target
from gp_sync.flows.vendors.policy import FieldPolicy
from tests.gp_sync.flows.vendors.settled import VENDOR, in_gp, in_procurify, settled
from tests.gp_sync.flows.vendors.two_systems import codes, linked, policy, there


class TestOneSideChanged:
    def test_edge_45_a_change_in_procurify_goes_to_gp_in_gp_s_terms(self) -> None:
        world = settled()
        world.edit_here(name="Łakeshore Office", phone_1="+1 (312) 555-0199 x7")

        decision = world.round()

        assert (decision.action, [write.target for write in decision.writes]) == ("write", [VENDOR])
        assert (in_gp(world).name, in_gp(world).phone_1) == ("Lakeshore Office", "31255501990007")

    def test_edge_45_a_change_in_gp_goes_to_procurify_in_its_terms(self) -> None:
        world = settled()
        world.edit_there(name="Lakeshore Ltd", street=("1 Oak Road", "Gate 4", "Box 12"), phone_1="31255501990007")

        world.rest()

        found = in_procurify(world)
        assert (found.name, found.street) == ("Lakeshore Ltd", ("1 Oak Road", "Gate 4, Box 12"))
        assert found.phone_1 == "312-555-0199 x7"

    @pytest.mark.parametrize("side", ["here", "there"])
    def test_edge_45_our_own_write_that_comes_back_is_recognised(self, side: str) -> None:
        """
        One write, and no second one: what comes back from it is what was agreed on.
        """
        world = settled()
        edit = world.edit_here if side == "here" else world.edit_there
        edit(contact="B. Payer")

        world.rest()

        assert len(world.written) == 1
        assert world.round().action == "unchanged"

    def test_a_system_that_keeps_a_value_in_another_form_is_not_written_again(self) -> None:
        world = settled()
        world.edit_there(contact="C. Clerk")
        world.round()
        world.edit_here(contact="C. CLERK (accounts)")

        world.rest()

        assert [write.target.side for write in world.written] == ["procurify", "gp"]
        assert in_gp(world).contact == "C. CLERK (accounts)"

    def test_changes_of_different_fields_on_both_sides_pass_each_other(self) -> None:
        world = settled()
        world.edit_here(contact="B. Payer")
        world.edit_there(postal_code="60602")

        world.rest()

        assert (in_gp(world).contact, in_procurify(world).postal_code) == ("B. Payer", "60602")

    def test_a_phone_that_is_only_written_otherwise_is_not_written(self) -> None:
        world = settled()
        world.edit_here(phone_1="(312) 555 0100")

        world.rest()

        assert world.written == []

    def test_a_cleared_field_is_cleared_there_too(self) -> None:
        world = settled()
        world.edit_here(contact="")

        world.rest()

        assert in_gp(world).contact == ""

    def test_a_cleared_name_is_told_and_stays(self) -> None:
        world = settled()
        world.here = attrs.evolve(in_procurify(world), name="")

        decision = world.round()

        assert (decision.action, codes(decision.findings)) == ("block", ["VALUE_MISSING"])

    @pytest.mark.parametrize("side", ["here", "there"])
    def test_a_record_that_moved_since_it_was_captured_is_left_to_the_next_capture(self, side: str) -> None:
        world = settled()
        world.edit_here(contact="B. Payer")
        captured = world.pair()
        edit = world.edit_here if side == "here" else world.edit_there
        edit(postal_code="60602")

        decision = world.decided(captured)

        assert (decision.action, decision.writes, decision.adopted) == ("unchanged", (), ())


class TestOwners:
    @pytest.mark.parametrize(("owner", "contact"), [("gp", "A. Buyer"), ("procurify", "C. Clerk")])
    def test_edge_45_what_the_other_side_changes_in_a_field_goes_back(self, owner: str, contact: str) -> None:
        world = settled(fields={"contact": FieldPolicy(owner=owner)})
        world.edit_here(contact="C. Clerk")

        world.rest()

        assert (in_procurify(world).contact, in_gp(world).contact) == (contact, contact)

    def test_a_field_without_an_owner_is_left_alone(self) -> None:
        world = settled(fields={"contact": FieldPolicy(owner="none")})
        world.edit_here(contact="C. Clerk")

        assert world.round().action == "unchanged"

    def test_edge_45_terms_stay_out_of_procurify_by_default(self) -> None:
        world = settled()
        world.edit_there(payment_terms="Net 60")

        world.rest()

        assert world.written == []

    def test_edge_45_terms_go_to_procurify_by_the_name_that_the_table_has_where_that_is_on(self) -> None:
        world = settled(terms_to_procurify=True)
        world.edit_there(payment_terms="Net 60")

        world.rest()

        assert in_procurify(world).payment_terms == "Net 60 days"

    def test_terms_that_gp_lacks_keep_that_field_alone_back(self) -> None:
        world = settled(fields={"payment_terms": FieldPolicy(owner="procurify")})
        world.edit_here(payment_terms="When it suits", contact="B. Payer")

        beside, alone = world.round(), world.round()

        assert (beside.action, in_gp(world).contact, in_gp(world).payment_terms) == ("write", "B. Payer", "Net 30")
        assert (alone.action, codes(alone.findings)) == ("block", ["VENDOR_TERMS_UNMAPPED"])

    def test_edge_45_the_class_belongs_to_gp(self) -> None:
        world = settled(vendor_class={"*": "TRADE"})
        world.edit_there(vendor_class="LOCAL")

        assert world.round().action == "unchanged"
        assert in_gp(world).vendor_class == "LOCAL"


class TestTheFirstTime:
    """Two vendors that never agreed: nothing tells which side is right, nor whether somebody emptied a field."""

    def test_edge_45_what_one_side_lacks_is_filled_and_what_differs_is_asked_about(self) -> None:
        world = linked(policy(), gp=there(contact="", postal_code="99999"), fax="312-555-0109", country="")

        world.rest()

        assert (in_gp(world).contact, in_gp(world).fax) == ("A. Buyer", "31255501090000")
        assert in_procurify(world).country == "United States"
        assert [(found.code, found.where) for found in world.findings] == [("VENDOR_FIELD_CONFLICT", "postal code")]

    def test_edge_45_a_field_that_is_emptied_after_that_is_emptied_on_both_sides(self) -> None:
        world = linked(policy(), gp=there(contact=""))
        world.rest()
        world.edit_there(contact="")

        world.rest()

        assert (in_gp(world).contact, in_procurify(world).contact) == ("", "")


class TestOpenWrites:
    @pytest.mark.parametrize("target", [VENDOR, procurify_target(17)])
    def test_while_a_write_is_under_way_its_lane_is_left_alone(self, target: TargetRef) -> None:
        world = settled()
        world.edit_here(contact="B. Payer")
        world.under_way = target

        assert world.decided().writes == ()

    def test_a_vendor_that_is_gone_is_no_reason_to_write(self) -> None:
        world = settled()
        captured = world.pair()
        world.gp.clear()

        assert world.decided(captured).action == "unchanged"


def test_found_bodies_are_what_the_systems_hold() -> None:
    """
    The stand-in for GP keeps IDs in capitals and cuts what is too long, as GP does.
    """
    world = settled()
    world.edit_there(name="N" * 70, address_id="primary")

    found = world.read(VENDOR)

    assert isinstance(found, Found)
    assert (found.body.name, found.body.address_id) == ("N" * 64, "PRIMARY")
