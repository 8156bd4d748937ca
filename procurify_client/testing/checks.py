"""Queries and bodies against the API document: what is read from them, and what is wrong with them."""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from procurify_client.testing.contract import Operation, Schema, resolved
from procurify_client.testing.refusals import Objection, Refusal, refused
from procurify_client.testing.shapes import Wire

__all__ = ["Filters", "checked_body", "filters_of"]

Filters = Mapping[str, Any]
"""The documented parameters of a query, by name, as values: numbers, dates, truths, texts, or lists of them."""

_PAGING = {"page", "page_size"}
_NEVER_BLANK = {"name", "code", "item_name", "unit"}
_YEARS = range(1900, 3000)  # those of documents: no time zone moves them out of the calendar
_KINDS: Mapping[str, type | tuple[type, ...]] = {
    "string": str,
    "integer": int,
    "number": (int, Decimal),
    "boolean": bool,
    "array": list,
    "object": dict,
}


def filters_of(operation: Operation, query: Mapping[str, Sequence[str]]) -> Filters:
    """Read the parameters that the operation has.

    Unknown ones are ignored, as the real server does, and so are empty ones, as its framework does. Page numbers are
    left out: what is wrong with them is no bad request but a page that is not there.

    Raises:
        Refusal: 400, where a value has the wrong form.
    """
    wrong: dict[str, list[Objection]] = {}
    read: dict[str, Any] = {}
    for name in sorted(operation.query.keys() - _PAGING):
        values = [value for value in query.get(name, ()) if value]
        if not values:
            continue
        schema = operation.query[name]
        try:
            if schema.get("type") == "array":
                read[name] = [_from_text(resolved(schema["items"]), value) for value in values]
            else:
                read[name] = _from_text(schema, values[-1])
        except (ValueError, KeyError, InvalidOperation):
            wrong[name] = [Objection("Enter a valid value.")]
    if wrong:
        raise Refusal(400, fields=wrong)
    return read


def _from_text(schema: Schema, text: str) -> Any:
    if schema["type"] == "boolean":
        return {"true": True, "false": False}[text.lower()]
    if schema["type"] == "integer":
        if not re.fullmatch(r"-?[0-9]{1,18}", text):
            raise ValueError(text)
        value: Any = int(text)
    elif schema["type"] == "number" or schema.get("format") == "decimal":
        value = _finite(text)
    elif schema.get("format") in {"date", "date-time"}:
        value = _instant_or_day(schema["format"], text)
    else:
        value = text
    if "enum" in schema and value not in schema["enum"]:
        raise ValueError(text)
    return value


def _finite(text: str) -> Decimal:
    value = Decimal(text)
    if not value.is_finite():
        raise ValueError(text)
    return value


def _instant_or_day(form: str, text: str) -> date | datetime:
    """Read an instant with its offset, or a day as `YYYY-MM-DD`."""
    value = datetime.fromisoformat(text) if form == "date-time" else date.fromisoformat(text)
    if isinstance(value, datetime) and value.tzinfo is None:
        raise ValueError(f"{text} has no offset")
    if form == "date" and len(text) != len("YYYY-MM-DD"):
        raise ValueError(text)
    return value


def checked_body(operation: Operation, body: Any) -> Wire:
    """Take a body that is as the document describes it, without the fields that the document does not have.

    Raises:
        Refusal: 400, with what is wrong in each field.
    """
    if not isinstance(body, dict):
        raise refused("non_field_errors", "Invalid data. Expected an object.")
    schema = resolved(operation.body or {})
    wrong: dict[str, list[Objection]] = {}
    for path, objection in _violations(schema, body):
        field, *rest = path
        place = ".".join(map(str, rest))
        words = f"{place}: {objection.message}" if place else objection.message
        wrong.setdefault(str(field), []).append(Objection(words, objection.code))
    if wrong:
        raise Refusal(400, fields=wrong)
    return {name: item for name, item in body.items() if name in schema["properties"]}


_Path = tuple[str | int, ...]


def _violations(schema: Schema, value: Any, path: _Path = ()) -> Iterator[tuple[_Path, Objection]]:
    schema = resolved(schema)
    if "anyOf" in schema:
        if value is None:
            return
        (schema,) = (resolved(one) for one in schema["anyOf"] if one.get("type") != "null")
    kinds = schema.get("type", [])
    kinds = kinds if isinstance(kinds, list) else [kinds]
    if value is None and "null" in kinds:
        return
    if value is None:
        yield path, Objection("This field may not be null.", "null")
    elif kinds and not any(_is_a(kind, value) for kind in kinds):
        yield path, Objection(f"Not a valid {kinds[0]}.")
    elif isinstance(value, dict):
        yield from _in_object(schema, value, path)
    elif isinstance(value, list):
        for number, item in enumerate(value):
            yield from _violations(schema["items"], item, (*path, number))
    else:
        yield from ((path, objection) for objection in _of_value(schema, value, path))


def _in_object(schema: Schema, value: Wire, path: _Path) -> Iterator[tuple[_Path, Objection]]:
    for name in schema.get("required", []):
        if name not in value:
            yield (*path, name), Objection("This field is required.", "required")
    for name, part in schema.get("properties", {}).items():
        if name in value:
            yield from _violations(part, value[name], (*path, name))


def _of_value(schema: Schema, value: Any, path: _Path) -> Iterator[Objection]:
    if "enum" in schema and value not in schema["enum"]:
        yield Objection(f'"{value}" is not a valid choice.', "invalid_choice")
    if not isinstance(value, str):
        return
    if not value.strip() and path[-1] in _NEVER_BLANK:
        yield Objection("This field may not be blank.", "blank")
    if len(value) > schema.get("maxLength", len(value)):
        yield Objection(f"Ensure this field has no more than {schema['maxLength']} characters.", "max_length")
    if not _has_form(schema, value):
        yield Objection(f"Enter a valid {schema['format']}.")


def _has_form(schema: Schema, text: str) -> bool:
    form = schema.get("format")
    try:
        if form == "decimal":
            _finite(text)
            return re.search(schema["pattern"], text, re.ASCII) is not None and text.isascii()
        if form in {"date", "date-time"}:
            return _instant_or_day(form, text).year in _YEARS
    except (ValueError, InvalidOperation):
        return False
    return form != "email" or re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s.]+", text) is not None


def _is_a(kind: str, value: Any) -> bool:
    if isinstance(value, bool):
        return kind == "boolean"
    return kind != "null" and isinstance(value, _KINDS[kind])
