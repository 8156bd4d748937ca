"""The page on testing an integration: its tests pass, and its calls exist."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from procurify_client.testing import ProcurifyServer, Role
from procurify_client.testing.__main__ import main

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs/how-to/procurify-test-your-integration.md").read_text("utf-8")
ROWS = [row.rpartition("|")[0].rpartition("|")[2] for row in PAGE.splitlines() if row.startswith("|") and "`" in row]
CALLS = [call for row in ROWS for call in re.findall(r"`(server\.[^`]+)`", row)]


class TestPage:
    def test_its_tests_pass(self, tmp_path: Path) -> None:
        """
        As one suite, with the plugin that its reader has.
        """
        suite = "\n".join(re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL))
        (tmp_path / "test_page.py").write_text(suite, encoding="utf-8")
        command = [sys.executable, "-m", "pytest", "-q", "-p", "procurify_client.testing.pytest_plugin"]
        environment = {**os.environ, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", "PYTHONPATH": str(ROOT)}

        done = subprocess.run(
            command, cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=60, check=False
        )

        assert "4 passed" in done.stdout, done.stdout + done.stderr

    @pytest.mark.parametrize("call", CALLS)
    def test_a_call_of_the_table(self, call: str) -> None:
        """
        It exists, with these arguments.
        """
        with ProcurifyServer() as server:
            if "=" in call.partition("(")[0]:
                name = call.partition(" = ")[0].removeprefix("server.")
                assert hasattr(server, name)
            exec(call, {"server": server, "Role": Role, "timedelta": timedelta})  # noqa: S102  # what the test is about

    def test_no_row_is_without_a_call(self) -> None:
        """
        Those that are run above are all that there are.
        """
        assert (len(ROWS), len(CALLS)) == (22, 26)

    def test_its_command_is_accepted(self, capsys: pytest.CaptureFixture[str]) -> None:
        """
        But for the port, which may be taken.
        """
        (line,) = re.findall(r"```sh\npython -m procurify_client\.testing (.+)\n```", PAGE)

        with pytest.raises(SystemExit, match="0"):
            main([*line.split(), "--help"])
        assert "--vendors" in capsys.readouterr().out


class TestReference:
    def test_what_it_promises_is_there(self) -> None:
        """
        Every member of the server that the reference lists.
        """
        page = (ROOT / "docs/reference/procurify-client.md").read_text("utf-8")
        section = page.partition("::: procurify_client.testing.ProcurifyServer")[2].partition("\n\n")[0]
        promised = re.findall(r"^        - (\w+)$", section, re.MULTILINE)

        with ProcurifyServer() as server:
            assert [name for name in promised if not hasattr(server, name)] == []
        assert {"add_vendor", "break_answer", "requests"} <= set(promised)
