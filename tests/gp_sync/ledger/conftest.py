"""Ledgers on disk and a clock moved by hand, for the tests of stores."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from gp_sync.ledger.sql import SqlStore
from gp_sync.testing import HandClock
from tests.gp_sync.ledger import tampering
from tests.gp_sync.ledger.audit_commands import CONFIG, fill
from tests.ledgers import put_ledger


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A file that does not exist yet."""
    return tmp_path / "ledger.db"


@pytest.fixture
def url(path: Path) -> str:
    """The URL of that file."""
    return f"sqlite:///{path.as_posix()}"


@pytest.fixture
def sqlite_store(path: Path, clock: HandClock) -> Iterator[SqlStore]:
    store = SqlStore(put_ledger(path), now=clock)
    yield store
    store.close()


@pytest.fixture
def config(sqlite_store: SqlStore, path: Path) -> Path:
    """A configuration beside a ledger with some history, see `fill`."""
    fill(sqlite_store)
    file = path.parent / "gp-sync.toml"
    file.write_text(CONFIG, encoding="utf-8")
    return file


@pytest.fixture
def edit(sqlite_store: SqlStore) -> tampering.Edit:
    """Edits a ledger with some history, see `tampering.fill`, past gp-sync."""
    tampering.fill(sqlite_store)
    return lambda statement: tampering.tampered(sqlite_store, statement)
