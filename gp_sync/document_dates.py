"""Dates that people gave orders for GP, in place of their own: kept in the ledger, and read as facts."""

from datetime import date, datetime
from typing import Any

from gp_sync.core.model import Ref
from gp_sync.ledger.protocols import Ledger

__all__ = ["DocumentDates", "memo_of"]

_KIND = "document_date"


def memo_of(connection: str, source_id: str) -> str:
    """The name under which the ledger keeps an order's date."""
    return f"document date {connection} {source_id}"


class DocumentDates:
    """`References` of the kind `document_date`, from the ledger of one connection."""

    kinds = frozenset({_KIND})

    def __init__(self, ledger: Ledger, connection: str) -> None:
        self._ledger = ledger
        self._connection = connection

    def find(self, ref: Ref, _: datetime) -> Any | None:
        """The day that a person gave an order, or None."""
        kept = self._ledger.recall(memo_of(self._connection, ref.key[0]))
        return date.fromisoformat(kept) if kept else None

    def seed(self, ref: Ref, fact: Any, at: datetime) -> None:
        """No document brings such a date along."""

    def begin_run(self, at: datetime) -> None:
        """Nothing is kept outside the ledger."""
