"""Everything that a package leads to, on any platform, from the metadata of what is installed here."""

import re
from collections.abc import Iterable, Iterator
from importlib import metadata

from packaging.requirements import Requirement

from tools.members import MEMBERS, ROOT, plain, requirements_of, settings_of

__all__ = ["closure", "extras_of", "locked"]

_PLATFORMS = (
    {"os_name": "posix", "platform_system": "Linux", "sys_platform": "linux"},
    {"os_name": "posix", "platform_system": "Darwin", "sys_platform": "darwin"},
    {"os_name": "nt", "platform_system": "Windows", "sys_platform": "win32"},
)
_PYTHON = {
    "implementation_name": "cpython",
    "implementation_version": "3.11.0",
    "platform_machine": "x86_64",
    "platform_python_implementation": "CPython",
    "platform_release": "",
    "platform_version": "",
    "python_full_version": "3.11.0",
    "python_version": "3.11",
}
"""The oldest Python that is supported needs the most; a fixed one gives the same answer wherever this runs."""

_FOLDERS = {plain(member): member for member in MEMBERS}


def locked() -> dict[str, str]:
    """The version of each distribution in requirements.txt."""
    text = (ROOT / "requirements.txt").read_text("utf-8")
    return {plain(name): version for name, version in re.findall(r"^([\w.-]+)==(\S+)", text, re.MULTILINE)}


def extras_of(member: str) -> frozenset[str]:
    """The extras of a package."""
    return frozenset(settings_of(member)["project"].get("optional-dependencies", {}))


def closure(name: str, extras: frozenset[str]) -> dict[str, tuple[str, ...]]:
    """A distribution and all that it leads to with these extras, each with the names of what it needs itself."""
    found: dict[str, set[str]] = {}
    seen: set[tuple[str, frozenset[str]]] = set()
    waiting = [(plain(name), extras)]
    while waiting:
        step = waiting.pop()
        if step in seen:
            continue
        seen.add(step)
        below = [(plain(need.name), frozenset(need.extras)) for need in _needs(*step)]
        found.setdefault(step[0], set()).update(needed for needed, _ in below if needed != step[0])
        waiting += below
    return {one: tuple(sorted(needs)) for one, needs in sorted(found.items())}


def _needs(name: str, extras: frozenset[str]) -> Iterator[Requirement]:
    for line in _requirements(name):
        requirement = Requirement(line)
        marker = requirement.marker
        environments = ({**_PYTHON, **platform, "extra": extra} for platform in _PLATFORMS for extra in {"", *extras})
        if marker is None or any(marker.evaluate(environment) for environment in environments):
            yield requirement


def _requirements(name: str) -> Iterable[str]:
    if name in _FOLDERS:
        return requirements_of(_FOLDERS[name])
    try:
        return metadata.requires(name) or ()
    except metadata.PackageNotFoundError:
        return ()  # of another platform: it has a line in the lock, or is built from source by who wants it
