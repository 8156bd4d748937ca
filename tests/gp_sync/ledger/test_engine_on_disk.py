"""The engine on a ledger in a file, with both systems as models."""

import sqlalchemy as sa

from gp_sync.core.states import End
from gp_sync.ledger.sql import SqlStore
from gp_sync.testing import HandClock, ModelConnection
from gp_sync.testing.examples import order


class TestARun:
    def test_every_order_is_written_once_and_a_second_run_has_nothing_to_do(
        self, sqlite_store: SqlStore, clock: HandClock
    ) -> None:
        connection = ModelConnection(clock, ledger=sqlite_store)
        for number in range(60, 72):
            connection.put(order(key=number, number=f"PF{number}"))

        first = connection.run(concurrency=4)
        rows = len(list(sqlite_store.audit(connection.name)))
        second = connection.run(concurrency=4)

        assert (first.ends, second.ends) == ({End.WRITTEN: 12}, {})
        assert [connection.creates(f"PF{number}") for number in range(60, 72)] == [1] * 12
        assert sqlite_store.counts(connection.name, "purchase_orders") == {End.WRITTEN: 12}
        added = [row.what for row in sqlite_store.audit(connection.name)][rows:]
        assert added == ["capture.complete"]

    def test_a_new_order_costs_three_commits_beside_those_of_the_run(
        self, sqlite_store: SqlStore, clock: HandClock
    ) -> None:
        """Beside: the lease taken and given back, the page, and the cursor."""
        connection = ModelConnection(clock, ledger=sqlite_store)
        for number in range(60, 72):
            connection.put(order(key=number, number=f"PF{number}"))
        begun: list[str] = []

        def watch(_: object, __: object, statement: str, *___: object) -> None:
            begun.extend([statement] if statement == "BEGIN IMMEDIATE" else [])

        sa.event.listen(sqlite_store._database.engine, "before_cursor_execute", watch)

        connection.run()

        assert len(begun) == 4 + 3 * 12
