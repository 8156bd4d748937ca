"""One vendor that both systems have: what goes where, and what is left to a person."""

from datetime import date
from typing import Any

import attrs
import pytest

from gp_sync.core.fact_values import VendorChoice
from gp_sync.core.facts import vendor_choice, vendor_release
from gp_sync.core.findings import finding
from gp_sync.core.model import Found, Severity, TargetRef
from gp_sync.flows.vendors.document import VendorRecord, gp_target, procurify_target
from gp_sync.flows.vendors.policy import FieldPolicy
from tests.gp_sync.flows.vendors.two_systems import World, codes, company, linked, policy, there

VENDOR = gp_target("TWO", "LAKESHORE0001")


def settled(**rules: Any) -> World:
    """A world whose two sides have agreed once."""
    world = linked(policy(**rules))
    world.rest()
    world.written.clear()
    return world


def in_gp(world: World) -> VendorRecord:
    return world.gp["TWO", "LAKESHORE0001"]


def in_procurify(world: World) -> VendorRecord:
    assert world.here is not None
    return world.here


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


class TestConflicts:
    def test_edge_45_both_changed_is_one_issue_with_all_three_values(self) -> None:
        world = settled()
        world.edit_here(contact="B. Payer")
        world.edit_there(contact="C. Clerk")

        decision = world.round()

        (found,) = decision.findings
        (shown,) = found.differences
        assert (decision.action, found.code, found.severity) == ("hold", "VENDOR_FIELD_CONFLICT", Severity.HOLD)
        assert found.cause == vendor_choice("17", "TWO", "contact")
        assert (shown.written, shown.there, shown.wanted) == ("A. Buyer", "C. Clerk", "B. Payer")

    def test_edge_45_a_conflict_is_a_warning_beside_a_write_and_keeps_its_base(self) -> None:
        world = settled()
        world.edit_here(contact="B. Payer", name="Lakeshore Ltd")
        world.edit_there(contact="C. Clerk")

        beside, alone = world.round(), world.round()

        assert (beside.action, [row.severity for row in beside.findings]) == ("write", [Severity.WARN])
        assert (alone.action, alone.findings[0].differences[0].written) == ("hold", "A. Buyer")

    def test_what_both_agree_on_is_kept_though_a_conflict_holds_the_vendor(self) -> None:
        world = settled()
        world.edit_here(contact="B. Payer", postal_code="60602")
        world.edit_there(contact="C. Clerk", postal_code="60602")

        decision = world.round()

        assert (decision.action, [link.target for link in decision.adopted]) == ("hold", [VENDOR])
        world.edit_here(postal_code="60601")
        world.rest()
        assert in_gp(world).postal_code == "60601"

    def test_a_conflict_ends_when_one_side_goes_back(self) -> None:
        world = settled()
        world.edit_here(contact="B. Payer")
        world.edit_there(contact="C. Clerk")
        world.round()
        world.edit_there(contact="A. Buyer")

        world.rest()

        assert (in_gp(world).contact, world.findings) == ("B. Payer", ())

    @pytest.mark.parametrize(("take", "contact"), [("gp", "C. Clerk"), ("procurify", "B. Payer")])
    def test_edge_45_what_a_person_chooses_goes_to_both(self, take: str, contact: str) -> None:
        world = settled()
        world.edit_here(contact="B. Payer")
        world.edit_there(contact="C. Clerk")
        world.round()
        world.choose("contact", take)

        world.rest()

        assert (in_procurify(world).contact, in_gp(world).contact, world.findings) == (contact, contact, ())

    def test_a_choice_counts_only_for_the_values_that_were_seen(self) -> None:
        world = settled()
        world.edit_here(contact="B. Payer")
        world.edit_there(contact="C. Clerk")
        world.round()
        world.choose("contact", "gp")
        world.edit_there(contact="D. Other")

        decision = world.round()

        assert (decision.action, decision.writes) == ("hold", ())

    @pytest.mark.parametrize(("wins", "contact"), [("gp", "C. Clerk"), ("procurify", "B. Payer")])
    def test_edge_45_a_policy_may_say_whose_value_counts(self, wins: str, contact: str) -> None:
        world = settled(fields={"contact": FieldPolicy(both_changed=wins)})
        world.edit_here(contact="B. Payer")
        world.edit_there(contact="C. Clerk")

        world.rest()

        assert (in_procurify(world).contact, in_gp(world).contact) == (contact, contact)


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


class TestFirewall:
    def test_edge_21_a_field_that_needs_a_new_approval_is_held_and_the_rest_is_written(self) -> None:
        world = settled()
        world.edit_here(city="Boston", contact="B. Payer")

        beside, alone = world.round(), world.round()

        assert (beside.action, in_gp(world).contact, in_gp(world).city) == ("write", "B. Payer", "Chicago")
        assert (alone.action, codes(alone.findings)) == ("hold", ["VENDOR_REAPPROVAL"])

    def test_edge_21_made_by_hand_in_gp_it_ends(self) -> None:
        world = settled()
        world.edit_here(city="Boston")
        world.round()
        world.edit_there(city="Boston")

        world.rest()

        assert (world.written, world.findings) == ([], ())

    def test_edge_21_a_person_may_let_it_through(self) -> None:
        world = settled()
        world.edit_here(city="Boston")
        world.round()
        world.choose("city", "procurify")

        world.rest()

        assert (in_gp(world).city, world.findings) == ("Boston", ())

    def test_edge_21_gp_s_own_change_of_it_goes_to_procurify(self) -> None:
        world = settled()
        world.edit_there(city="Boston")

        world.rest()

        assert in_procurify(world).city == "Boston"

    def test_edge_21_while_gp_says_that_the_vendor_is_in_approval_nothing_of_it_is_written(self) -> None:
        world = linked(policy())
        world.rest()
        world.edit_here(contact="B. Payer")
        world.obstacles[VENDOR] = finding("VENDOR_IN_APPROVAL", VENDOR.ref, tried="LAKESHORE0001 in GP")

        decision = world.round()

        assert (decision.action, codes(decision.findings), decision.writes) == ("hold", ["VENDOR_IN_APPROVAL"], ())

    def test_a_vendor_that_waits_in_procurify_is_not_changed_there(self) -> None:
        world = settled()
        world.edit_there(contact="B. Payer")
        target = procurify_target(17)
        world.obstacles[target] = finding("VENDOR_IN_APPROVAL", target.ref, tried="17 in Procurify")

        decision = world.round()

        assert (decision.action, decision.writes) == ("hold", ())


class TestStatus:
    def test_edge_14_an_inactive_vendor_blocks_and_is_not_made_active(self) -> None:
        world = settled()
        world.edit_there(active=False)
        world.edit_here(contact="B. Payer")

        decision = world.round()

        assert (decision.action, codes(decision.findings), decision.writes) == ("block", ["VENDOR_INACTIVE"], ())

    def test_edge_14_an_inactive_vendor_with_nothing_to_write_is_no_issue(self) -> None:
        world = settled()
        world.edit_there(active=False)

        assert world.round().findings == ()

    def test_edge_14_a_temporary_vendor_is_written_to(self) -> None:
        world = settled()
        world.edit_there(temporary=True)
        world.edit_here(contact="B. Payer")

        world.rest()

        assert in_gp(world).contact == "B. Payer"

    def test_edge_14_a_vendor_on_hold_is_written_to_with_a_warning_and_stays_on_hold(self) -> None:
        world = settled()
        world.edit_there(on_hold=True)
        world.edit_here(contact="B. Payer")

        decision = world.round()

        assert [(found.code, found.severity) for found in decision.findings] == [("VENDOR_ON_HOLD", Severity.WARN)]
        assert (in_gp(world).contact, in_gp(world).on_hold) == ("B. Payer", True)

    def test_edge_31_archived_in_procurify_nothing_flows_and_gp_stays_active(self) -> None:
        world = settled()
        world.edit_here(active=False, contact="B. Payer")

        decision = world.round()

        assert (decision.action, codes(decision.findings)) == ("unchanged", ["VENDOR_INACTIVE_IN_PROCURIFY"])
        assert in_gp(world).active is True

    def test_edge_31_deleted_in_procurify_it_is_the_same(self) -> None:
        world = settled()
        world.links["TWO"] = "LAKESHORE0001"
        world.here = None

        decision = world.round()

        assert (decision.action, codes(decision.findings)) == ("unchanged", ["VENDOR_INACTIVE_IN_PROCURIFY"])

    def test_edge_31_inactive_on_both_sides_is_no_news(self) -> None:
        world = settled()
        world.edit_here(active=False)
        world.edit_there(active=False)

        assert world.round().findings == ()

    def test_edge_44_form_1099_is_compared_and_never_written(self) -> None:
        world = settled()
        world.edit_there(is_1099=False)
        world.edit_here(is_1099=True)

        decision = world.round()

        assert (decision.writes, codes(decision.findings)) == ((), ["VENDOR_TAX_FORM_DIFFERS"])
        assert (in_gp(world).is_1099, in_procurify(world).is_1099) == (False, True)


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


class TestLongValues:
    def test_a_name_that_is_too_long_keeps_that_field_alone_back(self) -> None:
        world = settled()
        world.edit_here(name="Lakeshore " * 8, contact="B. Payer")

        beside, alone = world.round(), world.round()

        assert (beside.action, in_gp(world).contact) == ("write", "B. Payer")
        assert (alone.action, codes(alone.findings)) == ("block", ["FIELD_TOO_LONG"])

    def test_it_is_cut_with_a_warning_where_the_policy_says_so(self) -> None:
        world = settled(long_values={"name": "shorten"})
        world.edit_here(name="Lakeshore " * 8)

        decision = world.round()

        assert (decision.action, codes(decision.findings)) == ("write", ["FIELD_SHORTENED"])
        assert in_gp(world).name == "Lakeshore Lakeshore Lakeshore Lakeshore Lakeshore Lakeshore Lake"
        assert world.round().findings == ()

    def test_a_contact_that_procurify_cannot_hold_is_told(self) -> None:
        world = settled()
        world.edit_there(contact="the person who is asked for about all the open orders")

        decision = world.round()

        assert (decision.action, codes(decision.findings)) == ("block", ["VENDOR_TOO_LONG"])

    def test_it_is_cut_in_procurify_with_a_warning_where_the_policy_says_so(self) -> None:
        world = settled(long_values={"contact": "shorten"})
        world.edit_there(contact="the person who is asked for about all the open orders")

        decision = world.round()

        assert (decision.action, codes(decision.findings)) == ("write", ["VENDOR_SHORTENED"])
        assert in_procurify(world).contact == "the person who is asked for about all the open ord"
        world.rest()
        assert (world.findings, in_gp(world).contact[-6:]) == ((), "orders")

    def test_the_configuration_may_give_a_finding_another_severity(self) -> None:
        world = settled(severity={"VENDOR_FIELD_CONFLICT": "BLOCK"})
        world.edit_here(contact="B. Payer")
        world.edit_there(contact="C. Clerk")

        assert world.round().action == "block"


class TestLoops:
    def fought(self, times: int) -> World:
        """Something in GP sets a contact back each time, and somebody in Procurify sets it again."""
        world = settled()
        for _ in range(times):
            world.edit_here(contact="B. Payer")
            world.rest()
            world.edit_there(contact="A. Buyer")
            world.rest()
        return world

    def test_edge_45_a_link_that_flips_is_frozen_as_a_whole(self) -> None:
        world = self.fought(3)
        world.written.clear()
        world.edit_here(contact="B. Payer", name="Lakeshore Ltd")

        decision = world.round()

        assert (decision.action, codes(decision.findings)) == ("hold", ["VENDOR_LINK_FROZEN"])
        assert (decision.writes, decision.findings[0].where) == ((), "contact")

    def test_edge_45_two_changes_to_and_fro_are_no_loop(self) -> None:
        world = self.fought(2)
        world.edit_here(contact="B. Payer")

        assert world.round().action == "write"

    def test_edge_45_a_person_lets_it_go_on(self) -> None:
        world = self.fought(3)
        world.edit_here(contact="B. Payer")
        world.round()
        world.facts[vendor_release("17", "TWO")] = world.clock.isoformat()
        world.edit_here(name="Lakeshore Ltd")

        world.rest()

        assert (in_gp(world).contact, in_gp(world).name) == ("B. Payer", "Lakeshore Ltd")

    def test_edge_45_a_robot_that_never_writes_one_value_twice_is_stopped_too(self) -> None:
        """
        Such as one that counts its looks in a name.
        """
        world = settled()
        for look in range(30):
            world.edit_there(name=f"Lakeshore {look}")
            world.round()
            world.round()

        assert len(world.written) == 10
        assert codes(world.findings) == ["VENDOR_LINK_FROZEN"]

    def test_edge_45_two_robots_that_fight_are_stopped(self) -> None:
        """
        Whatever sets a field back on either side: our writes end.
        """
        world = settled()
        for _ in range(30):
            world.edit_here(contact="B. Payer")
            world.round()
            world.edit_there(contact="A. Buyer")
            world.round()

        assert len(world.written) <= 7
        assert codes(world.findings) == ["VENDOR_LINK_FROZEN"]


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


class TestFound:
    def test_a_choice_is_what_was_shown(self) -> None:
        world = settled()
        world.edit_here(phone_1="(312) 555 0123")
        world.edit_there(phone_1="3125550199")
        world.round()
        world.choose("phone_1", "gp")

        assert world.facts[vendor_choice("17", "TWO", "phone_1")] == VendorChoice(
            take="gp", procurify="(312) 555 0123", gp="31255501990000"
        )
        world.rest()
        assert in_procurify(world).phone_1 == "312-555-0199"


def test_found_bodies_are_what_the_systems_hold() -> None:
    """
    The stand-in for GP keeps IDs in capitals and cuts what is too long, as GP does.
    """
    world = settled()
    world.edit_there(name="N" * 70, address_id="primary")

    found = world.read(VENDOR)

    assert isinstance(found, Found)
    assert (found.body.name, found.body.address_id) == ("N" * 64, "PRIMARY")
