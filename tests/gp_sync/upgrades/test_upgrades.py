"""A ledger of each released version can be opened by this one, and the next run goes on where it stopped."""

import re
import socket
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from gp_sync.core.states import End
from gp_sync.flows.purchase_orders import PURCHASE_ORDERS
from gp_sync.ledger.audit_check import check_audit
from gp_sync.ledger.sql import SqlStore
from gp_sync.ledger.tables import REVISION
from gp_sync.testing import HandClock, ModelConnection
from gp_sync.testing.examples import order
from tools.snapshot import SNAPSHOTS, snapshot, some_history, vault_of

CHANGELOG = Path(__file__).parents[3] / "CHANGELOG.md"
TODAY = "this version"
RELEASED = sorted(path.stem for path in SNAPSHOTS.glob("*.sql"))


@pytest.fixture(params=[*RELEASED, TODAY])
def version(request: pytest.FixtureRequest) -> str:
    """Each released version, and the one that is being written."""
    return str(request.param)


@pytest.fixture
def clock() -> HandClock:
    """An hour after the history of the snapshots."""
    clock = HandClock()
    clock.advance(hours=1)
    return clock


@pytest.fixture
def upgraded(version: str, clock: HandClock, tmp_path: Path) -> Iterator[SqlStore]:
    """The ledger of that version, brought up to date."""
    path = tmp_path / "ledger.db"
    with closing(sqlite3.connect(path)) as sql:
        sql.executescript(snapshot() if version == TODAY else (SNAPSHOTS / f"{version}.sql").read_text("utf-8"))
    store = SqlStore.create(f"sqlite:///{path.as_posix()}", now=clock)
    yield store
    store.close()


@pytest.fixture
def connection(upgraded: SqlStore, clock: HandClock) -> ModelConnection:
    """The two systems as that version left them, with its ledger."""
    made = some_history(HandClock())
    made.ledger, made.clock = upgraded, clock
    return made


class TestAnOlderLedger:
    def test_is_brought_up_to_date(self, upgraded: SqlStore, tmp_path: Path) -> None:
        with closing(sqlite3.connect(tmp_path / "ledger.db")) as sql:
            found = sql.execute("SELECT version_num FROM gp_sync_version").fetchone()

        assert found == (REVISION,)

    def test_keeps_what_it_knew(self, upgraded: SqlStore, connection: ModelConnection) -> None:
        assert upgraded.counts(connection.name, PURCHASE_ORDERS) == {End.WRITTEN: 2, End.BLOCKED: 1}
        assert connection.codes("62") == ["CURRENCY_UNMAPPED"]

    def test_is_synced_without_writing_anything_twice(
        self, upgraded: SqlStore, connection: ModelConnection, clock: HandClock
    ) -> None:
        connection.put(order(key=63, number="PF63"))

        report = connection.run()

        assert report.ends[End.WRITTEN] == 1
        assert [connection.creates(number) for number in ("PF60", "PF61", "PF62", "PF63")] == [1, 1, 0, 1]
        assert upgraded.counts(connection.name, PURCHASE_ORDERS) == {End.WRITTEN: 3, End.BLOCKED: 1}

    def test_keeps_its_secrets(self, upgraded: SqlStore, connection: ModelConnection, clock: HandClock) -> None:
        """
        The key that opened the vault before the upgrade opens it afterwards.
        """
        (value,) = vault_of(upgraded, connection.name, clock).values("gp_password")

        assert value.reveal() == "made-up"

    def test_has_a_whole_audit(self, upgraded: SqlStore, connection: ModelConnection) -> None:
        connection.run()

        assert check_audit(upgraded, connection.name).problems == ()


class TestSnapshots:
    def test_there_is_one_of_each_released_version(self) -> None:
        """
        `make release` stores it.
        """
        released = re.findall(r"^## (\d\S*) - \d{4}", CHANGELOG.read_text("utf-8"), re.MULTILINE)

        assert sorted(released) == RELEASED

    def test_one_names_no_machine(self) -> None:
        statements = snapshot()

        assert "snapshot:" in statements
        assert f"{socket.gethostname()}:" not in statements

    def test_one_has_something_in_every_table(self) -> None:
        """
        What an upgrade does to a table shows in its rows.
        """
        statements = snapshot()
        tables = re.findall(r'^CREATE TABLE "?(\w+)', statements, re.MULTILINE)

        assert [table for table in tables if f'INSERT INTO "{table}"' not in statements] == []
