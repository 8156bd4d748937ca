"""A converter that reads what different GP services write, and still never guesses.

The coercions are those of contract section 12: trailing spaces, numbers as texts with a point, flags as 0 and 1, three
forms of a date, and 1900-01-01 for "no date". Anything else is an error with the path of the value.
"""

import re
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import cattrs

from dynamicsgp_sba.answers import fold
from dynamicsgp_sba.models import NO_DATE, RowStamp
from dynamicsgp_sba.strict import register, strict_converter

__all__ = ["by_field", "folded_paths", "register_record", "tolerant_converter"]

_INTEGER = re.compile(r"[+-]?\d{1,18}(\.0+)?", re.ASCII)
_COMMA = re.compile(r"[+-]?\d*,\d+", re.ASCII)
_JSON_DATE = re.compile(r"/Date\((-?\d{1,15})([+-]\d{4})?\)/", re.ASCII)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_FLAGS = {"0": False, "1": True, "false": False, "true": True}


def tolerant_converter(*, decimal_comma: bool = False, time_zone: str | None = None) -> cattrs.Converter:
    """Make the converter that reads GP's answers.

    Args:
        decimal_comma: whether amounts may have a comma in place of the point. It is no default, since a comma could
            also separate thousands.
        time_zone: where the days of `/Date(ms)/` begin, by its IANA name; None for UTC. An offset that stands in the
            date itself goes before it.
    """
    converter = strict_converter()
    zone = UTC if time_zone is None else ZoneInfo(time_zone)
    if decimal_comma:
        converter.register_structure_hook(Decimal, _with_comma(converter.get_structure_hook(Decimal)))
    converter.register_structure_hook(str, _text)
    converter.register_structure_hook(int, _integer)
    converter.register_structure_hook(bool, _flag)
    converter.register_structure_hook(date, lambda value, _: _required_date(value, zone))
    converter.register_structure_hook(RowStamp, _stamp)
    # `== date | None` is compared as a value: such a type is no class that a hook could be registered for.
    converter.register_structure_hook_func(
        lambda kind: kind == date | None, lambda value, _: _optional_date(value, zone)
    )
    converter.register_structure_hook_func(lambda kind: kind == datetime | None, _optional_instant)
    return converter


def register_record(converter: cattrs.Converter, kind: type[Any], names: Mapping[str, tuple[str, ...]]) -> None:
    """Teach the converter one kind of record.

    Args:
        converter: one made by `tolerant_converter`.
        kind: the attrs class.
        names: for each field the names that its property may have, GP's column first. A name with points leads into
            nested objects. Case, spaces and underscores do not count.
    """
    register(converter, kind)
    inner = converter.get_structure_hook(kind)
    paths = folded_paths(names)

    def hook(value: object, target: Any) -> Any:
        if not isinstance(value, Mapping):
            return inner(value, target)
        record = inner(by_field(value, paths), target)
        if not paths.keys().isdisjoint(value):
            record.extra.update(_foreign(value, paths))
        return record

    converter.register_structure_hook(kind, hook)


def folded_paths(names: Mapping[str, tuple[str, ...]]) -> dict[str, list[tuple[str, ...]]]:
    """Split names with points into the steps that lead into nested objects, comparable with what an answer has."""
    return {field: [tuple(map(fold, name.split("."))) for name in options] for field, options in names.items()}


def _foreign(value: Mapping[str, Any], paths: Mapping[str, list[tuple[str, ...]]]) -> dict[str, Any]:
    """Find the members that are called as a field of the record is here, but are no name of the wire."""
    taken = {path[0] for options in paths.values() for path in options}
    return {name: item for name, item in value.items() if name in paths and fold(name) not in taken}


def by_field(value: Mapping[str, Any], paths: Mapping[str, list[tuple[str, ...]]]) -> dict[str, Any]:
    """Name the members by field; what no field takes keeps its own name. A null counts as absent.

    Args:
        value: the wire's object.
        paths: the names by field, from `folded_paths`.
    """
    folded = {fold(str(name)): name for name in value}
    found: dict[str, Any] = {}
    used: set[str] = set()
    for field, options in paths.items():
        for path in options:
            if path[0] in folded:
                item = _descend(value[folded[path[0]]], path[1:])
                if item is not None:
                    found[field] = item
                    used.add(folded[path[0]])
                    break
    rest = {name: item for name, item in value.items() if name not in used and name not in paths}
    return rest | found


def _descend(value: Any, path: tuple[str, ...]) -> Any:
    for part in path:
        if not isinstance(value, Mapping):
            return None
        value = next((item for name, item in value.items() if fold(str(name)) == part), None)
    return value


def _text(value: object, target: Any) -> Any:
    if type(value) is not str:
        raise TypeError(f"expected str, got {type(value).__name__}")
    stripped = value.rstrip(" ")
    return stripped if target is str else target(stripped)


def _stamp(value: object, _: Any) -> RowStamp:
    if type(value) is not str:
        raise TypeError(f"expected the row stamp as text, got {type(value).__name__}")
    return RowStamp(value)


def _integer(value: object, target: Any) -> Any:
    if type(value) is int:
        number = value
    elif type(value) in {str, Decimal} and _INTEGER.fullmatch(str(value).strip()):
        number = int(Decimal(str(value).strip()))
    else:
        raise TypeError(f"expected a whole number, got {value!r:.60}")
    return number if target is int else target(number)


def _with_comma(read: Callable[[Any, Any], Any]) -> Callable[[Any, Any], Any]:
    """Make a hook that reads an amount with a comma as the same with a point."""

    def hook(value: object, target: Any) -> Any:
        if type(value) is str and _COMMA.fullmatch(value.strip()):
            value = value.replace(",", ".")
        return read(value, target)

    return hook


def _flag(value: object, _: Any) -> bool:
    if type(value) is bool:
        return value
    if type(value) in {int, str} and str(value).strip().lower() in _FLAGS:
        return _FLAGS[str(value).strip().lower()]
    raise TypeError(f"expected true, false, 0 or 1, got {value!r:.60}")


def _moment(value: object, zone: tzinfo) -> datetime:
    """Read ISO with or without a time, which without an offset stays as written, or `/Date(ms)/` as seen in a zone."""
    if type(value) is not str:
        raise TypeError(f"expected a date as text, got {type(value).__name__}")
    text = value.strip()
    try:
        if match := _JSON_DATE.fullmatch(text):
            instant = _EPOCH + timedelta(milliseconds=int(match[1]))
            return instant.astimezone(zone if match[2] is None else timezone(_offset(match[2])))
        return datetime.fromisoformat(text)
    except (ValueError, OverflowError):
        raise ValueError(f"expected a date such as 2027-04-12, got {value!r:.60}") from None


def _offset(text: str) -> timedelta:
    minutes = int(text[1:3]) * 60 + int(text[3:])
    return timedelta(minutes=-minutes if text[0] == "-" else minutes)


def _optional_date(value: object, zone: tzinfo) -> date | None:
    if value is None or value == "":
        return None
    day = _moment(value, zone).date()
    # Before GP's empty date comes nothing but an empty date of SQL Server or .NET, or GP's own in another zone.
    return None if day <= NO_DATE else day


def _required_date(value: object, zone: tzinfo) -> date:
    day = _optional_date(value, zone)
    if day is None:
        raise ValueError("the date is empty")
    return day


def _optional_instant(value: object, _: Any) -> datetime | None:
    if value is None or value == "":
        return None
    moment = _moment(value, UTC)
    if moment.date() <= NO_DATE:
        return None
    # DEX_ROW_TS is UTC and has no offset in GP.
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
