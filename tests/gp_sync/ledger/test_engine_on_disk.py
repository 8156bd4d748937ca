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
        put(connection, range(60, 72))

        first = connection.run(concurrency=4)
        rows = len(list(sqlite_store.audit(connection.name)))
        second = connection.run(concurrency=4)

        assert (first.ends, second.ends) == ({End.WRITTEN: 12}, {})
        assert [connection.creates(f"PF{number}") for number in range(60, 72)] == [1] * 12
        assert sqlite_store.counts(connection.name, "purchase_orders") == {End.WRITTEN: 12}
        added = [row for row in sqlite_store.audit(connection.name) if row.number > rows]
        assert [row.what for row in added if row.source_id is not None] == []

    def test_a_new_order_costs_three_commits_beside_those_of_the_run(
        self, sqlite_store: SqlStore, clock: HandClock
    ) -> None:
        """Beside: the lease taken and given back, the page, the cursor, what was written last.

        They are as many for two orders as for ten.
        """
        connection = ModelConnection(clock, ledger=sqlite_store)
        # The run after one that wrote looks for what was written last, and notes that it did.
        put(connection, range(50, 51))
        connection.run()

        put(connection, range(60, 62))
        for_two = transactions_of_a_run(connection, sqlite_store)
        put(connection, range(70, 80))
        for_ten = transactions_of_a_run(connection, sqlite_store)

        assert for_ten - for_two == 3 * 8


def put(connection: ModelConnection, numbers: range) -> None:
    """Orders appear in the source."""
    for number in numbers:
        connection.put(order(key=number, number=f"PF{number}"))


def transactions_of_a_run(connection: ModelConnection, store: SqlStore) -> int:
    """Run, and count the transactions that could write."""
    begun: list[str] = []

    def watch(*arguments: object) -> None:
        begun.extend(statement for statement in arguments if statement == "BEGIN IMMEDIATE")

    sa.event.listen(store._database.engine, "before_cursor_execute", watch)
    connection.run()
    sa.event.remove(store._database.engine, "before_cursor_execute", watch)
    return len(begun)
