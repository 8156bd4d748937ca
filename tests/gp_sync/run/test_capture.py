"""Capture: what is listed, what is read whole, and when the cursor moves."""

from datetime import UTC, date, datetime

import pytest

from gp_sync.core.findings import finding
from gp_sync.core.flow import Fetched
from gp_sync.core.model import Ref
from gp_sync.core.states import DocumentState, End
from gp_sync.run.capture import FirstRunNeedsStart
from gp_sync.run.session import LeaseLost
from gp_sync.testing.examples import order
from gp_sync.testing.model_connection import ModelConnection
from gp_sync.testing.model_source import ModelFeed

PROCURIFY_DOWN = finding("PROCURIFY_UNAVAILABLE", Ref("side", ("procurify",)), tried="no route to host")
SERVER_ERROR = finding("PROCURIFY_UNAVAILABLE", Ref("side", ("procurify",)), tried="it answers 503")


class TestTheWindow:
    def test_edge_06_the_first_window_begins_two_days_before_the_start(self, world: ModelConnection) -> None:
        world.run()

        assert world.feed.windows == [(date(2026, 10, 30), date(2026, 11, 5))]

    def test_edge_06_the_next_window_begins_two_days_before_the_last_one_ended(self, world: ModelConnection) -> None:
        world.run()
        world.clock.advance(hours=20)

        world.run()

        assert world.feed.windows[1] == (date(2026, 11, 2), date(2026, 11, 6))

    def test_edge_51_a_first_run_without_a_start_is_refused(self, world: ModelConnection) -> None:
        world.start = None

        with pytest.raises(FirstRunNeedsStart, match=r"give purchase_orders\.start in the configuration") as refused:
            world.run()

        assert "'fabrikam' has not run yet" in str(refused.value)
        assert world.feed.windows == []

    def test_edge_51_a_later_run_needs_no_start(self, world: ModelConnection) -> None:
        world.run()
        world.start = None
        world.put(order())

        assert world.run().ends[End.WRITTEN] == 1

    def test_edge_51_orders_dated_before_the_start_are_left_alone(self, world: ModelConnection) -> None:
        world.put(order(ordered_at=datetime(2026, 10, 31, 9, tzinfo=UTC)))
        world.put(order(key=53, number="PF53", ordered_at=datetime(2026, 11, 1, 12, tzinfo=UTC)))

        report = world.run()

        assert (report.captured.before_start, report.captured.listed) == (1, 1)
        assert world.feed.fetched == ["53"]

    def test_an_order_without_a_date_is_taken_and_says_what_it_lacks(self, world: ModelConnection) -> None:
        world.put(order(ordered_at=None))

        world.run()

        assert world.codes() == ["VALUE_MISSING"]


class TestChangeTokens:
    def test_edge_06_an_order_whose_token_is_known_is_not_fetched(self, world: ModelConnection) -> None:
        world.put(order())
        world.run()

        report = world.run()

        assert (report.captured.listed, report.captured.unchanged, report.captured.fetched) == (1, 1, 0)
        assert world.feed.fetched == ["52"]

    def test_edge_06_a_new_token_over_the_same_content_makes_no_new_version(self, world: ModelConnection) -> None:
        world.put(order())
        world.run()
        world.clock.advance(days=1)
        world.put(order())

        first, second = world.run(), world.run()

        assert (first.captured.fetched, second.captured.fetched) == (1, 0)
        assert first.ends.total() == 0
        assert world.document().version == 1

    def test_a_changed_order_is_a_new_version(self, world: ModelConnection) -> None:
        world.put(order())
        world.run()
        world.put(order(version=2))

        report = world.run()

        assert report.captured.fetched == 1
        assert world.document().version == 2


class TestDrift:
    def test_edge_06_a_list_that_changed_meanwhile_is_read_again(self, world: ModelConnection) -> None:
        world.put(order())
        world.feed.drifts = 1

        report = world.run()

        assert len(world.feed.windows) == 2
        assert (report.captured.complete, report.captured.listed, world.feed.fetched) == (True, 1, ["52"])

    def test_edge_06_a_list_that_never_settles_keeps_the_cursor(self, world: ModelConnection) -> None:
        world.put(order())
        world.feed.drifts = 3

        report = world.run()

        assert (len(world.feed.windows), report.captured.complete) == (3, False)
        assert world.ledger.cursor(world.name, "model.purchase_orders") is None

    def test_edge_06_what_was_captured_of_it_is_written_all_the_same(self, world: ModelConnection) -> None:
        world.put(order())
        world.feed.drifts = 3

        assert world.run().ends[End.WRITTEN] == 1


class TestWhatCannotBeRead:
    def test_edge_50_an_unreadable_order_is_stored_with_its_problem(self, world: ModelConnection) -> None:
        world.put(order(), problem="PurchaseOrder.id: expected int, got str", payload=b'{"data": {"id": "x"}}')

        report = world.run()

        document = world.document()
        assert (document.label, document.state, document.end) == ("PF52", DocumentState.PENDING, End.UNREADABLE)
        assert [found.tried for found in document.findings] == ["PurchaseOrder.id: expected int, got str"]
        assert report.ends == {End.UNREADABLE: 1}
        (issue,) = world.ledger.issues(world.name)
        assert (issue.code, issue.labels) == ("ORDER_UNREADABLE", ("PF52",))
        rows = list(world.ledger.audit(world.name, key=document.key))
        assert [row.what for row in rows] == ["version.unreadable"]
        assert rows[0].detail is not None
        assert rows[0].detail["problem"] == "PurchaseOrder.id: expected int, got str"

    def test_edge_50_a_replay_reads_it_again(self, world: ModelConnection) -> None:
        world.put(order(), problem="not JSON", payload=b"<html>")
        world.run()
        world.put(order())

        returned = world.engine().replay()
        report = world.run()

        assert (returned, report.ends) == (1, {End.WRITTEN: 1})
        assert world.ledger.issues(world.name) == []

    @pytest.mark.parametrize("named", [False, True], ids=["all", "by name"])
    def test_edge_50_a_replay_reads_it_again_long_after_the_list_has_forgotten_it(
        self, world: ModelConnection, *, named: bool
    ) -> None:
        world.put(order(), problem="not JSON", payload=b"<html>")
        world.run()
        world.clock.advance(days=30)
        world.run()
        world.feed.amend(order())

        returned = world.engine().replay([world.key()] if named else None)
        report = world.run()

        assert (returned, report.captured.listed, report.ends) == (1, 0, {End.WRITTEN: 1})

    def test_edge_50_a_readable_version_closes_the_issue(self, world: ModelConnection) -> None:
        world.put(order(), problem="not JSON", payload=b"<html>")
        world.run()
        world.put(order())

        report = world.run()

        assert report.ends == {End.WRITTEN: 1}
        assert world.ledger.issues(world.name) == []
        assert world.document().findings == ()

    def test_edge_50_an_unreadable_version_waits_beside_what_was_written(self, world: ModelConnection) -> None:
        world.put(order())
        world.run()
        world.put(order(version=2), problem="not JSON", payload=b"<html>")

        report = world.run()

        assert report.ends == {End.UNREADABLE: 1}
        assert (world.document().state, world.codes()) == (DocumentState.SETTLED, ["ORDER_UNREADABLE"])

    def test_an_order_without_an_answer_is_asked_for_by_every_run(self, world: ModelConnection) -> None:
        world.put(order(), problem="the source lists order 52 and does not have it", payload=b"")
        world.run()
        world.clock.advance(days=30)
        world.run()
        again = world.run()
        world.feed.amend(order())

        mended = world.run()

        assert (again.captured.listed, again.captured.fetched, again.ends) == (0, 1, {End.UNREADABLE: 1})
        assert (mended.captured.fetched, mended.ends) == (1, {End.WRITTEN: 1})
        assert world.run().captured.fetched == 0
        assert [row.what for row in world.ledger.audit(world.name)].count("version.unreadable") == 1

    def test_rows_without_a_key_keep_the_cursor(self, world: ModelConnection) -> None:
        world.put(order())
        world.feed.unreadable_rows = ("page 1, row 3: no procurify_PO",)
        world.run()
        stayed = world.ledger.cursor(world.name, "model.purchase_orders")

        again = world.run()
        world.feed.unreadable_rows = ()
        mended = world.run()

        assert (stayed, again.captured.complete) == (None, False)
        assert again.captured.unreadable == ["page 1, row 3: no procurify_PO"]
        assert mended.captured.complete
        assert world.ledger.cursor(world.name, "model.purchase_orders") is not None

    def test_rows_without_a_key_are_reported_once(self, world: ModelConnection) -> None:
        world.feed.unreadable_rows = ("page 1, row 3: no procurify_PO",)
        world.feed.drifts = 1

        report = world.run()

        assert report.captured.unreadable == ["page 1, row 3: no procurify_PO"]


class GoesDown(ModelFeed):
    """Fails after one order."""

    def fetch(self, source_id: str) -> Fetched:
        fetched = super().fetch(source_id)
        self.down = PROCURIFY_DOWN
        return fetched


class IsSlow(ModelFeed):
    """Each order takes a while."""

    def __init__(self, world: ModelConnection, seconds: float) -> None:
        super().__init__()
        self.lease_taken_over = False
        self._world = world
        self._seconds = seconds

    def fetch(self, source_id: str) -> Fetched:
        self._world.clock.advance(seconds=self._seconds)
        if self._world.ledger.acquire(self._world.name, "another process", 60) is not None:
            self.lease_taken_over = True
        return super().fetch(source_id)


class TestTrouble:
    def test_pages_before_a_failure_are_kept_and_the_cursor_stays(self, world: ModelConnection) -> None:
        world.feed = GoesDown(page_size=1)
        world.put(order())
        world.put(order(key=53, number="PF53"))

        report = world.run()

        assert report.stopped == [PROCURIFY_DOWN]
        assert (report.captured.fetched, report.captured.complete) == (1, False)
        assert world.ledger.cursor(world.name, "model.purchase_orders") is None
        assert report.ends[End.WRITTEN] == 1

    def test_what_was_fetched_of_a_page_before_a_failure_is_kept(self, world: ModelConnection) -> None:
        world.feed = GoesDown(page_size=50)
        world.put(order())
        world.put(order(key=53, number="PF53"))

        report = world.run()

        assert report.stopped == [PROCURIFY_DOWN]
        assert report.ends == {End.WRITTEN: 1}

    def test_an_order_that_the_source_fails_on_does_not_stop_the_others(self, world: ModelConnection) -> None:
        for number in range(1, 6):
            world.put(order(key=number, number=f"PF{number}"))
        world.feed.failing = dict.fromkeys(("1", "2", "4", "5"), SERVER_ERROR)

        report = world.run()

        assert (report.stopped, report.captured.complete) == ([], True)
        assert report.ends == {End.UNREADABLE: 4, End.WRITTEN: 1}

    def test_a_source_that_fails_on_several_in_a_row_is_down(self, world: ModelConnection) -> None:
        for number in range(1, 6):
            world.put(order(key=number, number=f"PF{number}"))
        world.feed.failing = dict.fromkeys(("2", "3", "4"), SERVER_ERROR)

        report = world.run()

        assert (report.stopped, report.captured.complete) == ([SERVER_ERROR], False)
        assert report.ends == {End.UNREADABLE: 3, End.WRITTEN: 1}
        assert world.feed.fetched == ["1", "2", "3", "4"]

    def test_orders_that_it_failed_on_before_do_not_stop_the_next_run(self, world: ModelConnection) -> None:
        for number in range(1, 6):
            world.put(order(key=number, number=f"PF{number}"))
        world.feed.failing = dict.fromkeys(("2", "3", "4"), SERVER_ERROR)
        world.run()

        report = world.run()

        assert (report.stopped, report.captured.complete) == ([], True)
        assert report.ends == {End.UNREADABLE: 3, End.WRITTEN: 1}

    def test_edge_52_the_lease_lasts_as_long_as_orders_come(self, world: ModelConnection) -> None:
        world.feed = IsSlow(world, seconds=140)
        for number in range(1, 11):
            world.put(order(key=number, number=f"PF{number}"))

        report = world.run()

        assert not world.feed.lease_taken_over
        assert report.ends[End.WRITTEN] == 10

    def test_edge_52_a_lease_that_ran_out_meanwhile_ends_the_run_without_a_write(self, world: ModelConnection) -> None:
        world.feed = IsSlow(world, seconds=301)
        world.put(order())

        with pytest.raises(LeaseLost):
            world.run()

        assert world.target.sends == []
        assert list(world.ledger.documents(world.name, "purchase_orders")) == []
