"""Items, addresses and the setup of a company: what documents are checked against."""

import json
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from dynamicsgp_sba import (
    COMPANION,
    Company,
    CompanySetup,
    Currency,
    DynamicsGP,
    InvalidValueError,
    Item,
    ItemType,
    ItemVendor,
    NotFoundError,
    ResourceNotAvailableError,
    Vendor,
    VendorAddress,
)
from dynamicsgp_sba.columns import columns
from dynamicsgp_sba.limits import VENDOR, VENDOR_ADDRESS
from dynamicsgp_sba.reading import read_record
from dynamicsgp_sba.testing import GPCompany, GPServer
from dynamicsgp_sba.testing.data import load

FABRIKAM = "Fabrikam, Inc."
Serve = Callable[..., GPServer]
Connect = Callable[..., DynamicsGP]


def item(**members: Any) -> Item:
    """Read an item with these members."""
    return read_record(json.dumps({"ITEMNMBR": "A1", **members}).encode(), Item, {})


def setup(**members: Any) -> CompanySetup:
    """Read a setup with these members."""
    return read_record(json.dumps({"Collation": "SQL_Latin1_General_CP1_CI_AS", **members}).encode(), CompanySetup, {})


class TestItems:
    def test_one_is_read_by_its_number_whatever_its_case(self, company: Company) -> None:
        found = company.items.get("128 sdram")

        assert (found.number, found.description, found.type) == ("128 SDRAM", "128 meg SDRAM", ItemType.SALES_INVENTORY)
        assert (found.unit_schedule, found.purchase_unit, found.site_id) == ("EACH", "Each", "01-N")
        assert (found.quantity_decimals, found.cost_decimals, found.inactive) == (0, 2, False)
        assert company.gl_accounts.get("000-1300-00").index == found.inventory_account_index

    def test_all_of_them_are_listed(self, company: Company) -> None:
        found = {row.number: (row.type, row.can_be_ordered) for row in company.items.list()}

        assert found == {
            "128 SDRAM": (ItemType.SALES_INVENTORY, True),
            "1-A3261A": (ItemType.SALES_INVENTORY, True),
            "1-A3483A": (ItemType.DISCONTINUED, False),
            "HOSE-25": (ItemType.SALES_INVENTORY, True),
            "SERVICE-KIT": (ItemType.KIT, False),
        }

    def test_one_that_is_not_there_is_not_found(self, company: Company) -> None:
        with pytest.raises(NotFoundError, match="Item NOSUCH does not exist"):
            company.items.get("NOSUCH")

    @pytest.mark.parametrize(
        ("members", "answer"),
        [
            ({"ITEMTYPE": 1, "INACTIVE": 0}, True),
            ({"ITEMTYPE": 5, "INACTIVE": 1}, False),
            ({"ITEMTYPE": 2, "INACTIVE": 0}, False),
            ({"ITEMTYPE": 3, "INACTIVE": 0}, False),
            ({"ITEMTYPE": 1}, None),
            ({"INACTIVE": 0}, None),
        ],
    )
    def test_whether_it_can_be_ordered_is_said_only_where_the_answer_tells(
        self, members: dict[str, int], answer: bool | None
    ) -> None:
        assert item(**members).can_be_ordered is answer

    def test_a_type_that_gp_adds_passes_through(self) -> None:
        found = item(ITEMTYPE=9).type

        assert found is not None
        assert (found.is_known, found.value) == (False, 9)


class TestDecimals:
    @pytest.mark.parametrize(("column", "decimals"), [(1, 0), (3, 2), (6, 5), (7, 0), (9, 2), (12, 5)])
    def test_an_item_counts_its_decimals_from_one_and_with_several_currencies_from_seven(
        self, column: int, decimals: int
    ) -> None:
        assert item(DECPLCUR=column).cost_decimals == decimals

    @pytest.mark.parametrize("column", [0, 13, -1, "3"])
    def test_another_value_is_kept_as_it_is_and_taken_for_nothing(self, column: int | str) -> None:
        found = item(DECPLCUR=column)

        assert (found.cost_decimals, found.extra["DECPLCUR"]) == (None, column)

    def test_a_currency_counts_them_in_the_same_way(self) -> None:
        found = read_record(b'{"CURNCYID": "Z-YEN", "DECPLCUR": 1}', Currency, {})

        assert (found.decimals, dict(found.extra)) == (0, {})


class TestItemVendors:
    def test_the_vendors_of_an_item_are_listed(self, company: Company) -> None:
        found = company.item_vendors.list("128 sdram")

        assert [(row.vendor_id, row.vendor_item_number) for row in found] == [
            ("CONTOSUP0001", "CS-128"),
            ("NORTHIND0001", "N 128"),
        ]

    def test_one_is_read_by_item_and_vendor(self, company: Company, fabrikam: GPCompany) -> None:
        fabrikam.add_item_vendor(
            "HOSE-25",
            "LITWARE0001",
            "L-25",
            PRCHSUOM="Roll",
            MINORQTY="2.00000",
            MAXORDQTY="40.00000",
            ORDERMULTIPLE="2.00000",
            Last_Originating_Cost="88.50000",
            Last_Currency_ID="Z-US$",
        )

        assert company.item_vendors.get("HOSE-25", "LITWARE0001") == ItemVendor(
            item_number="HOSE-25",
            vendor_id="LITWARE0001",
            vendor_item_number="L-25",
            purchase_unit="Roll",
            minimum_quantity=Decimal(2),
            maximum_quantity=Decimal(40),
            order_multiple=Decimal(2),
            last_cost=Decimal("88.50"),
            last_currency_id="Z-US$",
        )

    def test_an_item_that_nobody_sells_has_none_and_one_that_is_not_there_is_not_found(self, company: Company) -> None:
        assert company.item_vendors.list("SERVICE-KIT") == ()
        with pytest.raises(NotFoundError):
            company.item_vendors.list("NOSUCH")
        with pytest.raises(NotFoundError):
            company.item_vendors.get("SERVICE-KIT", "CONTOSUP0001")

    def test_a_site_without_such_lists_gives_the_same_from_the_whole_one(
        self, server: GPServer, connect: Connect
    ) -> None:
        profile = COMPANION.with_resource("item_vendors", part_path=None)

        found = connect(server, profile=profile).company(FABRIKAM).item_vendors.list("128 SDRAM")

        assert [row.vendor_id for row in found] == ["CONTOSUP0001", "NORTHIND0001"]
        assert (server.requests[-1].resource, server.requests[-1].key) == ("Inventory/ItemVendors", "")

    def test_rows_of_others_are_left_out_but_those_that_cannot_be_read_are_not(
        self, server: GPServer, company: Company
    ) -> None:
        rows = [{"ITEMNMBR": "A1 ", "VENDORID": "V1"}, {"ITEMNMBR": "A2", "VENDORID": "V1"}, {"VENDORID": "V1"}]
        server.fail("ItemVendors", status=200, body=json.dumps(rows))

        found = company.item_vendors.list("a1")

        assert [row.item_number for row in found] == ["A1"]
        assert len(found.unreadable) == 1

    def test_the_list_may_have_an_address_of_its_own(self, server: GPServer, connect: Connect) -> None:
        profile = COMPANION.with_resource("item_vendors", part_path="Inventory/Items({key})/Vendors()")

        call = connect(server, profile=profile).company(FABRIKAM).item_vendors.calls.list("A/1")

        assert call.url.endswith("/Inventory/Items(A%2F1)/Vendors()")

    def test_an_empty_item_is_refused(self, company: Company) -> None:
        with pytest.raises(InvalidValueError, match="at least one character"):
            company.item_vendors.list("")


class TestItemSites:
    def test_the_sites_of_an_item_are_listed(self, company: Company, fabrikam: GPCompany) -> None:
        fabrikam.add_item_site("128 SDRAM", "03-W", inactive=True)

        found = company.item_sites.list("128 SDRAM")

        assert [(row.site_id, row.inactive) for row in found] == [("01-N", False), ("02-S", False), ("03-W", True)]
        assert {row.record_type for row in found} == {2}


class TestUnitsOfMeasure:
    def test_a_schedule_has_its_units(self, company: Company) -> None:
        found = company.units_of_measure.get("length")

        assert (found.id, found.base_unit, found.quantity_decimals) == ("LENGTH", "Metre", 2)
        assert [(unit.unit, unit.equivalent_unit, unit.base_quantity) for unit in found.units] == [
            ("Metre", "Metre", Decimal(1)),
            ("Roll", "Metre", Decimal("25.5")),
        ]

    def test_a_unit_is_found_by_its_name_whatever_its_case(self, company: Company) -> None:
        each, length = company.units_of_measure.list()

        box = each.unit("BOX ")
        assert box is not None
        assert (box.unit, box.equivalent_quantity) == ("Box", Decimal(12))
        assert length.unit("Box") is None


class TestVendors:
    def test_addresses_are_listed_and_read_one_by_one(self, company: Company) -> None:
        listed = company.vendor_addresses.list("acetrave0001")
        remit = company.vendor_addresses.get("ACETRAVE0001", "remit to")

        assert [(row.id, row.city, row.shipping_method) for row in listed] == [
            ("PRIMARY", "Sydney", "OVERNIGHT"),
            ("REMIT TO", "Sydney", ""),
        ]
        assert (remit.vendor_id, remit.address_1, remit.postal_code) == ("ACETRAVE0001", "Box 342", "2000")
        assert remit.changed_at is not None

    def test_what_is_not_there_is_not_found(self, company: Company) -> None:
        with pytest.raises(NotFoundError):
            company.vendor_addresses.get("ACETRAVE0001", "MOON")
        with pytest.raises(NotFoundError):
            company.vendor_addresses.list("NOSUCH")

    def test_an_address_reads_from_the_names_of_the_class_too(self) -> None:
        body = {"Key": {"Id": "PRIMARY", "VendorKey": {"Id": "ACE"}}, "ContactPerson": "Greg Powell", "CITY": "Sydney"}

        assert read_record(json.dumps(body).encode(), VendorAddress, {}).vendor_id == "ACE"

    def test_what_an_order_takes_from_a_vendor_is_on_its_card(self, company: Company, fabrikam: GPCompany) -> None:
        fabrikam.vendors["ACETRAVE0001"]["PMPRCHIX"] = 0

        vendor = company.vendors.get("ACETRAVE0001")

        assert (vendor.purchase_address_id, vendor.shipping_method) == ("PRIMARY", "OVERNIGHT")
        assert (vendor.tax_schedule_id, vendor.payment_terms_id) == ("AUSNSWST+20", "Net 30")
        assert (vendor.has_payables_account, vendor.has_purchases_account) == (True, False)

    def test_accounts_that_the_answer_lacks_are_not_said_to_be_missing(self) -> None:
        vendor = read_record(b'{"VENDORID": "ACE"}', Vendor, {})

        assert (vendor.has_payables_account, vendor.has_purchases_account) == (None, None)


class TestLimits:
    @pytest.mark.parametrize(
        ("kind", "limits", "table"),
        [(Vendor, VENDOR, "PM00200"), (VendorAddress, VENDOR_ADDRESS, "PM00300")],
    )
    def test_the_clients_lengths_are_those_of_gps_columns(
        self, kind: type[Any], limits: dict[str, int], table: str
    ) -> None:
        lengths = load("lengths")["tables"][table]

        assert {columns(kind)[field]: length for field, length in limits.items()} == {
            column: lengths[column] for column in (columns(kind)[field] for field in limits)
        }


class TestCompany:
    def test_the_setup(self, company: Company) -> None:
        assert company.setup.get() == CompanySetup(
            collation="SQL_Latin1_General_CP1_CI_AS",
            code_page=1252,
            functional_currency_id="Z-US$",
            main_address_id="PRIMARY",
            purchase_tax_schedule_id="ILSALES-7",
            quantity_decimals=2,
            cost_decimals=2,
            keeps_history=True,
            commitments=False,
            encumbrance=False,
        )

    def test_what_the_service_cannot_tell_is_none(self, company: Company, fabrikam: GPCompany) -> None:
        fabrikam.commitments = fabrikam.encumbrance = None

        assert (company.setup.get().commitments, company.setup.get().encumbrance) == (None, None)

    @pytest.mark.parametrize(
        ("collation", "answer"),
        [
            ("SQL_Latin1_General_CP1_CI_AS", True),
            ("Latin1_General_CI_AI", True),
            ("SQL_Latin1_General_CP1_CS_AS", False),
            ("Latin1_General_BIN", False),
            ("Latin1_General_100_BIN2", False),
            ("Mystery", None),
        ],
    )
    def test_the_collation_says_whether_case_counts(self, collation: str, answer: bool | None) -> None:
        assert setup(Collation=collation).ignores_case is answer

    def test_what_orders_refer_to(self, company: Company) -> None:
        assert [(row.id, row.carrier) for row in company.shipping_methods.list()] == [
            ("OVERNIGHT", "Fourth Coffee Couriers"),
            ("GROUND", ""),
        ]
        assert [(row.id, row.city) for row in company.addresses.list()] == [
            ("PRIMARY", "Chicago"),
            ("PLANT-N", "Evanston"),
            ("PLANT-S", "Joliet"),
            ("PLANT-W", "Aurora"),
        ]
        assert [(row.id, row.description) for row in company.buyers.list()] == [("BUYER01", "Plant purchasing")]

    def test_a_site_without_the_service_is_told_so(self, server: GPServer, connect: Connect) -> None:
        profile = COMPANION.with_resource("company_setup", available=False, reason="the partner has not built it yet")

        with pytest.raises(ResourceNotAvailableError, match="company setup: the partner has not built it yet"):
            connect(server, profile=profile).company(FABRIKAM).setup.get()
