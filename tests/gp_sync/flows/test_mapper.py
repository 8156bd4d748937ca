"""From an order in Procurify to an unposted Work order in Dynamics GP."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import attrs
import pytest

from gp_sync.core import facts as names
from gp_sync.core.fact_values import Currency
from gp_sync.core.model import Facts, Ref, TargetRef
from gp_sync.flows.purchase_orders.document import GPPurchaseOrder, GPPurchaseOrderLine, Modifier, OrderState
from gp_sync.flows.purchase_orders.mapper import PurchaseOrderMapper
from gp_sync.flows.purchase_orders.policy import OrderPolicy
from gp_sync.testing.examples import POLICY, calendar, coding, fabrikam_facts, line, order

Looker = Callable[..., Any]

NORTH_FACTS = {
    names.fiscal_calendar("NORTH"): calendar(),
    names.currencies("NORTH"): (
        Currency(id="CAD-1", iso_code="CAD", decimals=2),
        Currency(id="Z-C$", iso_code="CAD", decimals=2),
    ),
    names.vendor_link("NORTH", 6): "LAKESHORE0001",
    names.gp_vendor("NORTH", "LAKESHORE0001"): fabrikam_facts()[names.gp_vendor("TWO", "LAKESHORE0001")],
    names.payment_terms("NORTH", "Net 30"): "Net 30",
}
NORTH_LINE = line(coding=coding(location="Vancouver Plant"), unit="each")


def templates(**changes: Any) -> Any:
    return attrs.evolve(POLICY, orders=OrderPolicy(**changes))


class TestAnOrderThatFits:
    def test_everything_is_mapped(self, look: Looker) -> None:
        source = order(
            freight=Decimal("12.5"),
            other=Decimal("3.00"),
            discount=Modifier(value=Decimal(10), percentage=True),
            tax=Modifier(value=Decimal(5), percentage=True),
            total=Decimal("247.03"),
            comment="Dock 4",
        )

        mapped = look(source)

        assert mapped.codes == []
        assert mapped.target == TargetRef(side="gp", company="TWO", number="PF52")
        assert mapped.body == GPPurchaseOrder(
            number="PF52",
            vendor_id="LAKESHORE0001",
            document_date=date(2026, 11, 4),
            promised_date=date(2026, 11, 18),
            currency_id="Z-US$",
            payment_terms_id="Net 30",
            shipping_method="GROUND",
            ship_to_address_id="PRIMARY",
            confirm_with="PROCURIFY 52",
            comment="Dock 4",
            note="Procurify PF52\nRequested by Robin Reader\nPurchased by Dana Buyer\nDock 4",
            ordered_on=date(2026, 11, 4),
            subtotal=Decimal("245.00"),
            trade_discount=Decimal("24.50"),
            freight=Decimal("12.50"),
            miscellaneous=Decimal("3.00"),
            tax_amount=Decimal("11.03"),
            lines=(
                GPPurchaseOrderLine(
                    sequence=16384,
                    item_number="PROC-9001",
                    vendor_item_number="HYD-46",
                    description="Hydraulic oil",
                    unit="BOX",
                    site_id="01-N",
                    quantity=Decimal(10),
                    unit_cost=Decimal("24.50"),
                    extended_cost=Decimal("245.00"),
                    account_number="000-5100-01",
                    required_date=None,
                    requested_by="Robin Reader",
                    source_line="9001",
                    source_number=1,
                ),
            ),
        )

    def test_the_total_is_what_the_vendor_will_be_paid(self, look: Looker) -> None:
        source = order(freight=Decimal(10), discount=Modifier(value=Decimal(5), percentage=False), total=Decimal(250))

        assert look(source).order.total == Decimal("250.00")

    def test_edge_24_shipping_of_lines_joins_the_freight_of_the_header(self, look: Looker) -> None:
        lines = (line(shipping=Decimal("4.005")), line(id=9002, number=2, shipping=Decimal("4.004")))

        mapped = look(order(lines=lines, freight=Decimal("1.001"), total=Decimal("499.01")))

        assert mapped.order.freight == Decimal("9.01")
        assert mapped.codes == []

    def test_edge_24_taxes_of_lines_stand_at_the_header(self, look: Looker) -> None:
        mapped = look(order(lines=(line(tax=Decimal("12.25")),), total=Decimal("257.25")))

        assert mapped.order.tax_amount == Decimal("12.25")
        assert mapped.codes == []

    def test_edge_24_other_costs_become_miscellaneous_charges(self, look: Looker) -> None:
        mapped = look(order(other=Decimal("7.255"), total=Decimal("252.26")))

        assert mapped.order.miscellaneous == Decimal("7.26")
        assert mapped.codes == []


class TestNumber:
    def test_edge_33_it_is_upper_case_and_follows_the_template(self, look: Looker) -> None:
        mapped = look(order(external_number="acme-7"), policy=templates(number="P{external_number}"))

        assert mapped.order.number == "PACME-7"

    def test_edge_17_a_template_that_gives_nothing_blocks(self, look: Looker) -> None:
        mapped = look(order(), policy=templates(number="{external_number}"))

        assert mapped.codes == ["PO_NUMBER_MISSING"]
        assert mapped.findings[0].cause == names.setting("purchase_orders", "number")
        assert mapped.words("PO_NUMBER_MISSING") == (
            "The order has no external number in Procurify, of which its number in GP is made."
        )

    def test_edge_07_a_number_that_is_too_long_blocks(self, look: Looker) -> None:
        mapped = look(order(number="PF52-OF-THE-YEAR-2026"))

        assert mapped.codes == ["FIELD_TOO_LONG"]
        assert mapped.words("FIELD_TOO_LONG") == (
            "The purchase order number is too long for GP: 'PF52-OF-THE-YEAR-2026' has 21 characters, GP holds 17."
        )

    @pytest.mark.parametrize(("number", "capitals"), [("ß-2", "SS-2"), ("µ7", "\N{GREEK CAPITAL LETTER MU}7")])
    def test_edge_32_a_number_that_is_another_one_in_capitals_blocks(
        self, look: Looker, number: str, capitals: str
    ) -> None:
        mapped = look(order(number=number))

        assert mapped.codes == ["KEY_WOULD_CHANGE"]
        assert mapped.words("KEY_WOULD_CHANGE") == (
            "The purchase order number is kept in capitals by GP, and would become another one: "
            f"'{number}' would be '{capitals}'."
        )

    def test_edge_32_an_item_number_that_is_another_one_in_capitals_blocks(self, look: Looker) -> None:
        mapped = look(order(lines=(line(sku="ß-2"),)), policy=templates(item_number="{sku}"))

        assert mapped.codes == ["KEY_WOULD_CHANGE"]

    def test_edge_07_a_marker_that_is_too_long_blocks(self, look: Looker) -> None:
        mapped = look(order(), policy=templates(marker="ORDER OF PROCURIFY {key}"))

        assert mapped.codes == ["FIELD_TOO_LONG"]

    def test_edge_17_numbers_may_be_padded(self, look: Looker) -> None:
        mapped = look(order(), policy=templates(marker="P{key:0>8}"))

        assert mapped.order.confirm_with == "P00000052"


class TestDate:
    def test_edge_35_half_past_eleven_in_vancouver_is_that_day(self, look: Looker) -> None:
        evening = datetime(2026, 10, 31, 23, 30, tzinfo=ZoneInfo("America/Vancouver")).astimezone(UTC)

        mapped = look(
            order(ordered_at=evening, currency="CAD", shipping_method="", lines=(NORTH_LINE,)), facts=NORTH_FACTS
        )

        assert evening.date() == date(2026, 11, 1)
        assert mapped.order.document_date == date(2026, 10, 31)

    def test_an_order_without_a_date_blocks(self, look: Looker) -> None:
        mapped = look(order(ordered_at=None))

        assert mapped.codes == ["VALUE_MISSING"]
        assert mapped.body is None


class TestTexts:
    def test_edge_07_a_long_comment_is_shortened_with_a_warning(self, look: Looker) -> None:
        mapped = look(order(comment="x" * 501))

        assert mapped.codes == ["FIELD_SHORTENED"]
        assert mapped.order.comment == "x" * 500


class TestWhatCannotBeRouted:
    def test_edge_10_an_order_without_lines_is_skipped(self, look: Looker) -> None:
        assert look(order(lines=())).codes == ["NO_LINES"]

    def test_an_order_whose_lines_have_no_coding_blocks(self, look: Looker) -> None:
        mapped = look(order(lines=(line(coding=None),)))

        assert mapped.codes == ["VALUE_MISSING"]
        assert mapped.words("VALUE_MISSING") == "The coding of all lines is empty in Procurify, and GP needs it."

    def test_edge_46_an_unmapped_location_is_all_that_is_said(self, look: Looker) -> None:
        assert look(order(lines=(line(coding=coding(location="Tokyo Plant")),))).codes == ["COMPANY_UNMAPPED"]

    def test_edge_46_an_order_in_two_companies_is_not_mapped(self, look: Looker) -> None:
        mapped = look(order(lines=(line(), line(id=9002, coding=coding(location="Vancouver Plant")))))

        assert (mapped.codes, mapped.body) == (["COMPANY_MIXED"], None)


class TestCancelledOrders:
    def test_edge_16_a_cancelled_order_has_ended_whatever_is_left_of_it(self, look: Looker) -> None:
        mapped = look(order(state=OrderState.CANCELLED, lines=(), vendor=None), written=True)

        assert (mapped.ended, mapped.body, mapped.codes) == (True, None, [])


class TestNeeds:
    MAPPER = PurchaseOrderMapper(POLICY)
    NOTHING_KNOWN = Facts(as_of=datetime(2026, 11, 4, tzinfo=UTC))

    def asked(self, *known: tuple[Ref, Any]) -> Facts:
        return attrs.evolve(self.NOTHING_KNOWN, asked=frozenset(ref for ref, _ in known), found=dict(known))

    def test_first_it_names_what_the_order_and_the_tables_tell(self) -> None:
        assert self.MAPPER.needs(order(), self.NOTHING_KNOWN) == {
            names.fiscal_calendar("TWO"),
            names.currencies("TWO"),
            names.account_format("TWO"),
            names.purchasing_setup("TWO"),
            names.document_date("52"),
            names.account("TWO", "000-5100-01"),
            names.site("TWO", "01-N"),
            names.unit("TWO", "BOX"),
            names.unit("TWO", "EACH"),
            names.payment_terms("TWO", "Net 30"),
            names.shipping_method("TWO", "GROUND"),
            names.company_address("TWO", "PRIMARY"),
            names.vendor_link("TWO", 6),
        }

    def test_a_known_link_leads_to_the_vendor(self) -> None:
        facts = self.asked((names.vendor_link("TWO", 6), "LAKESHORE0001"))

        assert names.gp_vendor("TWO", "LAKESHORE0001") in self.MAPPER.needs(order(), facts)

    def test_a_known_calendar_leads_to_the_year_and_period_of_the_order(self) -> None:
        facts = self.asked((names.fiscal_calendar("TWO"), calendar()))

        needed = self.MAPPER.needs(order(), facts)

        assert {names.fiscal_year("TWO", 2026), names.fiscal_period("TWO", 2026, 11)} <= needed

    def test_a_date_in_no_year_leads_to_the_year_alone(self) -> None:
        facts = self.asked((names.fiscal_calendar("TWO"), calendar(year=2025)))

        kinds = {ref.kind for ref in self.MAPPER.needs(order(), facts)}

        assert "fiscal_year" in kinds
        assert "fiscal_period" not in kinds

    @pytest.mark.parametrize(
        "changes",
        [{"lines": ()}, {"lines": (line(coding=coding(location="Tokyo Plant")),)}, {"state": OrderState.CANCELLED}],
    )
    def test_an_order_that_is_not_mapped_needs_nothing(self, changes: dict[str, Any]) -> None:
        assert self.MAPPER.needs(order(**changes), self.NOTHING_KNOWN) == frozenset()

    def test_an_order_without_vendor_terms_method_or_date_needs_less(self) -> None:
        source = order(vendor=None, payment_terms="", shipping_method="", ordered_at=None)
        facts = self.asked((names.fiscal_calendar("TWO"), calendar()))

        kinds = {ref.kind for ref in self.MAPPER.needs(source, facts)}

        assert kinds == {
            "fiscal_calendar", "currencies", "account_format", "purchasing_setup", "document_date", "gl_account",
            "site", "unit", "company_address",
        }  # fmt: skip
