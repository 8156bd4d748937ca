"""A full disk stops before anything is sent, and leaves no half of a change."""

from pathlib import Path

import pytest
import sqlalchemy as sa

from gp_sync.ledger.audit_check import check_audit
from gp_sync.ledger.disk import LEAST_FREE_BYTES, check_room, folder_of
from gp_sync.ledger.errors import LedgerError
from gp_sync.ledger.sql import SqlStore
from gp_sync.ledger.values import Reserved
from gp_sync.testing.ledger_samples import CONNECTION, KEY, event, intent, lease_of
from tests.gp_sync.ledger.changes import NAMES, changes, prepared, told

_GROWING = sorted(set(NAMES) - {"renew", "release"})
"""The changes that store something new; the others fit into the page that is there."""


class TestNearlyFull:
    def test_edge_52_a_disk_that_is_nearly_full_stops_before_anything_is_sent(self, url: str, path: Path) -> None:
        """The words tell how much is left and where; nothing is reserved, and the run can end in order."""
        SqlStore.create(url).close()
        store = SqlStore(url, least_free_bytes=2**62)
        lease = lease_of(store)

        with pytest.raises(LedgerError) as caught:
            store.reserve(KEY, 1, intent(), 0, lease.fence, event())

        assert f" MiB left in {path.parent}, and 4398046511104.0 MiB are needed: nothing was sent" in str(caught.value)
        assert store.open_writes(CONNECTION) == []
        store.release(lease)
        store.close()

    def test_writes_go_on_where_there_is_room(self, url: str) -> None:
        store = SqlStore.create(url, least_free_bytes=1)
        fence = lease_of(store).fence

        assert store.reserve(KEY, 1, intent(), 0, fence, event()) == Reserved(1)
        store.close()

    def test_what_is_needed_if_nothing_is_said(self, tmp_path: Path) -> None:
        assert LEAST_FREE_BYTES == 16 * 1024 * 1024
        check_room(tmp_path, 0)

    @pytest.mark.parametrize(
        ("url", "folder"),
        [
            ("sqlite:////var/lib/gp-sync/ledger.db", Path("/var/lib/gp-sync")),
            ("sqlite:///file:/var/lib/gp-sync/ledger.db?mode=rw&uri=true", Path("/var/lib/gp-sync")),
            ("sqlite:///ledger.db", Path.cwd()),
            ("sqlite://", None),
            ("postgresql+psycopg://ledger@db.example.com/gp_sync", None),
        ],
    )
    def test_only_a_file_has_a_folder(self, url: str, folder: Path | None) -> None:
        """A server looks after its own disks."""
        engine = sa.create_engine(url)

        assert folder_of(engine) == folder


class TestFull:
    @pytest.mark.parametrize("name", _GROWING)
    def test_edge_52_a_disk_that_fills_up_leaves_no_half_of_a_change(self, sqlite_store: SqlStore, name: str) -> None:
        """Once there is room again, the same change goes through."""
        lease = prepared(sqlite_store, name)
        change = changes(sqlite_store, lease, size=100_000)[name]
        before = told(sqlite_store)

        fill(sqlite_store)
        with pytest.raises(LedgerError, match="the disk is full: make room, then run again"):
            change()
        while_full = told(sqlite_store)
        make_room(sqlite_store)

        assert while_full == before
        change()
        assert told(sqlite_store) != before
        assert check_audit(sqlite_store, CONNECTION).problems == ()


def fill(store: SqlStore) -> None:
    """From now on the file gets no more pages, as on a full disk."""
    limit(store, 1)


def make_room(store: SqlStore) -> None:
    """From now on the file may grow."""
    limit(store, 2**30)


def limit(store: SqlStore, pages: int) -> None:
    engine = store._database.engine
    sa.event.listen(engine, "begin", lambda sql: sql.exec_driver_sql(f"PRAGMA max_page_count = {pages}"))
