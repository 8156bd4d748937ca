"""What tests of several folders share. A server starts with the first test that asks for it, once per worker."""

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
