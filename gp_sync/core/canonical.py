"""One text for one content: what the ledger stores, compares and fingerprints."""

import hashlib
import json
from typing import Any, TypeVar

from cattrs.errors import BaseValidationError

from gp_sync.strict import problems, strict_converter

__all__ = ["canonical", "fingerprint", "revive"]

T = TypeVar("T")

_CONVERTER = strict_converter()


def canonical(value: Any) -> str:
    """Write a value as JSON with sorted keys and no spaces: attrs classes, decimals, dates and instants as text."""
    return json.dumps(_CONVERTER.unstructure(value), sort_keys=True, separators=(",", ":"), ensure_ascii=False)


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
