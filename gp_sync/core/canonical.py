"""One text for one content: what the ledger stores, compares and fingerprints."""

import hashlib
import json
from typing import Any

from gp_sync.strict import strict_converter

__all__ = ["canonical", "fingerprint"]

_CONVERTER = strict_converter()


def canonical(value: Any) -> str:
    """Write a value as JSON with sorted keys and no spaces: attrs classes, decimals, dates and instants as text."""
    return json.dumps(_CONVERTER.unstructure(value), sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def fingerprint(text: str) -> str:
    """The SHA-256 of a canonical text, in hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()
