"""The header's tax, which GP calculates where none is given, its note, and the setup that decides about amounts."""

from collections.abc import Callable
from decimal import Decimal

import pytest

from dynamicsgp_sba import Company, InvalidValueError, NewPurchaseOrder, NewPurchaseOrderLine, RefusedError
from dynamicsgp_sba.testing import GPCompany

Orders = Callable[..., NewPurchaseOrder]
Lines = Callable[..., NewPurchaseOrderLine]


class TestTax:
    def test_a_given_amount_is_stored_as_it_is(self, company: Company, new_order: Orders) -> None:
        order = company.purchase_orders.create(new_order(tax_amount=Decimal("12.34")))

        assert (order.tax_amount, order.tax_schedule_id) == (Decimal("12.34"), "ILSALES-7")

    def test_none_is_calculated_by_the_companys_schedule_on_what_is_left_after_the_discount(
        self, company: Company, new_order: Orders
    ) -> None:
        order = company.purchase_orders.create(
            new_order(tax_amount=None, trade_discount=Decimal("49.90"), freight=Decimal(20))
        )

        assert order.tax_amount == Decimal("31.44")  # 7 % of 449.10, half away from zero
        assert order.total == Decimal("500.54")

    def test_the_orders_own_schedule_comes_first(self, company: Company, new_order: Orders) -> None:
        order = company.purchase_orders.create(new_order(tax_amount=None, tax_schedule_id="ausnswst+20"))

        assert (order.tax_schedule_id, order.tax_amount) == ("AUSNSWST+20", Decimal("99.80"))

    @pytest.mark.parametrize("schedule", ["", "USEXEMPT-0"])
    def test_no_schedule_and_one_without_tax_come_to_nothing(
        self, company: Company, new_order: Orders, schedule: str
    ) -> None:
        order = company.purchase_orders.create(new_order(tax_amount=None, tax_schedule_id=schedule))

        assert (order.tax_schedule_id, order.tax_amount) == (schedule, Decimal(0))

    def test_it_has_the_decimals_of_the_currency(self, company: Company, new_order: Orders, new_line: Lines) -> None:
        line = new_line(unit_cost=Decimal(105), quantity_ordered=Decimal(1))

        order = company.purchase_orders.create(new_order(currency_id="Z-YEN", tax_amount=None, lines=(line,)))

        assert order.tax_amount == Decimal(7)  # of 7.35

    def test_a_change_without_an_amount_calculates_anew_and_keeps_the_schedule(
        self, company: Company, new_order: Orders, new_line: Lines
    ) -> None:
        created = company.purchase_orders.create(new_order(tax_amount=Decimal(1), tax_schedule_id="AUSNSWST+20"))

        changed = company.purchase_orders.update(
            new_order(tax_amount=None, lines=(new_line(quantity_ordered=Decimal(4)),)), row_stamp=created.row_stamp
        )

        assert (changed.tax_schedule_id, changed.tax_amount) == ("AUSNSWST+20", Decimal("199.60"))

    def test_an_unknown_schedule_is_refused_with_gps_code(self, company: Company, new_order: Orders) -> None:
        with pytest.raises(RefusedError) as caught:
            company.purchase_orders.create(new_order(tax_schedule_id="NOSUCH"))

        assert (caught.value.codes, list(caught.value.field_errors)) == (("883",), ["TAXSCHID"])


class TestExchangeRate:
    def test_it_arrives_with_seven_decimals_and_stays(self, company: Company, new_order: Orders) -> None:
        created = company.purchase_orders.create(new_order(currency_id="Z-C$", exchange_rate=Decimal("0.7312345")))

        changed = company.purchase_orders.update(new_order(currency_id="Z-C$"), row_stamp=created.row_stamp)

        assert created.exchange_rate == changed.exchange_rate == Decimal("0.7312345")

    def test_the_companys_own_currency_has_none(self, company: Company, new_order: Orders) -> None:
        assert company.purchase_orders.create(new_order()).exchange_rate == Decimal(0)

    def test_an_eighth_decimal_is_not_sent(self, company: Company, new_order: Orders) -> None:
        with pytest.raises(InvalidValueError, match="has 8 decimals, at most 7 fit") as caught:
            company.purchase_orders.create(new_order(exchange_rate=Decimal("0.73123456")))

        assert list(caught.value.field_errors) == ["XCHGRATE"]


class TestNote:
    def test_eight_thousand_characters_in_several_lines_arrive_and_stay(
        self, company: Company, new_order: Orders
    ) -> None:
        text = "Requested by Ana López.\r\nApproved by Omar Haddad.\r\n" + "x" * 7949
        created = company.purchase_orders.create(new_order(note=text))

        changed = company.purchase_orders.update(new_order(), row_stamp=created.row_stamp)

        assert len(text) == 8000
        assert created.note == changed.note == company.purchase_orders.list()[0].note == text

    def test_an_empty_one_blanks_it(self, company: Company, new_order: Orders) -> None:
        created = company.purchase_orders.create(new_order(note="first"))

        assert company.purchase_orders.update(new_order(note=""), row_stamp=created.row_stamp).note == ""

    def test_one_character_more_is_not_sent(self, company: Company, new_order: Orders) -> None:
        with pytest.raises(InvalidValueError, match="has 8001 characters, at most 8000 fit") as caught:
            company.purchase_orders.create(new_order(note="x" * 8001))

        assert list(caught.value.field_errors) == ["NOTETEXT"]


class TestHeader:
    def test_buyer_and_addresses_are_read_as_they_were_written(
        self, company: Company, fabrikam: GPCompany, new_order: Orders
    ) -> None:
        fabrikam.add_vendor_address("CONTOSUP0001", "DEPOT")

        order = company.purchase_orders.create(
            new_order(
                buyer_id="BUYER01",
                ship_to_address_id="PLANT-N",
                bill_to_address_id="PLANT-S",
                purchase_address_id="DEPOT",
            )
        )

        assert (order.buyer_id, order.ship_to_address_id) == ("BUYER01", "PLANT-N")
        assert (order.bill_to_address_id, order.purchase_address_id) == ("PLANT-S", "DEPOT")

    def test_an_address_of_another_vendor_is_refused(
        self, company: Company, fabrikam: GPCompany, new_order: Orders
    ) -> None:
        fabrikam.add_vendor_address("LITWARE0001", "DEPOT")

        with pytest.raises(RefusedError) as caught:
            company.purchase_orders.create(new_order(purchase_address_id="DEPOT"))

        assert caught.value.codes == ("380",)

    def test_the_setups_decimals_rule_unit_costs_in_the_functional_currency_alone(
        self, company: Company, fabrikam: GPCompany, new_order: Orders, new_line: Lines
    ) -> None:
        fabrikam.cost_decimals = 4
        lines = (new_line(unit_cost=Decimal("0.1249")),)

        order = company.purchase_orders.create(new_order(lines=lines))
        with pytest.raises(RefusedError) as caught:
            company.purchase_orders.create(new_order("PO2", currency_id="Z-C$", lines=lines))

        assert (order.subtotal, caught.value.codes) == (Decimal("0.25"), ("6621",))
