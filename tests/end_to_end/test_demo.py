"""The demo tells the same story each time it is told, and its proof holds."""

import io
import re
from pathlib import Path

from rich.console import Console

from gp_sync.cli.demo import run_demo


def told(folder: Path) -> tuple[bool, str]:
    console = Console(file=io.StringIO(), width=100)
    holds = run_demo(console, folder)
    output = console.file
    assert isinstance(output, io.StringIO)
    return holds, re.sub(r"127\.0\.0\.1:\d+", "127.0.0.1", output.getvalue())


class TestDemo:
    def test_the_proof_holds_also_a_second_time_in_the_same_folder(self, tmp_path: Path) -> None:
        first, second = told(tmp_path), told(tmp_path)

        assert first[0]
        assert first == second
        assert "WRONG" not in first[1]
        for code in (
            "PERIOD_CLOSED", "GP_ACCOUNT_NOT_FOUND", "VENDOR_UNLINKED", "FIELD_TOO_LONG", "VENDOR_CANDIDATES",
            "VENDOR_FIELD_CONFLICT",
        ):  # fmt: skip
            assert code in first[1]
        words = " ".join(first[1].split())
        assert "1 of 2 open requisitions would be stopped" in words
        assert "is linked to PROSEWAR0001 by a person" in words
        assert "2 orders looked at again" in words
        assert "ok vendors 6 in Procurify, 6 with the same name and contact in GP" in words
