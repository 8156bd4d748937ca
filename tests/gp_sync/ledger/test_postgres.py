"""The ledger on PostgreSQL: the whole contract, and what a server does otherwise than a file."""

import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from functools import partial
from typing import ClassVar

import attrs
import pytest
import sqlalchemy as sa
from hypothesis import settings
from hypothesis.stateful import initialize

from gp_sync.core.states import WriteState
from gp_sync.failpoints import installed
from gp_sync.ledger.dedup_store import DedupStore
from gp_sync.ledger.errors import LedgerError
from gp_sync.ledger.memory import MemoryStore
from gp_sync.ledger.sql import SqlStore
from gp_sync.testing import HandClock, LedgerContract, Opener
from gp_sync.testing.ledger_samples import (
    CONNECTION,
    FLOW,
    KEY,
    TARGET,
    at_once,
    event,
    intent,
    lease_of,
    page,
    reach,
    target_of,
    version,
)
from tests.gp_sync.ledger.test_stores_agree import StoresAgree
from tests.ledgers import clear_ledger, end_connections
from tests.postgres import PostgresServer

SCHEMA, PREFIX = "purchasing", "sync_"

MAKE = """
import sys
from gp_sync.ledger.protocols import DedupStore
from gp_sync.ledger.sql import SqlStore

print("ready", flush=True)
sys.stdin.readline()
SqlStore.create(sys.argv[1], schema="purchasing").close()
"""


@pytest.fixture(scope="session")
def application(postgres: PostgresServer) -> Iterator[sa.Engine]:
    """An engine of an application whose database also holds a ledger; the tests share it."""
    with postgres.database() as url:
        engine = sa.create_engine(url)
        SqlStore.create(engine, schema=SCHEMA, table_prefix=PREFIX)
        yield engine
        engine.dispose()


class TestSqlStoreOnPostgreSQL(LedgerContract):
    @pytest.fixture
    def store(self, postgres_ledger_url: str, clock: HandClock) -> Iterator[SqlStore]:
        store = SqlStore(postgres_ledger_url, now=clock)
        yield store
        store.close()

    def elsewhere(self, store: DedupStore) -> Opener:
        assert isinstance(store, SqlStore)
        return Opener(SqlStore, (url_of(store),))

    def test_it_outlives_the_process(self, store: SqlStore) -> None:
        assert store.durable is True


class TestSqlStoreInADatabaseOfAnApplication(LedgerContract):
    """The whole contract with an engine that was handed in, a schema and another prefix."""

    @pytest.fixture
    def store(self, application: sa.Engine, clock: HandClock) -> SqlStore:
        store = SqlStore(application, schema=SCHEMA, table_prefix=PREFIX, now=clock)
        clear_ledger(store)
        return store

    def elsewhere(self, store: DedupStore) -> Opener:
        assert isinstance(store, SqlStore)
        return Opener(partial(SqlStore, schema=SCHEMA, table_prefix=PREFIX), (url_of(store),))


class TestAnEngineOfTheApplication:
    def test_it_stays_open_and_its_other_schemas_are_left_alone(self, postgres_url: str) -> None:
        engine = sa.create_engine(postgres_url)
        store = SqlStore.create(engine, schema=SCHEMA, table_prefix=PREFIX)
        lease = lease_of(store)

        store.close()

        with engine.connect() as sql:
            assert sql.exec_driver_sql("SELECT fence FROM purchasing.sync_connections").scalar() == lease.fence
        assert sa.inspect(engine).get_table_names(schema="public") == []
        assert {name[:5] for name in sa.inspect(engine).get_table_names(schema=SCHEMA)} == {PREFIX}
        engine.dispose()

    def test_a_transaction_of_the_application_is_not_touched(self, application: sa.Engine) -> None:
        store = SqlStore(application, schema=SCHEMA, table_prefix=PREFIX)
        clear_ledger(store)
        with application.connect() as sql:
            sql.exec_driver_sql("CREATE TEMPORARY TABLE basket (name text)")
            sql.exec_driver_sql("INSERT INTO basket VALUES ('bearing')")

            lease_of(store)

            assert sql.in_transaction()
            sql.rollback()
            assert sql.exec_driver_sql("SELECT to_regclass('pg_temp.basket')").scalar() is None

    @pytest.mark.parametrize(
        ("isolation", "expected"),
        [
            ("AUTOCOMMIT", (True, "READ COMMITTED")),
            ("REPEATABLE READ", (False, "REPEATABLE READ")),
            ("SERIALIZABLE", (False, "SERIALIZABLE")),
        ],
    )
    def test_its_isolation_is_its_own_and_does_not_matter_to_the_ledger(
        self, postgres_url: str, isolation: str, expected: tuple[bool, str]
    ) -> None:
        engine = sa.create_engine(postgres_url, isolation_level=isolation)
        store = SqlStore.create(engine)
        fence = lease_of(store).fence
        keys = [attrs.evolve(KEY, source_id=f"{number}") for number in range(4)] * 2
        creates = [intent(target=target_of(key)) for key in keys]

        given = at_once(8, lambda number: store.reserve(keys[number], 1, creates[number], 0, fence, event()))

        numbers = [row.number for row in store.audit(CONNECTION)]
        with engine.connect() as sql:
            level, driver = sql.get_isolation_level(), sql.connection.dbapi_connection
            autocommit = getattr(driver, "autocommit", None)
        engine.dispose()
        assert Counter(type(answer).__name__ for answer in given) == {"Reserved": 4, "Open": 4}
        assert numbers == [1, 2, 3, 4]
        assert (autocommit, level) == expected


class TestAServer:
    def test_what_pages_are_ordered_by_is_compared_byte_by_byte(self, application: sa.Engine) -> None:
        """A database in another language than the test's would otherwise order pages otherwise than texts."""
        found = sa.text(
            "SELECT table_name, column_name FROM information_schema.columns "
            "WHERE table_schema = :schema AND collation_name = 'C' ORDER BY table_name, column_name"
        )

        with application.connect() as sql:
            bytewise = [tuple(row) for row in sql.execute(found, {"schema": SCHEMA})]

        assert ("sync_documents", "source_id") in bytewise
        assert ("sync_links", "number") in bytewise
        assert ("sync_links", "source_id") in bytewise

    def test_large_payloads_and_bodies_come_back_byte_for_byte(self, postgres_ledger_url: str) -> None:
        store = SqlStore(postgres_ledger_url)
        fence = lease_of(store).fence
        payload = bytes(range(256)) * 20_000
        body = '{"comment":"' + "Schraube M8, 40 µm, 螺丝 🔩 " * 20_000 + '"}'

        store.capture(page(version(payload=payload)), fence)
        reach(store, WriteState.RESERVED, fence, intent(body))

        (waiting,) = store.pending(CONNECTION, FLOW, None, 10)
        (write,) = store.open_writes(CONNECTION)
        assert waiting.payload == payload
        assert write.intent.body == body
        store.close()

    def test_a_connection_that_the_server_ended_is_replaced(self, postgres_ledger_url: str) -> None:
        store = SqlStore(postgres_ledger_url)
        fence = lease_of(store).fence

        end_connections(postgres_ledger_url)

        assert reach(store, WriteState.SENDING, fence).attempt == 1
        store.close()

    def test_a_change_during_which_the_server_ends_the_connection_is_not_made(self, postgres_ledger_url: str) -> None:
        store = SqlStore(postgres_ledger_url)
        fence = lease_of(store).fence

        def restart(place: str) -> None:
            if place == "ledger.committing":
                end_connections(postgres_ledger_url)

        with (
            installed(restart),
            pytest.raises(LedgerError, match=r"the ledger postgresql://localhost/test_\d+: the database says:"),
        ):
            store.reserve(KEY, 1, intent(), 0, fence, event())

        assert store.attempts(KEY, TARGET) == 0
        assert list(store.audit(CONNECTION)) == []
        store.close()

    def test_several_processes_may_make_the_ledger_at_once(self, postgres_url: str) -> None:
        processes = [
            subprocess.Popen(
                [sys.executable, "-c", MAKE, postgres_url], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
            )
            for _ in range(3)
        ]

        for process in processes:
            assert process.stdout is not None
            assert process.stdout.readline() == "ready\n"
        for process in processes:
            assert process.stdin is not None
            process.stdin.write("go\n")
            process.stdin.flush()
        for process in processes:
            process.communicate(timeout=60)

        assert [process.returncode for process in processes] == [0, 0, 0]
        SqlStore(postgres_url, schema=SCHEMA).close()


class StoresAgreeOnPostgreSQL(StoresAgree):
    """The same machine with a `SqlStore` on the server."""

    engine: ClassVar[sa.Engine]

    @initialize()
    def open(self) -> None:
        self.clock = HandClock()
        self.disk = SqlStore(self.engine, schema=SCHEMA, table_prefix=PREFIX, now=self.clock)
        clear_ledger(self.disk)
        self.memory = MemoryStore(self.clock)
        self.fence = 0
        self.acquire("first")

    def teardown(self) -> None:
        """The application closes its engine."""


class TestStoresOnPostgreSQL:
    def test_they_agree(self, application: sa.Engine) -> None:
        StoresAgreeOnPostgreSQL.engine = application

        machine = StoresAgreeOnPostgreSQL.TestCase
        machine.settings = settings(max_examples=5, stateful_step_count=15, deadline=None)
        machine().runTest()


def url_of(store: SqlStore) -> str:
    """Where others find the database; the server asks for no password."""
    return store._database.engine.url.render_as_string()
