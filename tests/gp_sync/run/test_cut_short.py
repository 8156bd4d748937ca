"""A run that is told to end, or that may write only so much at a time: what is in hand is finished, the rest waits."""

import pytest

from gp_sync.core.states import End
from gp_sync.run.report import RunReport
from gp_sync.testing.examples import order
from gp_sync.testing.model_connection import ModelConnection


def put_many(world: ModelConnection, count: int) -> None:
    for key in range(1, count + 1):
        world.put(order(key=key, number=f"PF{key}"))


def run_until(world: ModelConnection, written: int, concurrency: int = 1) -> RunReport:
    """Run, and tell the run to end as soon as so many records are in the target."""
    engine = world.engine(concurrency=concurrency)
    return engine.run(cancelled=lambda: len(world.target.executed) >= written)


class TestCancelled:
    def test_the_document_in_hand_is_finished_and_the_others_wait(self, world: ModelConnection) -> None:
        put_many(world, 5)

        report = run_until(world, 2)

        assert (report.cut_short, report.ends) == (True, {End.WRITTEN: 2})
        assert world.ledger.counts(world.name, "purchase_orders") == {End.WRITTEN: 2, End.PENDING: 3}
        assert list(world.ledger.open_writes(world.name)) == []

    @pytest.mark.parametrize("concurrency", [1, 3])
    def test_the_next_run_goes_on_and_nothing_is_written_twice(self, world: ModelConnection, concurrency: int) -> None:
        put_many(world, 9)
        run_until(world, 4, concurrency)

        world.run()

        assert [world.creates(f"PF{key}") for key in range(1, 10)] == [1] * 9
        assert world.ledger.counts(world.name, "purchase_orders") == {End.WRITTEN: 9}

    def test_every_thread_finishes_the_document_that_it_has(self, world: ModelConnection) -> None:
        put_many(world, 9)

        report = run_until(world, 4, concurrency=3)

        written = world.ledger.counts(world.name, "purchase_orders")[End.WRITTEN]
        assert 4 <= written <= 6
        assert (report.ends, len(world.target.executed)) == ({End.WRITTEN: written}, written)

    def test_what_was_fetched_is_kept_and_the_window_is_read_again(self, world: ModelConnection) -> None:
        put_many(world, 5)

        report = world.engine().run(cancelled=lambda: len(world.feed.fetched) >= 3)

        assert (report.cut_short, report.captured.fetched, report.captured.complete) == (True, 3, False)
        assert world.ledger.counts(world.name, "purchase_orders") == {End.PENDING: 3}
        assert world.ledger.cursor(world.name, world.feed.name) is None
        assert world.run().captured.fetched == 2

    def test_the_connection_is_free_at_once(self, world: ModelConnection) -> None:
        world.put(order())
        world.engine().run(cancelled=lambda: True)

        report = world.run()

        assert (report.cut_short, report.ends) == (False, {End.WRITTEN: 1})


class TestSoMuchAtATime:
    @pytest.mark.parametrize("concurrency", [1, 2])
    def test_a_backlog_is_written_in_parts(self, world: ModelConnection, concurrency: int) -> None:
        put_many(world, 9)

        reports = [world.engine(concurrency=concurrency).run(most_writes=4) for _ in range(3)]

        assert (reports[0].cut_short, reports[2].cut_short) == (True, False)
        assert sum(report.ends[End.WRITTEN] for report in reports) == 9
        # A thread that has begun a document finishes it.
        assert max(report.ends[End.WRITTEN] for report in reports) <= 4 + concurrency - 1

    @pytest.mark.parametrize("concurrency", [1, 2])
    def test_a_run_that_wrote_all_was_not_cut_short(self, world: ModelConnection, concurrency: int) -> None:
        put_many(world, 4)

        report = world.engine(concurrency=concurrency).run(most_writes=4)

        assert (report.cut_short, report.ends) == (False, {End.WRITTEN: 4})

    def test_documents_that_are_not_written_do_not_count(self, world: ModelConnection) -> None:
        for key in range(1, 6):
            world.put(order(key=key, number=f"PF{key}", shipping_method="Drone"))
        world.put(order(key=6, number="PF6"))

        report = world.engine(concurrency=1).run(most_writes=1)

        assert (report.cut_short, report.ends) == (False, {End.BLOCKED: 5, End.WRITTEN: 1})
