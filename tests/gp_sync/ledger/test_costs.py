"""What the ledger costs: commits per order, rows per poll, and queries that do not grow with what is known."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
import sqlalchemy as sa

from gp_sync.core.states import WriteState
from gp_sync.ledger.sql import SqlStore
from gp_sync.testing.ledger_samples import (
    CONNECTION,
    FLOW,
    KEY,
    TARGET,
    event,
    intent,
    lease_of,
    link,
    page,
    reach,
    settlement,
    version,
)


class Watch:
    """What an engine did: statements, and transactions that changed something."""

    def __init__(self) -> None:
        self.statements: list[tuple[str, Any]] = []
        self.commits = 0


@contextmanager
def watching(store: SqlStore) -> Iterator[Watch]:
    engine, watch = store._database.engine, Watch()
    dirty = [False]

    def executed(*arguments: Any) -> None:
        _, _, statement, parameters, _, _ = arguments
        watch.statements.append((statement, parameters))
        dirty[0] |= statement.startswith(("INSERT", "UPDATE", "DELETE"))

    def committed(_: sa.Connection) -> None:
        watch.commits += dirty[0]
        dirty[0] = False

    sa.event.listen(engine, "before_cursor_execute", executed)
    sa.event.listen(engine, "commit", committed)
    yield watch
    sa.event.remove(engine, "before_cursor_execute", executed)
    sa.event.remove(engine, "commit", committed)


class TestCommits:
    def test_a_page_is_one_commit(self, sqlite_store: SqlStore) -> None:
        fence = lease_of(sqlite_store).fence

        with watching(sqlite_store) as watch:
            sqlite_store.capture(page(*(version(f"{number}") for number in range(50))), fence)

        assert watch.commits == 1

    def test_a_new_order_is_three_commits_after_its_page(self, sqlite_store: SqlStore) -> None:
        fence = lease_of(sqlite_store).fence
        sqlite_store.capture(page(), fence)

        with watching(sqlite_store) as watch:
            sqlite_store.attempts(KEY, TARGET)
            reach(sqlite_store, WriteState.CONFIRMED, fence, settled=settlement(1, links=(link(),)))

        assert watch.commits == 3

    def test_a_poll_without_news_adds_one_row_for_all_documents(self, sqlite_store: SqlStore) -> None:
        """The row says that the cursor moved."""
        lease = lease_of(sqlite_store)
        sqlite_store.capture(page(version("1"), version("2")), lease.fence)
        sqlite_store.release(lease)
        before = rows_of(sqlite_store)

        lease = lease_of(sqlite_store)
        known = sqlite_store.tokens(CONNECTION, FLOW, ["1", "2"])
        sqlite_store.advance(CONNECTION, "orders", "2026-11-05", lease.fence, event("capture.complete"))
        sqlite_store.release(lease)

        after = rows_of(sqlite_store)
        assert known == {"1": "token of first", "2": "token of first"}
        assert {name: after[name] - before[name] for name in after if after[name] != before[name]} == {
            "gp_sync_audit": 1,
            "gp_sync_audit_details": 1,
            "gp_sync_cursors": 1,
        }


class TestQueries:
    def test_no_query_reads_a_whole_table(self, sqlite_store: SqlStore) -> None:
        """Only the counts, the list of all documents and the search for unreadable ones read a flow's documents."""
        fence = lease_of(sqlite_store).fence
        with watching(sqlite_store) as watch:
            sqlite_store.capture(page(version(), version(content="second")), fence)
            reach(sqlite_store, WriteState.QUARANTINED, fence, settled=settlement(2))
            sqlite_store.pending(CONNECTION, FLOW, "1", 10)
            sqlite_store.tokens(CONNECTION, FLOW, ["1"])
            sqlite_store.open_writes(CONNECTION)
            sqlite_store.newest_of(CONNECTION, FLOW, ["1", "2"])
            sqlite_store.audit_of(CONNECTION, FLOW, ["1", "2"])
            sqlite_store.sent_unseen(KEY, TARGET)
            sqlite_store.document(KEY)
            sqlite_store.named(CONNECTION, FLOW, "PF52")
            sqlite_store.linked(CONNECTION, FLOW, [TARGET])
            list(sqlite_store.links(CONNECTION, FLOW, "TWO"))
            sqlite_store.link_count(CONNECTION, FLOW)
            sqlite_store.note(CONNECTION, event(), fence, key=KEY)
            sqlite_store.reserve(KEY, 1, intent(), 1, fence, event())
            sqlite_store.reopen([KEY], fence, event())
            list(sqlite_store.audit(CONNECTION, key=KEY, last=3))
            sqlite_store.issues(CONNECTION)
            sqlite_store.recall("login")

        plans = [plan for statement in watch.statements for plan in plans_of(sqlite_store, *statement)]

        assert len(plans) > 30
        assert [plan for plan in plans if plan.startswith("SCAN gp_sync_")] == []
        assert [plan for plan in plans if "TEMP B-TREE" in plan] == []

    @pytest.mark.parametrize(
        ("method", "arguments", "index"),
        [
            ("pending", (CONNECTION, FLOW, "1", 10), "gp_sync_documents_by_state"),
            ("open_writes", (CONNECTION,), "gp_sync_writes_open"),
            ("backlog", (CONNECTION, FLOW), "gp_sync_documents_by_state"),
            ("named", (CONNECTION, FLOW, "PF52"), "gp_sync_documents_by_label"),
            ("linked", (CONNECTION, FLOW, [TARGET]), "gp_sync_links_by_record"),
            ("audit_of", (CONNECTION, FLOW, ["1", "2"]), "gp_sync_audit_by_document"),
        ],
    )
    def test_a_poll_uses_the_index_made_for_it(
        self, sqlite_store: SqlStore, method: str, arguments: tuple[Any, ...], index: str
    ) -> None:
        with watching(sqlite_store) as watch:
            getattr(sqlite_store, method)(*arguments)

        plans = [plan for statement in watch.statements for plan in plans_of(sqlite_store, *statement)]
        assert any(f"INDEX {index} " in plan for plan in plans)

    def test_lists_are_read_page_by_page(self, sqlite_store: SqlStore) -> None:
        """All of them come, in order, although one query gives only some."""
        fence = lease_of(sqlite_store).fence
        ids = [f"{number:04}" for number in range(1100)]
        sqlite_store.capture(page(*(version(source_id) for source_id in ids)), fence)

        with watching(sqlite_store) as watch:
            listed = [row.key.source_id for row in sqlite_store.documents(CONNECTION, FLOW)]
        numbers = [row.number for row in sqlite_store.audit(CONNECTION)]

        assert listed == ids
        assert numbers == list(range(1, 1101))
        assert sum("FROM gp_sync_documents" in statement for statement, _ in watch.statements) == 4


def rows_of(store: SqlStore) -> dict[str, int]:
    """How many rows each table has."""
    with store._database.reading() as sql:
        return {
            table.name: sql.execute(sa.select(sa.func.count()).select_from(table)).scalar_one()
            for table in store._database.tables.metadata.sorted_tables
        }


def plans_of(store: SqlStore, statement: str, parameters: Any) -> list[str]:
    """SQLite's steps of a statement."""
    if not re.match(r"SELECT|UPDATE|DELETE", statement):
        return []
    with store._database.reading() as sql:
        return [row.detail for row in sql.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)]
