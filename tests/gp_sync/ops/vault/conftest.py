"""A vault over each database, with its key in a file and a clock moved by hand."""

from collections.abc import Iterator
from pathlib import Path

import attrs
import pytest

from gp_sync.ledger.sql import SqlStore
from gp_sync.ops.key_changes import new_key
from gp_sync.ops.key_places import FileKey
from gp_sync.ops.vault import Vault
from gp_sync.secret import Secret
from gp_sync.testing import HandClock
from tests.ledgers import put_ledger

CONNECTION = "fabrikam"
PASSWORD = "gp_password"


@attrs.frozen
class Site:
    """A vault and what it stands on."""

    url: str
    store: SqlStore
    place: FileKey
    vault: Vault
    clock: HandClock

    def vault_of(self, connection: str) -> Vault:
        return Vault(self.store, connection, self.place, self.clock)

    def revealed(self, name: str = PASSWORD) -> list[str]:
        return [value.reveal() for value in self.vault.values(name)]

    def audited(self) -> list[str]:
        return [row.what for row in self.store.audit(CONNECTION)]


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A new ledger in each database."""
    if request.param == "sqlite":
        return put_ledger(tmp_path / "ledger.db")
    found: str = request.getfixturevalue("postgres_ledger_url")
    return found


@pytest.fixture
def empty(url: str, tmp_path: Path) -> Iterator[Site]:
    """An empty vault without a key."""
    clock = HandClock()
    store = SqlStore(url, now=clock)
    place = FileKey(tmp_path / "vault.key")
    yield Site(url, store, place, Vault(store, CONNECTION, place, clock), clock)
    store.close()


@pytest.fixture
def site(empty: Site) -> Site:
    """A vault with a password."""
    new_key(empty.store, CONNECTION, empty.place)
    empty.vault.set(PASSWORD, Secret("spring"), by="anna")
    return empty
