"""A converter that never guesses, and enumerations that stay open.

cattrs coerces by default: None becomes "None", 5.7 becomes 5, a text becomes a list of letters. In a ledger that is
corruption, so every hook here takes a value of the right kind or refuses it.

The same file stands in each package of this repository that decodes data; a test compares the copies.
"""

import re
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import Enum
from typing import Any, Self, cast, get_args, get_origin

import attrs
import cattrs
from cattrs.gen import make_dict_structure_fn, make_dict_unstructure_fn, override

__all__ = ["OpenEnum", "exactly", "problems", "register", "strict_converter"]

_DECIMAL = re.compile(r"[+-]?\d+(\.\d+)?", re.ASCII)
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


class OpenEnum(Enum):
    """Known values have names; new ones from a server pass through unharmed.

    Mix it with `str` or `int`: `class State(int, OpenEnum)`. A value without a name keeps its value, is named
    `UNKNOWN`, and says so in `is_known`.
    """

    @classmethod
    def _missing_(cls, value: object) -> Self | None:
        kind: Any = vars(cls)["_member_type_"]  # what the enum is mixed with
        if type(value) is not kind:
            return None
        new: Callable[..., Self] = kind.__new__
        member = new(cls, value)
        member._name_, member._value_ = "UNKNOWN", value
        return member

    @property
    def is_known(self) -> bool:
        """Whether this value has a name in this version."""
        return self._value_ in type(self)._value2member_map_


def exactly(kind: type) -> Callable[[object, Any], Any]:
    """Make a hook that accepts a value of this very type and never coerces."""

    def hook(value: object, target: Any) -> Any:
        if type(value) is not kind:
            raise TypeError(f"expected {kind.__name__}, got {type(value).__name__}")
        # An enumeration mixed with str or int is asked for through the hook of that type.
        return value if target is kind else target(value)

    return hook


def strict_converter() -> cattrs.Converter:
    """Make a converter that decodes what JSON has, exactly.

    Decimals come from JSON numbers read as Decimal or from plain decimal texts; instants must carry an offset and
    become UTC; dates are `YYYY-MM-DD`; a tuple comes from a list only. Going out, decimals, dates and instants
    become text that comes back as the same value.
    """
    converter = cattrs.Converter(detailed_validation=True, prefer_attrib_converters=False)
    for kind in (str, int, bool):
        converter.register_structure_hook(kind, exactly(kind))
    converter.register_structure_hook(Decimal, _decimal)
    converter.register_structure_hook(datetime, _instant)
    converter.register_structure_hook(date, _date)
    converter.register_structure_hook_factory(
        lambda target: cast("Any", get_origin(target)) is tuple, lambda target: _tuple(converter, target)
    )
    converter.register_unstructure_hook_func(_is_enum, lambda member: member.value)
    converter.register_unstructure_hook(Decimal, lambda value: format(value, "f"))  # str writes 0.0000001 as 1E-7
    converter.register_unstructure_hook(datetime, datetime.isoformat)
    converter.register_unstructure_hook(date, date.isoformat)
    return converter


def register(converter: cattrs.Converter, kind: type[Any], names: Mapping[str, str] | None = None) -> None:
    """Teach the converter one attrs class: the wire names of its fields, and where unknown members go.

    Args:
        converter: one made by `strict_converter`.
        kind: the attrs class. If it has a field `extra`, members of the wire's object that no field names are kept
            there; if not, they are ignored.
        names: wire names by field name, where the two differ.
    """
    names = names or {}
    fields = [field.name for field in attrs.fields(kind)]
    renames: Any = {name: override(rename=wire) for name, wire in names.items()}
    structure = make_dict_structure_fn(kind, converter, **renames)
    known = {names.get(name, name) for name in fields if name != "extra"}
    has_extra = "extra" in fields

    def hook(value: object, _: Any) -> Any:
        if not isinstance(value, Mapping):
            raise TypeError(f"expected an object, got {type(value).__name__}")
        members = {key: value[key] for key in known if key in value}
        if has_extra:
            members["extra"] = {key: item for key, item in value.items() if key not in known}
        return structure(members, kind)

    converter.register_structure_hook(kind, hook)
    converter.register_unstructure_hook(kind, make_dict_unstructure_fn(kind, converter, **renames))


def problems(error: BaseException, name: str) -> tuple[str, ...]:
    """Say in words what a converter refused, one line for each value, with its path.

    Args:
        error: what `structure` raised.
        name: how the outermost thing is called, such as `PurchaseOrder`.
    """

    def words(fault: BaseException, _: type | None) -> str:
        return f"missing {fault}" if isinstance(fault, KeyError) else str(fault)

    return tuple(cattrs.transform_error(error, path=name, format_exception=words))


def _is_enum(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, Enum)


def _decimal(value: object, _: Any) -> Decimal:
    if type(value) is Decimal and value.is_finite():
        return value
    if type(value) is int:
        return Decimal(value)
    if type(value) is str and _DECIMAL.fullmatch(value.strip()):
        return Decimal(value.strip())
    raise TypeError(f"expected a decimal number, got {value!r:.60}")


def _instant(value: object, _: Any) -> datetime:
    if type(value) is not str:
        raise TypeError(f"expected an instant as text, got {type(value).__name__}")
    try:
        instant = datetime.fromisoformat(value)
    except ValueError as error:
        raise ValueError(f"expected an instant such as 2026-11-04T09:30:00-06:00, got {value!r:.60}") from error
    if instant.tzinfo is None:
        raise ValueError(f"expected an instant with its offset from UTC, got {value!r:.60}")
    try:
        return instant.astimezone(UTC)
    except OverflowError as error:
        raise ValueError(f"expected an instant inside the calendar, got {value!r:.60}") from error


def _date(value: object, _: Any) -> date:
    if type(value) is not str or not _DATE.fullmatch(value):
        raise TypeError(f"expected a date such as 2026-11-04, got {value!r:.60}")
    return date.fromisoformat(value)


def _tuple(converter: cattrs.Converter, target: Any) -> Callable[[object, Any], tuple[Any, ...]]:
    arguments = get_args(target)
    if arguments[1:] != (Ellipsis,):
        raise TypeError(f"{target}: only tuples of one kind of item are decoded")
    items = list[arguments[0]]  # type: ignore[valid-type]  # a run-time type, handed to cattrs

    def hook(value: object, _: Any) -> tuple[Any, ...]:
        if type(value) is not list:
            raise TypeError(f"expected a list, got {type(value).__name__}")
        return tuple(converter.structure(value, items))

    return hook
