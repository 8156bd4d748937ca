"""The API document as the server reads it: its operations, and where a request is one of them."""

import json
import re
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from typing import Any

import attrs

__all__ = ["Operation", "Schema", "operations", "resolved"]

Schema = Mapping[str, Any]
_METHODS = {"get", "post", "put", "patch", "delete"}


@attrs.frozen(kw_only=True)
class Operation:
    """One method of one path.

    Attributes:
        id: the document's `operationId`.
        method: in capitals.
        path: matches the whole path; its groups are named after the path's parameters.
        query: the schemas of the query's parameters, by name.
        body: the schema of the request's body; None where there is none.
    """

    id: str
    method: str
    path: re.Pattern[str]
    query: Mapping[str, Schema]
    body: Schema | None


@cache
def _document() -> Mapping[str, Any]:
    text = (files("procurify_client.testing") / "data" / "procurify-openapi.json").read_text("utf-8")
    document: Mapping[str, Any] = json.loads(text)
    return document


def resolved(schema: Schema) -> Schema:
    """Follow a reference to a part of the document, if the schema is one."""
    while "$ref" in schema:
        found: Any = _document()
        for step in schema["$ref"].removeprefix("#/").split("/"):
            found = found[step]
        schema = found
    return schema


@cache
def operations() -> tuple[Operation, ...]:
    """List what the document describes, the token request included."""
    return tuple(_operations())


def _operations() -> Iterator[Operation]:
    for template, item in _document()["paths"].items():
        for method in item.keys() & _METHODS:
            described = item[method]
            parameters = [resolved(one) for one in described.get("parameters", [])]
            content = described.get("requestBody", {}).get("content", {}).get("application/json")
            yield Operation(
                id=described["operationId"],
                method=method.upper(),
                path=_pattern(template, [one for one in parameters if one["in"] == "path"]),
                query={one["name"]: resolved(one["schema"]) for one in parameters if one["in"] == "query"},
                body=None if content is None else content["schema"],
            )


def _pattern(template: str, parameters: list[Mapping[str, Any]]) -> re.Pattern[str]:
    pattern = re.escape(template).replace(r"\{", "{").replace(r"\}", "}")
    for parameter in parameters:
        name, schema = parameter["name"], parameter["schema"]
        values = "|".join(schema["enum"]) if "enum" in schema else "[0-9]+" if schema["type"] == "integer" else "[^/]+"
        pattern = pattern.replace(f"{{{name}}}", f"(?P<{name}>{values})")
    return re.compile(pattern)
