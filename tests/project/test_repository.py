"""The repository as a whole: pinned dependencies, and nothing of the place where it was made."""

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

LOCKED = re.compile(r"^([A-Za-z0-9._-]+)==\S+")


def spelled(*parts: str) -> str:
    """A word put together from parts, so that this file does not hold what it looks for."""
    return "".join(parts)


INDEX_ADDRESSES = (
    spelled("py", "pi.org"),
    spelled("pythonhosted", ".org"),
    spelled("--index", "-url"),
    spelled("--extra-index", "-url"),
    spelled("--find", "-links http"),
    spelled("/sim", "ple/"),
)
MACHINE_PATHS = (
    spelled("/wo", "rk/"),
    spelled("/ho", "me/"),
    spelled("/ro", "ot/"),
    spelled("/t", "mp/"),
    spelled("C:\\Us", "ers\\"),
)
WORKSHOP_WORDS = re.compile(
    "|".join(
        (
            spelled(r"\bis", r"sue #?\d+ of \d"),
            spelled(r"\bsub", r"agent"),
            spelled(r"\bcl", r"aude\b"),
            spelled(r"\banth", r"ropic\b"),
            spelled(r"\blanguage ", r"model\b"),
            spelled(r"\bTO", r"DO\b"),
            spelled(r"\bFIX", r"ME\b"),
        )
    ),
    re.IGNORECASE,
)


@pytest.fixture(scope="module")
def texts(root: Path, kept_files: list[Path]) -> dict[str, str]:
    """The text of every kept file that is text."""
    found = {}
    for path in kept_files:
        try:
            found[path.as_posix()] = (root / path).read_text("utf-8")
        except UnicodeDecodeError:
            continue
    return found


class TestLock:
    def test_every_dependency_is_pinned(self, root: Path, member_settings: dict[str, dict[str, Any]]) -> None:
        """
        Whatever a member needs, with any extra, has its line in requirements.txt.
        """
        locked = {_plain(name) for name in _pins(root)}

        assert _needed(member_settings) - locked == set()

    def test_every_pin_has_hashes(self, root: Path) -> None:
        """
        What is installed is what was locked, byte for byte.
        """
        without = [name for name, block in _pins(root).items() if "--hash=sha256:" not in block]

        assert without == []

    def test_lock_holds_pins_and_hashes_only(self, root: Path) -> None:
        """
        No line names an address, so that everybody installs from the index of their choice.
        """
        text = (root / "requirements.txt").read_text("utf-8")
        others = [
            line for line in text.splitlines() if not re.match(r"^(\s+--hash=sha256:[0-9a-f]{64}( \\)?|\S+==.*)$", line)
        ]

        assert others == []


class TestDependenciesPage:
    def test_every_dependency_has_its_reason_and_licence(
        self, root: Path, member_settings: dict[str, dict[str, Any]]
    ) -> None:
        """
        The page lists what users and developers install, so that a new dependency cannot come in silence.
        """
        page = (root / "docs/decisions/dependencies.md").read_text("utf-8")
        listed = {
            _plain(name.strip()) for row in re.findall(r"^\| ([^|]+) \|", page, re.MULTILINE) for name in row.split(",")
        }
        tools = tomllib.loads((root / "pyproject.toml").read_text("utf-8"))["dependency-groups"]["dev"]

        assert _names(tools) | _needed(member_settings) <= listed


class TestNothingOfTheWorkshop:
    def test_no_index_address(self, texts: dict[str, str]) -> None:
        """
        No file says where packages come from.
        """
        assert _holding(texts, INDEX_ADDRESSES) == []

    def test_no_path_of_a_machine(self, texts: dict[str, str]) -> None:
        """
        No file names a folder of the machine that it was written on.
        """
        assert _holding(texts, MACHINE_PATHS) == []

    def test_no_word_of_the_workshop(self, texts: dict[str, str]) -> None:
        """
        The repository speaks of the product alone, and leaves nothing to be done later.
        """
        found = [f"{name}: {hit.group()}" for name, text in texts.items() if (hit := WORKSHOP_WORDS.search(text))]

        assert found == []

    def test_no_file_is_of_another_place(self, kept_files: list[Path]) -> None:
        """
        No database, key, environment or archive was committed by accident.
        """
        suffixes = {".db", ".sqlite", ".pem", ".key", ".env", ".zip", ".whl", ".gz", ".log", ".pyc"}

        assert [path.as_posix() for path in kept_files if path.suffix in suffixes] == []


def _pins(root: Path) -> dict[str, str]:
    """Each pinned name with its block of lines."""
    blocks = re.split(r"\n(?=\S)", (root / "requirements.txt").read_text("utf-8"))
    return {match.group(1): block for block in blocks if (match := LOCKED.match(block))}


def _needed(member_settings: dict[str, dict[str, Any]]) -> set[str]:
    """The names of all that the members install or are built with, other than each other."""
    lines = []
    for settings in member_settings.values():
        project = settings["project"]
        lines += [*project["dependencies"], *settings["build-system"]["requires"]]
        lines += [line for extra in project.get("optional-dependencies", {}).values() for line in extra]
    return _names(lines) - {"procurify-client", "dynamicsgp-sba", "gp-sync"}


def _names(requirements: list[str]) -> set[str]:
    return {_plain(re.split(r"[^A-Za-z0-9._-]", line)[0]) for line in requirements}


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def _holding(texts: dict[str, str], words: tuple[str, ...]) -> list[str]:
    return [f"{name}: {word}" for name, text in texts.items() for word in words if word in text]
