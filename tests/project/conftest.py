"""What the tests about the repository itself share."""

import shutil
import subprocess
import tomllib
from pathlib import Path
from typing import Any

import pytest

MEMBERS = ("procurify_client", "dynamicsgp_sba", "gp_sync")


@pytest.fixture(scope="session")
def root() -> Path:
    """The repository's folder."""
    return Path(__file__).parents[2]


@pytest.fixture(scope="session")
def member_settings(root: Path) -> dict[str, dict[str, Any]]:
    """Each member's pyproject.toml by its folder."""
    return {member: tomllib.loads((root / member / "pyproject.toml").read_text("utf-8")) for member in MEMBERS}


@pytest.fixture(scope="session")
def kept_files(root: Path) -> list[Path]:
    """Every file that the repository keeps, as paths below its folder."""
    git = shutil.which("git")
    if git is None or not (root / ".git").exists():
        pytest.skip("only a git checkout can tell which files it keeps")
    listed = subprocess.run([git, "ls-files", "-z"], cwd=root, capture_output=True, check=True, encoding="utf-8").stdout
    # A file that is deleted and not yet committed is still listed.
    return [Path(name) for name in listed.split("\0") if name and (root / name).is_file()]
