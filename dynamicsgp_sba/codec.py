"""From members by GP's columns to the JSON that a site's service takes.

No public source shows the body of a request, so the spelling of its names and what it is wrapped in are entries of the
site's profile (contract sections 7 and 12 of the SBA reference).
"""

import json
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from enum import Enum
from typing import Any
from zoneinfo import ZoneInfo

from dynamicsgp_sba.columns import NAMES, PARTS
from dynamicsgp_sba.dexterity import DEXTERITY
from dynamicsgp_sba.profile import ResourceProfile

__all__ = ["encode_body"]

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def encode_body(kind: type[Any], members: Mapping[str, Any], resource: ResourceProfile) -> bytes:
    """Give the JSON of a record.

    Args:
        kind: the record, which tells what its lines and the like are.
        members: what to send, by GP's columns; lines as a list of such tables.
        resource: how the site spells names, amounts, days and flags, and what it wraps the body in.
    """
    body = _named(kind, members, resource)
    return _json(body if resource.envelope is None else {resource.envelope: body}).encode()


def _named(kind: type[Any], members: Mapping[str, Any], resource: ResourceProfile) -> dict[str, Any]:
    named: dict[str, Any] = {}
    for column, value in members.items():
        *path, last = _name(kind, column, resource).split(".")
        place = named
        for step in path:
            place = place.setdefault(step, {})
        place[last] = _rows(kind, column, value, resource) if isinstance(value, list) else _plain(value, resource)
    return named


def _rows(kind: type[Any], column: str, rows: list[Any], resource: ResourceProfile) -> list[dict[str, Any]]:
    inner = PARTS[kind][_field(kind, column)]
    return [_named(inner, row, resource) for row in rows]


def _name(kind: type[Any], column: str, resource: ResourceProfile) -> str:
    if column in resource.body_names:
        return resource.body_names[column]
    if resource.names == "dexterity":
        return DEXTERITY.get(column, column)
    if resource.names == "dotnet":
        return NAMES[kind][_field(kind, column)][:2][-1]
    return column


def _field(kind: type[Any], column: str) -> str:
    return next(field for field, names in NAMES[kind].items() if names[0] == column)


def _plain(value: Any, resource: ResourceProfile) -> Any:
    """Bring a value into the form that the service takes; an amount as a number stays a Decimal."""
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, bool):
        return value if resource.flags == "boolean" else int(value)
    if isinstance(value, Decimal):
        return value if resource.amounts == "number" else format(value, "f")
    return _day(value, resource) if isinstance(value, date) else value


def _day(day: date, resource: ResourceProfile) -> str:
    if resource.dates == "date":
        return day.isoformat()
    if resource.dates == "date-time":
        return f"{day.isoformat()}T00:00:00"
    zone = UTC if resource.time_zone is None else ZoneInfo(resource.time_zone)
    midnight = datetime(day.year, day.month, day.day, tzinfo=zone)
    return f"/Date({(midnight - _EPOCH) // timedelta(milliseconds=1)})/"


def _json(value: Any) -> str:
    """Write JSON in which a Decimal is a number with all its digits: `json` would make a float of it."""
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{json.dumps(name)}: {_json(item)}" for name, item in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_json, value)) + "]"
    return format(value, "f") if isinstance(value, Decimal) else json.dumps(value, ensure_ascii=False)
