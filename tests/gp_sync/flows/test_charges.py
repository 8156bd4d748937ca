"""Tax, freight and other costs of the header, by the policies of a company."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import attrs
import pytest

from gp_sync.core import facts as names
from gp_sync.core.fact_values import Currency, ExchangeRate, Item, PurchasingSetup
from gp_sync.core.findings import CATALOGUE, finding
from gp_sync.core.model import Found, Severity
from gp_sync.flows.purchase_orders.document import GPPurchaseOrderLine, Modifier
from gp_sync.flows.purchase_orders.remarks import remarks
from gp_sync.flows.purchase_orders.tables import ChargeLine
from gp_sync.testing.examples import FABRIKAM, POLICY, coding, line, order

Looker = Callable[..., Any]

FREIGHT = ChargeLine(item_number="freight", account="000-5200-01", description="Freight inwards")
OTHER = ChargeLine(item_number="OTHER", account="000-5200-02")
TAXED = order(tax=Modifier(value=Decimal(10), percentage=True), total=Decimal("269.50"))


def company(**changes: Any) -> Any:
    return attrs.evolve(POLICY, companies=(attrs.evolve(FABRIKAM, **changes),))


class TestTax:
    def test_edge_23_source_amount_sends_procurifys_tax(self, look: Looker) -> None:
        mapped = look(TAXED)

        assert (mapped.codes, mapped.order.tax_amount, mapped.order.source_tax) == ([], Decimal("24.50"), None)

    def test_edge_23_gp_calculates_leaves_it_to_gp_and_keeps_procurifys_to_compare(self, look: Looker) -> None:
        mapped = look(TAXED, policy=company(tax="gp_calculates", tax_tolerance=Decimal("0.05")))

        assert (mapped.codes, mapped.order.tax_amount) == ([], None)
        assert (mapped.order.source_tax, mapped.order.tax_tolerance) == (Decimal("24.50"), Decimal("0.05"))

    def test_edge_23_none_sends_no_tax_and_says_so(self, look: Looker) -> None:
        mapped = look(TAXED, policy=company(tax="none"))

        assert (mapped.codes, mapped.order.tax_amount) == (["TAX_LEFT_OUT"], Decimal("0.00"))
        assert mapped.all_words == ["The order's tax of 24.50 is not sent to GP, as the configuration says."]

    def test_edge_23_none_says_nothing_where_there_is_no_tax(self, look: Looker) -> None:
        assert look(order(), policy=company(tax="none")).codes == []

    @pytest.mark.parametrize("tax", ["gp_calculates", "none"])
    def test_edge_23_without_procurifys_tax_the_rest_still_ties_to_the_cent(self, look: Looker, tax: str) -> None:
        mapped = look(attrs.evolve(TAXED, total=Decimal("269.51")), policy=company(tax=tax))

        assert mapped.words("TOTAL_MISMATCH") == (
            "The amounts for GP do not add up to the order's total: 245.00 instead of 245.01, both without tax."
        )

    @pytest.mark.parametrize(
        ("in_gp", "told"),
        [
            ("24.50", []),
            ("24.55", []),
            ("24.44", ["GP's tax differs from Procurify's: 24.44 in GP, 24.50 in Procurify."]),
            ("0", ["GP's tax differs from Procurify's: 0.00 in GP, 24.50 in Procurify."]),
        ],
    )
    def test_edge_23_a_difference_above_the_tolerance_is_told_with_both_numbers(
        self, look: Looker, in_gp: str, told: list[str]
    ) -> None:
        sent = look(TAXED, policy=company(tax="gp_calculates", tax_tolerance=Decimal("0.05"))).order
        found = Found(body=attrs.evolve(sent, tax_amount=Decimal(in_gp)), stamp="1")

        assert [CATALOGUE[row.code].words(row) for row in remarks(sent, found)] == told

    def test_edge_23_a_tax_that_was_sent_is_not_compared(self, look: Looker) -> None:
        sent = look(TAXED).order

        assert list(remarks(sent, Found(body=attrs.evolve(sent, tax_amount=Decimal(0)), stamp="1"))) == []

    def test_edge_23_the_schedule_is_sent_and_must_exist(self, look: Looker) -> None:
        schedule = names.tax_schedule("TWO", "USEXEMPT-0")
        policy = company(tax_schedule="USEXEMPT-0")

        assert look(order(), policy=policy, facts={schedule: "USEXEMPT-0"}).order.tax_schedule_id == "USEXEMPT-0"
        assert look(order(), policy=policy).all_words == ["The tax schedule 'USEXEMPT-0' is not in GP."]


class TestChargesAsLines:
    SOURCE = order(freight=Decimal("12.50"), other=Decimal("3.00"), total=Decimal("260.50"))

    def test_edge_24_freight_and_other_costs_become_lines_where_the_configuration_says_so(self, look: Looker) -> None:
        mapped = look(self.SOURCE, policy=company(freight_line=FREIGHT, other_line=OTHER))

        assert mapped.codes == []
        body = mapped.order
        assert (body.subtotal, body.freight, body.miscellaneous) == (Decimal("260.50"), Decimal(0), Decimal(0))
        assert body.lines[1] == GPPurchaseOrderLine(
            sequence=32768,
            item_number="FREIGHT",
            vendor_item_number="FREIGHT",
            description="Freight inwards",
            unit="EACH",
            site_id="01-N",
            quantity=Decimal(1),
            unit_cost=Decimal("12.50"),
            extended_cost=Decimal("12.50"),
            account_number="000-5200-01",
            required_date=None,
            requested_by="",
            source_line="freight",
        )
        assert [row.description for row in body.lines] == ["Hydraulic oil", "Freight inwards", "OTHER"]

    def test_edge_24_an_order_without_charges_has_no_such_lines(self, look: Looker) -> None:
        assert len(look(order(), policy=company(freight_line=FREIGHT, other_line=OTHER)).order.lines) == 1

    def test_edge_24_the_account_of_such_a_line_is_checked_as_any(self, look: Looker) -> None:
        gone = attrs.evolve(FREIGHT, account="000-9999-01")

        mapped = look(self.SOURCE, policy=company(freight_line=gone), facts={names.segment("TWO", 3, "01"): "One"})

        assert mapped.all_words == ["The freight line: the GL account 000-9999-01 does not exist in GP."]

    def test_edge_24_an_item_of_gp_with_its_number_blocks(self, look: Looker) -> None:
        item = Item(
            number="FREIGHT", description="Freight", type=5, inactive=False, unit_schedule="EACH",
            purchasing_unit="EACH", quantity_decimals=0, cost_decimals=2,
        )  # fmt: skip

        mapped = look(self.SOURCE, policy=company(freight_line=FREIGHT), facts={names.item("TWO", "FREIGHT"): item})

        assert mapped.words("ITEM_EXISTS") == (
            "The freight line: the item number FREIGHT is an item of GP's inventory, "
            "which a free-text line may not use."
        )

    def test_edge_24_it_has_the_default_unit_which_gp_must_have(self, look: Looker) -> None:
        mapped = look(self.SOURCE, policy=company(freight_line=FREIGHT, default_unit="Crate"))

        assert mapped.all_words == ["The freight line: the unit of measure 'Crate' does not exist in GP."]

    @pytest.mark.parametrize("charge", ["freight_line", "other_line"])
    def test_edge_24_a_configuration_without_a_default_unit_is_refused(self, charge: str) -> None:
        with pytest.raises(ValueError, match="are in the default_unit, and it is empty: give one of GP's units"):
            company(**{charge: FREIGHT, "default_unit": ""})

    def test_edge_24_charges_alone_are_no_order(self, look: Looker) -> None:
        source = order(lines=(line(quantity=Decimal(0)),), freight=Decimal(5), total=Decimal(5))

        assert look(source, policy=company(freight_line=FREIGHT)).codes == ["ZERO_LINE", "AMOUNTS_WITHOUT_LINES"]

    def test_edge_24_it_goes_to_the_site_of_the_first_line_that_is_written(self, look: Looker) -> None:
        lines = (line(quantity=Decimal(0)), line(id=9002, number=2, coding=coding(location="Gary Plant")))

        mapped = look(order(lines=lines, freight=Decimal(5), total=Decimal(250)), policy=company(freight_line=FREIGHT))

        assert [row.site_id for row in mapped.order.lines] == ["02-S", "02-S"]


class TestTypesOfModifiers:
    @pytest.mark.parametrize("field", ["discount", "tax"])
    def test_edge_50_one_that_this_version_does_not_know_is_taken_as_an_amount_and_told(
        self, look: Looker, field: str
    ) -> None:
        modifier = Modifier(value=Decimal(10), percentage=False, unknown_type="compound")
        total = Decimal(255) if field == "tax" else Decimal(235)

        mapped = look(order(**{field: modifier, "total": total}))

        assert [(found.code, found.severity) for found in mapped.findings] == [("MODIFIER_TYPE_UNKNOWN", Severity.WARN)]
        assert mapped.all_words == [
            f"The {field} is of a type that this version does not know ('compound'); it goes to GP as an amount."
        ]

    def test_edge_50_one_without_a_type_blocks(self, look: Looker) -> None:
        mapped = look(order(tax=Modifier(value=Decimal(10), percentage=None), total=Decimal(255)))

        assert mapped.all_words == [
            "The tax: whether it is an amount or a percentage is empty in Procurify, and GP needs it."
        ]

    def test_edge_50_nothing_needs_no_type(self, look: Looker) -> None:
        assert look(order(tax=Modifier(value=Decimal(0), percentage=None, unknown_type="compound"))).codes == []


class TestRates:
    ABROAD = order(currency="JPY", lines=(line(unit_price=Decimal(250)),), total=Decimal(2500))
    RATE = names.exchange_rate("TWO", "Z-YEN", date(2026, 11, 4))

    @pytest.mark.parametrize("own", ["Z-US$", "z-us$"])
    def test_edge_25_an_order_in_a_foreign_currency_needs_a_rate_on_its_date(self, look: Looker, own: str) -> None:
        mapped = look(self.ABROAD, policy=company(functional_currency=own))

        assert (mapped.codes, mapped.findings[0].cause) == (["RATE_MISSING"], self.RATE)
        assert mapped.findings[0].tried == "Z-YEN on 2026-11-04"

    @pytest.mark.parametrize(
        ("expires", "tried"),
        [
            (date(2026, 11, 3), ["Z-YEN on 2026-11-04, whose last one expired on 2026-11-03"]),
            (date(2026, 11, 4), []),
            (None, []),
        ],
    )
    def test_edge_25_a_rate_that_has_expired_by_then_does_not_count(
        self, look: Looker, expires: date | None, tried: list[str]
    ) -> None:
        rate = ExchangeRate(rate=Decimal("0.0066"), expires=expires)

        mapped = look(self.ABROAD, policy=company(functional_currency="Z-US$"), facts={self.RATE: rate})

        assert [found.tried for found in mapped.findings] == tried

    def test_edge_25_a_foreign_currency_that_the_company_has_no_access_to_blocks(self, look: Looker) -> None:
        rate = ExchangeRate(rate=Decimal("0.0066"))
        access = names.currency_access("TWO", "Z-YEN")

        mapped = look(self.ABROAD, policy=company(functional_currency="Z-US$"), facts={self.RATE: rate, access: None})

        assert [(found.code, found.severity, found.cause) for found in mapped.findings] == [
            ("CURRENCY_NO_ACCESS", Severity.BLOCK, access)
        ]
        assert mapped.words("CURRENCY_NO_ACCESS") == "The company has no access to the currency Z-YEN in GP."

    def test_edge_25_where_nobody_tells_the_access_the_table_is_named_once_for_the_company(self, look: Looker) -> None:
        rate = ExchangeRate(rate=Decimal("0.0066"))
        table = names.table("TWO", "currency_access")
        lost = finding("TABLE_NOT_AVAILABLE", table, tried="currency_access of TWO: GP has no", severity=Severity.WARN)

        mapped = look(
            self.ABROAD,
            policy=company(functional_currency="Z-US$"),
            facts={self.RATE: rate, names.currency_access("TWO", "Z-YEN"): None},
            unusable={names.currency_access("TWO", "Z-YEN"): lost},
        )

        assert mapped.findings == (lost,)

    @pytest.mark.parametrize(
        ("base", "words"),
        [
            ("USD", []),
            ("JPY", ["Procurify's exchange rates lead to JPY, and TWO's own currency is Z-US$."]),
            (None, ["Procurify's exchange rates lead to an unknown currency, and TWO's own currency is Z-US$."]),
        ],
    )
    def test_edge_25_a_rate_of_procurify_counts_where_it_leads_to_the_companys_own_currency(
        self, look: Looker, base: str | None, words: list[str]
    ) -> None:
        facts = {names.base_currency(): base, names.currency_access("TWO", "Z-YEN"): "Z-YEN"}
        source = attrs.evolve(self.ABROAD, currency_rate=Decimal("0.006600"))

        mapped = look(source, policy=company(rate="source"), facts=facts)

        assert mapped.all_words == words

    @pytest.mark.parametrize("rate", ["gp_table", "source"])
    def test_edge_25_an_order_waits_where_nobody_tells_the_companys_own_currency(self, look: Looker, rate: str) -> None:
        setup = names.purchasing_setup("TWO")

        mapped = look(self.ABROAD, policy=company(rate=rate), facts={setup: PurchasingSetup(commitments=False)})

        assert [(found.code, found.severity, found.cause) for found in mapped.findings] == [
            ("OWN_CURRENCY_UNKNOWN", Severity.HOLD, setup)
        ]
        assert mapped.words("OWN_CURRENCY_UNKNOWN") == (
            "It is not known which currency is TWO's own, so whether the order needs an exchange rate is not checked."
        )

    def test_edge_25_it_follows_when_the_table_that_tells_it_can_be_had(self, look: Looker) -> None:
        setup, table = names.purchasing_setup("TWO"), names.table("TWO", "purchasing_setup")
        lost = finding("TABLE_NOT_AVAILABLE", table, tried="purchasing_setup of TWO", severity=Severity.WARN)

        mapped = look(self.ABROAD, facts={setup: None}, unusable={setup: lost})

        assert [found.cause for found in mapped.findings if found.severity is Severity.HOLD] == [table]

    def test_edge_25_the_only_currency_of_gp_is_the_companys_own(self, look: Looker) -> None:
        only = {names.currencies("TWO"): (Currency(id="Z-US$", iso_code="USD", decimals=2),)}
        setup = {names.purchasing_setup("TWO"): PurchasingSetup(commitments=False)}

        assert look(order(), facts=only | setup).codes == []

    def test_edge_25_an_order_in_the_companys_own_currency_asks_for_no_access(self, look: Looker) -> None:
        closed = {names.currency_access("TWO", "Z-US$"): None}

        assert look(order(), policy=company(functional_currency="Z-US$"), facts=closed).codes == []

    def test_edge_25_an_order_in_the_companys_own_currency_needs_none(self, look: Looker) -> None:
        assert look(order(), policy=company(functional_currency="z-us$")).codes == []
