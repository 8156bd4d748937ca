"""Whether values fit GP's columns, before anything is sent.

GP cuts, upper-cases or refuses what does not fit; here every such value is named with what is accepted.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any, get_args

import attrs

from dynamicsgp_sba import limits
from dynamicsgp_sba.models import NO_DATE
from dynamicsgp_sba.strict import OpenEnum

__all__ = ["storable", "too_fine", "too_large", "wrong_sequences", "wrong_values"]

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
        if field.name == "lines":
            continue
        if item is not None:
            reasons = _wrong_value(field, item, lengths, needed=field.name in required)
        else:
            reasons = () if type(None) in get_args(field.type) else ("it is None, but GP needs it",)
        yield from ((names[field.name], reason) for reason in reasons)


def wrong_sequences(sequences: list[int | None]) -> Iterator[str]:
    """Find what is wrong with the sequence numbers of a document's lines."""
    given = [sequence for sequence in sequences if sequence is not None]
    if not sequences:
        yield "there is none; a document needs at least one"
    if given and len(given) != len(sequences):
        yield "give every line a sequence, or none"
    if len(set(given)) != len(given):
        yield f"a sequence occurs twice: {given}"


def _wrong_value(
    field: "attrs.Attribute[Any]", item: Any, lengths: Mapping[str, int], *, needed: bool
) -> Iterable[str]:
    kinds = (field.type, *get_args(field.type))
    expected = next(kind for kind in kinds if kind in _PLAIN or (isinstance(kind, type) and issubclass(kind, OpenEnum)))
    # Exactly this type: a float is no amount, an instant is no date, True is no number.
    if type(item) is not expected:
        return (f"expected {expected.__name__}, got {type(item).__name__} {item!r:.60}",)
    if isinstance(item, OpenEnum):
        known = ", ".join(f"{state.value} ({state.name})" for state in type(item))
        return () if item.is_known else (f"{item.value} is none of {known}",)
    if isinstance(item, str):
        return _wrong_text(item, lengths[field.name], needed=needed)
    if isinstance(item, Decimal):
        return _wrong_amount(item, rate=field.name in _RATES)
    if isinstance(item, date):
        early = item.year <= NO_DATE.year and (item != NO_DATE or needed)
        return (f"{item} is not after 1900, where GP's calendar begins",) if early else ()
    return _wrong_number(item) if isinstance(item, int) else ()


def _wrong_number(number: int) -> Iterator[str]:
    if number < 0:
        yield f"{number} is negative"
    if number >= limits.WHOLE_LIMIT:
        yield f"{number} is too large for a whole number of GP, which is below {limits.WHOLE_LIMIT}"


def _wrong_text(text: str, limit: int, *, needed: bool) -> Iterator[str]:
    if needed and not text.strip(" "):
        yield "it is blank, but GP needs it"
    if len(text) > limit:
        yield f"{text!r:.140} has {len(text)} characters, at most {limit} fit"
    # Most texts are fine as a whole; only another one is gone through by letter.
    if not storable(text):
        odd = sorted({letter for letter in text if not storable(letter)})
        yield f"{text!r:.140} holds {', '.join(map(repr, odd))}, which GP cannot store"


def storable(text: str) -> bool:
    """Whether all letters are in GP's code page, and none is a control character beside tab and line breaks."""
    try:
        text.encode(limits.CODE_PAGE)
    except UnicodeEncodeError:
        return False
    return text.isprintable() or not any(letter < " " and letter not in "\t\r\n" for letter in text)


def too_large(amount: Decimal) -> bool:
    """Whether an amount does not fit a column of GP."""
    return not -limits.MONEY_LIMIT < amount < limits.MONEY_LIMIT


def too_fine(amount: Decimal, most: int) -> str:
    """Say that an amount has more decimals than fit, or nothing."""
    exponent = amount.normalize().as_tuple().exponent
    decimals = -exponent if isinstance(exponent, int) else 0
    return f"{amount} has {decimals} decimals, at most {most} fit" if decimals > most else ""


def _wrong_amount(amount: Decimal, *, rate: bool) -> Iterator[str]:
    if not amount.is_finite():
        yield f"{amount} is no number"
        return
    if amount < 0:
        yield f"{amount} is negative"
    if rate and amount >= limits.RATE_LIMIT:
        yield f"{amount} is too large for numeric(19,7)"
    elif too_large(amount):
        yield f"{amount} is too large for numeric(19,5)"
    if reason := too_fine(amount, limits.RATE_DECIMALS if rate else limits.MONEY_DECIMALS):
        yield reason
