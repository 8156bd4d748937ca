"""What every request body has: fields that may be left out, and checks of all of them when it is made."""

import re
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from decimal import Context, Decimal, Inexact
from enum import Enum
from functools import cache
from types import UnionType
from typing import Annotated, Any, ClassVar, Final, Union, get_args, get_origin, get_type_hints

import attrs

__all__ = ["UNSET", "Among", "Body", "Digits", "Email", "Text", "Unset"]


class Unset(Enum):
    """The kind of `UNSET`."""

    UNSET = "unset"

    def __repr__(self) -> str:
        return "UNSET"


UNSET: Final = Unset.UNSET
"""Says that a field is not given: it stays out of the request. None is another thing: it is sent as null."""


@attrs.frozen
class Text:
    """Rule: a text has at most so many characters."""

    longest: int

    def objection(self, value: Any) -> str | None:
        """Give what is accepted if the value is not."""
        if len(value) <= self.longest:
            return None
        return f"it has {len(value)} characters: give at most {self.longest}"


@attrs.frozen
class Digits:
    """Rule: an amount has at most so many digits before and after its point. Zeros at the end do not count."""

    whole: int
    places: int

    def objection(self, value: Any) -> str | None:
        """Give what is accepted if the value is not."""
        if not value.is_finite():
            return "give a finite Decimal"
        exact = value.normalize(_EXACT)
        if max(-exact.as_tuple().exponent, 0) > self.places or exact.adjusted() >= self.whole:
            return f"give at most {self.whole} digits before and {self.places} after the point; round it yourself"
        return None


@attrs.frozen
class Among:
    """Rule: only these members of an enumeration can be written."""

    accepted: tuple[Enum, ...]

    def objection(self, value: Any) -> str | None:
        """Give what is accepted if the value is not."""
        if value in self.accepted:
            return None
        return f"give one of {', '.join(member.name for member in self.accepted)}"


@attrs.frozen
class Email:
    """Rule: a text looks like an e-mail address."""

    def objection(self, value: Any) -> str | None:
        """Give what is accepted if the value is not."""
        return None if _EMAIL.fullmatch(value) else "give an address such as ap@vendor.example"


# More digits than any amount has, so that nothing is rounded; if it were, it would be an error.
_EXACT = Context(prec=100, traps=[Inexact])
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+")
_SUBJECTS: Mapping[type[Any], type[Any]] = {Text: str, Email: str, Digits: Decimal, Among: Enum}
_WORDS = {
    str: "a text",
    int: "a whole number",
    bool: "True or False",
    Decimal: "a Decimal",
    date: "a date",
    datetime: "an aware datetime",
    type(None): "None",
    Unset: "UNSET",
    Mapping: "a mapping",
}


@attrs.frozen(kw_only=True)
class Body:
    """A request body. Its fields are checked when it is made, all of them at once.

    Checked are kinds, lengths and digits, as the API document has them. What it does not forbid is left to
    Procurify, such as an empty name, a requisition without lines or a negative quantity: it may refuse that with a
    `ValidationError`, and its rules are not documented.

    Raises:
        ValueError: fields cannot be right; the message names each with its value and what is accepted.
    """

    wire_names: ClassVar[Mapping[str, str]] = {}
    """How the API spells fields, where that differs."""

    def __attrs_post_init__(self) -> None:
        rules = self._rules_of_class()
        found = [
            f"{field.name} is {getattr(self, field.name)!r:.80}: {words}"
            for field in attrs.fields(type(self))
            for words in _objections(getattr(self, field.name), rules[field.name])
        ]
        if found:
            raise ValueError(f"{type(self).__name__}: {'; '.join(found)}")

    def to_json(self) -> dict[str, Any]:
        """Give what is sent: the API's names, amounts and dates as text, and nothing of what is `UNSET`."""
        values = {field.name: getattr(self, field.name) for field in attrs.fields(type(self))}
        return {
            self.wire_names.get(name, name): _json(value, self._digits(name))
            for name, value in values.items()
            if value is not UNSET
        }

    def _digits(self, name: str) -> Digits | None:
        return next((rule for rule in self._rules_of_class()[name].rules if isinstance(rule, Digits)), None)

    @classmethod
    def _rules_of_class(cls) -> "Mapping[str, _Rules]":
        body: Any = cls
        return _rules(body)


@attrs.frozen
class _Rules:
    kinds: tuple[Any, ...]
    rules: tuple[Any, ...]


@cache
def _rules(body: Any) -> Mapping[str, _Rules]:
    hints = get_type_hints(body, include_extras=True)
    return {field.name: _read_hint(hints[field.name]) for field in attrs.fields(body)}


def _read_hint(hint: Any) -> _Rules:
    rules: tuple[Any, ...] = ()
    if get_origin(hint) is Annotated:
        hint, *rest = get_args(hint)
        rules = tuple(rule for rule in rest if type(rule) in _SUBJECTS)
    return _Rules(get_args(hint) if get_origin(hint) in (Union, UnionType) else (hint,), rules)


def _objections(value: Any, accepted: _Rules) -> Iterator[str]:
    """Say in words what is wrong with a value."""
    if not any(_fits(value, kind) for kind in accepted.kinds):
        yield f"give {' or '.join(_words(kind) for kind in accepted.kinds)}"
        return
    for item in value if type(value) is tuple else (value,):
        for rule in accepted.rules:
            if isinstance(item, _SUBJECTS[type(rule)]) and item is not UNSET:
                yield from filter(None, [rule.objection(item)])


def _fits(value: Any, kind: Any) -> bool:
    if get_origin(kind) is tuple:
        return type(value) is tuple and all(_fits(item, get_args(kind)[0]) for item in value)
    if get_origin(kind) is Mapping:
        return isinstance(value, Mapping)
    if kind is datetime:
        return type(value) is datetime and value.tzinfo is not None
    if issubclass(kind, Enum | Body):
        return isinstance(value, kind)
    return type(value) is kind


def _words(kind: Any) -> str:
    if get_origin(kind) is tuple:
        return f"a tuple, each item of it {_words(get_args(kind)[0])}"
    kind = get_origin(kind) or kind
    return _WORDS.get(kind, f"a {kind.__name__}")


def _json(value: Any, digits: Digits | None) -> Any:
    if isinstance(value, Body):
        return value.to_json()
    if isinstance(value, tuple | list):
        return [_json(item, digits) for item in value]
    if isinstance(value, Mapping):
        return {name: _json(item, None) for name, item in value.items()}
    if isinstance(value, Decimal):
        return _amount(value, digits)
    if isinstance(value, date):  # a datetime is one too
        return value.isoformat()
    return value.value if isinstance(value, Enum) else value


def _amount(value: Decimal, digits: Digits | None) -> str:
    """Write an amount in full, without zeros for which the API has no place; never with an exponent."""
    if digits is not None and -_exponent(value) > digits.places:
        value = value.quantize(Decimal(1).scaleb(-digits.places), context=_EXACT)
    return f"{value:f}"


def _exponent(value: Decimal) -> int:
    exponent = value.as_tuple().exponent
    if not isinstance(exponent, int):
        raise TypeError(f"{value} is no amount: give a finite Decimal")
    return exponent
