"""Two hundred orders among which every finding about an order occurs, and the page of issues that finance reads."""

import re
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal

import pytest

from gp_sync.core.findings import CATALOGUE
from gp_sync.core.states import End
from tests.end_to_end.two_hundred import Part, TwoHundred, play

NOT_OF_AN_ORDER = {
    "BLAST_RADIUS", "SYSTEMS_CHANGED", "BACKUP_RESTORED", "ORPHAN_IN_GP", "UNREADABLE_IN_GP", "TOUCH_UNREADABLE",
    "CLOCK_SKEW", "GP_UNAVAILABLE", "GP_LOGIN_REFUSED", "GP_ACCESS_DENIED", "GP_ADDRESS_UNKNOWN",
    "GP_SERVICE_MISSING", "PROCURIFY_UNAVAILABLE", "PROCURIFY_LOGIN_REFUSED", "PROCURIFY_ACCESS_DENIED",
    "REFERENCES_UNAVAILABLE", "SECRET_UNREADABLE", "SECRET_EXPIRES", "CERTIFICATE_EXPIRES",
}  # fmt: skip
"""Codes about a whole side, a guard, a run or a clock."""

OF_REQUISITIONS = {
    "REQUISITION_STANDS", "REQUISITION_BOUGHT", "REQUISITION_LEFT", "REQUISITION_NOT_SAVED",
    "REQUISITION_NOT_APPROVED", "REQUISITION_TOTAL_DIFFERS", "REQUISITION_GAVE_WAY", "ORDERED_BEFORE_WRITE",
    "ALLOCATION_NOT_VISIBLE", "ALLOCATION_DIFFERS", "OTHER_DOCUMENT_WANTED", "ORDER_THERE",
    "REQUISITION_GONE", "REQUISITION_OUT_OF_WORK", "ORDER_STANDS_ALONE",
}  # fmt: skip
"""Codes that only companies see that get requisitions."""

OF_VENDORS = {
    "VENDOR_IN_APPROVAL", "VENDOR_FIELD_CONFLICT", "VENDOR_REAPPROVAL", "VENDOR_REMIT_TO", "VENDOR_LINK_FROZEN",
    "VENDOR_CANDIDATES", "VENDOR_ID_TAKEN", "VENDOR_TERMS_UNMAPPED", "VENDOR_TOO_LONG", "VENDOR_EXTERNAL_ID_FOREIGN",
    "VENDOR_TAX_FORM_DIFFERS", "VENDOR_SHARED", "VENDOR_NOT_CREATED", "VENDOR_NOT_APPROVED_YET", "VENDOR_ONLY_IN_GP",
    "VENDOR_UNDER_APPROVAL", "VENDOR_PHONE_UNCLEAR", "VENDOR_LINK_LOST", "VENDOR_SHORTENED", "VENDOR_LINKED_SINCE",
    "VENDOR_ADDRESS_GONE", "VENDOR_FIRST_GONE", "VENDOR_VALUE_NOT_KEPT", "PROCURIFY_REFUSED",
}  # fmt: skip
"""Codes about vendors themselves, where they flow."""

SLIPS = {
    "empty quotes": r"''",
    "two spaces": r"  ",
    "two full stops": r"\.\.(?!\.)",
    "a stop after a stop": r"[.,:;] ?[.,:;]",
    "a lack of a value": r"\bNone\b",
    "a brace": r"[{}]",
    "a place in a class": r" @ ",
    "a class": r"\b[A-Z][a-z]+[A-Z]\w*\b",
    "an address of a service": r"https?://",
    "zeros that nobody writes": r"\.\d\d\d*0{4}\b",
}

_FROM_A_USERS_CODE = {"ORDER_NOT_PROCESSED"}
"""What a user's own function raised is told as it is, with its class: it is for whoever wrote the function."""


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[TwoHundred, tuple[Part, ...]]]:
    with play(tmp_path_factory.mktemp("two-hundred")) as story:
        yield story, tuple(story.parts())


@pytest.fixture(scope="module")
def parts(played: tuple[TwoHundred, tuple[Part, ...]]) -> tuple[Part, ...]:
    return played[1]


@pytest.fixture(scope="module")
def words(parts: tuple[Part, ...]) -> list[tuple[str, str]]:
    """All that was said of any order, with its code."""
    found = (found for part in parts for findings in part.findings.values() for found in findings)
    said = [(one.code, CATALOGUE[one.code].words(one)) for one in found]
    return [*said, *((issue["code"], issue["sentence"]) for part in parts for issue in part.issues)]


class TestTheSet:
    def test_every_finding_about_an_order_occurs(self, played: tuple[TwoHundred, tuple[Part, ...]]) -> None:
        assert played[0].seen == set(CATALOGUE) - NOT_OF_AN_ORDER - OF_REQUISITIONS - OF_VENDORS

    def test_the_counts_add_up_to_all_orders(self, parts: tuple[Part, ...]) -> None:
        assert [(part.orders, sum(part.counts.values())) for part in parts] == [(187, 187), (193, 193), (200, 200)]

    def test_about_half_are_written_at_last(self, parts: tuple[Part, ...]) -> None:
        assert parts[-1].counts[End.WRITTEN] > 90

    def test_each_order_is_in_gp_at_most_once(self, played: tuple[TwoHundred, tuple[Part, ...]]) -> None:
        rows = [
            row["CONFIRM1"].strip()
            for company in played[0].companies.values()
            for row in (*company.purchase_orders.values(), *company.purchase_order_history.values())
        ]

        assert [marker for marker, times in Counter(rows).items() if times > 1 and marker != "KIM"] == []

    def test_an_order_that_is_cancelled_is_voided_also_where_requisitions_are_compared(
        self, played: tuple[TwoHundred, tuple[Part, ...]]
    ) -> None:
        assert played[0].companies["TWO"].purchase_order_history["PF15"]["POSTATUS"] == 6


class TestIssues:
    def test_what_waits_for_one_cause_is_one_issue(self, parts: tuple[Part, ...]) -> None:
        sizes = [(issue["code"], issue["cause"], len(issue["orders"])) for issue in parts[0].issues[:2]]

        assert sizes == [
            ("PERIOD_CLOSED", "fiscal_period TWO 2026 10", 37),
            ("GP_ACCOUNT_NOT_FOUND", "gl_account TWO 100-6450-01", 12),
        ]

    def test_what_one_setting_stops_is_one_issue(self, parts: tuple[Part, ...]) -> None:
        kept = [issue for issue in parts[2].issues if issue["cause"] == "setting purchase_orders by_amount"]

        assert [(issue["code"], len(issue["orders"]), issue["sentence"]) for issue in kept] == [
            (
                "BY_AMOUNT_LINE",
                2,
                "Lines of the orders are received by amount, and the configuration keeps such orders.",
            )
        ]

    def test_their_amounts_are_what_procurify_says(self, parts: tuple[Part, ...]) -> None:
        told = [
            (part.title, issue["number"], {currency: Decimal(amount) for currency, amount in issue["amounts"].items()})
            for part in parts
            for issue in part.issues
            if not issue["without_amount"]
        ]

        assert told == [
            (part.title, issue["number"], added([part.totals[order] for order in issue["orders"]]))
            for part in parts
            for issue in part.issues
            if not issue["without_amount"]
        ]

    def test_only_an_order_that_cannot_be_read_has_no_amount(self, parts: tuple[Part, ...]) -> None:
        unknown = {issue["code"] for part in parts for issue in part.issues if issue["without_amount"]}

        assert unknown == {"ORDER_UNREADABLE"}


class TestWords:
    @pytest.mark.parametrize("slip", SLIPS)
    def test_no_sentence_has(self, words: list[tuple[str, str]], slip: str) -> None:
        wrong = {(code, said) for code, said in words if re.search(SLIPS[slip], said)}

        assert [said for code, said in sorted(wrong) if code not in _FROM_A_USERS_CODE] == []

    def test_each_sentence_begins_with_a_capital_and_ends_with_one_stop(self, words: list[tuple[str, str]]) -> None:
        assert {said for _, said in words if not re.fullmatch(r"['(]?[A-Z0-9].*[^.]\.", said)} == set()


def added(totals: list[tuple[str, Decimal]]) -> dict[str, Decimal]:
    """The sums of some totals, by currency."""
    return {name: sum((total for at, total in totals if at == name), Decimal(0)) for name in {at for at, _ in totals}}
