"""Opening a ledger: what is missing or wrong is said, with what to do, and nothing is overwritten."""

import sqlite3
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
import sqlalchemy as sa

from gp_sync.ledger.errors import LedgerError
from gp_sync.ledger.sql import SqlStore
from gp_sync.testing.ledger_samples import CONNECTION, KEY, at_once, event, intent, lease_of
from tests.gp_sync.ledger.test_processes import start

_MAKE = """
import sys
from gp_sync.ledger.sql import SqlStore

print("ready", flush=True)
sys.stdin.readline()
SqlStore.create(sys.argv[1]).close()
"""


@pytest.fixture
def engine(url: str) -> Iterator[sa.Engine]:
    """An engine of an application, with SQLAlchemy's defaults."""
    engine = sa.create_engine(url)
    yield engine
    engine.dispose()


class TestMaking:
    def test_a_new_ledger_is_ready(self, url: str) -> None:
        store = SqlStore.create(url)

        assert store.acquire(CONNECTION, "first", 60) is not None
        store.close()

    def test_making_it_again_keeps_what_is_there(self, url: str) -> None:
        first = SqlStore.create(url)
        first.remember("login", "refused", expected=None)
        first.close()

        second = SqlStore.create(url)

        assert second.recall("login") == "refused"
        second.close()

    @pytest.mark.parametrize("round_", range(3))
    def test_threads_that_make_it_at_once_all_open_it(self, url: str, round_: int) -> None:
        """Whoever comes first makes the tables, the others find them."""
        stores = at_once(6, lambda _: SqlStore.create(url))

        fences = [lease_of(store, "one owner").fence for store in stores]
        for store in stores:
            store.close()
        assert fences == [1, 2, 3, 4, 5, 6]

    def test_processes_that_make_it_at_once_all_open_it(self, url: str) -> None:
        processes = [start(_MAKE, url) for _ in range(4)]
        for process in processes:
            assert process.stdout.readline() == "ready\n"

        for process in processes:
            process.stdin.write("go\n")
            process.stdin.flush()
        errors = [process.communicate(timeout=60)[1] for process in processes]

        assert [process.returncode for process in processes] == [0, 0, 0, 0], errors
        store = SqlStore(url)
        assert store.acquire(CONNECTION, "first", 60) is not None
        store.close()

    def test_an_application_that_makes_it_twice_at_once_opens_it_twice(self, engine: sa.Engine) -> None:
        stores = at_once(3, lambda _: SqlStore.create(engine))

        assert [lease_of(store, "one owner").fence for store in stores] == [1, 2, 3]

    def test_the_file_is_durable_by_itself(self, url: str, path: Path) -> None:
        store = SqlStore.create(url)

        with store._database.reading() as sql:
            pragmas = {
                name: sql.exec_driver_sql(f"PRAGMA {name}").scalar()
                for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
            }

        assert pragmas == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "busy_timeout": 30000}
        store.close()

    def test_tables_of_an_application_in_the_same_file_are_left_alone(self, url: str, path: Path) -> None:
        with closing(sqlite3.connect(path)) as other:
            other.execute("CREATE TABLE invoices (number TEXT)")
            other.execute("INSERT INTO invoices VALUES ('INV-1')")
            other.commit()

        SqlStore.create(url, table_prefix="sync_").close()

        with closing(sqlite3.connect(path)) as other:
            assert other.execute("SELECT number FROM invoices").fetchall() == [("INV-1",)]
            names = {name for (name,) in other.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        assert {name for name in names if not name.startswith("sync_")} == {"invoices"}


class TestRefusing:
    def test_a_missing_file_is_not_made_by_opening_it(self, url: str, path: Path) -> None:
        with pytest.raises(LedgerError, match=r"ledger\.db does not exist: run `gp-sync init`"):
            SqlStore(url)

        assert not path.exists()

    def test_a_missing_folder_is_named(self, tmp_path: Path) -> None:
        with pytest.raises(LedgerError, match=r"nowhere/ledger\.db: it cannot be opened: check that its folder exists"):
            SqlStore.create(f"sqlite:///{(tmp_path / 'nowhere' / 'ledger.db').as_posix()}")

    def test_a_file_that_is_no_database_is_left_as_it_is(self, url: str, path: Path) -> None:
        path.write_text("not a database, but somebody's notes, and long enough to be looked at as one\n" * 20)
        before = path.read_bytes()

        for opened in (SqlStore, SqlStore.create):
            with pytest.raises(LedgerError, match="it is not a ledger, nor any SQLite database"):
                opened(url)

        assert path.read_bytes() == before

    def test_a_database_without_tables_says_what_to_run(self, url: str, path: Path) -> None:
        path.touch()

        with pytest.raises(
            LedgerError, match=r"has no tables: run `gp-sync init` to make them, if it is new; .* put its backup there"
        ):
            SqlStore(url)

    def test_an_older_ledger_says_what_to_run(self, url: str, path: Path) -> None:
        SqlStore.create(url).close()
        set_version(path, "0000")

        with pytest.raises(LedgerError, match=r"is of version 0000, .* works with 0001: run `gp-sync init`"):
            SqlStore(url)

    @pytest.mark.parametrize("opened", [SqlStore, SqlStore.create])
    def test_a_newer_ledger_is_left_to_a_newer_package(self, url: str, path: Path, opened: type[SqlStore]) -> None:
        SqlStore.create(url).close()
        set_version(path, "0042")

        with pytest.raises(LedgerError, match=r"made by a newer gp-sync \(its version is 0042, .*upgrade gp-sync"):
            opened(url)

    def test_a_file_that_may_only_be_read_is_noticed_at_once(self, url: str, path: Path) -> None:
        SqlStore.create(url).close()

        with pytest.raises(LedgerError, match="it may only be read"):
            SqlStore(f"sqlite:///file:{path.as_posix()}?mode=ro&uri=true")

    def test_a_locked_file_is_noticed_at_once(self, url: str, path: Path) -> None:
        SqlStore.create(url).close()
        with closing(sqlite3.connect(path, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")

            with pytest.raises(LedgerError, match="another process holds it locked"):
                SqlStore(f"{url}?timeout=0.05")

    def test_a_new_file_that_stays_locked_is_noticed(self, url: str, path: Path) -> None:
        """Before it has a write-ahead log, a reader is enough to hold it."""
        with locked(path), pytest.raises(LedgerError, match="another process holds it locked"):
            SqlStore.create(f"{url}?timeout=0.05")

    def test_a_new_file_that_is_locked_for_a_moment_is_waited_for(self, url: str, path: Path) -> None:
        with ThreadPoolExecutor(max_workers=1) as pool:
            with locked(path):
                making = pool.submit(SqlStore.create, url)
                with pytest.raises(TimeoutError):
                    making.result(timeout=0.2)
            store = making.result(timeout=20)

        assert store.acquire(CONNECTION, "first", 60) is not None
        store.close()

    def test_a_lock_in_the_middle_of_the_work_changes_nothing(self, url: str, path: Path) -> None:
        store = SqlStore.create(f"{url}?timeout=0.05")
        fence = lease_of(store).fence
        with closing(sqlite3.connect(path, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")

            with pytest.raises(LedgerError, match="another process holds it locked"):
                store.reserve(KEY, 1, intent(), 0, fence, event())

        assert store.attempts(KEY, intent().target) == 0
        store.close()

    def test_any_other_trouble_is_told_in_the_words_of_the_database(self, url: str, path: Path) -> None:
        store = SqlStore.create(url)
        with closing(sqlite3.connect(path)) as other:
            other.execute("DROP TABLE gp_sync_memos")

        with pytest.raises(LedgerError, match="the database says: no such table: gp_sync_memos"):
            store.recall("login")
        store.close()

    @pytest.mark.parametrize("url", ["sqlite://", "sqlite:///:memory:", "sqlite:///file:x?mode=memory&uri=true"])
    def test_a_ledger_in_memory_is_refused(self, url: str) -> None:
        with pytest.raises(LedgerError, match="a ledger in memory is no ledger"):
            SqlStore.create(url)

    def test_another_kind_of_database_is_refused(self) -> None:
        with pytest.raises(LedgerError, match="kept in sqlite or postgresql, not in 'mysql'"):
            SqlStore("mysql://ledger@db.example.com/gp_sync")

    @pytest.mark.parametrize("url", ["ledger.db", "", "oracel://ledger:canary-7f3a@db.example.com/gp"])
    def test_a_url_that_cannot_be_understood_is_not_repeated(self, url: str) -> None:
        with pytest.raises(LedgerError) as caught:
            SqlStore(url)

        assert "canary-7f3a" not in str(caught.value)
        assert "sqlite" in str(caught.value)

    def test_a_missing_driver_is_named_with_what_to_install(self) -> None:
        with pytest.raises(LedgerError, match=r"needs the package 'asyncpg': .*extra \[postgresql\]"):
            SqlStore("postgresql+asyncpg://ledger@db.example.com/gp_sync")

    def test_a_server_that_does_not_answer_is_named_without_the_password(self) -> None:
        with pytest.raises(LedgerError) as caught:
            SqlStore("postgresql+psycopg://ledger:canary-7f3a@127.0.0.1:1/gp_sync")

        assert str(caught.value).startswith("the ledger postgresql://127.0.0.1/gp_sync: the database says:")
        assert "canary-7f3a" not in str(caught.value)

    @pytest.mark.parametrize("prefix", ["", "Sync_", "1sync_", "sync-", "x" * 31])
    def test_a_prefix_that_is_no_plain_name_is_refused(self, url: str, prefix: str) -> None:
        with pytest.raises(ValueError, match=r"table_prefix is .*: expected at most 30 lower-case letters"):
            SqlStore.create(url, table_prefix=prefix)


class TestAnEngineOfTheApplication:
    def test_it_is_used_as_it_is_and_stays_open(self, engine: sa.Engine) -> None:
        store = SqlStore.create(engine)
        lease = lease_of(store)
        store.close()

        with engine.connect() as sql:
            assert sql.exec_driver_sql("SELECT fence FROM gp_sync_connections").scalar() == lease.fence
            assert sql.exec_driver_sql("PRAGMA journal_mode").scalar() == "delete"

    def test_a_schema_and_a_prefix_keep_two_ledgers_apart(self, engine: sa.Engine) -> None:
        first = SqlStore.create(engine, schema="main", table_prefix="one_")
        second = SqlStore.create(engine, schema="main", table_prefix="two_")

        assert first.acquire(CONNECTION, "first", 60) is not None
        assert second.acquire(CONNECTION, "second", 60) is not None


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Another process reads and writes the file."""
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("CREATE TABLE notes (text TEXT)")
        other.execute("BEGIN EXCLUSIVE")
        yield


def set_version(path: Path, version: str) -> None:
    with closing(sqlite3.connect(path)) as other:
        other.execute("UPDATE gp_sync_version SET version_num = ?", (version,))
        other.commit()
