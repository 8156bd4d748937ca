"""From an answer's bytes to records, with an error that gives the path of what cannot be read."""

import logging
from collections.abc import Mapping
from typing import Any, TypeVar

import attrs
import cattrs

from dynamicsgp_sba.answers import NotJsonError, fold, goes_on, payload, read_json, rows
from dynamicsgp_sba.columns import columns
from dynamicsgp_sba.decoding import decode, key_of
from dynamicsgp_sba.errors import NotFoundError, UnexpectedAnswerError
from dynamicsgp_sba.models import RecordList, UnreadableRecord
from dynamicsgp_sba.strict import problems

__all__ = ["read_acknowledged", "read_any", "read_keys", "read_list", "read_record", "read_text", "read_written"]

_LOG = logging.getLogger("dynamicsgp_sba")

T = TypeVar("T")
Names = Mapping[str, tuple[str, ...]]


def _json(content: bytes) -> Any:
    try:
        return read_json(content)
    except NotJsonError as error:
        beginning = content[:2000].decode("utf-8", "replace")
        raise UnexpectedAnswerError(f"the answer cannot be read: {error}", body=beginning) from None


def read_acknowledged(content: bytes) -> None:
    """Read the answer of a write whose content does not matter: JSON of any kind, or nothing at all.

    Raises:
        UnexpectedAnswerError: it is no JSON.
    """
    _json(content)


def read_record(
    content: bytes, kind: type[T], aliases: Names, *, decimal_comma: bool = False, time_zone: str | None = None
) -> T:
    """Read the answer for one record.

    Args:
        content: the answer's body.
        kind: the record.
        aliases: further property names by field, from the site's profile.
        decimal_comma: whether the service writes `16000,00000` for an amount.
        time_zone: where the days of `/Date(ms)/` begin, by its IANA name; None for UTC.

    Raises:
        NotFoundError: the payload is empty, which is how some services say so.
        UnexpectedAnswerError: it is no JSON, or a value in it cannot be read; the message gives its path.
    """
    value = payload(_json(content))
    if isinstance(value, list) and len(value) == 1:
        value = value[0]
    if value in (None, {}, [], ""):
        raise NotFoundError("the answer is empty: there is no such record")
    try:
        return decode(kind, value, aliases, decimal_comma=decimal_comma, time_zone=time_zone)
    except cattrs.BaseValidationError as error:
        found = "; ".join(problems(error, kind.__name__))
        raise UnexpectedAnswerError(f"the answer cannot be read: {found:.800}") from None
    except (TypeError, ValueError) as error:
        raise UnexpectedAnswerError(f"the answer cannot be read: {error} @ {kind.__name__}") from None


def read_written(
    content: bytes, kind: type[T], aliases: Names, *, decimal_comma: bool = False, time_zone: str | None = None
) -> T:
    """Read the answer of a write, which must show the record as GP now holds it.

    Raises:
        UnexpectedAnswerError: it does not.
    """
    try:
        return read_record(content, kind, aliases, decimal_comma=decimal_comma, time_zone=time_zone)
    except NotFoundError:
        raise UnexpectedAnswerError("the answer is empty: it does not show what GP now holds") from None


def read_list(
    content: bytes, kind: type[T], aliases: Names, *, decimal_comma: bool = False, time_zone: str | None = None
) -> RecordList[T]:
    """Read the answer for a list; a row that cannot be read goes to `unreadable`, and the others are given.

    Raises:
        UnexpectedAnswerError: the answer as a whole is no JSON, or says that it is but a part of the list.
    """
    records: list[T] = []
    unreadable: list[UnreadableRecord] = []
    found_rows = _rows(content, kind, aliases)
    for position, row in enumerate(found_rows):
        try:
            records.append(decode(kind, row, aliases, decimal_comma=decimal_comma, time_zone=time_zone))
        except cattrs.BaseValidationError as error:
            found = problems(error, kind.__name__)
        except (TypeError, ValueError) as error:
            found = (f"{error} @ {kind.__name__}",)
        else:
            continue
        unreadable.append(UnreadableRecord(position=position, key=_key(kind, row), problems=found, content=row))
    if unreadable:
        _LOG.warning("%d of %d %s rows could not be read", len(unreadable), len(found_rows), kind.__name__)
    return RecordList(records, unreadable)


def read_keys(content: bytes, kind: type[Any], key: tuple[str, ...], aliases: Names) -> RecordList[dict[str, str]]:
    """Read the answer for a list of summaries as the keys of its records, by column; the other members do not matter.

    Raises:
        UnexpectedAnswerError: the answer as a whole is no JSON.
    """
    keys: list[dict[str, str]] = []
    unreadable: list[UnreadableRecord] = []
    for position, row in enumerate(_rows(content, kind, aliases)):
        found = key_of(kind, row, key, aliases) if isinstance(row, Mapping) else {}
        if len(found) == len(key):
            keys.append(found)
        else:
            missing = (f"missing {', '.join(column for column in key if column not in found)} @ {kind.__name__}",)
            unreadable.append(UnreadableRecord(position=position, key=_key(kind, row), problems=missing, content=row))
    return RecordList(keys, unreadable)


def _rows(content: bytes, kind: type[Any], aliases: Names) -> list[Any]:
    document = _json(content)
    if goes_on(document):
        raise UnexpectedAnswerError(
            "the answer is but a part of the list, and says that it goes on elsewhere; have the service give whole "
            "lists, since no GP service documents a way to ask for the rest"
        )
    key = (columns(kind)[attrs.fields(kind)[0].name],)
    return rows(document, lambda found: bool(key_of(kind, found, key, aliases)))


def _key(kind: type[Any], row: Any) -> str:
    """Show the key of a row that cannot be read, as far as it can be seen."""
    if not isinstance(row, Mapping):
        return f"{row!r:.60}"
    column = columns(kind)[attrs.fields(kind)[0].name]
    return next((str(item)[:60] for name, item in row.items() if fold(str(name)) == fold(column)), "no key")


def read_any(content: bytes) -> Any:
    """Read JSON, or the text of what is none."""
    try:
        return read_json(content)
    except NotJsonError:
        return read_text(content)


def read_text(content: bytes) -> str:
    """Read a page of text, whatever its format."""
    return content.decode("utf-8-sig", "replace")
