"""Checks of what a configuration may say; each refusal names the setting, the value and what is accepted."""

from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from string import Formatter
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import attrs

__all__ = [
    "Validator",
    "between",
    "has_capitals",
    "is_zone",
    "no_spaces_around",
    "not_blank",
    "not_negative",
    "one_of",
    "template",
    "template_fields",
    "texts",
    "unique",
]

Validator = Callable[[Any, "attrs.Attribute[Any]", Any], None]


def not_blank(_: Any, attribute: "attrs.Attribute[Any]", value: str) -> None:
    """A text that says something."""
    if not value.strip():
        raise ValueError(f"{attribute.name} is empty: give its text")


def no_spaces_around(_: Any, attribute: "attrs.Attribute[Any]", value: str) -> None:
    """An ID of GP, which has no spaces at its ends: they would make another ID of it."""
    if value != value.strip():
        raise ValueError(f"{attribute.name} is '{value}': take the spaces at its ends away")


def texts(_: Any, attribute: "attrs.Attribute[Any]", value: Mapping[str, str]) -> None:
    """A table of texts: no name twice, and values without spaces at their ends."""
    unique(attribute.name, [(name,) for name in value])
    spaced = [text for text in value.values() if text != text.strip()]
    if spaced:
        raise ValueError(f"{attribute.name} gives '{spaced[0]}': take the spaces at its ends away")


def unique(table: str, names: Iterable[tuple[str, ...]]) -> None:
    """See that no two rows of a table are about one thing: which of them counts would be a guess.

    Raises:
        ValueError: two are; names are compared without case and outer spaces.
    """
    seen: dict[tuple[str, ...], str] = {}
    for row in names:
        words, name = " ".join(filter(None, row)), tuple(part.strip().casefold() for part in row)
        if name in seen:
            raise ValueError(f"{table} lists '{seen[name]}' and '{words}', which are one name: keep one of the two")
        seen[name] = words


def has_capitals(_: Any, attribute: "attrs.Attribute[Any]", value: str) -> None:
    """A text that stays the same in capitals."""
    if value.upper().lower() != value.lower():
        raise ValueError(f"{attribute.name} is '{value}', which would be '{value.upper()}' in capitals: give another")


def is_zone(_: Any, attribute: "attrs.Attribute[Any]", value: str) -> None:
    """A time zone's name."""
    try:
        ZoneInfo(value)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ValueError(f"{attribute.name} is '{value}': give an IANA name such as America/Chicago") from error


def between(low: int, high: int) -> Validator:
    """A number from one to another; None is left to the next check."""

    def check(_: Any, attribute: "attrs.Attribute[Any]", value: int | None) -> None:
        if value is not None and not low <= value <= high:
            raise ValueError(f"{attribute.name} is {value}: give a number from {low} to {high}")

    return check


def not_negative(_: Any, attribute: "attrs.Attribute[Any]", value: Decimal) -> None:
    """An amount of 0 or more."""
    if value < 0:
        raise ValueError(f"{attribute.name} is {value}: give 0 or more")


def one_of(*accepted: str) -> Validator:
    """One of some words."""

    def check(_: Any, attribute: "attrs.Attribute[Any]", value: str) -> None:
        if value not in accepted:
            raise ValueError(f"{attribute.name} is '{value}': give one of {', '.join(accepted)}")

    return check


def template_fields(text: str) -> frozenset[str]:
    """The names in braces of a template. Raises ValueError if it is none."""
    return frozenset(name for _, name, _, _ in Formatter().parse(text) if name is not None)


def template(*names: str, needed: bool = True) -> Validator:
    """A template may use these names in braces; one that numbers things needs at least one of them."""
    accepted = ", ".join(f"{{{name}}}" for name in names)
    least = ", and at least one of them" if needed else ""

    def check(_: Any, attribute: "attrs.Attribute[Any]", value: str) -> None:
        try:
            used = template_fields(value)
            known = used <= set(names) and bool(used or not needed)
            if known:
                value.format(**dict.fromkeys(names, "1"))
        except (ValueError, LookupError) as error:
            raise ValueError(f"{attribute.name} is '{value}': {error}; it takes {accepted}") from error
        if not known:
            raise ValueError(f"{attribute.name} is '{value}': it takes {accepted}{least}")

    return check
