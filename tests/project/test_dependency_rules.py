"""The dependency rules of the root pyproject.toml can fail: each is broken once, and found."""

import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest

MEMBERS = ("procurify_client", "dynamicsgp_sba", "gp_sync")
PLANTED = {
    "procurify_client/raw.py": "import dynamicsgp_sba.urls",
    "dynamicsgp_sba/urls.py": "import gp_sync.core.model",
    "gp_sync/run/report.py": "import procurify_client",
    "gp_sync/cli/demo_data.py": "from procurify_client.client import Procurify",
    "gp_sync/core/decide.py": "import socket",
    "gp_sync/flows/purchase_orders/amounts.py": "import gp_sync.run.session",
    "gp_sync/people/chosen.py": "import gp_sync.engine",
    "gp_sync/systems/ping.py": "from procurify_client.testing import seed",
    "procurify_client/testing/shapes.py": "import procurify_client.decoding",
    "procurify_client/paging.py": "import httpx",
    "dynamicsgp_sba/pool.py": "import urllib3",
    "gp_sync/run/session.py": "import sqlalchemy",
    "gp_sync/run/capture.py": "import rich",
}
"""One wrong import for each rule, in the order of the rules."""


@pytest.fixture(scope="module")
def verdicts(root: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """What the linter says about each rule in a copy with all of the wrong imports."""
    copy = tmp_path_factory.mktemp("copy")
    shutil.copy(root / "pyproject.toml", copy)
    for member in MEMBERS:
        shutil.copytree(root / member, copy / member, ignore=shutil.ignore_patterns("__pycache__"))
    for name, line in PLANTED.items():
        with (copy / name).open("a", encoding="utf-8") as file:
            file.write(f"\n{line}\n")
    told = subprocess.run(
        [sys.executable, "-c", "from importlinter.cli import lint_imports_command as run; run()", "--no-cache"],
        cwd=copy,
        capture_output=True,
        check=False,
        encoding="utf-8",
        env={**os.environ, "PYTHONPATH": str(copy), "PYTHONIOENCODING": "utf-8"},
    )
    return dict(re.findall(r"^(.+) (KEPT|BROKEN)(?: \(.+ ignored imports\))?$", told.stdout, re.MULTILINE))


class TestDependencyRules:
    def test_each_rule_finds_what_breaks_it(self, verdicts: dict[str, str], root: Path) -> None:
        """
        A rule that cannot fail protects nothing.
        """
        settings: dict[str, Any] = tomllib.loads((root / "pyproject.toml").read_text("utf-8"))
        rules = [contract["name"] for contract in settings["tool"]["importlinter"]["contracts"]]

        assert len(rules) == len(PLANTED)
        assert verdicts == dict.fromkeys(rules, "BROKEN")
