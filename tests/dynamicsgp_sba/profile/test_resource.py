"""Entries of a site profile: the addresses that they make, and what is refused."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dynamicsgp_sba import ResourceNotAvailableError, SiteProfile
from dynamicsgp_sba.profile import COMPANION, SHIPPED, ResourceProfile
from dynamicsgp_sba.profile.records import RECORDS

VENDORS = ResourceProfile(series="Purchasing", resource="Vendors", key=("VENDORID",))
ADDRESSES = ResourceProfile(series="Purchasing", resource="VendorAddresses", key=("VENDORID", "ADRSCODE"))
keys = st.text(min_size=1).filter(lambda text: not any("\ud800" <= letter <= "\udfff" for letter in text))


class TestAddresses:
    def test_a_list_has_empty_parentheses_and_a_record_its_encoded_key(self) -> None:
        assert VENDORS.list_address("") == "Purchasing/Vendors()"
        assert VENDORS.item_address("", {"VENDORID": "10(61)"}) == "Purchasing/Vendors(10%2861%29)"

    def test_parts_of_a_key_are_separated_by_semicolons_that_are_not_theirs(self) -> None:
        address = ADDRESSES.item_address("", {"VENDORID": "A;1", "ADRSCODE": "REMIT TO"})

        assert address == "Purchasing/VendorAddresses(A%3B1;REMIT%20TO)"

    def test_a_site_may_have_another_order_and_another_separator(self) -> None:
        """
        The values come by their columns, so the order is the profile's alone.
        """
        turned = ResourceProfile(
            series="Purchasing", resource="VendorAddresses", key=("ADRSCODE", "VENDORID"), separator=","
        )

        address = turned.item_address("", {"VENDORID": "A1", "ADRSCODE": "PRIMARY"})

        assert address == "Purchasing/VendorAddresses(PRIMARY,A1)"
        assert turned.part_address("", "VENDORID", "A1") is None

    def test_the_product_comes_from_the_site_or_the_resource(self) -> None:
        site_wide = ResourceProfile(series="Sales", resource="Orders")
        its_own = ResourceProfile(series="Sales", resource="Orders", product="Partner")
        none = ResourceProfile(series="Sales", resource="Orders", product="")

        assert site_wide.list_address("Dynamics") == "Dynamics/Sales/Orders()"
        assert its_own.list_address("Dynamics") == "Partner/Sales/Orders()"
        assert none.list_address("Dynamics") == "Sales/Orders()"

    def test_a_key_with_another_column_is_refused(self) -> None:
        with pytest.raises(ValueError, match="VENDORID, ADRSCODE; VENDORID are known"):
            ADDRESSES.item_address("", {"VENDORID": "A"})

    def test_what_a_site_has_no_address_for_is_not_available(self) -> None:
        bare = ResourceProfile(series="", resource="Lists", list_path="", item_path=None)

        with pytest.raises(ResourceNotAvailableError, match="no address of a list"):
            bare.list_address("")
        with pytest.raises(ResourceNotAvailableError, match="no address of one record"):
            bare.item_address("", {})

    @given(keys, keys)
    def test_no_key_can_change_the_path(self, vendor: str, address: str) -> None:
        """
        Whatever the parts of a key are, the address has one pair of parentheses and one separator.
        """
        path = ADDRESSES.item_address("", {"VENDORID": vendor, "ADRSCODE": address})

        prefix, _, rest = path.partition("(")
        assert prefix == "Purchasing/VendorAddresses"
        assert rest.endswith(")")
        assert not set(rest[:-1]) & set("()/?#&= \\")
        assert rest.count(";") == 1


class TestMistakes:
    @pytest.mark.parametrize(
        ("changes", "message"),
        [
            ({"list_path": "Vendors()"}, r"list_path is 'Vendors\(\)'.*\{path\}"),
            ({"list_path": "{path}?$format=json"}, "list_path is"),
            ({"list_path": "{path"}, "list_path is '{path'"),
            ({"item_path": "{path}({vendor})"}, "item_path is"),
            ({"item_path": "{path.x}({key})"}, "no other placeholder"),
            ({"item_path": "/{path}({key})"}, "begins with a slash"),
            ({"item_path": "../{path}({key})"}, "neither begins"),
            ({"series": "a b"}, "series is 'a b'"),
            ({"resource": ""}, "resource is ''"),
            ({"product": "{site}"}, "product is '{site}'"),
            ({"base_url": "gp.example.com"}, "base_url: .*expected https://host"),
            ({"key": ("A B",)}, "key is .*names of columns"),
            ({"key": ("A", "A")}, "each once"),
            ({"separator": ""}, "separator is ''"),
            ({"separator": "-"}, "separator is '-'"),
            ({"create_verb": "GET"}, "create_verb is 'GET': expected one of POST, PATCH, PUT, DELETE"),
            ({"void_verb": "delete"}, "void_verb is 'delete'"),
            ({"create_action": "x\r\nHost: y"}, "create_action is"),
            ({"names": "columns"}, "names is 'columns': expected one of column, dexterity, dotnet"),
            ({"body_names": {"A": ""}}, "body_names holds ''"),
            ({"body_names": {"A": "Key", "B": "Key.Name"}}, "body_names uses 'Key' for two members"),
            ({"body_names": {"A": "Key.Name", "B": "Key"}}, "body_names uses 'Key' for two members"),
            ({"body_names": {"A": "Key", "B": "Key"}}, "body_names uses 'Key' for two members"),
            ({"filters": {"vendor": "v"}}, "filters has vendor: expected changed_since or marker_prefix"),
            ({"aliases": {"name": ("",)}}, "aliases holds ''"),
            ({"aliases": {"name": "SupplierName"}}, r"aliases is 'SupplierName': expected several texts"),
            ({"tells": "workflow_status"}, "tells is 'workflow_status': expected several texts"),
            ({"refuses_existing": "no"}, "refuses_existing is 'no': expected True or False"),
            ({"list_is_full": 0}, "list_is_full is 0: expected True or False"),
            ({"longest_execution": 0.0}, "longest_execution is 0.0: expected a number of seconds above 0"),
            ({"longest_execution": float("inf")}, "longest_execution is inf"),
        ],
    )
    def test_each_is_told_with_the_value_and_what_is_accepted(self, changes: dict[str, Any], message: str) -> None:
        with pytest.raises(ValueError, match=message):
            SHIPPED.with_resource("vendors", **changes)

    def test_a_password_in_an_address_is_refused_and_not_repeated(self) -> None:
        with pytest.raises(ValueError, match="user or password") as caught:
            SHIPPED.with_resource("vendors", base_url="https://svc:hunter2@gp.example.com")

        assert "hunter2" not in str(caught.value)

    @pytest.mark.parametrize("changes", [{"aliases": {"nmae": ("SupplierName",)}}, {"tells": ("nmae",)}])
    def test_a_name_of_no_field_is_told_with_the_nearest(self, changes: dict[str, Any]) -> None:
        with pytest.raises(
            ValueError, match=f"vendors: {next(iter(changes))}: 'nmae' is no field; did you mean 'name'"
        ):
            SHIPPED.with_resource("vendors", **changes)

    @pytest.mark.parametrize("changes", [{"name": ""}, {"tenant": ""}, {"companies": ("",)}, {"product": "a b"}])
    def test_a_site_s_texts_are_checked(self, changes: dict[str, Any]) -> None:
        with pytest.raises(ValueError, match=next(iter(changes))):
            SiteProfile(**{"name": "x", "resources": {}, **changes})


class TestProfiles:
    def test_the_shipped_one_is_microsoft_s_list(self) -> None:
        available = {name for name, resource in SHIPPED.resources.items() if resource.available}

        assert available == {
            "companies", "countries", "currencies", "item_sites", "item_vendors", "items", "payables_transactions",
            "payment_terms", "requisitions", "sites", "units_of_measure", "vendor_addresses", "vendors",
        }  # fmt: skip

    def test_the_companion_adds_the_rest(self) -> None:
        added = {
            name
            for name, resource in COMPANION.resources.items()
            if resource.available and not SHIPPED.resources[name].available
        }

        assert added == {
            "account_segments", "buyers", "company_addresses", "company_setup", "fiscal_periods", "gl_accounts",
            "purchase_orders", "shipping_methods", "vendor_classes",
        }  # fmt: skip

    def test_every_resource_has_a_record(self) -> None:
        assert set(SHIPPED.resources) - set(RECORDS) == set()
