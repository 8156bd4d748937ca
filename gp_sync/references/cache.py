"""The tables as they were read: each from its source, kept while it is young enough, by one reader at a time."""

import threading
from collections import defaultdict
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

import attrs

from gp_sync.clock import Clock
from gp_sync.core import fact_values, facts
from gp_sync.core.canonical import plain
from gp_sync.core.findings import CATALOGUE, finding
from gp_sync.core.model import RecordUnusable, Severity
from gp_sync.references.contents import Contents
from gp_sync.references.port import NotAvailableHere, TableSource
from gp_sync.references.tables import Table

__all__ = ["TableCache"]

_CLOCKS_DIFFER = timedelta(minutes=5)  # a file from further ahead would stay young for as long as it is ahead
_Slot = tuple[str, str, str | None]


@attrs.frozen
class _Kept:
    read: Contents | NotAvailableHere
    at: datetime


class TableCache:
    """Reads tables from their sources. May be used by several threads.

    Args:
        sources: the source of each table, by its name; a table without one is not available.
        max_age: how old each table may be, by its name.
        now: the clock.
        severity: how much it weighs that a table cannot be had or is too old, by its name, where that is configured.
    """

    def __init__(
        self,
        sources: Mapping[str, TableSource],
        max_age: Mapping[str, timedelta],
        now: Clock,
        severity: Mapping[str, Severity],
    ) -> None:
        self._sources = sources
        self._max_age = max_age
        self._now = now
        self._severity = severity
        self._kept: dict[_Slot, _Kept] = {}
        # One reader per table and company: what many documents wait for is read once, and other tables go on.
        self._locks: defaultdict[tuple[str, str], threading.Lock] = defaultdict(threading.Lock)
        self._all = threading.Lock()

    def contents(self, table: Table, company: str, not_before: datetime, key: str | None = None) -> Contents:
        """Give a table as it was at `not_before` or later, or at least those of its rows that have a key.

        Raises:
            RecordUnusable: the table is not available here, or what there is of it is too old.
            Unavailable: its source cannot be used now.
        """
        source = self._sources.get(table.name)
        if source is None:
            raise self._not_available(table, company, "it has no source in the configuration")
        slot = (table.name, company, plain(key) if key is not None and table.lookup and source.keyed else None)
        with self._all:
            lock = self._locks[table.name, company]
        with lock:
            kept = self._kept.get(slot)
            if kept is None or not self._is_fresh(kept, source, table, company, not_before):
                begun = self._now()
                kept = _Kept(_read(source, table, company, key if slot[2] is not None else None), begun)
                self._kept[slot] = kept
        if isinstance(kept.read, NotAvailableHere):
            raise self._not_available(table, company, kept.read.why)
        self._check_age(kept.read, table, company)
        return kept.read

    def source_of(self, table: Table) -> str:
        """The name of a table's source; empty where it has none."""
        source = self._sources.get(table.name)
        return "" if source is None else source.name

    def state(self, table: Table, company: str) -> fact_values.TableState:
        """Whether a table can be had now, and as of when. Raises Unavailable."""
        source = self._sources.get(table.name)
        try:
            if source is None:
                return fact_values.TableState(available=False)
            source.check(table, company)
            as_of = source.as_of(table, company)
        except NotAvailableHere:
            return fact_values.TableState(available=False)
        # What is read from GP itself has no time stamp: with one, it would look changed at every look.
        return fact_values.TableState(available=True, as_of="" if as_of is None else as_of.isoformat())

    def _is_fresh(self, kept: _Kept, source: TableSource, table: Table, company: str, not_before: datetime) -> bool:
        try:
            as_of = source.as_of(table, company)
        except NotAvailableHere:
            return False
        if as_of is not None:
            return isinstance(kept.read, Contents) and kept.read.as_of == as_of
        now = self._now()
        # What is of the future was read before the clock was set back: nobody knows its age.
        return max(not_before, now - self._max_age[table.name]) <= kept.at <= now

    def _check_age(self, read: Contents, table: Table, company: str) -> None:
        if read.as_of is None:
            return
        accepted, age = self._max_age[table.name], self._now() - read.as_of
        if -_CLOCKS_DIFFER <= age <= accepted:
            return
        limit = (
            f"may be at most {accepted.total_seconds() / 3600:g} hours old" if age > accepted else "its clock is ahead"
        )
        tried = f"{read.origin} is of {read.as_of.astimezone(UTC):%Y-%m-%d %H:%M} UTC, and {limit}"
        raise self._missed("REFERENCE_STALE", table, company, tried)

    def _not_available(self, table: Table, company: str, why: str) -> RecordUnusable:
        return self._missed("TABLE_NOT_AVAILABLE", table, company, f"{table.name} of {company}: {why}")

    def _missed(self, code: str, table: Table, company: str, tried: str) -> RecordUnusable:
        usual = Severity.WARN if table.optional else CATALOGUE[code].severity
        found = finding(code, facts.table(company, table.name), tried=tried, severity=usual)
        chosen = self._severity.get(table.name)
        return RecordUnusable(found if chosen is None else attrs.evolve(found, severity=chosen, usual=usual))


def _read(source: TableSource, table: Table, company: str, key: str | None) -> Contents | NotAvailableHere:
    try:
        return Contents(table, source.rows(table, company, key))
    except NotAvailableHere as error:
        return error
