"""`make release`: what it changes, and what it refuses in words."""

import os
import re
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from tests.project.conftest import MEMBERS
from tools.release import dated, fault_of

CHANGELOG = """# Changelog

## Unreleased

### Added

- A thing.

## 0.9.0 - 2026-10-01

- An older thing.
"""


MAINTAINER = {
    f"GIT_{role}_{what}": "made.up@example.com" for role in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")
}
NOBODY = dict.fromkeys(MAINTAINER, "") | {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}
"""A machine on which git was never told who commits."""


def clone(root: Path, folder: Path) -> Path:
    """A clone with something to release, also where the checkout is that of a release."""
    subprocess.run(["git", "clone", "--quiet", root, folder], check=True, capture_output=True)
    changelog = folder / "CHANGELOG.md"
    said = changelog.read_text("utf-8").replace("## Unreleased\n", "## Unreleased\n\n- An invented change.\n", 1)
    changelog.write_text(said, encoding="utf-8", newline="\n")
    git(folder, "commit", "--quiet", "--all", "--message", "Change something")
    return folder


def release(folder: Path, version: str, who: dict[str, str] = MAINTAINER) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-m", "tools.release", version],
        cwd=folder,
        capture_output=True,
        check=False,
        encoding="utf-8",
        env={**os.environ, **who},
    )


def git(folder: Path, *arguments: str) -> str:
    done = subprocess.run(
        ["git", *arguments],
        cwd=folder,
        check=True,
        capture_output=True,
        encoding="utf-8",
        env={**os.environ, **MAINTAINER},
    )
    return done.stdout


class TestRelease:
    def test_one_command_sets_everything(self, root: Path, kept_files: list[Path], tmp_path: Path) -> None:
        """
        Versions, pins, changelog and the stored ledger change in one commit with a tag; nothing is left over.
        """
        assert kept_files  # a checkout, which can be cloned
        folder = clone(root, tmp_path / "clone")

        done = release(folder, "7.8.9")

        assert done.returncode == 0, done.stderr
        assert "nothing was pushed" in done.stdout
        versions = [(folder / member / "__init__.py").read_text("utf-8") for member in MEMBERS]
        settings = (folder / "gp_sync/pyproject.toml").read_text("utf-8")
        changelog = (folder / "CHANGELOG.md").read_text("utf-8")
        assert all('__version__ = "7.8.9"' in text for text in versions)
        assert re.findall(r'"(?:procurify-client|dynamicsgp-sba)\S*==(.+)"', settings) == ["7.8.9"] * 4
        assert re.search(r"^## Unreleased\n\n## 7\.8\.9 - \d{4}-\d\d-\d\d$", changelog, re.MULTILINE)
        assert "CREATE TABLE" in (folder / "tests/gp_sync/upgrades/snapshots/7.8.9.sql").read_text("utf-8")
        assert git(folder, "log", "-1", "--format=%s") == "Release 7.8.9\n"
        assert git(folder, "describe", "--exact-match") == "v7.8.9\n"
        assert git(folder, "status", "--porcelain") == ""
        assert len(git(folder, "show", "--name-only", "--format=", "HEAD").split()) == 6

    def test_a_tree_with_changes_is_refused(self, root: Path, kept_files: list[Path], tmp_path: Path) -> None:
        """
        What is not committed would get into the release unseen.
        """
        assert kept_files
        folder = clone(root, tmp_path / "clone")
        (folder / "notes.txt").write_text("half a thought", encoding="utf-8")

        done = release(folder, "7.8.9")

        assert done.returncode == 1
        assert "has changes (1), such as '?? notes.txt'" in done.stderr
        assert git(folder, "tag") == git(root, "tag")

    def test_without_a_name_to_commit_under_nothing_is_changed(
        self, root: Path, kept_files: list[Path], tmp_path: Path
    ) -> None:
        """
        Else the files of half a release would stand in the way of the next try.
        """
        assert kept_files
        folder = clone(root, tmp_path / "clone")

        done = release(folder, "7.8.9", NOBODY)

        assert done.returncode == 1
        assert "git does not know who commits: set user.name and user.email with `git config`" in done.stderr
        assert git(folder, "status", "--porcelain") == ""


class TestFaults:
    @pytest.mark.parametrize("version", ["", "1", "1.2", "v1.2.3", "1.2.3rc1", "01.2.3", "1.2.3 "])
    def test_what_is_no_version_is_refused(self, version: str) -> None:
        """
        The refusal shows what was given, and what to give.
        """
        assert fault_of(version, CHANGELOG).startswith(f"'{version}' is no version: give three numbers")

    @pytest.mark.parametrize("version", ["0.9.0", "0.8.12"])
    def test_an_older_version_is_refused(self, version: str) -> None:
        """
        The one that is released counts, by its numbers.
        """
        assert fault_of(version, CHANGELOG) == (
            f"{version} does not come after 0.9.0, which is released: give a higher version"
        )

    def test_a_higher_one_is_accepted(self) -> None:
        """
        0.10 comes after 0.9.
        """
        assert fault_of("0.10.0", CHANGELOG) == ""

    def test_a_changelog_without_entries_is_refused(self) -> None:
        """
        Nobody would know what the version changes.
        """
        assert "says nothing under '## Unreleased'" in fault_of("1.0.0", CHANGELOG.replace("- A thing.\n", ""))
        assert "has no heading '## Unreleased'" in fault_of("1.0.0", CHANGELOG.replace("## Unreleased\n", ""))


class TestChangelog:
    def test_its_entries_get_the_version_and_the_day(self) -> None:
        """
        A heading for the next entries stays above them.
        """
        text = dated(CHANGELOG, "1.0.0", date(2026, 11, 23))

        assert "## Unreleased\n\n## 1.0.0 - 2026-11-23\n\n### Added\n\n- A thing.\n" in text
