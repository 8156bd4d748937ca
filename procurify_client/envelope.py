"""Reading bodies: JSON with exact numbers, the envelope around records, and the two places of pagination.

Contract section 4: a record comes as `{"data": {…}}`, a list as `{"data": […], "metadata": {"pagination": {…}}}`,
and some answers put `pagination` at the top level or leave the envelope out.
"""

import json
from collections.abc import Mapping
from decimal import Decimal
from typing import Any, NoReturn, TypeVar

import attrs

from procurify_client.errors import UnexpectedResponseError

__all__ = ["Listing", "decode", "read_json", "read_listing", "read_record"]

T = TypeVar("T")


@attrs.frozen(kw_only=True)
class Listing:
    """A list as the wire has it, before its records are decoded."""

    records: list[Any]
    pagination: Mapping[str, Any]
    metadata: Mapping[str, Any]


def read_json(content: bytes) -> Any:
    """Parse a body; numbers with a fraction become `Decimal`, never float.

    Raises:
        UnexpectedResponseError: it is not JSON.
    """
    try:
        return json.loads(content, parse_float=Decimal, parse_constant=_refuse_constant)
    except (ValueError, RecursionError) as error:
        # The text of the body stays out of the message: bodies are shown on request only.
        raise UnexpectedResponseError(f"expected JSON, got {_looks_like(content)}") from error


def read_record(content: bytes, kind: type[T]) -> T:
    """Read a body that holds one record, in its envelope or bare.

    Raises:
        UnexpectedResponseError: it is not JSON, or the record cannot be decoded; see `problems`.
    """
    from procurify_client.decoding import UndecodableError, structure  # noqa: PLC0415  # see `groups`

    body = read_json(content)
    enveloped = isinstance(body, Mapping) and isinstance(body.get("data"), Mapping)
    try:
        return structure(body["data"] if enveloped else body, kind)
    except UndecodableError as error:
        raise UnexpectedResponseError(f"expected a {kind.__name__}: {error}", problems=error.problems) from error


def read_listing(content: bytes) -> Listing:
    """Read a body that holds a list: enveloped with either place of pagination, or bare.

    Raises:
        UnexpectedResponseError: it is not JSON, or there is no list in it.
    """
    body = read_json(content)
    if isinstance(body, list):
        return Listing(records=body, pagination={}, metadata={})
    if not isinstance(body, Mapping) or not isinstance(body.get("data"), list):
        raise UnexpectedResponseError("expected a list of records under 'data', got none")
    metadata = _object(body.get("metadata"))
    pagination = _object(metadata.get("pagination")) or _object(body.get("pagination"))
    return Listing(records=body["data"], pagination=pagination, metadata=metadata)


def decode(kind: type[T], content: bytes) -> T:
    """Read a stored body into a record, offline: what `Response.content` held, or a bare record.

    Args:
        kind: a record class of this package, such as `PurchaseOrder`.
        content: JSON, with or without the `data` envelope.

    Raises:
        UnexpectedResponseError: it is not JSON, or the record cannot be decoded; see `problems`.
    """
    return read_record(content, kind)


def _object(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not a JSON number")


def _looks_like(content: bytes) -> str:
    if not content.strip():
        return "an empty body"
    kind = "HTML" if content.lstrip()[:1] == b"<" else "something else"
    return f"{kind} ({len(content)} bytes)"
