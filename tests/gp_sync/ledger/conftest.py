"""Ledgers on disk and a clock moved by hand, for the tests of stores."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from gp_sync.ledger.sql import SqlStore
from gp_sync.testing import HandClock


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
def url(tmp_path: Path) -> str:
    """The URL of a SQLite file that does not exist yet."""
    return f"sqlite:///{(tmp_path / 'ledger.db').as_posix()}"


@pytest.fixture
def sqlite_store(url: str, clock: HandClock) -> Iterator[SqlStore]:
    store = SqlStore.create(url, now=clock)
    yield store
    store.close()
