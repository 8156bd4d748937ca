"""Order lines of inventory items: what GP checks, and what it fills in."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from dynamicsgp_sba import Company, NewPurchaseOrder, NewPurchaseOrderLine, RefusedError
from dynamicsgp_sba.testing import GPCompany

Orders = Callable[..., NewPurchaseOrder]
Lines = Callable[..., NewPurchaseOrderLine]


@pytest.fixture
def memory(new_line: Lines) -> Lines:
    """Makes lines of an item that the vendor sells and the site keeps, with changes by field."""

    def make(**changes: Any) -> NewPurchaseOrderLine:
        return new_line(**{"item_number": "128 SDRAM", "non_inventory": False, **changes})

    return make


class TestWhatGpFillsIn:
    def test_the_vendors_number_and_the_items_account_are_taken_where_none_is_given(
        self, company: Company, new_order: Orders, memory: Lines
    ) -> None:
        order = company.purchase_orders.create(new_order(lines=(memory(account_number=None),)))

        (line,) = order.lines
        assert (line.item_number, line.vendor_item_number, line.non_inventory) == ("128 SDRAM", "CS-128", False)
        assert (line.account_number, line.description) == ("000-1300-00", "Standing desk, 160 cm")

    def test_what_is_given_stands(self, company: Company, new_order: Orders, memory: Lines) -> None:
        order = company.purchase_orders.create(new_order(lines=(memory(vendor_item_number="CS-128-B"),)))

        assert (order.lines[0].vendor_item_number, order.lines[0].account_number) == ("CS-128-B", "000-6100-01")

    def test_a_unit_of_the_schedule_has_its_base_quantity(
        self, company: Company, new_order: Orders, memory: Lines
    ) -> None:
        order = company.purchase_orders.create(new_order(lines=(memory(unit="box"),)))

        assert order.lines[0].extra["UMQTYINB"] == "12.00000"

    def test_the_items_own_decimals_rule_its_unit_cost(
        self, company: Company, new_order: Orders, memory: Lines
    ) -> None:
        line = memory(item_number="1-A3261A", unit_cost=Decimal("0.0125"), quantity_ordered=Decimal(100))

        assert company.purchase_orders.create(new_order(lines=(line,))).subtotal == Decimal("1.25")
        with pytest.raises(RefusedError) as caught:
            company.purchase_orders.create(new_order("PO2", lines=(memory(unit_cost=Decimal("0.0125")),)))
        assert caught.value.codes == ("6621",)


class TestWhatGpRefuses:
    @pytest.mark.parametrize(
        ("changes", "code", "field"),
        [
            ({"item_number": "NOSUCH"}, "304", "ITEMNMBR"),
            ({"item_number": "1-A3261A", "site_id": "02-S"}, "261", "LOCNCODE"),
            ({"site_id": "03-W"}, "261", "LOCNCODE"),
            ({"site_id": "MOON"}, "256", "LOCNCODE"),
            ({"site_id": None}, "254", "LOCNCODE"),
            ({"site_id": "02-S"}, "11818", "LOCNCODE"),
            ({"unit": "Roll"}, "4599", "UOFM"),
            ({"item_number": "ITEM-D"}, "9338", "ITEMNMBR"),
            ({"item_number": "ITEM-K"}, "9338", "ITEMNMBR"),
            ({"item_number": "ITEM-I"}, "11751", "ITEMNMBR"),
            ({"item_number": "ITEM-V"}, "397", "ITEMNMBR"),
            ({"item_number": "ITEM-N"}, "9002", "VNDITNUM"),
        ],
    )
    def test_each_missing_relation_has_gps_code(
        self,
        company: Company,
        fabrikam: GPCompany,
        new_order: Orders,
        memory: Lines,
        changes: dict[str, Any],
        code: str,
        field: str,
    ) -> None:
        fabrikam.add_item_site("128 SDRAM", "02-S", inactive=True)
        fabrikam.add_item("ITEM-D", "Discontinued", schedule="EACH", type=2)
        fabrikam.add_item("ITEM-K", "Kit", schedule="EACH", type=3)
        fabrikam.add_item("ITEM-I", "Inactive", schedule="EACH", inactive=True)
        fabrikam.add_item("ITEM-V", "Sold by nobody", schedule="EACH")
        fabrikam.add_item("ITEM-N", "Without the vendor's number", schedule="EACH")
        for item in ("ITEM-D", "ITEM-K", "ITEM-I", "ITEM-V", "ITEM-N"):
            fabrikam.add_item_site(item, "01-N")
        for item in ("ITEM-D", "ITEM-K", "ITEM-I"):
            fabrikam.add_item_vendor(item, "CONTOSUP0001")
        fabrikam.add_item_vendor("ITEM-N", "CONTOSUP0001", VNDITNUM="")

        with pytest.raises(RefusedError) as caught:
            company.purchase_orders.create(new_order(lines=(memory(**changes),)))

        assert caught.value.codes == (code,)
        assert list(caught.value.field_errors) == [f"Lines[0].{field}"]
        assert not fabrikam.purchase_orders

    def test_an_item_that_became_inactive_keeps_its_line_but_not_another_quantity(
        self, company: Company, fabrikam: GPCompany, new_order: Orders, memory: Lines
    ) -> None:
        orders = company.purchase_orders
        created = orders.create(new_order(lines=(memory(sequence=16384),)))
        fabrikam.items["128 SDRAM"]["INACTIVE"] = 1

        changed = orders.update(
            new_order(lines=(memory(sequence=16384, unit_cost=Decimal(200)),)), row_stamp=created.row_stamp
        )
        with pytest.raises(RefusedError) as caught:
            orders.update(
                new_order(lines=(memory(sequence=16384, quantity_ordered=Decimal(3)),)), row_stamp=changed.row_stamp
            )

        assert changed.subtotal == Decimal(400)
        assert caught.value.codes == ("11750",)
