"""From TOML to a site profile. Every mistake is told: its place, the value, and what is accepted."""

import tomllib
from collections.abc import Callable, Collection, Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Any, TypeVar

import attrs

from dynamicsgp_sba.profile.companion import COMPANION
from dynamicsgp_sba.profile.decimals import CompanyDecimals
from dynamicsgp_sba.profile.records import field_problems
from dynamicsgp_sba.profile.resource import NameForm, ResourceProfile
from dynamicsgp_sba.profile.shipped import SHIPPED
from dynamicsgp_sba.profile.site import SiteProfile

__all__ = ["BASES", "ProfileError", "from_toml", "load_profile"]

T = TypeVar("T", SiteProfile, ResourceProfile, CompanyDecimals)

BASES: Mapping[str, SiteProfile] = {"companion": COMPANION, "shipped": SHIPPED}
"""What a file may extend, by name."""

_UNNAMED = "site"


class ProfileError(ValueError):
    """A profile that cannot be used.

    Attributes:
        source: the file.
        problems: what is wrong, each with its place, the value and what is accepted.
    """

    def __init__(self, source: str, problems: tuple[str, ...]) -> None:
        super().__init__(source, problems)
        self.source = source
        self.problems = problems

    def __str__(self) -> str:
        return "\n".join([f"{self.source}:", *(f"  {problem}" for problem in self.problems)])


def load_profile(path: Path | str) -> SiteProfile:
    """Read a site profile from a TOML file.

    Raises:
        ProfileError: it is missing, is no TOML in UTF-8, or has mistakes; all of them are named.
    """
    try:
        text = Path(path).read_text(encoding="utf-8")
    except OSError as error:
        why = f"it cannot be read ({error.strerror}); `python -m dynamicsgp_sba.profile` writes one"
        raise ProfileError(str(path), (why,)) from None
    except UnicodeDecodeError:
        raise ProfileError(str(path), ("it is not UTF-8 text",)) from None
    profile = from_toml(text, source=str(path))
    if profile.ca_bundle is None:
        return profile
    return attrs.evolve(profile, ca_bundle=str(Path(path).parent / profile.ca_bundle))


def from_toml(text: str, *, source: str = "site profile") -> SiteProfile:
    """Read a site profile from TOML.

    What the text leaves out is as in the profile that it `extends` (`shipped` or `companion`). A table that it gives,
    such as `aliases`, replaces the extended profile's as a whole. An empty text stands for "none".

    Args:
        text: the TOML.
        source: what messages call it.

    Raises:
        ProfileError: it has mistakes; all of them are named.
    """
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ProfileError(source, (f"it is not TOML: {error}",)) from None
    reader = _Reader()
    profile = reader.site(data)
    if reader.problems:
        raise ProfileError(source, tuple(reader.problems))
    return profile


class _Reader:
    """Reads tables and collects what is wrong with them."""

    def __init__(self) -> None:
        self.problems: list[str] = []

    def site(self, data: dict[str, Any]) -> SiteProfile:
        base = self._base(data.pop("extends", None))
        tables = data.pop("resources", {})
        stated = data.pop("decimals", {})
        profile = attrs.evolve(base or SiteProfile(name=_UNNAMED, resources={}), name=_UNNAMED)
        profile = self._with_entries(profile, data, "", {*_keys(SiteProfile), "extends"})
        resources = self._resources(dict(profile.resources), tables)
        decimals = self._decimals(stated)
        return profile if self.problems else attrs.evolve(profile, resources=resources, decimals=decimals)

    def _decimals(self, tables: Any) -> dict[str, CompanyDecimals]:
        if not isinstance(tables, dict) or not all(isinstance(table, dict) for table in tables.values()):
            self.problems.append(f'decimals is {tables!r:.60}: expected tables such as [decimals."Fabrikam, Inc."]')
            return {}
        return {
            name: self._with_entries(CompanyDecimals(), table, f"decimals.{name}.", _keys(CompanyDecimals))
            for name, table in tables.items()
        }

    def _base(self, name: Any) -> SiteProfile | None:
        if name is None:
            return None
        if not isinstance(name, str) or name not in BASES:
            self.problems.append(f"extends is {name!r}: expected one of {', '.join(BASES)}{_nearest(name, BASES)}")
            return SHIPPED
        return BASES[name]

    def _resources(self, found: dict[str, ResourceProfile], tables: Any) -> dict[str, ResourceProfile]:
        if not isinstance(tables, dict):
            self.problems.append(f"resources is {tables!r:.60}: expected tables such as [resources.vendors]")
            return found
        for name, table in tables.items():
            place = f"resources.{name}"
            if name not in SHIPPED.resources:
                self.problems.append(f"{place}: there is no such resource{_nearest(name, SHIPPED.resources)}")
            elif not isinstance(table, dict):
                self.problems.append(f"{place} is {table!r:.60}: expected a table")
            else:
                found[name] = self._resource(name, found.get(name), table)
        return found

    def _resource(self, name: str, base: ResourceProfile | None, table: dict[str, Any]) -> ResourceProfile:
        place, known = f"resources.{name}", SHIPPED.resources[name]
        if base is None:
            missing = sorted({"series", "resource"} - set(table))
            self.problems += [f"{place}.{key} is missing: nothing is extended" for key in missing]
            base = ResourceProfile(series=known.series, resource=known.resource)
        resource = self._with_entries(base, table, f"{place}.", _keys(ResourceProfile))
        if sorted(resource.key) != sorted(known.key):
            accepted = ", ".join(known.key) or "no column"
            self.problems.append(f"{place}.key is {list(resource.key)!r}: expected {accepted}, in the site's order")
        self.problems += [f"{place}.{problem}" for problem in field_problems(name, resource)]
        return resource

    def _with_entries(self, value: T, table: dict[str, Any], place: str, accepted: Collection[str]) -> T:
        """Change a value by the entries of a table, one by one, so that each mistake is told by itself."""
        fields = attrs.fields_dict(type(value))
        for key, entry in table.items():
            if key not in accepted:
                self.problems.append(f"{place}{key}: there is no such key{_nearest(key, accepted)}")
                continue
            try:
                changes: Any = {key: _READERS[fields[key].type](entry)}
                value = attrs.evolve(value, **changes)
            except TypeError as error:
                self.problems.append(f"{place}{key} is {entry!r:.60}: {error}")
            except ValueError as error:
                self.problems.append(f"{place}{error}")
        return value


def _keys(kind: type[Any]) -> set[str]:
    return {field.name for field in attrs.fields(kind)}


def _nearest(name: object, known: Collection[str]) -> str:
    close = get_close_matches(str(name), known, n=1)
    return f"; did you mean {close[0]!r}?" if close else f"; there are {', '.join(sorted(known))}"


def _text(entry: Any) -> str:
    if type(entry) is not str:
        raise TypeError("expected a text in quotes")
    return entry


def _flag(entry: Any) -> bool:
    if type(entry) is not bool:
        raise TypeError("expected true or false")
    return entry


def _whole_number(entry: Any) -> int:
    if type(entry) is not int:
        raise TypeError("expected a whole number")
    return entry


def _number(entry: Any) -> float:
    if type(entry) not in {int, float}:
        raise TypeError("expected a number")
    return float(entry)


def _texts(entry: Any) -> tuple[str, ...]:
    if not isinstance(entry, list) or not all(type(item) is str for item in entry):
        raise TypeError("expected a list of texts")
    return tuple(entry)


def _table_of(read: Callable[[Any], Any], accepted: str) -> Callable[[Any], dict[str, Any]]:
    def of(entry: Any) -> dict[str, Any]:
        if not isinstance(entry, dict):
            raise TypeError(f"expected a table of {accepted}")
        return {name: read(item) for name, item in entry.items()}

    return of


_READERS: dict[Any, Callable[[Any], Any]] = {
    str: _text,
    str | None: _text,
    NameForm: _text,
    bool: _flag,
    float: _number,
    int | None: _whole_number,
    tuple[str, ...]: _texts,
    Mapping[str, int]: _table_of(_whole_number, "whole numbers"),
    Mapping[str, str]: _table_of(_text, "texts"),
    Mapping[str, tuple[str, ...]]: _table_of(_texts, "lists of texts"),
}
