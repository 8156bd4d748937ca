"""Requests without our client, each answer of which is held against the API document."""

from __future__ import annotations

import json
import re
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import httpx
import yaml
from jsonschema import Draft202012Validator, FormatChecker  # type: ignore[import-untyped]  # it has no types

__all__ = ["Ask", "document", "operation_of", "problems"]

DOCUMENT = Path(__file__).parent / "contract" / "procurify-openapi.yaml"
_FORMATS = FormatChecker(formats=("date", "email", "uuid"))


def _is_instant(value: object) -> bool:
    return not isinstance(value, str) or datetime.fromisoformat(value).tzinfo is not None


_FORMATS.checks("date-time", raises=ValueError)(_is_instant)


@cache
def document(*, as_written: bool = False) -> dict[str, Any]:
    """The API document; what is wrong in it is mended, unless it is asked for as written.

    Its error body joins all forms that errors may have. In one of them `description` is a sentence, in another the
    name of a field with a list of sentences, which the document leaves out.
    """
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # the one in C is ten times as fast, and not everywhere
    loaded: dict[str, Any] = yaml.load(DOCUMENT.read_text("utf-8"), Loader=loader)  # noqa: S506  # both are safe
    if not as_written:
        loaded["components"]["schemas"]["ErrorBody"]["properties"]["description"] = {"type": ["string", "array"]}
    return loaded


@cache
def operation_of(method: str, path: str) -> tuple[str, dict[str, Any]] | None:
    """Find the template of a path and what the document says about the method; None where it says nothing."""
    paths = document()["paths"]
    for template in sorted(paths, key=lambda one: one.count("{")):
        if re.fullmatch(re.sub(r"\{\w+\}", "[^/]+", template), path) and method.lower() in paths[template]:
            return template, paths[template][method.lower()]
    return None


@cache
def _validator(template: str, method: str, status: str) -> Any:
    response = document()["paths"][template][method.lower()]["responses"][status]
    while "$ref" in response:
        response = document()["components"]["responses"][response["$ref"].rpartition("/")[2]]
    content = response.get("content", {}).get("application/json")
    if content is None:
        return None
    schema = {**content["schema"], "components": document()["components"]}
    return Draft202012Validator(schema, format_checker=_FORMATS)


def problems(method: str, path: str, status: int, content: bytes) -> list[str]:
    """Say where an answer is not what the document describes, as JSON paths with the reason.

    A status that is not documented for the operation has to be an error in the document's default form.
    """
    found = operation_of(method, path)
    if found is None:
        return []
    template, operation = found
    named = str(status) if str(status) in operation["responses"] else "default"
    if named == "default" and status < 400:
        return [f"the status {status} is not documented"]
    validator = _validator(template, method, named)
    if validator is None:
        return ["a body where the document has none"] if content else []
    return [f"{error.json_path}: {error.message[:200]}" for error in validator.iter_errors(json.loads(content))]


class Ask:
    """Sends requests with a token, and fails where an answer is not what the API document describes.

    Args:
        http: what sends.
        base_url: the server.
        token: a bearer token.
    """

    def __init__(self, http: httpx.Client, base_url: str, token: str) -> None:
        self._http = http
        self._base_url = base_url
        self._headers = {"Authorization": f"Bearer {token}", "X-Procurify-Client": "api"}

    def __call__(
        self, method: str, path: str, body: Any = None, *, headers: dict[str, str] | None = None
    ) -> httpx.Response:
        """Send a request; the path may have a query."""
        sent = {} if body is None else {"json": body}
        response = self._http.request(method, self._base_url + path, headers=self._headers | (headers or {}), **sent)
        if response.headers["content-type"] == "application/json" and not response.is_redirect:
            wrong = problems(method, response.request.url.path, response.status_code, response.content)
            assert wrong == [], f"{method} {path} answered {response.status_code}"
        return response
