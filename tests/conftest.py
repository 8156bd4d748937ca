"""What tests of several folders share. A server starts with the first test that asks for it, once per worker."""

from collections.abc import Iterator

import pytest

from tests.postgres import PostgresServer, postgres_server


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    """The server of this worker; as no test cuts the power, it does not wait for the disk."""
    with postgres_server(flush=False) as server:
        yield server


@pytest.fixture
def postgres_url(postgres: PostgresServer) -> Iterator[str]:
    """A new, empty database on it."""
    with postgres.database() as url:
        yield url
