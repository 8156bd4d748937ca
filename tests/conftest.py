"""What tests of several folders share. A server starts with the first test that asks for it, once per worker."""

import gc
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

if TYPE_CHECKING:
    from tests.postgres import PostgresServer

# `jsonschema` would build the grammar of international addresses at its import, which takes seconds in every process;
# no schema of the tests has any. This is how Python notes a module that cannot be imported.
sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]

# A busy machine is no fault of an example. `make test-long` takes the thorough profile.
settings.register_profile("quick", deadline=None, max_examples=40)
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
def postgres_ledger_template(postgres: "PostgresServer") -> Iterator[str]:
    """The name of a database with a new ledger."""
    import sqlalchemy as sa

    from gp_sync.ledger.sql import SqlStore

    with postgres.database() as url:
        SqlStore.create(url).close()
        name = sa.make_url(url).database
        assert name is not None
        yield name


@pytest.fixture
def postgres_ledger_url(postgres: "PostgresServer", postgres_ledger_template: str) -> Iterator[str]:
    """A new database with a new ledger: a copy, since making its tables takes long."""
    with postgres.database(postgres_ledger_template) as url:
        yield url
