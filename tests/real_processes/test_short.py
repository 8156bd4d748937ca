"""Engines that are killed and stopped over a dozen orders: nothing is twice in GP, nothing is lost."""

import sys
from pathlib import Path

import pytest

from tests.real_processes.driver import Story, tell

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGKILL, SIGSTOP and SIGCONT")


class TestOneEngineOnSqlite:
    def test_every_order_is_written_once(self, tmp_path: Path) -> None:
        story = Story(orders=15, kills=3, stops=0, passes=3, patience=4, longest_life=2, seed=1)

        proof, table = tell(tmp_path, f"sqlite:///{tmp_path / 'ledger.db'}", story)

        sys.stdout.write(f"{table}\n")
        assert proof.problems == ()
        assert table.audit_problems == ()
        assert table.never_ended == ()


class TestTwoEnginesOnPostgres:
    def test_every_order_is_written_once(self, tmp_path: Path, postgres_url: str) -> None:
        story = Story(
            orders=15, kills=2, stops=1, engines=2, refuses_existing=False, passes=3, patience=4, longest_life=2, seed=2
        )

        proof, table = tell(tmp_path, postgres_url, story)

        sys.stdout.write(f"{table}\n")
        assert proof.problems == ()
        assert table.audit_problems == ()
        assert table.never_ended == ()
