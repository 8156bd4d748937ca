"""A source that has what a test puts into it, and remembers what it was asked."""

import threading
from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from gp_sync.core.canonical import plain
from gp_sync.core.model import Unavailable
from gp_sync.references.port import NotAvailableHere, Rows, Unreadable
from gp_sync.references.tables import Table

__all__ = ["ListedTables"]


class ListedTables:
    """A `TableSource` in memory.

    Attributes:
        tables: the rows by table; a table that is not here is not available.
        unreadable: the rows that cannot be read, by table.
        written: the time stamp of the tables; None for GP's state now.
        down: why the source cannot be used, if so.
        asked: each read: the table and the key.
        busy: set while a read is under way; `go_on` lets it end.
    """

    name = "listed"

    def __init__(self, *, keyed: bool = True, **tables: Sequence[Any]) -> None:
        self.keyed = keyed
        self.tables: dict[str, Sequence[Any]] = dict(tables)
        self.unreadable: defaultdict[str, list[Unreadable]] = defaultdict(list)
        self.written: datetime | None = None
        self.down: Unavailable | None = None
        self.asked: list[tuple[str, str | None]] = []
        self.busy, self.go_on = threading.Event(), threading.Event()
        self.go_on.set()

    def check(self, table: Table, company: str) -> None:
        if self.down is not None:
            raise self.down
        if table.name not in self.tables:
            raise NotAvailableHere(f"there is no {table.name}")

    def as_of(self, table: Table, company: str) -> datetime | None:
        return self.written

    def rows(self, table: Table, company: str, key: str | None = None) -> Rows:
        self.asked.append((table.name, key))
        self.busy.set()
        assert self.go_on.wait(10)
        self.check(table, company)
        found = [row for row in self.tables[table.name] if key is None or plain(table.key(row)[0]) == plain(key)]
        return Rows(
            rows=tuple(found),
            unreadable=tuple(self.unreadable[table.name]),
            as_of=self.written,
            origin=f"{table.name}.listed",
        )
