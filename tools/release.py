"""Makes a release, on this machine alone: `make release VERSION=0.2.0`.

Sets the version of all three packages and the pins between them, dates the changelog's entries, stores a ledger of this
version for the upgrade test, commits, and tags. Nothing is pushed: who looked at the commit does that.
"""

import re
import subprocess
import sys
from datetime import UTC, date, datetime

from tools.members import MEMBERS, ROOT
from tools.snapshot import SNAPSHOTS, snapshot

__all__ = ["dated", "fault_of", "release"]

_CHANGELOG = ROOT / "CHANGELOG.md"
_UNRELEASED = "## Unreleased"
_PIN = r'"((?:procurify-client|dynamicsgp-sba)(?:\[\w+\])?)==[^"]*"'
_RELEASED = re.compile(r"^## (\d+\.\d+\.\d+) - \d{4}-\d{2}-\d{2}$", re.MULTILINE)


def release(version: str) -> str:
    """Make the release, and say what to do with it.

    Raises:
        SystemExit: the version is none or not a new one, the changelog has no entries, the working tree has changes, or
            git does not know who commits.
    """
    changelog = _CHANGELOG.read_text("utf-8")
    fault = fault_of(version, changelog) or _fault_of_tree(version)
    if fault:
        raise SystemExit(fault)
    for member in MEMBERS:
        _substitute(f"{member}/__init__.py", r'^__version__ = ".*"$', f'__version__ = "{version}"')
    _substitute("gp_sync/pyproject.toml", _PIN, rf'"\1=={version}"')
    _CHANGELOG.write_text(dated(changelog, version, datetime.now(UTC).date()), encoding="utf-8", newline="\n")
    SNAPSHOTS.mkdir(exist_ok=True)
    (SNAPSHOTS / f"{version}.sql").write_text(snapshot(), encoding="utf-8", newline="\n")
    _git("add", "--all")
    _git("commit", "--quiet", "--message", f"Release {version}")
    _git("tag", "--annotate", f"v{version}", "--message", f"Release {version}")
    return (
        f"Version {version} is committed and tagged v{version}; nothing was pushed. Look at it with "
        f"`git show v{version}`, run `make check test test-dist`, push the branch and the tag, and publish what "
        "`make dist` builds."
    )


def fault_of(version: str, changelog: str) -> str:
    """Why a version cannot be released with this changelog; empty if it can."""
    if not re.fullmatch(r"(0|[1-9]\d*)(\.(0|[1-9]\d*)){2}", version):
        return f"'{version}' is no version: give three numbers, such as `make release VERSION=0.2.0`"
    newest = max((_numbers(found) for found in _RELEASED.findall(changelog)), default=None)
    if newest is not None and _numbers(version) <= newest:
        return f"{version} does not come after {'.'.join(map(str, newest))}, which is released: give a higher version"
    section = re.search(rf"^{_UNRELEASED}$(.*?)(?=^## |\Z)", changelog, re.MULTILINE | re.DOTALL)
    if section is None:
        return (
            f"CHANGELOG.md has no heading '{_UNRELEASED}': put it above the newest version, with what changes for users"
        )
    if not re.search(r"^- \S", section.group(1), re.MULTILINE):
        return f"CHANGELOG.md says nothing under '{_UNRELEASED}': list there what changes for users"
    return ""


def dated(changelog: str, version: str, day: date) -> str:
    """The changelog with its entries under the version and its day, below an empty heading for the next ones."""
    return changelog.replace(f"{_UNRELEASED}\n", f"{_UNRELEASED}\n\n## {version} - {day.isoformat()}\n", 1)


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split("."))


def _fault_of_tree(version: str) -> str:
    changed = _git("status", "--porcelain").splitlines()
    if changed:
        return f"the working tree has changes ({len(changed)}), such as '{changed[0].strip()}': commit or remove them"
    if _git("tag", "--list", f"v{version}"):
        return f"there is a tag v{version} already: give a higher version"
    if _run_git("var", "GIT_COMMITTER_IDENT").returncode:
        return "git does not know who commits: set user.name and user.email with `git config`"
    return ""


def _substitute(name: str, pattern: str, new: str) -> None:
    path = ROOT / name
    text, count = re.subn(pattern, new, path.read_text("utf-8"), flags=re.MULTILINE)
    if not count:
        raise SystemExit(f"{name} has nothing like {pattern}, so its version cannot be set")
    path.write_text(text, encoding="utf-8", newline="\n")


def _run_git(*arguments: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(["git", *arguments], cwd=ROOT, capture_output=True, check=False, encoding="utf-8")  # noqa: S603, S607  # git of the path


def _git(*arguments: str) -> str:
    done = _run_git(*arguments)
    if done.returncode:
        raise SystemExit(f"git {arguments[0]} failed: {done.stderr.strip()}")
    return done.stdout


if __name__ == "__main__":
    sys.stdout.write(release(sys.argv[1] if len(sys.argv) > 1 else "") + "\n")
