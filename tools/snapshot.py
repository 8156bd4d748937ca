"""What a ledger of this version looks like, as SQL: the upgrade test opens one of each released version."""

import sqlite3
import tempfile
from contextlib import closing
from pathlib import Path
from unittest.mock import patch

from gp_sync.ledger.protocols import Ledger
from gp_sync.ledger.sql import SqlStore
from gp_sync.testing import HandClock, ModelConnection
from gp_sync.testing.examples import order
from tools.members import ROOT

__all__ = ["SNAPSHOTS", "snapshot", "some_history"]

SNAPSHOTS = ROOT / "tests" / "gp_sync" / "upgrades" / "snapshots"


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
    with patch("socket.gethostname", return_value="snapshot"):  # a ledger names the machine of a run
        connection.run()
    return connection


def snapshot() -> str:
    """The statements that make an SQLite ledger with some history."""
    clock = HandClock()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "ledger.db"
        store = SqlStore.create(f"sqlite:///{path.as_posix()}", now=clock)
        try:
            some_history(clock, store)
        finally:
            store.close()
        with closing(sqlite3.connect(path)) as sql:
            return "\n".join(sql.iterdump()) + "\n"
