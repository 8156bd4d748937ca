"""Dates that persons gave to documents, as facts."""

from datetime import UTC, date, datetime

import pytest

from gp_sync.core import facts as names
from gp_sync.people.by_hand import ByHandError, Decided
from gp_sync.people.moved_dates import MovedDates, moved_date
from gp_sync.testing.examples import calendar, order
from gp_sync.testing.model_connection import ModelConnection

WHO = Decided(by="dana", why="month end")
NOW = datetime(2026, 11, 4, tzinfo=UTC)


@pytest.fixture
def held(world: ModelConnection) -> ModelConnection:
    """An order that waits for its period."""
    world.change_fact(names.fiscal_calendar("TWO"), calendar(11))
    world.put(order())
    world.run()
    assert world.document().state.value == "held"
    return world


def move(world: ModelConnection, day: date | None) -> None:
    with world.engine().by_hand("purchase_orders") as hand:
        hand.move_date(world.key(), day, WHO)


def dates_of(world: ModelConnection) -> MovedDates:
    return MovedDates(world.references, world.ledger, world.name, "purchase_orders")


class TestFacts:
    def test_an_order_has_none_until_a_person_gives_it_one(self, held: ModelConnection) -> None:
        before = dates_of(held).find(names.document_date("52"), NOW)
        move(held, date(2026, 12, 1))

        assert (before, dates_of(held).find(names.document_date("52"), NOW)) == (None, date(2026, 12, 1))

    def test_its_own_date_comes_back(self, held: ModelConnection) -> None:
        move(held, date(2026, 12, 1))
        move(held, None)

        assert moved_date(held.ledger, held.key()) is None

    def test_every_other_fact_is_asked_of_the_others(self, held: ModelConnection) -> None:
        dates = dates_of(held)
        dates.begin_run(NOW)
        dates.seed(names.vendor_link("TWO", 9), "NINE", NOW)

        assert dates.find(names.vendor_link("TWO", 9), NOW) == "NINE"
        assert dates.kinds == held.references.kinds | {"document_date"}

    def test_no_other_document_moves(self, held: ModelConnection) -> None:
        move(held, date(2026, 12, 1))

        assert dates_of(held).find(names.document_date("53"), NOW) is None


class TestDecided:
    def test_edge_13_the_order_is_written_on_that_date(self, held: ModelConnection) -> None:
        move(held, date(2026, 12, 1))
        engine = held.engine(references=dates_of(held))
        engine.replay([held.key()])

        engine.run()

        assert held.target.records()[held.record()].body.document_date == date(2026, 12, 1)

    def test_edge_13_a_revision_is_decided_on_the_date_that_the_order_has_in_gp(self, held: ModelConnection) -> None:
        """Its own period has opened since, and nobody gives it another date any more."""
        move(held, date(2026, 12, 1))
        engine = held.engine(references=dates_of(held))
        engine.replay([held.key()])
        engine.run()
        held.change_fact(names.fiscal_calendar("TWO"), calendar())
        held.put(order(version=2, comment="Deliver to gate 2"))

        held.run()

        assert held.target.records()[held.record()].body.document_date == date(2026, 12, 1)
        assert [(found.code, found.tried) for found in held.document().findings] == [
            ("DATE_MOVED", "2026-12-01 instead of 2026-11-04, as it was written")
        ]

    def test_the_preview_tells_both_dates_and_the_period(self, held: ModelConnection) -> None:
        with held.engine(references=dates_of(held)).by_hand("purchase_orders") as hand:
            shown = hand.preview_date(held.key(), date(2026, 12, 1))

        assert (shown.before, shown.after) == (date(2026, 11, 4), date(2026, 12, 1))
        assert (shown.period, shown.decision.action) == ("Period 12 of 2026, open", "write")
        assert moved_date(held.ledger, held.key()) is None

    def test_a_date_in_no_year_is_told_as_that(self, held: ModelConnection) -> None:
        with held.engine(references=dates_of(held)).by_hand("purchase_orders") as hand:
            shown = hand.preview_date(held.key(), date(2031, 1, 1))

        assert (shown.period, shown.decision.action) == ("no fiscal year", "hold")

    def test_what_cannot_be_mapped_has_no_period(self, world: ModelConnection) -> None:
        world.put(order(currency="XYZ"))
        world.run()

        with world.engine(references=dates_of(world)).by_hand("purchase_orders") as hand:
            shown = hand.preview_date(world.key(), date(2026, 12, 1))

        assert (shown.before, shown.period) == (None, "")
        assert shown.decision.action == "block"


class TestRefused:
    def test_a_written_order_keeps_its_date(self, world: ModelConnection) -> None:
        world.put(order())
        world.run()

        with pytest.raises(ByHandError, match="GP has it as PF52 in TWO: a written order keeps its date"):
            move(world, date(2026, 12, 1))

    def test_an_order_whose_write_is_open_waits(self, world: ModelConnection) -> None:
        world.target.lose_next_answer(done=False)
        world.put(order())
        world.run()

        with pytest.raises(ByHandError, match="a write of it is still open"):
            move(world, date(2026, 12, 1))

    def test_giving_the_same_date_again_changes_nothing(self, held: ModelConnection) -> None:
        move(held, date(2026, 12, 1))
        rows = len(list(held.ledger.audit(held.name)))

        move(held, date(2026, 12, 1))

        assert len(list(held.ledger.audit(held.name))) == rows
