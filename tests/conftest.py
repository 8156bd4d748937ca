"""What tests of several folders share. A server starts with the first test that asks for it, once per worker."""

import gc
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

if TYPE_CHECKING:
    from gp_sync.ledger.sql import SqlStore
    from tests.postgres import PostgresServer

# `jsonschema` would build the grammar of international addresses at its import, which takes seconds in every process;
# no schema of the tests has any. This is how Python notes a module that cannot be imported.
sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]

# A busy machine is no fault of an example. The quick profile has the same examples each time, so that what fails comes
# from what was changed; `make test-long` takes the thorough one, which draws new ones.
settings.register_profile("quick", deadline=None, max_examples=40, derandomize=True)
settings.register_profile("thorough", deadline=None, max_examples=1_000)
settings.load_profile("quick")


@pytest.hookimpl(trylast=True)
def pytest_collection_finish() -> None:
    """What was imported and collected stays until the end; to look through it for garbage took a tenth of all time."""
    gc.freeze()


@pytest.fixture(scope="session")
def postgres() -> "Iterator[PostgresServer]":
    """The server of this worker; as no test cuts the power, it does not wait for the disk."""
    # Here, since the tests of a client alone run where there is no database driver.
    from tests.postgres import postgres_server

    with postgres_server(flush=False) as server:
        yield server


@pytest.fixture
def postgres_url(postgres: "PostgresServer") -> Iterator[str]:
    """A new, empty database on it."""
    with postgres.database() as url:
        yield url


@pytest.fixture(scope="session")
def postgres_ledger(postgres: "PostgresServer") -> "Iterator[SqlStore]":
    """A ledger on it that the tests of this worker share."""
    from gp_sync.ledger.sql import SqlStore

    with postgres.database() as url:
        store = SqlStore.create(url)
        yield store
        store.close()


@pytest.fixture
def postgres_ledger_url(postgres_ledger: "SqlStore") -> str:
    """That ledger, empty, with nobody connected. A database for each test would cost the server a quarter of a second.

    A test that changes the tables themselves takes `postgres_url`.
    """
    from tests.ledgers import clear_ledger, end_connections

    url = postgres_ledger._database.engine.url.render_as_string()
    end_connections(url)
    clear_ledger(postgres_ledger)
    return url
