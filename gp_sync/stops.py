"""Why the last run stopped, kept in the ledger: the reason of every document that is still pending."""

import json
from collections.abc import Sequence

from gp_sync.core.canonical import canonical
from gp_sync.core.model import Finding
from gp_sync.ledger.protocols import Ledger
from gp_sync.strict import strict_converter

__all__ = ["last_stops", "remember_stops"]

_CONVERTER = strict_converter()


def remember_stops(ledger: Ledger, connection: str, reasons: Sequence[Finding]) -> None:
    """Keep the reasons of a run; writes nothing where they are the ones of the run before."""
    known, now = ledger.recall(_name(connection)), canonical(reasons)
    if now != (known or "[]"):
        ledger.remember(_name(connection), now, expected=known)


def last_stops(ledger: Ledger, connection: str) -> tuple[Finding, ...]:
    """The reasons why the last run stopped; none if it came to its end."""
    known = ledger.recall(_name(connection))
    return _CONVERTER.structure(json.loads(known or "[]"), tuple[Finding, ...])


def _name(connection: str) -> str:
    return f"stops {connection}"
