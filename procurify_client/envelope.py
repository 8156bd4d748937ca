"""Reading bodies: JSON with exact numbers, the envelope around records, and the two places of pagination.

Contract section 4: a record comes as `{"data": {…}}`, a list as `{"data": […], "metadata": {"pagination": {…}}}`,
and some answers put `pagination` at the top level or leave the envelope out.
"""

import json
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any, NoReturn, TypeVar

import attrs

from procurify_client.errors import UnexpectedResponseError
from procurify_client.pieces import split_listing

__all__ = ["BrokenRecord", "Listing", "decode", "read_json", "read_listing", "read_record"]

T = TypeVar("T")


@attrs.frozen(kw_only=True)
class BrokenRecord:
    """A record of a list that is no good JSON, while the rest of the list is.

    Attributes:
        problem: what is wrong.
        raw: the record with such numbers as text; the whole record as text if it cannot be read even so.
    """

    problem: str
    raw: Any = attrs.field(repr=False)


@attrs.frozen(kw_only=True)
class Listing:
    """A list as the wire has it, before its records are decoded.

    Attributes:
        records: what JSON has, or a `BrokenRecord`.
        pagination: the figures about pages.
        metadata: all that came with the list.
    """

    records: list[Any]
    pagination: Mapping[str, Any]
    metadata: Mapping[str, Any]


def read_json(content: bytes) -> Any:
    """Parse a body; numbers with a fraction become `Decimal`, never float.

    Raises:
        UnexpectedResponseError: it is not JSON, or has a value that is none: `NaN`, a number without end, nesting
            without end.
    """
    try:
        return _parse(content)
    except _FAULTS as error:
        # The text of the body stays out of the message: bodies are shown on request only.
        raise UnexpectedResponseError(f"expected JSON, got {_looks_like(content)}: {_words(error)}") from error


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
        raise UnexpectedResponseError(f"expected one {kind.__name__}: {error}", problems=error.problems) from error


def read_listing(content: bytes) -> Listing:
    """Read a body that holds a list: enveloped with either place of pagination, or bare.

    A record with a value that JSON cannot have, or that no Decimal holds, spoils no other record.

    Raises:
        UnexpectedResponseError: it is not JSON, or there is no list in it.
    """
    try:
        body = _parse(content)
    except _FAULTS:
        body = _mended(content)
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


def _parse(content: bytes) -> Any:
    return json.loads(content, parse_float=Decimal, parse_constant=_refuse_constant)


_FAULTS = (ValueError, RecursionError, InvalidOperation)
"""What parsing raises: no JSON or no UTF-8, an integer of thousands of digits; nesting; an exponent without end."""


def _mended(content: bytes) -> Any:
    """Parse a list record by record, since it could not be parsed as a whole."""
    split = split_listing(content)
    if split is None:
        return read_json(content)
    rest, pieces = split
    body = read_json(rest)
    records = [_record(piece) for piece in pieces]
    return records if isinstance(body, list) else {**body, "data": records}


def _record(piece: bytes) -> Any:
    try:
        return _parse(piece)
    except _FAULTS as error:
        return BrokenRecord(problem=_words(error), raw=_as_far_as_it_goes(piece))


def _as_far_as_it_goes(piece: bytes) -> Any:
    try:
        return json.loads(piece, parse_float=_number_or_text, parse_int=_number_or_text, parse_constant=str)
    except _FAULTS:
        return piece.decode("utf-8", "replace")


def _number_or_text(text: str) -> Any:
    try:
        return int(text) if text.removeprefix("-").isdigit() else Decimal(text)
    except _FAULTS:
        return text


def _words(error: Exception) -> str:
    if isinstance(error, RecursionError):
        return "it is nested too deeply"
    return "it has a number that no Decimal holds" if isinstance(error, InvalidOperation) else str(error)


def _object(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not a JSON number")


def _looks_like(content: bytes) -> str:
    if not content.strip():
        return "an empty body"
    kind = "HTML" if content.lstrip()[:1] == b"<" else "something else"
    return f"{kind} ({len(content)} bytes)"
