"""A ledger whose file is removed or replaced while it is open: nothing is written where nobody would find it."""

import os
import shutil
from pathlib import Path

import pytest

from gp_sync.ledger.errors import LedgerError
from gp_sync.ledger.sql import SqlStore
from gp_sync.ledger.values import Reserved
from gp_sync.testing.ledger_samples import CONNECTION, KEY, event, intent, lease_of

pytestmark = pytest.mark.skipif(os.name == "nt", reason="Windows keeps files that are open")

REFUSED = "ledger.db was removed or replaced while it was open here"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "ledger.db"


def test_one_that_was_removed_takes_no_write(path: Path) -> None:
    store = SqlStore.create(f"sqlite:///{path}")
    fence = lease_of(store).fence

    path.unlink()

    with pytest.raises(LedgerError, match=REFUSED):
        store.reserve(KEY, 1, intent(), 0, fence, event())
    store.close()
    assert not path.exists()


def test_one_in_whose_place_a_backup_was_put_begins_no_run(path: Path) -> None:
    store = SqlStore.create(f"sqlite:///{path}")
    backup = path.with_name("backup.db")
    shutil.copy(path, backup)

    backup.replace(path)

    with pytest.raises(LedgerError, match=REFUSED):
        store.acquire(CONNECTION, "me", 60)
    store.close()


def test_one_that_was_put_back_goes_on(path: Path) -> None:
    store = SqlStore.create(f"sqlite:///{path}")
    fence = lease_of(store).fence
    elsewhere = path.rename(path.with_name("elsewhere.db"))
    with pytest.raises(LedgerError, match=REFUSED):
        store.reserve(KEY, 1, intent(), 0, fence, event())

    elsewhere.rename(path)

    assert store.reserve(KEY, 1, intent(), 0, fence, event()) == Reserved(1)
    store.close()
