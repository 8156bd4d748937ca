"""Whether values fit GP's columns, before anything is sent.

GP cuts, upper-cases or refuses what does not fit; here every such value is named with what is accepted.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any, get_args

import attrs

from dynamicsgp_sba import limits
from dynamicsgp_sba.models import NO_DATE
from dynamicsgp_sba.strict import OpenEnum

__all__ = ["wrong_sequences", "wrong_values"]

_OF_SEVERAL_LINES = {"comment", "note"}
_RATES = {"exchange_rate"}
_PLAIN = (str, Decimal, bool, int, date)


def wrong_values(
    value: Any, names: Mapping[str, str], lengths: Mapping[str, int], required: frozenset[str]
) -> Iterator[tuple[str, str]]:
    """Find each value that GP cannot store, by its column, with the reason.

    Args:
        value: the record to write; its lines are left out.
        names: GP's column by field.
        lengths: usable characters by field.
        required: the fields that GP needs, so that they cannot be blank.
    """
    for field in attrs.fields(type(value)):
        item = getattr(value, field.name)
        if field.name == "lines" or item is None:
            continue
        if reason := _wrong_value(field, item, lengths, needed=field.name in required):
            yield names[field.name], reason


def wrong_sequences(sequences: list[int | None]) -> Iterator[str]:
    """Find what is wrong with the sequence numbers of a document's lines."""
    given = [sequence for sequence in sequences if sequence is not None]
    if not sequences:
        yield "there is none; a document needs at least one"
    if given and len(given) != len(sequences):
        yield "give every line a sequence, or none"
    if len(set(given)) != len(given):
        yield f"a sequence occurs twice: {given}"


def _wrong_value(field: "attrs.Attribute[Any]", item: Any, lengths: Mapping[str, int], *, needed: bool) -> str:
    kinds = (field.type, *get_args(field.type))
    expected = next(kind for kind in kinds if kind in _PLAIN or (isinstance(kind, type) and issubclass(kind, OpenEnum)))
    # Exactly this type: a float is no amount, an instant is no date, True is no number.
    if type(item) is not expected:
        return f"expected {expected.__name__}, got {type(item).__name__} {item!r:.60}"
    if isinstance(item, OpenEnum):
        known = ", ".join(f"{state.value} ({state.name})" for state in type(item))
        return "" if item.is_known else f"{item.value} is none of {known}"
    if isinstance(item, str):
        return _wrong_text(item, lengths[field.name], field.name, needed=needed)
    if isinstance(item, Decimal):
        return _wrong_amount(item, limits.RATE_DECIMALS if field.name in _RATES else limits.MONEY_DECIMALS)
    if isinstance(item, date) and item.year <= NO_DATE.year and (item != NO_DATE or needed):
        return f"{item} is not after 1900, where GP's calendar begins"
    return f"{item} is negative" if isinstance(item, int) and item < 0 else ""


def _wrong_text(text: str, limit: int, field: str, *, needed: bool) -> str:
    if needed and not text.strip():
        return "it is blank, but GP needs it"
    if len(text) > limit:
        return f"{text!r:.140} has {len(text)} characters, at most {limit} fit"
    if text != text.strip(" "):
        return f"{text!r:.140} begins or ends with a space, which GP does not keep"
    breaks = "\r\n\t" if field in _OF_SEVERAL_LINES else ""
    # Most texts are fine as a whole; only another one is gone through by letter.
    if _storable(text):
        return ""
    odd = sorted({letter for letter in text if letter not in breaks and not _storable(letter)})
    return f"{text!r:.140} holds {', '.join(map(repr, odd))}, which GP cannot store there" if odd else ""


def _storable(text: str) -> bool:
    try:
        text.encode(limits.CODE_PAGE)
    except UnicodeEncodeError:
        return False
    return text.isprintable()


def _wrong_amount(amount: Decimal, most: int) -> str:
    if not amount.is_finite():
        return f"{amount} is no number"
    if amount < 0:
        return f"{amount} is negative"
    if amount >= limits.MONEY_LIMIT:
        return f"{amount} is too large for numeric(19,5)"
    exponent = amount.normalize().as_tuple().exponent
    decimals = -exponent if isinstance(exponent, int) else 0
    return f"{amount} has {decimals} decimals, at most {most} fit" if decimals > most else ""
