"""Comparing orders: why each amount is in one of the systems and not in the other."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import attrs
import pytest

from gp_sync.core.states import End
from gp_sync.reconcile.model import Bucket, LedgerSide, OrderRow
from gp_sync.reconcile.reasons import REASONS, Reason
from tests.gp_sync.reconcile.made import Books, body, gp_line, linked, record, source, source_line, source_order


def reasons(row: OrderRow) -> list[tuple[str, str]]:
    """The parts of a difference, as reason and amount."""
    return [(item.reason.value, str(item.amount)) for item in row.items]


def only(books: Books) -> OrderRow:
    """The one order of some books, which tie."""
    (row,) = books.rows
    assert all(tie.ties for tie in books.ties)
    return row


class TestOrdersInBothSystems:
    def test_an_order_as_it_was_written_agrees(self) -> None:
        books = Books().add(source(), record(body()), linked(body(), body()))

        row = only(books)

        assert (row.agrees, row.is_open, row.items) == (True, False, ())

    def test_what_somebody_changed_in_gp_is_told_with_its_fields(self) -> None:
        changed = body("56.00", lines=(gp_line("56.00"),))
        books = Books().add(source(), record(changed), linked(body(), body()))

        row = only(books)

        assert reasons(row) == [("changed in gp", "-7.00")]
        assert [(field.field, field.written, field.there) for field in row.changed] == [
            ("subtotal", "49", "56"),
            ("line 1 unit_cost", "49", "56"),
            ("line 1 extended_cost", "49", "56"),
        ]

    def test_changes_that_cancel_each_other_out_are_still_differences(self) -> None:
        sent = body("49.00", lines=(gp_line("20.00"), gp_line("29.00", place=2)))
        changed = body("49.00", lines=(gp_line("21.00"), gp_line("28.00", place=2)))
        ours = source("49.00", order=source_order(source_line("20.00"), source_line("29.00", key=2)))
        books = Books().add(ours, record(changed), linked(sent, sent))

        row = only(books)

        assert (row.items, row.agrees, row.is_open) == ((), False, True)
        assert [str(line.difference) for line in row.lines] == ["-1.00", "1.00"]

    def test_a_change_that_is_blocked_is_not_carried_over_and_says_why(self) -> None:
        ledger = linked(body("40.00"), body("40.00"), End.BLOCKED, stopped_by="PO_NOT_NEW: it is Released")
        books = Books().add(source("49.00"), record(body("40.00")), ledger)

        row = only(books)

        assert [(item.reason, str(item.amount), item.words) for item in row.items] == [
            (Reason.NOT_CARRIED_OVER, "9.00", "PO_NOT_NEW: it is Released")
        ]

    @pytest.mark.parametrize(
        ("end", "reason"),
        [
            (End.BLOCKED, "not carried over"),
            (End.HELD, "not carried over"),
            (End.PENDING, "not carried over"),
            (End.IN_DOUBT, "in doubt"),
            (End.QUARANTINED, "quarantined"),
            (End.UNREADABLE, "unreadable"),
        ],
    )
    def test_a_change_that_gp_lacks_is_told_also_where_no_amount_changes(self, end: End, reason: str) -> None:
        """Another vendor or account leaves the total as it was."""
        ledger = linked(body(), body(), end, stopped_by="VENDOR_UNLINKED: it is linked to none")
        books = Books().add(source(), record(body()), ledger)

        row = only(books)

        assert reasons(row) == [(reason, "0.00")]
        assert (row.agrees, row.is_open, row.items[0].words) == (False, True, "VENDOR_UNLINKED: it is linked to none")

    def test_amounts_that_move_between_lines_before_a_run_sees_them_are_to_look_at(self) -> None:
        sent = body("49.00", lines=(gp_line("25.00", source_line="1"), gp_line("24.00", 2, source_line="2")))
        ours = source("49.00", order=source_order(source_line("20.00"), source_line("29.00", key=2)), fresh=False)
        books = Books().add(ours, record(sent), linked(sent, sent))

        row = only(books)

        assert (reasons(row), row.is_open) == ([("not carried over", "0.00")], True)

    def test_lines_that_differ_for_no_reason_are_to_look_at(self) -> None:
        sent = body("49.00", lines=(gp_line("25.00", source_line="1"), gp_line("24.00", 2, source_line="2")))
        ours = source("49.00", order=source_order(source_line("20.00"), source_line("29.00", key=2)))
        books = Books().add(ours, record(sent), linked(sent, sent))

        row = only(books)

        assert (row.items, row.agrees, row.is_open) == ((), False, True)

    def test_a_person_may_enter_the_same_total_in_other_lines(self) -> None:
        sent = body("49.00", lines=(gp_line("20.00", source_line="1"), gp_line("29.00", 2, source_line="2")))
        held = body("49.00", lines=(gp_line("25.00"), gp_line("24.00", 2)))
        ours = source("49.00", order=source_order(source_line("20.00"), source_line("29.00", key=2)))
        books = Books().add(ours, record(held), linked(sent, held, End.ADOPTED, by_hand=True))

        row = only(books)

        assert (reasons(row), row.is_open) == ([("entered by hand", "0.00")], False)

    def test_a_change_that_no_run_has_seen_is_not_carried_over(self) -> None:
        books = Books().add(source("49.00", fresh=False), record(body("40.00")), linked(body("40.00"), body("40.00")))

        (item,) = only(books).items

        assert (item.reason, item.words) == (Reason.NOT_CARRIED_OVER, "no run has captured the change yet")

    def test_both_sides_changed_gives_both_parts(self) -> None:
        ledger = linked(body("40.00"), body("40.00"), End.BLOCKED)
        books = Books().add(source("49.00"), record(body("42.00")), ledger)

        assert reasons(only(books)) == [("not carried over", "9.00"), ("changed in gp", "-2.00")]

    def test_a_tax_that_gp_calculates_is_its_own_reason(self) -> None:
        ours = source("54.00", order=source_order(source_line("49.00"), tax="5.00"))
        sent = body(tax_amount=None, source_tax=Decimal("5.00"))
        held = body(tax_amount=Decimal("4.50"))
        books = Books().add(ours, record(held), linked(sent, held))

        (item,) = only(books).items

        assert (item.reason, item.amount, item.words) == (
            Reason.TAX,
            Decimal("0.50"),
            "5.00 in Procurify, 4.50 in GP",
        )

    def test_a_tax_that_the_policy_leaves_out_is_its_own_reason(self) -> None:
        ours = source("54.00", order=source_order(source_line("49.00"), tax="5.00"))
        books = Books().add(ours, record(body()), linked(body(), body()))

        assert reasons(only(books)) == [("tax", "5.00")]

    def test_less_than_a_cent_is_rounding(self) -> None:
        books = Books().add(source("49.004"), record(body()), linked(body(), body()))

        assert reasons(only(books)) == [("rounding", "0.004")]

    def test_an_amount_that_gp_made_otherwise_is_told_apart_from_a_change(self) -> None:
        held = body("49.50")
        books = Books().add(source(), record(held), linked(body(), held))

        assert reasons(only(books)) == [("calculated by gp", "-0.50")]

    def test_what_a_person_entered_with_other_amounts_is_told_so(self) -> None:
        held = body("60.00")
        books = Books().add(source(), record(held), linked(body(), held, End.ADOPTED, by_hand=True))

        assert reasons(only(books)) == [("entered by hand", "-11.00")]

    def test_a_difference_without_any_reason_is_unexplained_and_nothing_ties(self) -> None:
        books = Books().add(source("60.00"), record(body()), linked(body(), body()))

        (row,), (tie,) = books.rows, books.ties

        assert reasons(row) == [("unexplained", "11.00")]
        assert (tie.ties, tie.unexplained) == (False, Decimal("11.00"))

    def test_a_change_after_a_person_said_done_is_left_by_hand(self) -> None:
        books = Books().add(source("60.00"), record(body()), linked(body(), body(), End.DONE_BY_HAND, by_hand=True))

        assert reasons(only(books)) == [("left by hand", "11.00")]

    def test_an_order_whose_detail_cannot_be_read_counts_with_the_total_of_the_list(self) -> None:
        books = Books().add(source("60.00", order=None), record(body()), linked(body(), body(), End.UNREADABLE))

        assert reasons(only(books)) == [("unreadable", "11.00")]


class TestVoidAndCancelled:
    def test_cancelled_in_procurify_and_void_in_gp_agree(self) -> None:
        ours = source("0", cancelled=True)
        books = Books().add(ours, record(body(), void=True), linked(None, body()))

        row = only(books)

        assert (row.items, row.lines, row.agrees, row.is_open) == ((), (), True, False)

    def test_cancelled_in_procurify_and_in_use_in_gp_is_not_carried_over(self) -> None:
        held = body(tax_amount=Decimal("4.00"))
        sent = body(tax_amount=None, source_tax=Decimal("4.00"))
        ledger = linked(sent, held, End.BLOCKED, stopped_by="PO_HAS_RECEIPT: GP has a receipt")
        books = Books().add(source("0", cancelled=True), record(held), ledger)

        assert reasons(only(books)) == [("not carried over", "-53.00")]

    def test_voided_by_somebody_in_gp_is_a_change(self) -> None:
        books = Books().add(source(), record(body(), void=True), linked(body(), body(), End.BLOCKED))

        row = only(books)

        assert reasons(row) == [("changed in gp", "49.00")]
        assert [(field.field, field.written, field.there) for field in row.changed] == [("state", "in use", "void")]

    def test_voided_at_a_persons_wish_is_settled(self) -> None:
        books = Books().add(source(), record(body(), void=True), linked(None, body(), to_void=True))

        row = only(books)

        assert (reasons(row), row.is_open) == ([("voided", "49.00")], False)

    def test_a_void_that_left_nothing_is_told_as_void(self) -> None:
        books = Books().add(source(), None, linked(None, body()))

        assert reasons(only(books)) == [("voided", "49.00")]

    @pytest.mark.parametrize("in_history", [False, True])
    def test_one_that_is_in_use_again_in_procurify_is_not_settled_by_its_void(self, in_history: bool) -> None:
        theirs = record(body(), void=True) if in_history else None
        books = Books().add(
            source(), theirs, linked(None, body(), End.BLOCKED, stopped_by="PO_NOT_NEW: it is Canceled")
        )

        row = only(books)

        assert (reasons(row), row.is_open) == ([("not carried over", "49.00")], True)
        assert row.items[0].words == "PO_NOT_NEW: it is Canceled"

    def test_one_that_is_in_use_again_and_that_no_run_has_seen_is_not_settled_by_its_void(self) -> None:
        books = Books().add(source(fresh=False), record(body(), void=True), linked(None, body(), End.UNCHANGED))

        assert reasons(only(books)) == [("not carried over", "49.00")]

    def test_a_void_record_under_our_number_tells_what_stops_the_order(self) -> None:
        theirs = record(body(confirm_with="PROCURIFY 1"), void=True, marked=True)
        ledger = LedgerSide(end=End.BLOCKED, stopped_by="PO_DIFFERS: GP holds another")
        books = Books(marks={"procurify 1": "1"}).add(source(), theirs, ledger)

        (item,) = only(books).items

        assert (item.reason.value, item.words) == ("blocked", "PO_DIFFERS: GP holds another")

    def test_a_void_record_of_one_that_no_run_has_captured_says_so(self) -> None:
        books = Books(marks={"procurify 1": "1"})
        books.add(source(), record(body(confirm_with="PROCURIFY 1"), void=True, marked=True))

        assert reasons(only(books)) == [("not captured", "49.00")]

    def test_a_void_that_somebody_undid_is_a_change(self) -> None:
        books = Books().add(source("0", cancelled=True), record(body()), linked(None, body()))

        assert reasons(only(books)) == [("changed in gp", "-49.00")]


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


class TestTheWords:
    def test_every_reason_has_words(self) -> None:
        assert set(REASONS) == set(Reason)

    def test_orders_are_sorted_by_number_as_people_count(self) -> None:
        books = Books()
        for key in (10, 9, 100):
            books.add(source(key=key))

        assert [row.number for row in books.rows] == ["PF9", "PF10", "PF100"]

    def test_a_link_to_a_split_line_finds_all_its_parts(self) -> None:
        parts = tuple(gp_line("24.50", place, source_line=f"1:{place}") for place in (1, 2))
        held = body(lines=tuple(attrs.evolve(line, source_line="") for line in parts))
        books = Books().add(source(), record(held), linked(body(lines=parts), held))

        (line,) = only(books).lines

        assert (len(line.gp), line.agrees) == (2, True)

    def test_a_line_that_had_to_be_sent_as_an_amount_agrees(self) -> None:
        """GP's decimals cannot hold every price, so that it goes as one piece at its total."""
        sent = body("30.05", lines=(gp_line("30.05", source_line="1"),))
        line = source_line("30.05", quantity=Decimal(3), unit_price=Decimal("10.015"))
        books = Books().add(source("30.05", order=source_order(line)), record(sent), linked(sent, sent))

        assert only(books).agrees

    def test_a_quantity_that_somebody_changed_in_gp_does_not_agree(self) -> None:
        sent = body("30.00", lines=(gp_line("30.00", source_line="1", quantity=Decimal(3)),))
        there = body("30.00", lines=(gp_line("30.00", source_line="1", quantity=Decimal(2)),))
        line = source_line("30.00", quantity=Decimal(3))
        books = Books().add(source("30.00", order=source_order(line)), record(there), linked(sent, sent))

        (row,) = only(books).lines

        assert (str(row.difference), row.agrees) == ("0.00", False)

    def test_a_line_for_freight_is_no_difference(self) -> None:
        lines = (gp_line("49.00", source_line="1"), gp_line("5.00", 2, source_line="freight"))
        sent = body("54.00", lines=lines)
        ours = source("54.00", order=source_order(source_line("49.00"), freight=Decimal(5), total=Decimal(54)))
        books = Books().add(ours, record(sent), linked(sent, sent))

        row = only(books)

        assert [(line.label, line.agrees) for line in row.lines] == [("1", True), ("freight", True)]


class TestThePage:
    def test_every_reason_is_in_the_documentation_with_its_meaning(self) -> None:
        page = (Path(__file__).parents[3] / "docs/how-to/reconcile.md").read_text("utf-8")

        for why, words in REASONS.items():
            task = "nothing" if words.settled else "look at it"
            assert f"| `{why.value}` | {words.name} | {words.meaning} | {task} |" in page
