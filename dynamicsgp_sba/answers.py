"""From the bytes of an answer to the record or rows in it, for most shapes that a GP service may give them.

No public source shows the JSON of an SBA service, so this follows the decoder rules of contract section 12: a byte
order mark, an envelope around the payload, a status inside the envelope, and three forms of a list.
"""

import json
from collections.abc import Callable, Mapping
from decimal import Decimal
from functools import lru_cache
from typing import Any, NoReturn

import attrs

__all__ = ["NotJsonError", "Status", "envelope_status", "fold", "goes_on", "payload", "read_json", "rows"]

_PAYLOADS = ("payload", "result", "results", "data", "value", "d")
_SIBLINGS = {
    "status", "trace", "traceid", "errors", "error", "odataerror", "fault", "message", "success", "code",
    "correlationid", "odatacontext", "odatacount", "odatanextlink", "odataetag", "odatametadata", "metadata", "count",
    "total", "totalcount", "page", "pages", "pagesize", "pagecount", "hasmore", "nextlink", "next",
}  # fmt: skip
_ERRORS = ("error", "odataerror", "fault")
_GOES_ON = ("odatanextlink", "nextlink", "next", "hasmore")
_DEEPEST = 5
_WORDS = {"ok": 200, "success": 200, "succeeded": 200, "error": 500, "fail": 500, "failed": 500, "failure": 500}
_FINE, _FAILURE = 200, 400
_UNNAMED_FAILURE = 500


class NotJsonError(ValueError):
    """The body is no JSON."""


@attrs.frozen(kw_only=True)
class Status:
    """What an envelope says about success, as against the HTTP status.

    Args:
        code: as an HTTP status; 500 where it says that it failed, and not how.
        message: what it says.
        errors: what is wrong in particular.
    """

    code: int
    message: str
    errors: tuple[Mapping[str, Any], ...] = ()

    @property
    def failed(self) -> bool:
        """Whether it is no success."""
        return self.code >= _FAILURE


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
    """Find the status part of an envelope, or of a bare object that says how it went and nothing else."""
    if not isinstance(document, Mapping):
        return None
    members = _folded(document)
    status = members.get("status")
    error = next(filter(None, map(members.get, _ERRORS)), None)
    if not isinstance(status, Mapping) and _payload_name(document) is None and not set(members) <= _SIBLINGS:
        return None  # a record: its status is its own
    parts = [_folded(part) for part in (status, error) if isinstance(part, Mapping)]
    errors = next(filter(None, (_errors(part.get("errors")) for part in [*parts, members])), ())
    if isinstance(error, Mapping) and not errors:
        errors = (error,)
    texts = [*(_text(part.get("message")) for part in [*parts, members]), _text(error)]
    code = _code(_folded(status).get("code", _FINE)) if isinstance(status, Mapping) else _code(status)
    if (code is None and _tells_of_failure(members, errors or error)) or members.get("success") is False:
        code = code if code is not None and code >= _FAILURE else _UNNAMED_FAILURE
    return None if code is None else Status(code=code, message=next(filter(None, texts), ""), errors=errors)


def payload(document: Any) -> Any:
    """Take the record or list out of its envelopes, or give the document if it has none."""
    for _ in range(_DEEPEST):
        name = _payload_name(document)
        if name is None:
            break
        document = document[name]
    return document


def rows(document: Any, is_record: Callable[[Mapping[str, Any]], bool]) -> list[Any]:
    """Give the rows of a list, which may be an array, an object around one array, a single object, or nothing.

    Args:
        document: what the answer has.
        is_record: tells a single record, which may have arrays of its own, from an object around an array.
    """
    inner = payload(document)
    if inner is None:
        return []
    if isinstance(inner, list):
        return inner
    if isinstance(inner, Mapping) and not is_record(inner):
        arrays = [item for name, item in inner.items() if isinstance(item, list) and fold(str(name)) not in _SIBLINGS]
        if len(arrays) == 1:
            return arrays[0]
        return [inner] if inner else []
    return [inner]


def goes_on(document: Any) -> bool:
    """Whether a list says that it is but a part, and that the rest is elsewhere."""
    for _ in range(_DEEPEST):
        members = _folded(document)
        if any(members.get(name) not in (None, "", False, 0) for name in _GOES_ON):
            return True
        name = _payload_name(document)
        if name is None:
            return False
        document = document[name]
    return False


def _tells_of_failure(members: Mapping[str, Any], wrong: object) -> bool:
    """Whether an envelope without a code tells what is wrong, in place of any content."""
    has_content = any(members.get(name) not in (None, "", [], {}) for name in _PAYLOADS)
    return bool(wrong) and not has_content and members.get("success") is not True


def _code(value: Any) -> int | None:
    if type(value) is int:
        return value
    if type(value) is not str:
        return None
    word = value.strip().casefold()
    return int(word) if word.isascii() and word.isdigit() else _WORDS.get(word)


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
