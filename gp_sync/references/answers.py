"""Facts from reference tables: which rows of which tables a fact is made of, whatever source they come from."""

from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from typing import Any

import attrs

from gp_sync.clock import Clock
from gp_sync.core import fact_values
from gp_sync.core.canonical import plain
from gp_sync.core.fiscal import FiscalCalendar, FiscalPeriod, FiscalYear
from gp_sync.core.model import RecordUnusable, Ref, Severity
from gp_sync.references.cache import TableCache
from gp_sync.references.contents import Contents, unusable
from gp_sync.references.nearest import nearest
from gp_sync.references.port import TableSource
from gp_sync.references.rows import DatedRate, FormatSegment, Unit
from gp_sync.references.tables import TABLES

__all__ = ["TableReferences"]


@attrs.frozen
class _Question:
    """A fact that is asked for, and the tables that it may be read from."""

    ref: Ref
    not_before: datetime
    cache: TableCache

    @property
    def key(self) -> tuple[str, ...]:
        """The fact's key without its company."""
        return self.ref.key[1:]

    def table(self, name: str, key: str | None = None) -> Contents:
        """A table, or those of its rows that have a key."""
        return self.cache.contents(TABLES[name], self.ref.key[0], self.not_before, key)


class TableReferences:
    """`References` over reference tables. May be used by several threads.

    Args:
        sources: the source of each table, by the table's name; a table without one is not available.
        companies: the companies' short names.
        now: the clock.
        max_age: how old each table may be, by its name, where that differs from the table's own.
        severity: how much it weighs that a table cannot be had or is too old, by its name, where that is configured.
    """

    kinds: frozenset[str]

    def __init__(
        self,
        sources: Mapping[str, TableSource],
        companies: frozenset[str],
        now: Clock,
        max_age: Mapping[str, timedelta] | None = None,
        severity: Mapping[str, Severity] | None = None,
    ) -> None:
        ages = {table.name: table.max_age for table in TABLES.values()}
        self._cache = TableCache(sources, ages | dict(max_age or {}), now, severity or {})
        self._companies = companies
        self._run_began = now()
        self.kinds = frozenset(_ANSWERS) | {"table"}

    def begin_run(self, at: datetime) -> None:
        """From here on, what was not found or could not be read is read once more."""
        self._run_began = at

    def seed(self, ref: Ref, fact: Any, at: datetime) -> None:
        """Do nothing: no document brings rows of GP's tables along."""

    def find(self, ref: Ref, not_before: datetime) -> Any | None:
        """Give a fact as it was at `not_before` or later.

        Raises:
            RecordUnusable: its row cannot be read, or its table is not available or too old.
            Unavailable: the source cannot be used now.
        """
        if ref.key[0] not in self._companies:
            raise unusable(ref, f"the configuration has no company '{ref.key[0]}'")
        if ref.kind == "table":
            return self._cache.state(TABLES[ref.key[1]], ref.key[0])
        answer = _ANSWERS[ref.kind]
        try:
            fact = answer(_Question(ref, not_before, self._cache))
        except RecordUnusable:
            if not_before >= self._run_began:
                raise
            fact = None
        if fact is None and not_before < self._run_began:
            # It may have been added or mended since: an absence counts only if it was read in this run.
            fact = answer(_Question(ref, self._run_began, self._cache))
        return fact

    def source_of(self, name: str) -> str:
        """The name of a table's source, as the configuration calls it; empty where it has none."""
        return self._cache.source_of(TABLES[name])

    def rows(self, name: str, company: str) -> tuple[Any, ...]:
        """Give all rows of a table that can be read, for a person to look through.

        Raises:
            RecordUnusable: the table is not available or too old.
            Unavailable: the source cannot be used now.
        """
        return self._cache.contents(TABLES[name], company, self._run_began).rows


def _account(asked: _Question) -> fact_values.Account | None:
    return asked.table("gl_accounts").get(asked.ref, *asked.key)


def _accounts_near(asked: _Question) -> tuple[str, ...]:
    (number,) = asked.key
    chart = asked.table("gl_accounts")

    def suggested() -> tuple[str, ...]:
        try:
            segments = _segments(asked)
        except RecordUnusable:
            segments = []  # they only say which accounts come first
        main = next((row.position - 1 for row in segments if row.main), 0)
        return nearest(number, [row.number for row in chart.rows if row.takes_entries], _format(segments), main)

    return chart.once(number, suggested)


def _segments(asked: _Question) -> list[FormatSegment]:
    table = asked.table("account_format")
    table.check(asked.ref)
    return sorted(table.rows, key=lambda row: row.position)


def _format(segments: list[FormatSegment]) -> fact_values.AccountFormat:
    separator = segments[0].separator if segments else ""
    return fact_values.AccountFormat(separator=separator, lengths=tuple(row.length for row in segments))


def _account_format(asked: _Question) -> fact_values.AccountFormat | None:
    segments = _segments(asked)
    return _format(segments) if segments else None


def _segment(asked: _Question) -> str | None:
    found = asked.table("segments").get(asked.ref, *asked.key)
    return None if found is None else found.description or found.id


def _calendar(asked: _Question) -> FiscalCalendar:
    years, periods = asked.table("fiscal_years"), asked.table("fiscal_periods")
    # With a period less, a day would seem to lie in the one before.
    years.check(asked.ref)
    periods.check(asked.ref)
    return FiscalCalendar(years=years.rows, periods=periods.rows)


def _period(asked: _Question) -> FiscalPeriod | None:
    return asked.table("fiscal_periods").get(asked.ref, *asked.key)


def _years(asked: _Question) -> tuple[FiscalYear, ...]:
    table = asked.table("fiscal_years")
    table.check(asked.ref)
    year = int(asked.key[0])
    first, last = date(year, 1, 1), date(year, 12, 31)
    return tuple(row for row in table.rows if row.first <= last and row.last >= first)


def _vendor(asked: _Question) -> fact_values.GPVendor | None:
    return asked.table("vendors", *asked.key).get(asked.ref, *asked.key)


def _currencies(asked: _Question) -> tuple[fact_values.Currency, ...]:
    # One that cannot be read is missing here, and stops the orders that are in it, no others.
    return asked.table("currencies").rows


def _site(asked: _Question) -> str | None:
    found = asked.table("sites").get(asked.ref, *asked.key)
    return None if found is None or found.inactive else found.id


def _item(asked: _Question) -> fact_values.Item | None:
    return asked.table("items", *asked.key).get(asked.ref, *asked.key)


def _item_site(asked: _Question) -> str | None:
    number, site = asked.key
    found = asked.table("item_sites", number).get(asked.ref, number, site)
    return None if found is None or found.inactive else found.site


def _item_vendor(asked: _Question) -> str | None:
    number, vendor = asked.key
    found = asked.table("item_vendors", number).get(asked.ref, number, vendor)
    return None if found is None else found.vendor_item or found.item


def _unit(asked: _Question) -> str | None:
    (name,) = asked.key
    table = asked.table("units")
    # A whole schedule that cannot be read may have it.
    table.check(asked.ref, lambda key: key[1:] in {(), (plain(name),)})
    spellings = {row.name for row in table.rows if plain(row.name) == plain(name)}
    return name.rstrip() if name.rstrip() in spellings else min(spellings, default=None)


def _units_of_schedule(asked: _Question) -> tuple[str, ...] | None:
    (schedule,) = asked.key
    table = asked.table("units")
    table.check(asked.ref, lambda key: key[0] == plain(schedule))
    units: list[Unit] = [row for row in table.rows if plain(row.schedule) == plain(schedule)]
    return tuple(row.name for row in units) or None


def _purchasing_setup(asked: _Question) -> fact_values.PurchasingSetup | None:
    return asked.table("purchasing_setup").get(asked.ref)


def _exchange_rate(asked: _Question) -> fact_values.ExchangeRate | None:
    currency, day = asked.key[0], date.fromisoformat(asked.key[1])
    table = asked.table("exchange_rates", currency)
    table.check(asked.ref, lambda key: key[0] == plain(currency))
    begun: list[DatedRate] = [row for row in table.rows if plain(row.currency) == plain(currency) and row.day <= day]
    found = max(begun, key=lambda row: row.day, default=None)
    return None if found is None else fact_values.ExchangeRate(rate=found.rate, expires=found.expires)


def _named(table: str) -> Callable[[_Question], str | None]:
    def answer(asked: _Question) -> str | None:
        found = asked.table(table).get(asked.ref, *asked.key)
        return None if found is None else found.id

    return answer


_ANSWERS: dict[str, Callable[[_Question], Any]] = {
    "gl_account": _account,
    "gl_accounts_near": _accounts_near,
    "account_format": _account_format,
    "segment": _segment,
    "fiscal_calendar": _calendar,
    "fiscal_period": _period,
    "fiscal_year": _years,
    "gp_vendor": _vendor,
    "payment_terms": _named("payment_terms"),
    "shipping_method": _named("shipping_methods"),
    "currencies": _currencies,
    "currency_access": _named("currency_access"),
    "site": _site,
    "company_address": _named("company_addresses"),
    "unit": _unit,
    "units_of_schedule": _units_of_schedule,
    "item": _item,
    "item_site": _item_site,
    "item_vendor": _item_vendor,
    "buyer": _named("buyers"),
    "purchasing_setup": _purchasing_setup,
    "tax_schedule": _named("tax_schedules"),
    "exchange_rate": _exchange_rate,
}
