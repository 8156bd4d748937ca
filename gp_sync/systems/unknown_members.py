"""What a record of Procurify's has that the client has no name for: members, and values of enumerations."""

from collections.abc import Iterator
from typing import Any

import attrs

from procurify_client.strict import OpenEnum

__all__ = ["unknown_members"]

_LONGEST = 60


def unknown_members(*records: Any) -> frozenset[str]:
    """Their names, such as `PurchaseOrder.widget` for a member and `PurchaseOrderState 9` for a value."""
    return frozenset(name[:_LONGEST] for record in records for name in _of(record))


def _of(value: Any) -> Iterator[str]:
    if isinstance(value, OpenEnum):
        if not value.is_known:
            yield f"{type(value).__name__} {value.value}"
    elif isinstance(value, list | tuple):
        for row in value:
            yield from _of(row)
    elif attrs.has(type(value)):
        for field in attrs.fields(type(value)):
            inner = getattr(value, field.name)
            if field.name == "extra":
                yield from (f"{type(value).__name__}.{name}" for name in inner)
            else:
                yield from _of(inner)
