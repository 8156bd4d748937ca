"""The full check: everything on both sides is compared at intervals, whatever any date of change says."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from gp_sync.core.findings import finding
from gp_sync.core.model import Ref
from gp_sync.core.states import End
from gp_sync.flows.purchase_orders.document import OrderState
from gp_sync.run.report import RunReport
from gp_sync.testing.examples import order
from gp_sync.testing.model_connection import ModelConnection

GP_DOWN = finding("GP_UNAVAILABLE", Ref("side", ("gp",)), tried="connection refused")


def full(world: ModelConnection) -> RunReport:
    return world.engine().run(full=True)


class TestWhatItFinds:
    def test_edge_06_an_order_that_appeared_below_the_overlap(self, world: ModelConnection) -> None:
        world.run()
        world.clock.advance(days=5)
        world.run()
        late = world.clock().date() - timedelta(days=4)
        world.feed.put(order(ordered_at=datetime(2026, 11, 5, 9, tzinfo=UTC)), late)

        run, check = world.run(), full(world)

        assert (run.captured.listed, run.ends) == (0, {})
        assert (check.captured.full, check.ends) == (True, {End.WRITTEN: 1})

    def test_edge_06_an_order_that_appears_within_the_overlap_needs_no_full_check(self, world: ModelConnection) -> None:
        world.run()
        world.clock.advance(days=5)
        world.run()
        late = world.clock().date() - timedelta(days=1)
        world.feed.put(order(ordered_at=datetime(2026, 11, 8, 9, tzinfo=UTC)), late)

        assert world.run().ends == {End.WRITTEN: 1}

    def test_edge_51_orders_before_the_start_are_left_alone_by_it_too(self, world: ModelConnection) -> None:
        world.put(order(ordered_at=datetime(2026, 3, 1, tzinfo=UTC)))

        check = full(world)

        assert (check.captured.before_start, world.feed.fetched) == (1, [])

    def test_an_order_whose_change_date_moved_back_is_found(self, world: ModelConnection) -> None:
        world.put(order())
        world.run()
        world.clock.advance(days=30)
        world.run()
        old = world.clock().date() - timedelta(days=20)
        world.feed.put(order(version=2, freight=Decimal(5), total=Decimal(250)), old)

        run, check = world.run(), full(world)

        assert (run.ends, check.ends) == ({}, {End.WRITTEN: 1})

    def test_edge_06_a_change_of_coding_that_no_date_tells(self, world: ModelConnection) -> None:
        world.put(order())
        world.put(order(key=2, number="PF2", state=OrderState.CLOSED))
        world.run()
        world.feed.amend(order(freight=Decimal(5), total=Decimal(250)))
        world.feed.fetched.clear()

        run, check, again = world.run(), full(world), world.run()

        assert (run.ends, check.ends, again.ends) == ({}, {End.WRITTEN: 1}, {})
        assert world.feed.fetched == ["52"]


class TestWhenItIsDue:
    def test_edge_06_it_is_done_by_itself_once_its_interval_is_over(self, world: ModelConnection) -> None:
        world.run()
        world.clock.advance(hours=23)
        early = world.run()
        world.clock.advance(hours=1)

        due, next_ = world.run(), world.run()

        assert [run.captured.full for run in (early, due, next_)] == [False, True, False]
        assert [run.swept.full for run in (early, due, next_)] == [False, True, False]

    def test_a_row_that_can_never_be_read_does_not_put_it_off(self, world: ModelConnection) -> None:
        world.run()
        world.feed.unreadable_rows = ("page 1, row 3: no procurify_PO",)
        world.clock.advance(hours=24)

        due, next_ = world.run(), world.run()

        assert [run.captured.full for run in (due, next_)] == [True, False]
        assert [run.captured.complete for run in (due, next_)] == [False, False]

    def test_the_interval_counts_from_a_full_check_that_a_person_asked_for(self, world: ModelConnection) -> None:
        world.run()
        world.clock.advance(hours=20)
        full(world)
        world.clock.advance(hours=23)

        assert not world.run().captured.full

    def test_the_interval_is_the_engines(self, world: ModelConnection) -> None:
        world.run(full_check=timedelta(hours=2))
        world.clock.advance(hours=2)

        assert world.run(full_check=timedelta(hours=2)).captured.full

    @pytest.mark.parametrize("trouble", ["gp down", "list never settles"])
    def test_one_that_was_not_completed_stays_due(self, world: ModelConnection, trouble: str) -> None:
        world.run()
        world.clock.advance(hours=24)
        if trouble == "gp down":
            world.target.down = GP_DOWN
        else:
            world.feed.drifts = 3
        world.run()
        world.target.down = None

        again, after = world.run(), world.run()

        assert (again.captured.full, after.captured.full) == (True, False)
