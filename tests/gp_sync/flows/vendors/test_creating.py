"""Vendors that one side has not got yet: which are created there, how, and what keeps one from being created."""

from typing import Any

import attrs
import pytest

from gp_sync.core.fact_values import VendorCandidate
from gp_sync.core.facts import linked_vendor, vendor_candidates, vendor_confirmed, vendor_link_said
from gp_sync.core.model import Decision, Severity
from gp_sync.flows.vendors.document import PENDING, VendorRecord, gp_target
from tests.gp_sync.flows.vendors.held import in_gp
from tests.gp_sync.flows.vendors.two_systems import World, codes, company, here, linked, policy, there

NEW = gp_target("TWO", "LAKESHOREOFFI17")
LIKE = VendorCandidate(vendor_id="LAKESHORE0001", name="Lakeshore Office Supply Inc", score=93, evidence=("name",))


def unlinked(**rules: Any) -> World:
    return World(settings=policy(**rules))


def body_of(decision: Decision[VendorRecord]) -> VendorRecord:
    (write,) = decision.writes
    assert (write.op, write.body is not None) == ("create", True)
    return write.body or VendorRecord()


class TestInGP:
    def test_edge_66_a_vendor_that_nobody_linked_is_created_with_one_address_of_ours(self) -> None:
        world = unlinked(vendor_class={"regular": "TRADE", "*": "OTHER"})

        decision = world.round()

        body = body_of(decision)
        assert [write.target for write in decision.writes] == [NEW]
        assert (body.name, body.phone_1, body.payment_terms) == (
            "Lakeshore Office Supply", "31255501000000", "Net 30",
        )  # fmt: skip
        assert (body.currency, body.vendor_class, body.created_by_us) == ("Z-US$", "TRADE", True)
        assert (body.address_id, body.primary_address_id, body.purchase_address_id) == ("PRIMARY",) * 3
        assert body.remit_to_address_id == ""

    def test_one_whose_name_leaves_nothing_for_an_id_is_told(self) -> None:
        world = unlinked(number="{name}")
        world.edit_here(name="---")

        decision = world.round()

        assert (decision.action, codes(decision.findings)) == ("block", ["VALUE_MISSING"])

    def test_edge_66_a_vendor_of_gp_with_that_id_is_never_written_over(self) -> None:
        world = unlinked()
        world.gp["TWO", "LAKESHOREOFFI17"] = there(name="Lakeshore of Ohio", created_by_us=False)

        decision = world.round()

        assert (decision.action, codes(decision.findings), decision.writes) == ("block", ["VENDOR_ID_TAKEN"], ())
        assert decision.findings[0].tried == "LAKESHOREOFFI17 ('Lakeshore of Ohio')"

    def test_edge_66_one_that_a_person_linked_since_it_was_captured_is_not_created(self) -> None:
        world = unlinked()
        world.facts[vendor_link_said("TWO", 17)] = "LAKESHORE0001"

        decision = world.round()

        assert (decision.action, decision.writes) == ("unchanged", ())

    def test_one_of_ours_with_that_id_and_content_is_linked_without_a_write(self) -> None:
        world = unlinked()
        world.gp["TWO", "LAKESHOREOFFI17"] = there()

        decision = world.round()

        assert (decision.action, [link.target for link in decision.adopted]) == ("adopt", [NEW])

    def test_the_new_id_goes_to_procurify_next_and_is_what_links_the_two(self) -> None:
        world = unlinked()
        world.round()

        decision = world.round()

        (write,) = decision.writes
        assert write.body is not None
        assert (write.target.side, write.body.external_id) == ("procurify", "LAKESHOREOFFI17")
        world.rest()
        assert (world.pair().links, world.findings) == ({"TWO": "LAKESHOREOFFI17"}, ())

    def test_after_that_it_is_aligned_like_any_other(self) -> None:
        world = unlinked()
        world.round()
        card = world.gp["TWO", "LAKESHOREOFFI17"]
        world.gp["TWO", "LAKESHOREOFFI17"] = attrs.evolve(card, remit_to_address_id="REMIT TO")
        world.rest()
        world.edit_here(contact="B. Payer")

        world.rest()

        assert world.gp["TWO", "LAKESHOREOFFI17"].contact == "B. Payer"

    def test_edge_20_where_payments_go_to_its_primary_address_later_edits_go_to_one_beside_it(self) -> None:
        """
        GP may point the remit-to address of a new vendor at the only one that it has.
        """
        world = unlinked()
        world.round()
        card = world.gp["TWO", "LAKESHOREOFFI17"]
        world.gp["TWO", "LAKESHOREOFFI17"] = attrs.evolve(card, remit_to_address_id="PRIMARY")
        world.rest()
        world.edit_here(contact="B. Payer")

        world.rest()

        assert world.gp["TWO", "LAKESHOREOFFI17"].contact == "A. Buyer"
        assert world.addresses["TWO", "LAKESHOREOFFI17", "PROCURIFY"].contact == "B. Payer"
        assert world.findings == ()

    def test_candidates_hold_it_for_a_person(self) -> None:
        world = unlinked()
        world.facts[vendor_candidates("TWO", 17)] = (LIKE,)

        decision = world.round()

        assert (decision.action, codes(decision.findings), decision.writes) == ("hold", ["VENDOR_CANDIDATES"], ())
        assert decision.findings[0].tried == (
            "'Lakeshore Office Supply' (Procurify id 17) may be one of TWO's: "
            "LAKESHORE0001 Lakeshore Office Supply Inc (93 of 100)"
        )

    @pytest.mark.parametrize(
        ("changes", "rules", "code"),
        [
            ({"workflow": PENDING}, {}, "VENDOR_NOT_APPROVED_YET"),
            ({}, {"create_in_gp": "never"}, "VENDOR_NOT_CREATED"),
            ({"active": False}, {}, "VENDOR_NOT_CREATED"),
            ({"vendor_type": "employee"}, {}, "VENDOR_KIND_SKIPPED"),
        ],
    )
    def test_the_others_are_left_out_with_a_reason(
        self, changes: dict[str, Any], rules: dict[str, Any], code: str
    ) -> None:
        world = unlinked(**rules)
        world.here = here(**changes)

        decision = world.round()

        assert (decision.action, codes(decision.findings)) == ("skip", [code])

    def test_a_type_that_this_version_does_not_know_flows_and_is_told(self) -> None:
        world = unlinked()
        world.here = here(vendor_type="type 9")

        decision = world.round()

        assert (decision.action, codes(decision.findings)) == ("write", ["VENDOR_KIND_UNKNOWN"])

    def test_edge_26_terms_that_gp_lacks_block_a_new_vendor_as_a_whole(self) -> None:
        world = unlinked()
        world.here = here(payment_terms="When it suits")

        decision = world.round()

        assert (decision.action, codes(decision.findings), decision.writes) == ("block", ["VENDOR_TERMS_UNMAPPED"], ())

    def test_a_currency_that_gp_lacks_blocks_it_too(self) -> None:
        world = unlinked()
        world.here = here(currency="EUR")

        assert codes(world.round().findings) == ["CURRENCY_UNMAPPED"]

    def test_what_was_replaced_is_told_beside_the_write(self) -> None:
        world = unlinked()
        world.here = here(name="Łakeshore")

        decision = world.round()

        assert (decision.action, [(row.code, row.severity) for row in decision.findings]) == (
            "write", [("CHARACTERS_REPLACED", Severity.WARN)],
        )  # fmt: skip

    @pytest.mark.parametrize(
        ("template", "number"),
        [
            ("{name}{id}", "LAKESHOREOFFI17"),
            ("V{id}", "V17"),
            ("{name}", "LAKESHOREOFFICE"),
            ("p-{name}-{id}", "P-LAKESHOREO-17"),
        ],
    )
    def test_its_id_has_as_much_of_the_name_as_there_is_room_for(self, template: str, number: str) -> None:
        world = unlinked(number=template)

        assert [write.target.number for write in world.round().writes] == [number]

    def test_an_id_that_is_too_long_blocks(self) -> None:
        world = unlinked(number="PROCURIFY-VENDOR-{id}")

        decision = world.round()

        assert (decision.action, codes(decision.findings)) == ("block", ["FIELD_TOO_LONG"])

    def test_a_class_that_is_too_long_blocks(self) -> None:
        world = unlinked(vendor_class={"*": "LOCAL VENDORS"})

        assert codes(world.round().findings) == ["FIELD_TOO_LONG"]


class TestLost:
    def test_a_link_that_never_held_is_unlinked(self) -> None:
        world = unlinked()
        world.links["TWO"] = "NOWHERE"

        decision = world.round()

        assert (decision.action, codes(decision.findings)) == ("hold", ["VENDOR_UNLINKED"])
        assert decision.findings[0].cause == linked_vendor("TWO", 17)

    def test_a_linked_vendor_that_vanished_is_gone_and_never_made_again(self) -> None:
        world = linked()
        world.rest()
        world.gp.clear()

        decision = world.round()

        assert (decision.action, codes(decision.findings), decision.writes) == ("block", ["VENDOR_GONE"], ())

    def test_relinked_it_goes_on_with_the_other_vendor_and_leaves_the_first(self) -> None:
        world = linked()
        world.rest()
        world.gp["TWO", "LAKESHORE0009"] = there(contact="")
        world.links["TWO"] = "LAKESHORE0009"
        world.edit_here(name="Lakeshore Ltd", external_id="LAKESHORE0009")

        world.rest()

        assert world.gp["TWO", "LAKESHORE0009"].contact == "A. Buyer"
        assert world.gp["TWO", "LAKESHORE0001"].name == "Lakeshore Office Supply"
        assert codes(world.findings) == ["VENDOR_FIELD_CONFLICT"]


class TestInProcurify:
    def only_in_gp(self, *, confirmed: bool, **rules: Any) -> tuple[World, Decision[VendorRecord]]:
        world = unlinked(**({"create_in_procurify": "confirmed"} | rules))
        world.gp["TWO", "NORTHWIND01"] = there(name="Northwind Tools", currency="Z-C$", created_by_us=False)
        if confirmed:
            world.facts[vendor_confirmed("TWO", "NORTHWIND01")] = "NORTHWIND01"
        return world, world.decided(world.pair(only_in_gp="NORTHWIND01"))

    def test_one_that_a_person_named_is_created_with_its_id_as_external_id(self) -> None:
        _, decision = self.only_in_gp(confirmed=True)

        body = body_of(decision)
        assert (body.name, body.external_id, body.currency, body.active) == (
            "Northwind Tools",
            "NORTHWIND01",
            "CAD",
            True,
        )
        assert (body.vendor_type, body.payment_terms, body.vendor_class) == ("preferred", "", "")

    def test_its_own_currency_is_told_by_name_where_gp_leaves_it_blank(self) -> None:
        world, _ = self.only_in_gp(confirmed=True)
        world.settings = policy(company(functional_currency="Z-US$"), create_in_procurify="confirmed")
        world.gp["TWO", "NORTHWIND01"] = in_gp(attrs.evolve(world.gp["TWO", "NORTHWIND01"], currency=""))

        decision = world.decided(world.pair(only_in_gp="NORTHWIND01"))

        assert body_of(decision).currency == "USD"

    def test_one_that_procurify_has_with_this_external_id_is_not_created_twice(self) -> None:
        world, decision = self.only_in_gp(confirmed=True)
        world.carry_out(decision)
        world.ledger.clear()

        again = world.decided(world.pair(only_in_gp="NORTHWIND01"))

        assert (again.action, again.writes) == ("adopt", ())

    def test_once_created_it_is_done(self) -> None:
        world, decision = self.only_in_gp(confirmed=True)
        world.carry_out(decision)

        assert world.decided(world.pair(only_in_gp="NORTHWIND01")).action == "unchanged"

    @pytest.mark.parametrize(
        ("confirmed", "rules"), [(False, {}), (True, {"create_in_procurify": "never"})], ids=["unnamed", "policy"]
    )
    def test_any_other_is_left_in_gp(self, confirmed: bool, rules: dict[str, Any]) -> None:
        _, decision = self.only_in_gp(confirmed=confirmed, **rules)

        assert (decision.action, codes(decision.findings)) == ("skip", ["VENDOR_ONLY_IN_GP"])

    def test_one_that_was_linked_since_is_no_vendor_of_gp_alone_any_more(self) -> None:
        world, _ = self.only_in_gp(confirmed=True)

        decision = world.decided(attrs.evolve(world.pair(only_in_gp="NORTHWIND01"), shared={"TWO": "17"}))

        assert (decision.action, codes(decision.findings)) == ("skip", ["VENDOR_LINKED_SINCE"])

    def test_a_value_that_procurify_cannot_hold_blocks_it(self) -> None:
        world, _ = self.only_in_gp(confirmed=True)
        world.gp["TWO", "NORTHWIND01"] = there(contact="the person who is asked for about all the open orders")

        decision = world.decided(world.pair(only_in_gp="NORTHWIND01"))

        assert (decision.action, codes(decision.findings)) == ("block", ["VENDOR_TOO_LONG"])
