"""A converter that never guesses, and enumerations that stay open.

cattrs coerces by default: None becomes "None", 5.7 becomes 5, a text becomes a list of letters. In a ledger that is
corruption, so every hook here takes a value of the right kind or refuses it.

The same file stands in each package of this repository that decodes data; a test compares the copies.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import Enum
from functools import cache
from typing import Any, Self, cast, get_args, get_origin

import attrs
import cattrs
from cattrs import errors

__all__ = ["OpenEnum", "exactly", "problems", "register", "strict_converter"]

_DECIMAL = re.compile(r"\s*[+-]?(\d+(\.\d*)?|\.\d+)\s*", re.ASCII)
_REACH = 10_000  # digits; 1E+999999999 in full would fill all memory
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
        if target is kind:
            return value
        # An enumeration mixed with str or int is asked for through the hook of that type.
        return target._value2member_map_.get(value) or target(value)

    return hook


_EXACT: dict[Any, Callable[[object, Any], Any]] = {kind: exactly(kind) for kind in (str, int, bool)}


def strict_converter() -> cattrs.Converter:
    """Make a converter that decodes what JSON has, exactly.

    Decimals come from JSON numbers or plain decimal texts; instants must carry an offset and become UTC; dates are
    `YYYY-MM-DD`; a tuple comes from a list only. What goes out as text comes back as the same value.
    """
    converter = cattrs.Converter(detailed_validation=True, prefer_attrib_converters=False)
    for kind, hook in _EXACT.items():
        converter.register_structure_hook(kind, hook)
    converter.register_structure_hook(Decimal, _decimal)
    converter.register_structure_hook(datetime, _instant)
    converter.register_structure_hook(date, _date)
    converter.register_structure_hook_factory(
        lambda target: cast("Any", get_origin(target)) is tuple, lambda target: _tuple(converter, target)
    )
    converter.register_unstructure_hook_func(
        lambda kind: isinstance(kind, type) and issubclass(kind, Enum), lambda member: member.value
    )
    converter.register_unstructure_hook(Decimal, lambda value: format(value, "f"))  # str writes 0.0000001 as 1E-7
    converter.register_unstructure_hook(datetime, datetime.isoformat)
    converter.register_unstructure_hook(date, date.isoformat)
    return converter


def register(
    converter: cattrs.Converter,
    kind: type[Any],
    names: Mapping[str, str] | None = None,
    forms: Mapping[str, Callable[[Any], Any]] | None = None,
    bare: Callable[[Any], Any] | None = None,
) -> None:
    """Teach the converter one attrs class: the wire names of its fields, and where unknown members go.

    Args:
        converter: one made by `strict_converter`, which knows the classes of the fields already.
        kind: the attrs class. A field with a default may be missing or null. Members that no field names are kept in a
            field `extra`, if there is one. Classes with `slots=False` are read twice as fast.
        names: wire names by field name, where the two differ.
        forms: by field name, what brings the forms in which a value comes into the one that is read.
        bare: makes an object of what may stand in its place.
    """
    names, forms = names or {}, forms or {}
    fields = [
        _field(converter, kind, field, names.get(field.name, field.name), forms.get(field.name))
        for field in attrs.fields(attrs.resolve_types(kind))
        if field.name != "extra"
    ]
    converter.register_structure_hook(kind, _reader(kind, fields, bare))
    converter.register_unstructure_hook(kind, _writer(converter, fields))


@attrs.frozen(kw_only=True)
class _Field:
    """How one field is read: values of the type `plain` as they are, all others by `read`."""

    name: str
    wire: str
    plain: type | None
    required: bool
    target: Any
    read: Callable[[Any, Any], Any]


def _field(
    converter: cattrs.Converter, kind: type[Any], field: Any, wire: str, form: Callable[[Any], Any] | None
) -> _Field:
    options = [option for option in get_args(field.type) if option is not type(None)]
    base = options[0] if len(options) == 1 and type(None) in get_args(field.type) else field.type
    target, hook = field.type, converter.get_structure_hook
    read: Callable[[Any, Any], Any] = converter.structure  # a record of its own kind is not known to the converter yet
    if base is not kind:
        # Null does not come here, so what cattrs does for all that may be None is passed by.
        target = base if hook(target) == hook(bytes | None) else target
        read = hook(target)
    exact = base in _EXACT and hook(base) is _EXACT[base]
    return _Field(
        name=field.name,
        wire=wire,
        required=field.default is attrs.NOTHING,
        plain=base if exact and form is None else None,
        target=target,
        read=read if form is None else lambda value, target: read(form(value), target),
    )


def _reader(kind: type[Any], fields: Sequence[_Field], bare: Callable[[Any], Any] | None) -> Callable[[Any, Any], Any]:
    """Make the hook that reads a class: our own, in a third of cattrs' time, since records come by the thousand."""
    how = {field.wire: (field.name, field.plain, field.read, field.target) for field in fields}
    required = frozenset(field.name for field in fields if field.required)
    has_extra = len(fields) < len(attrs.fields(kind))
    defaults = _defaults(kind)
    new, put = object.__new__, object.__setattr__

    def hook(value: Any, _: Any) -> Any:
        value = value if type(value) is dict else _object(value, bare)
        found = {} if defaults is None else defaults.copy()
        extra: dict[str, Any] = {}
        faults: list[Exception] = []
        for wire, item in value.items():
            if wire not in how:
                extra[wire] = item
                continue
            if item is None:
                continue
            name, plain, read, target = how[wire]
            if type(item) is plain:
                found[name] = item
            else:
                try:
                    found[name] = read(item, target)
                except Exception as fault:  # noqa: BLE001  # whatever a hook raises is told of its field
                    faults.append(_noted(fault, kind, name, target))
        if faults or not required <= found.keys():
            absent = (field for field in fields if field.required and value.get(field.wire) is None)
            faults += [_noted(KeyError(field.wire), kind, field.name, field.target) for field in absent]
            raise errors.ClassValidationError(f"While structuring {kind.__name__}", faults, kind)
        if has_extra:
            found["extra"] = extra
        if defaults is None:
            return kind(**found)
        # What the constructor does, without its setting one field after the other: that costs more than all the rest.
        record = new(kind)
        put(record, "__dict__", found)
        return record

    return hook


def _object(value: Any, bare: Callable[[Any], Any] | None) -> Mapping[str, Any]:
    found = value if bare is None else bare(value)
    if not isinstance(found, Mapping):
        raise TypeError(f"expected an object, got {type(found).__name__}")
    return found


def _defaults(kind: type[Any]) -> dict[str, Any] | None:
    """Give the fields of a record that says nothing; None for a class whose constructor does more than set fields."""
    fields = attrs.fields(kind)
    checked = any(field.validator or field.converter for field in fields) or hasattr(kind, "__attrs_post_init__")
    if kind.__dictoffset__ == 0 or checked:
        return None
    return {field.name: field.default for field in fields if field.default is not attrs.NOTHING}


def _noted(fault: Exception, kind: type[Any], name: str, target: Any) -> Exception:
    """Tell of which field a fault is, in the way of cattrs, so that it finds the path."""
    fault.add_note(errors.AttributeValidationNote(f"{kind.__name__}.{name}", name, target))
    return fault


def _writer(converter: cattrs.Converter, fields: Sequence[_Field]) -> Callable[[Any], dict[str, Any]]:
    """Make the hook that writes a class; what was not decoded stays as it is, and unknown members where they were."""

    def write(value: Any, kind: Any) -> Any:
        if kind is Any:
            return value
        return value.value if isinstance(value, Enum) else converter.unstructure(value)

    def hook(record: Any) -> dict[str, Any]:
        written = {field.wire: write(getattr(record, field.name), field.target) for field in fields}
        return {**getattr(record, "extra", {}), **written}

    return hook


def problems(error: BaseException, name: str) -> tuple[str, ...]:
    """Say in words what a converter refused, one line for each value, with its path.

    Args:
        error: what `structure` raised.
        name: how the outermost thing is called, such as `PurchaseOrder`.
    """

    def words(fault: BaseException, _: type | None) -> str:
        return f"missing {fault}" if isinstance(fault, KeyError) else str(fault)

    return tuple(cattrs.transform_error(error, path=name, format_exception=words))


def _decimal(value: object, _: Any) -> Decimal:
    if type(value) is int or (type(value) is str and _DECIMAL.fullmatch(value)):
        value = Decimal(value)
    if type(value) is Decimal and value.is_finite() and abs(value.adjusted()) < _REACH:
        return value
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
        return instant if instant.tzinfo is UTC else instant.astimezone(UTC)
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
    # Looked up at the first use, since a class may be taught after its owner.
    late = cache(lambda: converter.get_structure_hook(arguments[0]))

    def hook(value: object, _: Any) -> tuple[Any, ...]:
        if type(value) is not list:
            raise TypeError(f"expected a list, got {type(value).__name__}")
        if not value:
            return ()
        read = late()
        found: list[Any] = []
        faults: list[Exception] = []
        for index, item in enumerate(value):
            try:
                found.append(read(item, arguments[0]))
            except Exception as fault:  # noqa: BLE001  # whatever a hook raises is told of its item
                fault.add_note(errors.IterableValidationNote(f"[{index}]", index, arguments[0]))
                faults.append(fault)
        if faults:
            raise errors.IterableValidationError(f"While structuring {target}", faults, target)
        return tuple(found)

    return hook
