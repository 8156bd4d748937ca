"""What a ledger of this version looks like, as SQL: the upgrade test opens one of each released version."""

import sqlite3
import tempfile
from base64 import urlsafe_b64encode
from contextlib import closing
from pathlib import Path
from unittest.mock import patch

from gp_sync.ledger.protocols import Ledger
from gp_sync.ledger.sql import SqlStore
from gp_sync.ops.key_places import EnvironmentKey
from gp_sync.ops.vault import Vault
from gp_sync.secret import Secret
from gp_sync.testing import HandClock, ModelConnection
from gp_sync.testing.examples import order
from tools.members import ROOT

__all__ = ["SNAPSHOTS", "snapshot", "some_history", "vault_of"]

SNAPSHOTS = ROOT / "tests" / "gp_sync" / "upgrades" / "snapshots"
_VAULT_KEY = urlsafe_b64encode(b"made up: the vault of snapshots!").decode()
"""Opens the vault of every snapshot, in which nothing is secret: later versions must be able to."""
_HOST = "snapshot"
"""A ledger names the machine of a run; this one stands for it."""


def some_history(clock: HandClock, ledger: Ledger | None = None) -> ModelConnection:
    """A connection whose ledger knows three orders: two that were written, and one that is blocked.

    Args:
        clock: the clock of everything.
        ledger: in memory if None.
    """
    connection = ModelConnection(clock, ledger=ledger)
    connection.put(order(key=60, number="PF60"))
    connection.put(order(key=61, number="PF61"))
    connection.put(order(key=62, number="PF62", currency="XTS"))  # the code that the standard keeps for tests
    with patch("socket.gethostname", return_value=_HOST):
        connection.run()
    return connection


def vault_of(ledger: SqlStore, connection: str, clock: HandClock) -> Vault:
    """The vault of a snapshot's ledger, with the key that opens all of them."""
    return Vault(ledger, connection, EnvironmentKey(lambda: Secret(_VAULT_KEY)), clock)


def snapshot() -> str:
    """The statements that make an SQLite ledger with some history."""
    clock = HandClock()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "ledger.db"
        store = SqlStore.create(f"sqlite:///{path.as_posix()}", now=clock)
        try:
            connection = some_history(clock, store)
            with patch("socket.gethostname", return_value=_HOST):
                vault_of(store, connection.name, clock).set("gp_password", Secret("made-up"), by="kim")
        finally:
            store.close()
        with closing(sqlite3.connect(path)) as sql:
            return "\n".join(sql.iterdump()) + "\n"
