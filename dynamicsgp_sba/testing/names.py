"""The other names that a service may have for GP's columns: Dexterity's fields, or the members of .NET classes."""

from collections.abc import Mapping
from typing import Any

from dynamicsgp_sba.testing.data import load

__all__ = ["in_dexterity", "in_dotnet"]

_NAMES = load("names")
_INACTIVE, _TEMPORARY = 2, 3


def in_dexterity(payload: Any) -> Any:
    """Give the payload with the names of Dexterity's dictionary."""
    return _renamed(payload, _NAMES["dexterity"])


def in_dotnet(payload: Any, service: str) -> Any:
    """Give the payload as an object of .NET: keys as objects, flags as such, and a vendor's status as two flags.

    Args:
        payload: with GP's columns.
        service: its address below the company.
    """
    names: Mapping[str, str] = next((names for known, names in _NAMES["dotnet"].items() if service.endswith(known)), {})
    return _renamed(_flagged(payload), names)


def _flagged(value: Any) -> Any:
    if isinstance(value, list):
        return [_flagged(item) for item in value]
    if not isinstance(value, Mapping) or "VENDSTTS" not in value:
        return value
    rest = {column: item for column, item in value.items() if column != "VENDSTTS"}
    return rest | {"IsActive": value["VENDSTTS"] != _INACTIVE, "IsOneTime": value["VENDSTTS"] == _TEMPORARY}


def _renamed(value: Any, names: Mapping[str, str]) -> Any:
    if isinstance(value, list):
        return [_renamed(item, names) for item in value]
    if not isinstance(value, Mapping):
        return value
    record: dict[str, Any] = {}
    for column, item in value.items():
        *path, name = names.get(column, column).split(".")
        place = record
        for step in path:
            place = place.setdefault(step, {})
        place[name] = bool(item) if name.startswith("Is") else _renamed(item, names)
    return record
