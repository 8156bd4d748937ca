"""Two thousand orders under more than fifty kills: nothing is twice in GP, nothing is lost."""

import sys
from pathlib import Path

import pytest

from tests.real_processes.driver import Story, tell

pytestmark = [
    pytest.mark.long,
    pytest.mark.timeout(1800),
    pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGKILL, SIGSTOP and SIGCONT"),
]


def _check(folder: Path, ledger_url: str, story: Story, capsys: pytest.CaptureFixture[str]) -> None:
    proof, table = tell(folder, ledger_url, story)

    with capsys.disabled():
        sys.stdout.write(f"\n{table}\n")
    assert proof.problems == ()
    assert table.audit_problems == ()
    assert table.never_ended == ()
    assert table.kills >= 50
    assert table.kills_while_sending >= 10


class TestTwoThousandOrders:
    """Eighteen hundred from the start, and four more before each blow."""

    def test_one_engine_on_sqlite(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        story = Story(orders=1800, bought=4, kills=46, stops=6, early=3, seed=2026)

        _check(tmp_path, f"sqlite:///{tmp_path / 'ledger.db'}", story, capsys)

    def test_one_engine_on_postgres(
        self, tmp_path: Path, postgres_url: str, capsys: pytest.CaptureFixture[str]
    ) -> None:
        story = Story(orders=1800, bought=4, kills=46, stops=6, early=3, refuses_existing=False, seed=2027)

        _check(tmp_path, postgres_url, story, capsys)

    def test_two_engines_that_take_over_from_each_other_on_postgres(
        self, tmp_path: Path, postgres_url: str, capsys: pytest.CaptureFixture[str]
    ) -> None:
        # No step of a run may outlast the lease, or they take it from each other; after a kill the other waits for it.
        story = Story(
            orders=1800, bought=4, kills=49, stops=8, early=3, engines=2, lease=6, refuses_existing=False, seed=2028
        )

        _check(tmp_path, postgres_url, story, capsys)
