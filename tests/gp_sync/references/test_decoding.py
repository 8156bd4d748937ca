"""Values of GP's columns: padded texts, numbers as numbers or texts, dates, decimals plus one, and what is refused."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest

from gp_sync.references.decoding import Row, read_rows
from gp_sync.references.layouts import LAYOUTS, awaits_approval
from gp_sync.references.port import NotAvailableHere


def row(value: Any) -> Row:
    return Row({"COLUMN": value})


class TestValues:
    @pytest.mark.parametrize(("value", "read"), [("Net 30   ", "Net 30"), ("", ""), (None, ""), ("  x", "  x")])
    def test_texts_lose_the_spaces_at_their_end(self, value: Any, read: str) -> None:
        assert row(value).text("Column") == read

    @pytest.mark.parametrize("value", [3, "3", " 3 ", "3.00000", Decimal("3.00000")])
    def test_whole_numbers(self, value: Any) -> None:
        assert row(value).whole("COLUMN") == 3

    @pytest.mark.parametrize(("value", "read"), [(1, True), ("0", False), ("True", True), (False, False)])
    def test_flags(self, value: Any, read: bool) -> None:
        assert row(value).flag("COLUMN") is read

    @pytest.mark.parametrize(("value", "read"), [(1, 0), ("3", 2), (6, 5), (7, 0), (12, 5)])
    def test_decimals_are_stored_with_one_more(self, value: Any, read: int) -> None:
        assert row(value).places("COLUMN") == read

    @pytest.mark.parametrize(
        ("value", "read"), [("1.25", "1.25"), (Decimal("0.7350000"), "0.7350000"), (2, "2"), ("-1", "-1")]
    )
    def test_exact_numbers(self, value: Any, read: str) -> None:
        assert row(value).decimal("COLUMN") == Decimal(read)

    @pytest.mark.parametrize(
        "value",
        ["2026-03-01", "2026-03-01 00:00:00.000", "2026-03-01T00:00:00", date(2026, 3, 1), datetime(2026, 3, 1)],
    )
    def test_days(self, value: Any) -> None:
        assert row(value).day("COLUMN") == date(2026, 3, 1)

    @pytest.mark.parametrize("value", ["1900-01-01", datetime(1900, 1, 1), "", None])
    def test_no_day(self, value: Any) -> None:
        assert row(value).optional_day("COLUMN") is None


class TestRefusals:
    @pytest.mark.parametrize(
        ("read", "value", "words"),
        [
            ("text", 5, "column COLUMN is 5: give a text"),
            ("whole", "many", "column COLUMN is 'many': give a whole number"),
            ("whole", None, "column COLUMN is empty: give a whole number"),
            ("whole", 2.0, "column COLUMN is 2.0: give a whole number"),
            ("flag", 7, "column COLUMN is 7: give 0 or 1"),
            ("places", 0, "column COLUMN is 0: give 1 to 12, as GP stores numbers of decimals"),
            ("decimal", 0.5, "column COLUMN is 0.5: give an exact number with a point"),
            ("decimal", "1,25", "column COLUMN is '1,25': give an exact number with a point"),
            ("decimal", Decimal("NaN"), "column COLUMN is Decimal('NaN'): give an exact number"),
            ("day", "01.03.2026", "column COLUMN is '01.03.2026': give a date such as 2026-11-04"),
            ("day", "1900-01-01", "column COLUMN is '1900-01-01': give a date such as 2026-11-04"),
            ("optional_day", 20260301, "column COLUMN is 20260301: give a date such as 2026-11-04"),
        ],
    )
    def test_the_column_the_value_and_what_is_accepted(self, read: str, value: Any, words: str) -> None:
        with pytest.raises(ValueError) as refused:  # noqa: PT011  # the words are compared whole
            getattr(row(value), read)("COLUMN")

        assert str(refused.value).startswith(words)


class TestRows:
    HEADER = ("locncode", "INACTIVE", "Anything", "LOCNDSCR")

    def test_columns_come_in_any_order_and_case_and_others_do_no_harm(self) -> None:
        rows, unreadable = read_rows(LAYOUTS["sites"], self.HEADER, [("row 1", ("01-N ", 0, "x", "North"))], "sites")

        assert [(site.id, site.description, site.inactive) for site in rows] == [("01-N", "North", False)]
        assert unreadable == ()

    def test_a_bad_row_is_named_with_its_place_and_the_others_are_read(self) -> None:
        records = [("row 1", ("01-N", "?", "", "")), ("row 2", ("02-S", "1", "", "")), ("row 3", ("03-W",))]

        rows, unreadable = read_rows(LAYOUTS["sites"], self.HEADER, records, "sites.csv")

        assert [site.id for site in rows] == ["02-S"]
        assert [(one.key, one.why) for one in unreadable] == [
            (("01-N",), "sites.csv, row 1: column INACTIVE is '?': give 0 or 1"),
            (("03-W",), "sites.csv, row 3: 1 values for 4 columns: put quotes around a text with commas"),
        ]

    def test_missing_columns_are_named_with_those_that_are_there(self) -> None:
        with pytest.raises(NotAvailableHere) as missing:
            read_rows(LAYOUTS["sites"], ("LOCNCODE",), [], "sites.csv")

        assert missing.value.why == "sites.csv lacks the columns LOCNDSCR, INACTIVE; it has LOCNCODE"

    def test_only_header_rows_of_periods_count(self) -> None:
        header = ("YEAR1", "PERIODID", "PERIODDT", "PERNAME", "SERIES", "FORIGIN", "PSERIES_3")
        records = [
            ("row 1", (2026, 0, "2026-01-01", "Balance", 0, 1, 0)),
            ("row 2", (2026, 1, "2026-01-01", "January", 0, 1, 1)),
            ("row 3", (2026, 1, "2026-01-01", "January", 4, 0, 0)),
            ("row 4", (2026, 1, "2026-01-01", "January", 0, 0, 0)),
        ]

        rows, _ = read_rows(LAYOUTS["fiscal_periods"], header, records, "periods")

        assert [(period.period, period.closed) for period in rows] == [(1, True)]

    def test_the_row_of_an_item_for_all_sites_together_is_no_site(self) -> None:
        records = [("row 1", ("HOSE", "", 0)), ("row 2", ("HOSE", "01-N", 0))]

        rows, _ = read_rows(LAYOUTS["item_sites"], ("ITEMNMBR", "LOCNCODE", "INACTIVE"), records, "sites")

        assert [row.site for row in rows] == ["01-N"]


class TestApproval:
    @pytest.mark.parametrize(
        ("status", "awaits"),
        [(1, True), (4, True), (5, True), (7, True), (3, False), (6, False), (9, False), (2, None), (None, None)],
    )
    def test_by_the_status_of_the_workflow(self, status: int | None, awaits: bool | None) -> None:
        assert awaits_approval(status) is awaits
