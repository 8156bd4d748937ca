"""What a source of reference tables must do."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Protocol

import attrs

from gp_sync.references.tables import Table

__all__ = ["NotAvailableHere", "Rows", "TableSource", "Unreadable"]


class NotAvailableHere(Exception):
    """A source does not have a table of a company: it never had, or it cannot be read for a reason of its own.

    Args:
        why: in words, with the file, database or service that was looked for.
    """

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


@attrs.frozen(kw_only=True)
class Unreadable:
    """A row that cannot be read, while the others can.

    Args:
        key: its key, as far as it can be seen.
        why: what is wrong with it, in words that tell where it is.
    """

    key: tuple[str, ...]
    why: str


@attrs.frozen(kw_only=True)
class Rows:
    """What a source has of a table.

    Args:
        rows: the rows that can be read, in the table's row value.
        unreadable: the others.
        as_of: the time stamp of what is not read from GP directly; None where it is GP's state now.
        origin: where it comes from, for people.
    """

    rows: Sequence[Any]
    unreadable: Sequence[Unreadable] = ()
    as_of: datetime | None = None
    origin: str = ""


class TableSource(Protocol):
    """Where reference tables come from. May be used by several threads, one per table and company.

    Attributes:
        name: as the configuration calls it.
        keyed: it can look up some rows of a table that has a `lookup`; if not, each table is read whole.
    """

    name: str
    keyed: bool

    def check(self, table: Table, company: str) -> None:
        """See whether a table can be had, without reading it.

        Raises:
            NotAvailableHere: it cannot.
            Unavailable: the source cannot be used now.
        """
        ...

    def as_of(self, table: Table, company: str) -> datetime | None:
        """The time stamp of what would be read now; None for a source that asks GP itself. Costs next to nothing.

        Raises:
            NotAvailableHere: there is no such table.
        """
        ...

    def rows(self, table: Table, company: str, key: str | None = None) -> Rows:
        """Read a table, or with a key those rows whose `lookup` column has it; their case may differ.

        Raises:
            NotAvailableHere: there is no such table.
            Unavailable: the source cannot be used now.
        """
        ...
