"""The licence of each dependency, and whether it is accepted: `python -m tools.licences` writes the page about them."""

import json
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

from tools.closure import closure, extras_of, locked
from tools.members import MEMBERS, ROOT, plain

__all__ = ["accepted", "licences", "page", "refused", "unused"]

PAGE = ROOT / "docs" / "reference" / "licences.md"
_TABLE: dict[str, Any] = tomllib.loads(Path(__file__).with_suffix(".toml").read_text("utf-8"))
_HEAD = """# Licences

Every distribution that the lock or a package leads to, on Linux, Windows and macOS, with its licence by its SPDX name.
`python -m tools.licences` writes this page; a test compares it, and refuses a licence that is not in the first table.
Versions are in `requirements.txt`. The bill of materials beside each wheel lists the same licences with the versions.
"""


def licences() -> dict[str, str]:
    """The licence of each distribution, as an SPDX expression: what it says itself, or what we read in its files.

    Raises:
        SystemExit: a distribution says nothing that is known, and `licences.toml` has no row for it.
    """
    said = _said()
    names = {*locked(), *_users()} - {plain(member) for member in MEMBERS}
    found = {name: _spelled(name, said.get(name, "")) for name in sorted(names)}
    silent = [f"{name} says {said.get(name, 'nothing')!r}" for name, licence in found.items() if licence is None]
    if silent:
        raise SystemExit("add a row to tools/licences.toml for: " + "; ".join(silent))
    return {name: licence for name, licence in found.items() if licence is not None}


def accepted(expression: str) -> bool:
    """Whether an SPDX expression can be met by accepted licences: all that are joined by AND, any of those by OR."""
    return any(
        all(part.strip("() ") in _TABLE["accepted"] for part in option.split(" AND "))
        for option in expression.split(" OR ")
    )


def refused() -> dict[str, str]:
    """The distributions whose licence is not accepted."""
    return {name: licence for name, licence in licences().items() if not accepted(licence)}


def unused() -> list[str]:
    """Rows of `licences.toml` that nothing needs any more."""
    found = licences()
    parts = {part for licence in found.values() for option in licence.split(" OR ") for part in option.split(" AND ")}
    read = [name for name in _TABLE["read"] if name not in found]
    return read + [name for name in _TABLE["accepted"] if name not in parts]


def page() -> str:
    """The page of the reference."""
    found, users = licences(), _users()
    return "\n".join(
        [
            _HEAD,
            "## Accepted\n",
            *_rows("Licence", "Why it is accepted", _TABLE["accepted"]),
            "\n## What users install\n",
            "With every extra.\n",
            *_rows("Distribution", "Licence", {name: found[name] for name in found if name in users}),
            "\n## What developers install as well\n",
            *_rows("Distribution", "Licence", {name: found[name] for name in found if name not in users}),
            "\n## Where the metadata do not say it\n",
            *_rows("Distribution", "Read in", {name: row["where"] for name, row in sorted(_TABLE["read"].items())}),
            "",
        ]
    )


def _rows(left: str, right: str, rows: dict[str, str]) -> list[str]:
    return [f"| {left} | {right} |", "| --- | --- |", *(f"| {name} | {text} |" for name, text in rows.items())]


def _users() -> set[str]:
    return {name for member in MEMBERS for name in closure(member, extras_of(member))}


def _said() -> dict[str, str]:
    """What each installed distribution says about its licence, in its own words."""
    command = [sys.executable, "-m", "piplicenses", "--format=json", "--from=mixed", "--with-system"]
    done = subprocess.run(command, capture_output=True, check=True, encoding="utf-8")  # noqa: S603  # ours
    return {plain(row["Name"]): row["License"] for row in json.loads(done.stdout)}


def _spelled(name: str, said: str) -> str | None:
    if name in _TABLE["read"]:
        return str(_TABLE["read"][name]["licence"])
    known: str | None = _TABLE["spelled"].get(said)
    if known is None and accepted(said):
        return said
    return known


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8", newline="\n")
