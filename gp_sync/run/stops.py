"""Why the last run stopped, kept in the ledger: the reason of every document that is still pending."""

import json
from collections.abc import Sequence

from gp_sync.core.canonical import canonical
from gp_sync.core.model import Finding
from gp_sync.ledger.protocols import Ledger
from gp_sync.run.session import Session
from gp_sync.strict import strict_converter

__all__ = ["last_stops", "remember_stops"]

_CONVERTER = strict_converter()


def remember_stops(session: Session, reasons: Sequence[Finding]) -> None:
    """Keep the reasons of a run; writes nothing where they are the ones of the run before.

    Raises:
        LeaseLost: another process took over.
    """
    name = _name(session.connection)
    known, now = session.ledger.recall(name), canonical(reasons)
    if now != (known or "[]"):
        session.remember(name, now, expected=known)


def last_stops(ledger: Ledger, connection: str) -> tuple[Finding, ...]:
    """The reasons why the last run stopped; none if it came to its end."""
    known = ledger.recall(_name(connection))
    return _CONVERTER.structure(json.loads(known or "[]"), tuple[Finding, ...])


def _name(connection: str) -> str:
    return f"stops {connection}"
