"""`gp-sync audit verify` on files that somebody has changed by hand."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from gp_sync.ledger.sql import SqlStore
from gp_sync.testing.ledger_samples import CONNECTION
from tests.gp_sync.ledger.audit_commands import exported, problems, run
from tests.gp_sync.ledger.tampering import ADVICE

Tamper = Callable[[str], None]


@pytest.fixture
def tamper(path: Path) -> Tamper:
    """Executes a statement on the ledger's file, as somebody with a database tool does."""

    def execute(statement: str) -> None:
        with closing(sqlite3.connect(path)) as file:
            assert file.execute(statement).rowcount > 0
            file.commit()

    return execute


class TestTamperedFiles:
    def test_a_row_that_was_changed(self, config: Path, tamper: Tamper) -> None:
        tamper("UPDATE gp_sync_audit SET owner = 'nobody' WHERE number = 4")

        assert problems(config) == [
            "row 4 was changed, or row 3 was replaced with its digest: they do not fit together"
        ]

    def test_people_read_the_problems_too(self, config: Path, tamper: Tamper) -> None:
        tamper("UPDATE gp_sync_audit SET owner = 'nobody' WHERE number = 1")

        result = run(config, "verify")

        assert result.exit_code == 1
        assert result.stdout.splitlines()[-1] == "row 1 was changed: its digest is another one"

    def test_a_state_that_was_changed_breaks_the_story_too(self, config: Path, tamper: Tamper) -> None:
        tamper("UPDATE gp_sync_audit SET new_state = 'settled' WHERE number = 7")

        assert problems(config) == [
            "row 7 was changed, or row 6 was replaced with its digest: they do not fit together",
            f"purchase_orders 53: its rows tell state settled, the ledger holds state held{ADVICE}",
        ]

    def test_a_row_that_was_cut_out_of_the_middle(self, config: Path, tamper: Tamper) -> None:
        tamper("DELETE FROM gp_sync_audit WHERE number = 7")

        assert problems(config) == [
            "row 7 is missing",
            f"purchase_orders 53: its rows tell state pending, the ledger holds state held{ADVICE}",
            f"version 1 of purchase_orders 53: its rows tell state new, the ledger holds state decided{ADVICE}",
        ]

    def test_a_tail_that_was_cut_off(self, config: Path, tamper: Tamper) -> None:
        tamper("DELETE FROM gp_sync_audit WHERE number = 8")

        assert problems(config) == ["row 8 is missing at the end: the head is row 8"]

    def test_a_tail_that_was_cut_off_with_the_head(self, config: Path, tamper: Tamper, sqlite_store: SqlStore) -> None:
        """Only a head that was noted, or the tables, tell."""
        noted = str(sqlite_store.head(CONNECTION))
        tamper("DELETE FROM gp_sync_audit WHERE number = 8")
        tamper(
            "UPDATE gp_sync_connections SET head_number = 7, "
            "head_digest = (SELECT digest FROM gp_sync_audit WHERE number = 7)"
        )

        assert run(config, "verify").exit_code == 0
        assert problems(config, "--head", noted) == [
            f"the noted head {noted} is not in the chain: everything may have been made anew"
        ]

    def test_a_row_that_was_added(self, config: Path, tamper: Tamper) -> None:
        tamper(
            "INSERT INTO gp_sync_audit (connection, number, at, owner, fence, what, detail_digest, digest) "
            "SELECT connection, 9, at, owner, fence, what, detail_digest, digest FROM gp_sync_audit WHERE number = 8"
        )

        assert problems(config) == [
            "row 9 was changed, or row 8 was replaced with its digest: they do not fit together",
            "the detail of row 9 is missing, and no purge took it",
            "row 9 is beyond the head, which is row 8: inserted, or the head was set back",
        ]

    def test_a_head_that_was_changed(self, config: Path, tamper: Tamper) -> None:
        tamper("UPDATE gp_sync_connections SET head_digest = 'f' || substr(head_digest, 2) || 'f'")

        assert problems(config) == ["the head was changed, or row 8 with its digest: they differ"]

    def test_a_detail_that_was_changed(self, config: Path, tamper: Tamper) -> None:
        tamper("""UPDATE gp_sync_audit_details SET detail_text = '{"by":"lee"}' WHERE number = 8""")

        assert problems(config) == ["the detail of row 8 was changed"]

    def test_a_detail_that_is_no_json_any_more(self, config: Path, tamper: Tamper) -> None:
        tamper("UPDATE gp_sync_audit_details SET detail_text = '{' WHERE number = 8")

        assert problems(config) == ["the detail of row 8 was changed"]
        assert exported(config)[7]["detail"] == "{"

    def test_a_detail_that_was_deleted(self, config: Path, tamper: Tamper) -> None:
        tamper("DELETE FROM gp_sync_audit_details WHERE number = 2")

        assert problems(config) == ["the detail of row 2 is missing, and no purge took it"]

    def test_a_value_that_no_row_can_hold(self, config: Path, tamper: Tamper) -> None:
        tamper("UPDATE gp_sync_audit SET at = 'yesterday' WHERE number = 2")

        (problem,) = problems(config)

        assert problem.startswith("a row of the audit cannot be read, since it was changed: ")
        assert "yesterday" in problem

    @pytest.mark.parametrize("contents", ["[]", "{", '{"version":1}', '{"links":[7]}'])
    def test_contents_that_no_store_writes(self, config: Path, tamper: Tamper, contents: str) -> None:
        tamper(f"UPDATE gp_sync_audit SET contents = '{contents}' WHERE number = 7")  # noqa: S608  # our own

        found = problems(config)

        assert found[:2] == [
            "row 7 was changed, or row 6 was replaced with its digest: they do not fit together",
            f"row 7 has contents that no store writes: '{contents}'",
        ]

    def test_tables_that_were_changed(self, config: Path, tamper: Tamper) -> None:
        """Each of them has its tests in `test_tampered_tables`."""
        tamper("UPDATE gp_sync_writes SET state = 'refused'")

        assert problems(config) == [
            (
                "attempt 1 of the write of purchase_orders 52 to TWO in gp: its rows tell state confirmed, "
                f"the ledger holds state refused{ADVICE}"
            )
        ]
