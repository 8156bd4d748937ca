"""Comparing orders that one of the systems lacks."""

import pytest

from gp_sync.core.states import End
from gp_sync.reconcile.model import LedgerSide
from tests.gp_sync.reconcile.made import (
    Books,
    body,
    linked,
    only,
    reasons,
    record,
    source,
)


class TestOrdersThatGPLacks:
    @pytest.mark.parametrize(
        ("end", "reason"),
        [
            (End.SKIPPED, "skipped"),
            (End.HELD, "held"),
            (End.BLOCKED, "blocked"),
            (End.PENDING, "pending"),
            (End.IN_DOUBT, "in doubt"),
            (End.QUARANTINED, "quarantined"),
            (End.UNREADABLE, "unreadable"),
            (End.DONE_BY_HAND, "left by hand"),
        ],
    )
    def test_the_reason_is_how_the_ledger_counts_it(self, end: End, reason: str) -> None:
        books = Books().add(source(), None, LedgerSide(end=end, stopped_by="WHY: because"))

        (item,) = only(books).items

        assert (item.reason.value, str(item.amount), item.words) == (reason, "49.00", "WHY: because")

    def test_a_written_order_without_link_or_record_is_unexplained(self) -> None:
        books = Books().add(source(), None, LedgerSide(end=End.WRITTEN))

        assert [tie.ties for tie in books.ties] == [False]

    def test_a_written_order_that_gp_lost_is_deleted(self) -> None:
        books = Books().add(source(), None, linked(body(), body()))

        assert reasons(only(books)) == [("deleted in gp", "49.00")]

    def test_one_whose_row_in_gp_cannot_be_read_is_not_called_deleted(self) -> None:
        books = Books(unreadable=frozenset({("TWO", "pf1")})).add(source(), None, linked(body(), body()))

        assert reasons(only(books)) == [("unreadable in gp", "49.00")]

    def test_one_whose_number_cannot_be_read_in_another_company_is_deleted(self) -> None:
        books = Books(unreadable=frozenset({("NORTH", "pf1")})).add(source(), None, linked(body(), body()))

        assert reasons(only(books)) == [("deleted in gp", "49.00")]

    def test_one_entered_under_another_number_says_so(self) -> None:
        books = Books().add(source(), None, linked(body(), None, End.DONE_BY_HAND, by_hand=True))

        assert reasons(only(books)) == [("entered elsewhere", "49.00")]

    def test_one_that_no_run_has_captured_says_so(self) -> None:
        assert reasons(only(Books().add(source()))) == [("not captured", "49.00")]

    def test_one_from_before_the_start_says_so(self) -> None:
        assert reasons(only(Books(early=frozenset({"1"})).add(source()))) == [("before start", "49.00")]


class TestOrdersThatGPHasAlone:
    def test_one_that_somebody_entered_is_gps_alone(self) -> None:
        row = only(Books().add(None, record(body("70.00", "PO900"))))

        assert (row.number, row.source_id, reasons(row)) == ("PO900", "", [("gp alone", "-70.00")])

    def test_the_number_of_an_order_alone_pairs_nothing_and_is_told(self) -> None:
        books = Books().add(source(), record(body()))

        told = {item.reason.value: item.words for row in books.rows for item in row.items}

        assert told == {
            "not captured": "",
            "gp alone": "an order of Procurify has this number too, and is not linked with it",
        }
        assert all(tie.ties for tie in books.ties)

    def test_a_copy_with_our_mark_is_a_duplicate(self) -> None:
        books = Books(marks={"procurify 1": "1"}).add(source(), record(body()), linked(body(), body()))
        books.add(None, record(body("49.00", "PF1-COPY", confirm_with="PROCURIFY 1"), marked=True))

        row = books.rows[1]

        assert (row.number, reasons(row)) == ("PF1-COPY", [("duplicate", "-49.00")])
        assert row.items[0].words == "it carries the mark of PF1, which has a record of its own"
        assert all(tie.ties for tie in books.ties)

    @pytest.mark.parametrize("fields", [{}, {"confirm_with": "PROCURIFY 1"}, {"confirm_with": "PROCURIFY 77"}])
    def test_one_that_somebody_voided_is_settled_whoever_it_belonged_to(self, fields: dict[str, str]) -> None:
        """To void a copy is what a person does about it."""
        books = Books(marks={"procurify 1": "1"}).add(source(), record(body()), linked(body(), body()))
        books.add(None, record(body("49.00", "PF1-COPY", **fields), void=True, marked=bool(fields)))

        row = books.rows[1]

        assert (reasons(row), row.is_open) == ([("voided", "0")], False)

    def test_a_mark_that_no_order_owns_says_so(self) -> None:
        books = Books().add(None, record(body("49.00", "PF77", confirm_with="PROCURIFY 77"), marked=True))

        assert reasons(only(books)) == [("no owner", "-49.00")]

    def test_an_order_that_procurify_does_not_list_any_more_is_gone(self) -> None:
        books = Books(gone={"1": source()}, owners={("TWO", "pf1"): "1"}).add(None, record(body()))

        row = only(books)

        assert (reasons(row), row.items[0].words) == ([("gone in procurify", "-49.00")], "Procurify had it as PF1")

    def test_a_record_with_our_mark_and_an_open_write_belongs_to_its_order(self) -> None:
        books = Books(marks={"procurify 1": "1"}).add(source(), None, LedgerSide(end=End.IN_DOUBT))
        books.add(None, record(body("40.00", confirm_with="PROCURIFY 1"), marked=True))

        row = only(books)

        assert (row.gp_number, reasons(row)) == ("PF1", [("in doubt", "9.00")])

    def test_an_open_write_is_told_also_where_the_totals_are_the_same(self) -> None:
        books = Books(marks={"procurify 1": "1"}).add(source(), None, LedgerSide(end=End.QUARANTINED))
        books.add(None, record(body(confirm_with="PROCURIFY 1"), marked=True))

        row = only(books)

        assert (reasons(row), row.is_open) == ([("quarantined", "0.00")], True)
