"""The day that an order has in GP, and the days that its lines are required."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import attrs
import pytest

from gp_sync.core import facts as names
from gp_sync.core.fact_values import Account, ExchangeRate, PurchasingSetup
from gp_sync.core.fiscal import FiscalCalendar
from gp_sync.core.model import Severity
from gp_sync.flows.purchase_orders.policy import OrderPolicy
from gp_sync.flows.purchase_orders.tables import ChargeLine
from gp_sync.testing.examples import FABRIKAM, POLICY, calendar, fabrikam_facts, line, order

Looker = Callable[..., Any]

CALENDAR = names.fiscal_calendar("TWO")
NOVEMBER_CLOSED = {CALENDAR: calendar(11)}
FREIGHT_LINE = ChargeLine(item_number="FREIGHT", account="000-5200-01")
COMMITMENTS = {
    names.purchasing_setup("TWO"): PurchasingSetup(
        quantity_decimals=2, cost_decimals=2, commitments=True, functional_currency="Z-US$"
    )
}


def dated(policy: Any = POLICY, **changes: Any) -> Any:
    return attrs.evolve(policy, orders=OrderPolicy(**changes))


def in_zone(zone: str) -> Any:
    return attrs.evolve(POLICY, companies=(attrs.evolve(FABRIKAM, time_zone=zone),))


class TestTheCompanysDay:
    @pytest.mark.parametrize(
        ("zone", "instant", "day"),
        [
            ("America/Vancouver", datetime(2026, 11, 5, 7, 30, tzinfo=UTC), date(2026, 11, 4)),
            ("Pacific/Auckland", datetime(2026, 11, 4, 11, 30, tzinfo=UTC), date(2026, 11, 5)),
            ("America/Chicago", datetime(2026, 3, 8, 5, 59, tzinfo=UTC), date(2026, 3, 7)),
            ("America/Chicago", datetime(2026, 3, 8, 8, 30, tzinfo=UTC), date(2026, 3, 8)),
            ("America/Chicago", datetime(2026, 3, 9, 4, 59, tzinfo=UTC), date(2026, 3, 8)),
            ("America/Chicago", datetime(2026, 11, 1, 6, 30, tzinfo=UTC), date(2026, 11, 1)),
            ("America/Chicago", datetime(2026, 11, 1, 7, 30, tzinfo=UTC), date(2026, 11, 1)),
            ("America/Chicago", datetime(2026, 11, 2, 5, 59, tzinfo=UTC), date(2026, 11, 1)),
            ("America/Sao_Paulo", datetime(2026, 1, 1, 2, 59, tzinfo=UTC), date(2025, 12, 31)),
        ],
        ids=[
            "23:30 in Vancouver", "past midnight in Auckland", "the evening before clocks go on", "2:30 that never was",
            "the last minute of a day of 23 hours", "the first 01:30", "the second 01:30",
            "the last minute of a day of 25 hours", "New Year's Eve",
        ],
    )  # fmt: skip
    def test_edge_35_an_instant_becomes_the_day_that_it_was_at_the_company(
        self, look: Looker, zone: str, instant: datetime, day: date
    ) -> None:
        years = tuple(calendar(year=year) for year in (2025, 2026))
        both = attrs.evolve(
            years[0], years=years[0].years + years[1].years, periods=years[0].periods + years[1].periods
        )

        mapped = look(order(ordered_at=instant), policy=in_zone(zone), facts={CALENDAR: both})

        assert (mapped.codes, mapped.order.document_date) == ([], day)

    @pytest.mark.parametrize("offset", [0, -10, 14])
    def test_edge_35_the_offset_that_the_source_wrote_it_with_makes_no_difference(
        self, look: Looker, offset: int
    ) -> None:
        instant = datetime(2026, 11, 5, 3, 30, tzinfo=UTC).astimezone(ZoneInfo(f"Etc/GMT{-offset:+d}"))

        assert look(order(ordered_at=instant)).order.document_date == date(2026, 11, 4)

    def test_edge_35_calendar_dates_are_taken_as_they_are(self, look: Looker) -> None:
        source = order(promise_date=date(2026, 11, 30), lines=(line(date_required=date(2026, 11, 1)),))

        mapped = look(source, policy=in_zone("Pacific/Kiritimati"))

        assert mapped.order.promised_date == date(2026, 11, 30)
        assert mapped.order.lines[0].required_date == date(2026, 11, 1)


class TestNextOpenPeriod:
    def test_edge_13_the_order_is_dated_to_the_next_open_period_where_the_configuration_says_so(
        self, look: Looker
    ) -> None:
        mapped = look(order(), policy=dated(closed_period="next_open"), facts=NOVEMBER_CLOSED)

        assert mapped.codes == ["DATE_MOVED"]
        assert mapped.order.document_date == date(2026, 12, 1)
        assert mapped.order.ordered_on == date(2026, 11, 4)
        assert "Dated 2026-12-01 instead of 2026-11-04, whose period is closed" in mapped.order.note.split("\n")
        assert mapped.all_words == [
            "In GP, the order is dated 2026-12-01 instead of 2026-11-04, whose period is closed."
        ]

    @pytest.mark.parametrize("note", ["", "{comment}"])
    def test_edge_13_the_note_has_the_orders_own_date_whatever_its_template(self, look: Looker, note: str) -> None:
        mapped = look(order(), policy=dated(closed_period="next_open", note=note), facts=NOVEMBER_CLOSED)

        assert mapped.order.note == "Dated 2026-12-01 instead of 2026-11-04, whose period is closed"

    @pytest.mark.parametrize(("days", "code"), [(26, "PERIOD_CLOSED"), (27, "DATE_MOVED")])
    def test_edge_13_only_within_the_days_that_the_configuration_allows(
        self, look: Looker, days: int, code: str
    ) -> None:
        policy = dated(closed_period="next_open", next_open_days=days)

        assert look(order(), policy=policy, facts=NOVEMBER_CLOSED).codes == [code]

    def test_edge_13_a_next_open_day_that_is_too_far_is_told(self, look: Looker) -> None:
        mapped = look(order(), policy=dated(closed_period="next_open", next_open_days=26), facts=NOVEMBER_CLOSED)

        assert mapped.words("PERIOD_CLOSED").endswith(
            "the order is dated 2026-11-04; the next open day, 2026-12-01, is more than 26 days later (next_open_days)."
        )

    def test_edge_13_a_date_in_no_year_is_moved_by_nobody(self, look: Looker) -> None:
        """Which period comes next cannot be told where the calendar does not know the day."""
        mapped = look(order(), policy=dated(closed_period="next_open"), facts={CALENDAR: calendar(year=2027)})

        assert mapped.codes == ["FISCAL_YEAR_MISSING"]

    def test_edge_13_a_date_in_a_historical_year_is_moved_by_nobody(self, look: Looker) -> None:
        """Its period may be open all the same, and the next year is another one's business."""
        years = tuple(calendar(year=year) for year in (2026, 2027))
        past = attrs.evolve(years[0].years[0], historical=True)
        both = FiscalCalendar(years=(past, *years[1].years), periods=years[0].periods + years[1].periods)

        mapped = look(order(), policy=dated(closed_period="next_open"), facts={CALENDAR: both})

        assert mapped.all_words == ["The order is dated 2026-11-04, in the historical year 2026 of GP."]

    def test_edge_25_a_revision_needs_a_rate_on_the_date_that_the_order_keeps_in_gp(self, look: Looker) -> None:
        """October was closed when it was written, and is open again; there are no rates of October."""
        abroad = order(
            currency="JPY", lines=(line(unit_price=Decimal(250)),), ordered_at=datetime(2026, 10, 16, 15, tzinfo=UTC)
        )
        facts = {
            names.exchange_rate("TWO", "Z-YEN", date(2026, 11, 1)): ExchangeRate(rate=Decimal("0.0066")),
            names.currency_access("TWO", "Z-YEN"): "Z-YEN",
        }
        policy = dated(closed_period="next_open")
        written = look(abroad, policy=policy, facts=facts | {CALENDAR: calendar(10)}).order

        mapped = look(abroad, policy=policy, facts=facts, written=written)

        assert (mapped.codes, mapped.order.document_date) == (["DATE_MOVED"], date(2026, 11, 1))

    def test_edge_13_a_person_may_give_an_order_another_date(self, look: Looker) -> None:
        given = {names.document_date("52"): date(2026, 12, 1)}

        mapped = look(order(), facts=NOVEMBER_CLOSED | given)

        assert (mapped.codes, mapped.order.document_date) == (["DATE_MOVED"], date(2026, 12, 1))
        assert mapped.order.note.endswith("Dated 2026-12-01 instead of 2026-11-04, as a person decided")

    def test_edge_13_a_revision_is_judged_by_the_date_that_the_order_keeps_in_gp(self, look: Looker) -> None:
        """It was moved to December; what next_open would choose now, or cannot, is of no account."""
        policy = dated(closed_period="next_open")
        written = look(order(), policy=policy, facts=NOVEMBER_CLOSED).order
        later = {CALENDAR: calendar(*range(1, 13))}

        mapped = look(order(), policy=policy, facts=later, written=written)

        assert mapped.all_words == [
            "In GP, the order is dated 2026-12-01 instead of 2026-11-04, as it was written.",
            "Period 12 of 2026 is closed for Purchasing, and the order is dated 2026-12-01.",
        ]
        assert mapped.findings[1].cause == names.fiscal_period("TWO", 2026, 12)
        assert look(order(), policy=policy, facts={CALENDAR: calendar(11, 1)}, written=written).codes == ["DATE_MOVED"]
        assert look(order(), policy=policy, facts={CALENDAR: calendar(11, 12)}, written=written).codes == [
            "DATE_MOVED",
            "PERIOD_CLOSED",
        ]

    def test_edge_13_a_revision_of_an_order_in_an_open_period_is_not_called_moved(self, look: Looker) -> None:
        """Its own period has closed since, and GP keeps the date."""
        written = look(order()).order
        policy = dated(closed_period="next_open")

        assert look(order(), policy=policy, facts=NOVEMBER_CLOSED, written=written).codes == ["PERIOD_CLOSED"]

    def test_edge_13_a_persons_date_is_judged_as_well(self, look: Looker) -> None:
        mapped = look(order(), facts={CALENDAR: calendar(12), names.document_date("52"): date(2026, 12, 1)})

        assert mapped.codes == ["DATE_MOVED", "PERIOD_CLOSED"]


class TestRequiredDates:
    NEXT_YEAR = order(lines=(line(date_required=date(2027, 2, 1)),))

    def test_edge_13_one_in_a_year_that_is_not_set_up_yet_is_a_warning(self, look: Looker) -> None:
        mapped = look(self.NEXT_YEAR)

        assert [(found.code, found.severity) for found in mapped.findings] == [("REQUIRED_DATE_CLOSED", Severity.WARN)]
        assert mapped.all_words == [
            "Line 1 (Hydraulic oil): the required date 2027-02-01 lies in no open period of GP."
        ]

    @pytest.mark.parametrize(
        ("policy", "facts"),
        [(dated(required_dates="hold"), {}), (POLICY, COMMITMENTS)],
        ids=["by the configuration", "by commitments"],
    )
    def test_edge_13_it_holds_the_order_where_it_counts(self, look: Looker, policy: Any, facts: Any) -> None:
        mapped = look(self.NEXT_YEAR, policy=policy, facts=facts)

        assert (mapped.findings[0].code, mapped.findings[0].severity) == ("REQUIRED_DATE_CLOSED", Severity.HOLD)
        assert mapped.findings[0].cause == names.fiscal_year("TWO", 2027)

    def test_edge_13_a_closed_period_is_named(self, look: Looker) -> None:
        mapped = look(order(lines=(line(date_required=date(2026, 12, 24)),)), facts={CALENDAR: calendar(12)})

        assert mapped.all_words == [
            "Line 1 (Hydraulic oil): the required date 2026-12-24 (Period 12 of 2026) lies in no open period of GP."
        ]


class TestCommitments:
    def test_edge_37_each_line_needs_a_required_date(self, look: Looker) -> None:
        mapped = look(order(), facts=COMMITMENTS)

        assert [(found.code, found.severity) for found in mapped.findings] == [
            ("REQUIRED_DATE_MISSING", Severity.BLOCK),
            ("BUDGET_NOT_CHECKED", Severity.WARN),
        ]
        assert mapped.all_words == [
            "Line 1 (Hydraulic oil) has no required date, which PO commitments need.",
            "PO commitments are on in TWO, and whether the budget allows the order is not checked here.",
        ]

    def test_edge_37_an_allocation_account_blocks(self, look: Looker) -> None:
        account = names.account("TWO", "000-5100-01")
        allocating: Account = attrs.evolve(fabrikam_facts()[account], allocates=True)
        source = order(lines=(line(date_required=date(2026, 11, 20)),))

        mapped = look(source, facts=COMMITMENTS | {account: allocating})

        assert mapped.codes == ["ACCOUNT_ALLOCATES", "BUDGET_NOT_CHECKED"]
        assert mapped.all_words[0] == (
            "Line 1 (Hydraulic oil): the GL account 000-5100-01 (Supplies) is an allocation account, "
            "which PO commitments do not take."
        )
        assert look(source, facts={account: allocating}).codes == []

    def test_edge_37_whether_they_are_on_is_asked_where_nothing_tells(self, look: Looker) -> None:
        untold = {names.purchasing_setup("TWO"): PurchasingSetup(functional_currency="Z-US$")}

        mapped = look(order(lines=(line(), line(id=9002, number=2))), facts=untold)

        assert [(found.code, found.severity) for found in mapped.findings] == [("COMMITMENTS_UNKNOWN", Severity.WARN)]
        assert mapped.all_words == [
            "It is not known whether PO commitments or encumbrance are on in TWO, so what they need is not checked."
        ]

    @pytest.mark.parametrize(("configured", "codes"), [(False, []), (True, ["BUDGET_NOT_CHECKED"])])
    def test_edge_37_the_configuration_knows_better_than_gps_setup(
        self, look: Looker, configured: bool, codes: list[str]
    ) -> None:
        company = attrs.evolve(FABRIKAM, commitments=configured)
        told = {names.purchasing_setup("TWO"): PurchasingSetup(commitments=not configured, functional_currency="Z-US$")}
        source = order(lines=(line(date_required=date(2026, 11, 20)),))

        assert look(source, policy=attrs.evolve(POLICY, companies=(company,)), facts=told).codes == codes

    def test_edge_37_a_line_of_the_header_charges_has_no_required_date(self, look: Looker) -> None:
        """It is received with the others, and Procurify has no date for it."""
        policy = attrs.evolve(POLICY, companies=(attrs.evolve(FABRIKAM, freight_line=FREIGHT_LINE),))
        source = order(lines=(line(date_required=date(2026, 11, 20)),), freight=Decimal(5), total=Decimal(250))

        assert look(source, policy=policy, facts=COMMITMENTS).codes == ["BUDGET_NOT_CHECKED"]
