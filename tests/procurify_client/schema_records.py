"""Records made from the schemas of the API document, whole and damaged, for property tests.

They come from a seed, since some have a thousand values: to draw each of them singly would take the tests minutes.
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from random import Random
from typing import Any
from uuid import UUID

import attrs
from hypothesis import strategies as st

from tests.procurify_client.contract_check import document

__all__ = ["FREE", "damaged", "records", "unknown_members"]

FREE = ("anything", "else")
"""Members of objects of which the document says nothing more."""
_TEXTS = ("", "a", "Net 30", "12.50", "2026-02-17", "Ünïcode ✓", '"\\', "  ")
_ANYTHING: tuple[Any, ...] = (
    None,
    True,
    0,
    -1,
    10**30,
    Decimal("12.5"),
    "",
    "NaN",
    "2026-02-17T00:00:00Z",
    "2026-02-17",
    "9999-12-31T23:59:59-12:00",
    "8325e590-3b53-41e7-bfdd-000000000052",
    [],
    [None],
    [[1]],
    {},
    {"id": None},
    {"id": "x"},
    {"name": []},
    {"type": {}},
)

_DAMAGE = (*_ANYTHING, Decimal("NaN"), Decimal("-Infinity"))
"""What may stand where something else belongs; the last two are written as JSON cannot have them."""


def _day(random: Random) -> date:
    return date(1990, 1, 1) + timedelta(days=random.randrange(40000))


def _instant(random: Random) -> str:
    zone = random.choice([UTC, timezone(timedelta(minutes=random.randrange(-12 * 60, 14 * 60)))])
    at = datetime(1990, 1, 1, tzinfo=zone) + timedelta(seconds=random.randrange(3 * 10**9))
    return random.choice([at.isoformat(), at.isoformat(timespec="microseconds"), at.isoformat().replace("+00:00", "Z")])


_FORMATS: Mapping[str, Callable[[Random], str]] = {
    "date": lambda random: _day(random).isoformat(),
    "date-time": _instant,
    "uuid": lambda random: str(UUID(int=random.getrandbits(128))),
    "email": lambda random: f"ap{random.randrange(9)}@vendor.example",
    "uri": lambda _: "https://vendor.example/shop",
    # All that the pattern of amounts allows, but a sign or a point alone.
    "decimal": lambda random: random.choice(
        [f"{random.randrange(-(10**6), 10**6)}.{random.randrange(100):02}", "7", "7.", ".50", "-.5", "0", ""]
    ),
}
_KINDS: Mapping[str, Callable[[Random], Any]] = {
    "string": lambda random: random.choice(_TEXTS),
    "integer": lambda random: random.randrange(-(2**31), 2**31),
    # A JSON number is read as int or Decimal, never as float.
    "number": lambda random: random.choice([random.randrange(1000), Decimal(random.randrange(10**6)) / 8]),
    "boolean": lambda random: random.random() < 0.5,
    "null": lambda _: None,
    "any": lambda random: random.choice(_ANYTHING),
}


def records(schema: str) -> st.SearchStrategy[dict[str, Any]]:
    """Make records as a schema describes them: required members always, the others now and then."""
    return st.integers(0, 2**32).map(lambda seed: _record(schema, Random(seed)))


def damaged(schema: str) -> st.SearchStrategy[dict[str, Any]]:
    """Make records of which one value, anywhere, is missing or may be anything."""
    return st.integers(0, 2**32).map(lambda seed: _damaged(schema, Random(seed)))


def unknown_members(value: Any) -> Iterator[str]:
    """Give the names of members that no field took, at any depth of a record."""
    if isinstance(value, tuple):
        for item in value:
            yield from unknown_members(item)
    elif attrs.has(type(value)):
        yield from getattr(value, "extra", {})
        for field in attrs.fields(type(value)):
            yield from unknown_members(getattr(value, field.name))


def _record(schema: str, random: Random) -> dict[str, Any]:
    made: dict[str, Any] = _make({"$ref": f"#/components/schemas/{schema}"}, random)
    return made


def _damaged(schema: str, random: Random) -> dict[str, Any]:
    record = _record(schema, random)
    place: Any = record
    while True:
        key = random.choice(sorted(place) if isinstance(place, dict) else range(len(place)))
        if not place[key] or not isinstance(place[key], dict | list) or random.random() < 0.3:
            break
        place = place[key]
    if random.random() < 0.8:
        place[key] = random.choice(_DAMAGE)
    else:
        del place[key]
    return record


def _make(schema: Mapping[str, Any], random: Random) -> Any:
    if "$ref" in schema:
        return _make(document()["components"]["schemas"][schema["$ref"].rpartition("/")[2]], random)
    if "nested account code" in schema.get("description", ""):
        return random.choice([None, 10, {"id": 11, "code": "000-6100-00"}])
    if "enum" in schema:
        return random.choice(schema["enum"])
    options = [*schema.get("anyOf", []), *schema.get("allOf", [])]
    if options:
        return _make(random.choice(options), random)
    kinds = schema.get("type", "any")
    return _of_kind(kinds if isinstance(kinds, str) else random.choice(kinds), schema, random)


def _of_kind(kind: str, schema: Mapping[str, Any], random: Random) -> Any:
    if kind == "object":
        return _object(schema, random)
    if kind == "array":
        return [_make(schema["items"], random) for _ in range(random.randrange(3))]
    make = _FORMATS.get(schema.get("format", ""), _KINDS[kind]) if kind == "string" else _KINDS[kind]
    return make(random)


def _object(schema: Mapping[str, Any], random: Random) -> dict[str, Any]:
    members = schema.get("properties")
    if members is None:
        return {"id": 7, **{name: random.choice(_TEXTS) for name in FREE}}
    # Keys are read-only, so the document does not list them as required; no answer leaves them out.
    required = {*schema.get("required", []), "id", "procurify_PO", "num", "uuid"}
    share = random.random()
    return {
        name: _make(described, random)
        for name, described in members.items()
        if name in required or random.random() < share
    }
