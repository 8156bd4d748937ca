"""Comparing orders that are cancelled in Procurify or void in GP."""

from decimal import Decimal

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
