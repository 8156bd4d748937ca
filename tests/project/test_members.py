"""The three packages: one version, exact pins, shared files, sizes and docstrings."""

import ast
import importlib
import inspect
import pkgutil
import re
from pathlib import Path
from typing import Any

import pytest

MEMBERS = ("procurify_client", "dynamicsgp_sba", "gp_sync")
LONGEST_FILE = 350
TABLES = {"gp_sync/core/findings.py"}
"""Files that are one table, which is looked up and not read."""


def version_of(root: Path, member: str) -> str:
    found = re.search(r'^__version__ = "([^"]+)"$', (root / member / "__init__.py").read_text("utf-8"), re.MULTILINE)
    assert found is not None, f"{member}/__init__.py has no __version__"
    return found.group(1)


def public_modules(member: str) -> list[str]:
    """Every module of a package whose dotted name has no underscore, but for the migrations' scripts."""
    package = importlib.import_module(member)
    names = [found.name for found in pkgutil.walk_packages(package.__path__, f"{member}.")]
    return [
        name
        for name in names
        if not any(part.startswith("_") for part in name.split(".")) and ".migrations" not in name
    ]


class TestVersion:
    def test_all_members_have_one_version(self, root: Path) -> None:
        """
        A user who reads one version number knows all three.
        """
        versions = {member: version_of(root, member) for member in MEMBERS}

        assert len(set(versions.values())) == 1, versions

    def test_changelog_tells_about_it(self, root: Path) -> None:
        """
        The newest dated heading of the changelog is the version of the packages; before the first, there is none.
        """
        text = (root / "CHANGELOG.md").read_text("utf-8")
        headings = re.findall(r"^## (.+)$", text, re.MULTILINE)

        assert headings[0] == "Unreleased"
        assert [heading.partition(" ")[0] for heading in headings[1:2]] in ([], [version_of(root, "gp_sync")])

    def test_pins_between_members_are_exact(self, root: Path, member_settings: dict[str, dict[str, Any]]) -> None:
        """
        gp-sync takes both clients in exactly its own version, with and without their extras.
        """
        version = version_of(root, "gp_sync")
        project = member_settings["gp_sync"]["project"]
        everything = project["dependencies"] + [
            line for extra in project["optional-dependencies"].values() for line in extra
        ]
        pins = {line for line in everything if line.startswith(("procurify-client", "dynamicsgp-sba"))}

        assert pins == {
            f"procurify-client=={version}",
            f"dynamicsgp-sba=={version}",
            f"procurify-client[testing]=={version}",
            f"dynamicsgp-sba[testing]=={version}",
        }

    @pytest.mark.parametrize("member", ["procurify_client", "dynamicsgp_sba"])
    def test_clients_depend_on_no_member(self, member: str, member_settings: dict[str, dict[str, Any]]) -> None:
        """
        A client installs alone.
        """
        lines = " ".join(member_settings[member]["project"]["dependencies"])

        assert not re.search(r"procurify-client|dynamicsgp-sba|gp-sync", lines)


class TestSharedFiles:
    @pytest.mark.parametrize(
        ("name", "members"),
        [
            ("secret.py", ("procurify_client", "dynamicsgp_sba", "gp_sync")),
            ("strict.py", ("procurify_client", "dynamicsgp_sba", "gp_sync")),
            ("retry.py", ("procurify_client", "dynamicsgp_sba")),
            ("breaker.py", ("procurify_client", "dynamicsgp_sba")),
            ("server_clock.py", ("procurify_client", "dynamicsgp_sba")),
        ],
    )
    def test_copies_are_byte_identical(self, name: str, members: tuple[str, ...], root: Path) -> None:
        """
        A repair of a shared file reaches every package that has it.
        """
        copies = {(root / member / name).read_bytes() for member in members}

        assert len(copies) == 1


class TestLicence:
    def test_each_package_carries_that_of_the_repository(
        self, root: Path, member_settings: dict[str, dict[str, Any]]
    ) -> None:
        """
        Who gets a package gets its terms with it: the same text, beside each pyproject.toml.
        """
        texts = {(root / member / "LICENSE").read_bytes() for member in MEMBERS}

        assert texts == {(root / "LICENSE").read_bytes()}
        assert [settings["project"]["license-files"] for settings in member_settings.values()] == [["LICENSE"]] * 3


class TestRequirements:
    def test_each_has_a_lower_bound(self, member_settings: dict[str, dict[str, Any]]) -> None:
        """
        Without one, an installation may keep a version that was never tried.
        """
        lines = [
            line
            for settings in member_settings.values()
            for line in (
                *settings["project"]["dependencies"],
                *(line for extra in settings["project"]["optional-dependencies"].values() for line in extra),
            )
        ]

        assert [line for line in lines if not re.search(r"[>=]=\d", line) and line != "gp-sync[cli]"] == []


class TestSizes:
    @pytest.mark.parametrize("member", MEMBERS)
    def test_every_file_is_short_enough_to_read(self, member: str, root: Path) -> None:
        """
        No file of a package is longer than one sitting.
        """
        lengths = {
            path.relative_to(root).as_posix(): len(path.read_text("utf-8").splitlines())
            for path in (root / member).rglob("*.py")
        }

        too_long = {name: lines for name, lines in lengths.items() if lines > LONGEST_FILE and name not in TABLES}

        assert lengths
        assert too_long == {}


class TestPublicNames:
    @pytest.mark.parametrize("member", MEMBERS)
    def test_modules_name_what_is_public(self, member: str) -> None:
        """
        Each module that defines anything says in `__all__` what is a promise, and has all of it.
        """
        broken = {}
        for name in public_modules(member):
            module = importlib.import_module(name)
            defined = [node for node in ast.parse(inspect.getsource(module)).body if not _is_docstring(node)]
            missing = [public for public in getattr(module, "__all__", ()) if not hasattr(module, public)]
            if missing or (defined and not hasattr(module, "__all__")):
                broken[name] = missing or "no __all__"

        assert broken == {}

    @pytest.mark.parametrize("member", MEMBERS)
    def test_every_public_name_has_a_docstring(self, member: str) -> None:
        """
        A reader of the help finds a sentence for each public class, function and method.
        """
        silent = [
            f"{name}.{public}"
            for name in [member, *public_modules(member)]
            for public, value in _exported(importlib.import_module(name))
            if not _speaks(value)
        ]

        assert silent == []


def _is_docstring(node: ast.stmt) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def _exported(module: Any) -> list[tuple[str, Any]]:
    pairs = [(name, getattr(module, name)) for name in getattr(module, "__all__", ())]
    methods = [
        (f"{name}.{method}", function)
        for name, value in pairs
        if inspect.isclass(value)
        for method, function in vars(value).items()
        if inspect.isfunction(function) and not method.startswith("_")
    ]
    return pairs + methods


def _speaks(value: Any) -> bool:
    """Whether a class or function has a docstring of its own; a class does not count with that of its base."""
    if inspect.isclass(value):
        return bool(vars(value).get("__doc__"))
    return not inspect.isfunction(value) or bool(value.__doc__)
