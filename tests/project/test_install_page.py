"""What the page about installing says of backups."""

import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from gp_sync.ledger.audit_check import check_audit
from gp_sync.ledger.sql import SqlStore
from gp_sync.testing import HandClock
from gp_sync.testing.examples import order
from tests.project.pages import blocks_of
from tools.snapshot import some_history

BackUp = Callable[[Path, Path], None]


@pytest.fixture
def back_up() -> BackUp:
    """The function of the page, as a reader would copy it."""
    (block,) = (one for one in blocks_of("docs/how-to/install-and-upgrade.md") if one.language == "python")
    names: dict[str, Any] = {}
    exec(block.text, names)  # noqa: S102  # our own page
    made: BackUp = names["back_up"]
    return made


class TestABackup:
    def test_it_is_whole_though_the_ledger_is_in_use(self, back_up: BackUp, tmp_path: Path) -> None:
        """
        The newest changes stand in the log beside the file, since the ledger is open; the copy has them.
        """
        clock = HandClock()
        ledger = SqlStore.create(f"sqlite:///{(tmp_path / 'gp-sync.db').as_posix()}", now=clock)
        connection = some_history(clock, ledger)

        back_up(tmp_path / "gp-sync.db", tmp_path / "copy.db")
        connection.put(order(key=63, number="PF63"))
        connection.run()

        copy = SqlStore(f"sqlite:///{(tmp_path / 'copy.db').as_posix()}", now=clock)
        seen = check_audit(copy, connection.name)
        assert (seen.problems, sum(copy.counts(connection.name, "purchase_orders").values())) == ((), 3)
        assert sum(ledger.counts(connection.name, "purchase_orders").values()) == 4
        copy.close()
        ledger.close()

    def test_nothing_is_made_of_a_ledger_that_is_not_there(self, back_up: BackUp, tmp_path: Path) -> None:
        """
        A mistyped name is an error, and no empty backup.
        """
        with pytest.raises(sqlite3.OperationalError, match="unable to open database file"):
            back_up(tmp_path / "gp-snyc.db", tmp_path / "copy.db")

        assert list(tmp_path.iterdir()) == []

    def test_an_earlier_backup_is_not_overwritten(self, back_up: BackUp, tmp_path: Path) -> None:
        """
        Each has a name of its own.
        """
        SqlStore.create(f"sqlite:///{(tmp_path / 'gp-sync.db').as_posix()}").close()
        back_up(tmp_path / "gp-sync.db", tmp_path / "copy.db")

        with pytest.raises(sqlite3.OperationalError, match="output file already exists"):
            back_up(tmp_path / "gp-sync.db", tmp_path / "copy.db")
