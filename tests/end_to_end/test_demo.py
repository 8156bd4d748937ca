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
        for code in ("PERIOD_CLOSED", "GP_ACCOUNT_NOT_FOUND", "VENDOR_UNLINKED", "FIELD_TOO_LONG"):
            assert code in first[1]
