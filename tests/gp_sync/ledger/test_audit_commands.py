"""`gp-sync audit` as a user runs it, on a ledger in a file."""

import json
import re
import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from gp_sync.ledger.chain import Head, row_digest
from gp_sync.ledger.sql import SqlStore
from gp_sync.testing import HandClock
from gp_sync.testing.ledger_samples import CONNECTION, lease_of
from tests.gp_sync.ledger.audit_commands import CONFIG, exported, problems, run


def python_of_the_manual() -> dict[str, Any]:
    """What the Python of the page about the audit defines."""
    manual = Path(__file__).parents[3] / "docs" / "how-to" / "verify-the-audit.md"
    (code,) = re.findall(r"```python\n(.*?)```", manual.read_text("utf-8"), re.DOTALL)
    names: dict[str, Any] = {}
    exec(compile(code, str(manual), "exec"), names)  # noqa: S102  # our own page
    return names


class TestVerify:
    def test_a_whole_audit_is_told_with_what_was_compared(self, config: Path, sqlite_store: SqlStore) -> None:
        result = run(config, "verify")

        assert result.exit_code == 0
        assert result.stdout.splitlines() == [
            "8 rows, 0 of them without their details, which were purged",
            "2 documents, 2 versions, 1 write and 1 link compared with the ledger",
            f"head {sqlite_store.head(CONNECTION)}",
            "the audit is whole",
        ]

    def test_scripts_read_json(self, config: Path, sqlite_store: SqlStore) -> None:
        result = run(config, "verify", "--json")

        assert result.exit_code == 0
        assert json.loads(result.stdout) == {
            "rows": 8,
            "purged": 0,
            "documents": 2,
            "versions": 2,
            "writes": 1,
            "links": 1,
            "head": str(sqlite_store.head(CONNECTION)),
            "problems": [],
        }

    def test_an_audit_without_rows_is_whole(self, config: Path) -> None:
        config.write_text(CONFIG.replace('"fabrikam"', '"contoso"', 1), encoding="utf-8")

        result = run(config, "verify")

        assert result.exit_code == 0
        assert f"head 0:{'0' * 64}" in result.stdout

    def test_a_head_that_was_noted_must_still_be_there(self, config: Path, sqlite_store: SqlStore) -> None:
        noted = next(Head(row.number, row.digest) for row in sqlite_store.audit(CONNECTION) if row.number == 3)

        assert run(config, "verify", "--head", str(noted)).exit_code == 0
        assert problems(config, "--head", f"3:{'a' * 64}") == [
            f"the noted head 3:{'a' * 64} is not in the chain: everything may have been made anew"
        ]

    @pytest.mark.parametrize("text", ["3", "3:abc", f"x:{'a' * 64}", f"3:{'A' * 64}", f"3:{'g' * 64}"])
    def test_what_is_no_head_is_refused(self, config: Path, text: str) -> None:
        result = run(config, "verify", "--head", text)

        assert result.exit_code == 2
        assert "is no head such as" in result.stderr

    def test_it_needs_no_lease(self, config: Path, sqlite_store: SqlStore) -> None:
        """A run that is under way is not disturbed."""
        lease = lease_of(sqlite_store, "a run")

        assert run(config, "verify").exit_code == 0
        assert sqlite_store.renew(lease, 60) is not None

    def test_a_missing_ledger_is_a_mistake(self, config: Path, path: Path, sqlite_store: SqlStore) -> None:
        sqlite_store.close()
        path.unlink()

        result = run(config, "verify")

        assert result.exit_code == 2
        assert "does not exist: run `gp-sync init`" in result.stderr


class TestExport:
    def test_a_row_is_a_line_with_its_digests(self, config: Path, sqlite_store: SqlStore) -> None:
        rows = exported(config)

        kept = list(sqlite_store.audit(CONNECTION))
        assert [row["number"] for row in rows] == [1, 2, 3, 4, 5, 6, 7, 8]
        assert rows[2] == {
            "connection": "fabrikam",
            "number": 3,
            "at": "2026-11-04T18:30:15.123456+00:00",
            "owner": "first",
            "fence": 1,
            "what": "write.reserved",
            "flow": "purchase_orders",
            "source_id": "52",
            "side": "gp",
            "company": "TWO",
            "target_number": "PF52",
            "attempt": 1,
            "old_state": None,
            "new_state": "reserved",
            "contents": kept[2].contents,
            "detail_digest": kept[2].detail_digest,
            "digest": row_digest(kept[2], kept[1].digest),
            "detail": {},
        }

    def test_it_goes_into_a_new_file(self, config: Path, tmp_path: Path) -> None:
        output = tmp_path / "audit.jsonl"

        first = run(config, "export", "--output", str(output))
        second = run(config, "export", "--output", str(output))

        assert (first.exit_code, first.stdout) == (0, f"8 rows of the audit written to {output}\n")
        assert output.read_bytes().count(b"\n") == 8
        assert b"\r" not in output.read_bytes()
        assert second.exit_code == 2
        assert f"{output}: File exists" in second.stderr

    def test_the_python_of_the_manual_verifies_it(self, config: Path, sqlite_store: SqlStore) -> None:
        """Without gp-sync: what the page says about the digests is what they are."""
        check = python_of_the_manual()["check"]
        lines = run(config, "export").stdout.splitlines()

        assert check(lines) == str(sqlite_store.head(CONNECTION))
        for number, line in enumerate(lines, start=1):
            changed = [*lines[: number - 1], line.replace('"owner": "first"', '"owner": "other"'), *lines[number:]]
            with pytest.raises(ValueError, match=f"row {number} does not follow row {number - 1}"):
                check(changed)
        with pytest.raises(ValueError, match="the detail of row 8 was changed"):
            check([*lines[:7], lines[7].replace("kim", "lee")])

    @pytest.mark.parametrize(
        ("arguments", "numbers"),
        [
            (("--from", "2026-11-05"), [7, 8]),
            (("--until", "2026-11-04"), [1, 2, 3, 4, 5, 6]),
            (("--from", "2026-11-04", "--until", "2026-11-05"), [1, 2, 3, 4, 5, 6, 7, 8]),
            (("--from", "2026-11-06"), []),
            (("--order", "pf53"), [2, 7]),
            (("--order", "53", "--from", "2026-11-05"), [7]),
        ],
    )
    def test_it_may_be_of_some_days_or_one_order(self, config: Path, arguments: tuple[str, ...], numbers: Any) -> None:
        assert [row["number"] for row in exported(config, *arguments)] == numbers

    def test_an_unknown_order_is_a_mistake(self, config: Path) -> None:
        result = run(config, "export", "--order", "PF99")

        assert result.exit_code == 2
        assert "knows no order 'PF99'" in result.stderr


class TestPurge:
    def test_details_before_a_day_go_and_the_audit_stays_whole(self, config: Path) -> None:
        result = run(config, "purge", "--before", "2026-11-05", "--reason", "kept for one year", "--yes")

        rows = exported(config)
        assert result.stdout == "the details of 6 rows are gone; the rows and their chain stay\n"
        assert [row["detail"] is None for row in rows] == [True] * 6 + [False] * 3
        assert (rows[8]["what"], rows[8]["new_state"]) == ("audit.details_purged", "2026-11-05T00:00:00+00:00")
        assert rows[8]["detail"]["why"] == "kept for one year"
        assert rows[8]["detail"]["by"]
        assert "9 rows, 6 of them without their details" in run(config, "verify").stdout

    def test_it_asks_before(self, config: Path) -> None:
        arguments = ("purge", "--before", "2026-11-05", "--reason", "kept for one year", "--json")

        no = run(config, *arguments, answer="n\n")
        kept = exported(config)
        yes = run(config, *arguments, answer="y\n")

        assert no.exit_code == 1
        assert "Delete the details of 6 rows before 2026-11-05, for ever?" in no.stderr
        assert all(row["detail"] is not None for row in kept)
        assert len(kept) == 8
        assert json.loads(yes.stdout.removeprefix(" y\n")) == {"purged": 6}  # the runner shows what was typed

    def test_a_day_to_come_is_refused(self, config: Path) -> None:
        day = f"{datetime.now(UTC) + timedelta(days=2):%Y-%m-%d}"

        result = run(config, "purge", "--before", day, "--reason", "by mistake", "--yes")

        assert result.exit_code == 2
        assert "is still to come" in result.stderr
        assert len(exported(config)) == 8

    def test_it_waits_for_no_run_that_is_under_way(self, config: Path, clock: HandClock, path: Path) -> None:
        """It says so, and deletes nothing."""
        with closing(sqlite3.connect(path)) as file:
            file.execute("UPDATE gp_sync_connections SET owner = 'a run', until = '2999-01-01T00:00:00.000000+00:00'")
            file.commit()

        result = run(config, "purge", "--before", "2026-11-05", "--reason", "kept for one year", "--yes")

        assert result.exit_code == 4
        assert "being worked on by another process" in result.stderr
        assert all(row["detail"] is not None for row in exported(config))

    def test_a_user_without_a_name_may_purge(self, config: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """As in a container: the system knows the user's number only."""

        def nobody() -> str:
            raise KeyError("getpwuid(): uid not found: 1000")

        monkeypatch.setattr("getpass.getuser", nobody)

        run(config, "purge", "--before", "2026-11-05", "--reason", "kept for one year", "--yes")

        assert exported(config)[8]["detail"]["by"] == "unknown"
