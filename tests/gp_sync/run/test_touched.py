"""Parts of an order that change although no list of orders says so."""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal

import pytest

from gp_sync.core.flow import Touched
from gp_sync.core.protocols import RecordsUnreadable
from gp_sync.core.states import End
from gp_sync.flows.purchase_orders.document import SourceOrder
from gp_sync.testing.examples import coding, line, order
from gp_sync.testing.model_connection import ModelConnection


def revised(freight: int = 5) -> SourceOrder:
    """The order with another freight and no other version, as an edit that moves no date leaves it."""
    return order(freight=Decimal(freight), total=Decimal(245 + freight))


@pytest.fixture
def written(world: ModelConnection) -> ModelConnection:
    """Order PF52 is in GP as it is in Procurify, and everything about it is old news."""
    world.put(order())
    world.run()
    world.clock.advance(minutes=10)
    world.run()
    return world


class TestTouches:
    def test_edge_06_an_item_that_changed_brings_its_order_up(self, written: ModelConnection) -> None:
        written.feed.touch(order(lines=(line(coding=coding("5200")),)), written.clock())

        report = written.run()

        assert (report.captured.unchanged, report.captured.touched, report.captured.fetched) == (1, 1, 1)
        assert report.ends == {End.WRITTEN: 1}
        (row,) = written.target.records()[written.record()].body.lines
        assert row.account_number == "000-5200-01"

    def test_edge_06_one_that_changes_nothing_for_gp_makes_no_new_version(self, written: ModelConnection) -> None:
        written.feed.touch(order(), written.clock())

        report = written.run()

        assert (report.captured.touched, report.ends) == (1, {})
        assert written.document().version == 1

    def test_edge_06_it_is_fetched_once_for_one_touch(self, written: ModelConnection) -> None:
        written.feed.touch(revised(), written.clock() - timedelta(minutes=1))
        written.run()

        again = written.run()

        assert (again.captured.touched, again.captured.fetched) == (0, 0)

    def test_edge_06_a_second_touch_at_the_instant_of_the_first_is_not_passed_over(
        self, written: ModelConnection
    ) -> None:
        written.feed.touch(revised(5), written.clock())
        written.run()
        written.feed.touch(revised(6), written.clock())

        report = written.run()

        assert report.ends == {End.WRITTEN: 1}
        assert written.target.records()[written.record()].body.freight == Decimal("6.00")

    def test_edge_06_a_list_row_that_is_as_recent_as_its_fetch_is_fetched_once_more(
        self, world: ModelConnection
    ) -> None:
        world.put(order())
        world.feed.touch(order(), world.clock())
        world.run()
        world.clock.advance(minutes=1)

        second, third = world.run(), world.run()

        assert (second.captured.fetched, third.captured.fetched) == (1, 0)

    def test_edge_06_a_touch_that_shows_up_late_is_taken_within_the_overlap(self, written: ModelConnection) -> None:
        written.clock.advance(hours=40)
        written.run()
        written.feed.touch(revised(), written.clock() - timedelta(hours=39))

        report = written.run()

        assert (report.captured.touched, report.ends) == (1, {End.WRITTEN: 1})

    def test_edge_06_one_that_shows_up_below_the_overlap_is_found_by_a_full_check(
        self, written: ModelConnection
    ) -> None:
        written.clock.advance(days=10)
        written.run()
        written.feed.touch(revised(), written.clock() - timedelta(days=4))

        run, check = written.run(), written.engine().run(full=True)

        assert (run.ends, check.ends) == ({}, {End.WRITTEN: 1})

    def test_edge_06_an_order_that_the_list_brings_up_anyway_is_fetched_once(self, written: ModelConnection) -> None:
        written.feed.touch(revised(), written.clock() - timedelta(minutes=1))
        written.put(revised())

        report = written.run()

        assert (report.captured.fetched, report.captured.touched) == (1, 0)

    def test_edge_51_an_order_that_was_never_taken_is_not_taken_by_a_touch(self, world: ModelConnection) -> None:
        world.put(order(ordered_at=order().ordered_at - timedelta(days=90)))  # type: ignore[operator]  # it has a date
        world.feed.touch(order(), world.clock())

        report = world.run()

        assert (report.captured.touched, world.feed.fetched) == (0, [])


class TestWhatCannotBeRead:
    def test_edge_50_a_part_that_cannot_be_read_is_told_and_the_others_count(
        self, written: ModelConnection, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        written.feed.touch(revised(), written.clock())
        readable = written.feed.touched

        def touched(since: date, until: date) -> Iterator[Touched]:
            yield from readable(since, until)
            raise RecordsUnreadable(["order item 9001: last_modified: expected an instant"])

        monkeypatch.setattr(written.feed, "touched", touched)
        report = written.run()

        assert [(row.code, row.tried) for row in report.warnings] == [
            ("TOUCH_UNREADABLE", "order item 9001: last_modified: expected an instant")
        ]
        assert (report.captured.complete, report.ends) == (True, {End.WRITTEN: 1})
