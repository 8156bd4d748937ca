"""What changed in a source document from one version to the next, field by field."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from enum import Enum
from typing import Any

import attrs

from gp_sync.core.model import Difference

__all__ = ["source_changes"]

_NOT_TOLD = frozenset({"id", "key", "version", "state_value"})
"""Fields that only the program reads."""


def source_changes(before: Any, after: Any) -> tuple[Difference, ...]:
    """Each field on which two versions do not agree; those of lines are called by the line's own label.

    Args:
        before: an attrs value.
        after: one of the same class.
    """
    was, became = dict(_fields(before, "")), dict(_fields(after, ""))
    return tuple(
        Difference(field=name, written=was.get(name, ""), there=was.get(name, ""), wanted=became.get(name, ""))
        for name in dict.fromkeys((*was, *became))
        if was.get(name, "") != became.get(name, "")
    )


def _fields(value: Any, name: str) -> Iterator[tuple[str, str]]:
    if value is None or value in ("", ()):
        return
    if attrs.has(type(value)):
        for field in attrs.fields(type(value)):
            if field.name not in _NOT_TOLD:
                yield from _fields(getattr(value, field.name), f"{name} {field.name}".strip())
    elif isinstance(value, tuple):
        for place, part in enumerate(value, start=1):
            yield from _fields(part, getattr(part, "label", f"{name} {place}"))
    elif isinstance(value, Mapping):
        for key, part in value.items():
            yield from _fields(part, f"{name} {key}")
    else:
        yield name, _text(value)


def _text(value: Any) -> str:
    # One amount has one text, however many zeros it was written with.
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return str(value.value) if isinstance(value, Enum) else str(value)
