"""What all parts of the tenant share: records by kind and id, numbers, the clock and a lock."""

import copy
import threading
from collections import defaultdict
from collections.abc import Callable
from datetime import UTC, datetime, tzinfo
from typing import Any

from procurify_client.testing.shapes import Wire, term

__all__ = ["State"]

_FEW = 20


class State:
    """Records in wire form, by kind and id.

    Args:
        now: the time of day, aware.
        zone: the tenant's time zone: in which filters by day cut the days.

    Attributes:
        records: what there is, by kind and id; for the endpoints, under `lock`.
    """

    def __init__(self, *, now: Callable[[], datetime] = lambda: datetime.now(UTC), zone: tzinfo = UTC) -> None:
        self.now = now
        self.zone = zone
        self.lock = threading.RLock()
        self.records: defaultdict[str, dict[int, Wire]] = defaultdict(dict)
        self._last: defaultdict[str, int] = defaultdict(int)
        self._ids = 0
        self._terms: dict[str, int] = {}

    def stamp(self) -> str:
        """Give the present instant as the wire writes it."""
        return self.now().isoformat()

    def new_id(self) -> int:
        """Give an id that nothing has."""
        self._ids += 1
        return self._ids

    def term(self, name: str | None) -> Wire | None:
        """Make a payment or shipping term; the same name always has the same id, and no name is no term."""
        return term(name, lambda wanted: self._terms.setdefault(wanted, len(self._terms) + 11))

    def existing(self, kind: str, key: int) -> Wire:
        """Find a record.

        Raises:
            LookupError: there is none with this key.
        """
        records = self.records[kind]
        if key not in records:
            some = sorted(records)
            there = f"{some}" if len(some) <= _FEW else f"{len(some)}, {some[0]} to {some[-1]}"
            raise LookupError(f"there is nothing with the id {key!r} in {kind}; there are {there}")
        return records[key]

    def copies(self, kind: str) -> dict[int, Wire]:
        """Copy all records of a kind."""
        with self.lock:
            return copy.deepcopy(self.records[kind])

    def keep(self, kind: str, record: Wire, *, key: int | None = None) -> Wire:
        """Keep a record under its id, by default the next of its kind, and give a copy."""
        key = self._last[kind] + 1 if key is None else key
        self._last[kind] = max(self._last[kind], key)
        record["id"] = key
        self.records[kind][key] = record
        return copy.deepcopy(record)

    def named(self, kind: str, name: Any, field: str = "name") -> Wire | None:
        """Find the first record of a kind with a name; None if there is none."""
        return next((record for record in self.records[kind].values() if record[field] == name), None)
