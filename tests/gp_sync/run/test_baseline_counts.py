"""What a baseline tells: everything that it read, and what it may have missed."""

from collections.abc import Iterator
from datetime import UTC, date, datetime

import attrs
import pytest

from gp_sync.core.flow import FeedPage
from gp_sync.flows.purchase_orders.document import OrderState
from gp_sync.testing.examples import order
from gp_sync.testing.model_connection import ModelConnection

MARCH = datetime(2026, 3, 2, 9, tzinfo=UTC)


def enter(world: ModelConnection, key: int = 52) -> None:
    """An order that GP has and Procurify too."""
    number = f"PF{key}"
    elsewhere = ModelConnection()
    elsewhere.put(order(key=key, number=number))
    elsewhere.run()
    body = elsewhere.target.executed[0].body
    assert body is not None
    world.target.put(world.record(number), body)
    world.put(order(key=key, number=number))


@pytest.fixture
def world() -> ModelConnection:
    """A connection that has no start, as before its first run."""
    return ModelConnection(start=None)


class TestThatNothingIsSilent:
    def test_edge_51_a_row_without_a_readable_key_is_told(self, world: ModelConnection) -> None:
        enter(world)
        world.feed.unreadable_rows = ("row 7: no id",)

        report = world.engine().baseline()

        assert (report.read, report.linked, report.unclear) == (2, ["PF52"], ["row 7: no id"])

    def test_edge_51_a_list_that_changes_while_it_is_read_is_read_again_and_each_order_once(
        self, world: ModelConnection
    ) -> None:
        enter(world)
        world.feed.drifts = 2
        world.feed.unreadable_rows = ("row 7: no id",)

        report = world.engine().baseline()

        assert (len(world.feed.windows), world.feed.fetched) == (3, ["52"])
        assert (report.linked, report.unclear, report.drifted) == (["PF52"], ["row 7: no id"], False)

    def test_edge_51_a_row_that_only_a_later_pass_shows_is_linked(self, world: ModelConnection) -> None:
        enter(world)
        enter(world, 53)
        pages = world.feed.pages

        def one_missed(since: date | None, until: date) -> Iterator[FeedPage]:
            for page in pages(since, until):
                yield attrs.evolve(page, rows=page.rows[:1]) if page.drifted else page

        world.feed.pages = one_missed  # type: ignore[method-assign]  # the list moved while it was read
        world.feed.drifts = 1

        report = world.engine().baseline()

        assert (report.linked, report.drifted) == (["PF52", "PF53"], False)

    def test_edge_51_a_list_that_never_holds_still_is_told(self, world: ModelConnection) -> None:
        enter(world)
        world.feed.drifts = 3

        report = world.engine().baseline()

        assert (report.linked, report.drifted) == (["PF52"], True)

    def test_edge_51_an_order_that_has_ended_is_counted_and_named(self, world: ModelConnection) -> None:
        enter(world)
        world.put(order(version=2, state=OrderState.CANCELLED))

        report = world.engine().baseline()

        assert (report.read, report.linked, report.ended) == (1, [], ["PF52"])

    def test_edge_51_the_counts_add_up_to_what_was_read(self, world: ModelConnection) -> None:
        enter(world)
        world.put(order(key=53, number="PF53"))
        world.put(order(key=54, number="PF54", ordered_at=MARCH))
        world.put(order(key=55, number="PF55", state=OrderState.CANCELLED))
        world.put(order(key=56, number="PF56"), payload=b'{"key": "fifty-six"}')
        world.feed.unreadable_rows = ("row 7: no id",)

        report = world.engine().baseline(date(2026, 11, 1))

        parts = (len(report.linked), report.to_write, report.absent, len(report.ended), len(report.unclear))
        assert (report.read, parts) == (6, (1, 1, 1, 1, 2))
