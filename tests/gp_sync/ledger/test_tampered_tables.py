"""Documents, versions and cursors are held against the audit's rows: what was edited past gp-sync is told."""

# ruff: noqa: S608  # the statements are made of what stands here

from datetime import timedelta

import attrs
import pytest
import sqlalchemy as sa

from gp_sync.core.states import DocumentState, End, WriteState
from gp_sync.ledger.audit_check import check_audit
from gp_sync.ledger.chain import PURGED
from gp_sync.ledger.composed import ComposedLedger
from gp_sync.ledger.memory import MemoryStore
from gp_sync.ledger.sql import SqlStore
from gp_sync.testing import HandClock
from gp_sync.testing.ledger_samples import (
    AT,
    CONNECTION,
    event,
    lease_of,
    link,
    page,
    reach,
    settlement,
    version,
)
from tests.gp_sync.ledger.tampering import ADVICE, Edit, fill, tampered


class TestDocuments:
    def test_a_state_that_was_changed(self, edit: Edit) -> None:
        assert edit("UPDATE gp_sync_documents SET state = 'settled' WHERE source_id = '53'") == [
            f"purchase_orders 53: its rows tell state held, the ledger holds state settled{ADVICE}"
        ]

    @pytest.mark.parametrize("column", ["version", "newest"])
    def test_the_number_of_a_version_that_was_changed(self, edit: Edit, column: str) -> None:
        assert edit(f"UPDATE gp_sync_documents SET {column} = 7 WHERE source_id = '52'") == [
            f"purchase_orders 52: its rows tell {column} 1, the ledger holds {column} 7{ADVICE}"
        ]

    def test_one_that_was_deleted(self, edit: Edit) -> None:
        problems = edit("DELETE FROM gp_sync_documents WHERE source_id = '55'")

        assert problems == [
            "purchase_orders 55: its rows tell state pending, version 1, newest 1, the ledger holds nothing" + ADVICE
        ]

    def test_one_that_was_added(self, edit: Edit) -> None:
        columns = "token, label, folded_label, state, ended, version, newest, findings, updated_at"

        problems = edit(
            f"INSERT INTO gp_sync_documents (connection, flow, source_id, {columns}) "
            f"SELECT connection, flow, '99', {columns} FROM gp_sync_documents WHERE source_id = '52'"
        )

        assert problems == [
            "purchase_orders 99: its rows tell nothing, the ledger holds state settled, version 1, newest 1" + ADVICE
        ]


class TestVersions:
    @pytest.mark.parametrize(
        ("order", "number", "told", "state"),
        [
            ("52", 1, "decided", "new"),
            ("53", 1, "superseded", "new"),
            ("53", 2, "decided", "superseded"),
            ("54", 1, "unreadable", "new"),
            ("55", 1, "new", "decided"),
        ],
    )
    def test_a_state_that_was_changed(self, edit: Edit, order: str, number: int, told: str, state: str) -> None:
        problems = edit(
            f"UPDATE gp_sync_versions SET state = '{state}' WHERE source_id = '{order}' AND version = {number}"
        )

        assert problems == [
            (
                f"version {number} of purchase_orders {order}: its rows tell state {told}, "
                f"the ledger holds state {state}{ADVICE}"
            )
        ]

    def test_a_fingerprint_that_was_changed(self, edit: Edit) -> None:
        told = version("55").fingerprint

        (problem,) = edit("UPDATE gp_sync_versions SET fingerprint = 'abc' WHERE source_id = '55'")

        assert problem == (
            f"version 1 of purchase_orders 55: its rows tell fingerprint {told}, whole True, "
            f"the ledger holds fingerprint abc, whole False{ADVICE}"
        )

    def test_a_payload_that_was_changed(self, edit: Edit) -> None:
        assert edit("UPDATE gp_sync_versions SET payload = x'7b7d' WHERE source_id = '55'") == [
            f"version 1 of purchase_orders 55: its rows tell whole True, the ledger holds whole False{ADVICE}"
        ]

    def test_one_that_was_deleted(self, edit: Edit) -> None:
        (problem,) = edit("DELETE FROM gp_sync_versions WHERE source_id = '53' AND version = 1")

        assert problem.startswith("version 1 of purchase_orders 53: its rows tell state superseded, ")
        assert problem.endswith(f", the ledger holds nothing{ADVICE}")

    def test_one_that_was_added(self, edit: Edit) -> None:
        columns = "state, token, payload, fingerprint, problem, label, captured_at"

        (problem,) = edit(
            f"INSERT INTO gp_sync_versions (connection, flow, source_id, version, {columns}) "
            f"SELECT connection, flow, source_id, 2, {columns} FROM gp_sync_versions WHERE source_id = '52'"
        )

        assert problem.startswith("version 2 of purchase_orders 52: its rows tell nothing, the ledger holds state ")


class TestCursors:
    def test_one_that_was_moved(self, edit: Edit) -> None:
        """What changed in between would never be captured."""
        assert edit("UPDATE gp_sync_cursors SET cursor = '2026-11-09'") == [
            f"the cursor of orders: its rows tell place 2026-11-05, the ledger holds place 2026-11-09{ADVICE}"
        ]

    def test_one_that_was_deleted(self, edit: Edit) -> None:
        assert edit("DELETE FROM gp_sync_cursors") == [
            f"the cursor of orders: its rows tell place 2026-11-05, the ledger holds nothing{ADVICE}"
        ]


TABLES = [
    "UPDATE gp_sync_documents SET state = 'blocked' WHERE source_id = '53'",
    "UPDATE gp_sync_versions SET state = 'new' WHERE source_id = '52'",
    "UPDATE gp_sync_writes SET body = '{}' WHERE source_id = '52' AND attempt = 1",
    "UPDATE gp_sync_links SET held = '{}'",
    "UPDATE gp_sync_cursors SET cursor = '2026-11-09'",
]


class TestAfterAPurge:
    def test_all_of_it_is_still_compared(self, sqlite_store: SqlStore) -> None:
        """Nothing that is compared is in a detail."""
        fill(sqlite_store)
        fence = lease_of(sqlite_store).fence
        later = attrs.evolve(event(PURGED), at=AT + timedelta(days=2))
        sqlite_store.purge_details(CONNECTION, AT + timedelta(days=1), fence, later)
        check = check_audit(sqlite_store, CONNECTION)

        counts = [len(tampered(sqlite_store, statement)) for statement in TABLES]

        assert (check.problems, check.purged) == ((), check.rows - 1)
        assert counts == [1, 2, 3, 4, 5]


class TestOtherLedgers:
    def test_on_postgresql(self, postgres_ledger_url: str, clock: HandClock) -> None:
        store = SqlStore(postgres_ledger_url, now=clock)
        fill(store)
        counts = [len(check_audit(store, CONNECTION).problems)]

        for statement in TABLES:
            with store._database.engine.begin() as sql:
                assert sql.execute(sa.text(statement)).rowcount > 0
            counts.append(len(check_audit(store, CONNECTION).problems))

        store.close()
        assert counts == [0, 1, 2, 3, 4, 5]

    def test_a_ledger_of_two_parts(self, sqlite_store: SqlStore, clock: HandClock) -> None:
        """What is verified is the part that keeps the audit."""
        composed = ComposedLedger(sqlite_store, MemoryStore(clock), now=clock)
        lease = lease_of(composed)
        composed.capture(page(), lease.fence)
        waiting = settlement(1, state=DocumentState.PENDING, end=End.PENDING, links=(link(),))
        reach(composed, WriteState.CONFIRMED, lease.fence, settled=waiting)
        assert check_audit(composed, CONNECTION).problems == ()

        (problem,) = tampered(sqlite_store, "UPDATE gp_sync_links SET fingerprint = 'abc'")

        assert problem.startswith("what is linked for purchase_orders 52 to PF52 of TWO in gp: ")
