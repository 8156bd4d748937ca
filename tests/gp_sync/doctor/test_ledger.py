"""What is told of a ledger: its database, its room, and what stands open in it."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from gp_sync.doctor.ledger import database_is_whole, new_in_procurify, open_writes, room_is_left
from gp_sync.ledger.memory import MemoryStore
from gp_sync.ledger.sql import SqlStore
from gp_sync.run.session import Session
from gp_sync.run.unknown import note_unknown, unknown_seen

NOW = datetime(2026, 11, 4, 9, 0, tzinfo=UTC)
PLENTY = 1 << 60


class TestTheDatabase:
    def test_a_whole_one_is_told_with_its_version_on_postgresql_too(self, postgres_ledger_url: str) -> None:
        store = SqlStore(postgres_ledger_url)

        (check,), room = database_is_whole(store), list(room_is_left(store))

        store.close()
        assert check.result == "ok"
        assert check.answer.endswith("is whole, its tables are of version 0001")
        assert room == []

    def test_a_full_disk_is_a_failure_and_a_nearly_full_one_a_warning(self, tmp_path: Path) -> None:
        url = f"sqlite:///{tmp_path}/ledger.db"
        full = SqlStore.create(url, least_free_bytes=PLENTY)
        (room,) = [seen for seen in [full.room()] if seen is not None]
        tight = SqlStore(url, least_free_bytes=room.free_bytes // 4)

        results = [check.result for store in (full, tight) for check in room_is_left(store)]

        full.close()
        tight.close()
        assert results == ["failed", "warning"]


class TestOpenWrites:
    def test_none_is_well(self) -> None:
        (check,) = open_writes(MemoryStore(), "main", NOW)

        assert (check.result, check.answer) == ("ok", "0 open, none for long")


class TestNewInProcurify:
    def test_edge_50_names_are_counted_over_runs_with_when_they_were_seen(self) -> None:
        store, moment = MemoryStore(), NOW
        with Session(store, "main", owner="test", now=lambda: moment, ttl=60) as session:
            note_unknown(session, {"PurchaseOrder.widget": 2})
            moment += timedelta(days=1)
            note_unknown(session, {"PurchaseOrder.widget": 1, "Vendor.colour": 1})
            note_unknown(session, {})

        (check,) = new_in_procurify(store, "main")

        assert check.result == "warning"
        assert check.answer == (
            "PurchaseOrder.widget (3 times since 2026-11-04), Vendor.colour (1 times since 2026-11-05)"
        )
        assert unknown_seen(store, "main")["PurchaseOrder.widget"].last == moment

    def test_names_that_are_made_anew_each_time_do_not_fill_the_ledger(self) -> None:
        store = MemoryStore()
        with Session(store, "main", owner="test", now=lambda: NOW, ttl=60) as session:
            note_unknown(session, {f"PurchaseOrder.field_{number}": 1 for number in range(1000)})

        assert len(unknown_seen(store, "main")) == 100
