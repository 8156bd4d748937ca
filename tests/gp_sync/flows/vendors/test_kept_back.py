"""What keeps a vendor or one of its fields back: an approval in GP, its status, a value that is too long."""

from gp_sync.core.findings import finding
from gp_sync.core.model import Severity
from gp_sync.flows.vendors.document import procurify_target
from tests.gp_sync.flows.vendors.settled import VENDOR, in_gp, in_procurify, settled
from tests.gp_sync.flows.vendors.two_systems import codes, linked, policy


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

    def test_edge_31_that_procurify_clears_its_external_id_then_stops_nothing(self) -> None:
        """Nothing links it any more; a vendor that was aligned is no new one that waits for its link."""
        world = settled()
        world.links.clear()
        world.edit_here(active=False, external_id="")

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
