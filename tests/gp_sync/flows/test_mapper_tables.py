"""What the tables of a company make of vendor, currency, terms and shipping."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import attrs
import pytest

from gp_sync.core import facts as names
from gp_sync.core.fact_values import Currency, ExchangeRate, PurchasingSetup
from gp_sync.testing.examples import FABRIKAM, FABRIKAM_NORTH, POLICY, calendar, coding, fabrikam_facts, line, order

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


class TestVendor:
    def test_edge_02_an_unlinked_vendor_holds(self, look: Looker) -> None:
        mapped = look(order(), facts={names.vendor_link("TWO", 6): None})

        assert mapped.codes == ["VENDOR_UNLINKED"]
        assert mapped.findings[0].cause == names.vendor_link("TWO", 6)
        assert mapped.words("VENDOR_UNLINKED") == (
            "The vendor 'Lakeshore Supply' (Procurify id 6) is not linked to a GP vendor."
        )

    def test_edge_02_an_external_id_that_was_never_used_and_that_gp_lacks_holds(self, look: Looker) -> None:
        mapped = look(order(), facts={names.vendor_link("TWO", 6): "GONE0001"})

        assert mapped.codes == ["VENDOR_UNLINKED"]
        assert mapped.findings[0].severity == "HOLD"
        assert mapped.findings[0].cause == names.linked_vendor("TWO", 6)
        assert mapped.words("VENDOR_UNLINKED") == (
            "The vendor 'Lakeshore Supply' (Procurify id 6) is linked to GONE0001, which GP does not have."
        )

    def test_an_external_id_that_an_order_was_written_with_and_that_gp_lost_blocks(self, look: Looker) -> None:
        written = {names.vendor_link("TWO", 6): "GONE0001", names.vendor_order("TWO", "GONE0001"): "PF17"}

        mapped = look(order(), facts=written)

        assert mapped.codes == ["VENDOR_GONE"]
        assert mapped.findings[0].severity == "BLOCK"
        assert mapped.findings[0].cause == names.linked_vendor("TWO", 6)
        assert mapped.words("VENDOR_GONE") == (
            "The vendor 'Lakeshore Supply' (Procurify id 6) was linked to GONE0001 when PF17 was written, and GONE0001 "
            "is no longer in GP; it may have been combined with another one, renumbered or deleted there."
        )

    def test_a_vendor_of_the_link_table_that_gp_lacks_blocks(self, look: Looker) -> None:
        company = attrs.evolve(FABRIKAM, vendor_links={"6": "GONE0001"})
        policy = attrs.evolve(POLICY, companies=(company, FABRIKAM_NORTH))

        mapped = look(order(), facts={names.vendor_link("TWO", 6): "GONE0001"}, policy=policy)

        assert mapped.codes == ["VENDOR_GONE"]
        assert mapped.words("VENDOR_GONE") == (
            "The vendor 'Lakeshore Supply' (Procurify id 6) is linked to GONE0001 by the link table, and GONE0001 is "
            "not in GP; it may have been combined with another one, renumbered or deleted there."
        )

    def test_an_order_without_a_vendor_blocks(self, look: Looker) -> None:
        mapped = look(order(vendor=None))

        assert mapped.codes == ["VALUE_MISSING"]
        assert mapped.words("VALUE_MISSING") == "The vendor is empty in Procurify, and GP needs it."


IN_YEN = attrs.evolve(POLICY, companies=(attrs.evolve(FABRIKAM, functional_currency="Z-YEN"),))
NOBODY_TELLS = {names.purchasing_setup("TWO"): PurchasingSetup(commitments=False)}
"""Not even GP's setup, which would be believed before the configuration."""


class TestCurrency:
    def test_edge_25_a_currency_is_found_by_its_iso_code(self, look: Looker) -> None:
        assert look(order()).order.currency_id == "Z-US$"

    def test_edge_25_two_currencies_with_one_iso_code_are_told_apart_by_the_table(self, look: Looker) -> None:
        source = order(currency="CAD", shipping_method="", lines=(NORTH_LINE,))

        assert look(source, facts=NORTH_FACTS).order.currency_id == "Z-C$"

    def test_edge_25_two_currencies_with_one_iso_code_block_without_a_table(self, look: Looker) -> None:
        policy = attrs.evolve(POLICY, companies=(attrs.evolve(FABRIKAM_NORTH, currencies={}),))
        source = order(currency="CAD", shipping_method="", lines=(NORTH_LINE,))

        mapped = look(source, facts=NORTH_FACTS, policy=policy)

        assert mapped.codes == ["CURRENCY_UNMAPPED"]
        assert mapped.words("CURRENCY_UNMAPPED") == ("No single currency of GP matches 'CAD' (2 GP currencies match).")

    def test_edge_25_an_unknown_currency_blocks(self, look: Looker) -> None:
        mapped = look(order(currency="EUR"))

        assert mapped.codes == ["CURRENCY_UNMAPPED"]
        assert mapped.body is None

    def test_a_currency_without_decimals_rounds_to_whole_units(self, look: Looker) -> None:
        source = order(
            currency="JPY", lines=(line(unit_price=Decimal(250)),), freight=Decimal("99.5"), total=Decimal(2600)
        )

        mapped = look(source, policy=IN_YEN, facts=NOBODY_TELLS)

        assert (mapped.order.subtotal, mapped.order.freight) == (Decimal(2500), Decimal(100))
        assert mapped.codes == []

    def test_a_line_that_a_currency_without_decimals_cannot_hold_blocks(self, look: Looker) -> None:
        source = order(currency="JPY", lines=(line(quantity=Decimal(1), unit_price=Decimal("1000.49")),))

        mapped = look(source, policy=IN_YEN, facts=NOBODY_TELLS)

        assert mapped.codes == ["LINE_NOT_EXACT"]
        assert mapped.words("LINE_NOT_EXACT") == (
            "Line 1 (Hydraulic oil): GP cannot hold 1 x 1000.49 = 1000.49 to the cent with the decimals of the "
            "currency, its quantities and costs."
        )

    def test_a_header_that_a_currency_without_decimals_cannot_hold_blocks(self, look: Looker) -> None:
        source = order(
            currency="JPY", lines=(line(unit_price=Decimal(250)),), freight=Decimal("99.5"), total=Decimal("2599.50")
        )

        assert look(source, policy=IN_YEN, facts=NOBODY_TELLS).all_words == [
            "The amounts for GP do not add up to the order's total: 2600 instead of 2599.50."
        ]

    @pytest.mark.parametrize(("total", "codes"), [("3.71", []), ("3.72", ["TOTAL_MISMATCH"])])
    def test_a_currency_with_three_decimals_ties_to_the_cent(self, look: Looker, total: str, codes: list[str]) -> None:
        """Procurify's totals have two decimals, and GP's 3.705."""
        dinars = {
            names.currencies("TWO"): (Currency(id="Z-KD", iso_code="KWD", decimals=3),),
            names.exchange_rate("TWO", "Z-KD", date(2026, 11, 4)): ExchangeRate(rate=Decimal("3.25")),
            names.currency_access("TWO", "Z-KD"): "Z-KD",
        }
        source = order(
            currency="KWD", lines=(line(quantity=Decimal(3), unit_price=Decimal("1.235")),), total=Decimal(total)
        )

        mapped = look(source, facts=dinars)

        assert (mapped.codes, mapped.order.subtotal) == (codes, Decimal("3.705"))


class TestTerms:
    def test_edge_26_terms_are_taken_from_the_table(self, look: Looker) -> None:
        assert look(order(payment_terms="Net thirty")).order.payment_terms_id == "Net 30"

    def test_edge_26_terms_that_gp_lacks_become_the_vendors_with_a_warning(self, look: Looker) -> None:
        vendor = names.gp_vendor("TWO", "LAKESHORE0001")
        card = attrs.evolve(fabrikam_facts()[vendor], payment_terms="2% 10/Net 30")

        mapped = look(order(payment_terms="On receipt"), facts={vendor: card})

        assert mapped.codes == ["TERMS_UNMAPPED"]
        assert mapped.order.payment_terms_id == "2% 10/Net 30"
        assert mapped.words("TERMS_UNMAPPED") == (
            "The payment terms 'On receipt' are not in GP, so the order has the vendor's own."
        )

    def test_edge_26_a_vendor_without_terms_has_none_to_give(self, look: Looker) -> None:
        vendor = names.gp_vendor("TWO", "LAKESHORE0001")
        card = attrs.evolve(fabrikam_facts()[vendor], payment_terms="")

        assert look(order(payment_terms="On receipt"), facts={vendor: card}).order.payment_terms_id is None

    def test_an_order_without_terms_leaves_them_to_the_vendor(self, look: Looker) -> None:
        mapped = look(order(payment_terms=""))

        assert (mapped.codes, mapped.order.payment_terms_id) == ([], None)


class TestShipping:
    def test_edge_69_a_method_is_mapped(self, look: Looker) -> None:
        assert look(order()).order.shipping_method == "GROUND"

    @pytest.mark.parametrize("method", ["Pick up", ""])
    def test_edge_69_a_method_may_be_left_to_gps_default(self, look: Looker, method: str) -> None:
        mapped = look(order(shipping_method=method))

        assert (mapped.codes, mapped.order.shipping_method) == ([], None)

    def test_edge_69_an_unmapped_method_blocks_since_gp_would_create_it(self, look: Looker) -> None:
        mapped = look(order(shipping_method="Drone"))

        assert mapped.codes == ["SHIPPING_METHOD_UNMAPPED"]
        assert mapped.words("SHIPPING_METHOD_UNMAPPED") == (
            "The shipping method 'Drone' is not mapped, and GP would create it."
        )

    def test_edge_69_the_ship_to_address_is_that_of_the_first_location_with_one(self, look: Looker) -> None:
        assert look(order(lines=(line(coding=coding(location="Gary Plant")),))).order.ship_to_address_id == "GARY"

    def test_edge_69_a_company_without_ship_to_addresses_leaves_it_to_gp(self, look: Looker) -> None:
        source = order(currency="CAD", shipping_method="", lines=(NORTH_LINE,))

        assert look(source, facts=NORTH_FACTS).order.ship_to_address_id is None
