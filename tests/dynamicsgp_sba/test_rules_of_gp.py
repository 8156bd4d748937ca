"""Rules of GP that stand against a new purchase order."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from dynamicsgp_sba import (
    Company,
    NewPurchaseOrder,
    NewPurchaseOrderLine,
    RefusedError,
    WorkflowStatus,
)
from dynamicsgp_sba.testing import GPCompany

Orders = Callable[..., NewPurchaseOrder]
Lines = Callable[..., NewPurchaseOrderLine]


class TestRulesOfGp:
    @pytest.mark.parametrize(
        ("changes", "code", "field"),
        [
            ({"vendor_id": "NOSUCH"}, "490", "VENDORID"),
            ({"vendor_id": "OLDVENDR0001"}, "5416", "VENDORID"),
            ({"currency_id": "Z-NONE"}, "963", "CURNCYID"),
            ({"payment_terms_id": "Net 31"}, "383", "PYMTRMID"),
            ({"buyer_id": "NOBODY"}, "269", "BUYERID"),
            ({"ship_to_address_id": "MOON"}, "375", "PRSTADCD"),
            ({"bill_to_address_id": "MOON"}, "381", "PRBTADCD"),
            ({"purchase_address_id": "MOON"}, "380", "VADCDPAD"),
            ({"freight": Decimal("1.005")}, "6619", "FRTAMNT"),
            ({"subtotal": Decimal("499.01")}, "370", "SUBTOTAL"),
            ({"trade_discount": Decimal("499.01")}, "369", "TRDISAMT"),
        ],
    )
    def test_the_header_is_refused_with_gps_code(
        self, company: Company, new_order: Orders, changes: dict[str, Any], code: str, field: str
    ) -> None:
        with pytest.raises(RefusedError) as caught:
            company.purchase_orders.create(new_order(**changes))

        assert (caught.value.status, caught.value.codes) == (400, (code,))
        assert list(caught.value.field_errors) == [field]

    @pytest.mark.parametrize(
        ("changes", "code", "field"),
        [
            ({"item_number": "128 SDRAM"}, "5466", "ITEMNMBR"),
            ({"non_inventory": False}, "304", "ITEMNMBR"),
            ({"site_id": None}, "254", "LOCNCODE"),
            ({"site_id": "MOON"}, "256", "LOCNCODE"),
            ({"site_id": "99-OLD"}, "11817", "LOCNCODE"),
            ({"account_number": "000-9999-00"}, "442", "ACTNUMST"),
            ({"account_number": "000-4000-00"}, "ACCOUNT_INACTIVE", "ACTNUMST"),
            ({"account_number": "000-7000-00"}, "ACCOUNT_NO_ENTRY", "ACTNUMST"),
            ({"quantity_ordered": Decimal("2.001")}, "8504", "QTYORDER"),
            ({"quantity_canceled": Decimal(3)}, "323", "QTYCANCE"),
            ({"unit_cost": Decimal("249.505")}, "6621", "UNITCOST"),
        ],
    )
    def test_a_line_is_refused_with_gps_code_and_its_place(
        self,
        company: Company,
        fabrikam: GPCompany,
        new_order: Orders,
        new_line: Lines,
        changes: dict[str, Any],
        code: str,
        field: str,
    ) -> None:
        fabrikam.add_account("000-7000-00", "Closed to entry", allows_entry=False)

        with pytest.raises(RefusedError) as caught:
            company.purchase_orders.create(new_order(lines=(new_line(), new_line(**changes))))

        assert caught.value.codes == (code,)
        assert list(caught.value.field_errors) == [f"Lines[1].{field}"]
        assert not fabrikam.purchase_orders

    def test_all_that_is_wrong_comes_in_one_answer(self, company: Company, new_order: Orders, new_line: Lines) -> None:
        with pytest.raises(RefusedError) as caught:
            company.purchase_orders.create(new_order(currency_id="X", lines=(new_line(site_id=None),)))

        assert caught.value.codes == ("963", "254")

    def test_a_closed_period_does_not_stop_an_order(
        self, company: Company, fabrikam: GPCompany, new_order: Orders
    ) -> None:
        fabrikam.set_period(2026, 11, purchasing_closed=True)

        assert company.purchase_orders.create(new_order()).document_date == date(2026, 11, 4)

    def test_an_unknown_shipping_method_comes_into_being(
        self, company: Company, fabrikam: GPCompany, new_order: Orders
    ) -> None:
        order = company.purchase_orders.create(new_order(shipping_method="pigeon"))

        assert order.shipping_method == "PIGEON"
        assert "PIGEON" in fabrikam.shipping_methods

    def test_a_currency_without_decimals_takes_none(self, company: Company, new_order: Orders, new_line: Lines) -> None:
        with pytest.raises(RefusedError) as caught:
            company.purchase_orders.create(new_order(currency_id="Z-YEN"))
        order = company.purchase_orders.create(
            new_order(currency_id="Z-YEN", lines=(new_line(unit_cost=Decimal(25), quantity_ordered=Decimal("1.5")),))
        )

        assert caught.value.codes == ("6621",)
        assert order.subtotal == Decimal(38)  # half away from zero

    def test_an_inventory_item_and_an_approval_workflow(
        self, company: Company, fabrikam: GPCompany, new_order: Orders, new_line: Lines
    ) -> None:
        fabrikam.new_workflow_status = 1

        order = company.purchase_orders.create(
            new_order(lines=(new_line(item_number="128 SDRAM", non_inventory=False),))
        )

        assert order.workflow_status is WorkflowStatus.NOT_SUBMITTED
        assert order.lines[0].non_inventory is False

    def test_terms_that_count_no_net_days_give_no_due_date(self, company: Company, new_order: Orders) -> None:
        assert company.purchase_orders.create(new_order(payment_terms_id="2% EOM")).due_date is None
