"""Items with their vendors, sites and units."""

import json
from decimal import Decimal
from typing import Any

import pytest

from dynamicsgp_sba import (
    COMPANION,
    Company,
    Currency,
    InvalidValueError,
    Item,
    ItemType,
    ItemVendor,
    NotFoundError,
)
from dynamicsgp_sba.reading import read_record
from dynamicsgp_sba.testing import GPCompany, GPServer
from tests.dynamicsgp_sba.conftest import FABRIKAM, Connect


def item(**members: Any) -> Item:
    """Read an item with these members."""
    return read_record(json.dumps({"ITEMNMBR": "A1", **members}).encode(), Item, {})


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
