"""The ledger on PostgreSQL keeps the whole contract."""

from collections.abc import Iterator

import pytest
import sqlalchemy as sa

from gp_sync.ledger.sql import SqlStore
from gp_sync.testing import HandClock, LedgerContract
from tests.postgres import PostgresServer


@pytest.fixture(scope="session")
def ledger_template(postgres: PostgresServer) -> Iterator[str]:
    """The name of a database with an empty ledger, made once and copied for each test."""
    with postgres.database() as url:
        SqlStore.create(url).close()
        name = sa.make_url(url).database
        assert name is not None
        yield name


class TestSqlStoreOnPostgreSQL(LedgerContract):
    @pytest.fixture
    def store(self, postgres: PostgresServer, ledger_template: str, clock: HandClock) -> Iterator[SqlStore]:
        with postgres.database(ledger_template) as url:
            store = SqlStore(url, now=clock)
            yield store
            store.close()

    def test_it_outlives_the_process(self, store: SqlStore) -> None:
        assert store.durable is True
