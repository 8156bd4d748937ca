"""What `[vendors]` may say, and whose a field is when it says nothing."""

from typing import Any

import pytest

from gp_sync.core.model import Severity
from gp_sync.flows.vendors.policy import FieldPolicy, VendorFlowPolicy, VendorPolicy
from tests.gp_sync.flows.vendors.two_systems import company, there


class TestRefused:
    @pytest.mark.parametrize(
        ("given", "message"),
        [
            ({"fields": {"email": FieldPolicy()}}, "fields names 'email': give some of name, contact, street"),
            ({"fields": {"currency": FieldPolicy()}}, "fields names 'currency', which only new vendors are given"),
            ({"long_values": {"name": "wrap"}}, "long_values.name is 'wrap': give one of block, shorten$"),
            ({"long_values": {"street": "cut"}}, "long_values.street is 'cut': give one of block, shorten, wrap"),
            ({"address_id": "procurify"}, "address_id is 'procurify': give at most 15 characters in capitals"),
            ({"address_id": "PROCURIFY-ADDRESS"}, "address_id is 'PROCURIFY-ADDRESS': give at most 15 characters"),
            ({"reapproval_fields": ("zone",)}, "reapproval_fields names 'zone': give some of name"),
            ({"number": "V{key}"}, r"number is 'V\{key\}': it takes \{name\}, \{id\}"),
            ({"number": "VENDOR"}, "number is 'VENDOR': it takes"),
            ({"create_in_gp": "always"}, "create_in_gp is 'always': give one of approved, never"),
            ({"create_companies": ("TWO", "two")}, "create_companies lists 'TWO' and 'two', which are one name"),
            ({"vendor_types": ("friend",)}, "vendor_types names 'friend'"),
            ({"vendor_types": ("regular", "Other")}, "vendor_types names 'other', Procurify's stand-in"),
            ({"same_write": 1}, "same_write is 1: give a number from 2 to 100"),
            ({"severity": {"NO_SUCH_CODE": "WARN"}}, "'NO_SUCH_CODE' is no code of a finding"),
        ],
    )
    def test_the_refusal_names_the_key_the_value_and_what_is_accepted(
        self, given: dict[str, Any], message: str
    ) -> None:
        with pytest.raises(ValueError, match=message):
            VendorPolicy(**given)

    @pytest.mark.parametrize(
        ("given", "message"),
        [({"owner": "us"}, "owner is 'us': give one of both, gp"), ({"both_changed": "ask"}, "both_changed is 'ask'")],
    )
    def test_a_field_has_one_of_four_owners(self, given: dict[str, Any], message: str) -> None:
        with pytest.raises(ValueError, match=message):
            FieldPolicy(**given)

    @pytest.mark.parametrize(
        ("vendors", "message"),
        [
            ({"enabled": True}, "vendors.master is missing: .* one of TWO, NORTH"),
            ({"master": "EAST"}, "vendors.master is 'EAST': give one of TWO, NORTH"),
            ({"create_companies": ("EAST",)}, "vendors.create_companies names 'EAST': give some of TWO, NORTH"),
        ],
    )
    def test_several_companies_need_a_master_among_them(self, vendors: dict[str, Any], message: str) -> None:
        with pytest.raises(ValueError, match=message):
            VendorFlowPolicy(companies=(company(), company("NORTH")), vendors=VendorPolicy(**vendors))

    @pytest.mark.parametrize(
        ("two", "north"), [(None, None), (None, True), (False, True)], ids=["unsaid", "another's", "refused"]
    )
    def test_edge_58_the_master_takes_external_ids(self, two: bool | None, north: bool | None) -> None:
        """Its IDs go there: another company that took them for its own would have its vendors mixed up."""
        companies = (company(external_ids=two), company("NORTH", external_ids=north))

        with pytest.raises(ValueError, match="external_ids of TWO is not true, and its vendor IDs become"):
            VendorFlowPolicy(companies=companies, vendors=VendorPolicy(enabled=True, master="TWO"))

    def test_edge_58_companies_whose_vendors_have_the_same_ids_may_take_them_too(self) -> None:
        companies = (company(external_ids=True), company("NORTH", external_ids=True))

        assert VendorFlowPolicy(companies=companies, vendors=VendorPolicy(enabled=True, master="TWO")).master == "TWO"


class TestDefaults:
    def test_an_order_only_site_needs_to_say_nothing(self) -> None:
        policy = VendorFlowPolicy(companies=(company(), company("NORTH")))

        assert (policy.vendors.enabled, policy.master) == (False, "TWO")

    @pytest.mark.parametrize(
        ("field", "sides"),
        [
            ("name", ["gp", "procurify"]),
            ("city", ["gp", "procurify"]),
            ("fax", ["gp", "procurify"]),
            ("payment_terms", []),
            ("currency", []),
            ("vendor_class", []),
        ],
    )
    def test_what_pays_stays_where_it_is(self, field: str, sides: list[str]) -> None:
        assert [side for side in ("gp", "procurify") if VendorPolicy().flows_to(side, field)] == sides

    def test_terms_flow_to_procurify_where_that_is_switched_on(self) -> None:
        assert VendorPolicy(terms_to_procurify=True).flows_to("procurify", "payment_terms")

    @pytest.mark.parametrize(
        ("owner", "sides"), [("gp", ["procurify"]), ("procurify", ["gp"]), ("none", []), ("both", ["gp", "procurify"])]
    )
    def test_an_owner_s_changes_flow_to_the_other_side(self, owner: str, sides: list[str]) -> None:
        policy = VendorPolicy(fields={"name": FieldPolicy(owner=owner)})

        assert [side for side in ("gp", "procurify") if policy.flows_to(side, "name")] == sides

    def test_our_address_is_the_primary_one_of_vendors_that_we_created_alone(self) -> None:
        policy = VendorPolicy()

        assert [policy.owned_address(row) for row in (None, there(), there(created_by_us=False))] == [
            "PRIMARY", "PRIMARY", "PROCURIFY",
        ]  # fmt: skip
        assert VendorPolicy(address_id="WEB").owned_address(there()) == "WEB"

    def test_severities_are_those_that_are_given(self) -> None:
        policy = VendorFlowPolicy(companies=(company(),), vendors=VendorPolicy(severity={"VENDOR_GONE": "BLOCK"}))

        assert policy.severities == {"VENDOR_GONE": Severity.BLOCK}
