"""A verification holds every table that the audit's rows tell of against them: what was edited past gp-sync is told."""

# ruff: noqa: S608  # the statements are made of what stands here

import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import timedelta

import attrs
import pytest
import sqlalchemy as sa

from gp_sync.core.model import Key
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
    FLOW,
    TARGET,
    closed,
    event,
    lease_of,
    link,
    page,
    reach,
    settlement,
    version,
)

Tamper = Callable[[str], list[str]]

ADVICE = ": set it back to what its rows tell, or put a backup of the ledger in place"
WRITE = "the write of purchase_orders 52 to TWO in gp"
LINK = "what is linked for purchase_orders 52 to PF52 of TWO in gp"


def fill(store: SqlStore) -> None:
    """Order 52 was refused, then written; 53 has two versions, and is held; 54 is unreadable; 55 is in doubt."""
    lease = lease_of(store)
    store.capture(page(*(version(source_id) for source_id in ("52", "53", "55"))), lease.fence)
    store.capture(page(version("53", "second"), version("54", problem="odd")), lease.fence)
    store.advance(CONNECTION, "orders", "2026-11-05", lease.fence, event("capture.complete"))
    reach(store, WriteState.REFUSED, lease.fence)
    reach(store, WriteState.CONFIRMED, lease.fence, settled=settlement(1, links=(link(),)))
    store.settle(key_of("53"), settlement(2, closed()), lease.fence, event("document.held"))
    reach(store, WriteState.IN_DOUBT, lease.fence, key=key_of("55"))
    store.absent(key_of("55"), TARGET, 1, lease.fence, event("write.absent"))
    store.release(lease)


def key_of(source_id: str) -> Key:
    return Key(connection=CONNECTION, flow=FLOW, source_id=source_id)


def tampered(store: SqlStore, statement: str) -> list[str]:
    """What a verification says after a statement by somebody with a database tool."""
    with closing(sqlite3.connect(store.place)) as file:
        assert file.execute(statement).rowcount > 0
        file.commit()
    return list(check_audit(store, CONNECTION).problems)


@pytest.fixture
def tamper(sqlite_store: SqlStore) -> Tamper:
    """Executes a statement on a ledger with some history, and gives what a verification says then."""
    fill(sqlite_store)
    assert check_audit(sqlite_store, CONNECTION).problems == ()
    return lambda statement: tampered(sqlite_store, statement)


class TestDocuments:
    def test_a_state_that_was_changed(self, tamper: Tamper) -> None:
        assert tamper("UPDATE gp_sync_documents SET state = 'settled' WHERE source_id = '53'") == [
            f"purchase_orders 53: its rows tell state held, the ledger holds state settled{ADVICE}"
        ]

    @pytest.mark.parametrize("column", ["version", "newest"])
    def test_the_number_of_a_version_that_was_changed(self, tamper: Tamper, column: str) -> None:
        assert tamper(f"UPDATE gp_sync_documents SET {column} = 7 WHERE source_id = '52'") == [
            f"purchase_orders 52: its rows tell {column} 1, the ledger holds {column} 7{ADVICE}"
        ]

    def test_one_that_was_deleted(self, tamper: Tamper) -> None:
        problems = tamper("DELETE FROM gp_sync_documents WHERE source_id = '55'")

        assert problems == [
            "purchase_orders 55: its rows tell state pending, version 1, newest 1, the ledger holds nothing" + ADVICE
        ]

    def test_one_that_was_added(self, tamper: Tamper) -> None:
        columns = "token, label, folded_label, state, ended, version, newest, findings, updated_at"

        problems = tamper(
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
    def test_a_state_that_was_changed(self, tamper: Tamper, order: str, number: int, told: str, state: str) -> None:
        problems = tamper(
            f"UPDATE gp_sync_versions SET state = '{state}' WHERE source_id = '{order}' AND version = {number}"
        )

        assert problems == [
            (
                f"version {number} of purchase_orders {order}: its rows tell state {told}, "
                f"the ledger holds state {state}{ADVICE}"
            )
        ]

    def test_a_fingerprint_that_was_changed(self, tamper: Tamper) -> None:
        told = version("55").fingerprint

        (problem,) = tamper("UPDATE gp_sync_versions SET fingerprint = 'abc' WHERE source_id = '55'")

        assert problem == (
            f"version 1 of purchase_orders 55: its rows tell fingerprint {told}, whole True, "
            f"the ledger holds fingerprint abc, whole False{ADVICE}"
        )

    def test_a_payload_that_was_changed(self, tamper: Tamper) -> None:
        assert tamper("UPDATE gp_sync_versions SET payload = x'7b7d' WHERE source_id = '55'") == [
            f"version 1 of purchase_orders 55: its rows tell whole True, the ledger holds whole False{ADVICE}"
        ]

    def test_one_that_was_deleted(self, tamper: Tamper) -> None:
        (problem,) = tamper("DELETE FROM gp_sync_versions WHERE source_id = '53' AND version = 1")

        assert problem.startswith("version 1 of purchase_orders 53: its rows tell state superseded, ")
        assert problem.endswith(f", the ledger holds nothing{ADVICE}")

    def test_one_that_was_added(self, tamper: Tamper) -> None:
        columns = "state, token, payload, fingerprint, problem, label, captured_at"

        (problem,) = tamper(
            f"INSERT INTO gp_sync_versions (connection, flow, source_id, version, {columns}) "
            f"SELECT connection, flow, source_id, 2, {columns} FROM gp_sync_versions WHERE source_id = '52'"
        )

        assert problem.startswith("version 2 of purchase_orders 52: its rows tell nothing, the ledger holds state ")


class TestWrites:
    @pytest.mark.parametrize(("attempt", "told"), [(1, "refused"), (2, "confirmed")])
    def test_the_state_of_each_attempt(self, tamper: Tamper, attempt: int, told: str) -> None:
        problems = tamper(
            f"UPDATE gp_sync_writes SET state = 'not executed' WHERE source_id = '52' AND attempt = {attempt}"
        )

        assert problems == [
            f"attempt {attempt} of {WRITE}: its rows tell state {told}, the ledger holds state not executed{ADVICE}"
        ]

    def test_the_record_that_it_goes_to(self, tamper: Tamper) -> None:
        problems = tamper("UPDATE gp_sync_writes SET number = 'PF53' WHERE source_id = '52' AND attempt = 1")

        assert problems == [f"attempt 1 of {WRITE}: its rows tell number PF52, the ledger holds number PF53{ADVICE}"]

    @pytest.mark.parametrize(
        "change",
        [
            "body = '{}'",
            "before = '{}'",
            "stamp = 'new'",
            "op = 'void'",
            "fingerprint = 'abc'",
            "version = 2",
        ],
    )
    def test_what_it_carries(self, tamper: Tamper, change: str) -> None:
        (problem,) = tamper(f"UPDATE gp_sync_writes SET {change} WHERE source_id = '52' AND attempt = 2")

        assert problem.startswith(f"attempt 2 of {WRITE}: its rows tell content ")

    @pytest.mark.parametrize(
        ("change", "told"),
        [
            ("absences = 2", "its rows tell absences 1, the ledger holds absences 2"),
            (
                "checked = '2026-11-05T00:00:00.000000+00:00'",
                (
                    "its rows tell checked 2026-11-04 18:30:15.123456+00:00, "
                    "the ledger holds checked 2026-11-05 00:00:00+00:00"
                ),
            ),
            (
                "deadline = '2026-11-03T00:00:00.000000+00:00'",
                (
                    "its rows tell deadline 2026-11-04 18:30:15.123456+00:00, "
                    "the ledger holds deadline 2026-11-03 00:00:00+00:00"
                ),
            ),
        ],
    )
    def test_when_it_may_count_as_not_executed(self, tamper: Tamper, change: str, told: str) -> None:
        """A write in doubt is sent again once it was absent twice, late enough."""
        assert tamper(f"UPDATE gp_sync_writes SET {change} WHERE source_id = '55'") == [
            f"attempt 1 of the write of purchase_orders 55 to TWO in gp: {told}{ADVICE}"
        ]

    def test_an_instant_that_is_none(self, tamper: Tamper) -> None:
        assert tamper("UPDATE gp_sync_writes SET deadline = 'tomorrow' WHERE source_id = '55'") == [
            (
                "a table beside the audit cannot be read, since it was changed: Invalid isoformat string: 'tomorrow': "
                "set it back, or put a backup of the ledger in place"
            )
        ]

    @pytest.mark.parametrize("attempt", [1, 2])
    def test_one_that_was_deleted(self, tamper: Tamper, attempt: int) -> None:
        (problem,) = tamper(f"DELETE FROM gp_sync_writes WHERE source_id = '52' AND attempt = {attempt}")

        assert problem.startswith(f"attempt {attempt} of {WRITE}: its rows tell number PF52, state ")
        assert problem.endswith(f", the ledger holds nothing{ADVICE}")

    def test_one_that_was_added(self, tamper: Tamper) -> None:
        columns = "side, company, number, version, state, op, body, fingerprint, absences, reserved_as"

        (problem,) = tamper(
            f"INSERT INTO gp_sync_writes (connection, flow, source_id, attempt, {columns}) "
            f"SELECT connection, flow, source_id, 3, {columns} FROM gp_sync_writes "
            "WHERE source_id = '52' AND attempt = 2"
        )

        assert problem.startswith(f"attempt 3 of {WRITE}: its rows tell nothing, the ledger holds number PF52, ")


class TestLinks:
    @pytest.mark.parametrize(
        "change",
        [
            "sent = '{}'",
            "held = '{}'",
            "stamp = 'new'",
            "fingerprint = 'abc'",
            "given_up = true",
            "by_hand = true",
            "to_void = true",
        ],
    )
    def test_what_is_linked(self, tamper: Tamper, change: str) -> None:
        (problem,) = tamper(f"UPDATE gp_sync_links SET {change}")

        assert problem.startswith(f"{LINK}: its rows tell content ")
        assert problem.endswith(ADVICE)

    def test_the_record_that_it_leads_to(self, tamper: Tamper) -> None:
        gone, added = tamper("UPDATE gp_sync_links SET number = 'PF99'")

        assert gone.startswith(f"{LINK}: its rows tell content ")
        assert gone.endswith(f", the ledger holds nothing{ADVICE}")
        assert added.startswith(
            "what is linked for purchase_orders 52 to PF99 of TWO in gp: its rows tell nothing, "
            "the ledger holds content "
        )

    def test_the_document_that_owns_it(self, tamper: Tamper) -> None:
        gone, added = tamper("UPDATE gp_sync_links SET source_id = '53'")

        assert gone.startswith(f"{LINK}: its rows tell content ")
        assert added.startswith("what is linked for purchase_orders 53 to PF52 of TWO in gp: its rows tell nothing, ")

    def test_one_that_was_deleted(self, tamper: Tamper) -> None:
        (problem,) = tamper("DELETE FROM gp_sync_links")

        assert problem.endswith(f", the ledger holds nothing{ADVICE}")


class TestCursors:
    def test_one_that_was_moved(self, tamper: Tamper) -> None:
        """What changed in between would never be captured."""
        assert tamper("UPDATE gp_sync_cursors SET cursor = '2026-11-09'") == [
            f"the cursor of orders: its rows tell place 2026-11-05, the ledger holds place 2026-11-09{ADVICE}"
        ]

    def test_one_that_was_deleted(self, tamper: Tamper) -> None:
        assert tamper("DELETE FROM gp_sync_cursors") == [
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
    def test_on_postgresql(self, postgres_url: str, clock: HandClock) -> None:
        store = SqlStore.create(postgres_url, now=clock)
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

        assert problem.startswith(LINK)
