"""From what JSON has to a record, by the names of the wire in `columns.py`."""

from collections.abc import Mapping
from functools import cache
from typing import Any, TypeVar

import cattrs

from dynamicsgp_sba import limits, models
from dynamicsgp_sba.answers import fold
from dynamicsgp_sba.columns import DECIMALS, NAMES, PARTS, Names
from dynamicsgp_sba.dexterity import DEXTERITY
from dynamicsgp_sba.tolerant import by_field, folded_paths, register_record, tolerant_converter

__all__ = ["decode", "key_of"]

T = TypeVar("T")

_STEPS = limits.MONEY_DECIMALS + 1


def _decimals(value: Mapping[str, Any], fields: Mapping[str, str]) -> Mapping[str, Any]:
    """Turn columns that hold a number of decimals and one into the number of decimals, under the field's name.

    On items 7 to 12 are found beside 1 to 6, where several currencies are registered; both mean 0 to 5 decimals. What
    is neither keeps its own name, so that nobody takes it for a number of decimals.
    """
    found: dict[str, Any] = {}
    for name, item in value.items():
        field = fields.get(fold(str(name)))
        if field is None or type(item) is not int or not 1 <= item <= 2 * _STEPS:
            found[name] = item
        else:
            found[field] = (item - 1) % _STEPS
    return found


def _vendor_status(value: Mapping[str, Any]) -> Mapping[str, Any]:
    """Make one status of the two flags that the .NET class has instead."""
    flags = {fold(str(name)): item for name, item in value.items()}
    if "vendstts" in flags or "isactive" not in flags:
        return value
    code = 2 if flags["isactive"] is False else 3 if flags.get("isonetime") is True else 1
    return {**value, "VENDSTTS": code}


def _prepared(kind: type[Any], value: Mapping[str, Any]) -> Mapping[str, Any]:
    if kind is models.Vendor:
        return _vendor_status(value)
    return _decimals(value, DECIMALS[kind]) if kind in DECIMALS else value


def _options(names: tuple[str, ...]) -> tuple[str, ...]:
    """The names that a property may have: GP's column, Dexterity's field, and the .NET classes'."""
    dexterity = DEXTERITY.get(names[0])
    return names if dexterity is None else (names[0], dexterity, *names[1:])


@cache
def _converter(*, decimal_comma: bool, time_zone: str | None) -> cattrs.Converter:
    converter = tolerant_converter(decimal_comma=decimal_comma, time_zone=time_zone)
    # Lines, segments and the like come first: a record's hook looks up those of its parts when it is made.
    for kind, names in reversed(NAMES.items()):
        register_record(converter, kind, {field: _options(options) for field, options in names.items()})
    return converter


def decode(
    kind: type[T], value: Any, aliases: Names, *, decimal_comma: bool = False, time_zone: str | None = None
) -> T:
    """Read one record from what JSON has.

    Args:
        kind: the attrs class.
        value: the wire's object.
        aliases: further property names by field, from the site's profile.
        decimal_comma: whether amounts may have a comma in place of the point.
        time_zone: where the days of `/Date(ms)/` begin, by its IANA name; None for UTC.

    Raises:
        cattrs.BaseValidationError: a value cannot be read.
        TypeError: it is no object.
    """
    if isinstance(value, Mapping):
        value = _prepared(kind, _with_aliases(kind, value, aliases))
    return _converter(decimal_comma=decimal_comma, time_zone=time_zone).structure(value, kind)


def key_of(kind: type[Any], value: Mapping[str, Any], key: tuple[str, ...], aliases: Names) -> dict[str, str]:
    """Read the parts of a record's key by their columns, and nothing else; a part that is not there is left out."""
    paths = {names[0]: _options(names) for names in NAMES[kind].values() if names[0] in key}
    found = by_field(_with_aliases(kind, value, aliases), folded_paths(paths))
    return {column: str(found[column]).rstrip(" ") for column in key if str(found.get(column) or "").strip(" ")}


def _with_aliases(kind: type[Any], value: Mapping[str, Any], aliases: Names) -> Mapping[str, Any]:
    """Give the members the names that the converter knows; those of lines and the like too."""
    own = {field: names for field, names in aliases.items() if "." not in field}
    known = {fold(name): NAMES[kind][field][0] for field, names in own.items() for name in names}
    renamed = {known.get(fold(str(name)), name): item for name, item in value.items()} if known else value
    for part, inner in PARTS.get(kind, {}).items():
        dotted = f"{part}."
        theirs = {field.removeprefix(dotted): names for field, names in aliases.items() if field.startswith(dotted)}
        if theirs:
            renamed = {
                name: _each_with_aliases(inner, item, theirs) if fold(str(name)) in _folded(kind, part) else item
                for name, item in renamed.items()
            }
    return renamed


def _each_with_aliases(kind: type[Any], rows: Any, aliases: Names) -> Any:
    if not isinstance(rows, list):
        return rows
    return [_with_aliases(kind, row, aliases) if isinstance(row, Mapping) else row for row in rows]


def _folded(kind: type[Any], field: str) -> set[str]:
    return {fold(name) for name in NAMES[kind][field]}
