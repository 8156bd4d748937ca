"""What was read of a table, by key: a row that cannot be read is not taken for absent."""

from collections.abc import Callable
from typing import Any, TypeVar

from gp_sync.core.facts import named
from gp_sync.core.findings import finding
from gp_sync.core.model import RecordUnusable, Ref
from gp_sync.core.problems import plain_problem
from gp_sync.references.port import Rows
from gp_sync.references.tables import Table

__all__ = ["Contents", "unusable"]

T = TypeVar("T")


def unusable(ref: Ref, why: str) -> RecordUnusable:
    """Say that one record cannot be used, by its name."""
    return RecordUnusable(finding("RECORD_UNUSABLE", ref, tried=f"{named(ref)}: {plain_problem(why)}"))


class Contents:
    """The rows of a table, or those with one key.

    Args:
        table: the table.
        read: what a source gave.
    """

    def __init__(self, table: Table, read: Rows) -> None:
        self._table = table
        self.rows = tuple(read.rows)
        self.as_of = read.as_of
        self.origin = read.origin
        self._unreadable = {self._comparable(row.key): row.why for row in read.unreadable}
        self._by_key: dict[tuple[str, ...], Any] = {}
        self._worked_out: dict[str, Any] = {}
        for row in self.rows:
            key = self._comparable(table.key(row))
            if self._by_key.setdefault(key, row) != row:
                self._unreadable[key] = f"{self.origin or table.name} has two rows of that name, which differ"

    def get(self, ref: Ref, *key: str) -> Any | None:
        """Give the row that a fact is about, or None if the table has none. Raises RecordUnusable."""
        wanted = self._comparable(key)
        # A row of whose key only the first parts can be seen may be this one.
        self.check(ref, lambda key: wanted[: len(key)] == key)
        return self._by_key.get(wanted)

    def check(self, ref: Ref, concerns: Callable[[tuple[str, ...]], bool] = lambda _: True) -> None:
        """See that all rows that a fact is made of could be read.

        Args:
            ref: the fact.
            concerns: whether a row with this key is one of them; it is in the form that keys are compared in.

        Raises:
            RecordUnusable: one could not.
        """
        why = next((why for key, why in self._unreadable.items() if concerns(key)), None)
        if why is not None:
            raise unusable(ref, why)

    def once(self, name: str, work_out: Callable[[], T]) -> T:
        """Give what is worked out from these rows, such as suggestions, and keep it as long as they are kept."""
        if name not in self._worked_out:
            self._worked_out[name] = work_out()
        found: T = self._worked_out[name]
        return found

    def _comparable(self, key: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(map(self._table.comparable, key))
