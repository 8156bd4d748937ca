"""The rules that an order must pass before it is written."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import attrs
import pytest

from gp_sync.core import facts as names
from gp_sync.core.findings import finding
from gp_sync.core.fiscal import FiscalCalendar, FiscalYear
from gp_sync.core.model import Ref, Severity
from gp_sync.flows.purchase_orders.document import Allocation, Modifier, OrderState, SourceVendor
from gp_sync.testing.examples import calendar, coding, fabrikam_facts, line, order

Looker = Callable[..., Any]

CALENDAR = names.fiscal_calendar("TWO")
ACCOUNT = names.account("TWO", "000-5100-01")
VENDOR = names.gp_vendor("TWO", "LAKESHORE0001")

ACCOUNT_IS_MISSING = (
    "Line 1 (Hydraulic oil): the GL account 000-5100-01 does not exist in GP (coded 5100, Maintenance, Chicago Plant)."
)


class TestState:
    @pytest.mark.parametrize("state", [OrderState.PURCHASED, OrderState.REOPENED])
    def test_edge_16_an_order_that_is_being_bought_flows(self, look: Looker, state: OrderState) -> None:
        assert look(order(state=state)).codes == []

    def test_edge_16_an_order_cancelled_before_its_first_write_is_skipped(self, look: Looker) -> None:
        assert look(order(state=OrderState.CANCELLED)).codes == ["CANCELLED_BEFORE_WRITE"]

    def test_edge_16_an_order_cancelled_after_its_write_is_not(self, look: Looker) -> None:
        assert look(order(state=OrderState.CANCELLED), written=True).codes == []

    @pytest.mark.parametrize("state", [OrderState.CLOSED, OrderState.PAID])
    def test_edge_61_an_order_that_ended_before_its_first_write_holds(self, look: Looker, state: OrderState) -> None:
        mapped = look(order(state=state))

        assert mapped.codes == ["CLOSED_BEFORE_WRITE"]
        assert mapped.all_words == [f"The order was {state.value} in Procurify before it reached GP."]
        assert look(order(state=state), written=True).codes == []

    def test_edge_50_an_unknown_state_holds(self, look: Looker) -> None:
        mapped = look(order(state=OrderState.UNKNOWN, state_value="9"))

        assert mapped.findings[0].severity is Severity.HOLD
        assert mapped.all_words == ["The order's state 9 is not known to this version."]


class TestPeriod:
    def test_edge_13_closed_period_holds(self, look: Looker) -> None:
        mapped = look(order(), facts={CALENDAR: calendar(11)})

        assert mapped.codes == ["PERIOD_CLOSED"]
        assert mapped.findings[0].severity is Severity.HOLD
        assert mapped.findings[0].cause == names.fiscal_period("TWO", 2026, 11)
        assert mapped.all_words == ["Period 11 of 2026 is closed for Purchasing, and the order is dated 2026-11-04."]

    def test_edge_13_a_period_without_a_name_is_called_by_its_number(self, look: Looker) -> None:
        nameless = calendar(11)
        nameless = attrs.evolve(nameless, periods=tuple(attrs.evolve(row, name="") for row in nameless.periods))

        assert look(order(), facts={CALENDAR: nameless}).findings[0].tried == "period 11 of 2026"

    @pytest.mark.parametrize(
        ("known", "there"),
        [
            (None, "no fiscal year"),
            (calendar(year=2025), "no fiscal year"),
            (FiscalCalendar(years=calendar().years, periods=()), "no period of the fiscal year 2026"),
            (
                attrs.evolve(
                    calendar(),
                    years=(FiscalYear(year=2026, first=date(2026, 1, 1), last=date(2026, 12, 31), historical=True),),
                ),
                "the historical year 2026",
            ),
        ],
        ids=["no calendar", "no year", "no periods", "historical year"],
    )
    def test_edge_13_a_date_in_no_open_year_holds(self, look: Looker, known: FiscalCalendar | None, there: str) -> None:
        mapped = look(order(), facts={CALENDAR: known})

        assert mapped.codes == ["FISCAL_YEAR_MISSING"]
        assert mapped.findings[0].cause == (CALENDAR if known is None else names.fiscal_year("TWO", 2026))
        assert mapped.all_words == [f"The order is dated 2026-11-04, in {there} of GP."]

    def test_edge_68_a_calendar_that_cannot_be_had_is_not_taken_for_a_missing_year(self, look: Looker) -> None:
        stale = finding("REFERENCE_STALE", names.table("TWO", "fiscal_years"), tried="fiscal_years.csv")

        assert look(order(), facts={CALENDAR: None}, unusable={CALENDAR: stale}).codes == ["REFERENCE_STALE"]

    def test_edge_13_the_companys_day_counts_and_not_the_utc_one(self, look: Looker) -> None:
        evening_of_october = datetime(2026, 11, 1, 4, 30, tzinfo=UTC)

        assert look(order(ordered_at=evening_of_october), facts={CALENDAR: calendar(11)}).codes == []
        assert look(order(ordered_at=evening_of_october), facts={CALENDAR: calendar(10)}).codes == ["PERIOD_CLOSED"]


class TestAccounts:
    def changed(self, **changes: bool) -> dict[Ref, Any]:
        return {ACCOUNT: attrs.evolve(fabrikam_facts()[ACCOUNT], **changes)}

    def test_edge_01_a_missing_account_blocks(self, look: Looker) -> None:
        mapped = look(order(), facts={ACCOUNT: None})

        assert mapped.codes == ["GP_ACCOUNT_NOT_FOUND"]
        assert mapped.findings[0].cause == ACCOUNT
        assert mapped.all_words == [ACCOUNT_IS_MISSING]

    def test_edge_01_an_inactive_account_blocks(self, look: Looker) -> None:
        mapped = look(order(), facts=self.changed(active=False))

        assert mapped.codes == ["GP_ACCOUNT_INACTIVE"]
        assert mapped.all_words == ["Line 1 (Hydraulic oil): the GL account 000-5100-01 (Supplies) is inactive in GP."]

    @pytest.mark.parametrize("field", ["allows_entry", "posting"])
    def test_edge_01_an_account_that_takes_no_entries_blocks(self, look: Looker, field: str) -> None:
        mapped = look(order(), facts=self.changed(**{field: False}))

        assert mapped.codes == ["GP_ACCOUNT_NO_ENTRY"]

    def test_an_account_without_a_description_is_named_by_its_number(self, look: Looker) -> None:
        nameless = {ACCOUNT: attrs.evolve(fabrikam_facts()[ACCOUNT], active=False, description="")}

        assert look(order(), facts=nameless).findings[0].tried == "000-5100-01"

    def test_edge_01_every_line_is_looked_at(self, look: Looker) -> None:
        lines = (line(), line(id=9002, number=2, coding=coding(account_code="5200")))

        mapped = look(order(lines=lines), facts={ACCOUNT: None, names.account("TWO", "000-5200-01"): None})

        assert [found.where for found in mapped.findings] == ["line 1 (Hydraulic oil)", "line 2 (Hydraulic oil)"]

    def test_edge_01_a_part_of_a_split_line_is_called_by_the_line_in_procurify(self, look: Looker) -> None:
        parts = (
            Allocation(amount=Decimal(200), coding=coding(account_code="5200")),
            Allocation(amount=Decimal(45), coding=coding()),
        )

        mapped = look(order(lines=(line(allocations=parts),)), facts={ACCOUNT: None})

        assert mapped.all_words == [ACCOUNT_IS_MISSING]

    def test_edge_01_a_missing_cost_centre_blocks(self, look: Looker) -> None:
        mapped = look(order(), facts={names.segment("TWO", 3, "01"): None})

        assert mapped.codes == ["COST_CENTRE_NOT_FOUND"]
        assert mapped.all_words == [
            "Line 1 (Hydraulic oil): the cost centre 01 (segment 3 of 000-5100-01) is not among GP's segment values."
        ]


class TestVendor:
    def changed(self, **changes: bool) -> dict[Ref, Any]:
        return {VENDOR: attrs.evolve(fabrikam_facts()[VENDOR], **changes)}

    def test_edge_14_an_inactive_vendor_blocks(self, look: Looker) -> None:
        mapped = look(order(), facts=self.changed(active=False, on_hold=True))

        assert mapped.codes == ["VENDOR_INACTIVE"]
        assert mapped.all_words == ["The vendor LAKESHORE0001 (Lakeshore Supply) is inactive in GP."]

    def test_edge_14_a_vendor_on_hold_is_a_warning(self, look: Looker) -> None:
        mapped = look(order(), facts=self.changed(on_hold=True))

        assert [(found.code, found.severity) for found in mapped.findings] == [("VENDOR_ON_HOLD", Severity.WARN)]

    def test_edge_31_a_vendor_that_is_inactive_in_procurify_alone_is_a_warning(self, look: Looker) -> None:
        vendor = SourceVendor(id=6, name="Lakeshore Supply", external_id="LAKESHORE0001", active=False)

        mapped = look(order(vendor=vendor))

        assert [found.severity for found in mapped.findings] == [Severity.WARN]
        assert mapped.all_words == ["The vendor 'Lakeshore Supply' is inactive in Procurify, while GP has it active."]


class TestSites:
    def test_edge_09_a_site_that_gp_lacks_blocks(self, look: Looker) -> None:
        mapped = look(order(), facts={names.site("TWO", "01-N"): None})

        assert mapped.all_words == ["Line 1 (Hydraulic oil): the site 01-N does not exist in GP, or is inactive."]


class TestTotals:
    def test_edge_08_an_order_that_does_not_tie_to_the_cent_blocks(self, look: Looker) -> None:
        mapped = look(order(total=Decimal("245.01")))

        assert mapped.codes == ["TOTAL_MISMATCH"]
        assert mapped.all_words == ["The amounts for GP do not add up to the order's total: 245.00 instead of 245.01."]

    def test_edge_08_a_total_with_more_decimals_is_rounded_first(self, look: Looker) -> None:
        assert look(order(total=Decimal("245.0049"))).codes == []

    def test_a_line_that_was_left_out_for_a_reason_is_not_reported_twice(self, look: Looker) -> None:
        lines = (line(), line(id=9002, number=2, unit_price=Decimal(-1)))

        assert look(order(lines=lines, total=Decimal(235))).codes == ["NEGATIVE_LINE"]

    @pytest.mark.parametrize(
        ("changes", "sentence"),
        [
            ({"freight": Decimal(-5), "total": Decimal(240)}, "The freight is -5.00, which GP refuses."),
            ({"other": Decimal(-5), "total": Decimal(240)}, "The other charge is -5.00, which GP refuses."),
            (
                {"discount": Modifier(value=Decimal(300), percentage=False), "total": Decimal(-55)},
                "The discount is 300.00, above the lines' total of 245.00, which GP refuses.",
            ),
            (
                {"tax": Modifier(value=Decimal(-1), percentage=False), "total": Decimal(244)},
                "The tax is -1.00, which GP refuses.",
            ),
        ],
    )
    def test_edge_24_an_amount_that_gp_refuses_at_the_header_blocks(
        self, look: Looker, changes: dict[str, Any], sentence: str
    ) -> None:
        mapped = look(order(**changes))

        assert mapped.codes == ["HEADER_AMOUNT_REFUSED"]
        assert mapped.all_words == [sentence]


class TestNoLines:
    def test_edge_10_an_order_of_lines_without_quantity_is_skipped(self, look: Looker) -> None:
        mapped = look(order(lines=(line(quantity=Decimal(0)),)))

        assert mapped.codes == ["ZERO_LINE", "NO_LINES"]

    def test_edge_10_amounts_without_a_line_block_and_are_not_lost(self, look: Looker) -> None:
        source = order(lines=(line(quantity=Decimal(0), tax=Decimal(2)),), freight=Decimal(50), total=Decimal(52))

        mapped = look(source)

        assert mapped.codes == ["ZERO_LINE", "AMOUNTS_WITHOUT_LINES"]
        assert mapped.words("AMOUNTS_WITHOUT_LINES") == (
            "The order has no line that GP could hold, and amounts all the same: freight 50.00, tax 2.00, total 52.00."
        )

    def test_edge_10_amounts_of_an_order_without_any_line_block(self, look: Looker) -> None:
        assert look(order(lines=(), freight=Decimal(50), total=Decimal(50))).codes == ["AMOUNTS_WITHOUT_LINES"]

    def test_an_order_whose_lines_are_blocked_is_not_called_empty(self, look: Looker) -> None:
        assert look(order(lines=(line(unit_price=None),), total=Decimal(1))).codes == ["VALUE_MISSING"]


class TestAllRulesRun:
    def test_every_finding_is_reported_and_not_only_the_first(self, look: Looker) -> None:
        facts = {CALENDAR: calendar(11), ACCOUNT: None, names.vendor_link("TWO", 6): None}

        mapped = look(order(total=Decimal(1)), facts=facts)

        assert mapped.codes == ["VENDOR_UNLINKED", "PERIOD_CLOSED", "GP_ACCOUNT_NOT_FOUND", "TOTAL_MISMATCH"]
