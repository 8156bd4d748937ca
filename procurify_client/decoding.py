"""From JSON to records: the wire names of the API and the forms in which its values come.

Decoding is strict after the few coercions that the contract names; what it cannot read is an error with a path, never
a guess. The names of the wire are in `names.py`.
"""

from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import cache, lru_cache
from typing import Any, NoReturn, TypeVar
from uuid import UUID

import attrs
import cattrs

from procurify_client import models as m
from procurify_client.names import PARTIES, PARTY, RECORDS
from procurify_client.strict import problems, register, strict_converter

__all__ = ["UndecodableError", "calendar_date", "reader", "structure", "unstructure", "visible_key"]

T = TypeVar("T")


class UndecodableError(Exception):
    """A value is not what the contract says.

    Attributes:
        problems: one line for each value that cannot be read, with its path.
    """

    def __init__(self, problems: tuple[str, ...]) -> None:
        # The argument of Exception is what pickle makes it of again.
        super().__init__(problems)
        self.problems = problems

    def __str__(self) -> str:
        return "; ".join(self.problems)


def structure(value: object, kind: type[T]) -> T:
    """Decode a JSON value (numbers read as int and Decimal) into a record.

    Raises:
        UndecodableError: it cannot be read; the error names every value that is wrong.
    """
    return reader(kind)(value)


def reader(kind: type[T]) -> Callable[[object], T]:
    """Give what decodes values into one kind of record, as `structure` does."""
    hook = _converter().get_structure_hook(kind)

    def read(value: object) -> T:
        try:
            record: T = hook(value, kind)
        except Exception as error:
            # cattrs raises what its hooks raise, alone or in a group: no narrower class covers it.
            raise UndecodableError(problems(error, kind.__name__)) from error
        return record

    return read


def unstructure(record: Any) -> Any:
    """Write a record as `structure` reads it: the wire's names, exact values as text."""
    return _converter().unstructure(record)


def visible_key(value: object) -> int | None:
    """Find the key of a record that may be unreadable otherwise, for the message about it."""
    if isinstance(value, Mapping):
        for name in ("procurify_PO", "id", "num"):
            if type(value.get(name)) is int:
                return int(value[name])
    return None


def calendar_date(value: object, _: Any = None) -> date:
    """Read a calendar date that is stored as a midnight (contract section 6).

    The date meant is that of the nearest midnight in the written offset: `2017-05-16T23:00:00-07:00` is the 17th,
    since the zone that made it lies one hour east of the offset shown. Noon itself belongs to the following
    midnight. A midnight east of UTC+12 that is written in UTC cannot be told from the day before. A plain
    `YYYY-MM-DD` is itself.

    Raises:
        TypeError: the value is not a text.
        ValueError: it is no date.
    """
    if type(value) is not str:
        raise TypeError(f"expected a date as text, got {type(value).__name__}")
    try:
        instant = datetime.fromisoformat(value)
    except ValueError as error:
        raise ValueError(f"expected a date such as 2026-11-04T00:00:00-06:00, got {value!r:.60}") from error
    try:
        return (instant + timedelta(hours=12)).date()
    except OverflowError:  # the last evening of the calendar, which some write for "never"
        return instant.date()


def _amount_or_none(converter: cattrs.Converter) -> Callable[[Any, Any], Decimal | None]:
    """Make the hook for amounts: the documented pattern allows an empty text, which is no amount (section 6)."""
    read = converter.get_structure_hook(Decimal)
    return lambda value, target: None if value == "" else read(value, target)


def _uuid(value: object, _: Any) -> UUID:
    if type(value) is not str:
        raise TypeError(f"expected a UUID as text, got {type(value).__name__}")
    try:
        return UUID(value)
    except ValueError as error:
        raise ValueError(f"expected a UUID, got {value!r:.60}") from error


def _term(value: Any) -> Any:
    """Bring the forms of a term into one: an object, a bare id, or a text (contract sections 9 and 10)."""
    return {"name": value} if type(value) is str else _reference(value)


def _reference(value: Any) -> Any:
    """Make an object of a bare id, which some answers have in its place."""
    return {"id": value} if type(value) is int else value


def _department(value: Any) -> Any:
    """Take `location` for `branch`, which a user's department has (contract section 15)."""
    if isinstance(value, Mapping) and "branch" not in value and "location" in value:
        return {**{key: item for key, item in value.items() if key != "location"}, "branch": value["location"]}
    return value


def _emails(value: Any) -> Any:
    """Make a list: imported vendors may hold a text, even an empty one (contract section 9)."""
    if type(value) is str:
        return [value] if value else []
    return value


def _text(value: Any) -> Any:
    """Make a text of a number: the type of a tax comes as `percent`, `amount`, 0 or 1 (contract section 10.3)."""
    return str(value) if type(value) is int else value


def _parties(value: Any) -> Any:
    """Gather `buyer_…`, `receiver_…` and `vendor_…` members into one object each."""
    if not isinstance(value, Mapping):
        return value
    members: dict[str, Any] = {}
    gathered: dict[str, dict[str, Any]] = {}
    for name, item in value.items():
        party, rest = _party_of(name)
        if party is None:
            members[name] = item
        else:
            gathered.setdefault(party, {})[rest] = item
    return members | gathered


@cache
def _party_of(name: str) -> tuple[str | None, str]:
    for party, prefix in PARTIES.items():
        if name.startswith(prefix) and name.removeprefix(prefix) in _PARTY_MEMBERS:
            return party, name.removeprefix(prefix)
    return None, name


def _spread(written: dict[str, Any]) -> dict[str, Any]:
    """Undo `_parties`."""
    parties = {party: written.pop(party) for party in PARTIES if party in written}
    members = {PARTIES[party] + name: item for party, found in parties.items() for name, item in found.items()}
    return written | members


_PARTY_MEMBERS = {PARTY.get(field.name, field.name) for field in attrs.fields(m.Party)}
_BARE: Mapping[type[Any], Callable[[Any], Any]] = {
    m.NamedTerm: _term,
    m.Address: _reference,
    m.AccountCode: _reference,
    m.Department: _reference,
}
"""What makes an object of what may stand in its place."""
_WHOLE: Mapping[type[Any], Callable[[Any], Any]] = {
    m.Department: _department,
    m.PurchaseOrderRow: _parties,
    m.PurchaseOrder: _parties,
    m.RevisedPurchaseOrder: _parties,
}
"""What brings the forms of an object into one."""
_FORMS: Mapping[type[Any], Mapping[str, Callable[[Any], Any]]] = {
    m.Vendor: {"emails": _emails},
    m.Tax: {"type": _text},
}
"""The same for single fields."""


class _Nothing(dict[str, Any]):
    """The unknown members of a shared record: none, and nobody can put one into it that would show in other records."""

    def _refuse(self, *_: object, **__: object) -> NoReturn:
        raise TypeError("this record is shared by all records that hold it: make your own with attrs.evolve")

    __setitem__ = setdefault = update = __ior__ = _refuse


@cache
def _converter() -> cattrs.Converter:
    """Make the converter at its first use: nobody who only asks for a token waits for it."""
    converter = strict_converter()
    converter.register_structure_hook(Decimal, _amount_or_none(converter))
    converter.register_structure_hook(date, calendar_date)
    converter.register_structure_hook(UUID, _uuid)
    converter.register_unstructure_hook(UUID, str)
    for kind, names in RECORDS.items():
        register(converter, kind, names, _FORMS.get(kind), _BARE.get(kind))
        if kind in _WHOLE:
            _take_forms(converter, kind, _WHOLE[kind])
        if kind is m.NamedTerm:
            _share(converter, kind, names)
    return converter


def _take_forms(converter: cattrs.Converter, kind: type[Any], form: Callable[[Any], Any]) -> None:
    read = converter.get_structure_hook(kind)
    converter.register_structure_hook(kind, lambda value, target: read(form(value), target))
    if form is _parties:
        write = converter.get_unstructure_hook(kind)
        converter.register_unstructure_hook(kind, lambda record: _spread(write(record)))


def _share(converter: cattrs.Converter, kind: type[Any], names: Mapping[str, str]) -> None:
    """Let equal records be one: a tenant has a few terms, which come with every vendor, four at a time."""
    read = converter.get_structure_hook(kind)
    members = {names.get(field.name, field.name) for field in attrs.fields(kind)} - {"extra"}

    @lru_cache(maxsize=1024, typed=True)  # typed, for True equals 1
    def shared(names: tuple[str, ...], *values: object) -> Any:
        return attrs.evolve(read(dict(zip(names, values, strict=True)), kind), extra=_Nothing())

    def hook(value: Any, target: Any) -> Any:
        if type(value) is dict and value.keys() <= members:
            try:
                return shared(tuple(value), *value.values())
            except TypeError:  # a list or an object where a plain value belongs
                return read(value, target)
        return read(value, target)

    converter.register_structure_hook(kind, hook)
