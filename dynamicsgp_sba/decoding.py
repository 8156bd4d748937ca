"""From what JSON has to a record, by the names of the wire in `columns.py`."""

from collections.abc import Mapping
from typing import Any, TypeVar

import cattrs

from dynamicsgp_sba import limits, models
from dynamicsgp_sba.answers import fold
from dynamicsgp_sba.columns import DECIMALS, NAMES, Names
from dynamicsgp_sba.tolerant import register_record, tolerant_converter

__all__ = ["decode"]

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


def _converter() -> cattrs.Converter:
    converter = tolerant_converter()
    # Lines, segments and the like come first: a record's hook looks up those of its parts when it is made.
    for kind, names in reversed(NAMES.items()):
        register_record(converter, kind, names)
    return converter


_CONVERTER = _converter()


def decode(kind: type[T], value: Any, aliases: Names) -> T:
    """Read one record from what JSON has.

    Args:
        kind: the attrs class.
        value: the wire's object.
        aliases: further property names by field, from the site's profile.

    Raises:
        cattrs.BaseValidationError: a value cannot be read.
        TypeError: it is no object.
    """
    if isinstance(value, Mapping):
        value = _prepared(kind, _with_aliases(kind, value, aliases))
    return _CONVERTER.structure(value, kind)


def _with_aliases(kind: type[Any], value: Mapping[str, Any], aliases: Names) -> Mapping[str, Any]:
    extra = {fold(name): NAMES[kind][field][0] for field, names in aliases.items() for name in names}
    return {extra.get(fold(str(name)), name): item for name, item in value.items()} if extra else value
