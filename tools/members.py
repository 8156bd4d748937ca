"""The three packages: where they are, what they need, and which commit they are of."""

import os
import re
import subprocess
import tomllib
from pathlib import Path
from typing import Any

__all__ = ["MEMBERS", "ROOT", "committed_at", "plain", "requirements_of", "settings_of", "version_of"]

ROOT = Path(__file__).parents[1]
MEMBERS = ("procurify_client", "dynamicsgp_sba", "gp_sync")
"""The folders of the packages, each after those that it needs."""

_LATEST = 4_000_000_000
"""In seconds since 1970, in the year 2096: files in wheels have no later times than 2107."""


def plain(name: str) -> str:
    """A distribution's name as indexes compare it: lower case, with hyphens."""
    return re.sub(r"[-_.]+", "-", name).lower()


def settings_of(member: str) -> dict[str, Any]:
    """The pyproject.toml of a package."""
    return tomllib.loads((ROOT / member / "pyproject.toml").read_text("utf-8"))


def requirements_of(member: str) -> list[str]:
    """What a package needs, as its metadata says it: those of an extra carry the extra in their marker."""
    project = settings_of(member)["project"]
    lines: list[str] = list(project["dependencies"])
    for extra, needs in project.get("optional-dependencies", {}).items():
        for need in needs:
            requirement, _, marker = need.partition(";")
            wanted = f"({marker.strip()}) and " if marker else ""
            lines.append(f'{requirement.strip()} ; {wanted}extra == "{extra}"')
    return lines


def version_of(member: str) -> str:
    """The version of a package, from its `__init__.py`."""
    found = re.search(r'^__version__ = "([^"]+)"$', (ROOT / member / "__init__.py").read_text("utf-8"), re.MULTILINE)
    if found is None:
        raise SystemExit(f'{member}/__init__.py has no line __version__ = "..."')
    return found.group(1)


def committed_at() -> int:
    """The time of the last commit in seconds since 1970, or what SOURCE_DATE_EPOCH says.

    Raises:
        SystemExit: neither is known, or SOURCE_DATE_EPOCH is no such time.
    """
    said = os.environ.get("SOURCE_DATE_EPOCH")
    if said:
        if not said.isdecimal() or int(said) > _LATEST:
            raise SystemExit(f"SOURCE_DATE_EPOCH is '{said}': give seconds since 1970, such as 1795500000")
        return int(said)
    done = subprocess.run(["git", "log", "-1", "--format=%ct"], cwd=ROOT, capture_output=True, check=False, text=True)  # noqa: S607  # the git of the path
    if done.returncode:
        raise SystemExit(f"the time of the last commit is not known; set SOURCE_DATE_EPOCH. git says: {done.stderr}")
    return int(done.stdout)
