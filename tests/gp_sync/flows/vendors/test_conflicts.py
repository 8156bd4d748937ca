"""Both systems changed one vendor: what a person is asked, and what becomes of the answer."""

import pytest

from gp_sync.core.fact_values import VendorChoice
from gp_sync.core.facts import vendor_choice
from gp_sync.core.model import Severity
from gp_sync.flows.vendors.policy import FieldPolicy
from tests.gp_sync.flows.vendors.settled import VENDOR, in_gp, in_procurify, settled


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
