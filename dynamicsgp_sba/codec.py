"""From members by GP's columns to the JSON that a site's service takes.

No public source shows the body of a request, so the spelling of its names and what it is wrapped in are entries of the
site's profile (contract sections 7 and 12 of the SBA reference).
"""

import json
from collections.abc import Mapping
from typing import Any

from dynamicsgp_sba.columns import NAMES, PARTS
from dynamicsgp_sba.dexterity import DEXTERITY
from dynamicsgp_sba.profile import ResourceProfile

__all__ = ["encode_body"]


def encode_body(kind: type[Any], members: Mapping[str, Any], resource: ResourceProfile) -> bytes:
    """Give the JSON of a record.

    Args:
        kind: the record, which tells what its lines and the like are.
        members: what to send, by GP's columns; lines as a list of such tables.
        resource: how the site spells names, and what it wraps the body in.
    """
    body = _named(kind, members, resource)
    return json.dumps(body if resource.envelope is None else {resource.envelope: body}, ensure_ascii=False).encode()


def _named(kind: type[Any], members: Mapping[str, Any], resource: ResourceProfile) -> dict[str, Any]:
    named: dict[str, Any] = {}
    for column, value in members.items():
        *path, last = _name(kind, column, resource).split(".")
        place = named
        for step in path:
            place = place.setdefault(step, {})
        place[last] = _rows(kind, column, value, resource) if isinstance(value, list) else value
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
