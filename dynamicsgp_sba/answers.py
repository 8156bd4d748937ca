"""From the bytes of an answer to the record or rows in it, for most shapes that a GP service may give them.

No public source shows the JSON of an SBA service, so this follows the decoder rules of contract section 12: a byte
order mark, an envelope around the payload, a status inside the envelope, and three forms of a list.
"""

import json
from collections.abc import Mapping
from decimal import Decimal
from functools import lru_cache
from typing import Any, NoReturn

import attrs

__all__ = ["NotJsonError", "Status", "envelope_status", "fold", "payload", "read_json", "rows"]

_PAYLOADS = ("payload", "result", "data", "value", "d")
_SIBLINGS = {
    "status", "trace", "errors", "error", "message", "success", "code", "correlationid", "odatacontext", "count",
}  # fmt: skip


class NotJsonError(ValueError):
    """The body is no JSON."""


@attrs.frozen(kw_only=True)
class Status:
    """What an envelope says about success, as against the HTTP status."""

    code: int
    message: str
    errors: tuple[Mapping[str, Any], ...] = ()


def read_json(content: bytes) -> Any:
    """Read JSON, with every fraction as `Decimal` and a byte order mark skipped; nothing at all is None.

    Raises:
        NotJsonError: it is no JSON, or holds NaN or an infinity.
    """
    if not content.strip():
        return None
    try:
        return json.loads(content, parse_float=Decimal, parse_constant=_refuse)
    except (ValueError, RecursionError) as error:
        raise NotJsonError(f"the body is no JSON ({type(error).__name__})") from None


def _refuse(name: str) -> NoReturn:
    raise ValueError(f"{name} is no JSON number")


@lru_cache(maxsize=4096)  # a service has few names, and every record repeats them
def fold(name: str) -> str:
    """Make two spellings of a property name comparable: case, spaces and underscores do not count."""
    return "".join(letter for letter in name.casefold() if letter not in " _.@")


def envelope_status(document: Any) -> Status | None:
    """Find the status part of an envelope, or a bare error object with a `Message`."""
    members = _folded(document)
    status = members.get("status")
    if isinstance(status, Mapping):
        inner = _folded(status)
        code = inner.get("code")
        return Status(
            code=code if type(code) is int else 200,
            message=_text(inner.get("message")),
            errors=_errors(inner.get("errors")) or _errors(members.get("errors")),
        )
    if type(status) is int and _payload_name(document) is not None:
        return Status(code=status, message=_text(members.get("message")), errors=_errors(members.get("errors")))
    return None


def payload(document: Any) -> Any:
    """Take the record or list out of its envelope, or give the document if it has none."""
    name = _payload_name(document)
    return document if name is None else document[name]


def rows(document: Any) -> list[Any]:
    """Give the rows of a list, which may be an array, an object around one array, a single object, or nothing."""
    inner = payload(document)
    if inner is None:
        return []
    if isinstance(inner, list):
        return inner
    if isinstance(inner, Mapping):
        arrays = [value for value in inner.values() if isinstance(value, list)]
        plain = [value for value in inner.values() if not isinstance(value, (list, Mapping))]
        # An object around one array, at most with a count beside it; a record with lines has many plain members.
        if len(arrays) == 1 and len(plain) <= 1:
            return arrays[0]
        return [inner] if inner else []
    return [inner]


def _payload_name(document: Any) -> str | None:
    if not isinstance(document, Mapping):
        return None
    by_fold = {fold(str(name)): name for name in document}
    for candidate in _PAYLOADS:
        if candidate in by_fold and set(by_fold) - {candidate} <= _SIBLINGS:
            return str(by_fold[candidate])
    return None


def _folded(value: Any) -> dict[str, Any]:
    return {fold(str(name)): item for name, item in value.items()} if isinstance(value, Mapping) else {}


def _text(value: Any) -> str:
    return value.strip() if isinstance(value, str) else ""


def _errors(value: Any) -> tuple[Mapping[str, Any], ...]:
    return tuple(item for item in value if isinstance(item, Mapping)) if isinstance(value, list) else ()
