"""The pytest plugin: a fixture for the suites of others, which costs those nothing who do not use it."""

from __future__ import annotations

import os
import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[2]
PLUGIN = "procurify_client.testing.pytest_plugin"
SUITE = """
from procurify_client import Procurify


def test_one(procurify_server):
    procurify_server.add_vendor("Contoso Tools")
    options = {"client_id": procurify_server.client_id, "client_secret": procurify_server.client_secret}
    with Procurify(base_url=procurify_server.base_url, **options) as procurify:
        assert [vendor.name for vendor in procurify.vendors.list()] == ["OTHER", "Contoso Tools"]


def test_another_has_a_server_of_its_own(procurify_server):
    assert len(procurify_server.vendors) == 1
"""


class TestFixture:
    def test_in_the_suite_of_somebody_else(self, tmp_path: Path) -> None:
        """
        A server for each test, no warnings, and nothing left running.
        """
        (tmp_path / "test_theirs.py").write_text(SUITE, encoding="utf-8")
        command = [sys.executable, "-W", "error", "-m", "pytest", "-q", "-p", PLUGIN, "-p", "no:cacheprovider"]
        environment = {**os.environ, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", "PYTHONPATH": str(ROOT)}

        done = subprocess.run(
            command, cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=60, check=False
        )

        assert "2 passed" in done.stdout, done.stdout + done.stderr
        assert "warning" not in done.stdout

    def test_it_is_announced_to_pytest(self) -> None:
        """
        Whoever installs the package has the fixture.
        """
        settings = tomllib.loads((ROOT / "procurify_client" / "pyproject.toml").read_text("utf-8"))

        assert settings["project"]["entry-points"]["pytest11"] == {"procurify_client": PLUGIN}

    def test_loading_it_loads_nothing_else(self) -> None:
        """
        Neither the client nor the server nor what they are built on.
        """
        code = (
            f"import sys, pytest; before = set(sys.modules); import {PLUGIN}; print(*sorted(set(sys.modules) - before))"
        )
        done = subprocess.run(
            [sys.executable, "-c", code],
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            capture_output=True,
            text=True,
            timeout=60,
            check=True,
        )

        assert done.stdout.split() == ["procurify_client", "procurify_client.testing", PLUGIN]
