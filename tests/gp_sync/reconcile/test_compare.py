"""Comparing orders that both systems have: why the amounts differ, and what the reasons are called."""

from decimal import Decimal
from pathlib import Path

import attrs
import pytest

from gp_sync.core.states import End
from gp_sync.reconcile.reasons import REASONS, Reason
from tests.gp_sync.reconcile.made import (
    Books,
    body,
    gp_line,
    linked,
    only,
    reasons,
    record,
    source,
    source_line,
    source_order,
)


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
