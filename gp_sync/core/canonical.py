"""One text for one content: what the ledger stores, compares and fingerprints."""

import hashlib
import json
import re
from typing import Any, TypeVar

import attrs
from cattrs.errors import BaseValidationError

from gp_sync.strict import problems, strict_converter

__all__ = ["OURS_ALONE", "bare", "canonical", "fingerprint", "plain", "revive"]

T = TypeVar("T")

_CONVERTER = strict_converter()

_HALVES = re.compile("[\ud800-\udfff]")

OURS_ALONE = {"ours_alone": True}
"""The metadata of a field, with a default, that we keep for ourselves: the target does not hold it."""


def canonical(value: Any) -> str:
    """Write a value as JSON with sorted keys and no spaces: attrs classes, decimals, dates and instants as text."""
    text = json.dumps(_CONVERTER.unstructure(value), sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    # Halves of a surrogate pair, which JSON can carry as escapes only.
    return _HALVES.sub(lambda half: f"\\u{ord(half[0]):04x}", text)


def bare(body: T) -> T:
    """A body without what we keep for ourselves: two bodies that are alike so need no write between them."""
    kind: Any = type(body)
    if not attrs.has(kind):
        return body
    changes: dict[str, Any] = {}
    for field in attrs.fields(kind):
        value = getattr(body, field.name)
        if field.metadata.get("ours_alone"):
            changes[field.name] = field.default
        elif isinstance(value, tuple):
            changes[field.name] = tuple(bare(row) for row in value)
    return attrs.evolve(body, **changes)  # type: ignore[misc]  # attrs.has told that it is one


def plain(text: str) -> str:
    """An ID or text as GP compares it: without case and without spaces at the end."""
    return text.rstrip().casefold()


def fingerprint(text: str) -> str:
    """The SHA-256 of a canonical text, in hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()


def revive(text: str, kind: type[T]) -> T | None:
    """Read what `canonical` wrote about an attrs class; the text of None becomes None.

    Raises:
        ValueError: the text is of another class or version.
    """
    value = json.loads(text)
    if value is None:
        return None
    try:
        return _CONVERTER.structure(value, kind)
    except (BaseValidationError, TypeError, ValueError) as error:
        raise ValueError("; ".join(problems(error, kind.__name__))) from error
