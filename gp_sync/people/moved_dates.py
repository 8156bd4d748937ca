"""Dates that persons gave to documents for the target, kept in the ledger and asked for as facts."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from gp_sync.core.flow import MoreReferences, References
from gp_sync.core.model import Key, Ref
from gp_sync.ledger.protocols import Ledger
from gp_sync.run.session import Session

__all__ = ["DOCUMENT_DATE", "MovedDates", "moved_date", "remember_date"]

DOCUMENT_DATE = "document_date"
"""The kind of the fact: its key is the document's, and it is the day that a person gave it, if any."""


class MovedDates(MoreReferences):
    """`References` that also know the dates that persons gave to documents; every other fact is asked of another one.

    Args:
        references: who knows all other facts.
        ledger: where the dates are kept.
        connection: whose documents.
        flow: the name of the flow whose dates are tried.
        tried: dates to be answered in place of the kept ones, by source id, to see what they would change.
    """

    def __init__(
        self,
        references: References,
        ledger: Ledger,
        connection: str,
        flow: str,
        tried: Mapping[str, date | None] | None = None,
    ) -> None:
        super().__init__(references, {DOCUMENT_DATE})
        self._ledger = ledger
        self._connection = connection
        self._flow = flow
        self._tried = tried or {}

    def answer(self, ref: Ref, _: datetime) -> Any | None:
        """See `MoreReferences.answer`; the ledger's dates are those of this moment."""
        flow, source_id = ref.key
        if flow == self._flow and source_id in self._tried:
            return self._tried[source_id]
        return moved_date(self._ledger, Key(connection=self._connection, flow=flow, source_id=source_id))


def moved_date(ledger: Ledger, key: Key) -> date | None:
    """The day that a person gave a document; None if it has its own."""
    kept = ledger.recall(_name(key))
    return date.fromisoformat(kept) if kept else None


def remember_date(session: Session, key: Key, day: date | None, *, by: str, why: str) -> None:
    """Keep the day that a person gives a document, or give it its own back; audited with the day before.

    Raises:
        LeaseLost: another process took over.
    """
    name = _name(key)
    kept = session.ledger.recall(name)
    new = "" if day is None else day.isoformat()
    event = session.event("document.date_moved", by=by, why=why, old=kept or None, new=new or None)
    session.check(session.ledger.note(key.connection, event, session.fence, key=key))
    session.remember(name, new, expected=kept)


def _name(key: Key) -> str:
    return f"document date {key.connection} {key.flow} {key.source_id}"
