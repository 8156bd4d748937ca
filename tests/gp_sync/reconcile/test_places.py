"""Comparing orders that the systems have in different periods, companies or currencies."""

from datetime import date

import pytest

from gp_sync.core.states import End
from gp_sync.reconcile.model import Bucket
from gp_sync.reconcile.reasons import Reason
from tests.gp_sync.reconcile.made import (
    Books,
    body,
    linked,
    only,
    reasons,
    record,
    source,
)


class TestOtherPeriodsCompaniesAndCurrencies:
    def test_a_day_that_gp_moved_to_another_period_is_told(self) -> None:
        moved = body(document_date=date(2026, 12, 1))
        books = Books().add(source(), record(moved, in_period=False), linked(moved, moved))

        (item,) = only(books).items

        assert (item.reason, item.words) == (Reason.OTHER_PERIOD, "GP dates it 2026-12-01")

    def test_a_day_that_procurify_has_in_another_period_is_told(self) -> None:
        ours = source(in_period=False, dated=date(2026, 10, 31))
        books = Books().add(ours, record(body()), linked(body(), body()))

        row = only(books)

        assert (reasons(row), row.items[0].words) == ([("other period", "-49.00")], "Procurify dates it 2026-10-31")

    @pytest.mark.parametrize(
        ("ours_inside", "parts"),
        [
            (True, [("other period", "40.00"), ("not carried over", "9.00")]),
            (False, [("other period", "-49.00"), ("not carried over", "9.00")]),
        ],
    )
    def test_another_period_hides_no_other_difference(self, ours_inside: bool, parts: list[tuple[str, str]]) -> None:
        """Else neither period's report would ever tell it."""
        there = body("40.00", document_date=date(2026, 12, 1))
        ledger = linked(there, there, End.BLOCKED, stopped_by="PO_NOT_NEW: it is Released")
        books = Books().add(source(in_period=ours_inside), record(there, in_period=not ours_inside), ledger)

        row = only(books)

        assert (reasons(row), row.is_open) == (parts, True)

    @pytest.mark.parametrize(("ours_inside", "moved"), [(True, "49.00"), (False, "0")])
    def test_one_that_is_cancelled_in_one_period_and_in_use_in_the_other_is_to_look_at(
        self, ours_inside: bool, moved: str
    ) -> None:
        there = body(document_date=date(2026, 12, 1))
        ours = source("0", cancelled=True, in_period=ours_inside)
        books = Books().add(ours, record(there, in_period=not ours_inside), linked(there, there, End.BLOCKED))

        row = only(books)

        assert (reasons(row), row.is_open) == ([("other period", moved), ("not carried over", "-49.00")], True)

    @pytest.mark.parametrize("ours_inside", [True, False])
    def test_one_of_another_company_and_period_counts_once_as_of_another_company(self, ours_inside: bool) -> None:
        north = Bucket(company="NORTH", currency="USD")
        ours, theirs = source(bucket=north, in_period=ours_inside), record(body("50.00"), in_period=not ours_inside)
        books = Books().add(ours, theirs, linked(body(), body()))

        assert reasons(only(books)) == [("other company", "49.00" if ours_inside else "-50.00")]

    def test_one_whose_day_in_procurify_cannot_be_read_says_so(self) -> None:
        books = Books().add(
            source("0", order=None, in_period=False, problem="it answers 500"), record(body()), linked(body(), body())
        )

        row = only(books)

        assert (reasons(row), row.items[0].words) == (
            [("unreadable", "-49.00")],
            "Procurify has it as PF1, which cannot be read: it answers 500",
        )

    def test_an_order_of_other_days_in_both_systems_is_left_out(self) -> None:
        ours, theirs = source(in_period=False), record(body(), in_period=False)

        assert Books().add(ours, theirs, linked(body(), body())).rows == ()

    @pytest.mark.parametrize(
        ("bucket", "reason"),
        [
            (Bucket(company="NORTH", currency="USD"), "other company"),
            (Bucket(company="TWO", currency="CAD"), "other currency"),
        ],
    )
    def test_an_order_in_another_company_or_currency_counts_where_each_system_has_it(
        self, bucket: Bucket, reason: str
    ) -> None:
        books = Books().add(source(bucket=bucket), record(body("50.00")), linked(body(), body()))

        row = only(books)

        assert [(item.bucket, item.reason.value, str(item.amount)) for item in row.items] == [
            (bucket, reason, "49.00"),
            (row.buckets[1], reason, "-50.00"),
        ]

    def test_what_has_no_company_stands_after_the_companies(self) -> None:
        nowhere, north = Bucket(company="", currency="USD"), Bucket(company="NORTH", currency="CAD")
        books = Books().add(source(bucket=nowhere)).add(source(key=2)).add(source(key=3, bucket=north))

        assert [tie.bucket.company for tie in books.ties] == ["NORTH", "TWO", ""]
