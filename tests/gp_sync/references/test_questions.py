"""The same questions to each source: the answers do not depend on where a table comes from."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from gp_sync.core import fact_values
from gp_sync.core import facts as names
from gp_sync.core.fact_values import AccountFormat, Currency, ExchangeRate, Item, TableState
from gp_sync.core.fiscal import FiscalCalendar, FiscalPeriod, FiscalYear
from gp_sync.core.model import RecordUnusable, Ref, Severity
from tests.gp_sync.references.conftest import Provider

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)

Ask = Callable[[Ref], Any]


@pytest.fixture
def ask(provider: Provider) -> Ask:
    return lambda ref: provider.references.find(ref, LONG_AGO)


@pytest.fixture
def beside_the_service(provider: Provider) -> None:
    """For tables that no service of GP has."""
    if provider.source.name == "service":
        pytest.skip("no service of GP has this table")


class TestAccounts:
    def test_an_account_with_its_flags(self, ask: Ask) -> None:
        account = ask(names.account("TWO", "100-6100-01"))

        assert (account.number, account.description) == ("100-6100-01", "Office supplies")
        assert (account.active, account.allows_entry, account.posting, account.allocates) == (True, True, True, False)

    @pytest.mark.parametrize(
        ("number", "flags"),
        [
            ("100-6500-01", (False, False, True, False)),
            ("100-6500-02", (True, True, True, True)),
            ("100-6500-03", (True, True, False, False)),
        ],
        ids=["inactive", "allocation", "unit account"],
    )
    def test_one_that_takes_no_entries_or_spreads_them(
        self, ask: Ask, number: str, flags: tuple[bool, bool, bool, bool]
    ) -> None:
        account = ask(names.account("TWO", number))

        assert (account.active, account.allows_entry, account.posting, account.allocates) == flags

    def test_an_account_that_does_not_exist(self, ask: Ask) -> None:
        assert ask(names.account("TWO", "100-9999-01")) is None

    def test_an_account_that_cannot_be_read_is_not_absent(self, ask: Ask) -> None:
        ref = names.account("TWO", "100-6500-04")

        with pytest.raises(RecordUnusable, match="100-6500-04") as caught:
            ask(ref)

        assert (caught.value.finding.code, caught.value.finding.cause) == ("RECORD_UNUSABLE", ref)

    @pytest.mark.usefixtures("beside_the_service")
    def test_its_category_in_words(self, ask: Ask) -> None:
        assert ask(names.account("TWO", "100-6100-01")).category == "Supplies Expense"

    def test_those_near_a_number_that_does_not_exist(self, ask: Ask) -> None:
        near = ask(names.accounts_near("TWO", "100-6100-09"))

        assert near == ("100-6100-03", "100-6100-02", "100-6100-01")

    def test_the_format_and_the_values_of_its_segments(self, ask: Ask) -> None:
        assert ask(names.account_format("TWO")) == AccountFormat(separator="-", lengths=(3, 4, 2))
        assert ask(names.segment("TWO", 1, "100")) == "Plant North"
        assert ask(names.segment("TWO", 2, "100")) is None
        assert ask(names.segment("TWO", 3, "99")) is None


class TestCalendar:
    def test_years_and_periods_by_the_header_rows(self, ask: Ask) -> None:
        calendar: FiscalCalendar = ask(names.fiscal_calendar("TWO"))

        assert sorted((year.year, year.historical) for year in calendar.years) == [
            (2025, True),
            (2026, False),
            (2027, False),
        ]
        assert len(calendar.periods) == 36
        assert [(period.year, period.period) for period in calendar.periods if period.closed] == [(2026, 3)]

    def test_one_period_and_the_years_that_touch_one(self, ask: Ask) -> None:
        assert ask(names.fiscal_period("TWO", 2026, 3)) == FiscalPeriod(
            year=2026, period=3, first=date(2026, 3, 1), closed=True, name="Period 3"
        )
        assert ask(names.fiscal_period("TWO", 2026, 13)) is None
        assert ask(names.fiscal_year("TWO", 2025)) == (
            FiscalYear(year=2025, first=date(2025, 1, 1), last=date(2025, 12, 31), historical=True),
        )
        assert ask(names.fiscal_year("TWO", 1999)) == ()


class TestVendors:
    def test_a_vendor_as_a_rule_needs_it(self, ask: Ask) -> None:
        vendor = ask(names.gp_vendor("TWO", "FABRKSVC0001"))

        assert vendor == fact_values.GPVendor(
            id="FABRKSVC0001",
            name="Fabrikam Services",
            active=True,
            on_hold=True,
            payment_terms="Net 30",
            currency="Z-C$",
            temporary=True,
            vendor_class="CAN-CA",
            purchase_address="ORDERS",
            shipping_method="GROUND",
            tax_schedule="USEXEMPT-0",
            has_payables_account=False,
            has_purchases_account=True,
            awaits_approval=True,
        )

    def test_edge_33_case_and_spaces_at_the_end_do_not_count(self, ask: Ask) -> None:
        assert ask(names.gp_vendor("TWO", "contosup0001 ")).id == "CONTOSUP0001"

    def test_an_inactive_one_and_one_that_does_not_exist(self, ask: Ask) -> None:
        assert ask(names.gp_vendor("TWO", "OLDVENDR0001")).active is False
        assert ask(names.gp_vendor("TWO", "NOBODY")) is None

    def test_one_that_cannot_be_read_stops_only_who_needs_it(self, ask: Ask) -> None:
        with pytest.raises(RecordUnusable, match="BROKEN000001"):
            ask(names.gp_vendor("TWO", "BROKEN000001"))

        assert ask(names.gp_vendor("TWO", "CONTOSUP0001"))

    def test_classes(self, provider: Provider) -> None:
        rows = provider.references.rows("vendor_classes", "TWO")

        assert {row.id: row.description for row in rows} == {
            "USA-US-C": "Vendors in the US, checks",
            "CAN-CA": "Vendors in Canada",
        }


class TestSmallTables:
    def test_terms_are_compared_in_their_exact_spelling(self, ask: Ask) -> None:
        assert ask(names.payment_terms("TWO", "Net 30 ")) == "Net 30"
        assert ask(names.payment_terms("TWO", "NET 30")) is None

    def test_edge_33_sites_without_case_and_only_those_in_use(self, ask: Ask) -> None:
        assert ask(names.site("TWO", "01-n")) == "01-N"
        assert ask(names.site("TWO", "99-OLD")) is None
        assert ask(names.site("TWO", "77-X")) is None

    @pytest.mark.parametrize(
        ("ref", "found"),
        [
            (names.shipping_method("TWO", "ground"), "GROUND"),
            (names.shipping_method("TWO", "PIGEON"), None),
            (names.company_address("TWO", "Plant-N"), "PLANT-N"),
            (names.company_address("TWO", "PLANT-X"), None),
            (names.buyer("TWO", "buyer01"), "BUYER01"),
            (names.buyer("TWO", "NOBODY"), None),
        ],
        ids=str,
    )
    def test_an_id_that_exists_or_does_not(self, ask: Ask, ref: Ref, found: str | None) -> None:
        assert ask(ref) == found

    def test_currencies_with_their_decimals(self, ask: Ask) -> None:
        found = {currency.id: currency for currency in ask(names.currencies("TWO"))}

        assert found == {
            "Z-US$": Currency(id="Z-US$", iso_code="USD", decimals=2),
            "Z-C$": Currency(id="Z-C$", iso_code="CAD", decimals=2),
            "Z-YEN": Currency(id="Z-YEN", iso_code="JPY", decimals=0),
        }

    def test_the_setup_of_purchasing(self, ask: Ask) -> None:
        setup = ask(names.purchasing_setup("TWO"))

        assert (setup.quantity_decimals, setup.cost_decimals, setup.functional_currency) == (2, 2, "Z-US$")


class TestInventory:
    def test_an_item(self, ask: Ask) -> None:
        assert ask(names.item("TWO", "1-a3261a")) == Item(
            number="1-A3261A",
            description="Multi-Core Processor",
            type=1,
            inactive=False,
            unit_schedule="EACH",
            purchasing_unit="Each",
            quantity_decimals=0,
            cost_decimals=4,
            item_class="RETAIL",
        )
        assert ask(names.item("TWO", "NO-SUCH")) is None

    @pytest.mark.parametrize(("number", "type_"), [("1-A3483A", 2), ("SERVICE-KIT", 3), ("OLD-ITEM", 1)])
    def test_one_that_cannot_be_bought(self, ask: Ask, number: str, type_: int) -> None:
        item = ask(names.item("TWO", number))

        assert (item.type, item.can_be_bought) == (type_, False)

    def test_its_sites(self, ask: Ask) -> None:
        assert ask(names.item_site("TWO", "128 SDRAM", "02-s")) == "02-S"
        assert ask(names.item_site("TWO", "128 SDRAM", "03-W")) is None, "it is inactive there"
        assert ask(names.item_site("TWO", "HOSE-25", "01-N")) is None
        assert ask(names.item_site("TWO", "128 SDRAM", "")) is None
        assert ask(names.item_site("TWO", "NO-SUCH", "01-N")) is None

    def test_its_vendors(self, ask: Ask) -> None:
        assert ask(names.item_vendor("TWO", "128 SDRAM", "northind0001")) == "N 128"
        assert ask(names.item_vendor("TWO", "1-A3261A", "CONTOSUP0001")) == "1-A3261A"
        assert ask(names.item_vendor("TWO", "HOSE-25", "CONTOSUP0001")) is None

    def test_units_are_found_without_case_and_answered_in_gps_spelling(self, ask: Ask) -> None:
        assert ask(names.unit("TWO", "EACH")) == "Each"
        assert ask(names.unit("TWO", "roll ")) == "Roll"
        assert ask(names.unit("TWO", "Pallet")) is None

    def test_units_of_a_schedule(self, ask: Ask) -> None:
        assert sorted(ask(names.units_of_schedule("TWO", "each"))) == ["Box", "Each"]
        assert ask(names.units_of_schedule("TWO", "NONE")) is None


@pytest.mark.usefixtures("beside_the_service")
class TestTablesOfTheOperator:
    def test_the_rate_that_began_last_counts(self, ask: Ask) -> None:
        assert ask(names.exchange_rate("TWO", "z-c$", date(2026, 2, 28))) == ExchangeRate(
            rate=Decimal("0.74"), expires=date(2026, 3, 31)
        )
        assert ask(names.exchange_rate("TWO", "Z-C$", date(2026, 3, 1))) == ExchangeRate(rate=Decimal("0.735"))

    def test_a_day_before_all_rates_or_a_currency_without_any(self, ask: Ask) -> None:
        assert ask(names.exchange_rate("TWO", "Z-C$", date(2025, 12, 31))) is None
        assert ask(names.exchange_rate("TWO", "Z-YEN", date(2026, 3, 1))) is None

    def test_access_to_currencies(self, ask: Ask) -> None:
        assert ask(names.currency_access("TWO", "z-c$")) == "Z-C$"
        assert ask(names.currency_access("TWO", "Z-YEN")) is None

    def test_tax_schedules(self, ask: Ask) -> None:
        assert ask(names.tax_schedule("TWO", "ilsales-7")) == "ILSALES-7"
        assert ask(names.tax_schedule("TWO", "NONE")) is None


class TestWhatIsThere:
    def test_a_table_that_can_be_had(self, ask: Ask, provider: Provider) -> None:
        state = ask(names.table("TWO", "vendors"))

        assert isinstance(state, TableState)
        assert state.available
        assert bool(state.as_of) is (provider.source.name == "csv")

    def test_a_table_that_the_service_lacks_is_not_available_there(self, ask: Ask, provider: Provider) -> None:
        available = provider.source.name != "service"

        assert ask(names.table("TWO", "exchange_rates")).available is available
        if not available:
            with pytest.raises(RecordUnusable) as caught:
                ask(names.tax_schedule("TWO", "ILSALES-7"))
            found = caught.value.finding
            assert (found.code, found.severity, found.cause) == (
                "TABLE_NOT_AVAILABLE",
                Severity.WARN,
                names.table("TWO", "tax_schedules"),
            )

    def test_a_company_that_is_not_configured(self, ask: Ask) -> None:
        with pytest.raises(RecordUnusable, match="the configuration has no company 'OLD'"):
            ask(names.site("OLD", "01-N"))
