"""Filters of lists: from Python values to query parameters.

Procurify ignores query parameters that it does not know (contract section 4), so that a misspelt filter returns
everything. Therefore names and values are checked here.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from enum import Enum

import attrs

__all__ = [
    "Filter",
    "boolean",
    "comma_separated",
    "day",
    "decimal",
    "instant",
    "number",
    "one_of",
    "query",
    "repeated",
    "text",
]


@attrs.frozen
class Filter:
    """One filter: its name on the wire, and how its value is written; several texts repeat the name."""

    wire: str
    write: Callable[[object], str | Sequence[str]]


def day(wire: str) -> Filter:
    """Make a filter that takes a date. Which time zone cuts the day is not documented (contract section 5)."""

    def write(value: object) -> str:
        if not isinstance(value, date) or isinstance(value, datetime):
            raise TypeError("a date, such as date(2026, 11, 4): filters go by whole days")
        return value.isoformat()

    return Filter(wire, write)


def instant(wire: str) -> Filter:
    """Make a filter that takes an aware datetime."""

    def write(value: object) -> str:
        if not isinstance(value, datetime) or value.tzinfo is None:
            raise TypeError("an aware datetime, such as datetime(2026, 11, 4, tzinfo=UTC)")
        return value.isoformat()

    return Filter(wire, write)


def number(wire: str, codes: type[Enum] | None = None) -> Filter:
    """Make a filter that takes a whole number, such as an id, or one of the codes that an enumeration names."""
    accepted = (
        "a whole number" if codes is None else f"a whole number, such as {codes.__name__}.{next(iter(codes)).name}"
    )

    def write(value: object) -> str:
        if not isinstance(value, int) or isinstance(value, bool):
            raise TypeError(accepted)
        return str(int(value))

    return Filter(wire, write)


def decimal(wire: str) -> Filter:
    """Make a filter that takes an amount."""

    def write(value: object) -> str:
        if not isinstance(value, Decimal) or not value.is_finite():
            raise TypeError("a Decimal")
        return f"{value:f}"

    return Filter(wire, write)


def boolean(wire: str) -> Filter:
    """Make a filter that takes True or False."""

    def write(value: object) -> str:
        if not isinstance(value, bool):
            raise TypeError("True or False")
        return str(value).lower()

    return Filter(wire, write)


def text(wire: str) -> Filter:
    """Make a filter that takes a text that is not empty."""

    def write(value: object) -> str:
        if not isinstance(value, str) or not value:
            raise TypeError("a text that is not empty")
        return value

    return Filter(wire, write)


def one_of(wire: str, accepted: Sequence[str]) -> Filter:
    """Make a filter that takes one of a few texts, also as the member of an enumeration."""

    def write(value: object) -> str:
        if not isinstance(value, str) or value not in accepted:
            raise TypeError(f"one of {', '.join(accepted)}")
        return str(getattr(value, "value", value))

    return Filter(wire, write)


def comma_separated(wire: str) -> Filter:
    """Make a filter that takes ids and writes them as one text with commas (contract section 5)."""
    each = repeated(number(wire))
    return Filter(wire, lambda value: ",".join(each.write(value)))


def repeated(one: Filter) -> Filter:
    """Make a filter that takes several values of another and repeats the name for each (contract section 5)."""

    def write(value: object) -> Sequence[str]:
        if not isinstance(value, list | tuple) or not value:
            raise TypeError("a list or tuple that is not empty")
        try:
            return [str(one.write(item)) for item in value]
        except TypeError as error:
            raise TypeError(f"a list or tuple, each item of it {error}") from None

    return Filter(one.wire, write)


def query(known: Mapping[str, Filter], given: Mapping[str, object]) -> tuple[tuple[str, str], ...]:
    """Write filters as a query. A filter that is None is left out.

    Raises:
        TypeError: a filter has a name that the list does not know, or a value of the wrong kind.
    """
    pairs: list[tuple[str, str]] = []
    for name, value in given.items():
        if name not in known:
            raise TypeError(f"there is no filter {name!r} here: the filters are {', '.join(sorted(known))}")
        if value is None:
            continue
        try:
            written = known[name].write(value)
        except TypeError as error:
            raise TypeError(f"{name} is {value!r}: give {error}") from None
        pairs.extend((known[name].wire, text) for text in ([written] if isinstance(written, str) else written))
    return tuple(pairs)
